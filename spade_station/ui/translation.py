"""The language of the window, and texts that lower layers wrote as templates."""

from collections.abc import Mapping
from typing import Protocol

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, QObject, QTranslator
from PySide6.QtWidgets import QApplication

from spade_station.domain.errors import StationError
from spade_station.domain.preset import Preset
from spade_station.domain.reasons import Reason
from spade_station.domain.setting import SettingPath, describe
from spade_station.domain.station_settings import Language, StationSettings
from spade_station.ui.look import RESOURCES, font_for

LABELS = {info.path: info.label for info in describe(Preset)}


class Template(Protocol):
    """What a notice and an error have in common."""

    @property
    def text(self) -> str:
        """What happened, with names in braces."""

    @property
    def advice(self) -> str:
        """What to do about it, with names in braces."""

    @property
    def values(self) -> Mapping[str, object]:
        """What the names stand for."""


class Translation(QObject):
    """Installs the translators of one language; every widget hears of it as LanguageChange."""

    def __init__(self, app: QApplication) -> None:
        super().__init__(app)
        self.language = Language.ENGLISH
        self._app = app
        self._installed: list[QTranslator] = []
        QLocale.setDefault(QLocale(Language.ENGLISH.value))

    def use(self, language: Language) -> None:
        """Switch to `language`; nothing happens when it is in use already."""
        if language is self.language:
            return
        self.language = language
        QLocale.setDefault(QLocale(language.value))
        self._app.setFont(font_for(language))
        self._app.setStyleSheet(self._app.styleSheet())  # or labels keep the old font's widths
        for translator in self._installed:
            self._app.removeTranslator(translator)
        self._installed = []
        if language is not Language.ENGLISH:
            qt = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
            self._install(f"{qt}/qtbase_{language}.qm")
            self._install(str(RESOURCES / "translations" / f"spade_station_{language}.qm"))

    def follow(self, settings: StationSettings) -> None:
        """Switch to the language of the station's settings."""
        self.use(settings.language)

    def _install(self, path: str) -> None:
        translator = QTranslator(self)
        if translator.load(path):
            self._app.installTranslator(translator)
            self._installed.append(translator)


class _Known(dict[str, object]):
    """Leaves a name that nobody filled in as it stands: a message must never fail itself."""

    def __missing__(self, key: str) -> str:
        return "{" + key + "}"


def filled(template: str, values: Mapping[str, object]) -> str:
    """Fill a template in; an error, a reason or a setting that it names is translated, too."""
    texts = {name: _told(value) for name, value in values.items()}
    return template.format_map(_Known(texts)) if texts else template


def _told(value: object) -> object:
    if isinstance(value, StationError):
        return tr_error(value)[0]
    if isinstance(value, SettingPath) and value in LABELS:
        return f"“{tr_setting(LABELS[value])}”"
    if isinstance(value, Reason):
        return tr_template(value.text, value.values)
    return value


def tr_template(template: str, values: Mapping[str, object] | None = None) -> str:
    """Translate a text of the lower layers and fill it in."""
    for context in ("errors", "notices", "jobs", "reasons"):
        translated = QCoreApplication.translate(context, template)
        if translated != template:
            return filled(translated, values or {})
    return filled(template, values or {})


def tr_error(told: Template) -> tuple[str, str]:
    """Return text and advice of a notice or an error in the language of the window."""
    return tr_template(told.text, told.values), tr_template(told.advice, told.values)


def tr_setting(text: str) -> str:
    """Translate a label, a help text or a unit of a declared setting."""
    return QCoreApplication.translate("settings", text) if text else ""
