"""Light: what the lamp does to a picture is taken off again, before anything looks at it.

Three steps, each of them only when its setting says so: flat field (against a picture of white
paper), evening (without one: what changes slowly over the picture is lamp), and CLAHE.
"""

from functools import lru_cache

import cv2
import numpy as np
import numpy.typing as npt

from spade_station.domain.frame import Picture
from spade_station.domain.imaging_errors import (
    DarkNotDark,
    DarkOtherSize,
    LightShape,
    WhiteOverexposed,
    WhiteReferenceUnfit,
    WhiteTooDark,
    WhiteUneven,
)
from spade_station.domain.imaging_settings import LightSettings

Plane = npt.NDArray[np.float32]
"""``(h, w)`` or ``(h, w, 3)``, grey values of a shrunk picture."""

WHITE = 255
SHRUNK = 96  # px on the short side; light has no finer detail
REFERENCE = 0.05  # of the short side: a reference is smoothed over twice this
SPECK = 5  # px of the shrunk picture; smaller dust is not light
SATURATED, SATURATED_SHARE = 250, 0.01
DIMMEST = 64  # grey values of white paper where the lamp is brightest
DARKEST = 64  # grey values that a covered lens may still show
MOST_GAIN = 4.0  # times that the light may differ within a picture
FINE = 256  # px on the short side; paper is smooth at this size, cloth is not
TEXTURE, TEXTURE_SHARE = 0.05, 0.05  # of the light, on so much of the picture
TILES = (8, 8)


class Light:
    """Corrects the pictures of one camera under one lamp.

    Holds nothing that a picture changes: several threads may correct at once.

    Parameters
    ----------
    white
        ``(H, W, 3)`` uint8 RGB, of an even white surface that fills the picture; None without.
    dark
        The same with the lens covered; None without.

    Raises
    ------
    WhiteReferenceUnfit
        When a reference does not show the light and nothing else: saturated, too dark, textured,
        unevenly lit beyond `MOST_GAIN`, or of two sizes.
    """

    def __init__(
        self, settings: LightSettings, white: Picture | None, dark: Picture | None
    ) -> None:
        self._evening = settings.evening / 100
        self._contrast = settings.contrast
        self._size: tuple[int, ...] | None = None
        self._dark: Picture | None = None
        self._gain: Plane | None = None
        references = [each for each in (white, dark) if each is not None]
        if not references:
            return
        if len({each.shape for each in references}) > 1:
            raise DarkOtherSize
        self._size = references[0].shape
        if dark is not None:
            self._dark = _dark_level(dark)
        self._gain = _flat_field(white, self._dark, self._size)

    def corrected(self, picture: Picture) -> Picture:
        """Take the light off an ``(H, W, 3)`` uint8 RGB picture; the same object if all is off.

        A channel at 255 stays there: nothing is known of it.

        Raises
        ------
        LightShape
            When it has another size than the references.
        """
        if self._size is not None and picture.shape != self._size:
            height, width = picture.shape[:2]
            raise LightShape(
                width=width, height=height, white_width=self._size[1], white_height=self._size[0]
            )
        if self._dark is not None:
            picture = np.asarray(cv2.subtract(picture, self._dark), np.uint8)
        if self._gain is not None:
            whiter = cv2.multiply(picture, self._gain, dtype=cv2.CV_8U)
            picture = np.asarray(whiter, np.uint8)
        if self._evening > 0:
            picture = evened(picture, self._evening)
        if self._contrast > 0:
            picture = equalised(picture, self._contrast)
        return picture


def evened(picture: Picture, share: float) -> Picture:
    """Divide the slow changes of luminance out of an ``(H, W, 3)`` picture; its mean stays.

    One gain for all channels of a pixel, so that colours stay, between 1 / `MOST_GAIN` and
    `MOST_GAIN`.

    Parameters
    ----------
    share
        Of the short side, over 0: the width (two standard deviations) of the Gaussian window that
        the background is found with.
    """
    shrunk_grey = cv2.cvtColor(shrunk(picture, SHRUNK), cv2.COLOR_RGB2GRAY)
    grey = np.asarray(shrunk_grey, np.float32)
    mean = float(grey.mean())
    if mean < 1:  # nothing to see, and nothing to divide by
        return picture
    background = smooth(grey, share / 2)
    gain = mean / np.clip(background, mean / MOST_GAIN, mean * MOST_GAIN)
    gain *= mean / float((grey * gain).mean())
    gain = np.clip(gain, 1 / MOST_GAIN, MOST_GAIN)
    whole = _enlarged(gain, picture.shape)
    channels = cv2.split(picture)
    for channel in channels:  # a gain for three channels at once would take longer to enlarge
        cv2.multiply(channel, whole, dst=channel, dtype=cv2.CV_8U)
    return _with_white_of(picture, np.asarray(cv2.merge(channels), np.uint8))


def equalised(picture: Picture, clip: float) -> Picture:
    """Equalise the local contrast of an ``(H, W, 3)`` picture (CLAHE, 8 × 8 tiles).

    After Zuiderveld, "Contrast limited adaptive histogram equalization" (Graphics Gems IV, 1994),
    on luma in place of the L of Lab: both follow the eye and differ by less than 10 grey values,
    but the way to Lab and back alone takes twice as long as all of this. The same step is added to
    all channels, which is what a step of L does in Lab, nearly.

    Parameters
    ----------
    clip
        Most that a histogram's bin may hold, in units of an even histogram.
    """
    grey = np.asarray(cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY), np.uint8)
    wanted = cv2.createCLAHE(clip, TILES).apply(grey)
    up = cv2.cvtColor(cv2.subtract(wanted, grey), cv2.COLOR_GRAY2RGB)
    down = cv2.cvtColor(cv2.subtract(grey, wanted), cv2.COLOR_GRAY2RGB)
    changed = cv2.subtract(cv2.add(picture, up, dst=up), down, dst=down)
    return _with_white_of(picture, np.asarray(changed, np.uint8))


def smooth(plane: Plane, deviation: float) -> Plane:
    """Smooth a plane without bending it at its borders.

    Local linear regression with a Gaussian window, across and down (Fan & Gijbels, Local
    Polynomial Modelling, 1996): a plain blur would take a slope for half a slope at the borders,
    where a lamp's slope matters most.

    Parameters
    ----------
    plane
        ``(h, w)`` float32.
    deviation
        Of the window, as a share of the short side; at least one pixel.
    """
    height, width = plane.shape
    pixels = max(1.0, deviation * min(height, width))
    down, across = _smoother(height, pixels), _smoother(width, pixels)
    # not by @, whose BLAS threads wait for each other far longer than this takes on a busy machine
    return np.asarray(np.einsum("ij,kj->ik", np.einsum("ij,jk->ik", down, plane), across))


def shrunk(picture: Picture, short_side: int) -> Picture:
    """Shrink an ``(H, W, 3)`` picture by area to a short side, by halves first, which is quicker.

    A smaller picture stays as it is.
    """
    height, width = picture.shape[:2]
    while min(height, width) >= 2 * short_side:
        height, width = height // 2, width // 2
        picture = _resized(picture, height, width)
    scale = short_side / min(height, width)
    if scale >= 1:
        return picture
    return _resized(picture, round(height * scale), round(width * scale))


def _resized(picture: Picture, height: int, width: int) -> Picture:
    return np.asarray(cv2.resize(picture, (width, height), interpolation=cv2.INTER_AREA), np.uint8)


@lru_cache(maxsize=8)
def _smoother(length: int, deviation: float) -> Plane:
    """Give the ``(length, length)`` weights of a local linear regression at each of its places."""
    places = np.arange(length)
    away = places[None, :] - places[:, None]
    window = np.exp(-0.5 * (away / deviation) ** 2)
    zeroth, first, second = ((window * away**n).sum(axis=1, keepdims=True) for n in range(3))
    spread = np.maximum(zeroth * second - first**2, 1e-9)  # 0 for a single place
    weights = window * (second - first * away) / spread if length > 1 else window
    weights = weights.astype(np.float32)
    weights.flags.writeable = False
    return weights


def _dark_level(dark: Picture) -> Picture:
    """Give what the camera adds to each pixel: large-scale, without the noise of one picture."""
    level = _light_of(dark)
    if level.max() > DARKEST:
        raise DarkNotDark
    return np.round(_enlarged(level, dark.shape)).clip(0, WHITE).astype(np.uint8)


def _flat_field(white: Picture | None, dark: Picture | None, size: tuple[int, ...]) -> Plane:
    """Give the gain ``(H, W, 3)``: 1 where the lamp is brightest, no more than `MOST_GAIN`.

    No gain is below 1, so that saturated pixels stay saturated and nothing as bright as the paper
    becomes so. Each channel has its own brightest place: the lamp's colour stays as it is. What the
    dark level took off white is given back to all by one factor (up to 4/3).
    """
    gain: Plane = np.ones((1, 1, 3), np.float32)
    if white is not None:
        if float((white.max(axis=2) >= SATURATED).mean()) > SATURATED_SHARE:
            raise WhiteOverexposed
        light = _light_of(white)
        if dark is not None:
            light = light - cv2.resize(dark, light.shape[1::-1], interpolation=cv2.INTER_AREA)
        brightest = light.max(axis=(0, 1))
        if brightest.min() < DIMMEST:
            raise WhiteTooDark
        if not _is_plain(white):
            raise WhiteReferenceUnfit
        if (light * MOST_GAIN < brightest).any():
            raise WhiteUneven(times=round(MOST_GAIN))
        gain = brightest / light
    if dark is not None:
        gain = gain * np.float32(WHITE) / (WHITE - dark.max(axis=(0, 1)).astype(np.float32))
    return _enlarged(gain, size)


def _is_plain(white: Picture) -> bool:
    """Whether a reference shows nothing but light; some dust and noise may be there."""
    fine = np.asarray(cv2.cvtColor(shrunk(white, FINE), cv2.COLOR_RGB2GRAY), np.float32)
    light = smooth(np.asarray(cv2.medianBlur(fine, SPECK), np.float32), REFERENCE)
    uneven = np.abs(fine - light) > TEXTURE * np.maximum(light, 1)
    return float(uneven.mean()) <= TEXTURE_SHARE


def _light_of(reference: Picture) -> Plane:
    """Give the shrunk, large-scale light of a reference, without dust, grain and noise."""
    clean = np.asarray(cv2.medianBlur(shrunk(reference, SHRUNK), SPECK), np.float32)
    return np.stack([smooth(plane, REFERENCE) for plane in np.moveaxis(clean, 2, 0)], axis=2)


def _enlarged(plane: Plane, size: tuple[int, ...]) -> Plane:
    """Enlarge an ``(h, w)`` or ``(h, w, 3)`` plane to the height and width of a picture."""
    return np.asarray(cv2.resize(plane, size[1::-1], interpolation=cv2.INTER_LINEAR), np.float32)


def _with_white_of(picture: Picture, changed: Picture) -> Picture:
    """Keep at 255 what was at 255; writes into the changed picture."""
    _, white = cv2.threshold(picture, WHITE - 1, WHITE, cv2.THRESH_BINARY)
    return np.asarray(cv2.max(changed, white, dst=changed), np.uint8)
