"""A hand on the canvas of the page Imaging, and what it draws."""

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest

from spade_station.app.imaging_status import ImagingPreview
from spade_station.app.status import RunState
from spade_station.domain.frame import Frame
from spade_station.domain.zone import Zone, ZoneKind, ZoneShape

from .fake_station import make_frame, make_inspection


def rectangle(left=0.2, top=0.2, right=0.5, bottom=0.6, **more) -> Zone:
    more.setdefault("kind", ZoneKind.EXCLUDE)
    return Zone(shape=ZoneShape.RECTANGLE, points=((left, top), (right, bottom)), **more)


def show(station, size=(96, 128), number=1) -> Frame:
    frame = make_frame(number, size)
    station.show_live(make_inspection(frame=frame), RunState.RUNNING)
    return frame


def preview_of(frame, **more) -> ImagingPreview:
    grey = (np.full_like(frame.image, value) for value in (50, 150))
    return ImagingPreview(frame, *grey, **more)


class Hand:
    """A mouse that is told shares of the picture."""

    def __init__(self, page):
        self.canvas = page.canvas

    def at(self, share) -> QPoint:
        return self.canvas.view.place(QPointF(*share)).toPoint()

    def click(self, share):
        QTest.mouseClick(self.canvas, Qt.MouseButton.LeftButton, pos=self.at(share))

    def double_click(self, share):
        self.click(share)
        QTest.mouseDClick(self.canvas, Qt.MouseButton.LeftButton, pos=self.at(share))

    def press(self, share, button=Qt.MouseButton.LeftButton):
        QTest.mousePress(self.canvas, button, pos=self.at(share))

    def move(self, share):
        QTest.mouseMove(self.canvas, self.at(share))

    def release(self, share, button=Qt.MouseButton.LeftButton):
        QTest.mouseRelease(self.canvas, button, pos=self.at(share))

    def drag(self, start, end):
        self.press(start)
        self.move(((start[0] + end[0]) / 2, (start[1] + end[1]) / 2))
        self.move(end)
        self.release(end)

    def key(self, key, modifier=Qt.KeyboardModifier.NoModifier):
        QTest.keyClick(self.canvas, key, modifier)


def near(page, share=1.5):
    """Give what a pixel of the widget is as a share of the picture, and a little more."""
    box = page.canvas.view.box
    return share / min(box.width(), box.height())


def zones_told(station) -> list[tuple[Zone, ...]]:
    return [value for path, value in station.called("change_setting") if path == "imaging.zones"]


def assert_points(page, zone, *points):
    assert len(zone.points) == len(points)
    for found, wanted in zip(zone.points, points, strict=True):
        assert found == pytest.approx(wanted, abs=near(page))
