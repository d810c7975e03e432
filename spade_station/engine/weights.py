"""The weights of the backbones: found on this machine, imported from a file, or downloaded."""

import logging
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

import torch

from spade_station.domain.errors import (
    BackboneUnknown,
    SourceMissing,
    WeightsDownload,
    WeightsMissing,
    WeightsNotUsed,
    WeightsUnfit,
)
from spade_station.domain.progress import Report
from spade_station.domain.reasons import (
    CHANGED_MEANWHILE,
    LACKS,
    NO_CHECKSUM,
    NOT_READ,
    OTHER_CHECKSUM,
    OTHER_DOWNLOAD,
    Reason,
    of_system,
)
from spade_station.engine.weights_check import (
    Misfit,
    check_layers,
    read_tensors,
    sha256_of,
    take_layers,
    try_out,
)
from spade_station.engine.weights_store import BLOCK, Staging, fetch, torchvision_url

# how torchvision names its files
PUBLISHED = {
    "wide_resnet50_2": "wide_resnet50_2-95faca4d.pth",
    "resnet18": "resnet18-f37072fd.pth",
}
KNOWN = tuple(PUBLISHED)
SUFFIXES = (".pth", ".pt")
# torchvision's habit, and ours: the name ends in the first digits of the sha256.
STATED_SHA = re.compile(r"-([0-9a-f]{8,64})\.pth?$")
SHA_DIGITS = 8
TIMEOUT_S = 15.0

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class WeightsFile:
    """A file that was looked at and fits; `layers` says how deep it goes."""

    backbone: str
    path: Path
    sha256: str
    layers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class WeightsState:
    """What the user is told about the weights of one backbone."""

    backbone: str
    state: Literal["here", "missing", "broken"]
    path: Path | None = None
    sha256: str = ""
    layers: tuple[str, ...] = ()
    reason: str = ""


class WeightsLibrary:
    """The weights files of this machine.

    It may be used from several threads; at worst a file is examined twice.

    Parameters
    ----------
    folders
        Searched first, never written to.
    own
        Where imports and downloads go; made when it is first needed.
    url_of
        Says where the weights of a backbone are served; the last part of the address must end
        in the beginning of their sha256.
    timeout
        Seconds without any byte after which a download gives up.
    """

    def __init__(
        self,
        folders: Sequence[Path],
        own: Path,
        *,
        url_of: Callable[[str], str] = torchvision_url,
        timeout: float = TIMEOUT_S,
    ) -> None:
        self._folders = tuple(folders)
        self._own = own
        self._url_of = url_of
        self._timeout = timeout
        self._examined: dict[tuple[str, Path, int, int], WeightsFile | Reason] = {}

    def find(self, backbone: str) -> WeightsFile:
        """Return the file with the most layers, the first of them if there are several.

        Raises
        ------
        BackboneUnknown
        WeightsMissing
            When no file has the name of the backbone.
        WeightsUnfit
            When there are such files but none can be used.
        """
        _check_known(backbone)
        fitting: list[WeightsFile] = []
        unfit: WeightsUnfit | None = None
        for path in self._candidates(backbone):
            try:
                fitting.append(self._examine(path, backbone))
            except WeightsUnfit as error:
                unfit = unfit or error
        if fitting:
            return max(fitting, key=lambda file: len(file.layers))
        raise unfit or WeightsMissing(backbone=backbone)

    def listing(self) -> list[WeightsState]:
        """Return what is here for every known backbone."""
        return [self._state(backbone) for backbone in KNOWN]

    def load(self, file: WeightsFile, deepest: str) -> dict[str, torch.Tensor]:
        """Return stem and layers up to `deepest` in float32.

        The batch counters of batch norm are left out; nothing but training reads them.

        Raises
        ------
        WeightsUnfit
            When the file does not go that deep, or is not what `find` saw any more.
        """
        if deepest not in file.layers:
            raise _unfit(file.path, file.backbone, LACKS.of(names=deepest))
        if self._examine(file.path, file.backbone).sha256 != file.sha256:
            raise _unfit(file.path, file.backbone, CHANGED_MEANWHILE)
        try:
            return take_layers(read_tensors(file.path), file.backbone, deepest)
        except Misfit as misfit:
            raise _unfit(file.path, file.backbone, misfit.reason) from misfit

    def import_file(self, path: Path, backbone: str) -> WeightsFile:
        """Check a file and copy it to the own folder.

        Raises
        ------
        BackboneUnknown
        SourceMissing
        WeightsUnfit
        DiskFull, HomeReadOnly
        """
        _check_known(backbone)
        if not path.exists():
            raise SourceMissing(source=path)
        file = self._examine(path, backbone)
        try:
            try_out(read_tensors(path), backbone, file.layers[-1])
        except Misfit as misfit:
            raise _unfit(path, backbone, misfit.reason) from misfit
        with Staging(self._own) as staging:
            try:
                for block in _blocks(path):
                    staging.write(block)
            except OSError as error:
                raise _unfit(path, backbone, NOT_READ.of(told=of_system(error))) from error
            if staging.sha256 != file.sha256:
                raise _unfit(path, backbone, CHANGED_MEANWHILE)
            staging.finish()
            return self._publish(staging, backbone, file.layers)

    def download(
        self,
        backbone: str,
        progress: Report,
        cancelled: Callable[[], bool],
    ) -> WeightsFile:
        """Fetch a file from where torchvision keeps it, check it and store it.

        Parameters
        ----------
        progress
            Is called with the bytes so far and in all (0 when the server does not say).
        cancelled
            Is asked before every block; a silent network delays that by the timeout.

        Raises
        ------
        BackboneUnknown
        Cancelled
        WeightsDownload
        WeightsUnfit
        DiskFull, HomeReadOnly
        """
        _check_known(backbone)
        url = self._url_of(backbone)
        stated = STATED_SHA.search(urlsplit(url).path)
        if stated is None:
            raise WeightsDownload(reason=NO_CHECKSUM.of(url=url))
        with Staging(self._own) as staging:
            fetch(url, staging, progress, cancelled, self._timeout)
            if not staging.sha256.startswith(stated[1]):
                begins = staging.sha256[:SHA_DIGITS]
                raise WeightsDownload(reason=OTHER_DOWNLOAD.of(sha256=begins, stated=stated[1]))
            staging.finish()
            try:
                tensors = read_tensors(staging.path)
                layers = check_layers(tensors, backbone)
                try_out(tensors, backbone, layers[-1])
            except Misfit as misfit:
                raise _unfit(url, backbone, misfit.reason) from misfit
            return self._publish(staging, backbone, layers)

    def check_used(self, file: WeightsFile) -> None:
        """Tell that a file which was just brought here is not the one that `find` returns.

        The other stays, since banks are learned with it.

        Raises
        ------
        WeightsNotUsed
        """
        used = self.find(file.backbone)
        if used.sha256 != file.sha256:
            raise WeightsNotUsed(path=file.path, used=used.path, backbone=file.backbone)

    def _publish(self, staging: Staging, backbone: str, layers: tuple[str, ...]) -> WeightsFile:
        path = staging.publish(f"{backbone}-{staging.sha256[:SHA_DIGITS]}.pth")
        return WeightsFile(backbone, path, staging.sha256, layers)

    def _state(self, backbone: str) -> WeightsState:
        try:
            file = self.find(backbone)
        except WeightsMissing:
            return WeightsState(backbone, "missing")
        except WeightsUnfit as error:
            path, reason = Path(str(error.values["path"])), str(error.values["reason"])
            return WeightsState(backbone, "broken", path, reason=reason)
        return WeightsState(backbone, "here", file.path, file.sha256, file.layers)

    def _candidates(self, backbone: str) -> Iterator[Path]:
        for folder in (*self._folders, self._own):
            try:
                paths = sorted(folder.iterdir())
            except FileNotFoundError:
                continue
            except OSError as error:
                # The other folders may have what is needed.
                log.warning("The weights folder %s cannot be read: %s", folder, error.strerror)
                continue
            for path in paths:
                if path.name.startswith(backbone) and path.suffix.lower() in SUFFIXES:
                    yield path

    def _examine(self, path: Path, backbone: str) -> WeightsFile:
        """Look at every byte of a file, once for as long as it stays the same."""
        try:
            status = path.stat()
        except OSError as error:
            raise _unfit(path, backbone, NOT_READ.of(told=of_system(error))) from error
        key = (backbone, path, status.st_size, status.st_mtime_ns)
        if key not in self._examined:
            try:
                self._examined[key] = self._looked_at(path, backbone)
            except Misfit as misfit:
                log.warning("%s does not fit %s: %s", path, backbone, misfit)
                self._examined[key] = misfit.reason
        found = self._examined[key]
        if isinstance(found, Reason):
            raise _unfit(path, backbone, found)
        return found

    def _looked_at(self, path: Path, backbone: str) -> WeightsFile:
        sha256 = sha256_of(path)
        # Only where the digits are a checksum for certain: elsewhere they may be a date.
        published = PUBLISHED[backbone]
        stated = STATED_SHA.search(path.name)
        if (
            stated is not None
            and (path.parent == self._own or path.name == published)
            and not sha256.startswith(stated[1])
        ):
            raise Misfit(OTHER_CHECKSUM.of(sha256=sha256[:SHA_DIGITS]))
        return WeightsFile(backbone, path, sha256, check_layers(read_tensors(path), backbone))


def _blocks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while block := file.read(BLOCK):
            yield block


def _check_known(backbone: str) -> None:
    if backbone not in KNOWN:
        raise BackboneUnknown(backbone=backbone, known=", ".join(KNOWN))


def _unfit(path: Path | str, backbone: str, reason: Reason) -> WeightsUnfit:
    return WeightsUnfit(path=path, backbone=backbone, reason=reason)
