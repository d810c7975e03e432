"""Which backbone a preset gets, and the loaded ones, kept for the next presets."""

import logging
from collections.abc import Callable, Sequence
from pathlib import Path
from weakref import WeakValueDictionary

from spade_station.app.runtimes import Runtimes
from spade_station.app.status import BackboneStatus, WeightsEntry
from spade_station.domain.errors import WeightsMissing, WeightsUnfit
from spade_station.domain.preset import LAYERS, BackboneChoice, Preset
from spade_station.domain.runtime_name import RuntimeChoice, RuntimeName
from spade_station.engine.backbone import Backbone, ResNetBackbone
from spade_station.engine.backbone_identity import BackboneIdentity
from spade_station.engine.bank import Recipe
from spade_station.engine.builtin import BuiltinBackbone
from spade_station.engine.device import choose_compute
from spade_station.engine.features import effective_weights
from spade_station.engine.runtime.making import runtimes_for
from spade_station.engine.runtime.network import CutNetwork
from spade_station.engine.runtime.onnx_export import exported
from spade_station.engine.runtime.protocol import Runtime
from spade_station.engine.runtime.torch_runtime import TorchRuntime
from spade_station.engine.weights import SHA_DIGITS, WeightsFile, WeightsLibrary
from spade_station.storage.paths import Home

log = logging.getLogger(__name__)

ON_CPU = (BackboneChoice.RESNET18, BackboneChoice.WIDE_RESNET50_2)
ON_CUDA = (BackboneChoice.WIDE_RESNET50_2, BackboneChoice.RESNET18)


class Backbones:
    """Finds and loads backbones, and keeps the last one and those that an inspector still holds.

    Parameters
    ----------
    library
        The weights on this machine.
    device
        ``auto``, ``cpu`` or ``cuda``.
    runtimes
        What computes the networks; None stands for torch.
    """

    def __init__(
        self, library: WeightsLibrary, device: str = "auto", runtimes: Runtimes | None = None
    ) -> None:
        self.library = library
        self.runtimes = runtimes
        self._compute = choose_compute(device)
        self._last: Backbone | None = None
        self._living: WeakValueDictionary[tuple[str, ...], Backbone] = WeakValueDictionary()

    def load(
        self,
        preset: Preset,
        made_with: Recipe | None = None,
        runtime: RuntimeName | None = None,
    ) -> Backbone:
        """Give the backbone for a preset; ``auto`` stays with the one its bank was made with.

        Parameters
        ----------
        runtime
            In place of the chosen one.

        Raises
        ------
        WeightsMissing, WeightsUnfit
            When a network is wanted by name and its weights are not here.
        RuntimeUnfit
            When a runtime was chosen by name and is not here.
        """
        file = self._weights_for(preset.features.backbone, made_with)
        if file is None:
            key: tuple[str, ...] = (BackboneChoice.BUILTIN.value,)
            return self._kept(key) or self._keep(key, BuiltinBackbone(self._compute))
        used = set(effective_weights(preset.weights, file.layers).shares)
        used |= set(made_with.layers if made_with else ()) & set(file.layers)
        deepest = max(used, key=LAYERS.index)
        if runtime is None:
            runtime = self._runtime_for(file)
        key = (file.backbone, file.sha256, deepest, runtime.value)
        return self._kept(key) or self._keep(key, self._made(file, deepest, runtime))

    def exported(self, name: str, deepest: str = "") -> bytes:
        """Give a network as ONNX, cut off after a layer; empty takes the deepest it has.

        Raises
        ------
        BackboneUnknown, WeightsMissing, WeightsUnfit, RuntimeUnfit
        """
        file = self.library.find(name)
        weights = self.library.load(file, deepest or file.layers[-1])
        return exported(CutNetwork(name, weights))

    def status(self, backbone: Backbone, preset: Preset) -> BackboneStatus:
        """Say which backbone sees the pictures of a preset."""
        weights = effective_weights(preset.weights, backbone.layers)
        is_network = backbone.identity.name != BackboneChoice.BUILTIN
        return BackboneStatus(
            name=backbone.identity.name,
            device=self._compute.device.type,
            runtime=backbone.runtime.value,
            runtimes=self.runtimes.table(backbone.identity.sha256) if self.runtimes else None,
            runtimes_here=len(self.runtimes_here()) if is_network and self.runtimes else 1,
            is_fallback=not is_network and preset.features.backbone is not BackboneChoice.BUILTIN,
            moved_weight=weights.moved,
            moved_to=weights.moved_to,
        )

    def weights(self) -> tuple[WeightsEntry, ...]:
        """List the networks and whether their weights are on this machine."""
        return tuple(
            WeightsEntry(
                backbone=state.backbone,
                state=state.state,
                path=str(state.path or ""),
                sha256=state.sha256 or "",
                layers=tuple(state.layers),
                reason=state.reason or "",
            )
            for state in self.library.listing()
        )

    def runtimes_here(self) -> tuple[RuntimeName, ...]:
        """List what can compute a network on this machine."""
        return runtimes_for(self._compute)

    def _runtime_for(self, file: WeightsFile) -> RuntimeName:
        if self.runtimes is None:
            return RuntimeName.TORCH
        return self.runtimes.chosen(file.sha256, self._compute)

    def _made(self, file: WeightsFile, deepest: str, name: RuntimeName) -> Backbone:
        network = CutNetwork(file.backbone, self.library.load(file, deepest))
        if self.runtimes is None:
            runtime: Runtime = TorchRuntime(network, self._compute)
        else:
            key = f"{file.backbone}-{file.sha256[:SHA_DIGITS]}-{deepest}"
            runtime = self.runtimes.make(name, network, key, self._compute)
        return ResNetBackbone(BackboneIdentity(file.backbone, file.sha256), file.layers, runtime)

    def _weights_for(self, wanted: BackboneChoice, made_with: Recipe | None) -> WeightsFile | None:
        """Find the weights; None stands for ``builtin``."""
        if wanted is BackboneChoice.BUILTIN:
            return None
        if wanted is not BackboneChoice.AUTO:
            return self.library.find(wanted)
        order: Sequence[str] = ON_CUDA if self._compute.device.type == "cuda" else ON_CPU
        if made_with is not None:
            first = made_with.backbone.name
            if first == BackboneChoice.BUILTIN:
                return None
            order = [first, *(name for name in order if name != first)]
        return next((file for file in map(self._found, order) if file), None)

    def _found(self, name: str) -> WeightsFile | None:
        try:
            return self.library.find(name)
        except WeightsMissing:
            return None
        except WeightsUnfit as error:
            log.warning("%s", error)
            return None

    def _kept(self, key: tuple[str, ...]) -> Backbone | None:
        kept = self._living.get(key)
        self._last = kept or self._last
        return kept

    def _keep(self, key: tuple[str, ...], backbone: Backbone) -> Backbone:
        self._living[key] = self._last = backbone
        return backbone


def library_in(own: Path, folders: Sequence[Path]) -> WeightsLibrary:
    """Give the weights of a home and of the folders searched before it."""
    return WeightsLibrary(folders, own)


def backbones_in(
    home: Home,
    weights_folders: Sequence[Path],
    device: str,
    choice: RuntimeChoice = RuntimeChoice.AUTO,
    wait: Callable[[], None] = lambda: None,
) -> Backbones:
    """Give the backbones of a home; see `Backbones` and `Runtimes`."""
    library = library_in(home.weights, weights_folders)
    return Backbones(library, device, Runtimes(home.runtimes, choice, wait))
