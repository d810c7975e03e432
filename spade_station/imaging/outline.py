"""A part before a plain background: which pixels are the part."""

from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from spade_station.domain.frame import Mask, Picture
from spade_station.domain.imaging_errors import PartMissing, PartNotInView, SeveralParts
from spade_station.imaging.levels import Bytes, from_level, halved, power_of_two
from spade_station.imaging.pose import Point

LONG_SIDE = 240  # px; a silhouette needs no more
BORDER = 0.03  # of the short side; what the background is taken from
DEVIATIONS = 6.0  # of the background; what is farther off is the part
OUTLYING = 4.0  # times the median: what is of something else
MEAN_DEVIATION = 1.2533  # of a normal distribution: its standard deviation by its mean absolute one
GRAIN = 1.0  # px, deviation; how far a pixel's noise and the belt's grain are averaged
LEAST_CONTRAST = 12.0  # grey values
LEAST_AREA = 0.005  # of the picture; less is dirt
SIMILAR = 0.4  # of the largest area; as large as this is another part
SOFT = 1.5  # px, deviation; of the edge of a silhouette
HALO = 2  # px of background that stay with the part


@dataclass(frozen=True, slots=True, eq=False)
class Outline:
    """The silhouette of the one part in a picture.

    Parameters
    ----------
    inside
        ``(h, w)`` uint8 at a coarser level: 1 where the part is, holes included.
    middle
        x and y of its centre of gravity, in pixels of the picture.
    region
        Left, top, right and bottom in pixels of the picture.
    ground
        Grey value of the background.
    """

    inside: npt.NDArray[np.uint8]
    middle: Point
    region: tuple[float, float, float, float]
    ground: int

    def area(self, size: tuple[int, int]) -> Mask:
        """Mark the part, ``(H, W)`` of the picture's `size`."""
        whole = cv2.resize(self.inside, (size[1], size[0]), interpolation=cv2.INTER_NEAREST)
        return np.asarray(whole > 0)

    def before_even_ground(self, picture: Bytes) -> Bytes:
        """Give a level of the picture, ``(h, w, 3)``, in grey and with the background even."""
        grey = np.asarray(cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY), np.uint8)
        near = cv2.dilate(self.inside, np.ones((2 * HALO + 1, 2 * HALO + 1), np.uint8))
        size = grey.shape[1], grey.shape[0]
        inside = cv2.resize(near, size, interpolation=cv2.INTER_NEAREST)
        return np.where(inside > 0, grey, np.uint8(self.ground))

    def alone(self, picture: Bytes) -> Bytes:
        """Give a level of the picture, ``(h, w, 3)``, as black ground and a white part.

        Its edge is soft, so that it says how far another one is off.
        """
        size = picture.shape[1], picture.shape[0]
        white = cv2.resize(255 * self.inside, size, interpolation=cv2.INTER_LINEAR)
        return np.asarray(cv2.GaussianBlur(white, (0, 0), SOFT), np.uint8)


def outline_of(picture: Picture) -> Outline:
    """Find the one part in an ``(H, W, 3)`` picture.

    Raises
    ------
    PartMissing, SeveralParts, PartNotInView
        If not one whole part is seen before a background that is of one colour along the edge.
    """
    factor = power_of_two(max(picture.shape) / LONG_SIDE)
    small = halved(picture, factor)
    off_ground, ground = _off_ground(small)
    opened = cv2.morphologyEx(off_ground, cv2.MORPH_OPEN, np.ones((3, 3), np.uint8))
    over = np.asarray(opened, np.uint8)
    contours, _ = cv2.findContours(over, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    areas = [cv2.contourArea(contour) for contour in contours]
    largest = max(areas, default=0.0)
    if largest < LEAST_AREA * over.size:
        raise PartMissing
    count = sum(area >= SIMILAR * largest for area in areas)
    if count > 1:
        raise SeveralParts(count=count)
    inside = np.zeros_like(over)
    cv2.drawContours(inside, contours, int(np.argmax(areas)), 1, cv2.FILLED)
    if inside[0].any() or inside[-1].any() or inside[:, 0].any() or inside[:, -1].any():
        raise PartNotInView
    moments = cv2.moments(inside, binaryImage=True)
    middle = moments["m10"] / moments["m00"], moments["m01"] / moments["m00"]
    left, top, width, height = cv2.boundingRect(inside)
    start = from_level((left, top), factor)
    stop = from_level((left + width - 1, top + height - 1), factor)
    return Outline(inside, from_level(middle, factor), (*start, *stop), ground)


def _off_ground(picture: Bytes) -> tuple[Bytes, int]:
    """Tell what differs from the ground, whose colour is that along the edge of the picture.

    The grain of the ground is averaged first: it would hide a dark edge of the part. What lies
    beside the part is warmed by it then, so that a pixel has to differ by itself as well.

    Returns
    -------
    tuple
        ``(h, w)``, 1 there; and the ground's grey value.
    """
    smooth = np.asarray(cv2.GaussianBlur(picture, (0, 0), GRAIN), np.uint8)
    wide = max(1, round(BORDER * min(picture.shape[:2])))
    sides = smooth[:wide], smooth[-wide:], smooth[:, :wide], smooth[:, -wide:]
    edge = np.concatenate([side.reshape(-1, 3) for side in sides])
    colour = np.median(edge, axis=0)
    own = np.abs(edge - colour).max(axis=1)
    usual = own[own <= OUTLYING * np.median(own)].mean()  # whole grey values have a coarse median
    limit = max(LEAST_CONTRAST, DEVIATIONS * MEAN_DEVIATION * float(usual))
    even = np.full_like(picture, np.round(colour).astype(np.uint8))
    over = (_difference(smooth, even) > limit) & (_difference(picture, even) > limit)
    ground = int(np.round(colour @ np.array([0.299, 0.587, 0.114])))
    return over.astype(np.uint8), ground


def _difference(one: Bytes, other: Bytes) -> Bytes:
    """Give how far two pictures differ, ``(h, w)``, by the channel that tells most."""
    red, green, blue = cv2.split(cv2.absdiff(one, other))
    return np.asarray(cv2.max(cv2.max(red, green), blue), np.uint8)
