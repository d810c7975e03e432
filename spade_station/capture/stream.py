"""A camera in the network, played as a device of OpenCV's."""

import cv2

from spade_station.capture.film import Film, RawPicture
from spade_station.domain.errors import VideoUnreadable

_TIMEOUT = 3.0  # s


class StreamCapture:
    """A network stream as `VideoCaptureLike`; resolution and exposure are the camera's own.

    OpenCV would do, but does not say which pictures are damaged.
    """

    def __init__(self, address: str, name: str) -> None:
        self._film: Film | None = None
        try:
            self._film = Film(address, name, _TIMEOUT)
        except VideoUnreadable:
            return  # as OpenCV does it; the reason may hold the password

    def isOpened(self) -> bool:  # noqa: N802 - OpenCV's name
        """Whether the camera answers."""
        return self._film is not None

    def read(self) -> tuple[bool, RawPicture | None]:
        """Wait for the next picture.

        Raises
        ------
        PictureDamaged
            When it is not whole.
        """
        picture = self._film.read() if self._film else None
        return picture is not None, picture

    def get(self, propId: int, /) -> float:  # noqa: N803 - OpenCV's name
        """Say how large the pictures are."""
        height, width = self._film.size if self._film else (0, 0)
        sizes = {cv2.CAP_PROP_FRAME_HEIGHT: height, cv2.CAP_PROP_FRAME_WIDTH: width}
        return sizes.get(propId, 0)

    def set(self, propId: int, value: float, /) -> bool:  # noqa: N803
        """Change nothing."""
        return False

    def getBackendName(self) -> str:  # noqa: N802 - OpenCV's name
        """Say what decodes it."""
        return "FFMPEG"

    def release(self) -> None:
        """Close the connection."""
        if self._film is not None:
            self._film.close()
