"""Camera devices as OpenCV opens them: addresses, resolution and exposure."""

import logging
import re
from collections.abc import Callable
from typing import Any, Protocol
from urllib.parse import urlsplit

import cv2
import numpy.typing as npt

from spade_station.capture.quiet import quiet_opencv
from spade_station.domain.errors import SourceUnknown
from spade_station.domain.source_settings import SourceSettings

_log = logging.getLogger(__name__)

_EXPOSURE_MODES = {"V4L2": (3.0, 1.0)}
_OTHER_EXPOSURE_MODES = (1.0, 0.0)
"""What means automatic and what manual; Linux passes on the driver's own numbers."""


class VideoCaptureLike(Protocol):
    """The part of ``cv2.VideoCapture`` that a camera needs, so that a test can play one."""

    def isOpened(self) -> bool:  # noqa: N802 - OpenCV's name
        """Whether the device answers."""

    def read(self) -> tuple[bool, Any]:
        """Wait for the next picture; may raise `PictureDamaged`."""

    def get(self, propId: int, /) -> float:  # noqa: N803 - OpenCV's name
        """Read a property."""

    def set(self, propId: int, value: float, /) -> bool:  # noqa: N803 - OpenCV's name
        """Change a property; False where the driver does not know it."""

    def getBackendName(self) -> str:  # noqa: N802 - OpenCV's name
        """Which of OpenCV's drivers is at work."""

    def release(self) -> None:
        """Give the device back."""


CaptureFactory = Callable[[SourceSettings], VideoCaptureLike]
"""Opens the device that the settings name; may take its time, and may fail to open it."""

RawPicture = npt.NDArray[Any]


def is_stream(address: str) -> bool:
    """Whether the address is that of a network stream rather than of a device."""
    return address.startswith(("rtsp://", "rtsps://", "http://", "https://"))


def shown_address(address: str) -> str:
    """Leave out of a stream's address what must not be on screen or in a log: the password."""
    if not is_stream(address):
        return address
    scheme, host, path, _query, _fragment = urlsplit(address)
    return f"{scheme}://{host.rpartition('@')[2]}{path}"


def check_address(address: str) -> None:
    """Refuse what cannot be a camera.

    Raises
    ------
    SourceUnknown
        When it is no number, no path below ``/dev`` and no address of a stream.
    """
    is_index = re.fullmatch("[0-9]{1,4}", address)
    if not (is_index or address.startswith("/dev/") or is_stream(address)):
        raise SourceUnknown(source=f"camera:{address}")


def open_device(settings: SourceSettings) -> VideoCaptureLike:
    """Open the real camera that the settings name; the default `CaptureFactory`."""
    quiet_opencv()
    address = settings.address
    if is_stream(address):
        from spade_station.capture.stream import StreamCapture

        return StreamCapture(address, shown_address(address))
    if address.startswith("/dev/"):
        return cv2.VideoCapture(address, cv2.CAP_V4L2)
    return cv2.VideoCapture(int(address))


def configure(capture: VideoCaptureLike, settings: SourceSettings) -> None:
    """Ask an open camera for resolution and exposure; a driver may refuse any of it.

    A camera remembers a manual exposure over power-off, hence automatic is asked for as well.
    """
    capture.set(cv2.CAP_PROP_BUFFERSIZE, 1)
    wanted = {
        cv2.CAP_PROP_FRAME_WIDTH: settings.width,
        cv2.CAP_PROP_FRAME_HEIGHT: settings.height,
    }
    for prop, pixels in wanted.items():
        if pixels:
            capture.set(prop, pixels)
    for prop, pixels in wanted.items():  # only now: a driver may move one to suit the other
        if pixels and capture.get(prop) != pixels:
            address = shown_address(settings.address)
            _log.warning("camera %s gives %g pixels, not %d", address, capture.get(prop), pixels)
    automatic, manual = _EXPOSURE_MODES.get(capture.getBackendName(), _OTHER_EXPOSURE_MODES)
    if settings.exposure is None:
        capture.set(cv2.CAP_PROP_AUTO_EXPOSURE, automatic)
        return
    capture.set(cv2.CAP_PROP_AUTO_EXPOSURE, manual)
    if not capture.set(cv2.CAP_PROP_EXPOSURE, settings.exposure):
        _log.warning("camera %s takes no exposure", shown_address(settings.address))
