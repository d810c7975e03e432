"""The shelf: products that are loaded and ready to judge, so that another one is there at once."""

import logging
from collections import OrderedDict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from spade_station.app.backbones import Backbones
from spade_station.app.measuring_runtimes import measure_runtimes
from spade_station.app.product import Product
from spade_station.app.shelf_status import MIB, ShelfStatus
from spade_station.app.status import BackboneStatus
from spade_station.domain.errors import StationError
from spade_station.domain.progress import Report
from spade_station.domain.runtime_name import RuntimeChoice
from spade_station.domain.station_settings import StationSettings
from spade_station.engine.inspector import Inspector
from spade_station.storage.file_marks import FileMarks, file_marks
from spade_station.storage.presets import Presets

log = logging.getLogger(__name__)
DEFAULT_BYTES = StationSettings().bank_memory * MIB


@dataclass(frozen=True, slots=True, eq=False)
class _Loaded:
    product: Product
    inspector: Inspector
    files: FileMarks
    bytes: int


class Shelf:
    """Keeps the last products loaded within a byte budget; for one thread.

    The one in use always stays. Nothing is handed out that the disk does not say any more, nor an
    inspector of anything but what its product has now.

    Parameters
    ----------
    most_bytes
        What banks may take as they are held for matching; the least recently used goes first.
    told
        Is called with the status when it is newer.
    """

    def __init__(
        self,
        presets: Presets,
        backbones: Backbones,
        most_bytes: int = DEFAULT_BYTES,
        told: Callable[[ShelfStatus], None] = lambda status: None,
    ) -> None:
        self._presets = presets
        self.backbones = backbones
        self._most = most_bytes
        self._told = told
        self._loaded: OrderedDict[str, _Loaded] = OrderedDict()

    def open(self, name: str) -> Product:
        """Give a product, the loaded one if the disk still says the same.

        Raises
        ------
        PresetMissing, PresetBroken
        """
        loaded = self._loaded.get(name)
        if loaded is not None and self._is_as_stored(loaded):
            self._loaded.move_to_end(name)
            return loaded.product
        self.drop(name)
        return Product(name, self._presets, self.backbones)

    def inspector(self, product: Product) -> Inspector:
        """Give the inspector of a product as it is now, and keep it.

        Raises
        ------
        StationError
            With the reason why nothing can be inspected; nothing is kept then.
        """
        name = product.preset.name
        loaded = self._loaded.pop(name, None)
        ready = loaded.inspector if loaded is not None and loaded.product is product else None
        inspector = product.inspector(ready)
        files = file_marks(_folders(product))
        self._loaded[name] = _Loaded(product, inspector, files, inspector.bytes)
        self._make_room()
        return inspector

    def backbone_status(self, product: Product) -> BackboneStatus:
        """Describe the network of a product; nothing is known of one that is not here."""
        try:
            return self.backbones.status(product.backbone, product.preset)
        except StationError as reason:
            log.warning("%s", reason)
            return BackboneStatus()

    def use_runtime(self, choice: RuntimeChoice) -> None:
        """Let another runtime compute the networks of all products."""
        if self.backbones.runtimes is not None:
            self.backbones.runtimes.choice = choice

    def measure_runtimes(self, product: Product, report: Report) -> None:
        """Measure with a product, and remember."""
        if self.backbones.runtimes is not None:
            self.backbones.runtimes.remember(measure_runtimes(product, self.backbones, report))

    def drop(self, name: str) -> None:
        """Take a product off; nothing of it is held any more."""
        if self._loaded.pop(name, None) is not None:
            self._told(self.status)

    def resize(self, most_bytes: int) -> None:
        """Take another budget."""
        self._most = most_bytes
        self._make_room()

    @property
    def status(self) -> ShelfStatus:
        """Say what is loaded, the product in use last."""
        return ShelfStatus(tuple(self._loaded), self._bytes, self._most)

    @property
    def _bytes(self) -> int:
        return sum(loaded.bytes for loaded in self._loaded.values())

    def _make_room(self) -> None:
        while self._bytes > self._most and len(self._loaded) > 1:
            name, _ = self._loaded.popitem(last=False)
            log.info("%s is not kept loaded any longer", name)
        self._told(self.status)

    def _is_as_stored(self, loaded: _Loaded) -> bool:
        """Whether a product on disk is still the one that was loaded."""
        product, bank = loaded.product, loaded.inspector.bank
        try:
            return (
                product.stored is not None
                and product.stored.bank is bank
                and product.banks.current() == bank.version
                and self._presets.load(product.preset.name) == product.preset
                and file_marks(_folders(product)) == loaded.files
            )
        except (StationError, OSError) as error:
            log.warning("%s", error)
            return False


def _folders(product: Product) -> Iterator[Path]:
    """Give the folders whose files decide about verdicts, apart from the preset's."""
    yield product.banks.folder
    if product.stored is not None:
        yield product.banks.folder_of(product.stored.bank.version)
    yield product.defects.folder
