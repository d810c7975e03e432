"""The network that turns a picture into feature maps, cut off after the deepest layer needed."""

from collections.abc import Sequence
from typing import Protocol

from torch import Tensor

from spade_station.domain.runtime_name import RuntimeName
from spade_station.engine.backbone_identity import BackboneIdentity
from spade_station.engine.device import Compute
from spade_station.engine.runtime.protocol import Runtime


class Backbone(Protocol):
    """What the engine needs of a network."""

    @property
    def identity(self) -> BackboneIdentity:
        """Name and version."""

    @property
    def layers(self) -> tuple[str, ...]:
        """The layers that can carry weight, from the finest on."""

    @property
    def needs_whitening(self) -> bool:
        """Whether its channels have to be whitened on the good samples before they compare."""

    @property
    def compute(self) -> Compute:
        """Where it runs."""

    @property
    def runtime(self) -> RuntimeName:
        """What computes it."""

    def maps(self, pictures: Tensor, layers: Sequence[str]) -> dict[str, Tensor]:
        """Compute feature maps.

        Parameters
        ----------
        pictures
            ``(B, H, W, 3)`` uint8, height and width multiples of 32.
        layers
            Which maps are wanted.

        Returns
        -------
        dict
            Per layer ``(B, C, H / stride, W / stride)`` float32 on the device.
        """


class ResNetBackbone:
    """A torchvision ResNet without what lies below the deepest layer needed.

    Parameters
    ----------
    identity
        Name and sha256 of the weights.
    available
        The layers that the weights file holds, used here or not.
    runtime
        Computes stem and layers up to the deepest needed.
    """

    needs_whitening = False

    def __init__(
        self, identity: BackboneIdentity, available: Sequence[str], runtime: Runtime
    ) -> None:
        self.identity = identity
        self.layers = tuple(available)
        self.compute = runtime.compute
        self.runtime = runtime.name
        self._runtime = runtime

    def maps(self, pictures: Tensor, layers: Sequence[str]) -> dict[str, Tensor]:
        """See `Backbone.maps`."""
        return self._runtime.run(pictures, layers)
