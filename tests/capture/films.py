"""Videos that a test damages."""

import struct
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import av
import cv2
import numpy as np

from .fakes import Raw, noisy

SIZE = (96, 128)
KEYS = 8  # frames from one that stands alone to the next


def drawn(frames: int) -> Iterator[Raw]:
    """Draw soft grain with a bright bar that walks."""
    ground = cv2.GaussianBlur(noisy(1, *SIZE), (0, 0), 1)
    for number in range(frames):
        picture = ground.copy()
        picture[20:70, 3 * number : 3 * number + 12] = 250
        yield picture


def film(path: Path, codec: str, frames: int = 24, title: str = "") -> Path:
    """Write a video with a frame that stands alone every eight."""
    with av.open(str(path), "w") as container:
        container.metadata["title"] = title
        stream = container.add_stream(codec, rate=Fraction(25))
        stream.height, stream.width = SIZE
        stream.pix_fmt = {"mjpeg": "yuvj420p", "gif": "rgb8"}.get(codec, "yuv420p")
        stream.codec_context.gop_size = KEYS
        for picture in drawn(frames):
            container.mux(stream.encode(av.VideoFrame.from_ndarray(picture, format="bgr24")))
        container.mux(stream.encode())
    return path


def damage(path: Path, frame: int) -> None:
    """Overwrite part of what is stored of a frame, counted in the order of the file."""
    with av.open(str(path)) as container:
        packets = [packet for packet in container.demux(video=0) if packet.size]
    begin, size = packets[frame].pos, packets[frame].size
    data = bytearray(path.read_bytes())
    middle = begin + size // 2
    data[middle : middle + size // 4] = np.random.default_rng(frame).bytes(size // 4)
    path.write_bytes(data)


def lose(path: Path, frame: int) -> None:
    """Overwrite all of a frame, counted in the order of the file."""
    with av.open(str(path)) as container:
        packets = [packet for packet in container.demux(video=0) if packet.size]
    begin, size = packets[frame].pos, packets[frame].size
    data = bytearray(path.read_bytes())
    data[begin + 12 : begin + size] = bytes(size - 12)
    path.write_bytes(data)


def turn(path: Path) -> None:
    """Write into an MP4 file that it was held upright: a quarter to the right."""
    data = bytearray(path.read_bytes())
    matrix = data.index(b"tkhd") + 44
    data[matrix : matrix + 36] = struct.pack(">9i", 0, 1 << 16, 0, -1 << 16, 0, 0, 0, 0, 1 << 30)
    path.write_bytes(data)
