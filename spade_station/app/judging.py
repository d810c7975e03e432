"""One frame outside the live loops: whatever goes wrong is a part not inspected."""

import logging

from spade_station.domain.errors import InternalFault, StationError
from spade_station.domain.frame import Frame
from spade_station.domain.inspection import Inspection, not_inspected
from spade_station.engine.inspector import Inspector

log = logging.getLogger(__name__)


def judged(frame: Frame, inspector: Inspector) -> Inspection:
    """Judge a frame as the live line does."""
    name = inspector.preset.name
    try:
        return inspector.inspect(frame)
    except StationError as reason:
        return not_inspected(frame, reason, name)
    except Exception as error:
        log.exception("The inspection of %s failed", frame.name)
        return not_inspected(frame, InternalFault.of(error), name)
