"""Makes the source that the settings name."""

import math
from functools import partial
from pathlib import Path

from spade_station.capture.camera import CameraSource
from spade_station.capture.demo import DemoSource, staging_of
from spade_station.capture.demo_line import demo_part
from spade_station.capture.folder import FolderSource
from spade_station.capture.line_scan import LineScanSource
from spade_station.capture.pacing import Clock
from spade_station.capture.pictures import LEAST_SIDE
from spade_station.capture.source import FrameSource
from spade_station.capture.video import VideoSource
from spade_station.capture.views import ViewsSource
from spade_station.domain.source_settings import SourceKind, SourceSettings

STRIPS = 16  # of a web that may wait, while the station does something else


def make_source(
    settings: SourceSettings, views: int = 1, *, clock: Clock | None = None
) -> FrameSource:
    """Make the source that `settings` name; nothing is opened and nothing can be wrong yet.

    Parameters
    ----------
    views
        How many pictures of a part become one frame; the demo line draws them as one already, and
        a web has one view.
    """
    clock = clock or Clock()
    if not settings.web_length or settings.kind is SourceKind.DEMO:  # parts are no neighbours
        keep = 1 if views == 1 else 2 * views
        return _plain_source(settings, clock, settings.loop, LEAST_SIDE, views, keep)
    return LineScanSource(
        _plain_source(settings, clock, loop=False, least=1, views=1, keep=STRIPS),
        length=settings.web_length,
        overlap=settings.web_overlap,
        loop=settings.loop and settings.kind is not SourceKind.CAMERA,
        clock=clock,
    )


def _plain_source(
    settings: SourceSettings, clock: Clock, loop: bool, least: int, views: int, keep: int
) -> FrameSource:
    """Make the source itself.

    Parameters
    ----------
    least
        Pixels that each side of a picture has at least.
    keep
        How many pictures of a camera may wait.
    """
    match settings.kind:
        case SourceKind.DEMO:
            return DemoSource(
                settings.address,
                seed=settings.seed,
                defect_share=settings.defect_share,
                rate=settings.rate,
                clock=clock,
                make_part=partial(demo_part, staging=staging_of(settings, views)),
            )
        case SourceKind.CAMERA:
            camera = CameraSource(settings, clock=clock, keep=keep)
            return camera if views == 1 else ViewsSource(camera, views, clock=clock)
        case SourceKind.VIDEO:
            video = VideoSource(
                Path(settings.address),
                rate=settings.rate,
                loop=loop,
                clock=clock,
                views=views,
                least=least,
            )
            # A video loses nothing, however long somebody leaves it waiting.
            patience = math.inf
            return video if views == 1 else ViewsSource(video, views, patience, clock=clock)
        case SourceKind.FOLDER:
            return FolderSource(
                Path(settings.address),
                rate=settings.rate,
                loop=loop,
                clock=clock,
                views=views,
                least=least,
                are_strips=bool(settings.web_length),
            )
