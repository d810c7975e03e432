"""Let the whole station run and watch its memory, with the window on no screen.

    SPADE_STATION_WEIGHTS=FOLDER python tools/soak.py [--frames 20000] [--preset electronics]

A product is learned in a process of its own. Then parts of the demo line, each picture a little
different, come as from a camera, as fast as they are inspected. At every thousandth the resident
memory is told; the growth counts from the second on, when all that is kept has been filled once.
Ends with 1 when it is more than 10 MB.
"""

import argparse
import os
import subprocess
import sys
import tempfile
from dataclasses import replace
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import cv2
import numpy as np
from PySide6.QtWidgets import QApplication

from spade_station.app.demo_product import demo_samples
from spade_station.app.station import Station
from spade_station.capture.demo_line import demo_part
from spade_station.capture.paced_source import NamedPicture, PacedSource
from spade_station.capture.pacing import Clock
from spade_station.domain.frame import Frame, Picture
from spade_station.imaging.encoding import encoded
from spade_station.storage.atomic import write_bytes
from spade_station.ui.main_window import INSPECT
from spade_station.ui.start_probe import resident_mb
from spade_station.ui.window import make_application, make_window

EVERY = 1000
RATE = 60.0  # pictures a second: more than are inspected, and the reading takes no core
MOST_MB = 10.0
SIZE = (320, 240)
PARTS, SAMPLES = 30, 40


class Parts(PacedSource):
    """Delivers the same parts again and again, never twice the same picture."""

    def __init__(self, parts: list[Picture]) -> None:
        super().__init__("soak", RATE, Clock())
        self._parts = parts

    def read(self, timeout: float) -> Frame | None:
        """Deliver it as a camera does, whose noise never repeats itself."""
        frame = super().read(timeout)
        return None if frame is None else replace(frame, may_recur=False)

    def _start(self) -> None:
        pass

    def _next(self, number: int) -> NamedPicture:
        picture = self._parts[number % len(self._parts)].copy()
        picture[0, : min(number % 300, 299) + 1] ^= 1
        picture[number % SIZE[1], 0] = np.uint8(number % 256)
        return NamedPicture(picture, f"part {number}", None)


class Watch:
    """Tells the memory every so many verdicts, and ends the program after the last."""

    def __init__(self, station: Station, app: QApplication, frames: int) -> None:
        self._station = station
        self._app = app
        self._frames = frames
        self.told: list[float] = []
        station.liveChanged.connect(self._on_live)

    def _on_live(self) -> None:
        seen = self._station.live.counters.total
        if seen >= EVERY * (len(self.told) + 1):
            self.told.append(resident_mb() or 0.0)
            sys.stdout.write(f"{seen:6d} pictures  {self.told[-1]:7.1f} MiB\n")
            sys.stdout.flush()
        if seen >= self._frames:
            self._app.quit()


def small(picture: Picture) -> Picture:
    """Shrink a part, so that its making takes no time."""
    return np.asarray(cv2.resize(picture, SIZE, interpolation=cv2.INTER_AREA), np.uint8)


def main(frames: int, preset: str) -> int:
    """Run it."""
    app = make_application(sys.argv[:1])
    with tempfile.TemporaryDirectory(prefix="spade-station-soak-") as folder:
        good = Path(folder) / "good"
        for number, sample in enumerate(demo_samples(preset, SAMPLES)):
            write_bytes(good / f"{number:03d}.png", encoded(small(sample.frame.image), ".png"))
        home = Path(folder) / "home"
        words = ["--home", str(home), "learn", "soak", str(good), "--copy-from", preset]
        subprocess.run([sys.executable, "-m", "spade_station", *words], check=True)  # noqa: S603
        parts = [small(demo_part(preset, 1, number, 0.2)[0]) for number in range(PARTS)]
        station = Station(home, "auto", app)
        station._capturing._make = lambda settings, views: Parts(parts)
        station.open()
        window = make_window(app, station)
        window.show()
        window.show_page(INSPECT)
        station.choose_preset("soak")
        watch = Watch(station, app, frames)
        station.start()
        app.exec()
        station.close()
    growth = watch.told[-1] - watch.told[min(1, len(watch.told) - 1)]
    sys.stdout.write(f"Growth: {growth:.1f} MiB, at most {MOST_MB:.0f} are allowed.\n")
    return int(growth > MOST_MB)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--frames", type=int, default=20_000)
    parser.add_argument("--preset", default="electronics")
    options = parser.parse_args()
    sys.exit(main(options.frames, options.preset))
