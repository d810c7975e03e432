"""A picture as the bytes of a file."""

import cv2

from spade_station.domain.frame import Picture


def encoded(picture: Picture, suffix: str) -> bytes:
    """Encode a picture as ``.png`` or ``.jpg``."""
    # a camera's noise hardly compresses any further; OpenCV warns of what a format does not know
    fast = [cv2.IMWRITE_PNG_COMPRESSION, 1] if suffix == ".png" else []
    done, data = cv2.imencode(suffix, cv2.cvtColor(picture, cv2.COLOR_RGB2BGR), fast)
    assert done, "a valid picture always encodes"
    return bytes(data)
