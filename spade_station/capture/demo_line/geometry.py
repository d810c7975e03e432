"""Where things are: the drawing's own 1280 x 960 units, and how they land in a picture."""

from dataclasses import dataclass
from math import cos, radians, sin

import numpy as np

DRAWING_WIDTH = 1280
DRAWING_HEIGHT = 960

Size = tuple[int, int]
"""Height and width in pixels."""


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle of whole pixels, the right and the bottom edge excluded."""

    left: int
    top: int
    right: int
    bottom: int

    @classmethod
    def around(cls, x: float, y: float, reach_x: float, reach_y: float, size: Size) -> "Box":
        """Enclose everything within a reach of a point, as far as the picture goes."""
        height, width = size
        left = int(np.clip(np.floor(x - reach_x), 0, width - 1))
        top = int(np.clip(np.floor(y - reach_y), 0, height - 1))
        right = int(np.clip(np.ceil(x + reach_x) + 1, left + 1, width))
        bottom = int(np.clip(np.ceil(y + reach_y) + 1, top + 1, height))
        return cls(left, top, right, bottom)

    @classmethod
    def whole(cls, size: Size) -> "Box":
        """Enclose the whole picture."""
        return cls(0, 0, size[1], size[0])

    @property
    def slices(self) -> tuple[slice, slice]:
        """The index of this box in an array."""
        return slice(self.top, self.bottom), slice(self.left, self.right)

    @property
    def size(self) -> Size:
        """Height and width in pixels."""
        return self.bottom - self.top, self.right - self.left


@dataclass(frozen=True, slots=True)
class Pose:
    """How one part lies under the camera: drawing units to pixels, with its shift and turn."""

    size: Size
    shift_x: float = 0.0
    shift_y: float = 0.0
    degrees: float = 0.0

    @classmethod
    def of_part(cls, size: Size, rng: np.random.Generator) -> "Pose":
        """Lay a part down as a good fixture does: within two drawing units."""
        x, y = np.clip(rng.normal(0.0, 0.9, 2), -2.0, 2.0)
        return cls(size, float(x), float(y), float(np.clip(rng.normal(0.0, 0.03), -0.08, 0.08)))

    @property
    def scale(self) -> float:
        """Pixels per drawing unit."""
        return min(self.size[0] / DRAWING_HEIGHT, self.size[1] / DRAWING_WIDTH)

    def point(self, x: float, y: float) -> tuple[float, float]:
        """Where a point of the drawing lands, in pixels."""
        matrix = self.matrix() @ np.array([*self._resting(x, y), 1.0])
        return float(matrix[0]), float(matrix[1])

    def matrix(self) -> np.ndarray[tuple[int, int], np.dtype[np.float64]]:
        """Take a picture of the part at rest to the part as it lies (2 x 3)."""
        turn = radians(self.degrees)
        c, s = cos(turn), sin(turn)
        middle_x, middle_y = self.size[1] / 2, self.size[0] / 2
        x, y = self.shift_x * self.scale, self.shift_y * self.scale
        return np.array(
            [
                [c, -s, middle_x - c * middle_x + s * middle_y + x],
                [s, c, middle_y - s * middle_x - c * middle_y + y],
            ]
        )

    def _resting(self, x: float, y: float) -> tuple[float, float]:
        return (
            (x - DRAWING_WIDTH / 2) * self.scale + self.size[1] / 2,
            (y - DRAWING_HEIGHT / 2) * self.scale + self.size[0] / 2,
        )
