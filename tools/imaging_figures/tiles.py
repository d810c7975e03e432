"""Tiles: a tiny flaw in a large picture, and what looking for it costs."""

import resource
import time
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory

import cv2
import numpy as np

from imaging_figures.figures import Bench, head, row
from imaging_figures.parts import SEED
from spade_station.app.backbones import Backbones, library_in
from spade_station.app.demo_product import demo_preset
from spade_station.capture.demo_line import render_part
from spade_station.domain.frame import Frame, Picture
from spade_station.domain.inspection import Inspection
from spade_station.engine.inspector import Inspector
from spade_station.engine.learning import learn
from spade_station.storage.paths import default_home, weights_folders

SIZES = ((3000, 4000), (256, 4096))  # height and width
LEARNED = 5
FLAW = 6  # px across
STATUS = Path("/proc/self/status")


@dataclass(frozen=True)
class Cost:
    """What it measured: verdicts with score, seconds, and MiB before and at most."""

    good: str
    bad: str
    learning: float
    judging: float
    before: float
    learned: float
    judged: float


def measure(bench: Bench, data: Path | None, only: str, quick: bool) -> None:
    """Print a row for each size, with and without tiles."""
    del bench, data
    if only not in "demo electronics":
        return
    head(
        f"Tiles: demo boards, {LEARNED} learned, a dark spot of {FLAW} pixels",
        *("picture", "tiles", "good: score", "with the spot: score", "learning, s a picture"),
        *("judging, s a picture", "judging, s a megapixel"),
        *("memory before, MiB", "most when learning", "most when judging"),
    )
    for size in SIZES[1:] if quick else SIZES:
        with TemporaryDirectory() as folder:  # drawing takes more memory than judging
            drawn = Path(folder) / "boards.npy"
            np.save(drawn, np.stack([_board(number, size) for number in range(LEARNED + 1)]))
            for tiles in (False, True):
                with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as process:
                    cost = process.submit(_cost, drawn, tiles).result()
                _row(size, tiles, cost)


def _row(size: tuple[int, int], tiles: bool, cost: Cost) -> None:
    megapixels = size[0] * size[1] / 1e6
    row(
        *(f"{size[1]}×{size[0]}", "on" if tiles else "off", cost.good, cost.bad),
        *(f"{cost.learning:.2f}", f"{cost.judging:.2f}", f"{cost.judging / megapixels:.2f}"),
        *(f"{each:.0f}" for each in (cost.before, cost.learned, cost.judged)),
    )


def _cost(drawn: Path, tiles: bool) -> Cost:
    """Learn and judge in a process of its own, whose memory nothing else has used."""
    preset = demo_preset("electronics").changed("features.backbone", "resnet18")
    preset = preset.changed("imaging.tiles.on", tiles)
    preset = preset.changed("imaging.alignment.mode", "off")
    backbone = Backbones(library_in(default_home() / "weights", weights_folders()), "cpu").load(
        preset
    )
    *pictures, good = np.load(drawn)
    before = _peak()
    began = time.perf_counter()
    bank = learn(pictures, LEARNED, backbone, preset)
    learning, learned = (time.perf_counter() - began) / LEARNED, _peak()
    inspector = Inspector(preset, backbone, bank)
    bad, (x, y) = _flawed(good)
    found = inspector.inspect(Frame(good, 0, "good"))
    began = time.perf_counter()
    flawed = inspector.inspect(Frame(bad, 1, "bad"))
    judging = time.perf_counter() - began
    seen = any(_holds(region.box, x, y) for region in flawed.regions)
    where = "found" if seen else "not found"
    return Cost(
        _said(found), f"{_said(flawed)}, {where}", learning, judging, before, learned, _peak()
    )


def _said(inspection: Inspection) -> str:
    return f"{inspection.verdict.value} {inspection.score:.2f}"


def _holds(box: tuple[int, int, int, int], x: int, y: int) -> bool:
    left, top, width, height = box
    return left <= x <= left + width and top <= y <= top + height


def _board(number: int, size: tuple[int, int]) -> Picture:
    return render_part("electronics", SEED, number, None, size)[0]


def _flawed(picture: Picture) -> tuple[Picture, tuple[int, int]]:
    """Paint a spot where the board is plainest, away from its edge."""
    grey = cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY).astype(np.float32)
    window = (41, 41)
    spread = cv2.blur(grey**2, window) - cv2.blur(grey, window) ** 2
    height, width = grey.shape
    inner = slice(height // 4, 3 * height // 4), slice(width // 4, 3 * width // 4)
    y, x = np.unravel_index(int(np.argmin(spread[inner])), spread[inner].shape)
    place = int(x) + width // 4, int(y) + height // 4
    spot = picture.copy()
    dark = tuple(float(each) for each in 0.35 * picture[place[1], place[0]])
    cv2.circle(spot, place, FLAW // 2, dark, -1)
    return spot, place


def _peak() -> float:
    """Give the most memory that this process has held, in MiB.

    On Linux not by getrusage: a new process takes over the peak of the one that began it.
    """
    if STATUS.is_file():
        line = next(each for each in STATUS.read_text().splitlines() if each.startswith("VmHWM"))
        return int(line.split()[1]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
