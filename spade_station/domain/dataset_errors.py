"""What can be wrong with labelled pictures."""

from spade_station.domain.errors import StationError
from spade_station.domain.text import QT_TRANSLATE_NOOP


class DatasetLayout(StationError):
    text = QT_TRANSLATE_NOOP("errors", "{path} is not a data set in MVTec AD layout.")
    advice = QT_TRANSLATE_NOOP(
        "errors",
        "It needs the folders train/good, test/good and test/KIND, and may have "
        "ground_truth/KIND/NAME_mask.png.",
    )


class DatasetNested(StationError):
    text = QT_TRANSLATE_NOOP("errors", "{path} has no pictures of its own, only folders of them.")
    advice = QT_TRANSLATE_NOOP(
        "errors", "Each kind of defect is one folder test/KIND with its pictures: move them there."
    )


class DatasetTooSmall(StationError):
    text = QT_TRANSLATE_NOOP("errors", "Different good pictures in {path} to learn from: {have}.")
    advice = QT_TRANSLATE_NOOP("errors", "Put at least {least} good pictures into this folder.")


class MaskShape(StationError):
    text = QT_TRANSLATE_NOOP(
        "errors", "The mask {path} ({width}×{height}) has another shape than its picture."
    )
    advice = QT_TRANSLATE_NOOP(
        "errors", "Draw it over the picture itself; the picture is counted without a mask."
    )


class MaskEmpty(StationError):
    text = QT_TRANSLATE_NOOP("errors", "The mask {path} marks nothing.")
    advice = QT_TRANSLATE_NOOP(
        "errors", "Draw the defect in white; the picture is counted without a mask."
    )
