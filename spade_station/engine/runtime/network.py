"""The network that every runtime computes: a ResNet, cut off."""

from collections.abc import Mapping, Sequence

import torch
from torch import Tensor, nn

from spade_station.domain.preset import LAYERS
from spade_station.engine.resnet import resnet_parts

IMAGENET_MEAN = (0.485, 0.456, 0.406)
IMAGENET_DEVIATION = (0.229, 0.224, 0.225)


class CutNetwork(nn.Module):
    """A ResNet without what lies below the deepest layer needed.

    Parameters
    ----------
    name
        One of `resnet.ARCHITECTURES`.
    weights
        State dict of the stem and the layers up to the deepest needed.
    """

    mean: Tensor
    deviation: Tensor

    def __init__(self, name: str, weights: Mapping[str, Tensor]) -> None:
        super().__init__()
        self.name = name
        present = [layer for layer in LAYERS if any(key.startswith(layer) for key in weights)]
        self.layers = tuple(present)
        with torch.device("meta"):
            self.stages = resnet_parts(name, present)
        self.stages.load_state_dict(dict(weights), strict=False, assign=True)
        self.register_buffer("mean", _channels(IMAGENET_MEAN))
        self.register_buffer("deviation", _channels(IMAGENET_DEVIATION))
        self.eval().requires_grad_(False)

    def forward(self, pictures: Tensor, layers: Sequence[str] | None = None) -> list[Tensor]:
        """Compute maps ``(B, C, h, w)`` of pictures ``(B, H, W, 3)`` uint8; None wants them all."""
        dtype = self.stages["conv1"].get_parameter("weight").dtype
        x = pictures.permute(0, 3, 1, 2).float()
        x = ((x - self.mean) / self.deviation).to(dtype, memory_format=torch.channels_last)
        x = self.stages["bn1"](self.stages["conv1"](x))
        x = nn.functional.max_pool2d(x.relu_(), kernel_size=3, stride=2, padding=1)
        wanted = self.layers if layers is None else layers
        found: list[Tensor] = []
        for layer in self.layers:
            if len(found) == len(wanted):
                break
            x = self.stages[layer](x)
            if layer in wanted:
                found.append(x)
        return found


def _channels(values: Sequence[float]) -> Tensor:
    return (torch.tensor(values) * 255).view(1, 3, 1, 1)
