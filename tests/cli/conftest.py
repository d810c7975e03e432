"""The command line as somebody types it, on a home with a small product."""

import hashlib
import json
import shutil
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import cv2
import numpy as np
import pytest

from spade_station.cli import run
from spade_station.domain.frame import Picture
from spade_station.storage.paths import Home
from spade_station.storage.presets import Presets

SIZE = (96, 128)


@dataclass(frozen=True)
class Said:
    """How a command ended, and what it said."""

    code: int
    out: str
    err: str

    @property
    def rows(self) -> list[dict[str, Any]]:
        """The lines of ``--json``; stdout holds nothing else."""
        return [json.loads(line, parse_constant=pytest.fail) for line in self.out.splitlines()]

    def refuses(self, *parts: str) -> bool:
        """Whether it ended with an error that says all this, and called nothing OK."""
        assert self.code == 2, self
        assert "OK" not in self.out + self.err, self
        missing = [part for part in parts if part not in self.out + self.err]
        assert not missing, f"{missing} not in {self}"
        return True


class Command(Protocol):
    def __call__(self, *words: object, home: Path | None = None) -> Said: ...


@pytest.fixture
def command(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> Command:
    """Run the command line in this process; a traceback is never an answer."""
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)  # typer sets its own
    monkeypatch.setenv("COLUMNS", "400")
    monkeypatch.setenv("TERMINAL_WIDTH", "400")
    monkeypatch.chdir(tmp_path)

    def said(*words: object, home: Path | None = None) -> Said:
        typed = ["spade-station", "--home", str(home or tmp_path / "home"), *map(str, words)]
        monkeypatch.setattr(sys, "argv", typed)
        capsys.readouterr()
        code = run()
        out, err = capsys.readouterr()
        assert "Traceback" not in out + err, err
        return Said(code, out, err)

    return said


# --- parts ----------------------------------------------------------------------------------------


def part(seed: int, *, bad: bool = False) -> Picture:
    """Draw a part; a bad one has a dark square."""
    noise = np.random.default_rng(seed).normal(0, 3, SIZE)
    y, x = np.mgrid[: SIZE[0], : SIZE[1]]
    grey = 130 + 30 * np.sin(x / 5) + 20 * np.cos(y / 7) + noise
    if bad:
        grey[40:60, 50:74] = 20
    return np.asarray(np.stack([grey, 0.9 * grey, 0.8 * grey], -1).clip(0, 255), np.uint8)


def draw(folder: Path, seeds: Iterable[int], *, bad: bool = False) -> Path:
    """Leave parts in a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for seed in seeds:
        cv2.imwrite(str(folder / f"{seed}.png"), part(seed, bad=bad))
    return folder


def write_picture(path: Path, kind: str) -> Path:
    """Leave a good part as a picture of another kind, or something that is none."""
    good = part(0)
    pixels: dict[str, Any] = {
        "grey": good[..., 0],
        "alpha": np.dstack([good, np.full(SIZE, 7, np.uint8)]),
        "16 bits": good.astype(np.uint16) * 257,
        "16 bits grey": good[..., 0].astype(np.uint16) * 257,
        "one pixel": good[:1, :1],
        "8K": cv2.resize(good, (7680, 5760), interpolation=cv2.INTER_NEAREST),
    }
    if kind in pixels:
        cv2.imwrite(str(path), pixels[kind], [cv2.IMWRITE_PNG_COMPRESSION, 1])
        return path
    png = cv2.imencode(".png", good)[1].tobytes()
    none = {"empty": b"", "text": b"no picture", "cut off": png[: len(png) // 2]}
    path.write_bytes(none[kind])
    return path


@pytest.fixture(scope="session")
def parts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a folder with ``good`` (what was learned), ``fresh`` (good, too) and ``bad`` parts."""
    folder = tmp_path_factory.mktemp("parts")
    draw(folder / "good", range(10))
    draw(folder / "fresh", range(101, 104))
    draw(folder / "bad", range(200, 202), bad=True)
    return folder


# --- homes ----------------------------------------------------------------------------------------


def make_product(home: Path, name: str = "Board") -> None:
    """Make a product that learns fast: small input, small bank, and a generous limit."""
    presets = Presets(Home(home).presets, Home(home).trash)
    preset = presets.copy("electronics", name)
    for path, value in {
        "features.backbone": "builtin",
        "features.input_size": 96,
        "matching.rows": 1000,
        "decision.limit": 2.0,
        "decision.check": 0.1,
    }.items():
        preset = preset.changed(path, value)
    presets.save(preset)


def change_preset(home: Path, path: str, value: object) -> None:
    presets = Presets(Home(home).presets, Home(home).trash)
    presets.save(presets.load("Board").changed(path, value))


@pytest.fixture(scope="session")
def learned(tmp_path_factory: pytest.TempPathFactory, parts: Path) -> Path:
    """Give a home whose product “Board” has learned; not to be changed."""
    home = tmp_path_factory.mktemp("learned")
    make_product(home)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "excepthook", sys.excepthook)
        patch.setattr(
            sys, "argv", ["spade-station", "--home", str(home), "learn", "Board", f"{parts}/good"]
        )
        assert run() == 0
    return home


@pytest.fixture
def home(tmp_path: Path, learned: Path) -> Path:
    """Give a copy of that home, where `command` looks for it."""
    return shutil.copytree(learned, tmp_path / "home")


def content(home: Path) -> dict[str, str]:
    """Say what a home holds, so that two moments can be compared; the lock is not of interest."""
    return {
        path.relative_to(home).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in home.rglob("*")
        if path.is_file() and path.name != "station.lock"
    }


def bank_of(home: Path) -> Path:
    """Give the folder of the bank version in use."""
    bank = home / "presets" / "Board" / "bank"
    return bank / (bank / "CURRENT").read_text().split()[0]


def rewrite_manifest(home: Path, change: Callable[[dict[str, Any]], object]) -> None:
    """Change what a bank says about itself, with a checksum that fits."""
    path = bank_of(home) / "manifest.json"
    manifest = json.loads(path.read_text())
    del manifest["sha256"]
    change(manifest)
    sha256 = hashlib.sha256(json.dumps(manifest, sort_keys=True).encode()).hexdigest()
    path.write_text(json.dumps({**manifest, "sha256": sha256}))
