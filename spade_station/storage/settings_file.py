"""The station's own settings: a lost or broken file costs the settings, never the start."""

import json
import logging
from collections.abc import Callable
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from spade_station.domain.home_errors import SettingsBroken
from spade_station.domain.reasons import NO_SETTINGS, reason_of
from spade_station.domain.station_settings import StationSettings
from spade_station.storage.atomic import write_json

log = logging.getLogger(__name__)
TOGETHER = ("kind", "address")  # of a source: one means nothing without the other


def load_settings(
    path: Path, tell: Callable[[SettingsBroken], object] = lambda broken: None
) -> StationSettings:
    """Read the settings; what cannot be read or is out of bounds gets its default.

    Parameters
    ----------
    tell
        Told of a file of which nothing can be read; it is kept under another name.
    """
    try:
        content: Any = json.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        return StationSettings()
    except (OSError, ValueError) as error:
        tell(SettingsBroken(reason=reason_of(error), path=_put_aside(path)))
        return StationSettings()
    if not isinstance(content, dict):
        tell(SettingsBroken(reason=NO_SETTINGS, path=_put_aside(path)))
        return StationSettings()
    return _good_part(content)


def save_settings(path: Path, settings: StationSettings) -> None:
    """Store the settings."""
    write_json(path, settings.model_dump(mode="json"))


def _put_aside(path: Path) -> Path:
    """Let the next settings not be written over a file; returns where it is then."""
    names = (f"{path.name}.broken", *(f"{path.name}.broken-{number}" for number in range(2, 100)))
    places = [path.with_name(name) for name in names]
    place = next((each for each in places if not each.exists()), places[-1])
    try:
        path.replace(place)
    except OSError as error:  # nothing can be written beside it, nor over it
        log.warning("%s could not be put aside: %s", path, error)
        return path
    return place


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
