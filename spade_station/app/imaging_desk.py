"""What is done with a picture before the network sees it, as the window sees it."""

from collections.abc import Callable
from typing import Protocol

from PySide6.QtCore import QObject, Signal

from spade_station.app.imaging_status import (
    OF_THE_LIGHT,
    REFERENCE_SETTINGS,
    ImagingPreview,
    ReferenceRole,
)
from spade_station.app.notices import Level, Notice
from spade_station.domain.errors import StationError
from spade_station.domain.frame import Frame, Picture
from spade_station.domain.imaging_errors import ProductLeft, ReferenceOtherCamera
from spade_station.domain.inspection import Inspection
from spade_station.domain.preset import Preset
from spade_station.domain.text import QT_TRANSLATE_NOOP
from spade_station.domain.zone import Point
from spade_station.imaging.scale import (
    Checkerboard,
    is_too_coarse,
    scale_from_checkerboard,
    scale_from_line,
)

SCALE = "decision.mm_per_px"
MEASURED = (
    QT_TRANSLATE_NOOP("notices", "A pixel of the camera is {mm} mm."),
    QT_TRANSLATE_NOOP("notices", "It holds as long as camera and lens stay as they are."),
)

TILTED = (
    QT_TRANSLATE_NOOP("notices", "The scale differs by {percent} % from one side to another."),
    QT_TRANSLATE_NOOP(
        "notices", "Let the camera look straight onto the parts, then measure once more."
    ),
)
MOST_DISTORTION = 0.05  # areas are then off by a tenth between the sides

DRIFTED = (
    QT_TRANSLATE_NOOP("notices", "The light has moved by {percent} % from the good samples."),
    QT_TRANSLATE_NOOP(
        "notices",
        "Check lamp, exposure and white balance before verdicts suffer, or collect new samples.",
    ),
)
TOO_COARSE = (
    QT_TRANSLATE_NOOP("notices", "A pixel of the camera is {mm} mm, {wanted} mm are wanted."),
    QT_TRANSLATE_NOOP("notices", "Go nearer, or take a camera or a lens that shows more."),
)
IN_A_ROW = 5  # parts; one that is dark or bright all over is no drift

ChangeSetting = Callable[[str, object], None]


class Inbox(Protocol):
    """Where a loop is told what to do."""

    def tell(self, command: Callable[[], None], instead_of: str = "") -> None:
        """Put a command at the end, in place of a waiting one of the same name."""


class Loop(Protocol):
    """A thread that works off its inbox; a `StationError` is told by it."""

    @property
    def inbox(self) -> Inbox:
        """What waits for it."""


class ImagingWork(Protocol):
    """What the engine's side does for the desk, always in the loop's thread."""

    def prepare(self, frame: Frame) -> ImagingPreview:
        """Do with a frame what the settings in force say, up to the network."""

    def keep(self, role: ReferenceRole, frame: Frame, product: str) -> str:
        """Keep the frame's picture with the product, if it is at work; return its name."""

    def reference(self) -> Picture | None:
        """Return the picture that parts are laid upon, None without one."""


class ImagingDesk(QObject):
    """Previews, references and the scale; no call waits, answers come as signals.

    Parameters
    ----------
    change_setting
        The station's own, so that each change is a step that can be undone.

    Signals
    -------
    noticed
        A `Notice`.
    previewed
        An `ImagingPreview`.
    referenceChanged
        The alignment reference in use, or None.
    scaleMeasured
        Millimetres per pixel of the camera.
    """

    noticed = Signal(object)
    previewed = Signal(object)
    referenceChanged = Signal(object)
    scaleMeasured = Signal(float)  # noqa: N815 - a Qt signal
    _kept = Signal(object, str, str)
    _measured = Signal(object, str)

    def __init__(
        self,
        loop: Loop,
        work: ImagingWork,
        change_setting: ChangeSetting,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._loop = loop
        self._work = work
        self._change_setting = change_setting
        self._product = ""
        self._reference_of: tuple[str, str] | None = None
        self._scale_of: tuple[str, float | None, float | None] | None = None
        self._watched: tuple[str, Frame] | None = None
        self._newest: Frame | None = None  # of the line
        self._drifted = 0
        self._kept.connect(self._on_kept)  # these come from the loop's thread
        self._measured.connect(self._on_board_measured)

    def preview(self, frame: Frame) -> None:
        """Ask what becomes of a frame; a newer wish takes the place of one that waits."""
        self._loop.inbox.tell(lambda: self.previewed.emit(self._work.prepare(frame)), "preview")

    def take_reference(self, role: ReferenceRole, frame: Frame) -> None:
        """Keep a frame's picture and use it in its role.

        A white or dark one that is not from the camera of now, but an earlier picture of another
        size, is refused: every part would be.
        """
        product, newest = self._product, self._newest
        if role in OF_THE_LIGHT and newest is not None and newest.size != frame.size:
            (height, width), (other_height, other_width) = frame.size, newest.size
            reason = ReferenceOtherCamera(
                width=width, height=height, other_width=other_width, other_height=other_height
            )
            self.noticed.emit(Notice.of(reason))
            return

        def keep() -> None:
            self._kept.emit(role, self._work.keep(role, frame, product), product)

        self._loop.inbox.tell(keep)

    def remove_reference(self, role: ReferenceRole) -> None:
        """Use no picture in this role any more."""
        self._change_setting(REFERENCE_SETTINGS[role], "")

    def measure_line(self, start: Point, end: Point, frame: Frame, millimetres: float) -> None:
        """Set the scale by a line of known length; its ends are shares of the picture."""
        try:
            scale = scale_from_line(start, end, frame.size, millimetres)
        except StationError as error:
            self.noticed.emit(Notice.of(error))
            return
        self._use_scale(scale)

    def measure_checkerboard(self, frame: Frame, square_mm: float) -> None:
        """Set the scale by a checkerboard that lies where the parts lie."""
        product = self._product

        def measure() -> None:
            self._measured.emit(scale_from_checkerboard(frame.image, square_mm), product)

        self._loop.inbox.tell(measure, "scale")

    def follow(self, preset: Preset) -> None:
        """Tell of another reference or too coarse a scale when product or setting are others."""
        self._product = preset.name
        self._check_scale(preset)
        reference_of = preset.name, preset.imaging.alignment.reference
        if reference_of != self._reference_of:
            self._reference_of = reference_of
            self.tell_reference()

    def watch(self, inspection: Inspection | None, preset: Preset) -> None:
        """Warn once when the light of several parts in a row is not that of the samples."""
        self._newest = None if inspection is None else inspection.frame
        if inspection is None or inspection.score is None:
            return
        name, before = preset.name, self._watched
        self._watched = name, inspection.frame
        if before is not None and before[0] != name:
            self._drifted = 0
        elif before is not None and before[1] is inspection.frame:
            return
        percent = 100 * inspection.light_drift
        self._drifted = self._drifted + 1 if percent > preset.imaging.light.drift else 0
        if self._drifted == IN_A_ROW:
            values: dict[str, object] = {"percent": round(percent)}
            self.noticed.emit(Notice(Level.WARNING, *DRIFTED, values))

    def _check_scale(self, preset: Preset) -> None:
        scale, wanted = preset.decision.mm_per_px, preset.imaging.scale.wanted_mm_per_px
        asked = (preset.name, scale, wanted)
        if asked == self._scale_of:
            return
        self._scale_of = asked
        if is_too_coarse(scale, wanted):
            values: dict[str, object] = {"mm": f"{scale:.4g}", "wanted": f"{wanted:.4g}"}
            self.noticed.emit(Notice(Level.WARNING, *TOO_COARSE, values))

    def tell_reference(self) -> None:
        """Tell the reference in use, for example after learning."""
        self._loop.inbox.tell(
            lambda: self.referenceChanged.emit(self._work.reference()), "reference"
        )

    def _on_kept(self, role: ReferenceRole, name: str, product: str) -> None:
        if self._is_at_work(product):
            self._change_setting(REFERENCE_SETTINGS[role], name)

    def _on_board_measured(self, board: Checkerboard, product: str) -> None:
        if not self._is_at_work(product):
            return
        self._use_scale(board.mm_per_px)
        if board.distortion > MOST_DISTORTION:
            values: dict[str, object] = {"percent": round(100 * board.distortion)}
            self.noticed.emit(Notice(Level.WARNING, *TILTED, values))

    def _is_at_work(self, product: str) -> bool:
        """Whether an answer is for the product at work; of another one it says so."""
        if product != self._product:
            self.noticed.emit(Notice.of(ProductLeft(name=product)))
        return product == self._product

    def _use_scale(self, scale: float) -> None:
        self._change_setting(SCALE, scale)
        self.noticed.emit(Notice(Level.INFO, *MEASURED, {"mm": f"{scale:.4g}"}))
        self.scaleMeasured.emit(scale)
