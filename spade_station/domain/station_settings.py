"""What the station remembers between two starts, apart from the presets."""

from enum import StrEnum

from pydantic import BaseModel, ConfigDict, Field

from spade_station.domain.source_settings import SourceSettings


class Language(StrEnum):
    """The languages of the window."""

    ENGLISH = "en"
    CHINESE = "zh_CN"


class StationSettings(BaseModel):
    """The station's own settings; every field has a default, so that a lost file costs little."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    language: Language = Language.ENGLISH
    preset: str = ""
    source: SourceSettings = SourceSettings()
    welcomed: bool = False
    overlay_opacity: float = Field(0.6, ge=0, le=1)
