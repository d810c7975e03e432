"""The result cache: a picture that is the same, byte for byte, is not judged twice.

Never by similarity: the key is the SHA-256 of the picture and the whole preset, and everything is
forgotten as soon as another bank, other known defects or another backbone judge.
"""

from collections import OrderedDict
from dataclasses import dataclass, replace
from time import perf_counter
from typing import TYPE_CHECKING

import numpy as np

from spade_station.app.status import CacheUse
from spade_station.domain.frame import Frame, Picture, sha256_of
from spade_station.domain.inspection import Inspection
from spade_station.domain.preset import Preset

if TYPE_CHECKING:  # brings torch, which is loaded late
    from spade_station.engine.inspector import Analysis, Inspector

MOST_BYTES = 256 * 2**20
STAGE = "cache"
NO_FRAME = Frame(np.zeros((1, 1, 3), np.uint8), 0, "")
"""In place of the picture, which would take ten times as much as all the rest."""


@dataclass(frozen=True, slots=True)
class Digest:
    """What tells one picture from every other, and how long that took to find out.

    Parameters
    ----------
    value
        See `sha256_of`.
    """

    value: str
    milliseconds: float


@dataclass(frozen=True, slots=True)
class _Kept:
    inspection: Inspection
    bytes: int


def digest_of(picture: Picture) -> Digest:
    """Read every byte of a picture; for any thread."""
    began = perf_counter()
    value = sha256_of(picture)
    return Digest(value, 1000 * (perf_counter() - began))


class ResultCache:
    """Inspections by picture and preset, for one inspector after the other; for one thread.

    Parameters
    ----------
    most_bytes
        What heatmaps, masks and outlines may take; those that were not asked for longest go first.
    """

    def __init__(self, most_bytes: int = MOST_BYTES) -> None:
        self._most = most_bytes
        self._kept: OrderedDict[tuple[Preset, str], _Kept] = OrderedDict()
        self._bytes = 0
        self._judges: tuple[object, ...] = ()
        self.use = CacheUse()

    def judged(self, inspector: "Inspector", frame: Frame) -> "tuple[Inspection, Analysis | None]":
        """Judge a frame, or give what was found on the same picture; of that is no analysis."""
        # a camera's noise never repeats itself: to hash its pictures would only cost time
        digest = digest_of(frame.image) if frame.may_recur else None
        found = None if digest is None else self.find(inspector, frame, digest)
        if found is not None:
            return found, None
        analysis = inspector.analyse(frame)
        inspection = inspector.conclude(analysis)
        if digest is not None:
            self.keep(inspector, inspection, digest)
        return inspection, analysis

    def find(self, inspector: "Inspector", frame: Frame, digest: Digest) -> Inspection | None:
        """Give what was found on the same picture, as the inspection of this new frame."""
        self._begin(inspector)
        key = (inspector.preset, digest.value)
        kept = self._kept.get(key)
        self.use = CacheUse(self.use.hits + (kept is not None), self.use.asked + 1)
        if kept is None:
            return None
        self._kept.move_to_end(key)
        timings = {STAGE: digest.milliseconds}
        return replace(kept.inspection, frame=frame, timings=timings, is_cached=True)

    def has(self, inspector: "Inspector", digest: Digest) -> bool:
        """Whether `find` would find something; not counted."""
        self._begin(inspector)
        return (inspector.preset, digest.value) in self._kept

    def keep(self, inspector: "Inspector", inspection: Inspection, digest: Digest) -> None:
        """Keep a verdict; what was not inspected is tried again each time."""
        if inspection.heatmap is None:
            return
        self._begin(inspector)
        outlines = sum(region.contour.nbytes for region in inspection.regions)
        outlines += sum(zone.outline.nbytes for zone in inspection.tolerances)
        mask = 0 if inspection.unjudged is None else inspection.unjudged.nbytes
        size = inspection.heatmap.nbytes + mask + outlines
        kept = _Kept(replace(inspection, frame=NO_FRAME), size)
        self._drop((inspector.preset, digest.value))
        self._kept[inspector.preset, digest.value] = kept
        self._bytes += kept.bytes
        while self._bytes > self._most:
            self._drop(next(iter(self._kept)))

    def count_anew(self) -> None:
        """Begin to count anew; what is kept stays."""
        self.use = CacheUse()

    def forget(self) -> None:
        """Hold nothing any more, the bank of the last inspector included."""
        self._kept.clear()
        self._bytes = 0
        self._judges = ()

    def _begin(self, inspector: "Inspector") -> None:
        """Forget what other judges have found.

        They are compared as objects: none of them changes while it is in use, and a version number
        may come again when a product is deleted and made anew.
        """
        judges = inspector.judges
        if [*map(id, judges)] != [*map(id, self._judges)]:
            self.forget()
            self._judges = judges

    def _drop(self, key: tuple[Preset, str]) -> None:
        kept = self._kept.pop(key, None)
        if kept is not None:
            self._bytes -= kept.bytes
