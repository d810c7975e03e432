"""The known defects of one product: their pictures, what was learned of them, what they say."""

import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from spade_station.app.defect_status import DefectEntry, DefectsStatus, DefectUndone
from spade_station.domain.errors import DefectBroken, DefectKnown, NoSuchDefect, StationError
from spade_station.domain.frame import sha256_of
from spade_station.domain.inspection import Inspection, Verdict
from spade_station.domain.preset import LimitMode, Preset
from spade_station.domain.progress import Report
from spade_station.domain.reasons import NOTE_LOST
from spade_station.domain.storing import storing
from spade_station.engine.backbone import Backbone
from spade_station.engine.calibration import reading_of
from spade_station.engine.features import shares_of
from spade_station.engine.good_heat import GoodHeat, counted
from spade_station.engine.judge import Judge
from spade_station.engine.known_defects import DefectPicture, KnownDefects, fingerprint
from spade_station.engine.learning_defects import compared_samples, learn_known_defects
from spade_station.engine.limit_advice import LimitAdvice, advise
from spade_station.engine.matching import Matches
from spade_station.engine.resemblance import DefectMatcher, alike_regions
from spade_station.storage.banks import StoredBank
from spade_station.storage.defect_pictures import DefectPictures
from spade_station.storage.known_defects import load_known_defects, save_known_defects
from spade_station.storage.samples import NewSample, Removed, Samples

log = logging.getLogger(__name__)
FILE = "known.npz"
UNDO_STEPS = 20  # a removed picture stays in memory for so long


@dataclass(frozen=True, slots=True)
class _Step:
    """One change of the known defects since the product was opened.

    Parameters
    ----------
    beside
        Version of the bank that was in use: what became of the bank later was done later.
    added, removed
        One of them.
    """

    beside: int
    added: tuple[int, ...] = ()
    removed: Removed | None = None


class Defects:
    """Pictures that must not pass, and what the station knows of them beside one bank.

    Parameters
    ----------
    folder
        Holds the pictures and one file with what was learned of them.
    good
        The good samples of the product.
    """

    def __init__(self, folder: Path, good: Samples) -> None:
        self.folder = folder
        self._pictures = DefectPictures(folder)
        self._file = folder / FILE
        self._good = good
        self._matcher: DefectMatcher | None = None
        self._steps: list[_Step] = []

    def numbers(self) -> list[int]:
        """List the kept pictures, damaged or partly lost ones too."""
        return self._pictures.numbers()

    def seen_in(self, inspection: Inspection) -> tuple[int, ...]:
        """Say which known defects a part resembles, or whose very picture it is."""
        numbers = self.numbers()
        if not numbers:
            return ()
        named = {region.known_defect for region in inspection.regions}
        same = sha256_of(inspection.frame.image)
        return tuple(n for n in numbers if n in named or same == self._sha256_in_note(n))

    def refuse_known(self, new: NewSample) -> None:
        """Refuse the picture of a known defect with the same mark: it would say nothing new.

        Raises
        ------
        DefectKnown
        """
        for number in self.numbers():
            note = self._pictures.note(number)
            if note is not None and (note.sha256, note.box) == (new.sha256, new.box):
                raise DefectKnown(number=number)

    def add(self, pictures: Iterable[NewSample]) -> list[int]:
        """Keep pictures, all or none; they count once `learn` was called."""
        added: list[int] = []
        try:
            for picture in pictures:
                number = self._pictures.add(picture)
                added.append(number)
        except BaseException:
            self.forget(added)
            raise
        return added

    def remove(self, number: int, beside: int) -> None:
        """Delete a picture; it counts no more once `learn` was called.

        Parameters
        ----------
        beside
            Version of the bank in use, 0 without one; see `undo`.

        Raises
        ------
        NoSuchDefect
        """
        self._remember(_Step(beside, removed=self._take_out(number)))

    def remember_added(self, numbers: Sequence[int], beside: int) -> None:
        """Take down that pictures were added and learned, so that it can be undone."""
        self._remember(_Step(beside, added=tuple(numbers)))

    def can_undo(self, beside: int) -> bool:
        """Whether the known defects were changed since the bank became the version `beside`."""
        return bool(self._steps) and self._steps[-1].beside == beside

    def undo(self, beside: int) -> DefectUndone | None:
        """Take the last change back, if it came after the last change of the bank.

        Parameters
        ----------
        beside
            Version of the bank in use, 0 without one.
        """
        while self.can_undo(beside):
            step = self._steps[-1]
            if step.removed is not None:
                number = self._put_back(step.removed)
                same = number == step.removed.number  # else earlier steps mean another picture
                self._steps = self._steps[:-1] if same else []
                return DefectUndone((number,), are_back=True)
            there = [number for number in step.added if number in self.numbers()]
            for number in there:
                self._take_out(number)
            del self._steps[-1]
            if there:  # else somebody else has deleted them
                return DefectUndone(tuple(there), are_back=False)
        return None

    def forget(self, numbers: Iterable[int]) -> None:
        """Delete pictures of a work that failed; a failure costs only space."""
        try:
            self._pictures.forget_others(set(self.numbers()) - set(numbers))
        except (StationError, OSError) as error:
            log.warning("Pictures of known defects could not be deleted: %s", error)

    def serves(self, stored: StoredBank, backbone: Backbone) -> bool:
        """Whether what was learned can be used beside a bank; without pictures, it can."""
        return not self.numbers() or self._fitting(stored, backbone) is not None

    def is_current(self, stored: StoredBank, backbone: Backbone) -> bool:
        """Whether what was learned knows all that the bank knows."""
        if not self.numbers():
            return True
        matcher = self._fitting(stored, backbone)
        return matcher is not None and matcher.known.bank_version == stored.bank.version

    def matcher(
        self, stored: StoredBank, backbone: Backbone, preset: Preset
    ) -> DefectMatcher | None:
        """Give what an inspector needs; None without pictures.

        What does not fit the bank is made again, in memory alone: nothing is ever inspected with
        fewer known defects than are kept.

        Raises
        ------
        StationError
            When a picture cannot be read.
        """
        if not self.numbers():
            return None
        fitting = self._fitting(stored, backbone)
        if fitting is None:
            known = self._learned(stored, backbone, preset, lambda done, total: None)
            fitting = self._matcher = DefectMatcher(known, backbone.compute.device)
        return fitting

    def learn(self, stored: StoredBank, backbone: Backbone, preset: Preset, report: Report) -> None:
        """Make and store what the kept pictures say beside a bank."""
        if self.numbers():
            known = self._learned(stored, backbone, preset, report)
            save_known_defects(self._file, known)
            self._matcher = DefectMatcher(known, backbone.compute.device)

    def status(
        self, stored: StoredBank | None, backbone: Backbone | None, preset: Preset
    ) -> DefectsStatus:
        """Say how the known defects would be judged by the limit alone."""
        numbers = self.numbers()
        entries = tuple(self._entry(number) for number in numbers)
        if stored is None or backbone is None or not numbers:
            return DefectsStatus(entries)
        matcher = self._fitting(stored, backbone)
        if matcher is None:
            return DefectsStatus(entries)
        return _judged(entries, matcher, stored, backbone, preset)

    def _remember(self, step: _Step) -> None:
        self._steps = [*self._steps[1 - UNDO_STEPS :], step]

    def _take_out(self, number: int) -> Removed:
        if number not in self.numbers():
            raise NoSuchDefect(number=number)
        with storing(self._file):  # a later picture may get this number
            self._file.unlink(missing_ok=True)
        self._matcher = None
        return self._pictures.remove(number)

    def _put_back(self, removed: Removed) -> int:
        self._matcher = None
        return self._pictures.put_back(removed)

    def _fitting(self, stored: StoredBank, backbone: Backbone) -> DefectMatcher | None:
        """Give what was learned, if it is of these pictures and of the bank's recipe."""
        pictures = self._told_apart()
        if pictures is None:
            return None
        if self._matcher is None:
            known = load_known_defects(self._file)
            if known is None:
                return None
            self._matcher = DefectMatcher(known, backbone.compute.device)
        known = self._matcher.known
        numbers = list(pictures)
        fits = known.made_with == fingerprint(stored.bank, list(pictures.values()))
        return self._matcher if fits and list(known.numbers) == numbers else None

    def _told_apart(self) -> dict[int, str] | None:
        """Say by number which pictures these are; None if anything of one is lost."""
        found: dict[int, str] = {}
        for number in self.numbers():
            noted = self._sha256_in_note(number)
            if noted is None or not self._pictures.has_picture(number):
                return None
            try:
                found[number] = noted or self._pictures.sha256(number)
            except StationError as error:
                log.warning("%s", error)
                return None
        return found

    def _sha256_in_note(self, number: int) -> str | None:
        """Give what a note says of its picture: nothing in older ones; None if it is lost."""
        note = self._pictures.note(number)
        return note.sha256 if note is not None else None

    def _learned(
        self, stored: StoredBank, backbone: Backbone, preset: Preset, report: Report
    ) -> KnownDefects:
        places = compared_samples(stored.bank)
        return learn_known_defects(
            [self._picture(number) for number in self.numbers()],
            ((place, self._good.picture(stored.samples[place])) for place in places),
            stored.bank,
            backbone,
            shares_of(preset, backbone),
            preset.heatmap.smoothing,
            report,
            preset.imaging,
        )

    def _picture(self, number: int) -> DefectPicture:
        note = self._pictures.note(number)
        if note is None:  # it may have said where the defect is
            raise DefectBroken(number=number, reason=NOTE_LOST)
        try:
            picture = self._pictures.picture(number)
        except StationError as error:
            raise DefectBroken(number=number, reason=error) from error
        return DefectPicture(number, picture, note.box)

    def _entry(self, number: int) -> DefectEntry:
        note = self._pictures.note(number)
        return DefectEntry(
            number=number,
            added=note.added if note else None,
            by=note.by if note else "",
            origin=note.origin if note else "",
            box=note.box if note else None,
            thumbnail=self._pictures.thumbnail(number),
        )


def _judged(
    entries: tuple[DefectEntry, ...],
    matcher: DefectMatcher,
    stored: StoredBank,
    backbone: Backbone,
    preset: Preset,
) -> DefectsStatus:
    """Set the scores of the known defects against those of the good samples."""
    bank, settings = stored.bank, preset.decision
    shares = shares_of(preset, backbone)
    heat_of_good = GoodHeat(bank, preset.heatmap)
    good = heat_of_good.scores(shares, reading_of(preset, bank))
    judge = Judge(preset, bank, shares, heat_of_good)
    limit, known = judge.limit, matcher.known
    unit = limit.value * settings.limit
    near_maps = known.from_defects.maps()
    judged, alike = [], []
    found = zip(known.from_good.maps(), known.spacings.maps(), strict=True)
    for place, (maps, spacings) in enumerate(found):
        height, width = (int(side) for side in known.from_good.sizes[place])
        high, wide = (int(side) for side in known.picture_sizes[place])
        heatmap = judge.heatmap(judge.views(Matches(maps, spacings), (height, width)))
        judged.append(judge.decide(heatmap, (high, wide)))
        resemblance = judge.resemblance(maps, near_maps[place], matcher, (height, width))
        alike.append(alike_regions(resemblance, heatmap, settings, (high, wide)))
    told = tuple(
        replace(
            entry,
            score=decision.score,
            escapes=decision.verdict is not Verdict.NG,
            is_missed=decision.verdict is not Verdict.NG and not alike[place],
            patches=int(known.patches[place]),
            kept=int(known.kept[place]),
        )
        for place, (entry, decision) in enumerate(zip(entries, judged, strict=True))
    )
    advice: LimitAdvice | None = None
    if settings.mode is LimitMode.CALIBRATED:  # others find regions by each picture
        allowed = float(good[counted(bank)].max()) if limit.is_estimate else limit.value
        scores = [decision.score * unit / limit.value for decision in judged]
        advice = advise((good / limit.value).tolist(), allowed / limit.value, scores)
    return DefectsStatus(told, tuple((good / unit).tolist()), settings.limit, advice)
