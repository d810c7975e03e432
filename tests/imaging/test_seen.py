"""A part of which too little can be seen gets no verdict."""

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from spade_station.domain.errors import StationError
from spade_station.domain.imaging_errors import (
    PartAmbiguous,
    PartHardlyJudged,
    PartNotInPosition,
    PartOutOfView,
    TooMuchGlare,
    ZoneHardlyJudged,
)
from spade_station.domain.imaging_settings import (
    AlignmentSettings,
    GlareSettings,
    ImagingSettings,
    ViewFusion,
    ViewSettings,
)
from spade_station.domain.zone import Zone, ZoneKind, ZoneShape
from spade_station.imaging.drift import LightLevel
from spade_station.imaging.pose import Pose
from spade_station.imaging.preparing import Prepared
from spade_station.imaging.seen import check_judged, check_seen

SIZE = (40, 80)
PLAIN = ImagingSettings()


def strip(first: int, last: int) -> np.ndarray:
    """Mark some of 80 columns."""
    mask = np.zeros(SIZE, bool)
    mask[:, first:last] = True
    return mask


def part(
    glare: tuple[np.ndarray | None, ...] = (None,),
    unseen: np.ndarray | None = None,
    quality: float = 1.0,
    is_only: bool = True,
) -> Prepared:
    views = (np.zeros((*SIZE, 3), np.uint8),) * len(glare)
    pose = Pose(0.0, (0.0, 0.0), quality, is_only=is_only)
    return Prepared(views, glare, unseen, pose, LightLevel(0.5, (1.0, 1.0, 1.0)), SIZE, {})


def allowing(
    most: float = 5.0,
    unseen: float = 5.0,
    quality: float = 0.5,
    fusion: ViewFusion = ViewFusion.MAXIMUM,
) -> ImagingSettings:
    return ImagingSettings(
        glare=GlareSettings(level=250, most=most),
        alignment=AlignmentSettings(unseen=unseen, quality=quality),
        views=ViewSettings(fusion=fusion),
    )


def refused(
    found: Prepared, settings: ImagingSettings, factors: np.ndarray | None = None
) -> type | None:
    try:
        check_seen(found, settings, factors)
    except StationError as error:
        return type(error)
    return None


def test_a_part_that_is_seen_passes() -> None:
    check_seen(part(), PLAIN, None)
    check_seen(part((strip(0, 2),), strip(78, 80)), PLAIN, None)


@given(columns=st.integers(0, 48), most=st.floats(0, 50))
def test_more_than_is_allowed_is_refused(columns: int, most: float) -> None:
    mask = strip(0, columns)
    is_more = columns / 80 > most / 100
    wrong = refused(part((mask,)), allowing(most=most))
    assert wrong is (TooMuchGlare if is_more else None)
    wrong = refused(part(unseen=mask), allowing(unseen=most))
    assert wrong is (PartOutOfView if is_more else None)


def test_the_share_is_told() -> None:
    with pytest.raises(TooMuchGlare) as glare:
        check_seen(part((strip(0, 10),)), allowing(), None)
    assert glare.value.values == {"share": "12.5", "most": 5.0}
    with pytest.raises(PartOutOfView) as out:
        check_seen(part(unseen=strip(0, 20)), allowing(), None)
    assert out.value.values == {"share": "25.0", "most": 5.0}


@pytest.mark.parametrize("size", [(10, 20), (40, 80)])
def test_only_what_is_judged_has_to_be_seen(size: tuple[int, int]) -> None:
    factors = np.zeros(size, np.float32)
    factors[:, size[1] // 2 :] = 0.5  # tolerant zones are judged, too
    assert refused(part((strip(0, 40),)), allowing(), factors) is None
    assert refused(part(unseen=strip(0, 40)), allowing(), factors) is None
    with pytest.raises(TooMuchGlare, match=r"20\.0 %"):
        check_seen(part((strip(0, 48),)), allowing(), factors)


SAME_SIDE = [ViewFusion.MAXIMUM, ViewFusion.MEDIAN, ViewFusion.MINIMUM]


@pytest.mark.parametrize("fusion", SAME_SIDE)
def test_of_one_side_only_what_glare_hides_in_all_views_is_hidden(fusion: ViewFusion) -> None:
    settings = allowing(fusion=fusion)
    assert refused(part((strip(0, 40), None)), settings) is None
    assert refused(part((strip(0, 40), strip(40, 80))), settings) is None
    assert refused(part((strip(0, 40), strip(36, 80))), settings) is None
    assert refused(part((strip(0, 40), strip(30, 80))), settings) is TooMuchGlare


@pytest.mark.parametrize("where", [0, 1, 2])
def test_what_is_hidden_of_one_side_no_other_side_shows(where: int) -> None:
    glare: list[np.ndarray | None] = [None] * 3
    glare[where] = strip(0, 40)
    assert refused(part(tuple(glare)), allowing(fusion=ViewFusion.WORST_VIEW)) is TooMuchGlare
    glare[where] = strip(0, 3)
    assert refused(part(tuple(glare)), allowing(fusion=ViewFusion.WORST_VIEW)) is None


@pytest.mark.parametrize(("least", "is_refused"), [(0.0, False), (0.6, False), (0.61, True)])
def test_a_part_has_to_be_alike_enough(least: float, is_refused: bool) -> None:
    wrong = refused(part(quality=0.6), allowing(quality=least))
    assert wrong is (PartNotInPosition if is_refused else None)


def test_zones_need_to_know_which_way_round_a_part_lies() -> None:
    zone = Zone(kind=ZoneKind.TOLERANT, shape=ZoneShape.RECTANGLE, points=((0.1, 0.1), (0.4, 0.4)))
    zoned = PLAIN.model_copy(update={"zones": (zone,)})
    assert refused(part(is_only=False), zoned) is PartAmbiguous
    assert refused(part(is_only=False), PLAIN) is None
    assert refused(part(), zoned) is None


# --- what is not judged though it can be seen -----------------------------------------------------


def include(first: float, last: float) -> Zone:
    points = ((first, 0.0), (last, 1.0))
    return Zone(kind=ZoneKind.INCLUDE, shape=ZoneShape.RECTANGLE, points=points)


def hardly_judged(
    unjudged: tuple[np.ndarray, ...],
    found: Prepared | None = None,
    settings: ImagingSettings = PLAIN,
    factors: np.ndarray | None = None,
) -> type | None:
    found = found or part((None,) * len(unjudged))
    try:
        check_judged(found, settings, factors, np.stack(unjudged))
    except StationError as error:
        return type(error)
    return None


@pytest.mark.parametrize("factors", [None, np.ones(SIZE, np.float32)])
def test_a_part_of_which_nothing_is_judged_is_refused(factors: np.ndarray | None) -> None:
    with pytest.raises(PartHardlyJudged, match=r"100\.0 %"):
        check_judged(part((strip(0, 2),)), PLAIN, factors, strip(0, 80)[None])
    hidden = part((strip(0, 80),))  # even where as much glare is allowed
    assert hardly_judged((strip(0, 80),), hidden) is PartHardlyJudged
    assert hardly_judged((strip(0, 0),)) is None


@given(lost=st.integers(0, 80), hidden=st.integers(0, 60))
def test_three_quarters_of_what_can_be_seen_have_to_be_judged(lost: int, hidden: int) -> None:
    assume(4 * (80 - lost) != 3 * (80 - hidden))  # at the limit itself rounding decides
    is_enough = lost < 80 and 80 - lost > 0.75 * (80 - hidden)
    for found in (part((strip(0, hidden),)), part(unseen=strip(0, hidden))):
        wrong = hardly_judged((strip(0, lost),), found)
        assert wrong is (None if is_enough else PartHardlyJudged)


def test_the_rim_of_an_aligned_part_may_be_lost() -> None:
    """A patch of the deepest layer at 224 px is a seventh of the picture wide."""
    corner = strip(0, 80 // 7)
    corner[: 40 // 7] = True
    beyond = strip(0, 1)
    beyond[:1] = True
    assert hardly_judged((corner,), part(unseen=beyond)) is None


def test_what_is_not_to_be_judged_does_not_count() -> None:
    factors = np.zeros(SIZE, np.float32)
    factors[:, 40:] = 0.5
    assert hardly_judged((strip(0, 40),), factors=factors) is None
    assert hardly_judged((strip(0, 80),), factors=factors) is PartHardlyJudged
    assert hardly_judged((strip(20, 60),), factors=factors) is PartHardlyJudged


def test_what_one_view_of_a_side_judges_is_judged() -> None:
    half, all_but_half = strip(0, 40), strip(40, 80)
    assert hardly_judged((half, all_but_half)) is None
    assert hardly_judged((half, half)) is PartHardlyJudged
    sides = allowing(fusion=ViewFusion.WORST_VIEW)
    assert hardly_judged((strip(0, 4), half), settings=sides) is PartHardlyJudged
    assert hardly_judged((strip(0, 4), strip(0, 8)), settings=sides) is None


@pytest.mark.parametrize(("lost", "wrong"), [(14, None), (16, ZoneHardlyJudged)])
def test_each_include_zone_has_to_be_judged(lost: int, wrong: type | None) -> None:
    zoned = PLAIN.model_copy(update={"zones": (include(0.1, 0.25), include(0.25, 1.0))})
    factors = np.zeros(SIZE, np.float32)
    factors[:, 8:] = 1
    assert hardly_judged((strip(0, lost),), settings=zoned, factors=factors) is wrong


def test_an_include_zone_that_another_zone_excludes_need_not_be_judged() -> None:
    zoned = PLAIN.model_copy(update={"zones": (include(0.1, 0.2), include(0.3, 1.0))})
    factors = np.zeros(SIZE, np.float32)
    factors[:, 24:] = 1
    assert hardly_judged((strip(0, 24),), settings=zoned, factors=factors) is None
