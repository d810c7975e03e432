"""A station without threads: the window's tests set what it shows and read what was asked of it."""

from dataclasses import replace
from pathlib import Path

import numpy as np
from PySide6.QtCore import QBuffer, QObject, Signal
from PySide6.QtGui import QColor, QImage

from spade_station.app.defect_status import DefectsStatus
from spade_station.app.evaluation_desk import EvaluationResult
from spade_station.app.shelf_status import ShelfStatus
from spade_station.app.status import (
    BackboneStatus,
    BankStatus,
    JobStatus,
    LiveStatus,
    MatchingTrial,
    PresetEntry,
    RunState,
    SampleEntry,
    WeightsEntry,
)
from spade_station.domain.errors import StationError
from spade_station.domain.frame import Box, Frame
from spade_station.domain.inspection import Inspection, Region, Verdict, not_inspected
from spade_station.domain.preset import MatchingMode, Preset
from spade_station.domain.sample_report import SampleReport
from spade_station.domain.station_settings import StationSettings


class FakeEvaluation(QObject):
    jobChanged = Signal(object)
    resultChanged = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.calls: list[tuple] = []
        self.job: JobStatus | None = None
        self.result: EvaluationResult | None = None
        self.is_earlier = False

    def put(self, what: str, value: object) -> None:
        setattr(self, what, value)
        getattr(self, f"{what}Changed").emit(value)

    def evaluate(self, folder: Path, preset: Preset) -> None:
        self.calls.append(("evaluate", folder, preset.name))

    def cancel_job(self) -> None:
        self.calls.append(("cancel_job",))

    def save(self, path: Path) -> None:
        self.calls.append(("save", path))


class FakeGate(QObject):
    doubted = Signal(object)
    reportsChanged = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.calls: list[tuple] = []
        self.suspects: tuple[SampleReport, ...] = ()

    def drop(self, numbers: tuple[int, ...]) -> None:
        self.calls.append(("drop", numbers))

    def keep(self, numbers: tuple[int, ...]) -> None:
        self.calls.append(("keep", numbers))


class FakeDefects(QObject):
    statusChanged = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.calls: list[tuple] = []
        self.status = DefectsStatus()

    def show(self, status: DefectsStatus) -> None:
        self.status = status
        self.statusChanged.emit()

    def add(self, inspection: Inspection, box: Box | None) -> None:
        self.calls.append(("add", inspection, box))

    def remove(self, number: int, shown: Inspection | None) -> None:
        self.calls.append(("remove", number))


class FakeShelf(QObject):
    statusChanged = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.status = ShelfStatus()

    def show(self, status: ShelfStatus) -> None:
        self.status = status
        self.statusChanged.emit()


class FakeImaging(QObject):
    previewed = Signal(object)
    referenceChanged = Signal(object)
    scaleMeasured = Signal(float)  # noqa: N815 - a Qt signal

    def __init__(self) -> None:
        super().__init__()
        self.calls: list[tuple] = []


class FakeRuntimes:
    def __init__(self) -> None:
        self.measured = 0

    def measure(self) -> None:
        self.measured += 1


class FakeWeights(QObject):
    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.calls: list[tuple] = []
        self.entries = (
            WeightsEntry("wide_resnet50_2", "missing"),
            WeightsEntry("resnet18", "here"),
        )

    def import_file(self, path: Path, backbone: str) -> None:
        self.calls.append(("import_file", path, backbone))

    def download(self, backbone: str) -> None:
        self.calls.append(("download", backbone))


class FakeStation(QObject):
    liveChanged = Signal()
    stateChanged = Signal(object)
    presetChanged = Signal(object)
    presetsChanged = Signal()
    bankChanged = Signal(object)
    backboneChanged = Signal(object)
    samplesChanged = Signal()
    jobChanged = Signal(object)
    busyChanged = Signal(bool)
    noticed = Signal(object)
    withdrawn = Signal(object)
    settingsChanged = Signal(object)
    wentOn = Signal()  # noqa: N815
    verdictChanged = Signal(object, object)
    reviewed = Signal(object, object)

    def __init__(self) -> None:
        super().__init__()
        self.calls: list[tuple] = []
        self.evaluation = FakeEvaluation()
        self.gate = FakeGate()
        self.defects = FakeDefects()
        self.shelf = FakeShelf()
        self.runtimes = FakeRuntimes()
        self.imaging = FakeImaging()
        self.weights = FakeWeights()
        self.live = LiveStatus()
        self.state = RunState.STOPPED
        self.preset = Preset(name="Board A", based_on="electronics")
        self.bank = BankStatus()
        self.backbone = BackboneStatus("resnet18", "cpu", "torch")
        self.job: JobStatus | None = None
        self.settings = StationSettings(preset="Board A", welcomed=True)
        self.can_undo_setting = False
        self.sample_entries: list[SampleEntry] = []
        self.preset_entries = [
            PresetEntry("electronics", "electronics", True),
            PresetEntry("textile", "textile", True),
            PresetEntry("Board A", "electronics", False),
        ]

    # what the tests say

    def show_live(self, latest: Inspection | None, state: RunState | None = None, **more) -> None:
        if state is not None:
            self.set_state(state)
        self.live = replace(self.live, latest=latest, **more)
        self.liveChanged.emit()

    def set_state(self, state: RunState) -> None:
        self.state = state
        self.stateChanged.emit(state)

    def put(self, what: str, value: object) -> None:
        setattr(self, what, value)
        getattr(self, f"{what}Changed").emit(value)

    def called(self, name: str) -> list[tuple]:
        return [call[1:] for call in self.calls if call[0] == name]

    # what the window asks

    def presets(self) -> list[PresetEntry]:
        return self.preset_entries

    def samples(self) -> list[SampleEntry]:
        return self.sample_entries

    def change_setting(self, path: str, value: object) -> None:
        self.calls.append(("change_setting", path, value))
        self.can_undo_setting = True
        self.put("preset", self.preset.changed(path, value))

    def change_settings(self, **changes: object) -> None:
        self.calls.append(("change_settings", changes))
        self.put("settings", self.settings.model_copy(update=changes))

    def choose_source(self, source: object) -> None:
        self.calls.append(("choose_source", source))
        self.put("settings", self.settings.model_copy(update={"source": source}))
        self.wentOn.emit()


def _recorder(name: str):
    def record(self: FakeStation | FakeImaging, *values: object) -> None:
        self.calls.append((name, *values))

    record.__name__ = name
    return record


_CALLS = [
    "review",
    *("open", "close", "start", "stop", "step", "start_demo", "reset_counters", "relearn"),
    *("choose_preset", "copy_preset", "rename_preset", "delete_preset", "reset_settings"),
    *("undo_setting", "add_good", "collect_folder", "collect_next"),
    *("undo_learning", "cancel_job"),
]
for _name in _CALLS:
    setattr(FakeStation, _name, _recorder(_name))
_IMAGING_CALLS = [
    *("preview", "take_reference", "remove_reference", "measure_line", "measure_checkerboard"),
]
for _name in _IMAGING_CALLS:
    setattr(FakeImaging, _name, _recorder(_name))


def make_frame(number: int = 1, size: tuple[int, int] = (96, 128)) -> Frame:
    image = np.full((*size, 3), 90, np.uint8)
    image[:, ::16] = 130
    return Frame(image, number, f"part {number}")


def make_inspection(
    verdict: Verdict = Verdict.OK, score: float = 0.31, peak: float = 0.0, **more
) -> Inspection:
    frame = more.pop("frame", None) or make_frame(more.pop("number", 1))
    heat = np.full((24, 32), 0.1, np.float32)
    regions = ()
    if peak:
        heat[8:14, 10:18] = peak
        box = (40, 32, 32, 24)
        contour = np.array([[40, 32], [72, 32], [72, 56], [40, 56]], np.int32)
        regions = (Region(contour, box, 768.0, more.pop("mm2", None), peak),)
    more.setdefault("timings", {"features": 20.0, "distances": 8.0})
    return Inspection(
        frame, verdict, score, check=0.9, regions=regions, heatmap=heat, preset="Board A", **more
    )


def make_not_inspected(reason: StationError) -> Inspection:
    return not_inspected(make_frame(), reason, "Board A")


def make_auto_bank(
    mode: MatchingMode = MatchingMode.EVERYWHERE, reach: int = 0, compared: bool = True
) -> BankStatus:
    """Give a bank whose way of matching ``auto`` came to."""
    tried = {0: 1.74, 8: 1.8, 16: 1.62, 32: 1.6}
    trials = tuple(
        MatchingTrial(MatchingMode.SAME_PLACE if each else MatchingMode.EVERYWHERE, each, found)
        for each, found in tried.items()
    )
    return BankStatus(
        *(3, 43, 18244, 14_300_000, None, True, 0.01, 99, True),
        matching=mode,
        reach=reach,
        is_auto=True,
        trials=trials if compared else (),
        least_compared=8,
    )


def jpeg(colour: str = "#508050") -> bytes:
    image = QImage(80, 60, QImage.Format.Format_RGB32)
    image.fill(QColor(colour))
    buffer = QBuffer()
    buffer.open(QBuffer.OpenModeFlag.WriteOnly)
    image.save(buffer, "JPEG")
    return bytes(buffer.data().data())
