"""How distances become the heatmap."""

from spade_station.domain.frozen import Frozen
from spade_station.domain.setting import Effect, setting
from spade_station.domain.text import QT_TRANSLATE_NOOP


class HeatmapSettings(Frozen):
    """How distances become the heatmap."""

    spacing: float = setting(
        0.0,
        label=QT_TRANSLATE_NOOP("settings", "Local scale"),
        help=QT_TRANSLATE_NOOP(
            "settings",
            "How much a distance is measured by how far good samples are from one another there; "
            "0 takes it as it is.",
        ),
        effect=Effect.FUSION,
        ge=0,
        le=0.9,
        step=0.05,
    )
    place: float = setting(
        0.0,
        label=QT_TRANSLATE_NOOP("settings", "Scale of the place"),
        help=QT_TRANSLATE_NOOP(
            "settings",
            "How much heat is measured by what is usual at its place of the part, for parts that "
            "lie still or are aligned; 0 takes it as it is.",
        ),
        effect=Effect.FUSION,
        ge=0,
        le=1,
        step=0.1,
    )
    levelling: float = setting(
        0.0,
        label=QT_TRANSLATE_NOOP("settings", "Levelling"),
        help=QT_TRANSLATE_NOOP(
            "settings",
            "How much of what makes a whole picture differ from the samples is taken off, so that "
            "only what stands out in it is hot; the score stays.",
        ),
        effect=Effect.FUSION,
        ge=0,
        le=1,
        step=0.1,
    )
    smoothing: float = setting(
        4.0,
        label=QT_TRANSLATE_NOOP("settings", "Smoothing"),
        help=QT_TRANSLATE_NOOP(
            "settings", "Deviation of the Gaussian over the heatmap, in network pixels."
        ),
        effect=Effect.FUSION,
        unit="px",
        ge=0,
        le=16,
        step=0.5,
    )
