"""Which way round a part lies whose outline looks the same when it is turned: its face says it."""

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
NEAR = 10.0  # degrees; less is the same direction, not found as exactly
APART = 2.0  # degrees from one direction to the next
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

    def better(self, grey: Bytes, place: Place) -> Place | None:
        """Give the place where a part's face fits clearly better than where it was found.

        Parameters
        ----------
        grey
            The picture at the layers' level, ``(h, w)``.
        place
            Where the outline fits.

        Returns
        -------
        Place or None
            None where the face fits as it is, or is plain.
        """
        if not self._rivals:
            return None
        there, here = self._likenesses(grey, place)
        is_clear = (there >= TEXTURED) & (there - here >= CLEAR * self._differences)
        if not is_clear.any():
            return None
        return self._turned_back(place, self._rivals[int(np.where(is_clear, there, -1).argmax())])

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
        if abs(angle) < NEAR or likeness(upright, other, everywhere) < HINT:
            continue
        place = shape.refined(outline, place, ROUNDS)
        is_new = all(abs(wrapped(place.angle - each.angle)) >= APART for each in found)
        if place.likeness >= FITS and abs(place.angle) >= NEAR and is_new:
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
