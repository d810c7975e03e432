"""What is done with a picture before the network sees it; the groups in the order of the stages."""

from enum import StrEnum
from math import isfinite
from typing import Self

from pydantic import field_validator

from spade_station.domain.frozen import Frozen
from spade_station.domain.reasons import FEATURE_EMPTY, FEATURE_OUTSIDE, TOO_MANY_ZONES, UnfitError
from spade_station.domain.setting import Effect, setting
from spade_station.domain.text import QT_TRANSLATE_NOOP
from spade_station.domain.zone import Zone

ROUNDING = 1e-6  # of the picture; boxes are drawn in pixels

Box = tuple[float, float, float, float]
"""x, y, width and height as shares (0..1) of the picture."""


class TriggerMode(StrEnum):
    """When a picture of a live source is inspected."""

    EVERY_PICTURE = "every picture"
    STANDS_STILL = "part stands still"


class AlignmentMode(StrEnum):
    """How a part is found in the picture."""

    OFF = "off"
    AUTO = "auto"
    FEATURE = "feature"
    OUTLINE = "outline"


class ViewFusion(StrEnum):
    """How the heatmaps of several views of a part become one."""

    MAXIMUM = "maximum"
    MEDIAN = "median"
    MINIMUM = "minimum"
    WORST_VIEW = "worst view"


class TriggerSettings(Frozen):
    """When there is something to inspect."""

    mode: TriggerMode = setting(
        TriggerMode.EVERY_PICTURE,
        label=QT_TRANSLATE_NOOP("settings", "Inspect"),
        help=QT_TRANSLATE_NOOP(
            "settings",
            "Every picture that comes, or one picture of each part, as soon as it stands still.",
        ),
    )
    sensitivity: float = setting(
        3.0,
        label=QT_TRANSLATE_NOOP("settings", "Movement"),
        help=QT_TRANSLATE_NOOP(
            "settings",
            "Change of grey from one picture to the next that counts as movement; more than the "
            "camera's noise.",
        ),
        unit=QT_TRANSLATE_NOOP("settings", "grey values"),
        ge=0.5,
        le=50,
        step=0.5,
    )
    empty: str = setting(
        "",
        label=QT_TRANSLATE_NOOP("settings", "Empty place"),
        help=QT_TRANSLATE_NOOP(
            "settings",
            "A picture of the place without a part; without it an empty place that stands still "
            "is taken for a part.",
        ),
        in_picture=True,
    )


class LightSettings(Frozen):
    """What the lamp does to a picture, undone."""

    white: str = setting(
        "",
        label=QT_TRANSLATE_NOOP("settings", "White reference"),
        help=QT_TRANSLATE_NOOP(
            "settings", "A picture of an even white surface; takes uneven light off every picture."
        ),
        effect=Effect.LEARNING,
        in_picture=True,
    )
    dark: str = setting(
        "",
        label=QT_TRANSLATE_NOOP("settings", "Dark reference"),
        help=QT_TRANSLATE_NOOP("settings", "A picture with the lens covered; need not be there."),
        effect=Effect.LEARNING,
        in_picture=True,
    )
    evening: float = setting(
        0.0,
        label=QT_TRANSLATE_NOOP("settings", "Even out light"),
        help=QT_TRANSLATE_NOOP(
            "settings",
            "Brightness that changes over more than this share of the picture is light, not part, "
            "and is divided out; 0 leaves it.",
        ),
        effect=Effect.LEARNING,
        unit="%",
        ge=0,
        le=100,
        step=5,
    )
    contrast: float = setting(
        0.0,
        label=QT_TRANSLATE_NOOP("settings", "Even out contrast"),
        help=QT_TRANSLATE_NOOP(
            "settings", "Limit of a local histogram equalisation (CLAHE); 0 leaves the contrast."
        ),
        effect=Effect.LEARNING,
        ge=0,
        le=10,
        step=0.5,
    )
    drift: float = setting(
        15.0,
        label=QT_TRANSLATE_NOOP("settings", "Light drift"),
        help=QT_TRANSLATE_NOOP(
            "settings",
            "A warning comes when brightness or colour have moved this far from the good samples.",
        ),
        unit="%",
        ge=1,
        le=100,
        step=1,
    )

    @property
    def is_off(self) -> bool:
        """Whether pictures stay as they are."""
        return not (self.white or self.dark or self.evening or self.contrast)


class GlareSettings(Frozen):
    """Highlights in which nothing can be seen."""

    level: int = setting(
        0,
        label=QT_TRANSLATE_NOOP("settings", "Glare from"),
        help=QT_TRANSLATE_NOOP(
            "settings",
            "Brighter places are glare and are not judged; 0 judges everything. 255 is white.",
        ),
        effect=Effect.LEARNING,
        unit=QT_TRANSLATE_NOOP("settings", "grey values"),
        ge=0,
        le=255,
        step=1,
    )
    margin: float = setting(
        5.0,
        label=QT_TRANSLATE_NOOP("settings", "Glare margin"),
        help=QT_TRANSLATE_NOOP(
            "settings", "Not judged around a highlight either, as a share of the short side."
        ),
        effect=Effect.LEARNING,
        unit="%",
        ge=0,
        le=10,
        step=0.1,
    )
    most: float = setting(
        5.0,
        label=QT_TRANSLATE_NOOP("settings", "Most glare"),
        help=QT_TRANSLATE_NOOP(
            "settings", "With more of the part in glare it is NOT INSPECTED instead of OK."
        ),
        unit="%",
        ge=0,
        le=50,
        step=0.5,
    )


class AlignmentSettings(Frozen):
    """Where the part lies and how it is turned."""

    mode: AlignmentMode = setting(
        AlignmentMode.OFF,
        label=QT_TRANSLATE_NOOP("settings", "Align by"),
        help=QT_TRANSLATE_NOOP(
            "settings",
            "A feature of the part (drawn in the reference, or else the whole picture), or its "
            "outline on a plain background. Auto aligns if the good samples lie differently and "
            "can all be found, by their outline where they have one.",
        ),
        effect=Effect.LEARNING,
    )
    reference: str = setting(
        "",
        label=QT_TRANSLATE_NOOP("settings", "Reference picture"),
        help=QT_TRANSLATE_NOOP(
            "settings",
            "The good part that others are laid upon; else one of the first good samples.",
        ),
        effect=Effect.LEARNING,
        in_picture=True,
    )
    feature: Box | None = setting(
        None,
        label=QT_TRANSLATE_NOOP("settings", "Feature"),
        help=QT_TRANSLATE_NOOP(
            "settings", "What is looked for: something distinct that each good part has."
        ),
        effect=Effect.LEARNING,
        in_picture=True,
    )
    shift: float = setting(
        12.0,
        label=QT_TRANSLATE_NOOP("settings", "Most shift"),
        help=QT_TRANSLATE_NOOP(
            "settings", "How far a part may lie from the reference, as a share of each side."
        ),
        effect=Effect.LEARNING,
        unit="%",
        ge=0,
        le=50,
        step=1,
    )
    turn: float = setting(
        5.0,
        label=QT_TRANSLATE_NOOP("settings", "Most turn"),
        help=QT_TRANSLATE_NOOP(
            "settings", "How far a part may be turned either way; 180° finds it in any direction."
        ),
        effect=Effect.LEARNING,
        unit="°",
        ge=0,
        le=180,
        step=1,
    )
    quality: float = setting(
        0.5,
        label=QT_TRANSLATE_NOOP("settings", "Least likeness"),
        help=QT_TRANSLATE_NOOP(
            "settings",
            "How alike part and reference must be once they lie on each other; below it the part "
            "is NOT INSPECTED.",
        ),
        ge=0,
        le=1,
        step=0.05,
    )
    unseen: float = setting(
        5.0,
        label=QT_TRANSLATE_NOOP("settings", "Most out of view"),
        help=QT_TRANSLATE_NOOP(
            "settings",
            "With more of what is to be judged outside the camera's view the part is NOT "
            "INSPECTED; what is outside is never judged.",
        ),
        unit="%",
        ge=0,
        le=60,
        step=1,
    )

    @field_validator("feature")
    @classmethod
    def _lies_in_the_picture(cls, feature: Box | None) -> Box | None:
        if feature is None:
            return None
        x, y, width, height = feature
        if not all(map(isfinite, feature)) or min(width, height) <= 0:
            raise UnfitError(FEATURE_EMPTY)
        if min(x, y) < -ROUNDING or max(x + width, y + height) > 1 + ROUNDING:
            raise UnfitError(FEATURE_OUTSIDE)
        return feature


class ViewSettings(Frozen):
    """Several pictures of one part, under different light or angle."""

    count: int = setting(
        1,
        label=QT_TRANSLATE_NOOP("settings", "Views of a part"),
        help=QT_TRANSLATE_NOOP(
            "settings", "How many pictures are taken of each part; each has a bank of its own."
        ),
        effect=Effect.LEARNING,
        ge=1,
        le=8,
        step=1,
    )
    fusion: ViewFusion = setting(
        ViewFusion.MAXIMUM,
        label=QT_TRANSLATE_NOOP("settings", "Views count by"),
        help=QT_TRANSLATE_NOOP(
            "settings",
            "Maximum: a flaw seen in one view is enough. Median: in most views. Minimum: in all "
            "(what moves with the lamp is glare). Worst view: views of different sides.",
        ),
        effect=Effect.FUSION,
    )


class TileSettings(Frozen):
    """Pictures that are far larger than what the network sees at once."""

    on: bool = setting(
        False,
        label=QT_TRANSLATE_NOOP("settings", "Tiles"),
        help=QT_TRANSLATE_NOOP(
            "settings",
            "Look at the picture at its own resolution, tile by tile, instead of shrinking it to "
            "the input size: finds tiny flaws in large pictures and takes more time.",
        ),
        effect=Effect.LEARNING,
    )


class ScaleSettings(Frozen):
    """What resolution the product needs."""

    wanted_mm_per_px: float | None = setting(
        None,
        label=QT_TRANSLATE_NOOP("settings", "Wanted resolution"),
        help=QT_TRANSLATE_NOOP(
            "settings", "A warning comes when a pixel of the camera is coarser than this."
        ),
        unit="mm/px",
        ge=0.0001,
        le=100,
        step=0.01,
    )


class ImagingSettings(Frozen):
    """From the camera's picture to what the network sees, and what of it is judged."""

    trigger: TriggerSettings = TriggerSettings()
    light: LightSettings = LightSettings()
    glare: GlareSettings = GlareSettings()
    alignment: AlignmentSettings = AlignmentSettings()
    views: ViewSettings = ViewSettings()
    tiles: TileSettings = TileSettings()
    scale: ScaleSettings = ScaleSettings()
    zones: tuple[Zone, ...] = setting(
        (),
        label=QT_TRANSLATE_NOOP("settings", "Zones"),
        help=QT_TRANSLATE_NOOP("settings", "What of the part is judged, and how strictly."),
        effect=Effect.FUSION,
        in_picture=True,
    )

    @field_validator("zones")
    @classmethod
    def _not_too_many(cls, zones: tuple[Zone, ...]) -> tuple[Zone, ...]:
        if len(zones) > MOST_ZONES:
            raise UnfitError(TOO_MANY_ZONES.of(most=MOST_ZONES))
        return zones

    def as_learned(self, other: Self) -> Self:
        """Take what a bank is made with from `other`; the rest stays."""
        groups = {}
        for name in type(self).model_fields:
            mine, theirs = getattr(self, name), getattr(other, name)
            if isinstance(mine, Frozen):
                kept = {key: getattr(theirs, key) for key in learned_with(type(mine))}
                groups[name] = mine.model_copy(update=kept)
        return self.model_copy(update=groups)


MOST_ZONES = 50


def learned_with(group: type[Frozen]) -> list[str]:
    """List the settings of a group that a bank is made with."""
    return [
        name
        for name, field in group.model_fields.items()
        if isinstance(field.json_schema_extra, dict)
        and field.json_schema_extra.get("effect") == Effect.LEARNING.value
    ]
