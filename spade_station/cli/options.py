"""What every command shares: what was said before it, and how it speaks."""

import signal
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    ProgressColumn,
    Task,
    TextColumn,
    TimeRemainingColumn,
)
from rich.table import Table
from rich.text import Text

from spade_station.domain.errors import Cancelled
from spade_station.domain.progress import Report
from spade_station.domain.runtime_name import RuntimeChoice
from spade_station.domain.source_settings import named_path
from spade_station.storage.paths import Home, weights_folders
from spade_station.storage.presets import Presets

if TYPE_CHECKING:  # what brings torch is loaded by the command that needs it
    from spade_station.app.backbones import Backbones
    from spade_station.app.product import Product

out = Console(markup=False, emoji=False, highlight=False)  # [x] and :x: may be parts of a path
err = Console(markup=False, emoji=False, highlight=False, stderr=True)
PATH: dict[str, Any] = {"parser": named_path, "metavar": "<path>"}
"""How a path is declared: an empty word is refused, which would be the current folder."""
NAME_WIDTH = 12  # characters; names up to it are not broken, however narrow the terminal


class Options:
    """What is said before the command."""

    def __init__(
        self, home: Path, device: str, runtime: RuntimeChoice, source: str, preset: str
    ) -> None:
        self.home = Home(home)
        self.device = device
        self.choice = runtime
        self.source = source
        self.preset = preset
        self.presets = Presets(self.home.presets, self.home.trash)

    @cached_property
    def backbones(self) -> "Backbones":
        """The networks; loads the engine."""
        from spade_station.app.backbones import backbones_in

        return backbones_in(self.home, weights_folders(), self.device, self.choice)

    def product(self, name: str) -> "Product":
        """Open a product."""
        from spade_station.app.product import Product

        return Product(name, self.presets, self.backbones)


class Pace(ProgressColumn):
    """How many are done in a second."""

    def render(self, task: Task) -> Text:
        """Say nothing until it is known."""
        return Text(f"{task.speed:.1f} per second" if task.speed else "")


@contextmanager
def progress(title: str, in_bytes: bool = False) -> Iterator[Report]:
    """Show how much of how much is done, how fast and how long still, as long as it lasts."""
    pace = () if in_bytes else (Pace(),)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), *pace)
    with Progress(*columns, TimeRemainingColumn(), console=err, transient=True) as bar:
        task = bar.add_task(title, total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)


@contextmanager
def ended_by_interrupt(report: Report) -> Iterator[Report]:
    """Let the first Ctrl+C cancel the work, so that it may keep what is done; the second ends it.

    Where a script put the command into the background, Ctrl+C is not meant for it: shells have it
    ignored there, and it stays ignored.

    Raises
    ------
    KeyboardInterrupt
        When the work kept nothing, too.
    """
    is_asked = False
    before = signal.getsignal(signal.SIGINT)
    if before is signal.SIG_IGN:
        yield report
        return

    def ask(*_: object) -> None:
        nonlocal is_asked
        is_asked = True
        signal.signal(signal.SIGINT, before)

    def told(done: int, total: int) -> None:
        nonlocal is_asked
        report(done, total)
        if is_asked:
            is_asked = False
            raise Cancelled

    signal.signal(signal.SIGINT, ask)
    try:
        yield told
    except Cancelled as end:
        raise KeyboardInterrupt from end
    finally:
        signal.signal(signal.SIGINT, before)


def print_table(title: str, head: Iterable[str], rows: Iterable[Sequence[str]]) -> None:
    """Print a table whose first column names the row."""
    lines = list(rows)
    longest = max((len(line[0]) for line in lines), default=0)
    table = Table(title=title, title_justify="left", padding=(0, 1, 0, 0))  # 80 columns are few
    for index, name in enumerate(head):
        if index == 0:
            table.add_column(name, overflow="fold", no_wrap=longest <= NAME_WIDTH)
        else:
            table.add_column(name, justify="right", overflow="fold")
    for line in lines:
        table.add_row(*line)
    out.print(table)
