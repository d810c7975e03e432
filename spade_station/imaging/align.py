"""A part is found in the picture: how it lies compared with the reference."""

import math
from dataclasses import dataclass, replace
from itertools import pairwise

import cv2
import numpy as np

from spade_station.domain.errors import PictureShape, StationError
from spade_station.domain.frame import Mask, Picture
from spade_station.domain.imaging_errors import (
    PartAmbiguous,
    PartNotInPosition,
    PartNotInView,
    PartTooFar,
    ReferenceAmbiguous,
    ReferenceSmall,
    ReferenceThin,
    ReferenceUnfit,
)
from spade_station.domain.imaging_settings import AlignmentMode, AlignmentSettings
from spade_station.imaging.direction import Directions
from spade_station.imaging.levels import Bytes, halved, power_of_two
from spade_station.imaging.outline import outline_of
from spade_station.imaging.pose import Point, Pose, centre_of, turned
from spade_station.imaging.pose_search import PoseSearch, SearchArea, search_factor
from spade_station.imaging.refinement import Layer, Place, wrapped

LONG_SIDE = 96  # px; a template twice as long is placed no better, and shows each part's own grain
SHORT_SIDE = 48  # px
SMALLEST = 16  # px; a shorter side has nothing to hold on to
THIN = 5.0  # px of the level that is searched; a shorter side is not told from others
FLAT = 1.5  # grey values, deviation of the structure; less is noise
CANDIDATES = 12
THOROUGH = 40  # candidates, when a reference is looked at
CLOSE = 0.15  # likeness; what is that much less alike than the best place is not looked at again
ROUNDS = 5  # of refinement at each level, at most
RIVAL = 0.9  # of the best place's likeness; another place that comes up to it may be the right one
DOUBLE = 0.85  # likeness of another place in the reference itself, from which on they are mixed up
DOUBLE_FEATURE = 0.75  # of a feature, which may be out of view and leave the other place alone
ABOVE = 0.05  # likeness that a feature needs more than any other place in the reference
TEXTURED = 0.5  # likeness; parts that have as much in common show by it how they lie
MOST_WAYS = 6  # in which an outline fits itself; of more, as of a disk, the texture is searched
LEAST_SEEN = 0.4  # of the whole picture; from less no pose is sure
LEAST_OF_FEATURE = 0.7
TURN_SLACK, SHIFT_SLACK = 0.5, 0.005  # degrees, and share of a side: a limit is not a knife's edge

Region = tuple[float, float, float, float]
"""Left, top, right and bottom in pixels."""


@dataclass(frozen=True, slots=True)
class _Shown:
    """What of a picture is compared.

    Parameters
    ----------
    levels
        By their factor, in grey; or the silhouette of the part.
    near
        Where the middle of the part is, by its outline; None where that is not known.
    texture
        The finest level in grey, where the levels are silhouettes.
    """

    levels: dict[int, Bytes]
    near: Point | None
    texture: Bytes | None


def goes_by_outline(reference: Picture, mode: AlignmentMode) -> bool:
    """Say whether parts are found by their outline: ``auto`` does where the reference has one."""
    if mode is not AlignmentMode.AUTO:
        return mode is AlignmentMode.OUTLINE
    try:
        outline_of(reference)
    except StationError:
        return False
    return True


class Aligner:
    """Finds where parts lie compared with the reference.

    Parameters
    ----------
    reference
        ``(H, W, 3)``, a good part in place, taken by the same camera.

    Raises
    ------
    ReferenceUnfit
        If there is nothing in it, or in the feature, that fixes a pose.
    PartMissing, SeveralParts, PartNotInView
        By outline: if the reference does not show one whole part.
    """

    def __init__(self, reference: Picture, settings: AlignmentSettings) -> None:
        self._size = reference.shape[0], reference.shape[1]
        self._settings = settings
        self._centre = centre_of(self._size)
        self._by_outline = goes_by_outline(reference, settings.mode)
        self.part_area: Mask | None = None
        """``(H, W)`` of the reference, True on the part; None where its outline is not known."""
        self._is_whole = self._by_outline or settings.feature is None
        region = self._region(reference)
        left, top, right, bottom = region
        self._middle = (left + right) / 2, (top + bottom) / 2
        across, down = right - left + 1, bottom - top + 1
        self._finest = power_of_two(
            min(max(across, down) / LONG_SIDE, min(across, down) / SHORT_SIDE)
        )
        reach, is_round = self._reach(region)
        area = SearchArea(self._most_shift, settings.turn, self._centre)
        near = self._middle if self._by_outline else None
        coarse = search_factor(self._finest, self._middle, reach, is_round, area, near)
        if 2 * min(reach) < THIN * coarse:
            raise ReferenceThin
        self._factors = [coarse]
        while self._factors[-1] > self._finest:
            self._factors.append(self._factors[-1] // 2)
        self._by_shape = self._by_outline
        try:
            self._learn(reference, region, reach, is_round, area)
        except ReferenceUnfit:
            if not self._by_shape:
                raise
            self._by_shape = False
            self._learn(reference, region, reach, is_round, area)

    def find(self, picture: Picture) -> Pose:
        """Find the part in a picture, ``(H, W, 3)``, of the reference's size.

        Raises
        ------
        PartNotInPosition
            If nothing is alike enough, or lies within the searched shift and turn, or if the part
            fits in more than one way.
        PartNotInView, PartMissing, SeveralParts
            If not exactly one part is seen.
        PictureShape
            If the picture has another size than the reference.
        """
        if picture.shape[:2] != self._size:
            raise PictureShape(width=picture.shape[1], height=picture.shape[0])
        shown = self._shown(picture)
        places = self._places(shown, CANDIDATES, CLOSE)
        if not places or places[0].likeness < self._least:
            raise self._unlike(places[0].likeness if places else 0.0)
        fitting = [each for each in places if each.likeness > RIVAL * places[0].likeness]
        if self._directions is None or shown.texture is None:
            if len(fitting) > 1:
                raise PartAmbiguous
            return self._checked(places[0])
        outlined = next(filter(self._is_allowed, fitting), places[0])
        place, is_only = self._directions.resolved(
            shown.texture, outlined, len(fitting) > 1, self._is_allowed
        )
        if place is not outlined:
            self._checked(place)
            place = self._layers[-1].refined(shown.levels[self._finest], place, ROUNDS)
            if place.likeness < self._least:
                raise self._unlike(place.likeness)
        return replace(self._checked(self._by_texture(place, shown)), is_only=is_only)

    def _learn(
        self, reference: Picture, region: Region, reach: Point, is_round: bool, area: SearchArea
    ) -> None:
        """Learn what is looked for, and make sure that it is found in the reference itself."""
        shown, can_turn = self._shown(reference), self._settings.turn > 0
        self._layers = [
            Layer(shown.levels[factor], factor, region, can_turn) for factor in self._factors
        ]
        self._texture: Layer | None = None
        self._directions: Directions | None = None
        if shown.texture is not None:
            self._texture = Layer(shown.texture, self._finest, region, can_turn)
        if max(layer.contrast for layer in self._layers) < FLAT:
            raise ReferenceUnfit
        coarse = self._factors[0]
        grey = shown.levels[coarse]
        self._search = PoseSearch(grey, coarse, self._middle, reach, is_round, area)
        self._least = max(self._settings.quality, self._least_of(shown))
        if shown.texture is not None and self._texture is not None:
            shape = Layer(shown.levels[self._finest], self._finest, region, can_turn=True)
            self._directions = Directions(
                shape, self._texture, shown.levels[self._finest], shown.texture, self._middle
            )

    @property
    def _most_shift(self) -> Point:
        """How far the part may lie off, across and down, in pixels."""
        share = self._settings.shift / 100
        return share * self._size[1], share * self._size[0]

    def _region(self, reference: Picture) -> Region:
        """Give what of the reference is looked for, in pixels of it."""
        height, width = self._size
        if self._by_outline:
            outline = outline_of(reference)
            self.part_area = outline.area(self._size)
            x, y = outline.middle
            left, top, right, bottom = outline.region
            reach_x, reach_y = max(x - left, right - x), max(y - top, bottom - y)
            region = x - reach_x, y - reach_y, x + reach_x, y + reach_y
        else:
            x, y, across, down = self._settings.feature or (0.0, 0.0, 1.0, 1.0)
            region = x * width, y * height, (x + across) * width - 1, (y + down) * height - 1
        if min(region[2] - region[0], region[3] - region[1]) < SMALLEST - 1:
            raise ReferenceSmall(least=SMALLEST)
        return region

    def _reach(self, region: Region) -> tuple[Point, bool]:
        """Give half the width and height of what the search compares, and whether it is a disk.

        Of a whole picture it is a disk that stays in view when the part is shifted.
        """
        across, down = (region[2] - region[0]) / 2, (region[3] - region[1]) / 2
        if self._by_outline or self._settings.feature is not None:
            return (across, down), False
        shortest = min(across, down)
        radius = max(shortest - max(self._most_shift), 0.5 * shortest)
        return (radius, radius), True

    def _shown(self, picture: Picture) -> _Shown:
        """Give what of a picture is compared.

        A plain part shows no more than its outline, which says how it lies as long as it is not
        the same when turned; then its texture has to say it.
        """
        near, texture = None, None
        if self._by_outline:
            outline = outline_of(picture)
            near = outline.middle
            small = halved(picture, self._finest)
            grey = outline.before_even_ground(small)
            if self._by_shape:
                grey, texture = outline.alone(small), grey
        else:
            grey = np.asarray(cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY), np.uint8)
            grey = halved(grey, self._finest)
        levels = {self._finest: grey}
        for finer, coarser in pairwise(reversed(self._factors)):
            levels[coarser] = halved(levels[finer])
        return _Shown(levels, near, texture)

    def _distinct(self, places: list[Place], close: float) -> list[Place]:
        """Keep the best of those that came to the same place, and of the others the good ones."""
        kept: list[Place] = []
        for place in sorted(places, key=lambda each: -each.likeness):
            is_close = not kept or place.likeness > kept[0].likeness - close
            if is_close and not any(self._same(place, other) for other in kept):
                kept.append(place)
        return kept

    def _same(self, one: Place, other: Place) -> bool:
        """Say whether two places are one, as exactly as the search knows them."""
        apart = np.hypot(one.middle[0] - other.middle[0], one.middle[1] - other.middle[1])
        turn = np.radians(abs(wrapped(one.angle - other.angle))) * self._search.radius
        return bool(apart + turn < 3 * self._factors[0])

    def _checked(self, place: Place) -> Pose:
        """Give the pose of a place if it is one that was asked for."""
        if place.seen < (LEAST_SEEN if self._is_whole else LEAST_OF_FEATURE):
            raise PartNotInView
        pose = self._pose(place)
        if self._is_far(pose):
            x, y = pose.shift
            raise PartTooFar(across=round(x), down=round(y), turn=round(pose.angle, 1))
        return pose

    def _is_allowed(self, place: Place) -> bool:
        return not self._is_far(self._pose(place))

    def _is_far(self, pose: Pose) -> bool:
        """Say whether a pose is beyond what was asked for."""
        across, down = self._most_shift
        x, y = pose.shift
        return (
            abs(x) > across + SHIFT_SLACK * self._size[1]
            or abs(y) > down + SHIFT_SLACK * self._size[0]
            or abs(pose.angle) > self._settings.turn + TURN_SLACK
        )

    def _pose(self, place: Place) -> Pose:
        """Go from the template's middle to the picture's centre."""
        back = self._centre[0] - self._middle[0], self._centre[1] - self._middle[1]
        x, y = turned(back, place.angle)
        shift = (
            place.middle[0] + x - self._centre[0],
            place.middle[1] + y - self._centre[1],
        )
        return Pose(place.angle, shift, float(np.clip(place.likeness, 0, 1)), self._centre)

    def _unlike(self, quality: float) -> PartNotInPosition:
        """Say so in whole percent, of which the first is always the smaller."""
        return PartNotInPosition(
            quality=math.floor(100 * max(quality, 0.0)),
            least=math.ceil(round(100 * self._least, 3)),
        )

    def _places(self, shown: _Shown, most: int, close: float) -> list[Place]:
        """Give where the template may lie in the picture, exactly, the likeliest place first."""
        levels = shown.levels
        places = self._search.find(levels[self._factors[0]], most, shown.near)
        for layer in self._layers:
            places = self._distinct(places, close)
            grey = levels[layer.factor]
            places = [layer.refined(grey, place, ROUNDS) for place in places]
        return self._distinct(places, close)

    def _by_texture(self, place: Place, shown: _Shown) -> Place:
        """Make a place that is known by its outline more exact, if the part has a texture."""
        if self._texture is None or shown.texture is None:
            return place
        found = self._texture.refined(shown.texture, place, ROUNDS)
        if found.likeness <= TEXTURED or not self._same(found, place):
            return place
        return replace(found, likeness=place.likeness)  # limits are of what it was found by

    def _least_of(self, reference: _Shown) -> float:
        """Make sure that the reference itself is found where it is, and nowhere else.

        Returns
        -------
        float
            The likeness that a part needs so as not to be mistaken for something else on it.
        """
        places = self._places(reference, THOROUGH, close=1.0)
        poses = [self._pose(place) for place in places]
        is_here = [max(*np.abs(pose.shift), abs(pose.angle)) < 1 for pose in poses]
        rivals = [place.likeness for place, here in zip(places, is_here, strict=True) if not here]
        rival = max(rivals, default=0.0)
        doubles = sum(each > (DOUBLE if self._is_whole else DOUBLE_FEATURE) for each in rivals)
        if not any(is_here[: doubles + 1]) or doubles > (MOST_WAYS - 1 if self._by_shape else 0):
            raise ReferenceAmbiguous
        return 0.0 if self._is_whole else rival + ABOVE
