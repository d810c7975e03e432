"""Everything that an inspection of one product depends on, except the bank."""

from enum import StrEnum
from typing import Any, Self

from pydantic import ConfigDict, Field, ValidationError, field_validator, model_validator

from spade_station.domain.frozen import Frozen
from spade_station.domain.heatmap_settings import HeatmapSettings
from spade_station.domain.imaging_settings import ImagingSettings
from spade_station.domain.preset_errors import PresetName, SettingInvalid
from spade_station.domain.product_name import can_be_a_file
from spade_station.domain.reasons import NO_LAYER, UNKNOWN, UnfitError, reason_of
from spade_station.domain.setting import Effect, SettingPath, setting
from spade_station.domain.text import QT_TRANSLATE_NOOP

SCHEMA = 1
LAYERS = ("layer1", "layer2", "layer3", "layer4")


class BackboneChoice(StrEnum):
    """Which network sees the picture; ``auto`` takes the best whose weights are here."""

    AUTO = "auto"
    WIDE_RESNET50_2 = "wide_resnet50_2"
    RESNET18 = "resnet18"
    BUILTIN = "builtin"


class MatchingMode(StrEnum):
    """With which rows of the bank a patch is compared; ``auto`` is chosen by the good samples."""

    AUTO = "auto"
    EVERYWHERE = "everywhere"
    SAME_PLACE = "same place"
    NEAREST_IMAGES = "nearest images"


class LimitMode(StrEnum):
    """How the limit of the heatmap is found."""

    CALIBRATED = "calibrated"
    LOCAL_CONTRAST = "local contrast"
    OTSU = "otsu"


class ScoreRule(StrEnum):
    """How the heatmap becomes one number."""

    TOP_PERCENT = "top 1 %"
    MAXIMUM = "maximum"


class LayerWeights(Frozen):
    """How much each layer of the backbone counts in the heatmap; only the ratios matter."""

    layer1: float = setting(
        0.0,
        label=QT_TRANSLATE_NOOP("settings", "Layer 1"),
        help=QT_TRANSLATE_NOOP("settings", "Finest grid (stride 4): edges, grain, single threads."),
        effect=Effect.FUSION,
        ge=0,
        le=1,
        step=0.05,
    )
    layer2: float = setting(
        0.5,
        label=QT_TRANSLATE_NOOP("settings", "Layer 2"),
        help=QT_TRANSLATE_NOOP("settings", "Stride 8: texture, small marks, weave."),
        effect=Effect.FUSION,
        ge=0,
        le=1,
        step=0.05,
    )
    layer3: float = setting(
        0.5,
        label=QT_TRANSLATE_NOOP("settings", "Layer 3"),
        help=QT_TRANSLATE_NOOP("settings", "Stride 16: shapes, components, larger flaws."),
        effect=Effect.FUSION,
        ge=0,
        le=1,
        step=0.05,
    )
    layer4: float = setting(
        0.0,
        label=QT_TRANSLATE_NOOP("settings", "Layer 4"),
        help=QT_TRANSLATE_NOOP("settings", "Stride 32: what the part is as a whole."),
        effect=Effect.FUSION,
        ge=0,
        le=1,
        step=0.05,
    )

    @model_validator(mode="after")
    def _one_counts(self) -> Self:
        if not self.used:
            raise UnfitError(NO_LAYER)
        return self

    @property
    def used(self) -> tuple[str, ...]:
        """The layers with a weight, from the finest on."""
        return tuple(layer for layer in LAYERS if getattr(self, layer) > 0)

    @property
    def shares(self) -> dict[str, float]:
        """The weights of the used layers, summing to 1."""
        total = sum(getattr(self, layer) for layer in self.used)
        return {layer: getattr(self, layer) / total for layer in self.used}


class FeatureSettings(Frozen):
    """How a picture becomes features."""

    backbone: BackboneChoice = setting(
        BackboneChoice.AUTO,
        label=QT_TRANSLATE_NOOP("settings", "Backbone"),
        help=QT_TRANSLATE_NOOP(
            "settings", "The network that sees the picture; auto takes the best that is here."
        ),
        effect=Effect.LEARNING,
    )
    input_size: int = setting(
        224,
        label=QT_TRANSLATE_NOOP("settings", "Input size"),
        help=QT_TRANSLATE_NOOP(
            "settings",
            "Short side of the picture as the network sees it. Larger shows smaller defects "
            "and takes more time.",
        ),
        effect=Effect.LEARNING,
        unit="px",
        ge=64,
        le=1024,
        step=32,
        only_steps=True,
    )


class MatchingSettings(Frozen):
    """How features are compared with the bank."""

    mode: MatchingMode = setting(
        MatchingMode.EVERYWHERE,
        label=QT_TRANSLATE_NOOP("settings", "Matching"),
        help=QT_TRANSLATE_NOOP(
            "settings",
            "Compare with the whole bank (texture), only with the same place of the samples (parts "
            "that lie still), or only with the samples that look most alike. Auto tries the first "
            "two on good samples with small damage painted on them.",
        ),
        effect=Effect.LEARNING,
    )
    neighbours: int = setting(
        1,
        label=QT_TRANSLATE_NOOP("settings", "Neighbours"),
        help=QT_TRANSLATE_NOOP("settings", "Distance is the mean to this many nearest features."),
        effect=Effect.LEARNING,
        ge=1,
        le=20,
        step=1,
    )
    images: int = setting(
        20,
        label=QT_TRANSLATE_NOOP("settings", "Nearest images"),
        help=QT_TRANSLATE_NOOP(
            "settings", "How many of the most similar samples are used by “nearest images”."
        ),
        effect=Effect.LEARNING,
        ge=1,
        le=200,
        step=1,
    )
    reach: int = setting(
        16,
        label=QT_TRANSLATE_NOOP("settings", "Reach"),
        help=QT_TRANSLATE_NOOP(
            "settings",
            "How far from its place a feature is looked for by “same place”, in network pixels: as "
            "far as parts shift.",
        ),
        effect=Effect.LEARNING,
        unit="px",
        ge=0,
        le=128,
        step=8,
    )
    rows: int = setting(
        10_000,
        label=QT_TRANSLATE_NOOP("settings", "Bank size"),
        help=QT_TRANSLATE_NOOP(
            "settings", "Most features kept per layer; a coreset stands for the rest."
        ),
        effect=Effect.LEARNING,
        unit=QT_TRANSLATE_NOOP("settings", "rows"),
        ge=500,
        le=200_000,
        step=500,
    )


class DecisionSettings(Frozen):
    """How the heatmap becomes a verdict."""

    limit: float = setting(
        1.0,
        label=QT_TRANSLATE_NOOP("settings", "Limit"),
        help=QT_TRANSLATE_NOOP(
            "settings", "1.00 is the limit calibrated from the good samples; lower is stricter."
        ),
        unit="×",
        ge=0.2,
        le=5,
        step=0.05,
    )
    check: float = setting(
        5.0,
        label=QT_TRANSLATE_NOOP("settings", "Wanted second looks"),
        help=QT_TRANSLATE_NOOP(
            "settings",
            "Share of good parts that may be CHECK or worse; sets the check limit below the limit.",
        ),
        effect=Effect.FUSION,
        unit="%",
        ge=0.1,
        le=50,
        step=0.5,
    )
    mode: LimitMode = setting(
        LimitMode.CALIBRATED,
        label=QT_TRANSLATE_NOOP("settings", "Limit mode"),
        help=QT_TRANSLATE_NOOP(
            "settings",
            "What is a region: what is over the calibrated limit, what stands out from around it, "
            "or what Otsu's method parts from the rest. The score stays; NG needs a region.",
        ),
    )
    overkill: float = setting(
        1.0,
        label=QT_TRANSLATE_NOOP("settings", "Wanted overkill"),
        help=QT_TRANSLATE_NOOP(
            "settings", "Share of good parts that may be rejected; sets the calibrated limit."
        ),
        effect=Effect.FUSION,
        unit="%",
        ge=0.1,
        le=20,
        step=0.1,
    )
    score: ScoreRule = setting(
        ScoreRule.TOP_PERCENT,
        label=QT_TRANSLATE_NOOP("settings", "Score"),
        help=QT_TRANSLATE_NOOP(
            "settings", "Mean of the hottest 1 % of the heatmap, or its maximum (tiny flaws)."
        ),
        effect=Effect.FUSION,
    )
    closing: int = setting(
        3,
        label=QT_TRANSLATE_NOOP("settings", "Closing"),
        help=QT_TRANSLATE_NOOP(
            "settings", "Joins regions closer than this, in network pixels; 0 joins none."
        ),
        unit="px",
        ge=0,
        le=31,
        step=1,
    )
    min_area: float = setting(
        20.0,
        label=QT_TRANSLATE_NOOP("settings", "Smallest area"),
        help=QT_TRANSLATE_NOOP(
            "settings", "Smaller regions are ignored; counted in network pixels."
        ),
        unit="px²",
        ge=0,
        le=5000,
        step=5,
    )
    min_area_mm2: float | None = setting(
        None,
        label=QT_TRANSLATE_NOOP("settings", "Smallest area in mm²"),
        help=QT_TRANSLATE_NOOP(
            "settings", "Takes the place of the area in pixels; needs the scale below."
        ),
        unit="mm²",
        ge=0,
        le=100_000,
        step=0.1,
    )
    mm_per_px: float | None = setting(
        None,
        label=QT_TRANSLATE_NOOP("settings", "Scale"),
        help=QT_TRANSLATE_NOOP("settings", "Millimetres per camera pixel; empty when unknown."),
        unit="mm/px",
        ge=0.0001,
        le=100,
        step=0.001,
    )


class Preset(Frozen):
    """The settings of one product; frozen, so that any thread may hold one."""

    schema_version: int = Field(SCHEMA, alias="schema", ge=1, le=SCHEMA)
    name: str
    number: int = Field(0, ge=0, le=65535, description="What a PLC calls the product by.")
    based_on: str = ""
    features: FeatureSettings = FeatureSettings()
    weights: LayerWeights = LayerWeights()
    matching: MatchingSettings = MatchingSettings()
    heatmap: HeatmapSettings = HeatmapSettings()
    decision: DecisionSettings = DecisionSettings()
    imaging: ImagingSettings = ImagingSettings()

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)

    @field_validator("name")
    @classmethod
    def _a_file_can_have_it(cls, name: str) -> str:
        if not can_be_a_file(name):
            raise PresetName(name=name)
        return name

    def as_json(self) -> dict[str, Any]:
        """Give plain values, as they are stored."""
        return self.model_dump(mode="json", by_alias=True)

    def as_learned(self, other: Self) -> Self:
        """Take what a bank is made with from `other`; the rest stays."""
        imaging = self.imaging.as_learned(other.imaging)
        learned = {"features": other.features, "matching": other.matching, "imaging": imaging}
        return self.model_copy(update=learned)

    def changed(self, path: str, value: Any) -> Self:
        """Return a copy in which the setting at `path` (``weights.layer3``) is `value`.

        Raises
        ------
        SettingInvalid
            When there is no such setting or the value is out of its bounds.
        """
        *groups, name = path.split(".")
        data = self.model_dump(by_alias=True)
        group: Any = data
        for key in groups:
            group = group.get(key) if isinstance(group, dict) else None
        if not isinstance(group, dict) or name not in group or isinstance(group[name], dict):
            raise SettingInvalid(name=SettingPath(path), value=value, reason=UNKNOWN)
        group[name] = value
        try:
            return type(self).model_validate(data)
        except ValidationError as error:
            reason = reason_of(error, SettingPath)
            raise SettingInvalid(name=SettingPath(path), value=value, reason=reason) from error
