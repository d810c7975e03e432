"""Whether a new part has come and stands still, from one small picture to the next."""

from collections import deque
from enum import StrEnum

import cv2
import numpy as np
import numpy.typing as npt

from spade_station.domain.frame import Picture
from spade_station.domain.imaging_settings import TriggerSettings

SHORT_SIDE = 64  # px or a little more; finer than this a camera trembles
ROWS = 5  # of each small pixel are looked at, and all columns: a third of the time
GRAIN = 1.0  # small px; blur against trembling
SPREAD = 7  # small px; about as wide as the blur
BLOCK = 8  # small px; over which a change is averaged
STILL = 2  # pictures before, from neither of which a still one differs
DRIFT = 0.0005  # per picture; five times as quick as a lamp that loses a tenth in 1000 pictures
MOST_DRIFT = 1.25  # times brighter or darker is no drift any more
BLACK, WHITE = 16, 250  # grey values; beyond them a pixel says nothing of the lamp
WAITED = 1000  # pictures; longer is as long

Grey = npt.NDArray[np.float32]
"""``(h, w)``: a shrunk and blurred picture, in grey values."""


class Scene(StrEnum):
    """What a new picture is."""

    MOVING = "moving"
    EMPTY = "empty"
    ARRIVED = "arrived"
    UNCHANGED = "unchanged"


class StillnessGate:
    """Picks one picture of each part: the first on which it stands still.

    It never judges a part and never stands for a verdict. In doubt it says ARRIVED: a part that is
    inspected twice is better than one that is not.

    ==========================  ==============================  ===================================
    the picture                 is                              and then
    ==========================  ==============================  ===================================
    one of the first two        MOVING                          wait
    unlike either before it     MOVING                          the inspected part is forgotten
    still, like the empty one   EMPTY                           the inspected part is forgotten
    still, none inspected       ARRIVED                         it is the inspected one
    still, like the inspected   UNCHANGED                       follow the lamp
    still, unlike it (creep)    MOVING                          begin anew
    ==========================  ==============================  ===================================

    A picture of another size begins anew. What differs from the empty scene by less than the
    sensitivity, averaged over an eighth of the short side, is not seen. A part that is exchanged
    between two pictures for one that looks the same is not seen either: the camera has to be quick
    enough to see it go.

    Parameters
    ----------
    empty
        The scene without a part. Without one, an empty place that stands still is taken for a part.
    """

    def __init__(self, settings: TriggerSettings, empty: Picture | None = None) -> None:
        self._sensitivity = settings.sensitivity
        self._empty = None if empty is None else _Reference(_shrunk(empty))
        self.forget()

    def forget(self) -> None:
        """Begin anew, as with the first picture; the empty scene stays known."""
        self._size: tuple[int, ...] = ()
        self._before: deque[Grey] = deque(maxlen=STILL)
        self._inspected: _Reference | None = None

    def look(self, picture: Picture) -> Scene:
        """Say what the next picture ``(H, W, 3)`` is."""
        if picture.shape != self._size:
            self.forget()
        self._size = picture.shape
        grey, before = _shrunk(picture), list(self._before)
        self._before.append(grey)
        if any(_differ(grey, each, self._sensitivity) for each in before):
            self._inspected = None
            return Scene.MOVING
        if len(before) < STILL:
            return Scene.MOVING
        return self._stands(grey)

    def _stands(self, grey: Grey) -> Scene:
        """Say what it is that stands still."""
        if self._empty is not None and self._empty.is_like(grey, self._sensitivity):
            self._inspected = None
            return Scene.EMPTY
        if self._inspected is None:
            self._inspected = _Reference(grey)
            return Scene.ARRIVED
        if self._inspected.is_like(grey, self._sensitivity):
            return Scene.UNCHANGED
        self.forget()
        return Scene.MOVING


class _Reference:
    """A scene to compare with; follows the lamp, but no quicker than lamps change.

    Parameters
    ----------
    grey
        As `_shrunk` gives it.
    """

    def __init__(self, grey: Grey) -> None:
        self._grey = grey
        self._near_white = cv2.dilate(grey, np.ones((SPREAD, SPREAD), np.uint8)) >= WHITE
        self._lamp = 1.0
        self._unlike = 0

    def is_like(self, grey: Grey, sensitivity: float) -> bool:
        """Compare, and learn how bright the lamp is where the scene is the same.

        White may have been brighter than it could be shown, so that less of a change is seen there.
        """
        if grey.shape != self._grey.shape:
            return False
        step = (1 + DRIFT) ** min(self._unlike + 1, WAITED)
        least = max(self._lamp / step, 1 / MOST_DRIFT)
        lamp = float(
            np.clip(_brighter(grey, self._grey), least, min(self._lamp * step, MOST_DRIFT))
        )
        lit = self._grey * np.float32(lamp)
        between = np.clip(grey, np.minimum(lit, self._grey), np.maximum(lit, self._grey))
        if _differ(grey, np.where(self._near_white, between, lit), sensitivity):
            self._unlike += 1
            return False
        self._lamp, self._unlike = lamp, 0
        return True


def _shrunk(picture: Picture) -> Grey:
    """Shrink to 64 to 127 pixels on the short side (a small picture stays), grey and blurred."""
    height, width = picture.shape[:2]
    factor = max(1, min(height, width) // SHORT_SIDE)
    skip = max(1, factor // ROWS)
    if skip > 1:
        factor = skip * ROWS
    rows, columns = height // factor, width // factor
    seen = picture[: rows * factor : skip, : columns * factor]
    small = cv2.resize(seen, (columns, rows), interpolation=cv2.INTER_AREA)
    grey = cv2.cvtColor(small, cv2.COLOR_RGB2GRAY).astype(np.float32)
    return np.asarray(cv2.GaussianBlur(grey, (0, 0), GRAIN), np.float32)


def _differ(grey: Grey, other: Grey, sensitivity: float) -> bool:
    """Tell whether two pictures differ in a block by more than so many grey values on average."""
    change = cv2.blur(cv2.absdiff(grey, other), (BLOCK, BLOCK))
    return float(change.max()) > sensitivity


def _brighter(grey: Grey, other: Grey) -> float:
    """Give how many times brighter a scene is: the median where neither is black nor white."""
    says = (np.minimum(grey, other) > BLACK) & (np.maximum(grey, other) < WHITE)
    return float(np.median(grey[says] / other[says])) if says.any() else 1.0
