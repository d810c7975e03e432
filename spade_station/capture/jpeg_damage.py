"""Damage of JPEG files: decoders fill it with grey and go on, but it may hide a flaw."""

import re

import numpy as np
import numpy.typing as npt
import simplejpeg

BEGINNING, END = b"\xff\xd8", b"\xff\xd9"
MOST_PADDING = 15  # bytes; the chips of some cameras fill up the end of each picture

_PADDING = re.compile(r"(\d+) extraneous bytes before marker 0xd9")
_ONLY_IN_COLOUR = "Unsupported color conversion"
_UNCHECKED = "Could not determine subsampling"  # of colours, as hardly any camera does it

_SEGMENT = re.compile(rb"\xff+([^\x00\x01\xd0-\xd9\xff])(..)", re.DOTALL)  # marker, length
_SCAN, _SEQUENTIAL = b"\xda", (b"\xc0", b"\xc1")
_SEQUENTIAL_SCAN = b"\x00\x3f\x00"  # some cameras write something else, which decoders ignore
_ABOUT = frozenset(bytes([marker]) for marker in (*range(0xE0, 0xF0), 0xFE))  # APPn, comments


def is_damaged_jpeg(data: npt.NDArray[np.uint8]) -> bool:
    """Say whether a file is a JPEG of which something is missing or cannot be right.

    The pixels are not made for it, hence a quarter of the time that decoding takes. JPEG has no
    checksum: a few bits that changed may give another picture that is as valid. Of pictures with
    arithmetic coding, or an unusual subsampling of colours, little is known.
    """
    if data[:2].tobytes() != BEGINNING:
        return False
    bare, scan = _bare(data.tobytes())
    told, padding = _told(bare), 0
    while short := _PADDING.search(told):
        padding += int(short[1])
        if padding > MOST_PADDING:
            return True
        end = bare.find(END, scan)
        bare = bare[: end - int(short[1])] + END
        told = _told(bare)
    return bool(told) and _UNCHECKED not in told


def _told(file: bytes) -> str:
    """Let the decoder say what is wrong, nothing if all is well.

    It tells of the first thing only: what is harmless would hide what is not.
    """
    try:
        simplejpeg.decode_jpeg(file, "GRAY", min_height=1, min_width=1)  # an eighth of the size
    except ValueError as error:
        if _ONLY_IN_COLOUR not in str(error):
            return str(error)
    else:
        return ""
    try:
        simplejpeg.decode_jpeg(file, "RGB")
    except ValueError as error:
        return str(error)
    return ""


def _bare(file: bytes) -> tuple[bytes, int]:
    """Leave out what decoders complain of though no pixel depends on it.

    Returns
    -------
    bytes, int
        The file, and where in it the first scan is.
    """
    kept, at, is_sequential = [BEGINNING], len(BEGINNING), False
    while segment := _SEGMENT.match(file, at):
        marker, at = segment[1], segment.start(2) + int.from_bytes(segment[2])
        is_sequential |= marker in _SEQUENTIAL
        if marker == _SCAN and is_sequential:
            kept += file[segment.start() : at - len(_SEQUENTIAL_SCAN)], _SEQUENTIAL_SCAN
        elif marker not in _ABOUT:
            kept.append(file[segment.start() : at])
        if marker == _SCAN:
            break
    header = b"".join(kept)
    return header + file[at:], len(header)
