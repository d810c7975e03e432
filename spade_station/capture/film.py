"""The pictures of a video file or a network stream, and which of them are whole."""

from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import av
import numpy as np
import numpy.typing as npt
from av.error import FFmpegError, InvalidDataError
from av.packet import Packet
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

from spade_station.capture.jpeg_damage import is_damaged_jpeg
from spade_station.domain.errors import PictureDamaged, VideoUnreadable

RawPicture = npt.NDArray[Any]

_QUARTER = 90  # degrees
_JPEGS = "mjpeg"
_OPTIONS = {"rtsp_transport": "tcp"}  # over UDP single packets are lost without a word


class Film:
    """Decodes one picture after the other.

    FFmpeg patches what is damaged with what lay there before, which may hide a flaw, and codecs
    store how a picture differs from others. So a picture counts as damaged if FFmpeg says so, and
    so do all that follow it, up to the next one that stands alone. H.264, MPEG-4 and Motion JPEG
    tell of nearly all damage, H.265 and VP9 of little.

    Parameters
    ----------
    address
        A path or the URL of a stream.
    name
        What it is called in a message.
    timeout
        Seconds that opening, and each reading, may take; None for ever.

    Raises
    ------
    VideoUnreadable
        When it cannot be opened, or has no pictures.
    """

    def __init__(self, address: str, name: str, timeout: float | None = None) -> None:
        self.position = 0  # pictures read so far
        self._name = name
        try:
            self._container = av.open(address, timeout=timeout, options=_OPTIONS)
        except FFmpegError as error:
            raise VideoUnreadable(path=name) from error
        self._decoding = self._decoded()
        self._ahead = self._decode()
        if self._ahead is None:
            self.close()
            raise VideoUnreadable(path=name)

    @property
    def size(self) -> tuple[int, int]:
        """Height and width of the pictures, before they are turned."""
        decoder = self._stream.codec_context
        return decoder.height, decoder.width

    @property
    def count(self) -> int:
        """How many pictures the file says it has, or reckons by time and rate; 0 if neither."""
        if self._stream.frames:
            return self._stream.frames
        seconds = (self._container.duration or 0) / av.time_base
        return round(seconds * (self._stream.average_rate or 0))

    def read(self) -> RawPicture | None:
        """Decode the next picture.

        Returns
        -------
        ndarray or None
            `(H, W, 3)` uint8 in the order BGR, as OpenCV's devices deliver; None at the end, or
            when nothing came in time.

        Raises
        ------
        PictureDamaged
            When it is not whole; the next call goes on with the next one.
        """
        found, self._ahead = self._ahead, None
        if found is None:
            found = self._decode()
        self.position += found is not None
        if isinstance(found, PictureDamaged):
            raise found
        return found

    def close(self) -> None:
        """Close the file or the connection."""
        with suppress(FFmpegError):  # of a connection that is gone
            self._container.close()

    @property
    def _stream(self) -> VideoStream:
        return self._container.streams.video[0]

    def _decode(self) -> RawPicture | PictureDamaged | None:
        try:
            return next(self._decoding, None)
        except (IndexError, FFmpegError):  # it has no pictures; or nothing came in time
            return None

    def _decoded(self) -> Iterator[RawPicture | PictureDamaged]:
        for number, frame in enumerate(self._whole_frames()):
            yield PictureDamaged(name=f"{self._name} {number}") if frame is None else upright(frame)

    def _whole_frames(self) -> Iterator[VideoFrame | None]:
        """Yield the frames in the order of time, None for one that is damaged."""
        is_whole = True
        for packet in self._container.demux(self._stream):
            is_damaged = packet.is_corrupt or self._is_damaged_jpeg(packet)
            try:
                frames = packet.decode()
            except InvalidDataError:
                is_whole = False
                yield None
                continue
            for frame in frames:
                if is_damaged or frame.is_corrupt:
                    is_whole = False
                elif frame.key_frame:
                    is_whole = True
                yield frame if is_whole else None

    def _is_damaged_jpeg(self, packet: "Packet[VideoStream]") -> bool:
        """Look closer where each packet is a JPEG: its decoder tells nothing."""
        is_jpeg = self._stream.codec_context.name == _JPEGS and packet.size > 0
        return is_jpeg and is_damaged_jpeg(np.frombuffer(bytes(packet), np.uint8))


def upright(frame: VideoFrame) -> RawPicture:
    """Turn a frame as its file says that it was held; `(H, W, 3)` uint8, BGR."""
    return np.rot90(frame.to_ndarray(format="bgr24"), round(frame.rotation / _QUARTER))
