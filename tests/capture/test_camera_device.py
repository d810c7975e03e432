import cv2
import pytest

from spade_station.capture.camera import CameraSource
from spade_station.capture.camera_device import configure
from spade_station.domain.errors import CameraNotThere, SourceUnknown

from .fakes import FakeCapture, camera_settings


@pytest.mark.parametrize("address", ["63", "/dev/video63", "http://127.0.0.1:9/video"])
def test_no_real_camera(address: str) -> None:
    with pytest.raises(CameraNotThere):
        CameraSource(camera_settings(address)).open()


@pytest.mark.parametrize("address", ["", "front", "99999", "-1", "file:///etc/passwd", "٣"])
def test_no_address_of_a_camera(address: str) -> None:
    with pytest.raises(SourceUnknown):
        CameraSource(camera_settings(address)).open()


def test_resolution_and_manual_exposure_are_asked_for() -> None:
    camera = FakeCapture()
    configure(camera, camera_settings(width=1920, height=1080, exposure=-6.0))
    assert camera.properties == {
        cv2.CAP_PROP_BUFFERSIZE: 1,
        cv2.CAP_PROP_FRAME_WIDTH: 1920,
        cv2.CAP_PROP_FRAME_HEIGHT: 1080,
        cv2.CAP_PROP_AUTO_EXPOSURE: 1,
        cv2.CAP_PROP_EXPOSURE: -6.0,
    }


@pytest.mark.parametrize(("backend", "automatic"), [("V4L2", 3), ("MSMF", 1), ("DSHOW", 1)])
def test_what_is_not_set_is_left_to_the_camera(backend: str, automatic: int) -> None:
    camera = FakeCapture(backend=backend)
    configure(camera, camera_settings())
    assert camera.properties == {
        cv2.CAP_PROP_BUFFERSIZE: 1,
        cv2.CAP_PROP_AUTO_EXPOSURE: automatic,
    }


def test_what_the_driver_refuses_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    class Stubborn(FakeCapture):
        def set(self, prop: int, value: float, /) -> bool:
            return False

        def get(self, prop: int, /) -> float:
            return 640.0

    configure(Stubborn(), camera_settings(width=1920, exposure=5.0))
    assert "gives 640 pixels, not 1920" in caplog.text
    assert "takes no exposure" in caplog.text
