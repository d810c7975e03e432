import ast
from collections.abc import Iterator
from pathlib import Path
from string import Formatter

import pytest

import spade_station
from spade_station.domain import (
    dataset_errors,
    errors,
    home_errors,
    imaging_errors,
    preset_errors,
    web_errors,
)
from spade_station.domain.errors import Cancelled, PictureTooSmall, StationError
from spade_station.domain.home_errors import DiskFull

from .test_setting import is_marked

PACKAGE = Path(spade_station.__file__).parent
MODULES = (errors, home_errors, imaging_errors, dataset_errors, preset_errors, web_errors)
FILES = tuple(f"{module.__name__.rpartition('.')[2]}.py" for module in MODULES)
KINDS = {
    name: kind
    for module in MODULES
    for name, kind in vars(module).items()
    if isinstance(kind, type) and issubclass(kind, StationError) and kind is not StationError
}
each = pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)


def placeholders(template: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(template) if name is not None}


@each
def test_an_error_says_what_is_wrong_and_what_to_do(kind: type[StationError]) -> None:
    for template in (kind.text, kind.advice):
        assert template.strip() == template != ""
        assert template.endswith((".", "}"))
        assert all(name.isidentifier() for name in placeholders(template))


@each
def test_an_error_is_made_of_its_own_values_alone(kind: type[StationError]) -> None:
    names = placeholders(kind.text + kind.advice)
    error = kind(**{name: f"<{name} {{of}} %s>" for name in names})

    for text in (str(error), f"{error.text.format(**error.values)} {error.advice}"):
        assert all(f"<{name} {{of}} %s>" in text for name in placeholders(kind.text))
    assert "None" not in str(error)


def test_an_error_reads_as_one_text() -> None:
    error = PictureTooSmall(name="a.png", width=20, height=10, least=32)

    assert str(error) == "a.png has only 20×10 pixels. At least 32×32 pixels are needed."
    assert error.values == {"name": "a.png", "width": 20, "height": 10, "least": 32}
    assert str(Cancelled()) == "Cancelled. Nothing was changed."
    assert "/data/ä{b}" in str(DiskFull(path=Path("/data/ä{b}")))


def test_every_error_is_marked_for_translation() -> None:
    trees = [ast.parse((PACKAGE / "domain" / name).read_text("utf-8")) for name in FILES]
    classes = {
        part.name: part for tree in trees for part in tree.body if isinstance(part, ast.ClassDef)
    }
    for name in KINDS:
        texts = {
            target.id: part.value
            for part in classes[name].body
            if isinstance(part, ast.Assign)
            for target in part.targets
            if isinstance(target, ast.Name) and target.id != "is_calm"
        }
        assert set(texts) == {"text", "advice"}, name
        assert all(is_marked(text, "errors") for text in texts.values()), name


def made(path: Path) -> Iterator[tuple[ast.expr, str, set[str]]]:
    """Find where a file makes a StationError: place, kind and the names of its values."""
    for part in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(part, ast.Call) and isinstance(part.func, ast.Name) and part.func.id in KINDS:
            yield part, part.func.id, {str(word.arg) for word in part.keywords}
        elif (
            isinstance(part, ast.Raise) and isinstance(part.exc, ast.Name) and part.exc.id in KINDS
        ):
            yield part.exc, part.exc.id, set()


def test_whoever_makes_an_error_gives_what_its_text_names() -> None:
    for path in PACKAGE.rglob("*.py"):
        for place, name, given in made(path):
            needed = placeholders(KINDS[name].text + KINDS[name].advice)
            assert given == needed, f"{path}:{place.lineno} makes {name}"


def test_every_error_is_used() -> None:
    used = {name for path in PACKAGE.rglob("*.py") for _, name, _ in made(path)}

    assert set(KINDS) - used == set()
