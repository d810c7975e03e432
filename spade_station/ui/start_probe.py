"""Starts the station as a user does and tells when there was a window and a verdict."""

import json
import os
import sys
import time
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QTimer

from spade_station.app.station import Station
from spade_station.domain.source_settings import SourceSettings
from spade_station.ui.window import make_application, make_window

GIVE_UP_MS = 90_000
VERDICTS = 20  # after so many the memory is read


class Probe(QObject):
    """Notes the times, and ends the program."""

    def __init__(self, station: Station) -> None:
        super().__init__()
        self._station = station
        self.told: dict[str, float | None] = {}
        station.liveChanged.connect(self._on_live)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Note when the window was painted first."""
        if event.type() == QEvent.Type.Paint:
            self.told.setdefault("window", time.time())
        return super().eventFilter(watched, event)

    def _on_live(self) -> None:
        live = self._station.live
        if live.latest is None or live.latest.score is None:
            return
        self.told.setdefault("verdict", time.time())
        if live.counters.total >= VERDICTS:
            self.told["rss_mb"] = resident_mb()
            QCoreApplication.quit()


def resident_mb() -> float | None:
    """Give the resident memory of this process in MiB; None where the system does not tell."""
    try:
        pages = int(Path("/proc/self/statm").read_text("ascii").split()[1])
    except OSError:
        return None
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


def main(home: str, source: str) -> int:
    """Start the station in a home whose product has a bank, on pictures that this has learned."""
    app = make_application(sys.argv[:1])
    station = Station(Path(home), "auto", app)
    station.open()
    probe = Probe(station)
    window = make_window(app, station)
    window.installEventFilter(probe)
    window.resize(1440, 900)
    window.show()
    station.choose_source(SourceSettings.parse(source).model_copy(update={"loop": True}))
    station.start()
    QTimer.singleShot(GIVE_UP_MS, app, lambda: app.exit(1))
    code = app.exec()
    station.close()
    sys.stdout.write(json.dumps(probe.told) + "\n")
    return code


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
