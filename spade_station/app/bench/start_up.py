"""How long the station takes to start, in a process of its own with a home of its own."""

import json
import logging
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from spade_station.app.backbones import Backbones
from spade_station.app.bench.figures import StartUp
from spade_station.domain.frame import Frame
from spade_station.domain.preset import BackboneChoice
from spade_station.domain.runtime_name import RuntimeChoice, RuntimeName
from spade_station.domain.station_settings import StationSettings
from spade_station.engine.inspector import Inspector
from spade_station.imaging.encoding import encoded
from spade_station.storage.atomic import write_bytes
from spade_station.storage.banks import Banks
from spade_station.storage.paths import WEIGHTS_VARIABLE, Home
from spade_station.storage.presets import Presets
from spade_station.storage.settings_file import save_settings

log = logging.getLogger(__name__)

PRODUCT = "bench"
PROBE = "spade_station.ui.start_probe"
TIMEOUT_S = 120
UNKNOWN = StartUp(None, None, None)


def start_up_of(
    backbones: Backbones, inspector: Inspector, runtime: RuntimeName, parts: Sequence[Frame]
) -> StartUp:
    """Start the station with this bank and runtime on a folder of these parts."""
    with tempfile.TemporaryDirectory(prefix="spade-station-bench-") as folder:
        home, pictures = Home(Path(folder) / "home"), Path(folder) / "pictures"
        presets = Presets(home.presets, home.trash)
        presets.save(inspector.preset.model_copy(update={"name": PRODUCT}))
        Banks(presets.folder(PRODUCT) / "bank").save(inspector.bank, range(inspector.bank.samples))
        choice = RuntimeChoice(runtime.value)
        settings = StationSettings(preset=PRODUCT, welcomed=True, runtime=choice)
        save_settings(home.settings, settings)
        for frame in parts:
            write_bytes(pictures / f"{frame.number:03d}.png", encoded(frame.image, ".png"))
        if backbones.runtimes is not None:
            backbones.runtimes.copy_to(home.runtimes)
        return _probed(home, pictures, {**os.environ, **_weights(backbones, inspector)})


def _weights(backbones: Backbones, inspector: Inspector) -> dict[str, str]:
    name = inspector.bank.recipe.backbone.name
    if name == BackboneChoice.BUILTIN:
        return {}
    return {WEIGHTS_VARIABLE: str(backbones.library.find(name).path.parent)}


def _probed(home: Home, pictures: Path, environment: Mapping[str, str]) -> StartUp:
    words = [sys.executable, "-m", PROBE, str(home.path), f"folder:{pictures}"]
    began = time.time()
    try:
        ended = subprocess.run(  # noqa: S603 - all words are ours
            words, env=environment, capture_output=True, timeout=TIMEOUT_S, check=True
        )
        told = json.loads(ended.stdout.splitlines()[-1])
        return StartUp(told["window"] - began, told["verdict"] - began, told["rss_mb"])
    except (OSError, subprocess.SubprocessError, ValueError, LookupError) as error:
        log.warning("The start of the station could not be measured: %s", error)
        return UNKNOWN
