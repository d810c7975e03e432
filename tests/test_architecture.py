"""The shape of the code: who imports whom, how long things may get, what must not occur."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import spade_station

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = Path(spade_station.__file__).parent
FILES = sorted(PACKAGE.rglob("*.py"))
TREES = {path: ast.parse(path.read_text("utf-8")) for path in FILES}

MOST_LINES_OF_A_FILE = 400
MOST_METHODS = 40
MOST_LINES_OF_A_FUNCTION = 60
FACADE = PACKAGE / "app" / "station.py"
"""One door for the whole window: it delegates, and may be longer than anything else."""
MOST_LINES_OF_THE_FACADE = 500
MOST_METHODS_OF_THE_FACADE = 60

Function = ast.FunctionDef | ast.AsyncFunctionDef


def passes(*command: str) -> None:
    """Run a tool of the development environment; what it finds is the message."""
    done = subprocess.run(
        [sys.executable, *command], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


def named(path: Path) -> str:
    return path.relative_to(PACKAGE).as_posix()


def parts(kind: type[ast.AST]) -> Iterator[tuple[Path, ast.AST]]:
    for path, tree in TREES.items():
        yield from ((path, part) for part in ast.walk(tree) if isinstance(part, kind))


# --- the tools ------------------------------------------------------------------------------------


def test_imports_go_the_way_that_the_contracts_say() -> None:
    passes("-c", "import sys; from importlinter.cli import lint_imports; sys.exit(lint_imports())")


@pytest.mark.parametrize("command", [("check",), ("format", "--check")], ids=" ".join)
def test_ruff_has_nothing_to_say(command: tuple[str, ...]) -> None:
    passes("-m", "ruff", *command)


def test_mypy_has_nothing_to_say() -> None:
    passes("-m", "mypy")


# --- what comes late ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("module", "late"),
    [
        ("spade_station.app.station", {"torch", "sklearn"}),
        ("spade_station.ui.window", {"torch", "sklearn"}),
        ("spade_station.__main__", {"torch", "sklearn", "cv2", "PySide6"}),
        # what the line needs to judge: seconds at each start, and 300 MB
        ("spade_station.app.shelf", {"torchvision", "torch._dynamo", "sklearn", "scipy.stats"}),
    ],
)
def test_what_is_slow_to_load_comes_after_the_window(module: str, late: set[str]) -> None:
    """A window, or a message about a wrong option, waits for nothing."""
    passes("-c", f"import sys, {module}; sys.exit(str({late} & {{*sys.modules}} or '') or 0)")


# --- sizes ----------------------------------------------------------------------------------------


def test_no_file_is_long() -> None:
    lines = {path: len(path.read_text("utf-8").splitlines()) for path in FILES}
    assert lines.pop(FACADE) <= MOST_LINES_OF_THE_FACADE

    assert not {named(path): n for path, n in lines.items() if n > MOST_LINES_OF_A_FILE}


def test_no_class_has_many_methods() -> None:
    methods = {
        (path, part.name): sum(isinstance(each, Function) for each in part.body)
        for path, part in parts(ast.ClassDef)
        if isinstance(part, ast.ClassDef)
    }
    assert methods.pop((FACADE, "Station")) <= MOST_METHODS_OF_THE_FACADE

    assert not {
        f"{named(path)} {name}": n for (path, name), n in methods.items() if n > MOST_METHODS
    }


def test_no_function_is_long() -> None:
    lines = {
        f"{named(path)} {part.name}": (part.end_lineno or part.lineno) - part.lineno + 1
        for kind in (ast.FunctionDef, ast.AsyncFunctionDef)
        for path, part in parts(kind)
        if isinstance(part, Function)
    }
    assert not {name: n for name, n in lines.items() if n > MOST_LINES_OF_A_FUNCTION}


# --- what must not occur --------------------------------------------------------------------------


@pytest.mark.parametrize(
    "forbidden",
    [
        "allow_pickle=True",
        "weights_only=False",
        "processEvents(",
        "joblib.load",
        "joblib.dump",
        "pickle.load",
        "cPickle",
        "shelve",
        "Unpickler(",
    ],
)
def test_what_runs_code_from_files_or_blocks_the_window_is_not_used(forbidden: str) -> None:
    assert not [named(path) for path in FILES if forbidden in path.read_text("utf-8")]


def test_pickle_serves_for_nothing_but_the_name_of_its_error() -> None:
    """`torch.load(weights_only=True)` refuses code with `pickle.UnpicklingError`."""
    imported = {
        named(path): [each.name for each in part.names]
        for kind in (ast.Import, ast.ImportFrom)
        for path, part in parts(kind)
        if isinstance(part, ast.Import | ast.ImportFrom)
        and "pickle" in (getattr(part, "module", None), *(each.name for each in part.names))
    }
    used = {
        part.attr
        for _, part in parts(ast.Attribute)
        if isinstance(part, ast.Attribute)
        and isinstance(part.value, ast.Name)
        and part.value.id == "pickle"
    }
    assert imported == {"engine/weights_check.py": ["pickle"]}
    assert used == {"UnpicklingError"}


def test_every_load_says_that_it_takes_no_code() -> None:
    """The defaults of `torch.load` and `np.load` are safe today; they were not always."""
    unsafe = {
        f"{named(path)}:{part.lineno}"
        for path, part in parts(ast.Call)
        if isinstance(part, ast.Call)
        and ast.unparse(part.func) in ("torch.load", "np.load", "numpy.load")
        and not {"weights_only", "allow_pickle"} & {word.arg for word in part.keywords}
    }
    assert not unsafe
