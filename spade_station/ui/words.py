"""Names of values as people read them; the English here is what the translators see."""

from PySide6.QtCore import QCoreApplication

from spade_station.domain.text import QT_TRANSLATE_NOOP

_LABELLED = QT_TRANSLATE_NOOP("words", "{name}: {text}")
_WORDS = {
    "OK": QT_TRANSLATE_NOOP("words", "OK"),
    "CHECK": QT_TRANSLATE_NOOP("words", "CHECK"),
    "NG": QT_TRANSLATE_NOOP("words", "NG"),
    "NOT INSPECTED": QT_TRANSLATE_NOOP("words", "NOT INSPECTED"),
    "stopped": QT_TRANSLATE_NOOP("words", "STOPPED"),
    "starting": QT_TRANSLATE_NOOP("words", "STARTING"),
    "waiting": QT_TRANSLATE_NOOP("words", "WAITING"),
    "demo": QT_TRANSLATE_NOOP("words", "Demo line"),
    "camera": QT_TRANSLATE_NOOP("words", "Camera"),
    "video": QT_TRANSLATE_NOOP("words", "Video file"),
    "folder": QT_TRANSLATE_NOOP("words", "Picture folder"),
    "electronics": QT_TRANSLATE_NOOP("words", "Electronics"),
    "textile": QT_TRANSLATE_NOOP("words", "Textile"),
    "metal": QT_TRANSLATE_NOOP("words", "Metal"),
    "auto": QT_TRANSLATE_NOOP("words", "Automatic"),
    "wide_resnet50_2": QT_TRANSLATE_NOOP("words", "WideResNet-50-2 (reference)"),
    "resnet18": QT_TRANSLATE_NOOP("words", "ResNet-18 (fast)"),
    "builtin": QT_TRANSLATE_NOOP("words", "Built-in filters (fallback)"),
    "torch": QT_TRANSLATE_NOOP("words", "PyTorch"),
    "onnxruntime": QT_TRANSLATE_NOOP("words", "ONNX Runtime"),
    "openvino": QT_TRANSLATE_NOOP("words", "OpenVINO"),
    "openvino-bfloat16": QT_TRANSLATE_NOOP("words", "OpenVINO, bfloat16"),
    "everywhere": QT_TRANSLATE_NOOP("words", "Everywhere"),
    "nearest images": QT_TRANSLATE_NOOP("words", "Nearest images"),
    "same place": QT_TRANSLATE_NOOP("words", "Same place"),
    "calibrated": QT_TRANSLATE_NOOP("words", "Calibrated"),
    "local contrast": QT_TRANSLATE_NOOP("words", "Local contrast"),
    "otsu": QT_TRANSLATE_NOOP("words", "Otsu"),
    "top 1 %": QT_TRANSLATE_NOOP("words", "Mean of the hottest 1 %"),
    "maximum": QT_TRANSLATE_NOOP("words", "Maximum"),
    "info": QT_TRANSLATE_NOOP("words", "Information"),
    "warning": QT_TRANSLATE_NOOP("words", "Warning"),
    "error": QT_TRANSLATE_NOOP("words", "Error"),
    "here": QT_TRANSLATE_NOOP("words", "On this machine"),
    "missing": QT_TRANSLATE_NOOP("words", "Not on this machine"),
    "broken": QT_TRANSLATE_NOOP("words", "Damaged file"),
    "layer1": QT_TRANSLATE_NOOP("words", "Layer 1"),
    "layer2": QT_TRANSLATE_NOOP("words", "Layer 2"),
    "layer3": QT_TRANSLATE_NOOP("words", "Layer 3"),
    "layer4": QT_TRANSLATE_NOOP("words", "Layer 4"),
    "every picture": QT_TRANSLATE_NOOP("words", "Every picture"),
    "part stands still": QT_TRANSLATE_NOOP("words", "Each part, once it stands still"),
    "off": QT_TRANSLATE_NOOP("words", "Off"),
    "feature": QT_TRANSLATE_NOOP("words", "A feature"),
    "outline": QT_TRANSLATE_NOOP("words", "Its outline"),
    "median": QT_TRANSLATE_NOOP("words", "Median"),
    "minimum": QT_TRANSLATE_NOOP("words", "Minimum"),
    "worst view": QT_TRANSLATE_NOOP("words", "Worst view"),
    "include": QT_TRANSLATE_NOOP("words", "Include"),
    "exclude": QT_TRANSLATE_NOOP("words", "Exclude"),
    "tolerant": QT_TRANSLATE_NOOP("words", "Tolerant"),
    "rectangle": QT_TRANSLATE_NOOP("words", "Rectangle"),
    "ellipse": QT_TRANSLATE_NOOP("words", "Ellipse"),
    "polygon": QT_TRANSLATE_NOOP("words", "Polygon"),
}


def word(value: str) -> str:
    """Return the name of an enumeration's value in the language of the window."""
    plain = str(value)
    return QCoreApplication.translate("words", _WORDS.get(plain, plain))


def labelled(name: str, text: str) -> str:
    """Write a name before what is said of it."""
    return QCoreApplication.translate("words", _LABELLED).format(name=name, text=text)
