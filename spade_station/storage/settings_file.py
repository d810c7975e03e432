"""The station's own settings: a lost or broken file costs the settings, never the start."""

import json
import logging
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from spade_station.domain.station_settings import StationSettings
from spade_station.storage.atomic import write_json

log = logging.getLogger(__name__)
TOGETHER = ("kind", "address")  # of a source: one means nothing without the other


def load_settings(path: Path) -> StationSettings:
    """Read the settings; what cannot be read or is out of bounds gets its default."""
    try:
        content: Any = json.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        return StationSettings()
    except (OSError, ValueError) as error:
        log.warning("The settings file %s cannot be read: %s", path, error)
        return StationSettings()
    return _good_part(content if isinstance(content, dict) else {})


def save_settings(path: Path, settings: StationSettings) -> None:
    """Store the settings."""
    write_json(path, settings.model_dump(mode="json"))


def _good_part(content: dict[str, Any]) -> StationSettings:
    try:
        return StationSettings.model_validate(content)
    except ValidationError as error:
        bad = [[str(part) for part in found["loc"]] for found in error.errors()]
        names = ", ".join(".".join(path) for path in bad)
        log.warning("These settings are not valid and get their defaults: %s", names)
        good = {
            key: dict(value) if isinstance(value, dict) else value for key, value in content.items()
        }
        for name, *inside in bad:
            if inside and inside[0] not in TOGETHER and name in good:
                good[name].pop(inside[0], None)
            else:
                good.pop(name, None)
        return StationSettings.model_validate(good)
