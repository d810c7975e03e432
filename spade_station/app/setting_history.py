"""The settings that were in force before, so that a change can be taken back."""

from spade_station.domain.preset import Preset
from spade_station.domain.setting import Effect

STEPS = 50


class SettingHistory:
    """Earlier settings of the chosen product."""

    def __init__(self) -> None:
        self._earlier: list[Preset] = []
        self.learning: Preset | None = None
        """What the product is being learned again with."""
        self._asked = 0

    def leads_back(self, now: Preset) -> bool:
        """Whether there is something to take back; a change that was refused left nothing."""
        return any(earlier != now for earlier in self._earlier)

    def forget(self) -> None:
        """Begin anew, with another product."""
        self._earlier.clear()
        self.learning = None

    def base(self, preset: Preset, effect: Effect) -> Preset:
        """Give what is changed next: of what has to be learned, what is being learned already."""
        if effect is not Effect.LEARNING or self.learning is None:
            return preset
        return preset.as_learned(self.learning)

    def learn(self, preset: Preset, request: int) -> None:
        """Take down what the product is being learned again with."""
        self.learning, self._asked = preset, request

    def asked_after(self, request: int) -> Preset | None:
        """Give what the product is to be learned with, if that was asked for after a request."""
        return self.learning if self._asked > request else None

    def remember(self, preset: Preset) -> None:
        """Keep what is in force before a change."""
        self._earlier = [*self._earlier[1 - STEPS :], preset]

    def before(self, now: Preset) -> Preset | None:
        """Take back the last change that left something other than what is in force now."""
        while self._earlier:
            preset = self._earlier.pop()
            if preset != now:  # a change that was cancelled left nothing to take back
                return preset
        return None
