"""One camera, watched and connected again when it is lost; all in the thread that calls."""

import logging
import threading
from contextlib import suppress

import cv2
import numpy as np

from spade_station.capture.camera_device import (
    CaptureFactory,
    VideoCaptureLike,
    configure,
    shown_address,
)
from spade_station.capture.pacing import Clock
from spade_station.capture.pictures import LEAST_SIDE, as_rgb, check_size
from spade_station.domain.errors import CameraNotThere, PictureDamaged, StationError
from spade_station.domain.frame import Picture
from spade_station.domain.source_settings import SourceSettings

_log = logging.getLogger(__name__)

WARM_UP = 2
"""Pictures dropped after opening: drivers hand out old ones from their buffers first."""

MOST_DAMAGED = 250
"""In a row, before the camera is connected again: some streams never send a whole picture more."""

FIRST_DELAY = 0.5
LONGEST_DELAY = 5.0
_SPARSE = 16


class CameraLink:
    """Delivers a camera's new pictures and nothing else.

    A picture that equals the one before it byte for byte is not new: the noise of a sensor makes
    that impossible, while a driver whose cable was pulled can repeat its last picture for ever.
    Such repeats are withheld from the first on, lest a part be judged by the picture of another.
    So are pictures that arrive damaged.

    Parameters
    ----------
    stopped
        Set by whoever wants a wait between two attempts to end.
    frozen_after
        How many equal pictures in a row, the first one included, mean that the camera is lost;
        0 delivers equal pictures as well.
    """

    def __init__(
        self,
        settings: SourceSettings,
        factory: CaptureFactory,
        *,
        clock: Clock,
        stopped: threading.Event,
        frozen_after: int,
    ) -> None:
        self.connected = False
        self.connection = 0
        """How many times it was connected."""
        self._settings = settings
        self._address = shown_address(settings.address)
        self._factory = factory
        self._clock = clock
        self._stopped = stopped
        self._frozen_after = frozen_after
        self._capture: VideoCaptureLike | None = None
        self._delay = FIRST_DELAY
        self._previous: Picture | None = None
        self._equal = 1
        self._damaged = 0

    def connect(self) -> None:
        """Open the camera and wait until it really sends.

        Raises
        ------
        CameraNotThere
            When it does not open, or opens and sends nothing.
        PictureTooSmall
            When what it sends cannot be inspected.
        """
        try:
            self._open()
        except (StationError, cv2.error) as error:
            self.release()
            if isinstance(error, StationError):
                raise
            raise CameraNotThere(camera=self._address) from error
        self.connected = True

    def next_picture(self) -> Picture | None:
        """Wait for a new picture, and see to the connection.

        Returns
        -------
        Picture or None
            None when nothing new came this time; the caller asks again. While the camera is lost
            each call waits a little longer, up to 5 s, and tries once to connect.

        Raises
        ------
        PictureDamaged
            When a picture came and is withheld; the caller asks again.
        """
        if self._capture is None and not self._reconnect():
            return None
        try:
            picture = self._receive()
        except PictureDamaged as damaged:
            self._withhold(damaged)
            raise
        if picture is None:
            self._lose("it sends nothing")
            return None
        if self._is_repeat(picture):
            if self._equal >= self._frozen_after:
                self._lose("it repeats one picture")
            return None
        if not self.connected:
            _log.info("camera %s is back", self._address)
        self.connected = True
        self._damaged = 0
        self._delay = FIRST_DELAY
        return picture

    def release(self) -> None:
        """Give the device back; only ever in the thread that reads from it."""
        capture, self._capture = self._capture, None
        if capture is not None:
            capture.release()

    def _open(self) -> None:
        self._capture = self._factory(self._settings)
        if not self._capture.isOpened():
            raise CameraNotThere(camera=self._address)
        configure(self._capture, self._settings)
        self.connection += 1
        for _ in range(WARM_UP):
            picture = self._first_whole()
            if picture is None:
                raise CameraNotThere(camera=self._address)
            least = 1 if self._settings.web_length else LEAST_SIDE
            check_size(picture.shape[:2], self._address, least)

    def _first_whole(self) -> Picture | None:
        """Wait for a picture that is whole: a stream may be joined amid what cannot be decoded."""
        for _ in range(MOST_DAMAGED):
            with suppress(PictureDamaged):
                return self._receive()
        return None

    def _receive(self) -> Picture | None:
        if self._capture is None:
            return None
        try:
            arrived, pixels = self._capture.read()
        except cv2.error:
            return None
        return as_rgb(pixels) if arrived else None

    def _withhold(self, damaged: PictureDamaged) -> None:
        self._damaged += 1
        if self._damaged == 1:
            _log.warning("%s", damaged)
        if self._damaged == MOST_DAMAGED:
            self._damaged = 0
            self._lose("it sends nothing but damaged pictures")

    def _lose(self, reason: str) -> None:
        if self.connected:
            _log.warning("camera %s is lost: %s", self._address, reason)
        self.connected = False
        self._equal = 1
        self.release()

    def _reconnect(self) -> bool:
        """Wait, then try once; the camera counts as connected with its first new picture."""
        delay, self._delay = self._delay, min(2 * self._delay, LONGEST_DELAY)
        if self._clock.wait(self._stopped, delay):
            return False
        try:
            self._open()
        except (StationError, cv2.error) as error:
            _log.debug("camera %s is not back: %s", self._address, error)
            self.release()
            return False
        return True

    def _is_repeat(self, picture: Picture) -> bool:
        if not self._frozen_after:
            return False
        repeated = self._previous is not None and _are_equal(self._previous, picture)
        self._equal = self._equal + 1 if repeated else 1
        self._previous = picture
        return repeated


def _are_equal(one: Picture, other: Picture) -> bool:
    """Compare a few rows first: nearly always they differ already, and that is quick."""
    return np.array_equal(one[::_SPARSE], other[::_SPARSE]) and np.array_equal(one, other)
