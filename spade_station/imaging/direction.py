"""Which way round a part lies whose outline looks the same when it is turned: its face says it."""

from collections.abc import Callable

import cv2
import numpy as np
import numpy.typing as npt

from spade_station.domain.frame import Mask
from spade_station.imaging.levels import Bytes
from spade_station.imaging.likeness import Plane, likeness, structure_of
from spade_station.imaging.pose import Point, turned
from spade_station.imaging.pose_search import angles_of
from spade_station.imaging.refinement import Layer, Place, wrapped

WHITE = 255  # of a silhouette
HINT = 0.2  # likeness of the outline and its turned self; from less it is not made exact
FITS = 0.4  # the same when it is exact, from which on the two may be mixed up
ROUNDS = 5  # to make it exact
APART = 2.0  # degrees from one direction to the next
ELSEWHERE = 10.0  # degrees; a round part that is turned by less is not another way round
EVEN = 0.85  # likeness as above, from which on the outline does not say which of the two it is
RIM = 5  # px inside the outline that do not count: the edge is there in each direction
SAME = 0.85  # likeness of a face and its turned self, from which on it says nothing
TEXTURED = 0.5  # likeness; a face that has less in common with the reference's says nothing
CLEAR = 0.4  # of what two directions differ by: parts give 0.5 to 1, plain ones 0.3 at most

Values = npt.NDArray[np.float32]


class Directions:
    """The face of the reference in all directions in which its outline looks the same.

    Only what is inside the outline both ways is compared: its edge fits in each of them.

    Parameters
    ----------
    shape, texture
        The outline and the face at one level.
    outline, face
        The reference at that level, ``(h, w)``: as silhouette, and in grey.
    middle
        x and y of the template's middle, in pixels of the picture.
    """

    def __init__(
        self, shape: Layer, texture: Layer, outline: Bytes, face: Bytes, middle: Point
    ) -> None:
        self._texture = texture
        self._middle = middle
        self._rivals = _rivals(shape, outline, middle)
        angles = np.array([rival.angle for rival in self._rivals])
        self._is_near = np.abs(angles) < ELSEWHERE
        upright = Place(middle, 0.0, 1.0)
        self._upright = structure_of(texture.laid_out(face, upright)).ravel()
        inside = _inside(shape.laid_out(outline, upright))
        both = [inside & _inside(shape.laid_out(outline, each)) for each in self._rivals]
        faces = [structure_of(texture.laid_out(face, each)) for each in self._rivals]
        self._masks = _rows(both, inside.size)
        turned_faces = _rows(faces, inside.size) * self._masks
        self._turned = turned_faces / _norms(np.square(turned_faces).sum(axis=1))[:, None]
        self._norms = _norms(self._masks @ np.square(self._upright))
        same = self._turned @ self._upright / self._norms
        self._differences = np.where(same < SAME, 1 - same, np.inf).astype(np.float32)

    def resolved(
        self, grey: Bytes, place: Place, is_open: bool, is_allowed: Callable[[Place], bool]
    ) -> tuple[Place, bool]:
        """Turn a part the way its face says, wherever that is; a plain one whichever is allowed.

        Parameters
        ----------
        grey
            The picture at the layers' level, ``(h, w)``.
        place
            Where the outline fits.
        is_open
            Whether it fits as well in another direction that is searched.
        is_allowed
            Says whether a plain part may lie there.

        Returns
        -------
        tuple
            Where the part lies, and whether that is the only way in which it may lie.
        """
        if not self._rivals:
            return place, not is_open
        there, here = self._likenesses(grey, place)
        others = [self._turned_back(place, rival) for rival in self._rivals]
        needed = CLEAR * self._differences
        is_clear = (there >= TEXTURED) & (there - here >= needed)
        if is_clear.any():
            return others[int(np.where(is_clear, there, -1).argmax())], True
        is_upright = (here >= TEXTURED) & (here - there >= needed)
        if not is_open or (is_upright | self._is_near).all():
            return place, True
        may_be = [
            each.likeness >= EVEN and is_allowed(other)
            for each, other in zip(self._rivals, others, strict=True)
        ]
        is_likelier = np.array(may_be) & (there > here)
        if is_likelier.any():
            place = others[int(np.where(is_likelier, there, -1).argmax())]
        return place, False

    def _likenesses(self, grey: Bytes, place: Place) -> tuple[Values, Values]:
        """Give how alike the face is to each turned one of the reference, and to the upright one.

        The latter is compared with on the same pixels, and so differs a little.
        """
        shown = structure_of(self._texture.laid_out(grey, place)).ravel()
        sums = self._masks @ np.stack([np.square(shown), shown * self._upright], axis=1)
        norms = _norms(sums[:, 0])
        here = np.asarray(sums[:, 1] / (norms * self._norms), np.float32)
        return np.asarray(self._turned @ shown / norms, np.float32), here

    def _turned_back(self, place: Place, rival: Place) -> Place:
        """Give where a part lies whose outline fits at a place as the reference's does at a rival.

        The reference lies on itself at the rival, so one goes there and back from it.
        """
        angle = wrapped(place.angle - rival.angle)
        back = self._middle[0] - rival.middle[0], self._middle[1] - rival.middle[1]
        x, y = turned(back, angle)
        return Place((place.middle[0] + x, place.middle[1] + y), angle, place.likeness, place.seen)


def _rivals(shape: Layer, outline: Bytes, middle: Point) -> list[Place]:
    """Give all other places at which the outline of the reference fits itself."""
    upright = structure_of(shape.laid_out(outline, Place(middle, 0.0, 1.0)))
    everywhere = np.ones(upright.shape, np.float32)
    found: list[Place] = []
    for angle in angles_of(180.0, shape.reach):
        place = Place(middle, float(angle), 1.0)
        other = structure_of(shape.laid_out(outline, place))
        if abs(angle) < APART or likeness(upright, other, everywhere) < HINT:
            continue
        place = shape.refined(outline, place, ROUNDS)
        is_new = all(abs(wrapped(place.angle - each.angle)) >= APART for each in found)
        if place.likeness >= FITS and abs(place.angle) >= APART and is_new:
            found.append(place)
    return found


def _inside(silhouette: Bytes) -> Mask:
    """Mark the part without its rim."""
    window = np.ones((2 * RIM + 1, 2 * RIM + 1), np.uint8)
    part = (silhouette > WHITE / 2).astype(np.uint8)
    return np.asarray(cv2.erode(part, window, borderType=cv2.BORDER_CONSTANT, borderValue=0) > 0)


def _rows(planes: list[Plane] | list[Mask], count: int) -> Values:
    """Lay out each plane of `count` pixels as one row."""
    return np.array([plane.ravel() for plane in planes], np.float32).reshape(-1, count)


def _norms(energies: Values) -> Values:
    return np.sqrt(np.maximum(energies, 1e-6)).astype(np.float32)
