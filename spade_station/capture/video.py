"""Pictures from a video file."""

from pathlib import Path

import cv2

from spade_station.capture.paced_source import NamedPicture, PacedSource
from spade_station.capture.pacing import Clock
from spade_station.capture.pictures import LEAST_SIDE, as_rgb, check_picture
from spade_station.capture.quiet import quiet_opencv
from spade_station.domain.errors import SourceEnded, SourceMissing, VideoCutOff, VideoUnreadable
from spade_station.domain.frame import Picture
from spade_station.domain.imaging_errors import PartIncomplete

MISCOUNTED = 0.02  # of the pictures that a file says it has: it reckons them by time and rate


class VideoSource(PacedSource):
    """Delivers every frame of a video file at the station's pace, not at the video's own.

    A file that is cut off ends where its last readable frame ends, and tells that there were more.

    Parameters
    ----------
    loop
        Begin again after the last frame.
    rate
        Frames per second; 0 for full speed.
    views
        How many frames show the same part; none goes on from the end to the beginning.
    least
        Pixels that each side of a frame has at least.
    """

    def __init__(
        self,
        path: Path,
        *,
        rate: float,
        loop: bool,
        clock: Clock,
        views: int = 1,
        least: int = LEAST_SIDE,
    ) -> None:
        super().__init__(path.name, rate, clock)
        self._path = path
        self._loop = loop
        self._views = views
        self._least = least
        self._capture: cv2.VideoCapture | None = None
        self._upcoming: Picture | None = None
        self._position = 0
        self._decoded = 0
        self._expected = 0  # 0 where the file does not say it, or it is told

    def _start(self) -> None:
        self._stop()
        if not self._path.is_file():
            raise SourceMissing(source=self._path)
        quiet_opencv()
        # Any other backend takes "part01.png" for the pattern of a series of pictures.
        self._capture = cv2.VideoCapture(str(self._path), cv2.CAP_FFMPEG)
        self._position = self._decoded = 0
        self._expected = int(self._capture.get(cv2.CAP_PROP_FRAME_COUNT))
        self._upcoming = self._decode()
        if self._upcoming is None:
            self._stop()
            raise VideoUnreadable(path=self._path)
        check_picture(self._upcoming, self._path, self._least)

    def _next(self, number: int) -> NamedPicture:
        picture = self._upcoming if self._upcoming is not None else self._decode()
        self._upcoming = None
        if picture is None:
            self._tell_whether_cut_off()
            if not self._loop:
                raise SourceEnded
            over, self._position = self._position % self._views, 0
            if over:
                raise PartIncomplete(have=over, count=self._views)
            self._start()  # seeking back is inexact in many formats
            return self._next(number)
        self._position += 1
        return NamedPicture(picture, f"{self.name} {self._position - 1}")

    def _tell_whether_cut_off(self) -> None:
        """Raise once that pictures are missing at the end; files round how many they have."""
        expected, self._expected = self._expected, 0
        if self._decoded < expected - max(1, MISCOUNTED * expected):
            raise VideoCutOff(path=self._path, have=self._decoded, count=expected)

    def _stop(self) -> None:
        if self._capture is not None:
            self._capture.release()
        self._capture = None
        self._upcoming = None

    def _decode(self) -> Picture | None:
        if self._capture is None:
            return None
        try:
            picture = as_rgb(self._capture.read()[1])
        except cv2.error:
            return None
        self._decoded += picture is not None
        return picture
