"""Pictures from a camera: the newest one, and never an old one in its place."""

import threading

from spade_station.capture.camera_device import (
    CaptureFactory,
    check_address,
    is_stream,
    open_device,
    shown_address,
)
from spade_station.capture.camera_link import CameraLink
from spade_station.capture.grabber import Grabber
from spade_station.capture.pacing import Clock
from spade_station.domain.errors import CameraGone
from spade_station.domain.frame import Frame
from spade_station.domain.source_settings import SourceSettings

OPEN_TIMEOUT = 15.0
"""Seconds; some drivers on Windows think for ten before their first picture."""

_CLOSE_TIMEOUT = 2.0
_EQUAL_PICTURES = 10


def frozen_limit(address: str) -> int:
    """Say how many equal pictures in a row are suspicious at a camera with this address.

    Never on network streams: their encoders send a scene without movement as “nothing changed”,
    which decodes to equal pictures, and a dead connection shows by its time limit.
    """
    return 0 if is_stream(address) else _EQUAL_PICTURES


class CameraSource:
    """Delivers a camera's newest frame; one that is lost is connected again by itself.

    Parameters
    ----------
    keep
        How many frames may wait to be read, see `Grabber`.
    deadline
        Seconds without a new picture after which the camera counts as lost.
    frozen_after
        How many equal pictures in a row mean that it is lost, 0 for never; None goes by the
        address, see `frozen_limit`. Cameras that draw a fixed test pattern need 0.
    """

    interval = None  # what a driver says of its rate is wrong as soon as the light changes

    def __init__(
        self,
        settings: SourceSettings,
        *,
        clock: Clock | None = None,
        capture_factory: CaptureFactory = open_device,
        deadline: float = 3.0,
        frozen_after: int | None = None,
        keep: int = 1,
    ) -> None:
        self._address = shown_address(settings.address)
        self.name = f"camera {self._address}"
        self._settings = settings
        self._clock = clock or Clock()
        self._capture_factory = capture_factory
        self._deadline = deadline
        self._keep = keep
        limit = frozen_limit(settings.address) if frozen_after is None else frozen_after
        self._frozen_after = limit
        self._grabber: Grabber | None = None

    @property
    def skipped(self) -> int:
        """Frames that were replaced by newer ones before anybody read them."""
        return self._grabber.skipped if self._grabber else 0

    def open(self) -> None:
        """Connect to the camera; returns when it really sends.

        Raises
        ------
        SourceUnknown
            When the address is none of a camera.
        CameraNotThere
            When it does not answer or sends nothing within 15 s.
        PictureTooSmall
            When its pictures cannot be inspected.
        Cancelled
            When `close` came meanwhile.
        """
        self.close()
        check_address(self._settings.address)
        stopped = threading.Event()
        link = CameraLink(
            self._settings,
            self._capture_factory,
            clock=self._clock,
            stopped=stopped,
            frozen_after=self._frozen_after,
        )
        self._grabber = Grabber(
            link, self.name, clock=self._clock, stopped=stopped, keep=self._keep
        )
        try:
            self._grabber.start(self._address, OPEN_TIMEOUT)
        except BaseException:
            self.close()
            raise

    def read(self, timeout: float) -> Frame | None:
        """Deliver the newest frame that was not delivered yet; see `FrameSource`.

        Raises
        ------
        CameraGone
            While the camera is lost, after `timeout` seconds.
        """
        grabber = self._grabber
        if grabber is None or grabber.stopped:
            return None
        frame = grabber.take(timeout)
        if grabber.stopped:
            return None
        now = self._clock.now()
        if frame is not None and now - frame.received <= self._deadline:
            return frame
        if not grabber.connected or now - grabber.last_arrival > self._deadline:
            raise CameraGone(camera=self._address)
        return None

    def catch_up(self) -> bool:
        """Throw away what waits to be read; see `FrameSource`."""
        if self._grabber is not None:
            self._grabber.catch_up()
        return True

    def close(self) -> None:
        """Give the camera back; waits at most 2 s for a driver that hangs."""
        if self._grabber is not None:
            self._grabber.stop(_CLOSE_TIMEOUT)
