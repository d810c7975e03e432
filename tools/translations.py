"""Collect the window's texts for the translators and compile what they wrote.

    python tools/translations.py            update the .ts from the sources, compile the .qm
    python tools/translations.py --check    say what is missing, change nothing

Translations are written into `spade_station/resources/translations/*.ts`, by hand or with
`pyside6-linguist`. `lupdate` keeps what is there; texts that are gone are removed.
"""

import argparse
import subprocess
import sys
import xml.etree.ElementTree as ET
from pathlib import Path

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "spade_station"
FOLDER = PACKAGE / "resources" / "translations"
TS = FOLDER / "spade_station_zh_CN.ts"


def sources() -> list[Path]:
    """List the modules that hold texts for people."""
    return sorted(
        [
            *PACKAGE.glob("ui/**/*.py"),
            *PACKAGE.glob("domain/*.py"),
            *PACKAGE.glob("app/*.py"),
        ]
    )


def tool(name: str) -> str:
    """Return the path of a Qt tool beside this Python."""
    return str(Path(sys.executable).parent / f"pyside6-{name}")


def update(ts: Path) -> None:
    """Collect the texts of the sources into a .ts file."""
    command = [tool("lupdate"), *map(str, sources()), "-ts", str(ts)]
    run([*command, "-no-obsolete", "-locations", "none", "-silent"])


def compiled(ts: Path, qm: Path) -> None:
    """Compile a .ts file."""
    run([tool("lrelease"), str(ts), "-qm", str(qm), "-silent"])


def run(command: list[str]) -> None:
    """Run one of Qt's tools."""
    subprocess.run(command, check=True, cwd=ROOT)  # noqa: S603 - Qt's tool on our own files


def unfinished(ts: Path) -> list[str]:
    """List the texts that nobody has translated."""
    found = []
    for message in ET.parse(ts).getroot().iter("message"):  # noqa: S314 - our own file
        translation = message.find("translation")
        if translation is None or translation.get("type") or not translation.text:
            found.append(message.findtext("source", ""))
    return found


def main() -> int:
    """Update, compile, and say what is still to be translated."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--check", action="store_true", help="change nothing")
    if not parser.parse_args().check:
        update(TS)
        compiled(TS, TS.with_suffix(".qm"))
    missing = unfinished(TS)
    for text in missing:
        sys.stdout.write(f"not translated: {text}\n")
    return 1 if missing else 0


if __name__ == "__main__":
    raise SystemExit(main())
