"""The picture to draw in: zones, the alignment feature, the scale line, and the ghost over it."""

from PySide6.QtCore import QEvent, QPointF, QSize, Qt, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from spade_station.domain.frame import Mask, Picture
from spade_station.domain.imaging_settings import Box
from spade_station.domain.zone import Point, Zone
from spade_station.ui.look import ACCENT, QUIET, SURROUND
from spade_station.ui.translated import Translated
from spade_station.ui.widgets.picture_layers import PictureLayers
from spade_station.ui.widgets.shapes_layer import ShapesLayer
from spade_station.ui.widgets.sheet_transform import SheetTransform
from spade_station.ui.widgets.zone_paint import paint_drawing
from spade_station.ui.widgets.zone_shapes import handles, nearest
from spade_station.ui.widgets.zone_tools import (
    Change,
    FeatureDrawn,
    LineDrawn,
    Tool,
    ZonesDrawn,
    ZoneTools,
)

_REACH = 12.0  # pixels of the widget
_STEP = 1.2
_TOOL_KEYS = {
    Qt.Key.Key_V: Tool.SELECT,
    Qt.Key.Key_R: Tool.RECTANGLE,
    Qt.Key.Key_E: Tool.ELLIPSE,
    Qt.Key.Key_P: Tool.POLYGON,
    Qt.Key.Key_A: Tool.FEATURE,
    Qt.Key.Key_L: Tool.LINE,
}
_ARROWS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}


class ZoneCanvas(Translated):
    """Paints the picture it was given last, and hands pointer and keys to `tools`.

    Signals
    -------
    zonesDrawn, featureDrawn, lineDrawn
        All zones as they are now; the feature, or None; where the scale line begins and ends, in
        shares of the whole picture.
    changed
        Tool, selection, or whether somebody is drawing.
    toolWanted
        A tool was chosen by its key.
    """

    zonesDrawn = Signal(object)  # noqa: N815 - a Qt signal
    featureDrawn = Signal(object)  # noqa: N815 - a Qt signal
    lineDrawn = Signal(object, object)  # noqa: N815 - a Qt signal
    changed = Signal()
    toolWanted = Signal(object)  # noqa: N815 - a Qt signal

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.tools = ZoneTools()
        self.view = SheetTransform()
        self.line: tuple[Point, Point] | None = None  # of the scale, in shares of all the picture
        self.can_edit = True
        self._layers = PictureLayers()
        self._shapes = ShapesLayer(self)
        self._panned_from: QPointF | None = None
        self._space = False
        self._is_waiting = False
        self._hint = self._feature_text = ""
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.retranslate()

    @property
    def picture(self) -> Picture | None:
        """What is drawn in."""
        return self._layers.picture

    def show_picture(self, picture: Picture | None, unjudged: Mask | None = None) -> None:
        """Show another picture, or none, with what of it is not judged."""
        self._layers.show(picture, unjudged)
        self._measure()
        self.update()

    def set_views(self, count: int) -> None:
        """Say of how many views, side by side, the pictures are; zones hold in each."""
        self.view.set_count(count)
        self.update()

    def set_is_waiting(self, is_waiting: bool) -> None:
        """Say what is shown where there is no picture: one is on its way, or there is none."""
        if is_waiting != self._is_waiting:
            self._is_waiting = is_waiting
            self.retranslate()

    def show_zones(self, zones: tuple[Zone, ...], feature: Box | None) -> None:
        """Show what is in force."""
        self.tools.use(zones, feature)
        self._tell(None)

    def show_ghost(self, ghost: Picture | None, opacity: float) -> None:
        """Lay a picture half transparent over the one shown."""
        self._layers.ghost, self._layers.ghost_opacity = ghost, opacity
        self.update()

    def set_can_edit(self, can_edit: bool) -> None:
        """Say whether zones can be drawn on this picture; a scale line always can."""
        if can_edit != self.can_edit:
            self.can_edit = can_edit
            self.tools.select(None)
            self._tell(None)

    def choose(self, tool: Tool) -> None:
        """Take another tool."""
        self.tools.choose(tool)
        self.setFocus()
        self._tell(None)

    def select(self, item: int | None) -> None:
        """Select a zone by its number, or the feature."""
        self.tools.select(item)
        self._tell(None)

    def delete(self) -> None:
        """Delete what is selected."""
        self._tell(self.tools.delete())

    def change_selected(self, **changes: object) -> None:
        """Give the selected zone another kind, factor or name."""
        self._tell(self.tools.change_selected(**changes))

    def let_go(self) -> None:
        """Drop what is half drawn and the scale line, and select again."""
        self.tools.choose(Tool.SELECT)
        self.tools.select(None)
        self.forget_line()
        self._tell(None)

    def forget_line(self) -> None:
        """Take the scale line off the picture."""
        self.line = None
        self.update()

    def zoom(self, factor: float) -> None:
        """Zoom around the middle."""
        self.view.zoom_at(QPointF(self.width() / 2, self.height() / 2), factor)
        self.update()

    def fit(self) -> None:
        """Show the whole picture."""
        self.view.fit()
        self.update()

    def retranslate(self) -> None:
        """Write the texts in the language of the window."""
        self._hint = (
            self.tr("The picture is being prepared.")
            if self._is_waiting
            else self.tr("No picture yet. Start the line, or take one picture (F7).")
        )
        self._feature_text = self.tr("Feature")
        self.setAccessibleName(self.tr("Picture to draw in"))
        self.setAccessibleDescription(
            self.tr(
                "Page up and down select a zone, the arrows move it, Enter goes to its corners, "
                "Del deletes it. V, R, E, P, A and L take a tool, Enter then puts a shape into "
                "the middle."
            )
        )
        self.update()

    def sizeHint(self) -> QSize:
        """Ask for a comfortable size."""
        return QSize(640, 480)

    def minimumSizeHint(self) -> QSize:
        """Ask for the least size."""
        return QSize(280, 200)

    # --- the pointer -----------------------------------------------------------------------------

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom around the pointer."""
        self.view.zoom_at(event.position(), _STEP ** (event.angleDelta().y() / 120))
        self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Draw, take hold of something, or move the picture."""
        if self.picture is None:
            return
        left = event.button() is Qt.MouseButton.LeftButton
        if event.button() is Qt.MouseButton.MiddleButton or (left and self._space):
            self._panned_from = event.position()
        elif left and self._may_draw:
            self._tell(self.tools.press(self._share(event)))
        if left and self.tools.tool is Tool.SELECT and self.tools.selected is None:
            self._panned_from = event.position()
        self._show_cursor()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Draw on, drag, or move the picture."""
        if self._panned_from is not None:
            self.view.pan(event.position() - self._panned_from)
            self._panned_from = event.position()
            self.update()
        elif self.picture is not None:
            self.tools.move(self._share(event))
            self._show_cursor(self._share(event))
            if self.tools.is_busy:
                self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Let go; what was drawn is told."""
        if self._panned_from is not None:
            self._panned_from = None
        elif event.button() is Qt.MouseButton.LeftButton and self.picture is not None:
            self._tell(self.tools.release(self._share(event)))
        self._show_cursor(self._share(event))

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """End a polygon; beside all shapes, show the whole picture."""
        if self.tools.tool is not Tool.SELECT and event.button() is Qt.MouseButton.LeftButton:
            self._tell(self.tools.double_click(self._share(event)))
        elif self.tools.selected is None:
            self.fit()
        else:
            self.mousePressEvent(event)

    # --- the keys --------------------------------------------------------------------------------

    def event(self, event: QEvent) -> bool:
        """Keep the keys of drawing from the window's shortcuts."""
        if event.type() is QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            leaves = self.tools.is_busy or self.tools.tool is not Tool.SELECT
            if event.key() == Qt.Key.Key_Escape and (leaves or self.tools.selected is not None):
                event.accept()
                return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Work without a mouse."""
        key = Qt.Key(event.key())
        modified = event.modifiers() & (
            Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier
        )
        if self.picture is None or modified or not self._take_key(key, event):
            super().keyPressEvent(event)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        """End what a key held down has done."""
        if event.isAutoRepeat():
            return
        if event.key() == Qt.Key.Key_Space:
            self._space = False
            self._show_cursor()
        elif Qt.Key(event.key()) in _ARROWS:
            self._tell(self.tools.settle())
        else:
            super().keyReleaseEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Keep what an arrow key had moved; its release goes elsewhere."""
        self._space = False
        if self._panned_from is None and self.tools.draft is not None:
            self._tell(self.tools.settle())
        super().focusOutEvent(event)

    def _take_key(self, key: Qt.Key, event: QKeyEvent) -> bool:
        """Do what a key means; False when it means nothing here."""
        tools, change = self.tools, None
        if key in _TOOL_KEYS:
            self.toolWanted.emit(_TOOL_KEYS[key])
        elif key in _ARROWS:
            self._nudge(_ARROWS[key], bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier))
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            change = self._enter() if self._may_draw else None
        elif key == Qt.Key.Key_Escape:
            if not tools.escape():
                return False
        elif key == Qt.Key.Key_Backspace and tools.points:
            tools.backspace()
        elif key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            change = tools.delete()
        elif key in (Qt.Key.Key_PageUp, Qt.Key.Key_PageDown) and self.can_edit:
            tools.pick_next(1 if key == Qt.Key.Key_PageDown else -1)
        elif key == Qt.Key.Key_Space:
            self._space = True
            self._show_cursor()
        elif key in (Qt.Key.Key_Plus, Qt.Key.Key_Minus):
            self.zoom(_STEP if key == Qt.Key.Key_Plus else 1 / _STEP)
        elif key == Qt.Key.Key_0:
            self.fit()
        else:
            return False
        self._tell(change)
        return True

    def _enter(self) -> Change | None:
        """End a polygon, or put a shape into what is seen of the view in the middle."""
        if not self.tools.is_held:
            self.view.go_to(self.rect().toRectF().center(), None, _REACH)
        seen = self.view.current.seen
        return self.tools.enter((seen.left(), seen.top()), (seen.right(), seen.bottom()))

    def _nudge(self, way: tuple[int, int], far: bool) -> None:
        height, width = self._layers.size
        pixels, count = 10 if far else 1, len(self.view.views)
        self.tools.nudge((way[0] * pixels * count / width, way[1] * pixels / height))

    # --- inside ----------------------------------------------------------------------------------

    @property
    def _may_draw(self) -> bool:
        return self.picture is not None and (self.can_edit or self.tools.tool is Tool.LINE)

    def _share(self, event: QMouseEvent) -> Point:
        """Give the pointer's place in shares of its view, and how near is near there.

        What is drawn or dragged stays in the view in which that began.
        """
        if not self.tools.is_held:
            self.view.go_to(event.position(), self.tools.shape, _REACH)
        self.tools.reach = self.view.current.reach(_REACH)
        share = self.view.current.share(event.position())
        return share.x(), share.y()

    def _tell(self, change: Change | None) -> None:
        match change:
            case ZonesDrawn(zones):
                self.zonesDrawn.emit(zones)
            case FeatureDrawn(feature):
                self.featureDrawn.emit(feature)
            case LineDrawn(start, end):
                self.line = self.view.current.on_sheet(start), self.view.current.on_sheet(end)
                self.lineDrawn.emit(*self.line)
        self.changed.emit()
        self.update()

    def _show_cursor(self, place: Point | None = None) -> None:
        shape = Qt.CursorShape.ArrowCursor
        selected = self.tools.shape
        if self._panned_from is not None and self.view.zoom > 1:
            shape = Qt.CursorShape.ClosedHandCursor
        elif self._space:
            shape = Qt.CursorShape.OpenHandCursor
        elif self.tools.tool is not Tool.SELECT:
            shape = Qt.CursorShape.CrossCursor
        elif selected is not None and place is not None:
            near = nearest(handles(selected), place, self.tools.reach)
            shape = Qt.CursorShape.SizeAllCursor if near is not None else shape
        self.setCursor(shape)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit into another size."""
        self._measure()
        super().resizeEvent(event)

    def _measure(self) -> None:
        height, width = self._layers.size
        self.view.set_sizes(self.size(), QSize(width, height))

    # --- painting --------------------------------------------------------------------------------

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw everything."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), SURROUND)
        if self.picture is None:
            painter.setPen(QUIET)
            painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, self._hint)
        else:
            self._layers.paint(painter, self.view, self.size())
            faint = not self.can_edit
            self._shapes.paint(painter, self.view, self.tools, self._feature_text, faint=faint)
            paint_drawing(painter, self.view, self.tools, self.line, self._layers.size)
        if self.hasFocus():
            painter.setPen(QPen(ACCENT, 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(self.rect().adjusted(1, 1, -1, -1))
        painter.end()
