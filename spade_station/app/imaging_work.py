"""What the imaging desk has done, in the thread of the record loop."""

from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace

import numpy as np

from spade_station.app.imaging_status import (
    OF_THE_LIGHT,
    REFERENCE_SETTINGS,
    ImagingPreview,
    ReferenceRole,
)
from spade_station.domain.errors import BankBroken, StationError
from spade_station.domain.frame import Frame, Mask, Picture
from spade_station.domain.imaging_errors import ProductLeft, ReferenceOtherSize
from spade_station.domain.imaging_settings import AlignmentMode
from spade_station.domain.preset import Preset
from spade_station.engine.judged_area import EVERYTHING, JudgedArea
from spade_station.imaging.preparing import Preparation, Staged
from spade_station.imaging.references import References
from spade_station.imaging.sheet import sheet_of
from spade_station.storage.presets import Presets
from spade_station.storage.samples import GoodSamples


class ImagingStages:
    """Shows what the settings in force make of a picture, learned with already or not.

    Parameters
    ----------
    preset
        The settings in force.
    learned
        The reference pictures of the bank in use.
    """

    def __init__(
        self,
        presets: Presets,
        preset: Callable[[], Preset],
        learned: Callable[[], References],
    ) -> None:
        self._presets = presets
        self._preset = preset
        self._learned = learned
        self._ready: object = None
        self._preparation: Preparation | None = None
        self._area = EVERYTHING

    def prepare(self, frame: Frame) -> ImagingPreview:
        """Do with a frame what the settings in force say, as far as that goes."""
        preset = self._preset()
        found = ImagingPreview(frame, frame.image, frame.image)
        try:
            preparation = self._stages(preset)
            staged = preparation.light(frame.image)
            light = sheet_of(staged.views)
            found = replace(found, light=light, aligned=light)
            staged = preparation.lay(staged)
            found = _laid(found, staged)
            size = staged.views[0].shape[0], staged.views[0].shape[1]
            unjudged = _unjudged(staged, self._area, preparation.part_area(size))
        except StationError as problem:
            return replace(found, problem=problem)
        return replace(found, unjudged=unjudged)

    def keep(self, role: ReferenceRole, frame: Frame, product: str) -> str:
        """Keep the frame's picture with the product; returns its name.

        Raises
        ------
        ProductLeft
            When another one is at work by now.
        DiskFull, HomeReadOnly
        StationError
            When the picture does not serve in that role: one of the light for its size, too.
        """
        preset, picture = self._preset(), frame.image
        if preset.name != product:
            raise ProductLeft(name=product)
        if role is not ReferenceRole.EMPTY:  # which may look like anything
            self._try(role, picture, preset)
        if role in OF_THE_LIGHT:
            self._check_size(frame.size, preset.name)
        return self._presets.references(preset.name).keep(picture)

    def _try(self, role: ReferenceRole, picture: Picture, preset: Preset) -> None:
        """Make the stages with another reference."""
        others = preset.changed(REFERENCE_SETTINGS[role], "")  # the one before may be broken
        settings, known = preset.imaging, self._references(others)
        if role is ReferenceRole.ALIGNMENT:
            tried = References(picture, known.white, known.dark)
            mode = settings.alignment.mode
            if mode is AlignmentMode.OFF:
                mode = AlignmentMode.FEATURE  # it is to be used, sooner or later
            alignment = settings.alignment.model_copy(update={"mode": mode})
            settings = settings.model_copy(update={"alignment": alignment})
        elif role is ReferenceRole.WHITE:
            tried = References(None, picture, known.dark)
        else:
            tried = References(None, known.white, picture)
        Preparation(settings, tried, preset.features.input_size)

    def _check_size(self, size: tuple[int, int], product: str) -> None:
        """Refuse a reference of the light that no good sample could be corrected by."""
        for other in self._sample_sizes(product):
            if other != size:
                raise ReferenceOtherSize(
                    width=size[1], height=size[0], other_width=other[1], other_height=other[0]
                )

    def _sample_sizes(self, product: str) -> Iterator[tuple[int, int]]:
        """Give the sizes of the samples in use, as far as they are known."""
        from spade_station.storage.banks import Banks

        folder = self._presets.folder(product)
        samples = GoodSamples(folder / "samples")
        with suppress(BankBroken):  # it is told elsewhere
            for number in Banks(folder / "bank", samples).samples():
                size = samples.size(number)
                if size is not None:
                    yield size

    def reference(self) -> Picture | None:
        """Return the picture that parts are laid upon, None without one."""
        preset = self._preset()
        return self._references(preset).part

    def _stages(self, preset: Preset) -> Preparation:
        """Make the stages, unless they are ready."""
        wanted = self._key(preset)
        if self._preparation is None or wanted != self._ready:
            size = preset.features.input_size
            self._preparation = Preparation(preset.imaging, self._references(preset), size)
            self._area = JudgedArea(preset.imaging.zones)
            self._ready = wanted
        return self._preparation

    def _key(self, preset: Preset) -> object:
        """Say what the stages depend on; references of a bank equal nothing but themselves."""
        return preset.name, preset.imaging, preset.features.input_size, self._learned()

    def _references(self, preset: Preset) -> References:
        """Give the chosen references; where none is chosen for the part, that of the bank."""
        chosen = self._presets.references(preset.name).named_by(preset.imaging)
        part = self._learned().part if chosen.part is None else chosen.part
        return replace(chosen, part=part)


def _laid(found: ImagingPreview, staged: Staged) -> ImagingPreview:
    """Show the part as it is laid, and how it was."""
    found = replace(found, aligned=sheet_of(staged.views), timings=staged.timings)
    if staged.unseen is None:
        return found
    pose = staged.pose
    return replace(found, shift=pose.shift, turn=pose.angle, likeness=pose.quality)


def _unjudged(staged: Staged, area: JudgedArea, part: Mask | None) -> Mask | None:
    """Mark what is not judged on the sheet of the aligned views: out of view, glare, zones.

    Parameters
    ----------
    part
        ``(H, W)``, True where the part is; None where its outline is not known.
    """
    height, width = staged.views[0].shape[:2]
    factors = area.factors((height, width))
    masks = [staged.unjudged(view) for view in range(len(staged.views))]
    if factors is None and part is None and all(mask is None for mask in masks):
        return None
    nothing = np.zeros((height, width), np.bool_) if factors is None else factors == 0
    if part is not None:
        nothing = nothing | ~part
    return np.concatenate([nothing if mask is None else nothing | mask for mask in masks], axis=1)
