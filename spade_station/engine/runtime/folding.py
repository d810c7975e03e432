"""Folding: the normalisations of a network become part of its convolutions.

While nothing is trained a batch normalisation is a factor and an offset for each channel, which a
convolution can have in its own weights: a pass over each map less.
"""

from typing import cast

import torch
from torch import Tensor, nn
from torch.nn import functional
from torch.nn.utils.fusion import fuse_conv_bn_eval

from spade_station.engine.runtime.network import CutNetwork


def fold(network: CutNetwork) -> None:
    """Fold a network, in place; its weights have other names from then on."""
    stages = network.stages
    stages["conv1"] = _folded(stages["conv1"], stages["bn1"])
    stages["bn1"] = nn.Identity()
    for layer in network.layers:
        blocks = cast("nn.Sequential", stages[layer])
        stages[layer] = nn.Sequential(*(FoldedBlock(block) for block in blocks))


class FoldedBlock(nn.Module):
    """A block of either kind (`engine.resnet`) without normalisations.

    On CUDA each convolution is one kernel with what follows it, the short cut included.
    """

    def __init__(self, block: nn.Module) -> None:
        super().__init__()
        parts = dict(block.named_children())
        numbers = [name.removeprefix("conv") for name in parts if name.startswith("conv")]
        folded = [_folded(parts[f"conv{n}"], parts[f"bn{n}"]) for n in sorted(numbers)]
        self.first = nn.ModuleList(folded[:-1])
        self.last = folded[-1]
        short = parts.get("downsample")
        self.short = None if short is None else _folded(*cast("nn.Sequential", short))

    def forward(self, x: Tensor) -> Tensor:
        """Compute maps ``(B, C', h', w')`` of maps ``(B, C, h, w)``."""
        short = x if self.short is None else self.short(x)
        for convolution in self.first:
            x = _convolved(cast("nn.Conv2d", convolution), x)
        return _convolved(self.last, x, short)


def _convolved(convolution: nn.Conv2d, x: Tensor, short: Tensor | None = None) -> Tensor:
    """Convolve, add the short cut, and cut off below zero."""
    weight, bias = convolution.weight, convolution.bias
    padding = cast("tuple[int, ...]", convolution.padding)  # in numbers, as `engine.resnet` has it
    shape = (convolution.stride, padding, convolution.dilation, convolution.groups)
    if x.is_cuda and torch.version.cuda is not None:
        if short is None:
            return torch.cudnn_convolution_relu(x, weight, bias, *shape)
        return torch.cudnn_convolution_add_relu(x, weight, short, 1.0, bias, *shape)
    found: Tensor = convolution(x)
    if short is not None:
        found += short
    return functional.relu_(found)


def _folded(convolution: nn.Module, normalisation: nn.Module) -> nn.Conv2d:
    folded = fuse_conv_bn_eval(
        cast("nn.Conv2d", convolution), cast("nn.BatchNorm2d", normalisation)
    )
    return folded.requires_grad_(False)
