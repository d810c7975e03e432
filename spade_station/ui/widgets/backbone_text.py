"""The backbone in use, in plain words."""

from PySide6.QtCore import QCoreApplication

from spade_station.app.status import BackboneStatus
from spade_station.domain.preset import BackboneChoice
from spade_station.ui.words import word


def backbone_text(backbone: BackboneStatus) -> str:
    """Return name and device, and whether it is the fallback."""
    translate = QCoreApplication.translate
    if not backbone.name:
        return translate("backbone", "The network is being loaded…")
    text = translate("backbone", "In use: {name} on {device}, computed by {runtime}.").format(
        name=word(backbone.name), device=backbone.device, runtime=word(backbone.runtime)
    )
    if backbone.is_fallback:
        text += " " + translate(
            "backbone", "This is the FALLBACK: no weights of a network are on this machine."
        )
    return f"{text} {moved_text(backbone)}".strip()


def backbone_name(backbone: BackboneStatus) -> str:
    """Return the short name of the network; those of real networks are the same everywhere."""
    names = {"wide_resnet50_2": "WideResNet-50-2", "resnet18": "ResNet-18"}
    return names.get(backbone.name) or QCoreApplication.translate("backbone", "Built-in filters")


def moved_mark(backbone: BackboneStatus) -> str:
    """Say the same as `moved_text` in a few words."""
    if not backbone.moved_weight:
        return ""
    return QCoreApplication.translate(
        "backbone", "{layers} missing: weight moved to {target}"
    ).format(
        layers=", ".join(word(layer) for layer in backbone.moved_weight),
        target=word(backbone.moved_to),
    )


def moved_text(backbone: BackboneStatus) -> str:
    """Say which layers' weight moved where, because the network or its weights file lacks them."""
    translate = QCoreApplication.translate
    if not backbone.moved_weight:
        return ""
    if backbone.name == BackboneChoice.BUILTIN:
        text = translate("backbone", "{layers} is not there: that weight has moved to {target}.")
    else:
        text = translate(
            "backbone", "Missing in the weights file: {layers}. That weight has moved to {target}."
        )
    return text.format(
        layers=", ".join(word(layer) for layer in backbone.moved_weight),
        target=word(backbone.moved_to),
    )
