"""What was found on the picture, or why it was not inspected, in words."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QSizePolicy, QVBoxLayout, QWidget

from spade_station.app.status import RunState
from spade_station.domain.inspection import Inspection, Verdict
from spade_station.ui.look import Face, face_of
from spade_station.ui.translated import Translated
from spade_station.ui.translation import tr_error
from spade_station.ui.widgets.picture_view import region_text, worst_region


class FindingsLabel(Translated):
    """Two lines under the verdict; reason and advice stand there in full."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._state = RunState.STOPPED
        self._inspection: Inspection | None = None
        self._headline = self._label("headline")
        self._detail = self._label("")
        column = QVBoxLayout(self)
        column.setContentsMargins(14, 8, 14, 8)
        column.setSpacing(2)
        column.addWidget(self._headline)
        column.addWidget(self._detail)
        self.make_panel()
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        self.retranslate()

    @property
    def text(self) -> str:
        """All that is shown."""
        return f"{self._headline.text()}\n{self._detail.text()}".strip()

    def show_status(self, state: RunState, inspection: Inspection | None) -> None:
        """Explain what the banner says."""
        self._state, self._inspection = state, inspection
        self.retranslate()

    def retranslate(self) -> None:
        """Write the explanation in the language of the window."""
        headline, detail = self._texts()
        self._headline.setText(headline)
        self._detail.setText(detail)
        self._detail.setVisible(bool(detail))

    def _texts(self) -> tuple[str, str]:
        inspection = self._inspection
        if inspection is not None and inspection.reason is not None:
            return tr_error(inspection.reason)
        if self._state is RunState.STARTING:
            return self.tr("The line is starting."), self.tr("The source is being opened.")
        if self._state is RunState.STOPPED and inspection is None:
            return self.tr("Nothing is being inspected."), self.tr("Press Start (F5).")
        if face_of(self._state, inspection) is Face.NOT_INSPECTED or inspection is None:
            return (
                self.tr("No picture is coming from the source."),
                self.tr("Check the source; inspection goes on with the next picture."),
            )
        return self._found(inspection), ""

    def _found(self, inspection: Inspection) -> str:
        if not inspection.regions:
            if inspection.verdict is Verdict.CHECK:
                return self.tr("Close to the limit; please look at this part.")
            return self.tr("Nothing found over the limit.")
        hottest = worst_region(inspection.regions)
        if hottest.known_defect is not None:
            return self.tr("Resembles known defect {number} more than any good part.").format(
                number=hottest.known_defect
            )
        count = len(inspection.regions)
        if hottest.peak < 1:  # a limit mode finds what stands out from around it
            text = self.tr("Stands out, below the limit: {hottest}")
        elif count == 1:
            text = self.tr("1 region over the limit: {hottest}")
        else:
            text = self.tr("{count} regions over the limit, hottest: {hottest}")
        found = region_text(hottest, inspection.frame.web)
        return text.format(count=count, hottest=found)

    def _label(self, kind: str) -> QLabel:
        label = QLabel(self)
        label.setWordWrap(True)
        label.setTextFormat(Qt.TextFormat.PlainText)
        if kind:
            label.setProperty(kind, True)
        return label
