"""The pictures of a video file or a network stream, and which of them are whole."""

import math
from collections import deque
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
_UNTIMED = "avi"  # it knows the order of packets alone, which is not that of the frames
_HIDING = ("vp8", "vp9", "av1", "libvpx", "libvpx-vp9", "libdav1d", "libaom-av1")  # of packets
_OPTIONS = {"rtsp_transport": "tcp"}  # over UDP single packets are lost without a word


class Film:
    """Decodes one picture after the other.

    FFmpeg patches what is damaged with what lay there before, which may hide a flaw, and codecs
    store how a picture differs from others. So a picture counts as damaged if FFmpeg says so, and
    so do all that may be made of it, up to the next one that stands alone. Motion JPEG, H.264 and
    MPEG-4 tell of most damage, but not of a few bytes that make sense in another way; H.265 and VP9
    tell of little.

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
            self._container = av.open(
                address, timeout=timeout, options=_OPTIONS, metadata_errors="replace"
            )
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
        """How many pictures the file says it has, or reckons by time and an even rate; else 0."""
        if self._stream.frames:
            return self._stream.frames
        rate, seconds = self._stream.average_rate, (self._container.duration or 0) / av.time_base
        return round(seconds * rate) if rate and rate == self._stream.base_rate else 0

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
        for number, frame in enumerate(self._settled()):
            yield PictureDamaged(name=f"{self._name} {number}") if frame is None else upright(frame)

    def _settled(self) -> Iterator[VideoFrame | None]:
        """Hold frames back until all that were sent before them are there, and whole.

        A frame may be made of one that is shown after it, whose damage is not known sooner.
        """
        decoder = self._stream.codec_context
        are_timed = not (self._container.format.name == _UNTIMED and decoder.has_b_frames)
        sent = _Sent(are_timed, shows_all=decoder.name not in _HIDING)
        held: deque[tuple[VideoFrame | None, int]] = deque()
        for frame, number in self._in_order(sent):
            if frame is None:
                held = deque([(None, number)] * len(held))
            held.append((frame, number))
            while held and held[0][1] < sent.oldest:
                yield held.popleft()[0]
        yield from (frame for frame, _ in held)

    def _in_order(self, sent: "_Sent") -> Iterator[tuple[VideoFrame | None, int]]:
        """Yield frames in the order of time, with their packet; None for one damaged or lost."""
        is_whole = False  # until the first one that stands alone
        for number, packet in enumerate(self._container.demux(self._stream)):
            is_timed = sent.add(packet, number)
            is_damaged = packet.is_corrupt or self._is_damaged_jpeg(packet)
            frames: list[VideoFrame] = []
            try:
                frames = packet.decode()
            except InvalidDataError:
                is_damaged = True
                if not is_timed:
                    yield None, number
            if is_damaged:
                is_whole, sent.damaged = False, number
            for frame in frames:
                lost, came = sent.take(frame, number)
                if lost:
                    is_whole = False
                    yield from [(None, came)] * lost
                if frame.is_corrupt:
                    is_whole, sent.damaged = False, max(sent.damaged, came)
                elif frame.key_frame and came > sent.damaged:
                    is_whole = True
                yield frame if is_whole else None, came
        yield from [(None, -1)] * sent.lost

    def _is_damaged_jpeg(self, packet: "Packet[VideoStream]") -> bool:
        """Look closer where each packet is a JPEG: its decoder tells nothing."""
        is_jpeg = self._stream.codec_context.name == _JPEGS and packet.size > 0
        return is_jpeg and is_damaged_jpeg(np.frombuffer(bytes(packet), np.uint8))


def upright(frame: VideoFrame) -> RawPicture:
    """Turn a frame as its file says that it was held; `(H, W, 3)` uint8, BGR."""
    return np.rot90(frame.to_ndarray(format="bgr24"), round(frame.rotation / _QUARTER))


class _Sent:
    """The packets that were decoded, and of which no frame has come yet.

    Parameters
    ----------
    are_timed
        Whether their times tell which frame is whose.
    shows_all
        Whether there is a frame for each; else some show nothing by rights, and that any is lost is
        believed only after damage.

    Attributes
    ----------
    damaged
        Number of the last packet that is known to be damaged; -1 for none.
    """

    def __init__(self, are_timed: bool, shows_all: bool) -> None:
        self.damaged = -1
        self._are_timed = are_timed
        self._shows_all = shows_all
        self._numbers: dict[int, int] = {}  # by time

    def add(self, packet: "Packet[VideoStream]", number: int) -> bool:
        """Wait for the frame of a packet, if it has one and a time to tell it by."""
        if packet.pts is None or packet.is_discard or not (packet.size and self._are_timed):
            return False
        self._numbers[packet.pts] = number
        return True

    def take(self, frame: VideoFrame, number: int) -> tuple[int, int]:
        """Say how many frames before this one never came, and which packet it is of.

        Parameters
        ----------
        number
            The newest packet, in case that the frame has no time.
        """
        if frame.pts is None:
            return 0, number
        earlier = [self._numbers.pop(time) for time in sorted(self._numbers) if time < frame.pts]
        if earlier and self._believes:
            self.damaged = max(self.damaged, *earlier)
            return len(earlier), self._numbers.pop(frame.pts, number)
        return 0, self._numbers.pop(frame.pts, number)

    @property
    def oldest(self) -> float:
        """Number of the first of them."""
        return min(self._numbers.values(), default=math.inf)

    @property
    def lost(self) -> int:
        """How many frames are lost if no more come."""
        return len(self._numbers) if self._believes else 0

    @property
    def _believes(self) -> bool:
        return self._shows_all or self.damaged >= 0
