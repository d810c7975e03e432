"""The network that turns a picture into feature maps, cut off after the deepest layer needed."""

from collections.abc import Mapping, Sequence
from typing import Protocol

import torch
import torchvision
from torch import Tensor, nn

from spade_station.domain.preset import LAYERS
from spade_station.engine.backbone_identity import BackboneIdentity
from spade_station.engine.device import Compute

IMAGENET_MEAN = (0.485, 0.456, 0.406)
IMAGENET_DEVIATION = (0.229, 0.224, 0.225)


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
    weights
        State dict of the stem and the layers up to the deepest needed.
    available
        The layers that the weights file holds, used here or not.
    """

    needs_whitening = False

    def __init__(
        self,
        identity: BackboneIdentity,
        weights: Mapping[str, Tensor],
        available: Sequence[str],
        compute: Compute,
    ) -> None:
        self.identity = identity
        self.layers = tuple(available)
        self.compute = compute
        present = [layer for layer in LAYERS if any(key.startswith(layer) for key in weights)]
        stages = _cut(identity.name, present)
        stages.load_state_dict(dict(weights), strict=False, assign=True)
        stages = stages.eval().requires_grad_(False)
        stages = stages.to(compute.device, compute.dtype, memory_format=torch.channels_last)  # type: ignore[call-overload]  # torch's stub lacks this form
        self._stages: nn.ModuleDict = stages
        self._mean = self._constant(IMAGENET_MEAN)
        self._deviation = self._constant(IMAGENET_DEVIATION)

    def _constant(self, values: Sequence[float]) -> Tensor:
        tensor = torch.tensor(values, device=self.compute.device) * 255
        return tensor.view(1, 3, 1, 1)

    @torch.inference_mode()
    def maps(self, pictures: Tensor, layers: Sequence[str]) -> dict[str, Tensor]:
        """See `Backbone.maps`."""
        x = pictures.to(self.compute.device, non_blocking=True).permute(0, 3, 1, 2).float()
        x = ((x - self._mean) / self._deviation).to(self.compute.dtype)
        x = self._stem(x.contiguous(memory_format=torch.channels_last))
        found: dict[str, Tensor] = {}
        for layer in LAYERS:
            if layer not in self._stages or len(found) == len(layers):
                break
            x = self._stages[layer](x)
            if layer in layers:
                found[layer] = x.float()
        return found

    def _stem(self, x: Tensor) -> Tensor:
        x = self._stages["bn1"](self._stages["conv1"](x))
        return nn.functional.max_pool2d(x.relu_(), kernel_size=3, stride=2, padding=1)


def _cut(name: str, layers: Sequence[str]) -> nn.ModuleDict:
    """Build the stem and `layers` of a torchvision network without any values in it."""
    with torch.device("meta"):
        whole: nn.Module = getattr(torchvision.models, name)(weights=None)
    return nn.ModuleDict({part: whole.get_submodule(part) for part in ("conv1", "bn1", *layers)})
