from collections.abc import Callable

import numpy as np
import pytest
import torch

from spade_station.domain.errors import BankMismatch, NoSamples, PictureShape
from spade_station.domain.frame import Frame, Picture
from spade_station.domain.inspection import Verdict
from spade_station.domain.preset import LayerWeights, Preset
from spade_station.engine.backbone import ResNetBackbone
from spade_station.engine.backbone_identity import BackboneIdentity
from spade_station.engine.bank import Bank
from spade_station.engine.device import Compute
from spade_station.engine.inspector import Inspector
from spade_station.engine.learning import extend, learn

from .conftest import torch_backbone

Make = Callable[[int], Picture]


@pytest.fixture
def bank(backbone: ResNetBackbone, preset: Preset, good_picture: Make) -> Bank:
    return learn([good_picture(seed) for seed in range(12)], 12, backbone, preset)


def test_good_parts_are_ok_and_bad_ones_ng_where_the_defect_is(
    backbone: ResNetBackbone, preset: Preset, bank: Bank, good_picture: Make, bad_picture: Make
) -> None:
    inspector = Inspector(preset, backbone, bank)
    for seed in range(100, 105):
        good = inspector.inspect(Frame(good_picture(seed), seed, "good"))
        assert good.verdict is not Verdict.NG
        bad = inspector.inspect(Frame(bad_picture(seed), seed, "bad"))
        assert bad.verdict is Verdict.NG
        x, y, width, height = bad.regions[0].box
        assert x < 74
        assert x + width > 54
        assert y < 60
        assert y + height > 36


def test_an_inspection_tells_what_it_rests_on(
    backbone: ResNetBackbone, preset: Preset, bank: Bank, good_picture: Make
) -> None:
    inspection = Inspector(preset, backbone, bank).inspect(Frame(good_picture(50), 0, "a"))
    stages = ["resize", "backbone", "features", "matching", "fusion", "decision"]
    assert list(inspection.timings) == stages
    assert inspection.heatmap is not None
    assert inspection.heatmap.shape == (24, 32)
    assert not inspection.heatmap.flags.writeable
    assert (inspection.preset, inspection.backbone) == ("test", "resnet18")
    assert 0 < inspection.check <= 1


def test_this_is_good_removes_the_alarm_at_the_next_verdict(
    backbone: ResNetBackbone, preset: Preset, bank: Bank, bad_picture: Make
) -> None:
    frame = Frame(bad_picture(7), 0, "false alarm")
    assert Inspector(preset, backbone, bank).inspect(frame).verdict is Verdict.NG
    knows = extend(bank, frame.image, backbone)
    assert Inspector(preset, backbone, knows).inspect(frame).verdict is Verdict.OK


def test_a_changed_limit_needs_no_new_analysis(
    backbone: ResNetBackbone, preset: Preset, bank: Bank, bad_picture: Make
) -> None:
    inspector = Inspector(preset, backbone, bank)
    analysis = inspector.analyse(Frame(bad_picture(1), 0, "bad"))
    before = inspector.conclude(analysis)
    assert before.score is not None
    twice = inspector.with_preset(preset.changed("decision.limit", 2.0)).conclude(analysis)
    assert twice.score == pytest.approx(before.score / 2, rel=1e-4)
    assert twice.heatmap is not None
    np.testing.assert_allclose(twice.heatmap, before.heatmap / 2, rtol=1e-4)


def test_a_changed_weight_calibrates_the_limit_again(
    backbone: ResNetBackbone, preset: Preset, bank: Bank, good_picture: Make
) -> None:
    inspector = Inspector(preset, backbone, bank)
    moved = inspector.with_preset(preset.changed("weights.layer3", 0.0))
    assert moved.limit.value != inspector.limit.value
    analysis = inspector.analyse(Frame(good_picture(60), 0, "good"))
    assert moved.conclude(analysis).verdict is not Verdict.NG


def test_too_few_samples_give_no_verdict(
    backbone: ResNetBackbone, preset: Preset, good_picture: Make
) -> None:
    few = learn([good_picture(seed) for seed in range(4)], 4, backbone, preset)
    with pytest.raises(NoSamples, match="so far: 4"):
        Inspector(preset, backbone, few)


def test_a_bank_of_another_backbone_is_refused(
    backbone: ResNetBackbone, preset: Preset, bank: Bank
) -> None:
    class Other:
        identity = BackboneIdentity("resnet18", "f" * 64)
        layers = backbone.layers
        needs_whitening = False
        compute = backbone.compute
        maps = backbone.maps

    with pytest.raises(BankMismatch, match="resnet18 \\(ffffffff\\)"):
        Inspector(preset, Other(), bank)


def test_a_layer_without_rows_is_refused(
    backbone: ResNetBackbone, preset: Preset, bank: Bank
) -> None:
    with pytest.raises(BankMismatch):
        Inspector(preset.changed("weights.layer1", 0.5), backbone, bank)


def test_a_picture_of_another_shape_is_refused(
    backbone: ResNetBackbone, preset: Preset, bank: Bank
) -> None:
    tall = Frame(np.zeros((400, 100, 3), np.uint8), 0, "tall")
    with pytest.raises(PictureShape, match="100×400"):
        Inspector(preset, backbone, bank).inspect(tall)


@pytest.mark.parametrize("is_tiled", [True, False])
def test_a_strip_longer_than_the_network_takes_has_its_own_shape(
    backbone: ResNetBackbone, preset: Preset, is_tiled: bool
) -> None:
    """Without tiles it is squeezed, when it is learned and when it is inspected."""
    preset = preset.changed("imaging.tiles.on", is_tiled)
    random = np.random.default_rng(1)
    strips = [random.integers(90, 110, (64, 1024, 3), dtype=np.uint8) for _ in range(9)]
    bank = learn(strips[:8], 8, backbone, preset)

    inspector = Inspector(preset, backbone, bank)

    assert inspector.inspect(Frame(strips[8], 0, "strip")).verdict is not Verdict.NOT_INSPECTED
    with pytest.raises(PictureShape, match="64×64"):
        inspector.inspect(Frame(strips[8][:, :64], 1, "piece"))


@pytest.mark.parametrize("size", [(96, 128), (960, 1280), (48, 64)])
def test_the_size_of_the_camera_may_change(
    backbone: ResNetBackbone, preset: Preset, bank: Bank, size: tuple[int, int]
) -> None:
    frame = Frame(np.full((*size, 3), 128, np.uint8), 0, "grey")
    inspection = Inspector(preset, backbone, bank).inspect(frame)
    assert inspection.verdict in (Verdict.NG, Verdict.CHECK)


def test_the_weight_of_a_missing_layer_moves_to_the_deepest(
    backbone: ResNetBackbone, preset: Preset, bank: Bank
) -> None:
    weights = LayerWeights(layer2=0.25, layer3=0.25, layer4=0.5)
    inspector = Inspector(preset.model_copy(update={"weights": weights}), backbone, bank)
    assert inspector.weights.shares == {"layer2": 0.25, "layer3": 0.75}
    assert inspector.weights.moved == ("layer4",)
    assert inspector.weights.moved_to == "layer3"


def test_nearest_images_and_several_neighbours_work_from_end_to_end(
    backbone: ResNetBackbone, preset: Preset, good_picture: Make, bad_picture: Make
) -> None:
    chosen = preset.changed("matching.mode", "nearest images").changed("matching.images", 6)
    chosen = chosen.changed("matching.neighbours", 3)
    bank = learn([good_picture(seed) for seed in range(12)], 12, backbone, chosen)
    inspector = Inspector(chosen, backbone, bank)
    good = inspector.inspect(Frame(good_picture(77), 0, "good"))
    bad = inspector.inspect(Frame(bad_picture(77), 0, "bad"))
    assert good.verdict is not Verdict.NG
    assert bad.verdict is Verdict.NG


@pytest.mark.cuda
def test_cuda_gives_the_verdicts_of_the_cpu(
    backbone: ResNetBackbone,
    weights: dict[str, torch.Tensor],
    preset: Preset,
    bank: Bank,
    good_picture: Make,
    bad_picture: Make,
) -> None:
    on_device = Compute(torch.device("cuda"), torch.float16)
    fast = torch_backbone("resnet18", weights, backbone.layers, on_device)
    on_cpu, on_gpu = Inspector(preset, backbone, bank), Inspector(preset, fast, bank)
    for seed in range(200, 220):
        for picture in (good_picture(seed), bad_picture(seed)):
            a, b = (each.inspect(Frame(picture, 0, "x")) for each in (on_cpu, on_gpu))
            assert a.verdict is b.verdict
            assert a.score == pytest.approx(b.score, rel=0.05)
