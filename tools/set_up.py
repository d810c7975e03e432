"""Sets up .venv for `make run` and `make test`, with nothing but Python's own library.

What is missing on the machine is named together with the command that installs it.
"""

import ctypes.util
import os
import subprocess
import sys
import venv
from pathlib import Path

LEAST_PYTHON = (3, 11)
ROOT = Path(__file__).resolve().parent.parent

# shared library, Debian and Ubuntu package; what Qt needs to be imported at all
NEEDED = {
    "EGL": "libegl1",
    "GL": "libgl1",
    "xkbcommon": "libxkbcommon0",
    "dbus-1": "libdbus-1-3",
    "fontconfig": "libfontconfig1",
    "glib-2.0": "libglib2.0-0",
}
# and to show a window under X11
WINDOW = {
    "xcb-cursor": "libxcb-cursor0",
    "xcb-icccm": "libxcb-icccm4",
    "xcb-image": "libxcb-image0",
    "xcb-keysyms": "libxcb-keysyms1",
    "xcb-render-util": "libxcb-render-util0",
    "xcb-shape": "libxcb-shape0",
    "xcb-util": "libxcb-util1",
    "xkbcommon-x11": "libxkbcommon-x11-0",
}


def main() -> int:
    """Check the machine, make the environment and install into it."""
    folder = ROOT / (sys.argv[1] if len(sys.argv) > 1 else ".venv")
    if sys.version_info < LEAST_PYTHON:
        say(
            f"SPADE Station needs Python 3.11 or newer; this is {sys.version.split()[0]}.",
            "On Ubuntu 22.04: sudo apt install python3.11 python3.11-venv, "
            "then make PYTHON=python3.11 run",
        )
        return 1
    missing = missing_packages(NEEDED)
    if missing:
        say("These system libraries are missing.", f"sudo apt install {' '.join(missing)}")
        return 1
    has_display = bool(os.environ.get("DISPLAY"))
    missing = missing_packages(WINDOW)
    if has_display and missing:
        say("These libraries of the window are missing.", f"sudo apt install {' '.join(missing)}")
        return 1
    return install(folder)


def missing_packages(libraries: "dict[str, str]") -> "list[str]":
    """List the packages whose shared library the loader cannot find."""
    if not sys.platform.startswith("linux"):
        return []
    return [package for name, package in libraries.items() if not ctypes.util.find_library(name)]


def install(folder: Path) -> int:
    """Make the virtual environment and install the station and its tools into it."""
    python = folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    try:
        if not python.exists():
            venv.create(folder, with_pip=True)
    except (subprocess.CalledProcessError, ImportError):
        say("Python cannot make virtual environments.", "sudo apt install python3-venv")
        return 1
    pip = [str(python), "-m", "pip", "install", "--disable-pip-version-check"]
    wanted = ["--constraint", str(ROOT / "constraints.txt"), "--editable", f"{ROOT}[dev,fast]"]
    sys.stdout.write("Installing into .venv: about 5 GB with torch, once.\n")
    sys.stdout.flush()
    done = subprocess.run([*pip, "--quiet", *wanted], check=False)  # noqa: S603 - all words are ours
    return done.returncode


def say(what: str, remedy: str) -> None:
    """Tell what is wrong and the command that helps."""
    sys.stderr.write(f"\n{what}\n    {remedy}\n\n")


if __name__ == "__main__":
    sys.exit(main())
