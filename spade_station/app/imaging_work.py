"""What stands in for the engine's side of the imaging desk: pictures stay as they are."""

from spade_station.app.imaging_status import ImagingPreview, ReferenceRole
from spade_station.domain.errors import InternalFault
from spade_station.domain.frame import Frame, Picture


class AsTheyAre:
    """An `ImagingWork` without any stage."""

    def prepare(self, frame: Frame) -> ImagingPreview:
        """Return the frame's picture for every stage."""
        return ImagingPreview(frame, frame.image, frame.image)

    def keep(self, role: ReferenceRole, frame: Frame) -> str:
        """Keep nothing, and say so."""
        raise InternalFault(reason=f"no {role} reference can be kept")

    def reference(self) -> Picture | None:
        """Return none."""
        return None
