"""The line at the bottom: what is judged, with what, on what; always in sight."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QSignalBlocker
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QSizePolicy, QWidget

from spade_station.app.status import BankStatus
from spade_station.domain.station_settings import Language
from spade_station.ui.translated import Translated
from spade_station.ui.web_text import defect_text, place_text
from spade_station.ui.widgets.backbone_text import backbone_name, moved_mark, moved_text

if TYPE_CHECKING:
    from spade_station.app.station import Station

LANGUAGES = {Language.ENGLISH: "English", Language.CHINESE: "简体中文"}


class LanguageChooser(QComboBox):
    """The languages by their own names; choosing one tells the station."""

    def __init__(self, station: "Station", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._station = station
        for language, name in LANGUAGES.items():
            self.addItem(name, language.value)
        self._show()
        station.settingsChanged.connect(self._show)
        self.activated.connect(self._on_activated)

    def _show(self) -> None:
        with QSignalBlocker(self):
            self.setCurrentIndex(self.findData(self._station.settings.language.value))

    def _on_activated(self, _place: int) -> None:
        self._station.change_settings(language=Language(self.currentData()))


class StatusLine(Translated):
    """Product, bank, backbone and device, how far a web has come, and the language."""

    def __init__(self, station: "Station", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._station = station
        self.product = QLabel()
        self.bank = QLabel()
        self.backbone = QLabel()
        self.fallback = QLabel()
        self.fallback.setObjectName("fallback")
        self.moved = QLabel()
        self.moved.setObjectName("moved")
        self.web = QLabel()
        self.language = LanguageChooser(station)
        row = QHBoxLayout(self)
        row.setContentsMargins(14, 4, 8, 4)
        row.setSpacing(16)
        for part in (self.product, self.bank, self.backbone, self.fallback):
            row.addWidget(part)
        row.addWidget(self.moved, 100)
        row.addStretch(1)
        row.addWidget(self.web)
        row.addWidget(self.language)
        self.moved.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.make_panel()
        for signal in (station.presetChanged, station.bankChanged, station.backboneChanged):
            signal.connect(self.refresh)
        station.liveChanged.connect(self._show_web)
        self.retranslate()

    @property
    def text(self) -> str:
        """All that is shown."""
        parts = (self.product, self.bank, self.backbone, self.fallback, self.moved, self.web)
        return " ".join(part.text() for part in parts if not part.isHidden())

    def retranslate(self) -> None:
        """Write the texts in the language of the window."""
        self.language.setAccessibleName(self.tr("Language"))
        self.refresh()
        self._show_web()

    def refresh(self) -> None:
        """Read product, bank and backbone again."""
        bank, backbone = self._station.bank, self._station.backbone
        self.product.setText(self.tr("Product: {name}").format(name=self._station.preset.name))
        self.bank.setText(self._bank_text(bank))
        self.backbone.setText(
            f"{backbone_name(backbone)} · {backbone.device}"
            if backbone.name
            else self.tr("Network is loading…")
        )
        self.backbone.setVisible(bool(backbone.name) or bank.is_opening)
        self.fallback.setText("⚠ " + self.tr("FALLBACK"))
        self.fallback.setToolTip(
            self.tr("No weights of a network are on this machine; the built-in filters judge.")
        )
        self.fallback.setVisible(backbone.is_fallback)
        moved = moved_mark(backbone)
        self.moved.setText(f"⚠ {moved}" if moved else "")
        self.moved.setVisible(bool(moved))
        self.moved.setToolTip(moved_text(backbone))

    def _bank_text(self, bank: BankStatus) -> str:
        if bank.is_opening:
            return self.tr("Being opened…")
        if bank.is_broken:
            return self.tr("Cannot be opened")
        if not bank.version:
            return self.tr("Nothing learned yet")
        return self.tr("Bank v{version}, {samples} samples").format(
            version=bank.version, samples=bank.samples
        )

    def _show_web(self) -> None:
        """Say how far the web has come and how many defects it has; the last ones on hovering."""
        web = self._station.live.web
        self.web.setVisible(web is not None)
        if web is None:
            return
        place = place_text(web.position.end, web.mm_per_px, web.position.is_exact)
        self.web.setText(
            self.tr("Web: {place}, defects: {count}").format(place=place, count=web.count)
        )
        self.web.setToolTip("\n".join(map(defect_text, web.defects)))
