"""The figures of a bench."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

SHARES = (50, 95, 99)


@dataclass(frozen=True, slots=True)
class Growth:
    """A bank of so many good pictures.

    Parameters
    ----------
    synthesised
        How many of the samples were mixed from the features of real ones.
    verdict_ms
        Median.
    bank_bytes, held_bytes
        Of the bank as it is stored, and of all that is held to match with it.
    """

    samples: int
    synthesised: int
    rows: int
    verdict_ms: float
    bank_bytes: int
    held_bytes: int


@dataclass(frozen=True, slots=True)
class StartUp:
    """The station in a process of its own, with a stored bank.

    Parameters
    ----------
    window_s, first_verdict_s
        From the start of the process until the window was painted, and until the first verdict.
    rss_mb
        Resident memory some verdicts later, MiB. None is what could not be measured.
    """

    window_s: float | None
    first_verdict_s: float | None
    rss_mb: float | None


@dataclass(frozen=True, slots=True)
class Bench:
    """Figures of one backbone with one runtime; milliseconds unless the name says otherwise.

    Parameters
    ----------
    picture_px
        Height and width as the camera would deliver them.
    backbone_ms
        Median of a bare pass of one picture, measured by turns with the verdicts.
    verdict_ms, stages_ms
        From the picture to the verdict, and its stages: p50, p95, p99.
    batch_pictures_per_s
        Verdicts a second when pictures are judged side by side.
    batched_backbone_s
        Bare passes of all samples in batches.
    learn_over_backbone
        Learning, coreset and calibration included, over `batched_backbone_s`.
    add_sample_s
        From a good picture to the next verdict, which knows it; without the disk.
    slider_ms
        From a moved layer weight to the new verdict, the limit calibrated again.
    window_s, first_verdict_s, rss_mb
        See `StartUp`; None where it was not measured.
    """

    backbone: str
    runtime: str
    device: str
    machine: str
    threads: int
    samples: int
    picture_px: tuple[int, int]
    input_px: tuple[int, int]
    matching: str
    backbone_ms: float
    verdict_ms: dict[str, float]
    stages_ms: dict[str, dict[str, float]]
    verdict_over_backbone: float
    batch_pictures_per_s: float
    batched_backbone_s: float
    seconds_learn: float
    learn_over_backbone: float
    add_sample_s: float
    slider_ms: float
    bank_rows: int
    bank_bytes: int
    growth: tuple[Growth, ...] = ()
    window_s: float | None = None
    first_verdict_s: float | None = None
    rss_mb: float | None = None

    def as_json(self) -> dict[str, Any]:
        """Give plain values."""
        return asdict(self)


def percentiles(
    values: Sequence[float] | np.ndarray[Any, np.dtype[np.float64]],
) -> dict[str, float]:
    """Give p50, p95 and p99."""
    return {f"p{share}": float(np.percentile(values, share)) for share in SHARES}
