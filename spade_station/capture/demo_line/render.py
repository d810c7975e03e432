"""The line itself: which part comes next, what is wrong with it, and its picture."""

from collections.abc import Callable

import numpy as np

from spade_station.capture.demo_line import electronics, metal, textile
from spade_station.capture.demo_line.belt import RUBBER, Lie, fitting, lay, lay_mask
from spade_station.capture.demo_line.geometry import Size
from spade_station.capture.demo_line.lamps import LAMPS, from_side, glare, wander
from spade_station.capture.demo_line.sensor import drift, expose, illuminate
from spade_station.capture.demo_line.staging import Staging
from spade_station.domain.frame import Mask, Picture, Truth
from spade_station.imaging.sheet import sheet_of

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
_PART, _DEFECT, _LAMP, _SENSOR, _FATE, _LIE, _BELT, _WANDER, _GLARE = range(9)

_FIXED = Staging()

Streams = Callable[[int], np.random.Generator]
"""Begins the stream of random numbers for a purpose."""


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
    staging: Staging = _FIXED,
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
        Height and width of the picture, or of each view.
    staging
        How the part is shown; by default in a fixture, under a steady lamp, once.

    Returns
    -------
    tuple
        The picture, or the sheet of its views side by side, and the truth about it with the mask
        of everything that the defect changed, in whichever view.

    Raises
    ------
    ValueError
        If the line does not know the product or the defect, or the size or number is too small.
    """
    _check(product, seed, number, defect, size)

    def stream(purpose: int) -> np.random.Generator:
        return _stream(purpose, product, seed, number)

    if staging.moves and product in RUBBER:
        scenes, mask = _lying(product, size, stream, defect, staging)
    else:
        scenes, mask = _scenes(product, size, stream, defect, staging.views)
    noise, shine = stream(_SENSOR), stream(_GLARE)
    views = []
    for view, scene in enumerate(scenes):
        lamp = stream(_LAMP)
        lit = illuminate(scene, drift(seed, number, lamp), *_LIGHT[product], lamp)
        if staging.views > 1:
            lit = from_side(lit, view)
            lit = glare(lit, view, shine) if product == "metal" else lit
        if staging.drift:
            lit = wander(lit, staging.drift, number, stream(_WANDER))
        views.append(expose(lit, noise))
    return sheet_of(views), Truth(defect or "good", np.tile(mask, (1, staging.views)))


def demo_part(
    product: str,
    seed: int,
    number: int,
    defect_share: float,
    size: Size = (960, 1280),
    staging: Staging = _FIXED,
) -> tuple[Picture, Truth]:
    """Make the part that comes along, good or bad as `decide_defect` has it."""
    defect = decide_defect(product, seed, number, defect_share)
    return render_part(product, seed, number, defect, size, staging)


def _lying(
    product: str, size: Size, stream: Streams, defect: str | None, staging: Staging
) -> tuple[list[Picture], Mask]:
    """Draw the views of a part that lies anyhow, and find where its defect shows."""
    lie = Lie.of_part(size, staging, stream(_LIE))
    room = fitting(size, staging, SMALLEST)
    scenes, mask = _scenes(product, room, stream, defect, staging.views)
    laid = [lay(product, size, scene, lie, stream(_BELT)) for scene in scenes]
    return laid, lay_mask(size, mask, lie)


def _scenes(
    product: str, size: Size, stream: Streams, defect: str | None, views: int
) -> tuple[list[Picture], Mask]:
    """Draw the views of a part, evenly lit and without noise, and find where its defect shows."""
    part, flaw = stream(_PART), stream(_DEFECT)
    if product == "electronics":
        board = electronics.good_board(size, part)
        mask = electronics.spoil(board, defect, flaw) if defect else None
        pictures = [board.picture] * views
    elif product == "textile":
        cloth = textile.good_fabric(size, part)
        mask = textile.spoil(cloth, defect, flaw) if defect else None
        pictures = [cloth.picture] * views
    else:
        lamps = LAMPS[:views] if views > 1 else (None,)
        plates = [metal.good_plate(size, stream(_PART), lamp) for lamp in lamps]
        mask = metal.spoil_views(plates, defect, flaw) if defect else None
        pictures = [plate.picture for plate in plates]
    return pictures, np.zeros(size, np.bool_) if mask is None else mask


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
