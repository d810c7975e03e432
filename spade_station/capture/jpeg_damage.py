"""Damage of JPEG files: decoders fill it with grey and go on, but it may hide a flaw."""

import re

import numpy as np
import numpy.typing as npt
import simplejpeg

BEGINNING = b"\xff\xd8"
DAMAGE = ("Corrupt JPEG data", "Premature end")
PADDING = re.compile(r"(\d+) extraneous bytes before marker 0xd9")
MOST_PADDING = 15  # bytes; the chips of some cameras fill up the end of each picture


def is_damaged_jpeg(data: npt.NDArray[np.uint8]) -> bool:
    """Say whether a file is a JPEG of which something is missing or cannot be right.

    The pixels are not made for it, hence a quarter of the time that decoding takes. JPEG has no
    checksum: a few bits that changed may give another picture that is as valid.
    """
    if data[:2].tobytes() != BEGINNING:
        return False
    try:
        simplejpeg.decode_jpeg(data, "GRAY", min_height=1, min_width=1)  # an eighth of the size
    except ValueError as error:
        told = str(error)
        padding = PADDING.search(told)
        if padding is not None and int(padding[1]) <= MOST_PADDING:
            return False
        return told.startswith(DAMAGE)
    return False
