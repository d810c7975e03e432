"""How parts are shown to the camera: where they lie, under what light, from how many sides."""

from dataclasses import dataclass

MOST_SHIFT, MOST_TURN, MOST_DRIFT, MOST_VIEWS = 0.3, 180.0, 0.6, 3


@dataclass(frozen=True, slots=True)
class Staging:
    """What a good fixture, a steady lamp and a dull surface would spare the station.

    Parameters
    ----------
    shift
        How far parts lie from the middle of the belt at most, as a share of each side. Cloth comes
        from the roll: it neither lies elsewhere nor turned.
    turn
        How far they are turned either way at most, in degrees; 180 for any direction.
    drift
        How far the light, and its slope across the picture, wanders from picture to picture at
        most, as a share.
    views
        Pictures of each part, each with its lamp elsewhere, side by side in one.
    """

    shift: float = 0.0
    turn: float = 0.0
    drift: float = 0.0
    views: int = 1

    def __post_init__(self) -> None:
        for name, least, most in (
            ("shift", 0, MOST_SHIFT),
            ("turn", 0, MOST_TURN),
            ("drift", 0, MOST_DRIFT),
            ("views", 1, MOST_VIEWS),
        ):
            if not least <= getattr(self, name) <= most:
                msg = f"{name} is between {least} and {most}, not {getattr(self, name)}"
                raise ValueError(msg)

    @property
    def moves(self) -> bool:
        """Whether parts lie differently each time."""
        return self.shift > 0 or self.turn > 0
