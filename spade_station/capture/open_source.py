"""Makes the source that the settings name."""

from pathlib import Path

from spade_station.capture.camera import CameraSource
from spade_station.capture.demo import DemoSource
from spade_station.capture.folder import FolderSource
from spade_station.capture.line_scan import LineScanSource
from spade_station.capture.pacing import Clock
from spade_station.capture.pictures import LEAST_SIDE
from spade_station.capture.source import FrameSource
from spade_station.capture.video import VideoSource
from spade_station.domain.source_settings import SourceKind, SourceSettings


def make_source(settings: SourceSettings, *, clock: Clock | None = None) -> FrameSource:
    """Make the source that `settings` name; nothing is opened and nothing can be wrong yet."""
    clock = clock or Clock()
    if not settings.web_length or settings.kind is SourceKind.DEMO:  # parts are no neighbours
        return _plain_source(settings, clock, settings.loop, LEAST_SIDE)
    return LineScanSource(
        _plain_source(settings, clock, loop=False, least=1),
        length=settings.web_length,
        overlap=settings.web_overlap,
        loop=settings.loop and settings.kind is not SourceKind.CAMERA,
        clock=clock,
    )


def _plain_source(settings: SourceSettings, clock: Clock, loop: bool, least: int) -> FrameSource:
    """Make the source itself; `least` is what each side of its pictures has at least."""
    match settings.kind:
        case SourceKind.DEMO:
            return DemoSource(
                settings.address,
                seed=settings.seed,
                defect_share=settings.defect_share,
                rate=settings.rate,
                clock=clock,
            )
        case SourceKind.CAMERA:
            return CameraSource(settings, clock=clock)
        case SourceKind.VIDEO:
            path = Path(settings.address)
            return VideoSource(path, rate=settings.rate, loop=loop, clock=clock, least=least)
        case SourceKind.FOLDER:
            folder = Path(settings.address)
            return FolderSource(folder, rate=settings.rate, loop=loop, clock=clock, least=least)
