"""What stands around the canvas: which stage is seen, the tools, and the ghost."""

from enum import StrEnum

from PySide6.QtCore import QSignalBlocker, QSize, Qt, Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QCheckBox,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSlider,
    QToolButton,
    QWidget,
)

from spade_station.domain.zone import ZoneKind
from spade_station.ui.look import icon
from spade_station.ui.translated import Translated
from spade_station.ui.widgets.buttons import TOUCH, offer
from spade_station.ui.widgets.zone_list import KindChooser
from spade_station.ui.widgets.zone_tools import Tool

_SIDE = 40


class Stage(StrEnum):
    """How far the picture has come that is seen."""

    CAMERA = "camera"
    LIGHT = "light"
    ALIGNED = "aligned"
    JUDGED = "judged"


class StageBar(Translated):
    """One button a stage; `chosen` carries the `Stage`."""

    chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.buttons = {stage: QPushButton() for stage in Stage}
        group = QButtonGroup(self)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        for number, button in enumerate(self.buttons.values()):
            button.setCheckable(True)
            button.setProperty("kind", "segment")
            button.setMinimumHeight(TOUCH)
            group.addButton(button, number)
            row.addWidget(button, 1)
        self.buttons[Stage.CAMERA].setChecked(True)
        group.idClicked.connect(self._on_clicked)
        self.retranslate()

    @property
    def stage(self) -> Stage:
        """The stage that is seen."""
        return next(stage for stage, button in self.buttons.items() if button.isChecked())

    def show_stage(self, stage: Stage) -> None:
        """Go to a stage."""
        if stage is not self.stage:
            self.buttons[stage].setChecked(True)
            self.chosen.emit(stage)

    def retranslate(self) -> None:
        """Write the texts in the language of the window."""
        texts = {
            Stage.CAMERA: (self.tr("Camera"), self.tr("The picture as it came.")),
            Stage.LIGHT: (self.tr("After light"), self.tr("With the light corrected.")),
            Stage.ALIGNED: (self.tr("Aligned"), self.tr("Laid upon the reference.")),
            Stage.JUDGED: (
                self.tr("What is judged"),
                self.tr("As the network sees it; hatched places are not judged."),
            ),
        }
        for stage, (text, tip) in texts.items():
            self.buttons[stage].setText(text)
            self.buttons[stage].setToolTip(tip)

    def _on_clicked(self, number: int) -> None:
        self.chosen.emit(list(Stage)[number])


class ToolBar(Translated):
    """The tools of drawing and of looking.

    Signals
    -------
    toolChosen
        A `Tool`.
    kindChosen
        The `ZoneKind` of what is drawn next.
    zoomWanted
        How much nearer; 0 for the whole picture.
    """

    toolChosen = Signal(object)  # noqa: N815 - a Qt signal
    kindChosen = Signal(object)  # noqa: N815 - a Qt signal
    zoomWanted = Signal(float)  # noqa: N815 - a Qt signal

    def __init__(self, kind: ZoneKind, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.tools = {tool: _tool_button(tool.value) for tool in Tool}
        self.kind = KindChooser()
        self.kind.show_kind(kind)
        self.zooms = {
            name: _tool_button(name, checkable=False) for name in ("zoom_in", "zoom_out", "fit")
        }
        self._missing = ""
        self._group = QButtonGroup(self)
        self._lay_out()
        self._group.idClicked.connect(self._on_tool_clicked)
        self.kind.chosen.connect(self.kindChosen)
        for name, factor in (("zoom_in", 1.5), ("zoom_out", 1 / 1.5), ("fit", 0.0)):
            self.zooms[name].clicked.connect(lambda _=False, by=factor: self.zoomWanted.emit(by))
        self.retranslate()

    def show_tool(self, tool: Tool) -> None:
        """Mark the tool in hand."""
        self.tools[tool].setChecked(True)

    def offer(self, missing: str) -> None:
        """Say what is missing for drawing; empty where nothing is."""
        if missing != self._missing:  # it is asked with each live picture
            self._missing = missing
            self.retranslate()

    def retranslate(self) -> None:
        """Write the texts in the language of the window."""
        texts = {
            Tool.SELECT: self.tr("Select, move, reshape (V)"),
            Tool.RECTANGLE: self.tr("Draw a rectangle (R)"),
            Tool.ELLIPSE: self.tr("Draw an ellipse (E)"),
            Tool.POLYGON: self.tr(
                "Draw a polygon (P): a click a corner; double click or Enter ends it, Backspace "
                "takes a corner back, Esc drops it"
            ),
            Tool.FEATURE: self.tr("Draw the alignment feature (A)"),
            Tool.LINE: self.tr("Draw a line of known length (L)"),
        }
        for tool, text in texts.items():
            offer(self.tools[tool], text, self._missing)
            self.tools[tool].setAccessibleName(text)
        for name, text in (
            ("zoom_in", self.tr("Nearer (+, wheel)")),
            ("zoom_out", self.tr("Farther (−, wheel)")),
            ("fit", self.tr("Whole picture (0)")),
        ):
            offer(self.zooms[name], text, self._missing)
            self.zooms[name].setAccessibleName(text)
        self.kind.retranslate()
        self.kind.setAccessibleName(self.tr("Kind of the zones that are drawn next"))
        self.kind.setToolTip(self.tr("Kind of the zones that are drawn next"))

    def _on_tool_clicked(self, number: int) -> None:
        self.toolChosen.emit(list(Tool)[number])

    def _lay_out(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(6, 3, 6, 3)
        row.setSpacing(3)
        for number, (tool, button) in enumerate(self.tools.items()):
            self._group.addButton(button, number)
            row.addWidget(button)
            if tool is Tool.POLYGON:
                row.addWidget(self.kind)
                row.addSpacing(8)
        row.addStretch(1)
        for button in self.zooms.values():
            row.addWidget(button)
        self.tools[Tool.SELECT].setChecked(True)
        self.make_panel()


class GhostBar(Translated):
    """Lays the reference over the picture; `changed` when it is to look otherwise."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._is_available = False
        self.on = QCheckBox()
        self.on.setMinimumHeight(36)
        self.opacity = QSlider(Qt.Orientation.Horizontal)
        self.opacity.setRange(10, 90)
        self.opacity.setValue(50)
        self.opacity.setMinimumWidth(80)
        self.opacity.setMaximumWidth(180)
        self.opacity.setMinimumHeight(36)
        self._number = QLabel()
        self._number.setMinimumWidth(44)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.on)
        row.addWidget(self.opacity, 1)
        row.addWidget(self._number)
        self.on.toggled.connect(self._on_changed)
        self.opacity.valueChanged.connect(self._on_changed)
        self.retranslate()

    @property
    def strength(self) -> float:
        """How strongly the reference covers the picture, 0 where it is off."""
        return self.opacity.value() / 100 if self.on.isChecked() and self.on.isEnabled() else 0.0

    def set_available(self, available: bool) -> None:
        """Say whether there is a reference."""
        self._is_available = available
        if not available:
            with QSignalBlocker(self.on):
                self.on.setChecked(False)
        self.retranslate()
        self.changed.emit()

    def retranslate(self) -> None:
        """Write the texts in the language of the window."""
        self.on.setText(self.tr("Ghost"))
        hint = self.tr("Lays the alignment reference over the picture, to place parts by hand.")
        missing = self.tr(
            "There is no alignment reference yet: take one under Alignment, or switch “Align by” "
            "on and learn."
        )
        offer(self.on, hint, "" if self._is_available else missing)
        self.opacity.setAccessibleName(self.tr("Opacity of the ghost"))
        off = "" if self.on.isChecked() else self.tr("Tick “Ghost” first.")
        offer(self.opacity, self.tr("Opacity of the ghost"), off)
        self._number.setText(f"{self.opacity.value()} %")

    def _on_changed(self) -> None:
        self.retranslate()
        self.changed.emit()


def _tool_button(name: str, *, checkable: bool = True) -> QToolButton:
    button = QToolButton()
    button.setIcon(icon(name))
    button.setIconSize(QSize(22, 22))
    button.setFixedSize(_SIDE, _SIDE)
    button.setCheckable(checkable)
    return button
