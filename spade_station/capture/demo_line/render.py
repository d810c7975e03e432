"""The line itself: which part comes next, what is wrong with it, and its picture."""

import numpy as np

from spade_station.capture.demo_line import electronics, metal, textile
from spade_station.capture.demo_line.geometry import Size
from spade_station.capture.demo_line.sensor import drift, expose, illuminate
from spade_station.domain.frame import Mask, Picture, Truth

PRODUCTS: tuple[str, ...] = ("electronics", "textile", "metal")
"""What the demo line can make."""

SMALLEST: Size = (120, 160)
"""Below this height and width the defects would be smaller than a pixel."""

_DEFECTS = {
    "electronics": tuple(electronics.DEFECTS),
    "textile": tuple(textile.DEFECTS),
    "metal": tuple(metal.DEFECTS),
}
_LIGHT = {"electronics": (0.10, 0.06), "textile": (0.06, 0.20), "metal": (0.06, 0.04)}
"""Falloff towards the corners, and slope across the picture."""

# One stream of random numbers a purpose, so that a defect leaves the rest of the part alone.
_PART, _DEFECT, _LAMP, _SENSOR, _FATE = range(5)


def defect_kinds(product: str) -> tuple[str, ...]:
    """Name what can be wrong with a product.

    Raises
    ------
    ValueError
        If the line does not make this product.
    """
    if product not in PRODUCTS:
        msg = f"the demo line makes {', '.join(PRODUCTS)}, not {product!r}"
        raise ValueError(msg)
    return _DEFECTS[product]


def decide_defect(product: str, seed: int, number: int, defect_share: float) -> str | None:
    """Decide the fate of one part without rendering it.

    Parameters
    ----------
    product
        One of `PRODUCTS`.
    seed, number
        The line, and the part on it; the same part always meets the same fate.
    defect_share
        How many of all parts are defective, 0 to 1.

    Returns
    -------
    str or None
        The kind of defect, None for a good part.
    """
    kinds = defect_kinds(product)
    if not 0.0 <= defect_share <= 1.0:
        msg = f"the share of defective parts is between 0 and 1, not {defect_share}"
        raise ValueError(msg)
    rng = _stream(_FATE, product, seed, number)
    luck, kind = rng.random(), int(rng.integers(len(kinds)))
    return kinds[kind] if luck < defect_share else None


def render_part(
    product: str,
    seed: int,
    number: int,
    defect: str | None = None,
    size: Size = (960, 1280),
) -> tuple[Picture, Truth]:
    """Make a picture of one part; the same arguments give the same bytes.

    Parameters
    ----------
    product
        One of `PRODUCTS`.
    seed, number
        The line, and the part on it, both from 0; any part can be made without its predecessors.
    defect
        One of `defect_kinds`, None for a good part.
    size
        Height and width of the picture.

    Returns
    -------
    tuple
        The picture, and the truth about it with the mask of everything that the defect changed.

    Raises
    ------
    ValueError
        If the line does not know the product or the defect, or the size or number is too small.
    """
    _check(product, seed, number, defect, size)
    part, flaw = (_stream(use, product, seed, number) for use in (_PART, _DEFECT))
    scene, mask = _scene(product, size, part, defect, flaw)
    lamp = _stream(_LAMP, product, seed, number)
    lit = illuminate(scene, drift(seed, number, lamp), *_LIGHT[product], lamp)
    picture = expose(lit, _stream(_SENSOR, product, seed, number))
    return picture, Truth(defect or "good", mask)


def demo_part(
    product: str,
    seed: int,
    number: int,
    defect_share: float,
    size: Size = (960, 1280),
) -> tuple[Picture, Truth]:
    """Make the part that comes along, good or bad as `decide_defect` has it."""
    return render_part(
        product, seed, number, decide_defect(product, seed, number, defect_share), size
    )


def _scene(
    product: str,
    size: Size,
    part: np.random.Generator,
    defect: str | None,
    flaw: np.random.Generator,
) -> tuple[Picture, Mask]:
    """Draw the part, evenly lit and without noise, and find where its defect shows."""
    if product == "electronics":
        board = electronics.good_board(size, part)
        picture, mask = board.picture, electronics.spoil(board, defect, flaw) if defect else None
    elif product == "textile":
        cloth = textile.good_fabric(size, part)
        picture, mask = cloth.picture, textile.spoil(cloth, defect, flaw) if defect else None
    else:
        plate = metal.good_plate(size, part)
        picture, mask = plate.picture, metal.spoil(plate, defect, flaw) if defect else None
    return picture, np.zeros(size, np.bool_) if mask is None else mask


def _stream(purpose: int, product: str, seed: int, number: int) -> np.random.Generator:
    return np.random.default_rng((purpose, PRODUCTS.index(product), seed, number))


def _check(product: str, seed: int, number: int, defect: str | None, size: Size) -> None:
    kinds = defect_kinds(product)
    if defect is not None and defect not in kinds:
        msg = f"{product} can have {', '.join(kinds)}, not {defect!r}"
        raise ValueError(msg)
    if seed < 0 or number < 0:
        msg = f"seed and number count from 0, not {seed} and {number}"
        raise ValueError(msg)
    if size[0] < SMALLEST[0] or size[1] < SMALLEST[1]:
        msg = f"the smallest picture is {SMALLEST[0]} x {SMALLEST[1]}, not {size[0]} x {size[1]}"
        raise ValueError(msg)
