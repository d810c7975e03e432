"""An evaluation as it might come out, for what shows it."""

from dataclasses import replace
from typing import Any

from spade_station.app.evaluation import Evaluation, Histogram, KindFigures, Roc, Row
from spade_station.domain.dataset_errors import MaskShape
from spade_station.domain.errors import UnreadablePicture
from spade_station.domain.matching_choice import MatchingTrial
from spade_station.domain.preset import MatchingMode


def make_evaluation(**changes: Any) -> Evaluation:
    """Give an evaluation of 4 good and 3 bad pictures; one more was not inspected."""
    found = Evaluation(
        dataset="boards",
        preset="Board A",
        backbone="resnet18",
        backbone_sha256="ab" * 32,
        is_fallback=False,
        moved_weight={"layer4": "layer3"},
        runtime="torch",
        device="cpu",
        settings={"weights": {"layer3": 0.5}, "decision": {"mm_per_px": None}},
        samples=24,
        repeated=0,
        bank_rows=1000,
        bank_bytes=1_300_000,
        limit_is_estimate=True,
        matching="everywhere",
        reach=0,
        matching_trials=(MatchingTrial(MatchingMode.EVERYWHERE, 0, 1.5),),
        good=4,
        bad=3,
        masks=2,
        image_auroc=0.917,
        pixel_auroc=0.95,
        aupro=0.81,
        overkill=0.25,
        overkill_interval=(0.006, 0.806),
        escape=1 / 3,
        escape_interval=(0.008, 0.906),
        good_not_ok=0.5,
        bad_ok=0.0,
        check_share=2 / 7,
        not_inspected=1,
        kinds={"<b>dent</b>": KindFigures(3, 2, 0.917, 0.95, 0.81, 1 / 3, (0.008, 0.906), 1 / 3)},
        roc=Roc((0.0, 0.0, 0.25, 1.0), (0.0, 0.667, 0.667, 1.0)),
        histogram=Histogram((0.0, 0.5, 1.0, 1.5, 2.0), (1, 2, 1, 0), (0, 1, 0, 2)),
        seconds_learn=1.5,
        ms_p50=12.0,
        ms_p95=15.0,
        stages_ms={"resize": 1.0, "backbone": 9.0},
        pictures=(
            *(Row(f"good/{n}.png", "good", 0.5, "OK", 12.0) for n in range(4)),
            Row("dent/0.png", "dent", 1.5, "NG", 12.0),
            Row("dent/1.png", "dent", 1.5, "NG", 12.0),
            Row("dent/2.png", "dent", 0.5, "OK", 12.0, mask_problem=MASK_PROBLEM),
            Row("dent/3.png", "dent", None, "NOT INSPECTED", 0.0, reason=REASON),
        ),
    )
    return replace(found, **changes)


MASK_PROBLEM = MaskShape(path="2_mask.png", width=10, height=20)
REASON = UnreadablePicture(path="<i>3</i>.png")

NOTHING: dict[str, Any] = dict.fromkeys(
    (
        *("image_auroc", "pixel_auroc", "aupro", "overkill", "overkill_interval", "escape"),
        *("escape_interval", "good_not_ok", "bad_ok", "check_share", "roc", "histogram"),
    )
)
"""What is not known where nothing was inspected."""
