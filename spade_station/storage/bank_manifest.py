"""The manifest: what a bank version says about itself, with a sum over all that it says."""

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError

from spade_station.domain import reasons
from spade_station.domain.errors import BankBroken
from spade_station.domain.imaging_settings import ImagingSettings
from spade_station.domain.matching_choice import MatchingChoice
from spade_station.domain.preset import LAYERS, MatchingSettings
from spade_station.engine.layer_keys import of_all_views
from spade_station.imaging.drift import LightLevel
from spade_station.storage.atomic import write_json
from spade_station.storage.samples import Samples

SCHEMA = 3
FILE = "manifest.json"
COMPARED = 16  # samples or so


class Manifest(BaseModel):
    """What a version folder says about itself.

    Parameters
    ----------
    samples
        The numbers of the kept pictures that the bank was made of, in the bank's order.
    pictures
        sha256 of each of them, see `sha256_of`; "" where it is not known, empty of older stations.
    alarmed
        See `Bank.alarmed`.
    files
        sha256 of each array file.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    schema_version: int
    version: int
    made: datetime
    backbone: str
    backbone_sha256: str
    input_size: int
    layers: tuple[str, ...]
    imaging: ImagingSettings = ImagingSettings()
    matching: MatchingSettings
    choice: MatchingChoice | None
    radius: dict[str, float]
    samples: tuple[int, ...]
    pictures: tuple[str, ...] = ()
    alarmed: tuple[int, ...] = ()
    light: LightLevel | None = None
    files: dict[str, str]


def read_manifest(folder: Path, version: int) -> Manifest:
    """Read what the folder of a version says about itself.

    Raises
    ------
    BankBroken
        When it cannot be read, was altered, or is that of another version.
    """
    path = folder / FILE
    try:
        content: Any = json.loads(path.read_text("utf-8"))
        schema = content.get("schema_version") if isinstance(content, dict) else None
        if schema != SCHEMA:
            reason = reasons.OTHER_FORMAT.of(schema=schema, known=SCHEMA)
            raise BankBroken(path=path, reason=reason)
        if content.pop("sha256", None) != _sha256(content):
            raise BankBroken(path=path, reason=reasons.ALTERED)
        manifest = Manifest.model_validate(content)
    except (OSError, ValueError, ValidationError) as error:
        raise BankBroken(path=path, reason=reasons.reason_of(error)) from error
    if manifest.version != version:
        reason = reasons.OTHER_VERSION.of(told=manifest.version, version=version)
        raise BankBroken(path=path, reason=reason)
    layers = set(manifest.layers)
    keys = set(of_all_views(dict.fromkeys(manifest.layers, 1.0), manifest.imaging.views.count))
    if not layers or not layers <= set(LAYERS) or keys != set(manifest.radius):
        raise BankBroken(path=path, reason=reasons.LAYERS_UNFIT)
    return manifest


def is_made_of(manifest: Manifest, kept: Samples) -> bool:
    """Whether a version was made of the samples that are kept beside it, as their notes tell.

    A few tell it: the bank of another product has hardly one in common, while a single sample that
    was replaced does not make a bank unsound. What is not told is believed.
    """
    told = list(zip(manifest.samples, manifest.pictures, strict=False))
    votes = 0
    for number, sha256 in told[:: max(1, len(told) // COMPARED)]:
        note = kept.note(number) if sha256 else None
        differs = note is not None and note.sha256 not in ("", sha256)
        votes += -1 if differs else 1
    return votes >= 0


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """Write it into the folder of its version."""
    content = manifest.model_dump(mode="json")
    write_json(folder / FILE, {**content, "sha256": _sha256(content)})


def _sha256(content: Mapping[str, Any]) -> str:
    """Hash what a manifest says, however it is laid out."""
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()
