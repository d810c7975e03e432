"""Reads a source that somebody names on the command line, without a live line behind it."""

import itertools
from collections.abc import Iterator

from spade_station.capture.open_source import make_source
from spade_station.capture.source import FrameSource
from spade_station.domain.errors import CameraGone, SourceEnded, Stale, StationError
from spade_station.domain.frame import Frame
from spade_station.domain.source_settings import SourceKind, SourceSettings

NO_PICTURE_FOR = 10.0  # s, then a source is given up
OF_AN_ENDLESS_SOURCE = 60  # pictures, unless somebody says how many
ENDLESS = (SourceKind.CAMERA, SourceKind.DEMO)


def source_frames(
    settings: SourceSettings, frames: int | None, views: int
) -> Iterator[tuple[str, Frame | StationError]]:
    """Yield the name of each picture with the picture, or with why there is none.

    Parameters
    ----------
    frames
        How many are taken at most; None takes all, or 60 of a source that has no end.
    """
    if frames is None and settings.kind in ENDLESS:
        frames = OF_AN_ENDLESS_SOURCE
    source = make_source(settings.model_copy(update={"rate": 0.0, "loop": False}), views)
    source.open()
    try:
        for _ in itertools.count() if frames is None else range(frames):
            frame = _next(source)
            if frame is None:
                return
            yield (frame.name, frame) if isinstance(frame, Frame) else (source.name, frame)
    finally:
        source.close()


def _next(source: FrameSource) -> Frame | StationError | None:
    """Read one frame; None at the end. A silent source is an error, not an end."""
    try:
        frame = source.read(NO_PICTURE_FOR)
    except SourceEnded:
        return None
    except CameraGone:
        raise
    except StationError as reason:
        return reason
    if frame is None:
        raise Stale(seconds=round(NO_PICTURE_FOR))
    return frame
