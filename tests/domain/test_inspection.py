import numpy as np
import pytest

from spade_station.domain.errors import CameraGone, StationError
from spade_station.domain.frame import Frame
from spade_station.domain.inspection import Heatmap, Inspection, Verdict, not_inspected

JUDGED = [Verdict.OK, Verdict.CHECK, Verdict.NG]
HEATMAP: Heatmap = np.zeros((8, 8), np.float32)
REASON = CameraGone(camera="0")


@pytest.fixture
def frame() -> Frame:
    return Frame(np.zeros((32, 32, 3), np.uint8), 0, "part")


@pytest.mark.parametrize("verdict", JUDGED)
@pytest.mark.parametrize("score", [0.0, 0.4, 17.5])
def test_a_verdict_stands_on_a_score_and_a_heatmap(
    frame: Frame, verdict: Verdict, score: float
) -> None:
    assert Inspection(frame, verdict, score, heatmap=HEATMAP).verdict is verdict


@pytest.mark.parametrize("verdict", JUDGED)
@pytest.mark.parametrize(
    ("score", "heatmap", "reason"),
    [
        (None, None, None),
        (0.4, None, None),
        (None, HEATMAP, None),
        (0.4, HEATMAP, REASON),
        (None, None, REASON),
        (float("nan"), HEATMAP, None),
        (float("inf"), HEATMAP, None),
    ],
)
def test_no_verdict_without_what_it_stands_on_or_beside_a_reason(
    frame: Frame,
    verdict: Verdict,
    score: float | None,
    heatmap: Heatmap | None,
    reason: StationError | None,
) -> None:
    with pytest.raises(ValueError, match="verdict"):
        Inspection(frame, verdict, score, heatmap=heatmap, reason=reason)


@pytest.mark.parametrize(
    ("score", "heatmap", "reason"),
    [
        (None, None, None),
        (0.4, None, REASON),
        (0.4, None, None),
        (None, HEATMAP, REASON),
        (0.4, HEATMAP, REASON),
        (0.4, HEATMAP, None),
    ],
)
def test_a_part_not_inspected_has_a_reason_and_nothing_else(
    frame: Frame, score: float | None, heatmap: Heatmap | None, reason: StationError | None
) -> None:
    with pytest.raises(ValueError, match="not inspected"):
        Inspection(frame, Verdict.NOT_INSPECTED, score, heatmap=heatmap, reason=reason)


def test_not_inspected_says_why(frame: Frame) -> None:
    inspection = not_inspected(frame, REASON, "board")

    assert inspection.verdict is Verdict.NOT_INSPECTED
    assert inspection.reason is REASON
    assert (inspection.score, inspection.heatmap, inspection.regions) == (None, None, ())
    assert (inspection.preset, inspection.bank_version) == ("board", 0)


def test_the_stages_add_up_to_the_time_of_the_verdict(frame: Frame) -> None:
    timings = {"features": 12.5, "matching": 2.0, "decision": 0.25}

    assert Inspection(
        frame, Verdict.OK, 0.4, heatmap=HEATMAP, timings=timings
    ).milliseconds == pytest.approx(14.75)
    assert not_inspected(frame, REASON).milliseconds == 0
