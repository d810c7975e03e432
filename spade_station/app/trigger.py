"""The trigger: which pictures of a live source are inspected."""

from spade_station.domain.errors import StationError
from spade_station.domain.frame import Frame
from spade_station.domain.imaging_errors import NoPart, PartMoves
from spade_station.domain.imaging_settings import TriggerMode, TriggerSettings
from spade_station.imaging.stillness import Scene, StillnessGate


class Trigger:
    """Lets one picture of each part through, as soon as it stands still.

    It never stands for a verdict: what it holds back is said to be not inspected, or is the part
    that was inspected just now. Pictures from files are always inspected.
    """

    def __init__(self) -> None:
        self._settings = TriggerSettings()
        self._gate = StillnessGate(self._settings)
        self._at_once = False

    def use(self, settings: TriggerSettings) -> None:
        """Take settings; other ones begin anew."""
        if settings != self._settings:
            self._settings, self._gate = settings, StillnessGate(settings)

    def forget(self) -> None:
        """Begin anew, as with another source."""
        self._gate.forget()

    def inspect_next(self) -> None:
        """Let the next picture through, whatever it shows."""
        self._at_once = True

    def scene(self, frame: Frame) -> Scene:
        """Say what a frame is: only `Scene.ARRIVED` is to be inspected."""
        at_once, self._at_once = self._at_once, False
        every = self._settings.mode is TriggerMode.EVERY_PICTURE
        if every or at_once or frame.may_recur:
            return Scene.ARRIVED
        return self._gate.look(frame.image)


def reason_to_wait(scene: Scene) -> StationError:
    """Say why a picture is not inspected."""
    return NoPart() if scene is Scene.EMPTY else PartMoves()
