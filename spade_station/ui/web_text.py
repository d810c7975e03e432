"""Places on an endless web, in words."""

from PySide6.QtCore import QCoreApplication

from spade_station.domain.inspection import Region
from spade_station.domain.web import WebDefect, WebPosition, metres

AT_LEAST = "≥ "


def place_text(line: int, mm_per_px: float | None, is_exact: bool = True) -> str:
    """Say where along a web a line is: in metres, or as the line itself without a scale."""
    along = metres(line, mm_per_px)
    if along is None:
        text = QCoreApplication.translate("web", "line {line}").format(line=line)
    else:
        text = f"{along:.2f} m"
    return text if is_exact else AT_LEAST + text


def region_place(region: Region, web: WebPosition) -> str:
    """Say where along a web a region of one of its pictures begins."""
    return place_text(web.first_line + region.box[1], region.mm_per_px, web.is_exact)


def defect_text(defect: WebDefect) -> str:
    """Say where a defect of a web begins, how far across its middle is, and how hot it is."""
    place = place_text(defect.first_line, defect.mm_per_px, defect.is_exact)
    across = (
        f"{defect.across_mm:.0f} mm"
        if defect.across_mm is not None
        else f"{defect.left + defect.width / 2:.0f} px"
    )
    template = QCoreApplication.translate("web", "{place}, {across} from the left, {peak}×")
    return template.format(place=place, across=across, peak=f"{defect.peak:.2f}")
