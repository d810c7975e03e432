"""From the camera's picture to what the network sees: stage by stage, each view by itself."""

import cv2
import numpy as np
import pytest

from spade_station.domain.errors import PictureShape, StationError
from spade_station.domain.frame import Mask, Picture
from spade_station.domain.imaging_errors import (
    LightShape,
    PartNotInPosition,
    ReferenceUnfit,
    SheetShape,
)
from spade_station.domain.imaging_settings import (
    AlignmentMode,
    AlignmentSettings,
    GlareSettings,
    ImagingSettings,
    LightSettings,
    TileSettings,
    ViewSettings,
)
from spade_station.imaging.glare import Glare
from spade_station.imaging.light import Light
from spade_station.imaging.pose import IDENTITY, Pose
from spade_station.imaging.preparing import Preparation, Prepared
from spade_station.imaging.references import NO_REFERENCES, References
from spade_station.imaging.resize import to_network
from spade_station.imaging.sheet import sheet_of

from .posed import moved, noise, pose_of, texture

SIZE = (192, 256)
SHORT = 96
PART = np.minimum(texture(SIZE, 3), 230)
ALIGNED = AlignmentSettings(mode=AlignmentMode.FEATURE, shift=20, turn=10)
POSE = pose_of(PART, 6.0, (14.0, -9.0))


def paper(darker: float = 0.6) -> Picture:
    slope = np.linspace(1, darker, SIZE[1])[None, :, None]
    return np.repeat((210 * slope).astype(np.uint8), SIZE[0], axis=0).repeat(3, axis=2)


def under_lamp(picture: Picture, darker: float = 0.6) -> Picture:
    slope = np.linspace(1, darker, SIZE[1])[None, :, None]
    return np.asarray((picture * slope).astype(np.uint8))


def lit(picture: Picture, x: int = 180, y: int = 60, radius: int = 9) -> Picture:
    return np.asarray(cv2.circle(picture.copy(), (x, y), radius, (255, 255, 255), -1), np.uint8)


def prepared(
    settings: ImagingSettings, picture: Picture, references: References = NO_REFERENCES
) -> Prepared:
    return Preparation(settings, references, SHORT).prepare(picture)


def middle_of(mask: Mask) -> tuple[float, float]:
    """Give x and y of what is marked, in pixels of the camera's picture."""
    rows, columns = mask.nonzero()
    scale = SIZE[0] / mask.shape[0]
    return float(columns.mean() + 0.5) * scale, float(rows.mean() + 0.5) * scale


# --- without stages -------------------------------------------------------------------------------


def test_without_stages_a_picture_is_only_shrunk() -> None:
    found = prepared(ImagingSettings(), PART)
    np.testing.assert_array_equal(found.views[0], to_network(PART, SHORT))
    assert (found.glare, found.unseen, found.pose) == ((None,), None, IDENTITY)
    assert found.size == (96, 128)
    assert found.view_size == SIZE
    assert found.unjudged(0) is None
    assert list(found.timings) == ["resize"]


def test_a_picture_is_left_as_it_is() -> None:
    everything = ImagingSettings(
        light=LightSettings(white="w", evening=30, contrast=2),
        glare=GlareSettings(level=250),
        alignment=ALIGNED,
    )
    picture = lit(moved(PART, POSE))
    before = picture.copy()
    prepared(everything, picture, References(part=PART, white=paper()))
    np.testing.assert_array_equal(picture, before)


def test_the_stages_and_their_timings_come_in_order() -> None:
    everything = ImagingSettings(
        light=LightSettings(evening=30), glare=GlareSettings(level=250), alignment=ALIGNED
    )
    found = prepared(everything, moved(PART, POSE), References(part=PART))
    assert list(found.timings) == ["glare", "light", "alignment", "resize"]
    assert all(taken >= 0 for taken in found.timings.values())
    only_glare = ImagingSettings(glare=GlareSettings(level=250))
    assert list(prepared(only_glare, PART).timings) == ["glare", "resize"]


# --- light and glare come before the part is laid upon the reference ------------------------------


def test_light_is_taken_off_where_the_camera_saw_it() -> None:
    """A lamp stands still while parts move: of a part that was laid first it would be wrong."""
    settings = ImagingSettings(light=LightSettings(white="w"), alignment=ALIGNED)
    references = References(part=under_lamp(PART), white=paper())
    shown = under_lamp(moved(PART, POSE))

    found = prepared(settings, shown, references)

    expected = Light(settings.light, paper(), None).corrected(shown)
    laid = cv2.warpAffine(
        expected,
        found.pose.to_picture,
        (SIZE[1], SIZE[0]),
        flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP,
    )
    difference = np.abs(found.views[0].astype(int) - to_network(np.asarray(laid), SHORT))
    assert found.unseen is not None
    assert difference[~found.unseen].mean() < 1.5
    assert found.pose.angle == pytest.approx(POSE.angle, abs=0.3)
    assert found.pose.shift == pytest.approx(POSE.shift, abs=0.6)


def test_glare_is_looked_for_before_the_light_is_changed() -> None:
    """Evening makes bright places darker, and dark ones bright."""
    settings = ImagingSettings(light=LightSettings(evening=10), glare=GlareSettings(level=250))
    picture = lit(under_lamp(PART, 0.3))
    staged = Preparation(settings, NO_REFERENCES, SHORT).light(picture)
    np.testing.assert_array_equal(staged.glare[0], Glare(settings.glare).found(picture))


def test_the_light_that_is_watched_is_the_camera_s() -> None:
    settings = ImagingSettings(light=LightSettings(evening=30))
    for gain in (1.0, 0.5):
        dimmed = (PART * gain).astype(np.uint8)
        assert prepared(settings, dimmed).light.brightness == pytest.approx(
            prepared(ImagingSettings(), dimmed).light.brightness
        )


@pytest.mark.parametrize("pose", [POSE, pose_of(PART, -8.0, (-20.0, 12.0))])
def test_glare_is_turned_with_the_part(pose: Pose) -> None:
    settings = ImagingSettings(glare=GlareSettings(level=250, margin=0), alignment=ALIGNED)
    x, y = pose.to_picture @ (150, 100, 1.0)

    found = prepared(settings, lit(moved(PART, pose), round(x), round(y)), References(part=PART))

    assert found.glare[0] is not None
    assert found.glare[0].shape == found.size
    assert middle_of(found.glare[0]) == pytest.approx((150.5, 100.5), abs=2.5)
    plain = prepared(
        ImagingSettings(glare=settings.glare), lit(PART, 150, 100), NO_REFERENCES
    ).glare[0]
    assert plain is not None
    assert found.glare[0].sum() == pytest.approx(plain.sum(), rel=0.35)


def test_what_the_camera_did_not_see_is_told() -> None:
    found = prepared(ImagingSettings(alignment=ALIGNED), moved(PART, POSE), References(part=PART))
    seen = cv2.warpAffine(
        np.ones(SIZE, np.uint8),
        POSE.to_picture,
        (SIZE[1], SIZE[0]),
        flags=cv2.INTER_NEAREST | cv2.WARP_INVERSE_MAP,
    )
    assert found.unseen is not None
    assert found.unseen.mean() == pytest.approx((seen == 0).mean(), abs=0.02)
    right, left = found.unseen[:, -1].mean(), found.unseen[:, 0].mean()
    assert right > 0.9 > 0.3 > left, "the part lies to the right of its place"
    np.testing.assert_array_equal(found.unjudged(0), found.unseen)


def test_a_part_in_place_is_seen_as_a_whole() -> None:
    found = prepared(ImagingSettings(alignment=ALIGNED), PART, References(part=PART))
    assert found.unseen is None
    assert found.pose is not IDENTITY
    assert np.abs(found.views[0].astype(int) - to_network(PART, SHORT)).mean() < 1


def test_glare_and_what_is_out_of_view_are_not_judged_together() -> None:
    settings = ImagingSettings(glare=GlareSettings(level=250), alignment=ALIGNED)
    found = prepared(settings, lit(moved(PART, POSE)), References(part=PART))
    both = found.unjudged(0)
    assert both is not None
    assert found.glare[0] is not None
    np.testing.assert_array_equal(both, found.glare[0] | found.unseen)


# --- views ----------------------------------------------------------------------------------------


def test_each_view_of_a_sheet_is_prepared_by_itself_and_laid_as_the_first() -> None:
    settings = ImagingSettings(
        glare=GlareSettings(level=250), alignment=ALIGNED, views=ViewSettings(count=3)
    )
    others = [PART, np.minimum(texture(SIZE, 4), 230), lit(PART, 128, 96)]
    sheet = sheet_of([moved(each, POSE) for each in others])
    reference = sheet_of([PART, PART, PART])

    found = prepared(settings, sheet, References(part=reference))

    assert len(found.views) == 3
    assert found.view_size == SIZE
    assert found.pose.shift == pytest.approx(POSE.shift, abs=0.6)
    inner = (slice(20, 76), slice(20, 108))
    for view, part in zip(found.views, others, strict=True):
        difference = np.abs(view.astype(int) - to_network(part, SHORT))[inner]
        assert difference.mean() < 5
    assert found.glare[0] is None
    assert found.glare[1] is None
    assert found.glare[2] is not None
    assert middle_of(found.glare[2]) == pytest.approx((128.5, 96.5), abs=3)
    assert found.unjudged(2) is not None
    np.testing.assert_array_equal(found.unjudged(0), found.unseen)


def test_each_view_has_its_own_white() -> None:
    settings = ImagingSettings(light=LightSettings(white="w"), views=ViewSettings(count=2))
    lamps = (0.6, 0.4)
    white = sheet_of([paper(lamp) for lamp in lamps])
    dark = np.full_like(white, 4)
    for references in (References(white=white), References(white=white, dark=dark)):
        shown = sheet_of([under_lamp(np.full_like(PART, 150), lamp) for lamp in lamps])
        for view in prepared(settings, shown, references).views:
            assert view.mean(axis=(0, 2)).std() < 2
    with pytest.raises(SheetShape):
        Preparation(settings, References(white=white[:, :-1]), SHORT)
    with pytest.raises(LightShape):
        prepared(settings, shown, References(white=paper()))


def test_a_picture_that_is_no_sheet_is_refused() -> None:
    with pytest.raises(SheetShape):
        prepared(ImagingSettings(views=ViewSettings(count=3)), PART)


# --- tiles ----------------------------------------------------------------------------------------


def test_tiles_keep_the_resolution_of_the_camera() -> None:
    picture = texture((250, 330))
    settings = ImagingSettings(
        tiles=TileSettings(on=True), glare=GlareSettings(level=250), views=ViewSettings(count=2)
    )
    found = prepared(settings, sheet_of([picture, lit(picture)]))
    assert found.size == (256, 320)
    assert found.view_size == (250, 330)
    assert found.glare[1] is not None
    assert found.glare[1].shape == (256, 320)


# --- what does not serve --------------------------------------------------------------------------


def test_without_a_reference_nothing_is_aligned() -> None:
    for mode in AlignmentMode:
        found = prepared(ImagingSettings(alignment=AlignmentSettings(mode=mode)), PART)
        assert found.pose is IDENTITY
        assert "alignment" not in found.timings
    off = prepared(ImagingSettings(), moved(PART, POSE), References(part=PART))
    assert off.pose is IDENTITY, "a reference alone aligns nothing"


def test_what_cannot_be_prepared_is_refused_with_the_reason() -> None:
    aligned = ImagingSettings(alignment=ALIGNED)
    reasons: list[tuple[ImagingSettings, Picture, References, type[StationError]]] = [
        (aligned, noise(SIZE), References(part=PART), PartNotInPosition),
        (aligned, PART[:-2], References(part=PART), PictureShape),
        (
            ImagingSettings(light=LightSettings(white="w")),
            PART[:-2],
            References(white=paper()),
            LightShape,
        ),
    ]
    for settings, picture, references, reason in reasons:
        with pytest.raises(reason):
            prepared(settings, picture, references)
    with pytest.raises(ReferenceUnfit):
        Preparation(aligned, References(part=np.full_like(PART, 90)), SHORT)
    lit_and_aligned = ImagingSettings(light=LightSettings(white="w"), alignment=ALIGNED)
    with pytest.raises(LightShape):
        Preparation(lit_and_aligned, References(part=PART[:-2], white=paper()), SHORT)


def test_a_reference_is_corrected_by_the_light_as_parts_are() -> None:
    """A dark reference alone is a correction, too."""
    dark = np.full_like(PART, 30)
    settings = ImagingSettings(light=LightSettings(dark="d"), alignment=ALIGNED)
    found = prepared(settings, PART, References(part=PART, dark=dark))
    corrected = Light(settings.light, None, dark).corrected(PART)
    assert np.abs(found.views[0].astype(int) - to_network(corrected, SHORT)).mean() < 1
    assert found.pose.quality > 0.99
