"""What an evaluation found: plain figures, for the command line, the window and the reports."""

from collections.abc import Mapping
from dataclasses import dataclass, fields, is_dataclass
from typing import Any

from spade_station.domain.errors import StationError
from spade_station.domain.matching_choice import MatchingTrial
from spade_station.domain.preset import Preset

Interval = tuple[float, float]
"""Lower and upper end of a 95 % confidence interval of a share."""


@dataclass(frozen=True, slots=True)
class Row:
    """One test picture.

    Parameters
    ----------
    milliseconds
        For the verdict; longer than alone where others were judged beside it.
    reason
        Why it was not inspected.
    mask_problem
        Why its mask is of no use; it is in none of the figures of pixels then.
    """

    path: str
    kind: str
    score: float | None
    verdict: str
    milliseconds: float
    reason: StationError | None = None
    mask_problem: StationError | None = None


@dataclass(frozen=True, slots=True)
class KindFigures:
    """Figures of one kind of defect against the good pictures.

    Parameters
    ----------
    pictures, masks
        How many were inspected, and how many of these have a mask.
    pixel_auroc, aupro
        Over the pictures with a mask; None where there is none.
    """

    pictures: int
    masks: int
    image_auroc: float | None
    pixel_auroc: float | None
    aupro: float | None
    escape: float | None
    escape_interval: Interval | None
    check_share: float | None


@dataclass(frozen=True, slots=True)
class Roc:
    """The receiver operating characteristic of the scores, from the strictest limit on.

    Parameters
    ----------
    overkill, found
        Share of the good and of the bad pictures whose score is over a limit.
    """

    overkill: tuple[float, ...]
    found: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Histogram:
    """How many pictures have which score; the last bin also counts the scores above it.

    Parameters
    ----------
    edges
        In units of the limit; one more than there are bins.
    good, bad
        Pictures in each bin.
    """

    edges: tuple[float, ...]
    good: tuple[int, ...]
    bad: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Evaluation:
    """What `evaluate` measured; areas are 0..1, shares are of the inspected pictures.

    Parameters
    ----------
    overkill, escape
        Share of good parts judged NG, and of bad parts not judged NG (CHECK counts as escaped).
    good_not_ok, bad_ok
        The same where a person looks at each part that is CHECK: share of good parts judged CHECK
        or NG, and of bad parts judged OK.
    check_share
        Share of all parts judged CHECK.
    good, bad, masks
        Inspected good and bad pictures, and how many of the bad ones have a mask.
    repeated
        Good pictures to learn from that are copies of others, and were not learned.
    matching, reach, matching_trials
        How patches were compared, how far from their place in network pixels where that counts,
        and what ``auto`` tried before it chose so.
    not_inspected
        Pictures without a verdict; they are in none of the figures.
    known_defects_left_out
        Known defects that the product has. They are often pictures of the test themselves, and
        would prove nothing of further ones; on the line, what resembles one is NG whatever its
        score.
    """

    dataset: str
    preset: str
    backbone: str
    backbone_sha256: str
    is_fallback: bool
    moved_weight: dict[str, str]
    runtime: str
    device: str
    settings: dict[str, Any]
    samples: int
    repeated: int
    bank_rows: int
    bank_bytes: int
    limit_is_estimate: bool
    matching: str
    reach: int
    matching_trials: tuple[MatchingTrial, ...]
    good: int
    bad: int
    masks: int
    image_auroc: float | None
    pixel_auroc: float | None
    aupro: float | None
    overkill: float | None
    overkill_interval: Interval | None
    escape: float | None
    escape_interval: Interval | None
    good_not_ok: float | None
    bad_ok: float | None
    check_share: float | None
    not_inspected: int
    kinds: dict[str, KindFigures]
    roc: Roc | None
    histogram: Histogram | None
    seconds_learn: float
    ms_p50: float
    ms_p95: float
    stages_ms: dict[str, float]
    pictures: tuple[Row, ...]
    known_defects_left_out: int = 0

    def is_before(self, preset: Preset) -> bool:
        """Whether the settings of its preset are others by now."""
        return preset.name == self.preset and preset.as_json() != self.settings

    def as_json(self) -> dict[str, Any]:
        """Give plain values; a problem is its English text, and empty where there is none."""
        plain: dict[str, Any] = _plain(self)
        for row in plain["pictures"]:
            row["reason"] = row["reason"] or ""
            row["mask_problem"] = row["mask_problem"] or ""
        return plain


def _plain(value: Any) -> Any:
    """Turn dataclasses and errors into what JSON knows (`asdict` would copy the errors)."""
    if is_dataclass(value):
        return {each.name: _plain(getattr(value, each.name)) for each in fields(value)}
    if isinstance(value, Mapping):
        return {key: _plain(each) for key, each in value.items()}
    if isinstance(value, tuple):
        return [_plain(each) for each in value]
    return str(value) if isinstance(value, StationError) else value
