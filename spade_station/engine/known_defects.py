"""Known defects: a second, small bank, of pictures that must not pass.

A region that is nearer to a known defect than to every good part is NG, below the limit too: the
remedy for a miss that no limit can catch.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from spade_station.domain.frame import Box, Picture
from spade_station.engine.bank import Bank, Half
from spade_station.engine.layer_keys import stride_of
from spade_station.engine.matching import DistanceMap

DistanceMaps = Mapping[str, DistanceMap]


@dataclass(frozen=True, slots=True, eq=False)
class DefectPicture:
    """One kept picture of a known defect; `box` says where, None leaves it to the heatmap."""

    number: int
    picture: Picture
    box: Box | None = None


@dataclass(frozen=True, slots=True, eq=False)
class DefectRows:
    """The patches of one layer.

    Parameters
    ----------
    rows
        ``(N, C)`` float16 unit vectors.
    owner
        ``(N,)`` int32: the number of the picture that each row came from.
    like_good
        ``(N,)`` bool: the rows that good parts have, too; they say nothing for or against a
        known defect.
    """

    rows: Half
    owner: npt.NDArray[np.int32]
    like_good: npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class MapSet:
    """Distance maps of several pictures, as they are stored.

    Parameters
    ----------
    sizes
        ``(n, 2)`` int32: height and width for the network.
    values
        Per layer ``(cells,)`` float16, one picture after the other.
    """

    sizes: npt.NDArray[np.int32]
    values: Mapping[str, Half]

    @classmethod
    def of(cls, maps: Sequence[DistanceMaps], sizes: Sequence[tuple[int, int]]) -> "MapSet":
        """Put maps together; there is at least one."""
        values = {
            layer: np.concatenate([each[layer].ravel() for each in maps]).astype(np.float16)
            for layer in maps[0]
        }
        return cls(np.array(sizes, np.int32).reshape(-1, 2), values)

    def maps(self) -> list[dict[str, DistanceMap]]:
        """Take them apart again: per picture and layer ``(h, w)`` float32."""
        found: list[dict[str, DistanceMap]] = [{} for _ in self.sizes]
        for layer, values in self.values.items():
            start = 0
            for picture, (height, width) in zip(found, self.sizes // stride_of(layer), strict=True):
                part = values[start : start + height * width]
                picture[layer] = part.reshape(height, width).astype(np.float32)
                start += height * width
        return found


@dataclass(frozen=True, eq=False)
class KnownDefects:
    """What the pictures of known defects became, beside one bank.

    Parameters
    ----------
    made_with
        `fingerprint` of bank and pictures: the rows are of these pictures, and can be compared with
        the features of that recipe only.
    bank_version
        The bank that the distances were measured with.
    numbers
        The numbers of the pictures.
    picture_sizes
        ``(n, 2)`` int32: height and width of each picture, or of a view of it, in its own pixels.
    patches, kept
        ``(n,)`` int32: patches of each defect, and how many of them do not look like good parts.
    from_good, spacings, from_defects
        How far the pictures are from the good parts, for their scores, with the spacings of the
        rows that were nearest, and how far from the known defects, to see whether they are caught
        now.
    good_from_good, good_from_defects
        How far good samples are from the bank without themselves, and from the known defects:
        what the margin is made of for any weights.
    """

    made_with: str
    bank_version: int
    numbers: tuple[int, ...]
    picture_sizes: npt.NDArray[np.int32]
    patches: npt.NDArray[np.int32]
    kept: npt.NDArray[np.int32]
    layers: Mapping[str, DefectRows]
    from_good: MapSet
    spacings: MapSet
    from_defects: MapSet
    good_from_good: MapSet
    good_from_defects: MapSet


def fingerprint(bank: Bank, pictures: Sequence[str]) -> str:
    """Name all that the rows of known defects depend on.

    Parameters
    ----------
    pictures
        What tells each of the defects' pictures from others, see `sha256_of`.
    """
    recipe = bank.recipe
    said = (str(recipe.backbone), recipe.backbone.sha256, recipe.input_size, recipe.layers)
    settings = (recipe.matching.model_dump(), recipe.imaging.model_dump())
    hashed = hashlib.sha256(repr((*said, *settings, *pictures)).encode())
    for layer in bank.layers.values():
        if layer.whitening is not None:
            hashed.update(np.ascontiguousarray(layer.whitening).tobytes())
    for picture in bank.references.pictures.values():
        hashed.update(np.ascontiguousarray(picture).tobytes())
    return hashed.hexdigest()
