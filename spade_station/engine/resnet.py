"""ResNets (He et al. 2015, arXiv 1512.03385), and wide ones (Zagoruyko & Komodakis 2016).

Named part by part as torchvision names them, so that its weights fit. Not taken from there, because
importing torchvision takes seconds and 200 MB at every start of the station; the tests compare.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from torch import Tensor, nn

WIDTHS = (64, 128, 256, 512)  # channels of layer1 to layer4, before they are expanded
STEM_CHANNELS = 64


@dataclass(frozen=True, slots=True)
class Architecture:
    """What tells one network from another.

    Parameters
    ----------
    blocks
        How many in each layer.
    expansion
        Channels that leave a block over its width; 1 stands for blocks of two convolutions.
    wider
        Width of the inner convolution over the usual one.
    """

    blocks: tuple[int, int, int, int]
    expansion: int = 1
    wider: int = 1


ARCHITECTURES = {
    "resnet18": Architecture((2, 2, 2, 2)),
    "wide_resnet50_2": Architecture((3, 4, 6, 3), expansion=4, wider=2),
}


class BasicBlock(nn.Module):
    """Two 3×3 convolutions beside a short cut."""

    def __init__(self, given: int, width: int, stride: int, architecture: Architecture) -> None:
        super().__init__()
        self.conv1 = _convolution(given, width, 3, stride)
        self.bn1 = nn.BatchNorm2d(width)
        self.conv2 = _convolution(width, width, 3)
        self.bn2 = nn.BatchNorm2d(width)
        self.downsample = _short_cut(given, width * architecture.expansion, stride)

    def forward(self, x: Tensor) -> Tensor:
        """Compute maps ``(B, C', h', w')`` of maps ``(B, C, h, w)``."""
        y: Tensor = self.bn1(self.conv1(x)).relu()
        y = self.bn2(self.conv2(y))
        short: Tensor = x if self.downsample is None else self.downsample(x)
        return (y + short).relu()


class Bottleneck(nn.Module):
    """A 3×3 convolution between two 1×1 ones, beside a short cut."""

    def __init__(self, given: int, width: int, stride: int, architecture: Architecture) -> None:
        super().__init__()
        inner, leaving = width * architecture.wider, width * architecture.expansion
        self.conv1 = _convolution(given, inner, 1)
        self.bn1 = nn.BatchNorm2d(inner)
        self.conv2 = _convolution(inner, inner, 3, stride)
        self.bn2 = nn.BatchNorm2d(inner)
        self.conv3 = _convolution(inner, leaving, 1)
        self.bn3 = nn.BatchNorm2d(leaving)
        self.downsample = _short_cut(given, leaving, stride)

    def forward(self, x: Tensor) -> Tensor:
        """Compute maps ``(B, C', h', w')`` of maps ``(B, C, h, w)``."""
        y: Tensor = self.bn1(self.conv1(x)).relu()
        y = self.bn2(self.conv2(y)).relu()
        y = self.bn3(self.conv3(y))
        short: Tensor = x if self.downsample is None else self.downsample(x)
        return (y + short).relu()


def resnet_parts(name: str, layers: Sequence[str]) -> nn.ModuleDict:
    """Build the stem and `layers` of a network; on the device ``meta`` that costs no memory.

    Parameters
    ----------
    name
        One of `ARCHITECTURES`.
    """
    architecture = ARCHITECTURES[name]
    block = BasicBlock if architecture.expansion == 1 else Bottleneck
    parts: dict[str, nn.Module] = {
        "conv1": _convolution(3, STEM_CHANNELS, 7, 2),
        "bn1": nn.BatchNorm2d(STEM_CHANNELS),
    }
    given = STEM_CHANNELS
    for number, (width, count) in enumerate(zip(WIDTHS, architecture.blocks, strict=True), start=1):
        leaving = width * architecture.expansion
        stride = 1 if number == 1 else 2
        if f"layer{number}" in layers:
            first = block(given, width, stride, architecture)
            others = [block(leaving, width, 1, architecture) for _ in range(count - 1)]
            parts[f"layer{number}"] = nn.Sequential(first, *others)
        given = leaving
    return nn.ModuleDict(parts)


def _convolution(given: int, leaving: int, size: int, stride: int = 1) -> nn.Conv2d:
    return nn.Conv2d(given, leaving, size, stride, padding=size // 2, bias=False)


def _short_cut(given: int, leaving: int, stride: int) -> nn.Sequential | None:
    """Make what fits a block's input to its output, where they differ."""
    if stride == 1 and given == leaving:
        return None
    return nn.Sequential(_convolution(given, leaving, 1, stride), nn.BatchNorm2d(leaving))
