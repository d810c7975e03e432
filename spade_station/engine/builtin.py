"""The fallback without any pretrained weights: oriented filters and local statistics."""

import hashlib
import math
from collections.abc import Sequence

import torch
from torch import Tensor
from torch.nn import functional

from spade_station.domain.runtime_name import RuntimeName
from spade_station.engine.backbone_identity import BackboneIdentity
from spade_station.engine.device import Compute

RECIPE = 2  # to be raised with every change of what the channels mean
ORIENTATIONS = 6
WAVELENGTH = 4.0  # pixels of its octave: the middle of what the octave holds
ENVELOPE = 2.0  # deviation of the Gaussian under a wave, pixels: about one octave wide
RADIUS = 3  # of a filter, pixels
DARK = 32.0  # grey levels; brighter light counts by its logarithm, darker nearly linearly
GAIN = 80.0  # steps of a logarithm's unit: about one step to two a grey level
NOISE = 2.0  # steps; weaker contrasts count linearly, stronger ones by their logarithm
SHARED = 0.75  # how much of the energy that all orientations share is taken off each
SURROUND = 3  # cells on each side that the brightness of a cell is compared with
CELLS = {"layer1": 4, "layer2": 8, "layer3": 16}  # pixels of a cell
OCTAVES = {"layer1": (0, 1, 2), "layer2": (0, 1, 2, 3), "layer3": (1, 2, 3, 4)}
LUMA = (0.299, 0.587, 0.114)  # ITU-R BT.601
BINOMIAL = (1 / 16, 4 / 16, 6 / 16, 4 / 16, 1 / 16)


class BuiltinBackbone:
    """A fixed bank of filters in place of a network: the same on every machine, never learned.

    A pyramid halves the picture (Burt & Adelson 1983), so that the same small filters see one
    octave after the other. Each cell of a layer gets

    - the Gabor energy per octave and orientation (Adelson & Bergen 1985), at its strongest
      place: a hairline crack must not drown in the cell around it;
    - per octave the signed response of the even filters, which tells dark from bright;
    - per finer octave and orientation the ripples of that energy: the same filters once more, on
      the map of the energy (the second order of a scattering transform, Bruna & Mallat 2013,
      arXiv 1203.1513). An even texture has hardly any, a scratch or a hole in it has;
    - the brightness against the surroundings, the mean chroma, the deviation of all three.

    All is measured on the logarithm of the light, as contrast: a part twice as bright has the
    same features but for noise. Energies are compressed to logarithms too, and most of what all
    orientations share is taken off: else the contrast of a material, which varies from part to
    part, would count once for each of them.

    Parameters
    ----------
    compute
        The device; the number format is always float32.
    """

    layers = ("layer1", "layer2", "layer3")
    needs_whitening = True
    runtime = RuntimeName.TORCH

    def __init__(self, compute: Compute) -> None:
        self.identity = BackboneIdentity("builtin", _version())
        self.compute = compute
        self._colours = _colour_matrix().to(compute.device)
        self._waves = _quadrature_filters().to(compute.device)
        binomial = torch.tensor(BINOMIAL, device=compute.device)
        self._binomial = torch.outer(binomial, binomial)[None, None]

    @torch.inference_mode()
    def maps(self, pictures: Tensor, layers: Sequence[str]) -> dict[str, Tensor]:
        """See `Backbone.maps`."""
        x = pictures.to(self.compute.device, non_blocking=True).permute(0, 3, 1, 2).float()
        x = functional.conv2d(GAIN * torch.log1p(x / DARK), self._colours)
        needed = {octave for layer in layers for octave in OCTAVES[layer]}
        channels = _colour_statistics(x, layers)
        luma = x[:, :1]
        for octave in range(max(needed, default=-1) + 1):
            if octave > 0:
                luma = self._halved(luma)
            cells = {k: CELLS[k] >> octave for k in layers if octave in OCTAVES[k]}
            if cells:
                energy, spots = self._answers(luma)
                ripples = self._ripples(energy) if max(cells.values()) > 1 else None
                for layer, cell in cells.items():
                    channels[layer] += [
                        _strongest(energy, cell),
                        functional.avg_pool2d(spots, cell),
                    ]
                    if ripples is not None and cell > 1:
                        channels[layer].append(functional.max_pool2d(ripples, cell // 2))
        return {layer: torch.cat(channels[layer], dim=1) for layer in layers}

    def _answers(self, luma: Tensor) -> tuple[Tensor, Tensor]:
        """Give the energy per orientation and the signed answer of all even filters together."""
        even, odd = functional.conv2d(_padded(luma, RADIUS), self._waves).chunk(2, dim=1)
        spots = even.mean(dim=1, keepdim=True)
        energy = _compressed((even.square() + odd.square()).sqrt())
        return energy, spots.sign() * _compressed(spots.abs())

    def _ripples(self, energy: Tensor) -> Tensor:
        """Give the energy of each orientation's energy: ``(B, ORIENTATIONS², h / 2, w / 2)``."""
        coarse = self._halved(energy.flatten(0, 1)[:, None])
        even, odd = functional.conv2d(_padded(coarse, RADIUS), self._waves).chunk(2, dim=1)
        ripples = (even.square() + odd.square()).sqrt()
        return ripples.reshape(len(energy), ORIENTATIONS**2, *coarse.shape[2:])

    def _halved(self, values: Tensor) -> Tensor:
        return functional.conv2d(_padded(values, len(BINOMIAL) // 2), self._binomial, stride=2)


def _colour_statistics(picture: Tensor, layers: Sequence[str]) -> dict[str, list[Tensor]]:
    """Summarise luma and chroma ``(B, 3, H, W)`` per cell of each layer.

    Brightness counts against the surroundings only, so that the light may drift over the day.
    """
    found: dict[str, list[Tensor]] = {}
    mean, variance = picture, torch.zeros_like(picture)
    cell = 1
    for layer in BuiltinBackbone.layers:
        mean, variance = _merged(mean, variance, CELLS[layer] // cell)
        cell = CELLS[layer]
        if layer in layers:
            luma = mean[:, :1]
            around = functional.avg_pool2d(_padded(luma, SURROUND), 2 * SURROUND + 1, stride=1)
            deviation = _compressed(variance.sqrt())
            found[layer] = [(luma - around) / NOISE, mean[:, 1:] / NOISE, deviation]
    return found


def _merged(mean: Tensor, variance: Tensor, count: int) -> tuple[Tensor, Tensor]:
    """Merge the statistics of `count` times `count` cells, by the law of total variance."""
    common = functional.avg_pool2d(mean, count)
    around = functional.interpolate(common, scale_factor=float(count))
    variance = functional.avg_pool2d(variance + (mean - around).square(), count)
    return common, variance


def _strongest(energy: Tensor, cell: int) -> Tensor:
    """Give each orientation's highest energy per cell, less most of what all of them share."""
    strongest = functional.max_pool2d(energy, cell)
    return strongest - SHARED * strongest.mean(dim=1, keepdim=True)


def _compressed(contrast: Tensor) -> Tensor:
    return torch.log1p(contrast / NOISE)


def _padded(values: Tensor, margin: int) -> Tensor:
    """Mirror the borders, so that they look like more of the same."""
    return functional.pad(values, (margin, margin, margin, margin), mode="reflect")


def _colour_matrix() -> Tensor:
    """RGB to luma and the two chroma differences, all in grey levels: ``(3, 3, 1, 1)``."""
    luma = torch.tensor(LUMA)
    red, _, blue = torch.eye(3)
    rows = [luma, (blue - luma) / (2 - 2 * LUMA[2]), (red - luma) / (2 - 2 * LUMA[0])]
    return torch.stack(rows)[:, :, None, None]


def _quadrature_filters() -> Tensor:
    """Gabor filters ``(2 * ORIENTATIONS, 1, size, size)``: all even ones, then all odd ones.

    Filter ``i`` answers to waves that run at ``180° * i / ORIENTATIONS`` to the rows; a wave's
    energy is about its amplitude in grey levels, and flat areas have none.
    """
    along = torch.arange(-RADIUS, RADIUS + 1, dtype=torch.float64)
    y, x = torch.meshgrid(along, along, indexing="ij")
    envelope = torch.exp(-(x.square() + y.square()) / (2 * ENVELOPE**2))
    angle = torch.arange(ORIENTATIONS).double()[:, None, None] * math.pi / ORIENTATIONS
    phase = (x * angle.cos() + y * angle.sin()) * (2 * math.pi / WAVELENGTH)
    even = envelope * phase.cos()
    even -= envelope * (even.sum(dim=(1, 2), keepdim=True) / envelope.sum())
    filters = torch.cat([even, envelope * phase.sin()])
    filters *= 2 / filters.abs().sum(dim=(1, 2), keepdim=True)
    return filters[:, None].float()


def _version() -> str:
    """Hash of all that the features depend on, so that a bank never meets other filters."""
    filters = (ORIENTATIONS, WAVELENGTH, ENVELOPE, RADIUS, OCTAVES, BINOMIAL)
    light = (DARK, GAIN, NOISE, SHARED, SURROUND, LUMA)
    return hashlib.sha256(repr((RECIPE, filters, light)).encode()).hexdigest()
