import pytest
import torch

from spade_station.domain.errors import DeviceMissing
from spade_station.domain.preset import LayerWeights
from spade_station.engine.backbone import ResNetBackbone
from spade_station.engine.device import choose_compute
from spade_station.engine.features import effective_weights, extract, neighbourhood


def test_features_are_unit_vectors_on_the_layers_grid(backbone: ResNetBackbone) -> None:
    pictures = [torch.randint(0, 256, (64, 96, 3), dtype=torch.uint8).numpy() for _ in range(2)]
    first, second = extract(pictures, backbone, ("layer2", "layer3"), {})
    assert first.layers["layer2"].shape == (8, 12, 128)
    assert second.layers["layer3"].shape == (4, 6, 256)
    for values in (*first.layers.values(), second.descriptor):
        norms = values.norm(dim=-1)
        torch.testing.assert_close(norms, torch.ones_like(norms))


def test_the_neighbourhood_is_the_mean_of_the_cells_that_exist() -> None:
    values = torch.arange(12.0).view(1, 3, 4)
    averaged = neighbourhood(values[None], "layer2")[0]
    assert averaged.shape == (3, 4, 1)
    assert averaged[1, 1, 0] == values[0].mean() - 0.5
    assert averaged[0, 0, 0] == torch.tensor([0.0, 1, 4, 5]).mean()


def test_the_finest_layer_is_made_as_coarse_as_the_next() -> None:
    values = torch.randn(5, 8, 12, generator=torch.Generator().manual_seed(0))
    fine, coarse = (neighbourhood(values[None], layer)[0] for layer in ("layer2", "layer1"))
    assert coarse.shape == (4, 6, 5)
    torch.testing.assert_close(coarse[1, 2], fine[2:4, 4:6].mean(dim=(0, 1)))


def test_the_weight_of_missing_layers_moves_down_to_the_deepest_present() -> None:
    weights = LayerWeights(layer1=0.2, layer2=0.0, layer3=0.2, layer4=0.6)
    moved = effective_weights(weights, ("layer1", "layer2"))
    assert moved.shares == {"layer1": pytest.approx(0.2), "layer2": pytest.approx(0.8)}
    assert moved.moved == ("layer3", "layer4")
    assert moved.moved_to == "layer2"
    nothing = effective_weights(weights, ("layer1", "layer2", "layer3", "layer4"))
    assert (nothing.moved, nothing.moved_to) == ((), "")
    assert sum(nothing.shares.values()) == pytest.approx(1)


def test_a_device_that_is_not_there_is_a_clear_message() -> None:
    with pytest.raises(DeviceMissing, match="tpu"):
        choose_compute("tpu")
    if not torch.cuda.is_available():
        with pytest.raises(DeviceMissing, match="--device auto"):
            choose_compute("cuda")
        assert choose_compute("auto").device.type == "cpu"
