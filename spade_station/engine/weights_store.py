"""Bringing a weights file into the home folder so that it is there whole or not at all."""

import hashlib
import os
import secrets
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from http.client import HTTPException, HTTPResponse
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Self
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import urlopen

from spade_station.domain.errors import Cancelled, WeightsDownload
from spade_station.domain.progress import Report
from spade_station.domain.reasons import (
    CONNECTION_ENDED,
    NO_WEB_ADDRESS,
    SERVER_ANSWERS,
    Reason,
    of_system,
)
from spade_station.domain.storing import storing, sync_folder

BLOCK = 1 << 18
UNFINISHED = ".part"
FORGOTTEN_S = 24 * 3600


def torchvision_url(backbone: str) -> str:
    """Return the address that torchvision states for a backbone's ImageNet weights.

    It is the first edition for each: the figures that SPADE and its successors publish were
    measured with that one.
    """
    from torchvision.models import get_model_weights  # takes seconds, and only a download needs it

    return str(get_model_weights(backbone)["IMAGENET1K_V1"].url)


class Staging:
    """A file that gets its name only when it is whole, and leaves nothing behind otherwise.

    Parameters
    ----------
    folder
        Where it will be; made when it does not exist.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.path = folder / f".{secrets.token_hex(8)}{UNFINISHED}"
        self._digest = hashlib.sha256()
        self._file: BinaryIO

    def __enter__(self) -> Self:
        with storing(self._folder):
            self._folder.mkdir(parents=True, exist_ok=True)
            self._sweep()
            self._file = self.path.open("xb")
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        with suppress(OSError):  # what went wrong before is the news
            self._file.close()
        with suppress(OSError):  # after `publish` there is nothing under this name
            self.path.unlink()

    @property
    def sha256(self) -> str:
        """Of all that was written so far."""
        return self._digest.hexdigest()

    def write(self, block: bytes) -> None:
        """Append to the file.

        Raises
        ------
        DiskFull, HomeReadOnly
        """
        self._digest.update(block)
        with storing(self._folder):
            self._file.write(block)

    def finish(self) -> None:
        """Bring everything to the disk, still under the temporary name.

        Raises
        ------
        DiskFull, HomeReadOnly
        """
        with storing(self._folder):
            self._file.flush()
            os.fsync(self._file.fileno())
            self._file.close()

    def publish(self, name: str) -> Path:
        """Give the finished file its name.

        Raises
        ------
        DiskFull, HomeReadOnly
        """
        target = self._folder / name
        with storing(self._folder):
            self.path.replace(target)
            sync_folder(self._folder)
        return target

    def _sweep(self) -> None:
        """Remove what a killed download left; a younger one may still be at work."""
        for path in self._folder.glob(f".*{UNFINISHED}"):
            with suppress(OSError):
                if time.time() - path.stat().st_mtime > FORGOTTEN_S:
                    path.unlink()


def fetch(
    url: str,
    staging: Staging,
    progress: Report,
    cancelled: Callable[[], bool],
    timeout: float,
) -> None:
    """Write what an address serves to `staging`.

    Parameters
    ----------
    progress
        Is called with the bytes so far and in all (0 when the server does not say).
    cancelled
        Is asked before every block.
    timeout
        Seconds without any byte after which the network counts as down.

    Raises
    ------
    WeightsDownload
        When anything is wrong with the network or the server, or the connection ends early.
    Cancelled, DiskFull, HomeReadOnly
    """
    if urlsplit(url).scheme not in ("http", "https"):
        raise WeightsDownload(reason=NO_WEB_ADDRESS.of(url=url))
    if cancelled():
        raise Cancelled
    with _network():
        response = urlopen(url, timeout=timeout)  # noqa: S310 - the scheme was looked at above
    with response:
        total = response.length or 0
        done = 0
        progress(done, total)
        for block in _received(response, cancelled):
            staging.write(block)
            done += len(block)
            progress(done, total)
    if done < total:
        raise WeightsDownload(reason=CONNECTION_ENDED.of(done=done, total=total))


def _received(response: HTTPResponse, cancelled: Callable[[], bool]) -> Iterator[bytes]:
    while not cancelled():
        with _network():
            block = response.read1(BLOCK)
        if not block:
            return
        yield block
    raise Cancelled


@contextmanager
def _network() -> Iterator[None]:
    try:
        yield
    except HTTPError as error:
        error.close()
        answer = SERVER_ANSWERS.of(code=error.code, text=error.reason)
        raise WeightsDownload(reason=answer) from error
    except URLError as error:
        raise WeightsDownload(reason=_reason(error.reason)) from error
    except (OSError, HTTPException, ValueError) as error:
        raise WeightsDownload(reason=_reason(error)) from error


def _reason(error: object) -> Reason | str:
    if isinstance(error, OSError) and error.strerror:
        return of_system(error)
    return str(error) or type(error).__name__
