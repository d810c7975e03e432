"""Where the views of a part lie in a widget, side by side on a sheet, each with its own shares."""

from PySide6.QtCore import QPointF, QRectF

from spade_station.domain.zone import Point, Zone
from spade_station.ui.widgets.view_transform import ViewTransform
from spade_station.ui.widgets.zone_shapes import handles, nearest


class OneView:
    """Between places of the widget and shares (0..1) of one view.

    Parameters
    ----------
    number
        Of the view, from the left.
    count
        Views on the sheet; a single one is the whole picture.
    """

    def __init__(self, sheet: ViewTransform, number: int, count: int) -> None:
        self._sheet = sheet
        self._count = count
        self.number = number

    @property
    def is_alone(self) -> bool:
        """Whether it has no neighbours to be kept from."""
        return self._count == 1

    @property
    def box(self) -> QRectF:
        """Where the view lies."""
        box = self._sheet.box
        width = box.width() / self._count
        return QRectF(box.left() + self.number * width, box.top(), width, box.height())

    @property
    def seen(self) -> QRectF:
        """What part of the view is in the widget, in shares."""
        seen = self._sheet.seen
        left, right = (self._of_view(x) for x in (seen.left(), seen.right()))
        own = QRectF(left, seen.top(), right - left, seen.height())
        return own.intersected(QRectF(0, 0, 1, 1))

    def share(self, place: QPointF) -> QPointF:
        """Give a place of the widget as shares of the view; outside it below 0 or above 1."""
        share = self._sheet.share(place)
        return QPointF(self._of_view(share.x()), share.y())

    def place(self, share: QPointF) -> QPointF:
        """Give shares of the view as a place of the widget."""
        return self._sheet.place(QPointF(*self.on_sheet((share.x(), share.y()))))

    def on_sheet(self, point: Point) -> Point:
        """Give shares of the view as shares of the whole sheet."""
        return (self.number + point[0]) / self._count, point[1]

    def reach(self, pixels: float) -> Point:
        """Give so many pixels of the widget in shares, across and down."""
        box = self.box
        return pixels / box.width(), pixels / box.height()

    def _of_view(self, across: float) -> float:
        return across * self._count - self.number


class SheetTransform(ViewTransform):
    """A sheet as a picture, and its views.

    Attributes
    ----------
    views
        From the left.
    current
        The view in which is drawn.
    """

    def __init__(self) -> None:
        super().__init__()
        self.views: tuple[OneView, ...] = (OneView(self, 0, 1),)
        self.current = self.views[0]

    def set_count(self, count: int) -> None:
        """Say how many views are side by side."""
        if count != len(self.views):
            self.views = tuple(OneView(self, number, count) for number in range(count))
            self.current = self.views[0]

    def go_to(self, place: QPointF, selected: Zone | None, pixels: float) -> None:
        """Draw in the view at a place of the widget.

        Parameters
        ----------
        selected
            Its handles are taken in their own view where they reach over its border.
        pixels
            How near to a handle is near.
        """
        count = len(self.views)
        number = int(self.share(place).x() * count)
        self.current = self.views[min(count - 1, max(0, number))]
        if selected is None:
            return
        for view in sorted(self.views, key=lambda view: view is not self.current):
            share = view.share(place)
            if nearest(handles(selected), (share.x(), share.y()), view.reach(pixels)) is not None:
                self.current = view
                return
