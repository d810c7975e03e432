"""Banks on disk: one folder a version, a pointer to the one in use, the last versions kept.

A version is written under a temporary name, synced and renamed; the pointer is replaced last. So
whatever happens, the pointer names a complete version. Undo is a pointer.
"""

import json
import re
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import numpy as np
from pydantic import BaseModel, ConfigDict, ValidationError

from spade_station.domain.errors import BankBroken, NothingToUndo
from spade_station.domain.preset import MatchingSettings
from spade_station.engine.backbone_identity import BackboneIdentity
from spade_station.engine.bank import Bank, LayerBank, Recipe
from spade_station.storage.arrays import Array, open_array, save_array
from spade_station.storage.atomic import TEMPORARY, storing, sync_folder, write_bytes, write_json

SCHEMA = 1
KEPT = 10  # versions, the one in use included
POINTER = "CURRENT"
VERSION = re.compile(r"v(\d{6})")


class Manifest(BaseModel):
    """What a version folder says about itself.

    Parameters
    ----------
    samples
        The numbers of the kept pictures that the bank was made of, in the bank's order.
    files
        sha256 of each array file.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    schema_version: int
    version: int
    made: datetime
    backbone: str
    backbone_sha256: str
    input_size: int
    layers: tuple[str, ...]
    matching: MatchingSettings
    radius: dict[str, float]
    samples: tuple[int, ...]
    files: dict[str, str]


@dataclass(frozen=True, slots=True, eq=False)
class StoredBank:
    """A bank with what the disk knows of it."""

    bank: Bank
    made: datetime
    samples: tuple[int, ...]


class Banks:
    """The bank versions of one product.

    Parameters
    ----------
    folder
        Holds the version folders and the pointer.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def current(self) -> int:
        """Version in use, 0 for none."""
        try:
            found = VERSION.fullmatch((self._folder / POINTER).read_text("ascii").strip())
        except (FileNotFoundError, NotADirectoryError):
            return 0
        except (OSError, ValueError) as error:
            raise BankBroken(path=self._folder / POINTER, reason=str(error)) from error
        if not found:
            raise BankBroken(path=self._folder / POINTER, reason="it names no version")
        return int(found[1])

    def versions(self) -> list[int]:
        """List the kept versions, oldest first."""
        if not self._folder.is_dir():
            return []
        found = (VERSION.fullmatch(path.name) for path in self._folder.iterdir())
        return sorted(int(match[1]) for match in found if match)

    def load(self) -> StoredBank | None:
        """Open the version in use; None when nothing was learned yet.

        Raises
        ------
        BankBroken
            When a file is missing, truncated or altered.
        """
        version = self.current()
        return self._open(version) if version else None

    def save(self, bank: Bank, samples: Sequence[int]) -> StoredBank:
        """Store a bank as the next version and point to it."""
        abandoned = [version for version in self.versions() if version > self.current()]
        version = max([self.current(), *self.versions()]) + 1
        target = self._path(version)
        temporary = self._folder / f"{TEMPORARY}{uuid4().hex}"
        with storing(target):
            try:
                manifest = _write(temporary, bank, version, samples)
                temporary.rename(target)
            finally:
                shutil.rmtree(temporary, ignore_errors=True)
            sync_folder(self._folder)
        self._point_to(version)
        self._prune(abandoned)
        return StoredBank(replace(bank, version=version), manifest.made, manifest.samples)

    def undo(self) -> StoredBank | None:
        """Point to the version before the one in use.

        Raises
        ------
        NothingToUndo
        """
        current = self.current()
        earlier = [version for version in self.versions() if version < current]
        if not earlier:
            raise NothingToUndo
        self._point_to(earlier[-1])
        return self._open(earlier[-1])

    def can_undo(self) -> bool:
        """Whether an earlier version is kept."""
        current = self.current()
        return any(version < current for version in self.versions())

    def samples_in_use(self) -> set[int]:
        """Give the samples that any kept version was made of."""
        return {number for version in self.versions() for number in self.manifest(version).samples}

    def manifest(self, version: int) -> Manifest:
        """Read what a version says about itself."""
        path = self._path(version) / "manifest.json"
        try:
            manifest = Manifest.model_validate(json.loads(path.read_text("utf-8")))
        except (OSError, ValueError, ValidationError) as error:
            raise BankBroken(path=path, reason=_short(error)) from error
        if manifest.schema_version != SCHEMA:
            reason = f"it has the format {manifest.schema_version}, this station reads {SCHEMA}"
            raise BankBroken(path=path, reason=reason)
        return manifest

    def _path(self, version: int) -> Path:
        return self._folder / f"v{version:06d}"

    def _point_to(self, version: int) -> None:
        write_bytes(self._folder / POINTER, self._path(version).name.encode())

    def _prune(self, abandoned: Sequence[int]) -> None:
        """Delete the versions that were undone, all but the last `KEPT`, and what a crash left."""
        kept = [version for version in self.versions() if version not in abandoned][-KEPT:]
        for version in set(self.versions()) - set(kept):
            shutil.rmtree(self._path(version), ignore_errors=True)
        for left_over in self._folder.glob(f"{TEMPORARY}*"):
            shutil.rmtree(left_over, ignore_errors=True)

    def _open(self, version: int) -> StoredBank:
        manifest = self.manifest(version)
        folder = self._path(version)

        def array(name: str) -> Array:
            if name not in manifest.files:
                raise BankBroken(path=folder, reason=f"{name} is not in the manifest")
            return open_array(folder / name, manifest.files[name])

        layers = {
            layer: LayerBank(
                rows=array(f"{layer}.npy"),
                sample=array(f"{layer}_sample.npy"),
                shared=array(f"{layer}_shared.npy"),
                radius=manifest.radius[layer],
                left_out=array(f"{layer}_left_out.npy"),
                whitening=array(f"{layer}_whitening.npy")
                if f"{layer}_whitening.npy" in manifest.files
                else None,
            )
            for layer in manifest.layers
        }
        recipe = Recipe(
            BackboneIdentity(manifest.backbone, manifest.backbone_sha256),
            manifest.input_size,
            manifest.layers,
            manifest.matching,
        )
        bank = Bank(recipe, layers, array("descriptors.npy"), array("sizes.npy"), version)
        _check(bank, folder)
        return StoredBank(bank, manifest.made, manifest.samples)


def _write(folder: Path, bank: Bank, version: int, samples: Sequence[int]) -> Manifest:
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
        matching=bank.recipe.matching,
        radius={name: layer.radius for name, layer in bank.layers.items()},
        samples=tuple(samples),
        files=files,
    )
    write_json(folder / "manifest.json", manifest.model_dump(mode="json"))
    sync_folder(folder)
    return manifest


def _arrays(bank: Bank) -> Mapping[str, Array]:
    arrays: dict[str, Array] = {"descriptors.npy": bank.descriptors, "sizes.npy": bank.sizes}
    for name, layer in bank.layers.items():
        arrays[f"{name}.npy"] = layer.rows
        arrays[f"{name}_sample.npy"] = layer.sample
        arrays[f"{name}_shared.npy"] = layer.shared
        arrays[f"{name}_left_out.npy"] = layer.left_out
        if layer.whitening is not None:
            arrays[f"{name}_whitening.npy"] = layer.whitening
    return arrays


def _check(bank: Bank, folder: Path) -> None:
    """See that the arrays fit one another.

    Raises
    ------
    BankBroken
    """
    for name, layer in bank.layers.items():
        cells = sum(np.prod(bank.grid(name, i)) for i in range(len(bank.sizes)))
        fits = (
            layer.rows.ndim == 2
            and layer.rows.dtype == np.float16
            and len(layer.rows) == len(layer.sample) == len(layer.shared) > 0
            and len(layer.left_out) == cells
        )
        if not fits:
            raise BankBroken(path=folder, reason=f"the arrays of {name} do not fit one another")


def _short(error: Exception) -> str:
    return str(error).splitlines()[0]
