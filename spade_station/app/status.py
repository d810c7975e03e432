"""Frozen snapshots of the station, for the window to read."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from spade_station.domain.inspection import LEAST_SAMPLES, Inspection, Verdict
from spade_station.domain.matching_choice import MatchingTrial
from spade_station.domain.preset import MatchingMode
from spade_station.domain.runtime_table import RuntimeTable
from spade_station.domain.web import WebDefect, WebPosition
from spade_station.storage.presets import PresetLine


class RunState(StrEnum):
    """What the line is doing.

    ``STOPPED → STARTING → RUNNING ⇄ WAITING → STOPPED``: WAITING is RUNNING without pictures,
    for example while a camera is away.
    """

    STOPPED = "stopped"
    STARTING = "starting"
    RUNNING = "running"
    WAITING = "waiting"


@dataclass(frozen=True, slots=True)
class Counters:
    """Parts since the last reset; `skipped` pictures were replaced by newer ones unseen."""

    ok: int = 0
    check: int = 0
    ng: int = 0
    not_inspected: int = 0
    skipped: int = 0

    @property
    def total(self) -> int:
        """Inspected parts."""
        return self.ok + self.check + self.ng

    @property
    def yield_share(self) -> float | None:
        """Share of OK among the inspected parts, None before the first."""
        return self.ok / self.total if self.total else None

    def counted(self, verdict: Verdict, parts: int = 1) -> "Counters":
        """Return the counters with more parts."""
        add = {name: parts * (verdict is which) for name, which in _COUNTED.items()}
        return Counters(
            self.ok + add["ok"],
            self.check + add["check"],
            self.ng + add["ng"],
            self.not_inspected + add["not_inspected"],
            self.skipped,
        )


_COUNTED = {
    "ok": Verdict.OK,
    "check": Verdict.CHECK,
    "ng": Verdict.NG,
    "not_inspected": Verdict.NOT_INSPECTED,
}


@dataclass(frozen=True, slots=True)
class CacheUse:
    """How many pictures were looked for in the result cache, and how many were there."""

    hits: int = 0
    asked: int = 0

    @property
    def share(self) -> float | None:
        """Share of hits, None before the first question."""
        return self.hits / self.asked if self.asked else None

    @property
    def summary(self) -> str:
        """Say it in plain English, for the command line; nothing without a hit."""
        if not self.hits:
            return ""
        return (
            f"{self.hits} of {self.asked} were the same picture, byte for byte, as one before, "
            "and not judged twice."
        )


@dataclass(frozen=True, slots=True)
class WebStatus:
    """How far an endless web has come, and what was found on it.

    Parameters
    ----------
    position
        Of the newest picture.
    mm_per_px
        Millimetres per line, None when unknown.
    defects
        The last ones, newest first; none is there twice.
    count
        All of them since the source or the product was chosen.
    """

    position: WebPosition
    mm_per_px: float | None = None
    defects: tuple[WebDefect, ...] = ()
    count: int = 0


@dataclass(frozen=True, slots=True)
class LiveStatus:
    """What the operator sees at one moment.

    Parameters
    ----------
    latest
        The newest inspection; in the state STOPPED the still picture that is being tuned on.
    recent_ng
        The last NG inspections, newest first.
    cycle_ms
        Time between the last two verdicts, None while there are none.
    cache
        Of the pictures that may recur, since the last reset.
    web
        None where the source delivers parts.
    product
        Whose all of this is; empty before the first one was chosen.
    """

    latest: Inspection | None = None
    counters: Counters = Counters()
    recent_ng: tuple[Inspection, ...] = ()
    cycle_ms: float | None = None
    cache: CacheUse = CacheUse()
    web: WebStatus | None = None
    product: str = ""


@dataclass(frozen=True, slots=True)
class BankStatus:
    """What is known of the bank in use.

    Parameters
    ----------
    version
        0 when nothing has been learned.
    is_opening, is_broken
        Whether it is not known yet what has been, or cannot be known.
    promise
        The limit in plain words: what overkill can be promised from this many samples.
    can_undo
        Whether an earlier version is kept.
    counted, not_counted
        Samples that the limit rests on, and false alarms among the samples that it does not.
    matching, reach
        The way of matching in use; `reach` as in `MatchingTrial`.
    is_auto
        Whether ``auto`` came to it.
    is_aligned
        Whether parts are laid upon a reference; ``auto`` may come to either.
    trials
        What ``auto`` tried; nothing where there were fewer samples than `least_compared`.
    """

    version: int = 0
    samples: int = 0
    rows: int = 0
    bytes: int = 0
    made: datetime | None = None
    limit_is_estimate: bool = True
    wanted_overkill: float = 0.01
    needed_samples: int = 0
    can_undo: bool = False
    counted: int = 0
    not_counted: int = 0
    matching: MatchingMode = MatchingMode.EVERYWHERE
    reach: int = 0
    is_auto: bool = False
    trials: tuple[MatchingTrial, ...] = ()
    least_compared: int = 0
    is_aligned: bool = False
    is_opening: bool = False
    is_broken: bool = False

    @property
    def taken(self) -> MatchingTrial | None:
        """The trial that ``auto`` came to, None without trials."""
        way = (self.matching, self.reach)
        return next((each for each in self.trials if (each.mode, each.reach) == way), None)

    @property
    def not_taken(self) -> tuple[MatchingTrial, ...]:
        """The other trials."""
        return tuple(each for each in self.trials if each != self.taken)

    @property
    def summary(self) -> str:
        """Say it in plain English, for the command line."""
        return " ".join(filter(None, (self._promise, self._alarms, self._matching)))

    @property
    def _promise(self) -> str:
        size = f"{self.rows} rows, {self.bytes / 1e6:.1f} MB"
        known = f"{self.samples} good parts: {size}, version {self.version}"
        if self.samples < LEAST_SAMPLES:
            return f"{known}. Nothing can be inspected yet: {LEAST_SAMPLES} are needed at least."
        if not self.limit_is_estimate:
            return f"{known}."
        return (
            f"{known}. With {self.counted} good parts no limit below 1 false alarm in "
            f"{self.counted + 1} can be promised; the limit is an estimate. "
            f"{self.needed_samples} are needed for {100 * self.wanted_overkill:g} %."
        )

    @property
    def _alarms(self) -> str:
        if not self.not_counted:
            return ""
        return f"False alarms taken as good: {self.not_counted}. They do not move the limit."

    @property
    def _matching(self) -> str:
        if not self.is_auto:
            return ""
        if self.taken is None:
            return (
                f"Matching: {self.matching}, for want of {self.least_compared} samples to compare."
            )
        at_place = self.matching is MatchingMode.SAME_PLACE
        others = ", ".join(
            f"±{each.reach} px {each.separation:.1f}"
            if each.mode is MatchingMode.SAME_PLACE
            else f"{each.mode} {each.separation:.1f}"
            for each in self.not_taken
        )
        return (
            f"Matching: {self.matching}{f' ±{self.reach} px' if at_place else ''}, chosen by "
            f"itself: small flaws stand out by {self.taken.separation:.1f} deviations"
            f"{'' if at_place else ', not clearly more at the same place'} ({others})."
        )


@dataclass(frozen=True, slots=True)
class BackboneStatus:
    """Which network sees the pictures.

    Parameters
    ----------
    name
        ``wide_resnet50_2``, ``resnet18`` or ``builtin``; empty until it is loaded.
    runtime
        What computes it, a `RuntimeName`.
    is_fallback
        True for ``builtin`` in place of a network whose weights are missing.
    moved_weight
        Layers that the network or its weights file lacks and whose weight moved to `moved_to`.
    runtimes
        What was measured of the runtimes with this network on this machine, if it was.
    runtimes_here
        How many runtimes this machine has for it; one for what is no network.
    """

    name: str = ""
    device: str = ""
    runtime: str = ""
    is_fallback: bool = False
    moved_weight: tuple[str, ...] = ()
    moved_to: str = ""
    runtimes: RuntimeTable | None = None
    runtimes_here: int = 1


@dataclass(frozen=True, slots=True)
class JobStatus:
    """A running job with a progress bar.

    Parameters
    ----------
    title, values
        A template for the window to translate, and what it names in braces.
    done, total
        Pictures, or bytes when `in_bytes`; `total` 0 when it is not known.
    gives_way
        Whether it stands back as soon as something else is wanted.
    keeps
        Whether it keeps what it has, and goes on with that, when it is cancelled once.
    product
        Whose bank it is about; the one chosen by now may be another, which waits for it.
    """

    title: str
    done: int = 0
    total: int = 0
    per_second: float | None = None
    cancellable: bool = True
    values: dict[str, object] = field(default_factory=dict)
    in_bytes: bool = False
    gives_way: bool = False
    keeps: bool = False
    product: str = ""


@dataclass(frozen=True, slots=True)
class PresetEntry:
    """One line of the list of presets."""

    name: str
    based_on: str
    is_starting_point: bool
    problem: str = ""

    @classmethod
    def of(cls, line: PresetLine) -> "PresetEntry":
        """Say of a stored preset what the list shows."""
        based_on = line.preset.based_on if line.preset else ""
        return cls(line.name, based_on, line.is_starting_point, str(line.problem or ""))


@dataclass(frozen=True, slots=True)
class SampleEntry:
    """One kept good picture."""

    number: int
    added: datetime | None
    by: str
    origin: str
    score_before: float | None
    thumbnail: bytes = field(repr=False)
    """JPEG, at most 160 px."""


@dataclass(frozen=True, slots=True)
class WeightsEntry:
    """What is known of the weights of one backbone: ``here``, ``missing`` or ``broken``."""

    backbone: str
    state: str
    path: str = ""
    sha256: str = ""
    layers: tuple[str, ...] = ()
    reason: str = ""
