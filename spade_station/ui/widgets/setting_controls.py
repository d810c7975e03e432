"""One control a kind of value: number with slider, choice, switch, and the optional number.

All speak alike: `moved` while a value is still being chosen, `settled` when it has been; setting a
value from outside says nothing.
"""

from enum import StrEnum

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QDoubleSpinBox, QHBoxLayout, QSlider, QWidget

from spade_station.domain.setting import SettingInfo
from spade_station.ui.translation import tr_setting
from spade_station.ui.words import word

_EVEN_STEPS = 500
"""Ranges with more steps than this get a slider that is finer near the small end."""


class Control(QWidget):
    """What every control can do."""

    moved = Signal(object)
    settled = Signal(object)

    def value(self) -> object:
        """Return the value chosen."""
        raise NotImplementedError

    def set_value(self, value: object) -> None:
        """Show a value from outside; nothing is said of it."""
        raise NotImplementedError

    def retranslate(self) -> None:
        """Write texts in the language of the window; most controls have none."""


class NumberControl(Control):
    """A slider for the hand and a spin box for the exact figure."""

    def __init__(self, info: SettingInfo) -> None:
        super().__init__()
        self._info = info
        self._least = info.least if info.least is not None else 0.0
        self._most = info.most if info.most is not None else 1e6
        self._step = info.step or (1 if info.kind is int else 0.1)
        steps = round((self._most - self._least) / self._step)
        self._power = 1 if steps <= _EVEN_STEPS else 3
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self.slider.setRange(0, steps if self._power == 1 else 1000)
        self.slider.setPageStep(max(1, self.slider.maximum() // 10))
        self.spin = QDoubleSpinBox()
        self.spin.setDecimals(0 if info.kind is int else _decimals(self._step, self._least))
        self.spin.setRange(self._least, self._most)
        self.spin.setSingleStep(self._step)
        self.spin.setKeyboardTracking(False)
        self.spin.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.spin.setMinimumWidth(112)
        self.spin.setMinimumHeight(32)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(10)
        row.addWidget(self.slider, 1)
        row.addWidget(self.spin)
        self.slider.valueChanged.connect(self._on_slider_moved)
        self.slider.sliderReleased.connect(self._on_slider_released)
        self.spin.valueChanged.connect(self._on_spin_changed)
        self.retranslate()

    def value(self) -> float | int:
        """Return the number, whole where the setting is whole."""
        number = self.spin.value()
        return round(number) if self._info.kind is int else number

    def set_value(self, value: object) -> None:
        """Show a number."""
        with QSignalBlocker(self.spin), QSignalBlocker(self.slider):
            self.spin.setValue(float(value))  # type: ignore[arg-type]  # a number by declaration
            if not self.slider.isSliderDown():
                self.slider.setValue(self._position(self.spin.value()))

    def retranslate(self) -> None:
        """Write the unit."""
        unit = tr_setting(self._info.unit)
        self.spin.setSuffix(f" {unit}" if unit else "")

    def _on_slider_moved(self, position: int) -> None:
        with QSignalBlocker(self.spin):
            self.spin.setValue(self._number(position))
        (self.moved if self.slider.isSliderDown() else self.settled).emit(self.value())

    def _on_slider_released(self) -> None:
        self.settled.emit(self.value())

    def _on_spin_changed(self, number: float) -> None:
        if self._info.only_steps:
            steps = round((number - self._least) / self._step)
            number = self._least + steps * self._step
        with QSignalBlocker(self.slider), QSignalBlocker(self.spin):
            self.spin.setValue(number)
            self.slider.setValue(self._position(number))
        self.settled.emit(self.value())

    def _number(self, position: int) -> float:
        share = (position / self.slider.maximum()) ** self._power
        steps = round(share * (self._most - self._least) / self._step)
        return float(min(self._least + steps * self._step, self._most))

    def _position(self, number: float) -> int:
        share = (number - self._least) / (self._most - self._least)
        along: float = max(0.0, share) ** (1 / self._power)
        return round(along * self.slider.maximum())


class OptionalControl(Control):
    """A tick box before a number: without the tick there is no value."""

    def __init__(self, info: SettingInfo) -> None:
        super().__init__()
        self.tick = QCheckBox()
        self.number = NumberControl(info)
        self._first = self.number.value()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.tick)
        row.addWidget(self.number, 1)
        self.tick.toggled.connect(self._on_toggled)
        self.number.moved.connect(self.moved)
        self.number.settled.connect(self.settled)

    def value(self) -> float | int | None:
        """Return the number, or None without the tick."""
        return self.number.value() if self.tick.isChecked() else None

    def set_value(self, value: object) -> None:
        """Show a number, or that there is none: then none of another product waits for the tick."""
        with QSignalBlocker(self.tick):
            self.tick.setChecked(value is not None)
        self._offer()
        self.number.set_value(self._first if value is None else value)

    def retranslate(self) -> None:
        """Write the unit."""
        self.number.retranslate()
        self._offer()

    def _offer(self) -> None:
        off = "" if self.tick.isChecked() else self.tr("Tick the box before it to set a number.")
        self.number.setEnabled(not off)
        self.number.setToolTip(off)  # empty, that of the setting is shown

    def _on_toggled(self, _checked: bool) -> None:
        self._offer()
        self.settled.emit(self.value())


class ChoiceControl(Control):
    """A list of the values of an enumeration."""

    def __init__(self, kind: type[StrEnum]) -> None:
        super().__init__()
        self._kind = kind
        self.combo = QComboBox()
        self.combo.setMinimumHeight(32)
        self.combo.setMinimumContentsLength(12)
        self.combo.setSizeAdjustPolicy(
            QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        for choice in kind:
            self.combo.addItem(word(choice), choice.value)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.combo, 1)
        self.combo.currentIndexChanged.connect(self._on_chosen)

    def value(self) -> StrEnum:
        """Return the member chosen."""
        return self._kind(self.combo.currentData())

    def set_value(self, value: object) -> None:
        """Show a member."""
        with QSignalBlocker(self.combo):
            self.combo.setCurrentIndex(self.combo.findData(self._kind(str(value)).value))

    def retranslate(self) -> None:
        """Write the names of the values."""
        for place in range(self.combo.count()):
            self.combo.setItemText(place, word(self.combo.itemData(place)))

    def _on_chosen(self, _place: int) -> None:
        self.settled.emit(self.value())


class SwitchControl(Control):
    """A tick box for yes and no."""

    def __init__(self) -> None:
        super().__init__()
        self.tick = QCheckBox()
        self.tick.setMinimumHeight(32)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.tick)
        row.addStretch(1)
        self.tick.toggled.connect(self._on_toggled)

    def value(self) -> bool:
        """Return whether it is ticked."""
        return self.tick.isChecked()

    def set_value(self, value: object) -> None:
        """Tick it or not."""
        with QSignalBlocker(self.tick):
            self.tick.setChecked(bool(value))

    def _on_toggled(self, checked: bool) -> None:
        self.settled.emit(checked)


def control_for(info: SettingInfo) -> Control:
    """Make the control that fits a declared setting."""
    if info.kind is bool:
        return SwitchControl()
    if issubclass(info.kind, StrEnum):
        return ChoiceControl(info.kind)
    return OptionalControl(info) if info.optional else NumberControl(info)


def _decimals(*numbers: float) -> int:
    """Return how many decimals these numbers need."""
    return max(len(f"{number:.6f}".rstrip("0").partition(".")[2]) for number in numbers)
