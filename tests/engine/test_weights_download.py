import hashlib
import io
import os
import socket
import threading
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import torch
from torchvision.models import get_model

from spade_station.domain.errors import Cancelled, WeightsDownload, WeightsUnfit
from spade_station.domain.home_errors import DiskFull
from spade_station.engine.weights import KNOWN, PUBLISHED, WeightsLibrary
from spade_station.engine.weights_store import torchvision_url


@dataclass
class Served:
    """What the server of a test answers, whatever it is asked for."""

    body: bytes = b""
    status: int = 200
    length: int | None = None
    silent: bool = False
    asked: list[str] = field(default_factory=list)
    end: threading.Event = field(default_factory=threading.Event)
    address: str = ""

    def url(self, sha: str | None = None) -> str:
        digits = hashlib.sha256(self.body).hexdigest()[:8] if sha is None else sha
        return f"{self.address}/resnet18-{digits}.pth"


class Server(ThreadingHTTPServer):
    daemon_threads = False  # closing the server waits for them


@pytest.fixture
def served(monkeypatch: pytest.MonkeyPatch) -> Iterator[Served]:
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    answer = Served()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            answer.asked.append(self.path)
            if answer.silent:
                answer.end.wait(20)
                return
            self.send_response(answer.status)
            if answer.length != 0:
                self.send_header("Content-Length", str(answer.length or len(answer.body)))
            self.end_headers()
            with suppress(OSError):  # the client has cancelled
                self.wfile.write(answer.body)

        def log_message(self, *arguments: object) -> None:
            pass

    server = Server(("127.0.0.1", 0), Handler)
    answer.address = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield answer
    answer.end.set()
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture(scope="module")
def content() -> bytes:
    tensors = get_model("resnet18", weights=None).state_dict()
    small = {n: v for n, v in tensors.items() if n.startswith(("conv1.", "bn1.", "layer1."))}
    buffer = io.BytesIO()
    torch.save(small, buffer)
    return buffer.getvalue()


def library(own: Path, url: str) -> WeightsLibrary:
    return WeightsLibrary([], own, url_of=lambda backbone: url, timeout=0.3)


def ignore(done: int, total: int) -> None:
    pass


def refused(own: Path, url: str) -> str:
    """The reason for which a download fails; nothing is left of it."""
    with pytest.raises(WeightsDownload) as caught:
        library(own, url).download("resnet18", ignore, lambda: False)
    assert not any(own.iterdir())
    return str(caught.value.values["reason"])


def test_download(served: Served, content: bytes, tmp_path: Path) -> None:
    served.body = content
    own = tmp_path / "home" / "weights"
    steps: list[tuple[int, int]] = []
    here = library(own, served.url())
    file = here.download("resnet18", lambda *step: steps.append(step), lambda: False)
    assert file.path == own / served.asked[0].removeprefix("/")
    assert file.path.read_bytes() == content
    assert file.layers == ("layer1",)
    assert here.find("resnet18") == file
    assert list(own.iterdir()) == [file.path]
    assert steps[0] == (0, len(content))
    assert steps[-1] == (len(content), len(content))
    assert steps == sorted(steps)
    assert len(steps) > 2


def test_download_without_a_stated_length(served: Served, content: bytes, tmp_path: Path) -> None:
    served.body, served.length = content, 0
    steps: list[tuple[int, int]] = []
    here = library(tmp_path, served.url())
    here.download("resnet18", lambda *step: steps.append(step), lambda: False)
    assert steps[-1] == (len(content), 0)


def test_wrong_checksum(served: Served, content: bytes, tmp_path: Path) -> None:
    served.body = content
    assert refused(tmp_path, served.url("01234567")).endswith("instead of 01234567")


def test_not_found(served: Served, tmp_path: Path) -> None:
    served.status = 404
    assert refused(tmp_path, served.url()) == "the server answers 404 Not Found"


def test_nobody_listens(served: Served, tmp_path: Path) -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{unused.getsockname()[1]}/resnet18-01234567.pth"
    assert refused(tmp_path, url) == "Connection refused"


def test_the_server_says_nothing(served: Served, tmp_path: Path) -> None:
    served.silent = True
    assert refused(tmp_path, served.url()) == "timed out"


def test_the_connection_ends_early(served: Served, content: bytes, tmp_path: Path) -> None:
    served.body, served.length = content, len(content) + 1000
    reason = refused(tmp_path, served.url())
    assert reason == f"the connection ended after {len(content)} of {len(content) + 1000} bytes"


@pytest.mark.parametrize(
    "url",
    ["file:///etc/hostname-01234567.pth", "resnet18-01234567.pth"],
)
def test_no_web_address(tmp_path: Path, url: str) -> None:
    with pytest.raises(WeightsDownload):
        library(tmp_path, url).download("resnet18", ignore, lambda: False)
    assert not any(tmp_path.iterdir())


def test_an_address_without_a_checksum(served: Served, tmp_path: Path) -> None:
    assert "does not state a checksum" in refused(tmp_path, f"{served.address}/resnet18.pth")
    assert served.asked == []


def test_the_server_has_something_else(served: Served, tmp_path: Path) -> None:
    served.body = b"<html>Please log in to the guest network</html>"
    with pytest.raises(WeightsUnfit) as caught:
        library(tmp_path, served.url()).download("resnet18", ignore, lambda: False)
    assert caught.value.values["path"] == served.url()
    assert not any(tmp_path.iterdir())


def test_cancel_half_way(served: Served, content: bytes, tmp_path: Path) -> None:
    served.body = content
    seen: list[int] = []
    here = library(tmp_path, served.url())
    with pytest.raises(Cancelled):
        here.download(
            "resnet18",
            lambda done, total: seen.append(done),
            lambda: bool(seen) and seen[-1] > 0,
        )
    assert 0 < seen[-1] < len(content)
    assert not any(tmp_path.iterdir())


def test_cancel_before_it_begins(served: Served, tmp_path: Path) -> None:
    with pytest.raises(Cancelled):
        library(tmp_path, served.url()).download("resnet18", ignore, lambda: True)
    assert served.asked == []


def test_the_disk_is_full(
    served: Served, content: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    served.body = content

    def full(*arguments: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(DiskFull):
        library(tmp_path, served.url()).download("resnet18", ignore, lambda: False)
    assert not any(tmp_path.iterdir())


@pytest.mark.parametrize("backbone", KNOWN)
def test_the_address_is_torchvisions_own(backbone: str) -> None:
    assert f"/{backbone}-" in torchvision_url(backbone)
    assert torchvision_url(backbone).startswith("https://")


@pytest.mark.parametrize("backbone", KNOWN)
def test_files_are_recognised_by_torchvisions_names(backbone: str) -> None:
    assert PUBLISHED[backbone] == Path(urlsplit(torchvision_url(backbone)).path).name
