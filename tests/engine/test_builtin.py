import math

import numpy as np
import pytest
import torch
from torch import Tensor

from spade_station.engine import builtin
from spade_station.engine.builtin import OCTAVES, ORIENTATIONS, WAVELENGTH, BuiltinBackbone
from spade_station.engine.device import Compute, choose_compute

STRIDES = {"layer1": 4, "layer2": 8, "layer3": 16}


@pytest.fixture(scope="module")
def backbone() -> BuiltinBackbone:
    return BuiltinBackbone(choose_compute("cpu"))


def noise(height: int, width: int, count: int = 1) -> Tensor:
    values = np.random.default_rng(7).normal(120, 12, (count, height, width, 3))
    return torch.from_numpy(values.clip(0, 255).astype(np.uint8))


def grating(angle: float, wavelength: float, size: int = 128) -> Tensor:
    y, x = np.mgrid[:size, :size]
    wave = np.sin(2 * np.pi / wavelength * (x * np.cos(angle) + y * np.sin(angle)))
    grey = (120 + 40 * wave).round().astype(np.uint8)
    return torch.from_numpy(np.repeat(grey[None, :, :, None], 3, axis=3))


@pytest.mark.parametrize("size", [(64, 64), (224, 224), (96, 160), (416, 64)])
@pytest.mark.parametrize("count", [1, 3])
def test_one_vector_for_each_cell(
    backbone: BuiltinBackbone, size: tuple[int, int], count: int
) -> None:
    maps = backbone.maps(noise(*size, count), backbone.layers)
    assert list(maps) == ["layer1", "layer2", "layer3"]
    for layer, values in maps.items():
        stride = STRIDES[layer]
        assert values.shape == (count, values.shape[1], size[0] // stride, size[1] // stride)
        assert values.dtype == torch.float32
        assert 20 <= values.shape[1] <= 160
        assert values.isfinite().all()


def test_two_backbones_agree_to_the_bit(backbone: BuiltinBackbone) -> None:
    picture = noise(96, 128)
    other = BuiltinBackbone(choose_compute("cpu"))
    assert other.identity == backbone.identity
    again = other.maps(picture, other.layers)
    for layer, values in backbone.maps(picture, backbone.layers).items():
        assert torch.equal(values, again[layer])


def test_other_filters_have_another_identity(
    backbone: BuiltinBackbone, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(builtin, "WAVELENGTH", 5.0)
    assert BuiltinBackbone(choose_compute("cpu")).identity != backbone.identity


def test_a_batch_equals_single_pictures(backbone: BuiltinBackbone) -> None:
    pictures = noise(96, 128, 2)
    together = backbone.maps(pictures, backbone.layers)
    for i in range(2):
        alone = backbone.maps(pictures[i : i + 1], backbone.layers)
        for layer in backbone.layers:
            torch.testing.assert_close(together[layer][i], alone[layer][0], rtol=1e-4, atol=1e-4)


@pytest.mark.parametrize("index", range(ORIENTATIONS))
@pytest.mark.parametrize("octave", [0, 1, 2])
def test_a_grating_lights_its_orientation_and_octave(
    backbone: BuiltinBackbone, index: int, octave: int
) -> None:
    angle = math.pi * index / ORIENTATIONS
    picture = grating(angle, WAVELENGTH * 2**octave)
    flat = torch.full_like(picture, 120)
    lit = backbone.maps(picture, ["layer1"])["layer1"] - backbone.maps(flat, ["layer1"])["layer1"]
    energies = energy_channels(lit, "layer1")
    strongest = energies.argmax()
    assert divmod(int(strongest), ORIENTATIONS) == (octave, index)


def energy_channels(maps: Tensor, layer: str) -> Tensor:
    """Mean energy per octave and orientation, flattened; see the order of the channels."""
    means = maps[0].mean(dim=(1, 2))[6:]  # behind brightness, chroma and deviations
    found = []
    for octave in OCTAVES[layer]:
        found.append(means[:ORIENTATIONS])
        ripples = ORIENTATIONS**2 if STRIDES[layer] >> octave > 1 else 0
        means = means[ORIENTATIONS + 1 + ripples :]
    assert len(means) == 0
    return torch.cat(found)


def test_light_matters_far_less_than_a_scratch(backbone: BuiltinBackbone) -> None:
    good = noise(128, 128)
    brighter = (good.float() * 1.05).clamp(0, 255).to(torch.uint8)
    scratched = good.clone()
    scratched[0, 60:68, 40:90] = 40
    reference = backbone.maps(good, backbone.layers)
    light = backbone.maps(brighter, backbone.layers)
    scratch = backbone.maps(scratched, backbone.layers)
    for layer, values in reference.items():
        spread = values.std(dim=(2, 3), keepdim=True) + 0.01
        change = ((light[layer] - values) / spread).norm(dim=1).median()
        defect = ((scratch[layer] - values) / spread).norm(dim=1).max()
        assert defect > 8 * change


def test_half_the_light_changes_little(backbone: BuiltinBackbone) -> None:
    """Features see contrast: what half the light does is little beside how patches differ."""
    y, x = np.mgrid[:128, :128]
    wave = np.repeat((160 + 50 * np.sin(x / 2 + np.sin(y / 9)))[None, :, :, None], 3, axis=3)
    bright, dark = (torch.from_numpy((wave * f).round().astype(np.uint8)) for f in (1.0, 0.5))
    moved = backbone.maps(dark, backbone.layers)
    for layer, values in backbone.maps(bright, backbone.layers).items():
        flat = backbone.maps(torch.full_like(bright, 160), [layer])[layer]
        assert (moved[layer] - values).norm(dim=1).mean() < 0.35 * (values - flat).norm(
            dim=1
        ).mean()


@pytest.mark.parametrize("index", range(ORIENTATIONS))
def test_ripples_tell_which_way_a_texture_swells(backbone: BuiltinBackbone, index: int) -> None:
    """Energy that swells and ebbs over twice the wavelength, across any of the orientations."""
    y, x = np.mgrid[:128, :128]
    angle = math.pi * index / ORIENTATIONS
    swell = np.sin(np.pi / WAVELENGTH * (x * np.cos(angle) + y * np.sin(angle)))
    wave = (1 + 0.6 * swell) * np.sin(2 * np.pi / WAVELENGTH * x)
    grey = (120 + 40 * wave).round().astype(np.uint8)
    picture = torch.from_numpy(np.repeat(grey[None, :, :, None], 3, axis=3))
    finest = backbone.maps(picture, ["layer2"])["layer2"].mean(dim=(0, 2, 3))[6:]
    ripples = finest[ORIENTATIONS + 1 :][:ORIENTATIONS]  # of the upright orientation's energy
    assert int(ripples.argmax()) == index
    assert ripples[index] > 0.2


def test_borders_do_not_glow(backbone: BuiltinBackbone) -> None:
    """On an even texture the border cells are no stranger than those inside."""
    values = backbone.maps(noise(256, 256, 4), backbone.layers)
    for layer in ("layer1", "layer2"):
        cells = values[layer]
        inner = cells[:, :, 3:-3, 3:-3]
        mean = inner.mean(dim=(0, 2, 3), keepdim=True)
        spread = inner.std(dim=(0, 2, 3), keepdim=True) + 0.01
        length = ((cells - mean) / spread).square().mean(dim=1).sqrt()
        border = torch.cat([length[:, 0], length[:, -1], length[:, :, 0], length[:, :, -1]], dim=1)
        assert border.mean() < 1.25 * length[:, 3:-3, 3:-3].mean()


def test_a_flat_picture_is_flat(backbone: BuiltinBackbone) -> None:
    maps = backbone.maps(torch.full((1, 96, 96, 3), 200, dtype=torch.uint8), backbone.layers)
    for values in maps.values():
        torch.testing.assert_close(
            values, values[:, :, :1, :1].expand_as(values), rtol=0, atol=1e-3
        )
        assert values.abs().max() < 1e-2  # no contrast anywhere, and no chroma


def test_only_the_wanted_layers_are_computed(
    backbone: BuiltinBackbone, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: set[tuple[int, int]] = set()
    halves = BuiltinBackbone._halved

    def watched(self: BuiltinBackbone, values: Tensor) -> Tensor:
        height, width = values.shape[2:]
        seen.add((height, width))
        return halves(self, values)

    monkeypatch.setattr(BuiltinBackbone, "_halved", watched)
    assert list(backbone.maps(noise(64, 64), ["layer1"])) == ["layer1"]
    assert seen == {(64, 64), (32, 32)}  # nothing coarser than layer1 needs


@pytest.mark.parametrize("layer", ["layer1", "layer2", "layer3"])
def test_a_layer_does_not_depend_on_the_others(backbone: BuiltinBackbone, layer: str) -> None:
    picture = noise(96, 64)
    alone = backbone.maps(picture, [layer])
    assert list(alone) == [layer]
    assert torch.equal(alone[layer], backbone.maps(picture, backbone.layers)[layer])


def test_half_precision_is_not_used() -> None:
    halved = BuiltinBackbone(Compute(torch.device("cpu"), torch.float16))
    assert halved.maps(noise(64, 64), ["layer3"])["layer3"].dtype == torch.float32
