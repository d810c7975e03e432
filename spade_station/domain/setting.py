"""One declaration a setting: label, help, unit, bounds and default.

`setting()` declares a field of a pydantic model; `describe()` lists the declarations of a model,
for the settings panel, for `--set` on the command line and for the documentation.
"""

from dataclasses import dataclass
from enum import StrEnum
from types import UnionType
from typing import Any, Union, get_args, get_origin

from pydantic import BaseModel, Field
from pydantic.fields import FieldInfo


class Effect(StrEnum):
    """From which stage on a changed setting has to be worked out again."""

    DECISION = "decision"
    FUSION = "fusion"
    LEARNING = "learning"


def setting(
    default: Any,
    *,
    label: str,
    help: str,  # noqa: A002 - the word that a reader of a declaration expects
    effect: Effect = Effect.DECISION,
    unit: str = "",
    ge: float | None = None,
    le: float | None = None,
    step: float | None = None,
    only_steps: bool = False,
    in_picture: bool = False,
) -> Any:
    """Declare a setting; see `SettingInfo` for the parameters."""
    extra: dict[str, Any] = {
        "unit": unit,
        "step": step,
        "effect": effect.value,
        "in_picture": in_picture,
    }
    return Field(
        default,
        title=label,
        description=help,
        ge=ge,
        le=le,
        multiple_of=step if only_steps else None,
        json_schema_extra=extra,
    )


class SettingPath(str):
    """The dotted name of a setting (``weights.layer3``); the window shows its label instead."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class SettingInfo:
    """What is declared about one setting.

    Parameters
    ----------
    path
        Dotted name, as ``--set`` takes it: ``weights.layer3``.
    kind
        ``bool``, ``int``, ``float``, ``str`` or an enumeration.
    in_picture
        Whether it is drawn in or taken from a picture instead of typed.
    only_steps
        Whether no number between two steps is allowed.
    """

    path: str
    label: str
    help: str
    unit: str
    kind: type
    default: Any
    least: float | None
    most: float | None
    step: float | None
    optional: bool
    effect: Effect
    in_picture: bool = False
    only_steps: bool = False


def describe(model: type[BaseModel], prefix: str = "") -> list[SettingInfo]:
    """List the declared settings of `model`, nested groups included, in their order."""
    found: list[SettingInfo] = []
    for name, field in model.model_fields.items():
        kind, optional = _plain_type(field.annotation)
        if isinstance(kind, type) and issubclass(kind, BaseModel):
            found += describe(kind, f"{prefix}{name}.")
        elif isinstance(field.json_schema_extra, dict) and "effect" in field.json_schema_extra:
            found.append(_info(f"{prefix}{name}", field, kind, optional))
    return found


def _info(path: str, field: FieldInfo, kind: Any, optional: bool) -> SettingInfo:
    extra: dict[str, Any] = field.json_schema_extra  # type: ignore[assignment]  # see describe
    bounds = {
        bound: getattr(part, bound)
        for part in field.metadata
        for bound in ("ge", "le", "multiple_of")
        if hasattr(part, bound)
    }
    return SettingInfo(
        path=path,
        label=field.title or path,
        help=field.description or "",
        unit=extra["unit"],
        kind=kind,
        default=field.default,
        least=bounds.get("ge"),
        most=bounds.get("le"),
        step=extra["step"],
        optional=optional,
        effect=Effect(extra["effect"]),
        in_picture=extra["in_picture"],
        only_steps="multiple_of" in bounds,
    )


def _plain_type(annotation: Any) -> tuple[Any, bool]:
    """Take ``X | None`` apart into ``X`` and whether None is allowed."""
    if get_origin(annotation) in (Union, UnionType):
        kinds = [kind for kind in get_args(annotation) if kind is not type(None)]
        return kinds[0], len(kinds) < len(get_args(annotation))
    return annotation, False
