"""One product at work: its preset, its samples and its bank, on disk and in use.

What is in use is always what is stored: a change of the bank is written first.
"""

import logging
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import chain, islice

from spade_station.app.backbones import Backbones
from spade_station.app.bank_status import bank_status
from spade_station.app.coming import Coming
from spade_station.app.defect_status import DefectsStatus, DefectUndone
from spade_station.app.defects import Defects
from spade_station.app.left_out import Intake, LeftOut
from spade_station.app.sample_gate import are_doubtful, sample_reports
from spade_station.app.serving import is_served, served_settings
from spade_station.app.status import BankStatus
from spade_station.domain.errors import (
    BankBroken,
    LastSamples,
    NoSamples,
    SamplesUnknown,
    SettingsTakenBack,
    StationError,
)
from spade_station.domain.frame import Picture
from spade_station.domain.imaging_errors import SampleKnown
from spade_station.domain.inspection import LEAST_SAMPLES
from spade_station.domain.preset import Preset
from spade_station.domain.progress import Report
from spade_station.domain.sample_report import SampleReport
from spade_station.engine.backbone import Backbone
from spade_station.engine.bank import Bank
from spade_station.engine.gate import is_covered
from spade_station.engine.inspector import Inspector
from spade_station.engine.learning import extend, learn
from spade_station.storage.banks import Banks, StoredBank
from spade_station.storage.presets import FILE, Presets
from spade_station.storage.samples import GoodSamples, NewSample

log = logging.getLogger(__name__)


def silent(done: int, total: int) -> None:
    """Report to nobody."""


class Product:
    """A preset with everything that belongs to it.

    Parameters
    ----------
    name
        Of a product or a starting point.

    Raises
    ------
    PresetMissing, PresetBroken
    """

    def __init__(self, name: str, presets: Presets, backbones: Backbones) -> None:
        self.preset = presets.load(name)
        self._presets = presets
        self._backbones = backbones
        self.samples = GoodSamples(presets.folder(name) / "samples")
        self.banks = Banks(presets.folder(name) / "bank", self.samples)
        self.references = presets.references(name)
        self.defects = Defects(presets.folder(name) / "defects", self.samples)
        self.stored: StoredBank | None = None
        self.problem: BankBroken | None = None
        self.wrote_preset = False
        try:
            self.stored = self.banks.load()
        except BankBroken as error:
            log.error("%s", error)
            self.problem = error
        self.completed = self._complete_settings()

    @property
    def backbone(self) -> Backbone:
        """The backbone of the preset."""
        made_with = self.stored.bank.recipe if self.stored else None
        return self._backbones.load(self.preset, made_with)

    def inspector(self, ready: Inspector | None = None) -> Inspector:
        """Make the inspector.

        Parameters
        ----------
        ready
            An earlier one: as much of it as is still right serves again, its bank above all.

        Raises
        ------
        StationError
            With the reason why nothing can be inspected.
        """
        if self.problem:
            raise self.problem
        if self.stored is None:
            raise NoSamples(name=self.preset.name, have=0, least=LEAST_SAMPLES)
        backbone, bank = self.backbone, self.stored.bank
        if ready is None or not ready.is_made_of(bank, backbone):
            inspector = Inspector(self.preset, backbone, bank)
            inspector.defects = self.defects.matcher(self.stored, backbone, self.preset)
            return inspector
        defects = self.defects.matcher(self.stored, backbone, self.preset)
        if ready.preset == self.preset and ready.defects is defects:
            return ready
        inspector = ready.with_preset(self.preset)  # the earlier one may be judging just now
        inspector.defects = defects
        return inspector

    def add_defects(self, pictures: Iterable[NewSample], report: Report = silent) -> list[int]:
        """Keep pictures that must not pass, and learn them; all or nothing."""
        added = self.defects.add(pictures)
        try:
            self.learn_defects(report)
        except BaseException:
            self.defects.forget(added)
            raise
        self.defects.remember_added(added, self._version)
        self._use(self.preset)
        return added

    def remove_defect(self, number: int) -> None:
        """Forget a known defect.

        Raises
        ------
        NoSuchDefect
        """
        self.defects.remove(number, self._version)

    def learn_defects(self, report: Report = silent) -> None:
        """Learn the known defects beside the bank in use, where there are both."""
        if self.stored is not None and self.serves(self.preset):
            self.defects.learn(self.stored, self.backbone, self.preset, report)

    def defects_wait(self, until_current: bool = True) -> bool:
        """Whether the known defects have to be learned beside the bank in use.

        Parameters
        ----------
        until_current
            Whether it is not enough that what was learned of them still serves.
        """
        if self.stored is None or not self.serves(self.preset):
            return False
        ready = self.defects.is_current if until_current else self.defects.serves
        return not ready(self.stored, self.backbone)

    def defects_status(self) -> DefectsStatus:
        """Say how the known defects would be judged."""
        if self.stored is None or not self.serves(self.preset):
            return self.defects.status(None, None, self.preset)
        return self.defects.status(self.stored, self.backbone, self.preset)

    def needs_relearning(self, preset: Preset) -> bool:
        """Whether the bank cannot serve changed settings."""
        return self.stored is not None and not is_served(preset, self.stored, self._backbones)

    def serves(self, preset: Preset) -> bool:
        """Whether there is a bank that can judge with these settings."""
        try:
            return self.stored is not None and not self.needs_relearning(preset)
        except StationError:  # the weights are not here
            return False

    def are_doubtful(self, scores: Sequence[float | None]) -> list[bool]:
        """Tell of each score, in units of the limit, whether it is hardly a false alarm's."""
        if self.stored is None or not self.serves(self.preset):
            return [False] * len(scores)
        return are_doubtful(scores, self.stored.bank, self.preset, self.backbone)

    def sample_reports(self) -> tuple[SampleReport, ...]:
        """Rank the samples, those most unlike the rest first."""
        if self.stored is None or not self.serves(self.preset):
            return ()
        bank, numbers = self.stored.bank, self.stored.samples
        return sample_reports(bank, numbers, self.samples, self.preset, self.backbone)

    def add_good(self, new: NewSample) -> bool:
        """Learn one more good picture; returns whether there was anything to learn of it.

        A part that was not judged OK is learned unless the very same is known already.

        Raises
        ------
        StationError
            With the reason why it cannot be learned.
        """
        if self.stored is None or self.needs_relearning(self.preset):
            before = self.learned()
            for each in self.learn_all([new]):
                if not isinstance(each.reason, SampleKnown):
                    raise each.reason
            return self.stored is not None and self.stored.samples[-1] not in before
        imaging = self.preset.imaging
        bank = extend(self.stored.bank, new.frame.image, self.backbone, new.alarmed, imaging)
        if is_covered(self.stored.bank, bank, new.alarmed):
            return False
        with self._all_or_nothing() as added:
            added.append(self.samples.add(new, self.banks.highest_sample()))
            pictures = [*self.stored.pictures, new.sha256]
            self._store(bank, [*self.stored.samples, *added], pictures, self.preset)
        self._use(self.preset)
        return True

    def learn_all(
        self,
        more: Iterable[NewSample] = (),
        count: int = 1,
        report: Report = silent,
        without: Sequence[int] = (),
        preset: Preset | None = None,
    ) -> list[LeftOut]:
        """Learn from the kept samples and, if any, more pictures; all or nothing.

        Whoever cancels while more pictures come ends their coming: those that came are learned.

        Parameters
        ----------
        more, count
            Further good pictures, and how many.
        report
            Told how far it is; a second `Cancelled` leaves everything as it was.
        without
            Samples to drop.
        preset
            Changed settings to learn with and to use from then on.

        Returns
        -------
        list
            Pictures that were not learned, and why; copies of others are not, kept ones included.
            Where there is nothing else nothing is changed.

        Raises
        ------
        StationError
            With the reason why there is nothing to learn; `SampleUnfit` names a kept sample.
        """
        wanted = preset or self.preset
        backbone = self._backbones.load(wanted, None)
        intake = self._intake(without, has_more=bool(more))
        old = intake.old
        total = len(old) + (count if more else 0)
        given = self.banks.highest_sample()
        with self._all_or_nothing() as added, intake.saying_why():
            coming = Coming(more, report, added, intake.take)
            new = iter(coming)
            first = list(islice(new, 1))
            if not first and intake.left_out and self._is_learned(old, wanted):
                return intake.left_out

            def pictures() -> Iterator[Picture]:
                yield from (self.samples.picture(number) for number in old)
                for sample in chain(first, new):
                    added.append(self.samples.add(sample, given))
                    yield sample.frame.image

            references = self.references.named_by(wanted.imaging)
            folder = self._presets.folder(self.preset.name)
            more_of_it = intake.alarmed, folder, references, intake.refuse
            bank = learn(pictures(), total, backbone, wanted, coming.report, *more_of_it)
            self._store(bank, [*old, *intake.others(added)], intake.pictures(added), wanted)
        self._use(wanted)
        return intake.left_out

    def save_preset(self) -> None:
        """Store the settings; `wrote_preset` stays until newer ones of the window are stored."""
        self._presets.save(self.preset)
        self.wrote_preset = True

    def undo(self) -> DefectUndone | SettingsTakenBack | None:
        """Take the last change back: of the known defects, or else of the bank, by one version.

        Where the settings in force do not fit that version, those that it was learned with come
        back with it: else every part would be NOT INSPECTED.

        Raises
        ------
        NothingToUndo
        """
        undone = self.defects.undo(self._version)
        if undone is None:
            self.stored = self.banks.undo(
                lambda found: self._announce(self._settings_of(found), found.bank.version)
            )
            self.problem = None
            before = self.preset
            self._use(self._settings_of(self.stored))
            return SettingsTakenBack() if self.preset != before else None
        return undone

    def status(self) -> BankStatus:
        """Describe the bank in use."""
        can_undo = self.defects.can_undo(self._version)
        if self.stored is not None or self.problem is not None:
            can_undo = can_undo or self.banks.can_undo()
        return bank_status(self.stored, self.preset.decision.overkill / 100, can_undo)

    def learned(self) -> Sequence[int]:
        """Give the samples that count; none before a bank was stored, or if they are not known."""
        if self.stored is not None:
            return self.stored.samples
        try:
            return self.banks.samples()
        except BankBroken as error:
            log.warning("Which samples were in use is not known: %s", error)
            return ()

    @property
    def _version(self) -> int:
        """The version of the bank in use; 0 without one."""
        return self.stored.bank.version if self.stored else 0

    def _intake(self, without: Sequence[int], has_more: bool) -> Intake:
        """Begin with the samples that count."""
        learned = self.learned()
        if self.problem and not (learned or has_more):
            raise SamplesUnknown(name=self.preset.name)
        kept = [number for number in learned if number not in without]
        if learned and not (kept or has_more):
            raise LastSamples
        self._forget_unused()
        return Intake(self.samples, kept)

    def _is_learned(self, samples: Sequence[int], preset: Preset) -> bool:
        """Whether learning these once more would change nothing."""
        is_in_use = self.stored is not None and tuple(samples) == self.stored.samples
        return is_in_use and preset == self.preset and self.serves(preset)

    def _settings_of(self, stored: StoredBank) -> Preset:
        return served_settings(self.preset, stored, self._backbones)

    def _announce(self, preset: Preset, version: int) -> None:
        """Note the settings that are stored once the bank is, should the program end between."""
        note = self._presets.announced(self.preset.name)
        if preset == self.preset:
            note.forget()
        else:
            note.write(preset, version)

    def _complete_settings(self) -> bool:
        """Take the settings that the bank in use was stored with, where they were not stored."""
        note = self._presets.announced(self.preset.name)
        if self.stored is None:
            return False
        noted = note.read(self._version)
        if noted is None or noted == self.preset:
            note.forget()
            return False
        self.preset = noted.model_copy(update={"name": self.preset.name})
        try:
            self.save_preset()
        except StationError as error:  # they are used all the same, and noted still
            log.warning("Settings could not be stored: %s", error)
        return True

    def _store(
        self, bank: Bank, samples: Sequence[int], pictures: Sequence[str], preset: Preset
    ) -> None:
        self._announce(preset, self.banks.next_version())
        self.stored = self.banks.save(bank, samples, pictures)
        self.problem = None
        self._forget_unused()

    def _use(self, preset: Preset) -> None:
        """Take settings into use; those that were in use before are stored already."""
        changed = preset != self.preset
        self.preset = preset
        if changed or not (self._presets.folder(preset.name) / FILE).is_file():
            self.save_preset()

    @contextmanager
    def _all_or_nothing(self) -> Iterator[list[int]]:
        """Take down the numbers of added samples; they are deleted when the work fails."""
        added: list[int] = []
        try:
            yield added
        except BaseException:
            self._forget(added)
            raise

    def _forget(self, numbers: Collection[int]) -> None:
        try:
            self.samples.forget_others(set(self.samples.numbers()) - set(numbers))
        except (StationError, OSError) as error:
            log.warning("Samples of a failed learning could not be deleted: %s", error)

    def _forget_unused(self) -> None:
        """Delete pictures of no kept version, or of a killed learning; a failure costs space."""
        try:
            self.samples.forget_others(self.banks.samples_in_use().union(self.learned()))
        except (StationError, OSError) as error:
            log.warning("Samples that are no longer used could not be deleted: %s", error)
