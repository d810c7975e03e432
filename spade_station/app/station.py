"""The station: all that the window sees of the rest."""

import logging
from collections.abc import Callable
from functools import partial
from pathlib import Path

from filelock import BaseFileLock
from PySide6.QtCore import QObject, QTimer, Signal

from spade_station.app.capturing import CaptureLoop
from spade_station.app.closing import end_loops
from spade_station.app.defect_desk import DefectDesk
from spade_station.app.demo_product import LEARNED, demo_name, demo_preset, demo_source
from spade_station.app.evaluation_desk import EvaluationDesk
from spade_station.app.gate_desk import GateDesk
from spade_station.app.gathering_desk import GatheringDesk
from spade_station.app.imaging_desk import ImagingDesk
from spade_station.app.imaging_work import ImagingStages
from spade_station.app.inspecting import InspectLoop
from spade_station.app.moving_desk import MovingDesk
from spade_station.app.notices import Level, Notice
from spade_station.app.preset_desk import PresetDesk
from spade_station.app.recording import RecordLoop
from spade_station.app.runtime_desk import RuntimeDesk
from spade_station.app.shelf_desk import ShelfDesk
from spade_station.app.source_desk import SourceDesk
from spade_station.app.status import (
    BackboneStatus,
    BankStatus,
    JobStatus,
    LiveStatus,
    PresetEntry,
    RunState,
    SampleEntry,
)
from spade_station.app.teaching import TeachLoop
from spade_station.app.user import user
from spade_station.app.weights_desk import WeightsDesk
from spade_station.domain.errors import StationError, StillLoading
from spade_station.domain.inspection import Inspection
from spade_station.domain.preset import Preset
from spade_station.domain.source_settings import SourceSettings
from spade_station.domain.station_settings import StationSettings
from spade_station.storage.paths import Home, weights_folders
from spade_station.storage.presets import STARTING_POINTS, Presets
from spade_station.storage.settings_file import load_settings

log = logging.getLogger(__name__)


class Station(QObject):
    """What the window works with; lives on the GUI thread and owns the four loops.

    ``capture → inspect`` carries the frames, ``teach`` changes banks, ``record`` writes. No call
    waits for a loop: answers come as signals. What the environment gets wrong comes as `noticed`,
    except in `open`.

    Signals
    -------
    liveChanged
        `live` is newer; not repeated before it was read, so that nothing queues up.
    verdictChanged
        The inspections of one frame before and after the bank changed.
    reviewed
        The inspections of an earlier frame before and after `review`.
    withdrawn
        A notice that was told and is true no more.
    """

    liveChanged = Signal()
    stateChanged = Signal(object)
    presetChanged = Signal(object)
    presetsChanged = Signal()
    bankChanged = Signal(object)
    backboneChanged = Signal(object)
    samplesChanged = Signal()
    jobChanged = Signal(object)
    busyChanged = Signal(bool)  # whether product or bank are worked on, if only for a moment
    settingsChanged = Signal(object)
    wentOn = Signal()  # noqa: N815 - somebody wants to see what comes: the line, one picture, another source
    verdictChanged = Signal(object, object)
    reviewed = Signal(object, object)
    noticed = Signal(object)
    withdrawn = Signal(object)

    def __init__(self, home: Path, device: str = "auto", parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._home = Home(home)
        self._presets = Presets(self._home.presets, self._home.trash)
        self._lock: BaseFileLock | None = None
        self._settings = StationSettings()
        self._bank = BankStatus(is_opening=True)
        self._backbone = BackboneStatus()
        self._job: JobStatus | None = None
        self._samples: tuple[SampleEntry, ...] = ()
        self._inspecting = InspectLoop(StillLoading(), self, self._presets.empty_place)
        self._capturing = CaptureLoop(
            self._inspecting.deliver, self._inspecting.inbox.wait_taken, parent=self
        )
        self._recording = RecordLoop(self._home, self._presets, self)
        self._teaching = TeachLoop(
            self._home, self._presets, weights_folders(), device, self._inspecting, self
        )
        self._preset_desk = PresetDesk(
            self._presets,
            self._recording,
            self._teaching,
            self._inspecting,
            lambda: self._bank.version > 0,
            self,
        )
        self.source = SourceDesk(self._capturing, self._inspecting, self)
        self.gathering = GatheringDesk(self._inspecting, self._teaching, self)
        self._moving = MovingDesk(
            self._teaching, self._recording, self._presets, self.gathering, self
        )
        self.gate = GateDesk(self._teaching, self)
        self.defects = DefectDesk(self._teaching, self)
        self.shelf = ShelfDesk(self._teaching, self)
        self.runtimes = RuntimeDesk(self._teaching, self)
        self.weights = WeightsDesk(self._teaching, self)
        stages = ImagingStages(
            self._presets, lambda: self.preset, lambda: self._inspecting.references
        )
        self.imaging = ImagingDesk(self._recording, stages, self.change_setting, self)
        self.evaluation = EvaluationDesk(self._home, weights_folders(), device, self)
        self._loops = (
            self._recording,
            self._inspecting,
            self._teaching,
            self._capturing,
            self.evaluation.loop,
        )
        self._connect()

    # --- snapshots ---------------------------------------------------------------------------

    @property
    def live(self) -> LiveStatus:
        """The newest inspection and the counters; never those of another product."""
        status = self._inspecting.read()
        if status.product != self.preset.name:
            return LiveStatus(cycle_ms=status.cycle_ms)
        return status

    @property
    def state(self) -> RunState:
        """What the line is doing."""
        return self.source.state

    @property
    def preset(self) -> Preset:
        """The settings in force."""
        return self._preset_desk.preset

    @property
    def bank(self) -> BankStatus:
        """The bank in use."""
        return self._bank

    @property
    def backbone(self) -> BackboneStatus:
        """The network that sees the pictures."""
        return self._backbone

    @property
    def job(self) -> JobStatus | None:
        """The running job."""
        return self._job or self.gathering.status

    @property
    def settings(self) -> StationSettings:
        """What the station remembers between two starts."""
        return self._settings

    @property
    def can_undo_setting(self) -> bool:
        """Whether a change of a setting can be taken back."""
        return self._preset_desk.can_undo

    def presets(self) -> list[PresetEntry]:
        """List products and starting points."""
        return [PresetEntry.of(line) for line in self._presets.lines()]

    def samples(self) -> list[SampleEntry]:
        """List the samples of the bank in use."""
        return list(self._samples)

    # --- running -------------------------------------------------------------------------------

    def open(self) -> None:
        """Take the home and start the loops.

        Raises
        ------
        HomeBusy, HomeReadOnly, DiskFull
            Only here, before anything has been started.
        """
        self._lock = self._home.take()
        self._settings = load_settings(self._home.settings, self._tell_soon)
        for loop in self._loops:
            loop.start()
        self.settingsChanged.emit(self._settings)
        self.choose_preset(self._settings.preset or self.preset.name)

    def close(self) -> None:
        """Stop the loops, write what waits to be written and release the home."""
        is_ended = self.evaluation.loop.stop()
        line = self._capturing, self._inspecting, self._teaching, self._recording
        is_ended &= end_loops(*line, self.gathering)
        if self._lock is not None and is_ended:  # or somebody else would write beside them
            self._lock.release()
            self._lock = None

    def start(self) -> None:
        """Open the source and inspect what it delivers."""
        self.wentOn.emit()
        self.source.start(*self._wanted)

    def step(self) -> None:
        """Inspect one picture of the source and stop."""
        self.wentOn.emit()
        self.source.step(*self._wanted)

    def stop(self) -> None:
        """Close the source; the last picture stays for tuning."""
        self.source.stop()

    def review(self, earlier: Inspection) -> None:
        """Judge an earlier frame with the settings and the bank of now."""
        self._inspecting.inbox.tell(lambda: self._inspecting.review(earlier), "review")

    def reset_counters(self) -> None:
        """Begin to count anew."""
        self._inspecting.inbox.tell(self._inspecting.reset)

    def choose_source(self, source: SourceSettings) -> None:
        """Take pictures from another source."""
        self.wentOn.emit()
        self.change_settings(source=source)
        self.gathering.give_up()
        self.source.change(*self._wanted)

    def start_demo(self, demo: str) -> None:
        """Run the demo line: make its product, learn it from good parts, then start."""
        name = demo_name(demo)
        save = partial(self._presets.save, demo_preset(demo))
        if not self._presets.exists(name) and not self._tried(save):
            return
        self.choose_preset(name)
        self._teaching.learn_demo(demo, LEARNED)
        self.stop()
        self.change_settings(source=demo_source(demo))

    # --- presets -------------------------------------------------------------------------------

    def choose_preset(self, name: str) -> None:
        """Take up a product; a broken one is told of and shown as it is.

        What is to be seen of it comes later: until then there is nothing, and nothing of any other.
        """
        self.gathering.give_up()
        preset = self._preset_desk.open(name)
        is_broken = self._preset_desk.problem is not None
        self._bank = BankStatus(is_opening=not is_broken, is_broken=is_broken)
        self._samples = ()
        self.gate.follow(name)
        self.defects.follow(name)
        self._preset_desk.take(preset)
        self.bankChanged.emit(self._bank)
        self.samplesChanged.emit()
        self.liveChanged.emit()
        self.change_settings(preset=name)

    def copy_preset(self, name: str, new_name: str) -> None:
        """Make a product of a preset and choose it."""
        if self._tried(lambda: self._presets.copy(name, new_name, self._recording.unsaved(name))):
            self.choose_preset(new_name)

    def rename_preset(self, name: str, new_name: str) -> None:
        """Rename a product with all that it has, and with what was gathered for it so far."""
        self._moving.rename(name, new_name)

    def delete_preset(self, name: str) -> None:
        """Move a product to the trash."""
        based_on = self.preset.based_on
        then = based_on if based_on in STARTING_POINTS else STARTING_POINTS[0]
        self._moving.delete(name, self.preset.name if name != self.preset.name else then)

    def change_setting(self, path: str, value: object) -> None:
        """Change one setting; seen at once, or after learning again where it must be."""
        self._preset_desk.change(path, value)

    def undo_setting(self) -> None:
        """Take the last change of a setting back."""
        self._preset_desk.undo()

    def reset_settings(self) -> None:
        """Take the settings of the starting point that the product is based on."""
        self._preset_desk.reset()

    # --- learning ------------------------------------------------------------------------------

    def add_good(self, inspection: Inspection) -> None:
        """Learn the frame of an inspection as good and judge it again."""
        self.gate.add_good(inspection, user())

    def collect_folder(self, folder: Path) -> None:
        """Learn the pictures of a folder."""
        self._teaching.collect_folder(folder)

    def collect_next(self, count: int) -> None:
        """Learn the next frames of the running line."""
        self.gathering.begin(count, self.preset.name)

    def undo_learning(self) -> None:
        """Take the last change of the known defects or of the bank back, whichever is newer."""
        self._teaching.undo(self.preset.name, self.live.latest)

    def relearn(self) -> None:
        """Learn again from the kept samples."""
        self._teaching.relearn()

    def cancel_job(self) -> None:
        """End the running job; nothing is changed then."""
        self._teaching.cancel()
        self.gathering.give_up()

    # --- the station itself ----------------------------------------------------------------------

    def change_settings(self, **changes: object) -> None:
        """Change what the station remembers between two starts."""
        self._settings = self._settings.model_copy(update=changes)
        self._recording.save_settings(self._settings)
        self.settingsChanged.emit(self._settings)

    # --- inside ----------------------------------------------------------------------------------

    @property
    def _wanted(self) -> tuple[SourceSettings, int]:
        """The source, and how many views of each part it has to deliver."""
        return self._settings.source, self.preset.imaging.views.count

    def _connect(self) -> None:
        for loop in self._loops:
            loop.failed.connect(self._on_failed)
        self.settingsChanged.connect(self.shelf.use_settings)
        self.settingsChanged.connect(self.runtimes.use_settings)
        self.settingsChanged.connect(self.evaluation.use_settings)
        self._preset_desk.changed.connect(self.presetChanged)
        self._preset_desk.viewsChanged.connect(lambda: self.source.change_views(*self._wanted))
        self._preset_desk.noticed.connect(self.noticed)
        self.source.stateChanged.connect(self._on_state)
        self.source.noticed.connect(self.noticed)
        self._inspecting.liveChanged.connect(self.liveChanged)
        self._inspecting.judgedAgain.connect(self.verdictChanged)
        self._inspecting.reviewed.connect(self.reviewed)
        self.gathering.changed.connect(lambda: self.jobChanged.emit(self.job))
        self._teaching.taught.connect(self._on_taught)
        self._teaching.jobChanged.connect(self._on_job)
        self._teaching.busyChanged.connect(self.busyChanged)
        self._teaching.demoReady.connect(self._on_demo_ready)
        self._moving.moved.connect(self._on_moved)
        self._teaching.presetsTouched.connect(self.presetsChanged)
        self._recording.samplesRead.connect(self._on_samples)
        self.evaluation.noticed.connect(self.noticed)
        self.gate.noticed.connect(self.noticed)
        self.gate.withdrawn.connect(self.withdrawn)
        self.wentOn.connect(self.gate.forget_doubt)
        self.defects.noticed.connect(self.noticed)
        self.imaging.noticed.connect(self.noticed)
        self.presetChanged.connect(self.imaging.follow)
        self.bankChanged.connect(self.imaging.tell_reference)
        self.liveChanged.connect(lambda: self.imaging.watch(self.live.latest, self.preset))

    def _tried(self, work: Callable[[], object]) -> bool:
        try:
            work()
        except StationError as error:
            self.noticed.emit(Notice.of(error))
            return False
        self.presetsChanged.emit()
        return True

    def _on_job(self, job: JobStatus | None) -> None:
        self._job = job
        self.jobChanged.emit(self.job)

    def _on_demo_ready(self, name: str) -> None:
        if name == self.preset.name:  # nobody has chosen another one meanwhile
            self.start()

    def _on_moved(self, name: str, now: str, go_on_with: str, heard: int) -> None:
        self._inspecting.inbox.tell(partial(self._inspecting.tallies.move, name, now))
        if name != self.preset.name:  # somebody has chosen another one meanwhile
            return
        late = self._preset_desk.late(heard) if now else None
        self.choose_preset(go_on_with)
        if late is not None:
            self._preset_desk.relearn_with(self.preset.as_learned(late))

    def _tell_soon(self, error: StationError) -> None:
        """Tell of what comes up before the window is there to listen."""
        QTimer.singleShot(0, self, partial(self._on_failed, error))

    def _on_failed(self, error: StationError) -> None:
        log.warning("%s", error)
        level = Level.INFO if error.is_calm else Level.ERROR
        self.noticed.emit(Notice.of(error, level))

    def _on_state(self, state: RunState) -> None:
        if state is RunState.STOPPED:
            self.gathering.finish()
        self.stateChanged.emit(state)

    def _on_taught(
        self,
        preset: Preset,
        bank: BankStatus,
        backbone: BackboneStatus,
        samples: tuple[int, ...],
        request: int,
    ) -> None:
        """Show what the teach loop has made; of another product it comes too late."""
        if preset.name != self.preset.name:
            return
        self._bank, self._backbone = bank, backbone
        self.bankChanged.emit(bank)
        self.backboneChanged.emit(backbone)
        self.runtimes.measure_if_new(bank, backbone)
        if self._preset_desk.take_taught(preset, request):
            self.liveChanged.emit()
        self._recording.read_samples(preset.name, samples)

    def _on_samples(self, name: str, entries: tuple[SampleEntry, ...]) -> None:
        if name == self.preset.name:
            self._samples = entries
            self.samplesChanged.emit()
