"""Presets: the shipped starting points and the products made of them, one JSON file each."""

import json
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.resources import files
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any

from spade_station.domain.errors import (
    PresetBroken,
    PresetExists,
    PresetMissing,
    StationError,
)
from spade_station.domain.frame import Picture
from spade_station.domain.preset import Preset
from spade_station.domain.preset_errors import PresetName
from spade_station.domain.reasons import reason_of
from spade_station.domain.storing import storing
from spade_station.storage.announced import Announced
from spade_station.storage.atomic import write_json

if TYPE_CHECKING:  # this reads pictures, which is loaded late
    from spade_station.storage.references import ReferenceFiles

STARTING_POINTS = ("electronics", "textile", "metal", "classic")
FILE = "preset.json"


@dataclass(frozen=True, slots=True)
class PresetLine:
    """One entry of the list: a preset, or what is wrong with its file."""

    name: str
    preset: Preset | None
    is_starting_point: bool
    problem: StationError | None = None


class Presets:
    """The products in a home, on top of the starting points.

    Parameters
    ----------
    folder
        Holds one folder a product.
    trash
        Where deleted products go.
    """

    def __init__(self, folder: Path, trash: Path) -> None:
        self._folder = folder
        self._trash = trash

    def lines(self) -> list[PresetLine]:
        """List products, then starting points; a broken file is listed with its problem."""
        products = self._products()  # once: another thread may rename one just now
        return [
            self._line(name) if name in products else PresetLine(name, starting_point(name), True)
            for name in _with_starting_points(products)
        ]

    def load(self, name: str) -> Preset:
        """Read a product, or else the starting point of that name.

        Raises
        ------
        PresetMissing, PresetBroken
        """
        path = self.folder(name) / FILE
        if _is_there(path):
            preset = _parsed(path)
            return preset.model_copy(update={"name": name})
        if name in STARTING_POINTS:
            return starting_point(name)
        raise PresetMissing(name=name, known=", ".join(_with_starting_points(self._products())))

    def save(self, preset: Preset) -> None:
        """Store a product; a changed starting point becomes a product of the same name."""
        write_json(self.folder(preset.name) / FILE, preset.as_json())
        self.announced(preset.name).forget()  # these are newer

    def announced(self, name: str) -> Announced:
        """Give the note of settings that are stored as soon as their bank is."""
        return Announced(self.folder(name))

    def exists(self, name: str) -> bool:
        """Whether `name` is a product or a starting point."""
        return name in STARTING_POINTS or _is_there(self.folder(name) / FILE)

    def references(self, name: str) -> "ReferenceFiles":
        """Give the reference pictures of a product."""
        from spade_station.storage.references import ReferenceFiles

        return ReferenceFiles(self.folder(name) / "references")

    def empty_place(self, preset: Preset) -> Picture | None:
        """Read the picture of the place without a part, None where there is none.

        Raises
        ------
        ReferenceMissing
        """
        return self.references(preset.name).picture(preset.imaging.trigger.empty)

    def copy(self, name: str, new_name: str, unsaved: Preset | None = None) -> Preset:
        """Make a product with the settings of another preset; its samples are not copied.

        Parameters
        ----------
        unsaved
            What will be in the other preset's file, if that is not written yet.
        """
        if self.exists(new_name):
            raise PresetExists(name=new_name)
        source = unsaved or self.load(name)
        based_on = name if name in STARTING_POINTS else source.based_on or name
        preset = _renamed(source, new_name).model_copy(
            update={"based_on": based_on, "number": self._free_number()}
        )
        folder = self.folder(new_name)
        was_there = folder.exists()
        try:
            self.references(new_name).take_over(preset.imaging, self.references(name))
            self.save(preset)
        except StationError:
            if not was_there:  # what is left of it would keep the name from others
                shutil.rmtree(folder, ignore_errors=True)
            raise
        return preset

    def rename(self, name: str, new_name: str, unsaved: Preset | None = None) -> Preset:
        """Rename a product with all that it has; `unsaved` as in `copy`."""
        preset = _renamed(unsaved or self.load(name), new_name)
        if self.exists(new_name) or self.folder(new_name).exists():
            raise PresetExists(name=new_name)
        if not _is_there(self.folder(name) / FILE):
            return self.copy(name, new_name, unsaved)
        if name in STARTING_POINTS and preset.number == starting_point(name).number:
            preset = preset.model_copy(update={"number": self._free_number()})
        folder, new_folder = self.folder(name), self.folder(new_name)
        with storing(new_folder):
            folder.rename(new_folder)
        try:
            self.save(preset)
        except StationError:
            with storing(folder):  # which needs no room
                new_folder.rename(folder)
            raise
        return preset

    def delete(self, name: str) -> None:
        """Move a product with all that it has to the trash."""
        folder = self.folder(name)
        if not folder.is_dir():
            raise PresetMissing(name=name, known=", ".join(self._products()))
        with storing(self._trash):
            self._trash.mkdir(parents=True, exist_ok=True)
            places = (self._trash / f"{name}-{number}" for number in count(1))
            folder.rename(next(place for place in places if not place.exists()))

    def discard(self, name: str) -> None:
        """Remove a product that came to nothing, and all of it."""
        with storing(self.folder(name)):
            shutil.rmtree(self.folder(name))

    def folder(self, name: str) -> Path:
        """Give the folder of a product.

        Raises
        ------
        PresetName
            When the name cannot be that of a folder.
        """
        Preset(name=name)
        return self._folder / name

    def _products(self) -> list[str]:
        if not self._folder.is_dir():
            return []
        folders = (each for each in self._folder.iterdir() if each.is_dir())
        return sorted(each.name for each in folders if _is_there(each / FILE))

    def _line(self, name: str) -> PresetLine:
        try:
            return PresetLine(name, self.load(name), False)
        except StationError as problem:
            return PresetLine(name, None, False, problem)

    def _free_number(self) -> int:
        numbers = {line.preset.number for line in self.lines() if line.preset}
        return next(number for number in range(1, 65536) if number not in numbers)


def _with_starting_points(products: Sequence[str]) -> list[str]:
    return [*products, *(name for name in STARTING_POINTS if name not in products)]


def starting_point(name: str) -> Preset:
    """Read a preset that ships with the station."""
    path = files("spade_station") / "resources" / "presets" / f"{name}.json"
    return Preset.model_validate_json(path.read_text("utf-8"))


def _renamed(preset: Preset, name: str) -> Preset:
    return Preset.model_validate({**preset.model_dump(by_alias=True), "name": name})


def _is_there(path: Path) -> bool:
    """Whether there is a preset file, be it one that may not be read."""
    try:
        return path.is_file()
    except PermissionError:  # loading it says so
        return True


def _parsed(path: Path) -> Preset:
    try:
        content: Any = json.loads(path.read_text("utf-8"))
        return Preset.model_validate(content)
    except PresetName as error:
        raise PresetBroken(path=path, reason=error) from error
    except (OSError, ValueError) as error:
        raise PresetBroken(path=path, reason=reason_of(error)) from error
