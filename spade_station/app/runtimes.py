"""Which runtime computes a network on this machine: the one chosen, or the best one measured."""

import os
import platform
import shutil
from collections.abc import Callable
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from spade_station.domain.runtime_name import RuntimeChoice, RuntimeName
from spade_station.domain.runtime_table import RuntimeTable
from spade_station.engine.device import Compute
from spade_station.engine.runtime.making import PACKAGES, is_here, make_runtime
from spade_station.engine.runtime.network import CutNetwork
from spade_station.engine.runtime.onnx_export import exported_aside
from spade_station.engine.runtime.protocol import Runtime
from spade_station.storage.exported_networks import kept_network
from spade_station.storage.runtime_tables import load_tables, save_tables

TABLES = "tables.json"


class Runtimes:
    """What is known of the runtimes, and makes them.

    Parameters
    ----------
    folder
        Keeps what was measured and the exported networks.
    choice
        The user's; see `RuntimeChoice`.
    wait
        Called now and then while a network is exported; what it raises ends that.
    """

    def __init__(
        self,
        folder: Path,
        choice: RuntimeChoice = RuntimeChoice.AUTO,
        wait: Callable[[], None] = lambda: None,
    ) -> None:
        self._folder = folder
        self.choice = choice
        self._wait = wait
        self._tables = load_tables(folder / TABLES)
        self._machine = machine()

    @property
    def tables(self) -> tuple[RuntimeTable, ...]:
        """What was measured on this machine, as it is now."""
        return tuple(table for table in self._tables if table.machine == self._machine)

    def table(self, sha256: str) -> RuntimeTable | None:
        """Give what was measured with the weights of this checksum."""
        return next((table for table in self.tables if table.sha256 == sha256), None)

    def remember(self, table: RuntimeTable) -> None:
        """Keep what was measured in place of what was measured before."""
        key = (table.sha256, table.machine)
        others = [each for each in self._tables if (each.sha256, each.machine) != key]
        self._tables = (*others, table)
        save_tables(self._folder / TABLES, self._tables)

    def copy_to(self, folder: Path) -> None:
        """Copy all that is known here to the folder of another home."""
        if self._folder.is_dir():
            shutil.copytree(self._folder, folder, dirs_exist_ok=True)

    def chosen(self, sha256: str, compute: Compute) -> RuntimeName:
        """Say what computes a network: torch as long as nothing was measured."""
        if self.choice is not RuntimeChoice.AUTO:
            return RuntimeName(self.choice.value)
        table = self.table(sha256)
        best = table.best if table else RuntimeName.TORCH
        return best if is_here(best, compute) else RuntimeName.TORCH

    def make(self, name: RuntimeName, network: CutNetwork, key: str, compute: Compute) -> Runtime:
        """Make a runtime.

        Parameters
        ----------
        key
            Tells the network from every other one, its weights and where it is cut off.

        Raises
        ------
        RuntimeUnfit
        """

        def model() -> bytes:
            return kept_network(self._folder, key, lambda: exported_aside(network, self._wait))

        return make_runtime(name, network, model, compute)


def machine() -> str:
    """Name all that decides how fast a runtime is here and what it computes."""
    packages = ("torch", *sorted(set(PACKAGES.values())))
    versions = [f"{package} {_version(package)}" for package in packages]
    return ", ".join([_processor(), f"{os.cpu_count()} threads", *versions])


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "-"


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text("utf-8").splitlines()
    except OSError:
        return platform.processor() or platform.machine()
    named = (line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return next(named, platform.machine())
