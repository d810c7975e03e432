"""Banks on disk: one folder a version, a pointer to the one in use, the last versions kept.

A version is written under a temporary name, synced and renamed; the pointer is replaced last. So
whatever happens, the pointer names a complete version, or none before the first. Undo is a pointer.
"""

import logging
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import numpy as np

from spade_station.domain import reasons
from spade_station.domain.errors import BankBroken, BankForeign, NothingToUndo, StationError
from spade_station.domain.storing import storing, sync_folder
from spade_station.engine.backbone_identity import BackboneIdentity
from spade_station.engine.bank import Bank, LayerBank, Recipe
from spade_station.engine.quantised_rows import QuantisedRows
from spade_station.imaging.references import REFERENCES, References
from spade_station.storage.arrays import Array, open_array, save_array
from spade_station.storage.atomic import TEMPORARY
from spade_station.storage.bank_check import check
from spade_station.storage.bank_manifest import (
    SCHEMA,
    Manifest,
    is_made_of,
    read_manifest,
    write_manifest,
)
from spade_station.storage.bank_pointer import VERSION, BankPointer, name_of
from spade_station.storage.samples import Samples

log = logging.getLogger(__name__)
KEPT = 10  # versions, the one in use included


@dataclass(frozen=True, slots=True, eq=False)
class StoredBank:
    """A bank with what the disk knows of it; see `Manifest`."""

    bank: Bank
    made: datetime
    samples: tuple[int, ...]
    pictures: tuple[str, ...]


class Banks:
    """The bank versions of one product.

    Parameters
    ----------
    folder
        Holds the version folders and the pointer.
    kept
        The samples that the versions were made of; those of other pictures are refused.
    """

    def __init__(self, folder: Path, kept: Samples | None = None) -> None:
        self.folder = folder
        self._kept = kept
        self._ours: set[int] = set()  # versions that were compared with the samples
        self._pointer = BankPointer(folder)

    def current(self) -> int:
        """Version in use, 0 for none.

        Raises
        ------
        BankBroken
            When there are versions but nothing says which one is in use.
        """
        in_use = self._pointer.read()
        if in_use is not None:
            return in_use.version
        if not self.versions():
            return 0
        raise BankBroken(path=self._pointer.path, reason=reasons.MISSING)

    def versions(self) -> list[int]:
        """List the kept versions, oldest first."""
        if not self.folder.is_dir():
            return []
        found = (VERSION.fullmatch(path.name) for path in self.folder.iterdir())
        return sorted(int(match[1]) for match in found if match)

    def load(self) -> StoredBank | None:
        """Open the version in use; None when nothing was learned yet.

        Raises
        ------
        BankBroken
            When a file is missing, truncated or altered, or in the place of another.
        """
        version = self.current()
        if not version:
            return None
        stored = self._open(version)
        if self._listed() not in (None, stored.samples):
            raise BankBroken(path=self._pointer.path, reason=reasons.OTHER_SAMPLES)
        return stored

    def save(self, bank: Bank, samples: Sequence[int], pictures: Sequence[str] = ()) -> StoredBank:
        """Store a bank as the next version and point to it; what was undone is deleted.

        Parameters
        ----------
        samples, pictures
            See `Manifest`.
        """
        undone = [version for version in self.versions() if version > self._in_use()]
        version = self.next_version()
        target = self.folder_of(version)
        temporary = self.folder / f"{TEMPORARY}{uuid4().hex}"
        if not self._in_use():
            self._pointer.write(0, ())  # until the first version counts
        try:
            with storing(target):
                try:
                    manifest = _write(temporary, bank, version, samples, pictures)
                    temporary.rename(target)
                finally:
                    shutil.rmtree(temporary, ignore_errors=True)
                sync_folder(self.folder)
            self._delete(undone)  # before the new version counts: then nothing leads back to them
            self._pointer.write(version, manifest.samples)
        except StationError:
            self._delete([version])
            raise
        self._delete(self.versions()[:-KEPT])
        self._sweep()
        return _stored(replace(bank, version=version), manifest)

    def next_version(self) -> int:
        """Say which version is stored next."""
        return max([self._in_use(), *self.versions()]) + 1

    def undo(self, before: Callable[[StoredBank], object] = lambda stored: None) -> StoredBank:
        """Point to the version before the one in use; damaged ones are passed over.

        Parameters
        ----------
        before
            Called with that version before it is pointed to.

        Raises
        ------
        NothingToUndo
        BankBroken
            When all earlier versions are damaged.
        """
        problem: BankBroken | None = None
        for version in reversed(self._earlier()):
            try:
                stored = self._open(version)
            except BankBroken as error:
                log.warning("%s", error)
                problem = problem or error
            else:
                before(stored)
                self._pointer.write(version, stored.samples)
                return stored
        raise problem or NothingToUndo()

    def can_undo(self) -> bool:
        """Whether an earlier version is kept."""
        return bool(self._earlier())

    def samples_in_use(self) -> set[int]:
        """Give the samples that any kept version was made of, or the one in use if it is lost."""
        kept = (self.manifest(version).samples for version in self.versions())
        return set().union(*kept, self.samples())

    def highest_sample(self) -> int:
        """Give the highest number that a sample of anything here has; 0 for none.

        No other picture may get that number, even where the picture is lost: a version that is
        learned again would be made of it. What is damaged is passed over.
        """
        named = [0]
        for manifest in self._manifests():
            named += manifest.samples
        with suppress(BankBroken):
            named += self._listed() or ()
        return max(named)

    def samples(self) -> Sequence[int]:
        """Give the samples of the version in use, however damaged it is; none without one.

        Where nothing says which one is in use, those that all versions have: none of them can
        have been dropped. Where the pointer lists others than the version that it names has, its
        list if it is that of a kept version, else those that both have.

        Raises
        ------
        BankBroken
            When they are not known.
        """
        try:
            version = self.current()
        except BankBroken:
            of_each = [set(self.manifest(version).samples) for version in self.versions()]
            if not of_each:
                raise
            return sorted(set.intersection(*of_each))
        if not version:
            return ()
        listed = self._listed()
        try:
            samples = self.manifest(version).samples
        except BankForeign:  # so is the pointer
            raise
        except BankBroken:
            if listed is None:
                raise
            return listed
        if listed is None or listed == samples:
            return samples
        if any(listed == manifest.samples for manifest in self._manifests()):
            return listed
        return [number for number in samples if number in listed]

    def manifest(self, version: int) -> Manifest:
        """Read what a version says about itself."""
        manifest = read_manifest(self.folder_of(version), version)
        if self._kept is not None and version not in self._ours:
            if not is_made_of(manifest, self._kept):
                raise BankForeign(path=self.folder_of(version))
            self._ours.add(version)
        return manifest

    def _manifests(self) -> Iterator[Manifest]:
        """Read what the kept versions say about themselves; damaged ones are passed over."""
        for version in self.versions():
            try:
                manifest = self.manifest(version)
            except BankBroken as error:
                log.warning("%s", error)
            else:
                yield manifest

    def _listed(self) -> tuple[int, ...] | None:
        """Give the samples that the pointer lists; None where it does not.

        Raises
        ------
        BankBroken
        """
        told = self._pointer.read()
        return told.samples if told is not None else None

    def _in_use(self) -> int:
        """Give the version in use, or one beyond all where that is unknown."""
        try:
            return self.current()
        except BankBroken:
            return max(self.versions(), default=0) + 1

    def _earlier(self) -> list[int]:
        in_use = self._in_use()
        return [version for version in self.versions() if version < in_use]

    def folder_of(self, version: int) -> Path:
        """Give the folder of a version."""
        return self.folder / name_of(version)

    def _delete(self, versions: Sequence[int]) -> None:
        """Delete versions, under another name, so that a crash leaves no half of one."""
        for version in versions:
            away = self.folder / f"{TEMPORARY}{uuid4().hex}"
            with suppress(OSError):  # it is tried again with the next version
                self.folder_of(version).rename(away)
            shutil.rmtree(away, ignore_errors=True)

    def _sweep(self) -> None:
        """Delete what a crash left."""
        for left_over in self.folder.glob(f"{TEMPORARY}*"):
            shutil.rmtree(left_over, ignore_errors=True)
            with suppress(OSError):
                left_over.unlink(missing_ok=True)

    def _open(self, version: int) -> StoredBank:
        manifest = self.manifest(version)
        folder = self.folder_of(version)

        def array(name: str) -> Array:
            if name not in manifest.files:
                raise BankBroken(path=folder, reason=reasons.NOT_IN_MANIFEST.of(name=name))
            return open_array(folder / name, manifest.files[name])

        layers = {
            layer: LayerBank(
                rows=QuantisedRows(
                    array(f"{layer}.npy"), array(f"{layer}_centre.npy"), array(f"{layer}_step.npy")
                ),
                sample=array(f"{layer}_sample.npy"),
                shared=array(f"{layer}_shared.npy"),
                place=array(f"{layer}_place.npy"),
                spacing=array(f"{layer}_spacing.npy"),
                radius=manifest.radius[layer],
                left_out=array(f"{layer}_left_out.npy"),
                left_out_spacing=array(f"{layer}_left_out_spacing.npy"),
                whitening=array(f"{layer}_whitening.npy")
                if f"{layer}_whitening.npy" in manifest.files
                else None,
            )
            for layer in manifest.radius
        }
        recipe = Recipe(
            BackboneIdentity(manifest.backbone, manifest.backbone_sha256),
            manifest.input_size,
            manifest.layers,
            manifest.matching,
            manifest.imaging,
        )
        references = References(
            **{
                name: np.array(array(f"reference_{name}.npy"))
                for name in REFERENCES
                if f"reference_{name}.npy" in manifest.files
            }
        )
        samples = array("descriptors.npy"), array("sizes.npy")
        choice, alarmed = manifest.choice, manifest.alarmed
        light = manifest.light
        seen = array("seen.npy") if "seen.npy" in manifest.files else None
        bank = Bank(recipe, layers, *samples, version, choice, alarmed, references, light, seen)
        check(bank, folder)
        return _stored(bank, manifest)


def _stored(bank: Bank, manifest: Manifest) -> StoredBank:
    pictures = manifest.pictures or ("",) * len(manifest.samples)
    return StoredBank(bank, manifest.made, manifest.samples, pictures)


def _write(
    folder: Path, bank: Bank, version: int, samples: Sequence[int], pictures: Sequence[str]
) -> Manifest:
    folder.mkdir(parents=True)
    files = {name: save_array(folder / name, array) for name, array in _arrays(bank).items()}
    manifest = Manifest(
        schema_version=SCHEMA,
        version=version,
        made=datetime.now(UTC),
        backbone=bank.recipe.backbone.name,
        backbone_sha256=bank.recipe.backbone.sha256,
        input_size=bank.recipe.input_size,
        layers=bank.recipe.layers,
        imaging=bank.recipe.imaging,
        matching=bank.recipe.matching,
        choice=bank.choice,
        radius={name: layer.radius for name, layer in bank.layers.items()},
        samples=tuple(samples),
        pictures=tuple(pictures),
        alarmed=bank.alarmed,
        light=bank.light,
        files=files,
    )
    write_manifest(folder, manifest)
    sync_folder(folder)
    return manifest


def _arrays(bank: Bank) -> Mapping[str, Array]:
    arrays: dict[str, Array] = {"descriptors.npy": bank.descriptors, "sizes.npy": bank.sizes}
    for name, layer in bank.layers.items():
        arrays[f"{name}.npy"] = layer.rows.values
        arrays[f"{name}_centre.npy"] = layer.rows.centre
        arrays[f"{name}_step.npy"] = layer.rows.step
        arrays[f"{name}_sample.npy"] = layer.sample
        arrays[f"{name}_shared.npy"] = layer.shared
        arrays[f"{name}_place.npy"] = layer.place
        arrays[f"{name}_spacing.npy"] = layer.spacing
        arrays[f"{name}_left_out.npy"] = layer.left_out
        arrays[f"{name}_left_out_spacing.npy"] = layer.left_out_spacing
        if layer.whitening is not None:
            arrays[f"{name}_whitening.npy"] = layer.whitening
    for name, picture in bank.references.pictures.items():
        arrays[f"reference_{name}.npy"] = picture
    if bank.seen is not None:
        arrays["seen.npy"] = bank.seen
    return arrays
