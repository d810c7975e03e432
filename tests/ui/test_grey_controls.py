"""What is grey on the page Imaging says why, and what to do."""

from PySide6.QtCore import Qt

from spade_station.app.imaging_status import ReferenceRole
from spade_station.app.jobs import MEASURING
from spade_station.app.status import JobStatus

from .hand import rectangle, show


def said_why(widget):
    """Give what a grey control says of it, to who points at it and to who listens."""
    assert not widget.isEnabled()
    assert widget.accessibleDescription()
    assert widget.accessibleDescription() in widget.toolTip()
    return widget.accessibleDescription()


def test_what_is_grey_without_a_picture_says_what_to_do(page, station):
    panel = page.panel
    takes = [row.take for row in panel.references.values()]
    wait_for_a_picture = [
        *(*takes, panel.draw_feature, panel.scale.line, panel.scale.board),
        *(*page.tools.tools.values(), *page.tools.zooms.values()),
    ]
    for widget in wait_for_a_picture:
        assert "F7" in said_why(widget)
    assert "F7" in panel.blocked.text()
    assert panel.blocked.isVisible()
    show(station)
    for widget in wait_for_a_picture:
        assert widget.isEnabled()
        assert "F7" not in widget.toolTip()
        assert widget.toolTip()
        assert widget.accessibleDescription() == ""
    assert not panel.blocked.isVisible()


def test_what_is_grey_while_the_station_learns_says_so(shown, station):
    row, panel = shown.panel.references[ReferenceRole.WHITE], shown.panel
    station.put("preset", station.preset.changed("imaging.light.white", "picture 7"))
    station.put("job", JobStatus("Learning from {folder}", values={"folder": "good"}))
    for widget in (row.take, row.remove):
        assert "“Learning from good”" in said_why(widget)
        assert "cancel" in said_why(widget)
    assert "“Learning from good”" in panel.blocked.text()
    station.put("job", None)
    assert row.take.isEnabled()
    assert row.remove.isEnabled()
    assert not panel.blocked.isVisible()


def test_references_are_taken_while_runtimes_are_measured_which_gives_way(shown, station):
    station.put("job", MEASURING)
    row = shown.panel.references[ReferenceRole.WHITE]
    row.take.click()
    assert ("take_reference", ReferenceRole.WHITE, shown.frame) in station.imaging.calls
    assert not shown.panel.blocked.isVisible()


def test_what_is_grey_for_want_of_something_else_says_of_what(shown, station, hand):
    panel = shown.panel
    assert "No picture was taken" in said_why(panel.references[ReferenceRole.DARK].remove)
    assert "No feature" in said_why(panel.remove_feature)
    assert "No setting was changed" in said_why(panel.undo)
    assert "reference" in said_why(shown.ghost.on)
    assert "Ghost" in said_why(shown.ghost.opacity)
    scale = panel.editors["decision.mm_per_px"].control
    assert not scale.number.isEnabled()
    assert "Tick the box" in scale.number.toolTip()
    station.put("preset", station.preset.changed("imaging.zones", (rectangle(),)))
    zones = panel.zones
    for widget in (zones.kind, zones.factor, zones.name, zones.delete):
        assert "Select a zone" in said_why(widget)
    hand.key(Qt.Key.Key_PageDown)
    assert "Only a tolerant zone" in said_why(zones.factor)
    for widget in (zones.kind, zones.name, zones.delete):
        assert widget.isEnabled()


def coloured(widget):
    """Whether any colour, not only greys, is seen of a widget."""
    image = widget.grab().toImage()
    places = ((x, y) for x in range(image.width()) for y in range(image.height()))
    return any(image.pixelColor(x, y).saturation() > 60 for x, y in places)


def test_a_slider_that_cannot_be_moved_looks_like_it(shown, station):
    assert not coloured(shown.ghost.opacity)
    station.imaging.referenceChanged.emit(shown.frame.image)
    shown.ghost.on.click()
    assert coloured(shown.ghost.opacity)
