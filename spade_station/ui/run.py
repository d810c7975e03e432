"""Opens the station with its window; the command line calls this."""

import sys
from pathlib import Path

from PySide6.QtWidgets import QMessageBox

from spade_station.app.logs import keep_logs
from spade_station.app.station import Station
from spade_station.domain.errors import StationError
from spade_station.domain.runtime_name import RuntimeChoice
from spade_station.domain.source_settings import SourceSettings
from spade_station.ui.translation import tr_error
from spade_station.ui.window import make_application, run_window

FAILED = 2


def open_window(
    home: Path,
    device: str = "auto",
    preset: str = "",
    source: SourceSettings | None = None,
    demo: str = "",
    runtime: RuntimeChoice = RuntimeChoice.AUTO,
) -> int:
    """Run the station in `home` until its window is closed; return the exit code.

    Parameters
    ----------
    preset, source
        Chosen in place of those of the last time.
    demo
        Product of the demo line to learn and start at once.
    runtime
        Becomes the station's setting, unless it is ``auto``.
    """
    app = make_application(sys.argv[:1])
    station = Station(home, device, app)
    try:
        station.open()
    except StationError as error:
        show_refusal(error)
        return FAILED
    if runtime is not RuntimeChoice.AUTO:
        station.change_settings(runtime=runtime)
    if preset:
        station.choose_preset(preset)
    keep_logs(home)
    if source is not None:
        station.choose_source(source)
        station.start()
    if demo:
        station.change_settings(welcomed=True)
        station.start_demo(demo)
    return run_window(station, [])


def show_refusal(error: StationError) -> None:
    """Say why there is no window; nothing is running yet, so this may wait for an answer."""
    text, advice = tr_error(error)
    sys.stderr.write(f"{error}\n")
    box = QMessageBox(QMessageBox.Icon.Warning, "SPADE Station", text)
    box.setInformativeText(advice)
    box.exec()
