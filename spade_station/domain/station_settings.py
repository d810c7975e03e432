"""What the station remembers between two starts, apart from the presets."""

from enum import StrEnum

from pydantic import BaseModel, ConfigDict, Field

from spade_station.domain.runtime_name import RuntimeChoice
from spade_station.domain.setting import setting
from spade_station.domain.source_settings import SourceSettings
from spade_station.domain.text import QT_TRANSLATE_NOOP


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
    show_unjudged: bool = True
    runtime: RuntimeChoice = setting(
        RuntimeChoice.AUTO,
        label=QT_TRANSLATE_NOOP("settings", "Runtime"),
        help=QT_TRANSLATE_NOOP(
            "settings",
            "What computes the network. Automatic takes the fastest one of the table whose "
            "verdicts are those of torch.",
        ),
    )
    bank_memory: int = setting(
        1024,
        label=QT_TRANSLATE_NOOP("settings", "Memory for banks"),
        help=QT_TRANSLATE_NOOP(
            "settings",
            "The last products stay loaded within this, and are there at once when the line "
            "changes to them; the one not used for longest goes first.",
        ),
        unit="MiB",
        ge=64,
        le=65_536,
        step=64,
    )
