"""Aligned parts: what is learned and judged of parts that lie differently each time."""

from collections.abc import Callable

import cv2
import numpy as np
import pytest

from spade_station.domain.errors import StationError
from spade_station.domain.frame import Frame, Picture
from spade_station.domain.imaging_errors import PartNotInPosition, PartOutOfView
from spade_station.domain.inspection import Verdict
from spade_station.domain.preset import LayerWeights, MatchingMode, Preset
from spade_station.domain.zone import Zone, ZoneKind, ZoneShape
from spade_station.engine.backbone import ResNetBackbone
from spade_station.engine.inspector import Inspector
from spade_station.engine.learning import extend, learn

SIZE = (240, 320)
Place = tuple[float, float, float]


def part(seed: int, flawed: bool = False) -> Picture:
    """Give a plate with marks that nobody can mistake, on a dark belt."""
    random = np.random.default_rng(seed)
    picture = np.full((*SIZE, 3), 30.0)
    cv2.rectangle(picture, (70, 60), (250, 180), (150, 150, 150), -1)
    cv2.circle(picture, (110, 90), 14, (60, 80, 110), -1)
    cv2.rectangle(picture, (190, 130), (235, 150), (90, 60, 60), -1)
    cv2.line(picture, (100, 160), (160, 110), (220, 220, 200), 4)
    if flawed:
        cv2.rectangle(picture, (195, 80), (217, 102), (20, 20, 20), -1)
    return (picture + random.normal(0, 3, picture.shape)).clip(0, 255).astype(np.uint8)


def placed(picture: Picture, place: Place) -> Picture:
    """Shift a part across and down, and turn it."""
    across, down, degrees = place
    matrix = cv2.getRotationMatrix2D((SIZE[1] / 2, SIZE[0] / 2), degrees, 1.0)
    matrix[:, 2] += (across, down)
    size = (SIZE[1], SIZE[0])
    moved = cv2.warpAffine(picture, matrix, size, borderMode=cv2.BORDER_REFLECT_101)
    return np.asarray(moved, np.uint8)


def somewhere(seed: int, most_turn: float) -> Place:
    random = np.random.default_rng(1000 + seed)
    across, down = random.uniform(-18, 18, 2)
    return float(across), float(down), float(random.uniform(-most_turn, most_turn))


@pytest.fixture
def moving() -> Preset:
    weights = LayerWeights(layer2=0.5, layer3=0.5)
    preset = Preset(name="test", weights=weights)
    for path, value in {
        "features.input_size": 192,
        "matching.mode": MatchingMode.SAME_PLACE,
        "matching.rows": 4000,
        "imaging.alignment.mode": "feature",
        "imaging.alignment.shift": 15,
        "imaging.alignment.turn": 8,
    }.items():
        preset = preset.changed(path, value)
    return preset


def inspector_of(backbone: ResNetBackbone, preset: Preset, most_turn: float) -> Inspector:
    pictures = [placed(part(seed), somewhere(seed, most_turn)) for seed in range(12)]
    return Inspector(preset, backbone, learn(pictures, len(pictures), backbone, preset))


def judged(inspector: Inspector, seed: int, place: Place, flawed: bool) -> Verdict:
    picture = placed(part(seed, flawed), place)
    return inspector.inspect(Frame(picture, 0, "part")).verdict


@pytest.mark.parametrize("most_turn", [8.0, 180.0])
def test_same_place_works_on_parts_that_lie_differently(
    backbone: ResNetBackbone, moving: Preset, most_turn: float
) -> None:
    aligned = inspector_of(backbone, moving.changed("imaging.alignment.turn", most_turn), most_turn)
    for seed in range(100, 106):
        place = somewhere(seed, 0.9 * most_turn)
        assert judged(aligned, seed, place, flawed=True) is Verdict.NG, place
        assert judged(aligned, seed, place, flawed=False) is not Verdict.NG, place


def test_what_is_found_is_told_where_it_is_in_the_picture(
    backbone: ResNetBackbone, moving: Preset
) -> None:
    inspector = inspector_of(backbone, moving, 8)
    place = (14.0, -9.0, 7.0)
    picture = placed(part(100, flawed=True), place)
    flaw = np.zeros(SIZE, np.uint8)
    flaw[80:103, 195:218] = 255
    there = placed(np.dstack([flaw] * 3), place)[..., 0] > 0

    found = inspector.inspect(Frame(picture, 0, "part"))

    down, across = there.nonzero()
    x, y, width, height = found.regions[0].box
    assert x <= across.mean() <= x + width
    assert y <= down.mean() <= y + height
    heat = cv2.resize(found.heatmap, (SIZE[1], SIZE[0]))  # type: ignore[arg-type]
    row, column = np.unravel_index(int(heat.argmax()), heat.shape)
    assert np.hypot(row - down.mean(), column - across.mean()) < 20


def test_zones_move_with_the_part(backbone: ResNetBackbone, moving: Preset) -> None:
    preset = moving.changed("imaging.alignment.turn", 180).changed("imaging.alignment.unseen", 60)
    inspector = inspector_of(backbone, preset, 0)
    centre = cv2.getRotationMatrix2D((SIZE[1] / 2, SIZE[0] / 2), somewhere(0, 0)[2], 1.0)
    x, y = cv2.transform(np.array([[[206.0, 91.0]]]), centre)[0, 0] + somewhere(0, 0)[:2]
    zone = Zone(  # around the flaw, as it is in the reference that the station chose: sample 0
        kind=ZoneKind.EXCLUDE,
        shape=ZoneShape.ELLIPSE,
        points=(
            ((x - 75) / SIZE[1], (y - 75) / SIZE[0]),
            ((x + 75) / SIZE[1], (y + 75) / SIZE[0]),
        ),
    )
    tolerant = zone.model_copy(update={"kind": ZoneKind.TOLERANT})
    zoned = inspector.with_preset(preset.changed("imaging.zones", (zone, tolerant)))
    for degrees in (0, 60, 180, 260):
        place = (5.0, -3.0, float(degrees))
        assert judged(inspector, 100, place, flawed=True) is Verdict.NG
        picture = placed(part(100, flawed=True), place)
        found = zoned.inspect(Frame(picture, 0, "part"))
        heat = found.heatmap
        flaw = np.zeros(SIZE, np.uint8)
        flaw[80:103, 195:218] = 255
        there = placed(np.dstack([flaw] * 3), place)[..., 0] > 0
        assert heat is not None
        larger = cv2.resize(heat, (SIZE[1], SIZE[0]))
        assert larger[there].max() < 1e-2, "the zone is where the flaw is"
        assert larger.max() > 0.1, "the rest is judged"
        assert found.unjudged is not None
        hidden = cv2.resize(found.unjudged.astype(np.uint8), (SIZE[1], SIZE[0])) > 0
        assert hidden[there].all(), "it is told where nothing is judged"
        (outline,) = (tolerance.outline for tolerance in found.tolerances)
        down, across = there.nonzero()
        middle = (across.mean() + 0.5, down.mean() + 0.5)
        assert np.hypot(*(outline.mean(axis=0) - middle)) < 6
        assert np.hypot(*(outline - middle).T) == pytest.approx(75, abs=6)


def test_a_part_that_is_not_there_or_not_in_view_is_never_ok(
    backbone: ResNetBackbone, moving: Preset
) -> None:
    inspector = inspector_of(backbone, moving, 8)
    belt = np.random.default_rng(0).normal(30, 3, (*SIZE, 3)).clip(0, 255).astype(np.uint8)
    for picture in (belt, placed(part(100), (0, 0, 90)), placed(part(100), (150, 0, 0))):
        with pytest.raises(StationError):
            inspector.inspect(Frame(picture, 0, "part"))
    assert issubclass(PartNotInPosition, StationError)


def test_what_no_sample_showed_is_not_judged_and_the_rest_has_to_be_in_view(
    backbone: ResNetBackbone, moving: Preset
) -> None:
    inspector = inspector_of(backbone, moving, 8)
    seen = inspector.bank.seen
    assert seen is not None
    assert 0.5 < seen.mean() < 0.98
    strict = inspector.with_preset(moving.changed("imaging.alignment.unseen", 0.0))
    far = -24.0 if somewhere(0, 8)[0] > 0 else 24.0
    with pytest.raises(PartOutOfView):
        judged(strict, 100, (far, 0.0, 0.0), flawed=False)


def test_what_not_all_samples_showed_is_said_to_be_unjudged(
    backbone: ResNetBackbone, moving: Preset
) -> None:
    """Or else a defect there would pass as judged OK, in full view."""
    inspector = inspector_of(backbone, moving, 8)
    seen = inspector.bank.seen
    assert seen is not None
    middle = somewhere(0, 8)  # where the reference lies
    found = inspector.inspect(Frame(placed(part(100), middle), 0, "part"))
    assert found.unjudged is not None
    assert found.heatmap is not None
    assert found.unjudged.mean() == pytest.approx(1 - seen.mean(), abs=0.05)
    inner = cv2.erode(found.unjudged.astype(np.uint8), np.ones((3, 3), np.uint8)) > 0
    assert inner.mean() > 0.5 * found.unjudged.mean()
    assert not found.heatmap[inner].any()


def test_the_ground_around_an_outline_is_said_to_be_unjudged(
    backbone: ResNetBackbone, moving: Preset
) -> None:
    preset = moving.changed("imaging.alignment.mode", "outline")
    inspector = inspector_of(backbone, preset, 8)
    assert inspector.bank.seen is not None
    found = inspector.inspect(Frame(placed(part(100), (9.0, -5.0, 4.0)), 0, "part"))
    assert found.unjudged is not None
    assert found.unjudged[[0, -1]].all()
    middle = found.unjudged[found.unjudged.shape[0] // 2]
    assert not middle[len(middle) // 2], "but not the part"


Move = Callable[[int], Place]


@pytest.mark.parametrize(
    ("move", "is_aligned"),
    [(lambda seed: somewhere(seed, 5), True), (lambda seed: (0.0, 0.0, 0.0), False)],
    ids=["parts that move", "parts that lie still"],
)
def test_auto_aligns_what_needs_it(
    backbone: ResNetBackbone, moving: Preset, move: Move, is_aligned: bool
) -> None:
    preset = moving.changed("imaging.alignment.mode", "auto")
    pictures = [placed(part(seed), move(seed)) for seed in range(8)]
    bank = learn(pictures, 8, backbone, preset)
    assert bank.is_aligned == is_aligned


def test_auto_does_not_align_what_cannot_be(backbone: ResNetBackbone, moving: Preset) -> None:
    preset = moving.changed("imaging.alignment.mode", "auto")
    cloth = [
        np.random.default_rng(seed).normal(120, 20, (*SIZE, 3)).clip(0, 255).astype(np.uint8)
        for seed in range(8)
    ]
    bank = learn(cloth, 8, backbone, preset)
    assert not bank.is_aligned
    assert Inspector(preset, backbone, bank).inspect(Frame(cloth[3], 0, "cloth")).score is not None


def test_how_alike_a_part_has_to_be_is_what_the_settings_in_force_say(
    backbone: ResNetBackbone, moving: Preset
) -> None:
    """It is no setting that a bank is made with: the bank does not know it."""
    inspector = inspector_of(backbone, moving, 8)
    frame = Frame(placed(part(100), (5, 3, 2)), 0, "part")
    analysis = inspector.analyse(frame)
    likeness = analysis.part.pose.quality
    assert 0.5 < likeness < 0.999

    strict = inspector.with_preset(moving.changed("imaging.alignment.quality", 0.999))

    with pytest.raises(PartNotInPosition):
        strict.inspect(frame)
    with pytest.raises(PartNotInPosition):  # what was seen before does not count for more
        strict.conclude(analysis)
    again = strict.with_preset(moving.changed("imaging.alignment.quality", 0.5))
    assert again.inspect(frame).score == pytest.approx(inspector.inspect(frame).score)


def test_a_part_that_is_hardly_alike_is_inspected_and_learned_where_that_is_allowed(
    backbone: ResNetBackbone, moving: Preset
) -> None:
    inspector = inspector_of(backbone, moving, 8)
    random = np.random.default_rng(1)
    cloud = cv2.GaussianBlur(random.normal(0, 1, SIZE).astype(np.float32), (0, 0), 8)
    cloudy = placed(part(100), (5, 3, 2)) + (80 * cloud / cloud.std())[..., None]
    picture = cloudy.clip(0, 255).astype(np.uint8)
    with pytest.raises(PartNotInPosition):
        inspector.inspect(Frame(picture, 0, "part"))
    with pytest.raises(PartNotInPosition):
        extend(inspector.bank, picture, backbone, imaging=moving.imaging)

    lenient = moving.changed("imaging.alignment.quality", 0.1)

    assert inspector.with_preset(lenient).inspect(Frame(picture, 0, "part")).score is not None
    bank = extend(inspector.bank, picture, backbone, imaging=lenient.imaging)
    assert bank.samples == inspector.bank.samples + 1
    assert learn([picture] * 2, 2, backbone, lenient, references=bank.references).samples == 2
