"""Makes the source that the settings name."""

from pathlib import Path

from spade_station.capture.camera import CameraSource
from spade_station.capture.demo import DemoSource
from spade_station.capture.folder import FolderSource
from spade_station.capture.pacing import Clock
from spade_station.capture.source import FrameSource
from spade_station.capture.video import VideoSource
from spade_station.domain.source_settings import SourceKind, SourceSettings


def make_source(settings: SourceSettings, *, clock: Clock | None = None) -> FrameSource:
    """Make the source that `settings` name; nothing is opened and nothing can be wrong yet."""
    clock = clock or Clock()
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
            return VideoSource(path, rate=settings.rate, loop=settings.loop, clock=clock)
        case SourceKind.FOLDER:
            folder = Path(settings.address)
            return FolderSource(folder, rate=settings.rate, loop=settings.loop, clock=clock)
