"""Inspection of pictures and sources named on the command line."""

import itertools
import os
from collections.abc import Generator, Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from operator import itemgetter
from pathlib import Path
from typing import Any

import numpy as np

from spade_station.app.overlay import with_heatmap
from spade_station.app.pictures import listed_parts
from spade_station.app.pipeline import LIVE, inspected
from spade_station.app.product import Product
from spade_station.app.result_cache import ResultCache
from spade_station.app.source_frames import source_frames
from spade_station.app.status import CacheUse
from spade_station.app.web_defects import WebDefects
from spade_station.capture.part_files import PartFiles, read_part
from spade_station.capture.pictures import PICTURE_SUFFIXES
from spade_station.domain.errors import StationError
from spade_station.domain.frame import Frame
from spade_station.domain.inspection import Inspection, Verdict, not_inspected
from spade_station.domain.source_settings import WEB, SourceKind, SourceSettings, named_path
from spade_station.domain.text import one_line
from spade_station.domain.web import WebDefect, WebPosition, metres
from spade_station.engine.inspector import Inspector
from spade_station.imaging.encoding import encoded
from spade_station.storage.atomic import write_bytes

MOST_OF_A_NAME = 200  # bytes of a picture's name in that of a saved one; file systems take 255
EXIT_CODES = {
    Verdict.OK: 0,
    Verdict.CHECK: 1,
    Verdict.NG: 1,
    Verdict.NOT_INSPECTED: 2,
}


@dataclass(frozen=True, slots=True)
class WebSeen:
    """What is said of a web, up to one of its pictures.

    Parameters
    ----------
    mm_per_px
        Millimetres per line, None when unknown.
    count
        Defects so far; one that several pictures show counts once.
    of_regions
        Their numbers, for each region of the picture.
    newest
        The last ones, newest first.
    """

    position: WebPosition
    mm_per_px: float | None
    count: int
    of_regions: tuple[int, ...]
    newest: tuple[WebDefect, ...]

    def place(self, line: int, is_exact: bool) -> str:
        """Say where along the web a line is."""
        along = metres(line, self.mm_per_px)
        text = f"line {line}" if along is None else f"{along:.3f} m"
        return text if is_exact else f">= {text}"

    @property
    def summary(self) -> list[str]:
        """Lines for people: how far the web came, and where its last defects are."""
        end = self.place(self.position.end, self.position.is_exact)
        lines = [f"Web up to {end}, defects: {self.count}"]
        for each in reversed(self.newest):
            place = self.place(each.first_line, each.is_exact)
            across = each.across_mm
            middle = each.left + each.width / 2
            aside = f"{middle:.0f} px" if across is None else f"{across:.0f} mm"
            lines.append(f"  {each.number}: {place}, {aside} from the left, {each.peak:.2f}x")
        return lines

    def as_json(self) -> dict[str, Any]:
        """Where the picture lies, and the defects so far."""
        at, scale = self.position, self.mm_per_px
        return {
            "first_line": at.first_line,
            "lines": at.lines,
            "overlap": at.overlap,
            "is_exact": at.is_exact,
            "from_m": metres(at.first_line, scale),
            "to_m": metres(at.end, scale),
            "defects": self.count,
        }


@dataclass(frozen=True, slots=True)
class Line:
    """What is said of one picture; `cache` and `web` up to this one."""

    name: str
    inspection: Inspection
    cache: CacheUse
    web: WebSeen | None = None

    @property
    def exit_code(self) -> int:
        """0 for OK, 1 for CHECK and NG, 2 for NOT INSPECTED."""
        return EXIT_CODES[self.inspection.verdict]

    @property
    def text(self) -> str:
        """One line for people."""
        return one_line(self._said)

    @property
    def _said(self) -> str:
        found = self.inspection
        place = ""
        if self.web is not None:
            at = self.web.position
            place = f"  from {self.web.place(at.first_line, at.is_exact)}"
        if found.reason is not None:
            return f"{found.verdict:14}        {self.name}{place}  {found.reason}"
        count = len(found.regions)
        regions = f"  {count} region{'s' * (count > 1)}" if count else ""
        known = sorted({r.known_defect for r in found.regions if r.known_defect is not None})
        named = "".join(f", resembles known defect {number}" for number in known)
        return f"{found.verdict:14} {found.score:6.2f}  {self.name}{place}{regions}{named}"

    def as_json(self) -> dict[str, Any]:
        """Everything but the pictures."""
        found = self.inspection
        return {
            "path": self.name,
            "verdict": found.verdict.value,
            "score": found.score,
            "reason": str(found.reason) if found.reason else None,
            "regions": [
                {
                    "box": region.box,
                    "area_px": region.area_px,
                    "area_mm2": region.area_mm2,
                    "peak": region.peak,
                    "known_defect": region.known_defect,
                    "web_defect": number,
                }
                for region, number in zip(found.regions, self._web_defects, strict=True)
            ],
            "web": None if self.web is None else self.web.as_json(),
            "timings_ms": dict(found.timings),
            "preset": found.preset,
            "bank_version": found.bank_version,
            "backbone": found.backbone,
            "cached": found.is_cached,
            "cache_hit_rate": self.cache.share,
        }

    @property
    def _web_defects(self) -> Iterable[int | None]:
        """The numbers of the web's defects that the regions show, None where there is no web."""
        regions = self.inspection.regions
        return [None] * len(regions) if self.web is None else self.web.of_regions


def inspect_all(
    product: Product, paths: Sequence[str], frames: int | None, save: Path | None
) -> Iterator[Line]:
    """Inspect everything that `paths` name; a picture that fails is NOT INSPECTED.

    Parameters
    ----------
    frames
        How many are taken at most of each source, and of pictures and folders that are named one
        after the other; None takes all, or 60 of a source that has no end.
    save
        Folder for the pictures with heatmap.

    Raises
    ------
    StationError
        When nothing can be inspected at all.
    """
    cache, webs = ResultCache(), WebDefects(product.preset.decision.mm_per_px)
    with closing(_inspected(product.inspector(), cache, paths, frames)) as found:
        for number, (name, inspection) in enumerate(found, start=1):
            if isinstance(inspection, StationError):
                blank = Frame(np.zeros((32, 32, 3), np.uint8), 0, name)
                yield Line(name, not_inspected(blank, inspection, product.preset.name), cache.use)
                continue
            if save is not None:
                _save(inspection, number, save)
            yield Line(name, inspection, cache.use, _on_web(inspection, webs))


def _on_web(inspection: Inspection, defects: WebDefects) -> WebSeen | None:
    """Count the defects of a picture of a web; None for another picture."""
    position = inspection.frame.web
    if position is None:
        return None
    defects.add(inspection)
    is_judged = inspection.heatmap is not None
    numbers = defects.of_regions if is_judged else ()
    return WebSeen(position, defects.mm_per_px, defects.count, numbers, defects.newest)


def _save(inspection: Inspection, number: int, folder: Path) -> None:
    """Leave the picture with heatmap; numbered, because pictures of several may have one name."""
    stem = os.fsencode(Path(inspection.frame.name).stem)[:MOST_OF_A_NAME].decode(errors="ignore")
    name = f"{number:04d}-{stem}-{inspection.verdict.name}.png"
    write_bytes(folder / name, encoded(with_heatmap(inspection), ".png"))


def _inspected(
    inspector: Inspector, cache: ResultCache, paths: Sequence[str], frames: int | None
) -> Generator[tuple[str, Inspection | StationError]]:
    """Yield the name of each picture with its inspection, or with why there is no picture."""
    views = inspector.preset.imaging.views.count
    for is_file, group in itertools.groupby(paths, _names_pictures):
        if is_file:
            parts = listed_parts([named_path(path) for path in group], views)[:frames]
            for (_, part), found in inspected(enumerate(parts), _frame_or_reason, inspector, cache):
                yield str(part.path), found
        else:
            for path in group:
                taken = source_frames(SourceSettings.parse(path), frames, views)
                for (name, _), found in inspected(taken, itemgetter(1), inspector, cache, LIVE):
                    yield name, found


def _names_pictures(path: str) -> bool:
    """Whether this is a picture or a folder of pictures, and no camera, video, web or demo."""
    if path.startswith(WEB):
        return False
    try:
        return Path(path).is_dir() or (
            SourceSettings.parse(path).kind is SourceKind.VIDEO
            and Path(path).suffix.lower() in PICTURE_SUFFIXES
        )
    except (OSError, StationError):
        return True


def _frame_or_reason(numbered: tuple[int, PartFiles]) -> Frame | StationError:
    number, part = numbered
    try:
        return Frame(read_part(part), number, part.name, may_recur=True)
    except StationError as reason:
        return reason
