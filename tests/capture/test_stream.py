"""Cameras in the network: a real server on this machine that serves a video as it is."""

import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import cv2
import numpy as np
import pytest

from spade_station.capture.camera_device import open_device
from spade_station.domain.errors import PictureDamaged

from .fakes import camera_settings
from .films import KEYS, SIZE, damage, film


class Silent(SimpleHTTPRequestHandler):
    def log_message(self, *_args: object) -> None:
        return


class Server(ThreadingHTTPServer):
    daemon_threads = False  # they are waited for when it is closed


@pytest.fixture
def served(tmp_path: Path) -> Iterator[str]:
    """Serve the test's folder; yields its address, with a password."""
    handler = partial(Silent, directory=str(tmp_path))
    with Server(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://me:secret@127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


def test_a_stream_delivers_its_pictures_and_then_nothing(served: str, tmp_path: Path) -> None:
    path = film(tmp_path / "belt.mkv", "h264", frames=3)
    camera = open_device(camera_settings(f"{served}/{path.name}"))
    assert camera.isOpened()
    assert camera.getBackendName() == "FFMPEG"
    size = camera.get(cv2.CAP_PROP_FRAME_HEIGHT), camera.get(cv2.CAP_PROP_FRAME_WIDTH)
    assert size == SIZE
    assert not camera.set(cv2.CAP_PROP_EXPOSURE, 1.0)
    read = [camera.read() for _ in range(4)]
    assert [arrived for arrived, _ in read] == [True, True, True, False]
    expected = cv2.VideoCapture(str(path), cv2.CAP_FFMPEG)
    assert all(np.array_equal(picture, expected.read()[1]) for _, picture in read[:3])
    expected.release()
    camera.release()


def test_damage_is_told_without_the_password(served: str, tmp_path: Path) -> None:
    path = film(tmp_path / "belt.mkv", "h264")
    damage(path, 0)
    camera = open_device(camera_settings(f"{served}/{path.name}"))
    for number in range(KEYS):
        with pytest.raises(PictureDamaged, match="damaged") as told:
            camera.read()
        assert str(told.value).startswith(f"{served.replace('me:secret@', '')}/belt.mkv {number} ")
    assert camera.read()[0]
    camera.release()


def test_no_stream(served: str) -> None:
    camera = open_device(camera_settings(f"{served}/nothing.mkv"))
    assert not camera.isOpened()
    assert camera.read() == (False, None)
    assert camera.get(cv2.CAP_PROP_FRAME_WIDTH) == 0
    camera.release()
