"""Small transparent pictures, and laying them onto a large one at a fraction of a pixel."""

from dataclasses import dataclass
from math import cos, radians, sin

import cv2
import numpy as np

from spade_station.capture.demo_line.geometry import Box
from spade_station.capture.demo_line.texture import Gray
from spade_station.domain.frame import Picture


@dataclass(frozen=True, slots=True, eq=False)
class Sprite:
    """Colour already multiplied by its coverage, and the coverage; both become read-only."""

    colour: Picture
    alpha: Gray

    def __post_init__(self) -> None:
        object.__setattr__(self, "colour", np.ascontiguousarray(self.colour))
        object.__setattr__(self, "alpha", np.ascontiguousarray(self.alpha))
        self.colour.flags.writeable = False
        self.alpha.flags.writeable = False

    def reach(self, degrees: float = 0.0) -> tuple[float, float]:
        """How far this sprite reaches from its middle, across and down, when turned."""
        c, s = abs(cos(radians(degrees))), abs(sin(radians(degrees)))
        height, width = self.alpha.shape
        return (width * c + height * s) / 2 + 1, (width * s + height * c) / 2 + 1


def place(
    picture: Picture, sprite: Sprite, x: float, y: float, degrees: float = 0.0, gain: float = 1.0
) -> None:
    """Lay a sprite onto a picture, its middle at (x, y); what hangs over the rim is cut off."""
    height, width = picture.shape[:2]
    reach_x, reach_y = sprite.reach(degrees)
    if not (-reach_x < x < width + reach_x and -reach_y < y < height + reach_y):
        return
    box = Box.around(x, y, reach_x, reach_y, (height, width))
    turn = radians(degrees)
    c, s = cos(turn), sin(turn)
    middle_x, middle_y = (sprite.alpha.shape[1] - 1) / 2, (sprite.alpha.shape[0] - 1) / 2
    matrix = np.array(
        [
            [c, -s, x - box.left - c * middle_x + s * middle_y],
            [s, c, y - box.top - s * middle_x - c * middle_y],
        ]
    )
    blend(picture, box, sprite, matrix, gain)


def blend(
    picture: Picture,
    box: Box,
    sprite: Sprite,
    matrix: np.ndarray[tuple[int, int], np.dtype[np.float64]],
    gain: float = 1.0,
    border: int = cv2.BORDER_CONSTANT,
) -> None:
    """Blend a sprite, moved by a 2 x 3 matrix, into one box of a picture.

    Beyond its rim a sprite is transparent, or goes on as OpenCV's `border` has it.
    """
    shape = (box.size[1], box.size[0])
    colour = cv2.warpAffine(sprite.colour, matrix, shape, borderMode=border)
    cover = cv2.warpAffine(sprite.alpha, matrix, shape, borderMode=border)
    through = cv2.bitwise_not(cover)
    under = cv2.multiply(picture[box.slices], cv2.merge([through, through, through]), scale=1 / 255)
    picture[box.slices] = cv2.addWeighted(colour, gain, under, 1.0, 0.0)
