"""Preparing: the camera's picture becomes what the network sees, stage by stage.

Light and glare are matters of the camera and come first; alignment lays the part upon the
reference; then it is shrunk. What cannot be seen is not judged, whatever is shown in its place.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Self

import cv2
import numpy as np

from spade_station.domain.errors import StationError
from spade_station.domain.frame import Mask, Picture
from spade_station.domain.imaging_settings import AlignmentMode, ImagingSettings
from spade_station.domain.laps import Laps
from spade_station.imaging.align import Aligner
from spade_station.imaging.drift import LightLevel, light_level_of
from spade_station.imaging.every_view import EveryView
from spade_station.imaging.glare import Glare
from spade_station.imaging.laying import laid, mask_laid
from spade_station.imaging.light import Light
from spade_station.imaging.masks import touched
from spade_station.imaging.pose import IDENTITY, Pose
from spade_station.imaging.reference_choice import chosen_reference
from spade_station.imaging.references import References
from spade_station.imaging.resize import (
    at_own_resolution,
    even_factor,
    shrunk_evenly,
    to_network,
)
from spade_station.imaging.sheet import views_of


@dataclass(frozen=True, slots=True, eq=False)
class _Part:
    """A part somewhere between the camera and the network.

    Parameters
    ----------
    views
        ``(H, W, 3)`` uint8 each, of one size.
    glare
        Per view ``(H, W)``, True where a highlight hides the part; None where none does.
    unseen
        ``(H, W)``, True where the aligned part is outside the camera's view; None where nothing is.
    pose
        Where the part lies in the camera's picture.
    """

    views: tuple[Picture, ...]
    glare: tuple[Mask | None, ...]
    unseen: Mask | None
    pose: Pose

    def unjudged(self, view: int) -> Mask | None:
        """Tell where nothing can be judged in a view."""
        masks = [mask for mask in (self.glare[view], self.unseen) if mask is not None]
        return np.logical_or.reduce(masks) if masks else None


@dataclass(frozen=True, slots=True, eq=False)
class Staged(_Part):
    """A part between two stages, in pixels of the camera.

    Parameters
    ----------
    timings
        Milliseconds per stage.
    """

    timings: Mapping[str, float]


@dataclass(frozen=True, slots=True, eq=False)
class Prepared(_Part):
    """What the network sees of a part: both sides are a multiple of 32.

    Parameters
    ----------
    light
        Of the first view, as the camera sees it.
    view_size
        Height and width of a view in pixels of the camera.
    timings
        Milliseconds per stage.
    """

    light: LightLevel
    view_size: tuple[int, int]
    timings: Mapping[str, float]

    @property
    def size(self) -> tuple[int, int]:
        """Height and width as the network sees it."""
        height, width = self.views[0].shape[:2]
        return height, width


class Preparation:
    """The stages of one product.

    Parameters
    ----------
    input_size
        Short side for the network, in pixels.

    Raises
    ------
    WhiteReferenceUnfit, SheetShape, LightShape
        When a white or dark reference does not serve.
    StationError
        When a part to lay others upon does not; see `Aligner`.
    """

    def __init__(self, settings: ImagingSettings, references: References, input_size: int) -> None:
        self.references = references
        self._settings = settings
        self._input_size = input_size
        self._lights = _lights(settings, references)
        self._glare = Glare(settings.glare)
        self._every_view = EveryView(settings.views.count)
        self._aligner: Aligner | None = None
        self._reference: list[Picture] = []  # its views
        self._small: list[Picture] = []  # the same, shrunk as far as is quick
        self._factor = 1
        if settings.alignment.mode is not AlignmentMode.OFF and references.part is not None:
            views = zip(self._lights, views_of(references.part, settings.views.count), strict=True)
            self._reference = [light.corrected(view) for light, view in views]
            self._aligner = Aligner(self._reference[0], settings.alignment)
            if not settings.tiles.on:
                self._factor = even_factor(self._reference[0].shape[:2], input_size)
            self._small = [shrunk_evenly(view, self._factor) for view in self._reference]

    @classmethod
    def of_samples(
        cls,
        settings: ImagingSettings,
        references: References,
        input_size: int,
        first: Sequence[Picture],
    ) -> Self:
        """Prepare good samples: where nobody chose a reference, one of the first is taken.

        Parameters
        ----------
        first
            Pictures of good parts, `LOOKED_AT` at the most.
        """
        mode = settings.alignment.mode
        if mode is AlignmentMode.OFF or references.part is not None:
            return cls(settings, references, input_size)
        plain = cls(settings, references, input_size)
        if mode is AlignmentMode.AUTO:
            chosen = plain.reference_of(first)
            if chosen is None:
                return plain
            return cls(settings, replace(references, part=chosen), input_size)
        return cls(settings, replace(references, part=first[0]), input_size)

    def reference_of(self, pictures: Sequence[Picture]) -> Picture | None:
        """Choose the picture that others are to be laid upon; see `chosen_reference`."""
        try:
            lit = [self.light(picture).views[0] for picture in pictures]
        except StationError:
            return None
        chosen = chosen_reference(lit, self._settings.alignment)
        return None if chosen is None else pictures[chosen]

    def prepare(self, picture: Picture) -> Prepared:
        """Do all stages with the picture ``(H, W, 3)`` uint8 of a part.

        Raises
        ------
        StationError
            With the reason why the part cannot be inspected.
        """
        part = self._laid(self.light(picture), self._small, self._factor)
        clock = Laps(part.timings)
        shrunk = self._every_view.begin(self._shrunk_view, part.views, part.glare)
        level = light_level_of(views_of(picture, self._settings.views.count)[0])
        views, glare = zip(*shrunk(), strict=True)
        unseen = _shrunk(part.unseen, views[0].shape[:2])
        clock.lap("resize")
        view_size = picture.shape[0], picture.shape[1] // len(part.views)
        return Prepared(views, glare, unseen, part.pose, level, view_size, clock.laps)

    def part_area(self, size: tuple[int, int]) -> Mask | None:
        """Tell what of the aligned picture is the part, at the network's `size`; None: unknown."""
        area = None if self._aligner is None else self._aligner.part_area
        if area is None:
            return None
        grey = area.astype(np.uint8)
        return np.asarray(cv2.resize(grey, size[::-1], interpolation=cv2.INTER_NEAREST) > 0)

    def light(self, picture: Picture) -> Staged:
        """Take the views of a part from its picture, find glare, and correct the light.

        Raises
        ------
        SheetShape, LightShape
        """
        clock = Laps({})
        views: Sequence[Picture] = views_of(picture, self._settings.views.count)
        glare: list[Mask | None] = [None] * len(views)
        if self._settings.glare.level:
            glare = self._every_view.done(self._glare.found, views)
            clock.lap("glare")
        if not self._settings.light.is_off:
            views = self._every_view.done(Light.corrected, self._lights, views)
            clock.lap("light")
        return Staged(tuple(views), tuple(glare), None, IDENTITY, clock.laps)

    def lay(self, part: Staged) -> Staged:
        """Lay a part upon the reference, by its first view; nothing is done without one.

        Raises
        ------
        StationError
            When the part is not in position.
        """
        return self._laid(part, self._reference, 1)

    def _laid(self, part: Staged, reference: Sequence[Picture], factor: int) -> Staged:
        """Lay a part upon the views of the reference, shrunk as these are by a whole number."""
        if self._aligner is None:
            return part
        clock = Laps(part.timings)
        pose = self._aligner.find(part.views[0])
        lay = partial(_view_laid, pose.shrunk(factor), factor)
        every = self._every_view.done(lay, part.views, part.glare, reference)
        views, glare, unseen = zip(*every, strict=True)
        clock.lap("alignment")
        return Staged(views, glare, unseen[0], pose, clock.laps)

    def _shrunk_view(self, view: Picture, glare: Mask | None) -> tuple[Picture, Mask | None]:
        """Make what the network sees of a view, and what of that is in glare."""
        if self._settings.tiles.on:
            shrunk = at_own_resolution(view)
        else:
            shrunk = to_network(view, self._input_size)
        return shrunk, _shrunk(glare, shrunk.shape[:2])


def _lights(settings: ImagingSettings, references: References) -> list[Light]:
    """Make the correction of each view: each has a lamp of its own, and so its own white."""
    count = settings.views.count

    def of_views(sheet: Picture | None) -> Sequence[Picture | None]:
        return [None] * count if sheet is None else views_of(sheet, count)

    pairs = zip(of_views(references.white), of_views(references.dark), strict=True)
    return [Light(settings.light, white, dark) for white, dark in pairs]


def _view_laid(
    pose: Pose, factor: int, view: Picture, glare: Mask | None, beyond: Picture
) -> tuple[Picture, Mask | None, Mask]:
    """Shrink a view and its glare by a whole number, and lay both; and tell what was not seen.

    Parameters
    ----------
    pose
        In pixels of the shrunk view, as `beyond` is.
    """
    shown, unseen = laid(shrunk_evenly(view, factor), pose, beyond)
    hidden = _shrunk(glare, unseen.shape)
    return shown, None if hidden is None else mask_laid(hidden, pose), unseen


def _shrunk(mask: Mask | None, size: tuple[int, int]) -> Mask | None:
    """Bring a mask to another height and width; None when it marks nothing."""
    if mask is None or not mask.any():
        return None
    return mask if mask.shape == size else touched(mask, size)
