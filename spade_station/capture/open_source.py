"""Makes the source that the settings name."""

import math
from functools import partial
from pathlib import Path

from spade_station.capture.camera import CameraSource
from spade_station.capture.demo import DemoSource, staging_of
from spade_station.capture.demo_line import demo_part
from spade_station.capture.folder import FolderSource
from spade_station.capture.pacing import Clock
from spade_station.capture.source import FrameSource
from spade_station.capture.video import VideoSource
from spade_station.capture.views import ViewsSource
from spade_station.domain.source_settings import SourceKind, SourceSettings


def make_source(
    settings: SourceSettings, views: int = 1, *, clock: Clock | None = None
) -> FrameSource:
    """Make the source that `settings` name; nothing is opened and nothing can be wrong yet.

    Parameters
    ----------
    views
        How many pictures of a part become one frame; the demo line draws them as one already.
    """
    clock = clock or Clock()
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
            camera = CameraSource(settings, clock=clock)
            return camera if views == 1 else ViewsSource(camera, views, clock=clock)
        case SourceKind.VIDEO:
            video = VideoSource(
                Path(settings.address),
                rate=settings.rate,
                loop=settings.loop,
                clock=clock,
                views=views,
            )
            # A video loses nothing, however long somebody leaves it waiting.
            patience = math.inf
            return video if views == 1 else ViewsSource(video, views, patience, clock=clock)
        case SourceKind.FOLDER:
            return FolderSource(
                Path(settings.address),
                rate=settings.rate,
                loop=settings.loop,
                clock=clock,
                views=views,
            )
