import importlib.util
import multiprocessing
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import torch

from spade_station.domain.errors import Cancelled, RuntimeUnfit
from spade_station.domain.runtime_name import RuntimeName
from spade_station.engine.device import Compute
from spade_station.engine.runtime import making
from spade_station.engine.runtime.making import make_runtime, runtimes_for
from spade_station.engine.runtime.onnx_export import exported, exported_aside
from spade_station.engine.runtime.onnx_runtime import OnnxRuntime
from spade_station.engine.runtime.protocol import Runtime
from spade_station.engine.runtime.torch_runtime import TorchRuntime

from .conftest import cut, maps_of_the_whole, noise

CPU = Compute(torch.device("cpu"), torch.float32)
HERE = runtimes_for(CPU)
LAYERS = ("layer1", "layer2", "layer3")


def made(name: RuntimeName, model: bytes) -> Runtime:
    return make_runtime(name, cut("resnet18"), lambda: model, CPU)


def assert_alike(found: torch.Tensor, wanted: torch.Tensor, runtime: RuntimeName) -> None:
    if runtime is RuntimeName.OPENVINO_BFLOAT16:  # 8 bits of mantissa
        assert float((found - wanted).norm() / wanted.norm()) < 0.02
    else:
        torch.testing.assert_close(found, wanted, rtol=1e-3, atol=1e-3)


@pytest.mark.parametrize("size", [(1, 64, 96), (3, 96, 64), (1, 224, 224)])
@pytest.mark.parametrize("name", HERE)
def test_every_runtime_gives_what_torchvisions_whole_network_gives(
    name: RuntimeName, resnet18_model: bytes, size: tuple[int, int, int]
) -> None:
    pictures = noise(*size)
    runtime = made(name, resnet18_model)
    found = runtime.run(pictures, LAYERS)
    wanted = maps_of_the_whole("resnet18", pictures)
    assert runtime.name is name
    assert list(found) == list(LAYERS)
    for layer, values in found.items():
        assert values.dtype is torch.float32
        assert_alike(values, wanted[layer], name)


def test_the_larger_network_too() -> None:
    pictures = noise(1, 64, 64)
    network = cut("wide_resnet50_2")
    model = exported(network)
    wanted = maps_of_the_whole("wide_resnet50_2", pictures)
    for name in HERE:
        runtime = make_runtime(name, network, lambda: model, CPU)
        for layer, values in runtime.run(pictures, LAYERS).items():
            assert_alike(values, wanted[layer], name)


@pytest.mark.parametrize("name", HERE)
def test_only_wanted_layers_are_given(name: RuntimeName, resnet18_model: bytes) -> None:
    runtime = made(name, resnet18_model)
    everything = runtime.run(noise(1, 64, 64), LAYERS)
    found = runtime.run(noise(1, 64, 64), ("layer1", "layer3"))
    assert list(found) == ["layer1", "layer3"]
    for layer, values in found.items():
        torch.testing.assert_close(values, everything[layer])


@pytest.mark.parametrize("name", HERE)
def test_one_result_is_not_overwritten_by_the_next(
    name: RuntimeName, resnet18_model: bytes
) -> None:
    runtime = made(name, resnet18_model)
    found = runtime.run(noise(1, 64, 64), ("layer2",))["layer2"]
    before = found.clone()
    runtime.run(255 - noise(1, 64, 64), ("layer2",))
    torch.testing.assert_close(found, before, rtol=0, atol=0)


@pytest.mark.parametrize("name", HERE)
def test_several_threads_may_use_it(name: RuntimeName, resnet18_model: bytes) -> None:
    runtime = made(name, resnet18_model)
    pictures = [noise(1, 32 * n, 64) for n in range(1, 9)]
    wanted = [runtime.run(each, ("layer3",))["layer3"] for each in pictures]
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda each: runtime.run(each, ("layer3",))["layer3"], pictures))
    for a, b in zip(found, wanted, strict=True):
        torch.testing.assert_close(a, b)


def test_what_is_not_wanted_is_not_computed() -> None:
    network = cut("resnet18")
    called: list[str] = []
    network.stages["layer3"].register_forward_hook(lambda *_: called.append("layer3"))
    TorchRuntime(network, CPU).run(noise(1, 64, 64), ("layer1", "layer2"))
    assert called == []


def test_nothing_below_the_deepest_layer_is_there() -> None:
    assert set(dict(cut("resnet18").stages.named_children())) == {"conv1", "bn1", *LAYERS}


@pytest.mark.parametrize("name", list(RuntimeName)[1:])
def test_what_is_not_installed_is_not_offered(
    name: RuntimeName, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = importlib.util.find_spec
    monkeypatch.setattr(
        making, "find_spec", lambda package: None if package in name.value else real(package)
    )
    assert name not in runtimes_for(CPU)
    with pytest.raises(RuntimeUnfit, match="is not installed"):
        made(name, b"")


def test_with_cuda_only_torch_computes() -> None:
    on_device = Compute(torch.device("cuda"), torch.float16)
    assert runtimes_for(on_device) == (RuntimeName.TORCH,)
    with pytest.raises(RuntimeUnfit, match="only torch"):
        make_runtime(RuntimeName.OPENVINO, cut("resnet18"), lambda: b"", on_device)


def test_the_export_needs_its_packages(monkeypatch: pytest.MonkeyPatch) -> None:
    from spade_station.engine.runtime import onnx_export

    monkeypatch.setattr(onnx_export, "find_spec", lambda package: None)
    with pytest.raises(RuntimeUnfit, match="pip install"):
        exported(cut("resnet18"))


SIGNAL_AFTER_A_RUNTIME = """
import gc, pathlib, signal, sys, torch
from spade_station.domain.runtime_name import RuntimeName
from spade_station.engine.device import choose_compute
from spade_station.engine.runtime.making import make_runtime, runtimes_for

model, cpu, caught = pathlib.Path(sys.argv[1]).read_bytes(), choose_compute("cpu"), []
signal.signal(signal.SIGINT, lambda *_: caught.append(1))
for name in runtimes_for(cpu)[1:]:
    runtime = make_runtime(name, None, lambda: model, cpu)
    runtime.run(torch.zeros(1, 64, 64, 3, dtype=torch.uint8), ("layer2",))
    del runtime
    gc.collect()
    signal.raise_signal(signal.SIGINT)
sys.exit(len(caught) != len(runtimes_for(cpu)) - 1)
"""


def test_ctrl_c_is_survived_after_any_runtime(resnet18_model: bytes, tmp_path: Path) -> None:
    (tmp_path / "model.onnx").write_bytes(resnet18_model)
    words = [sys.executable, "-c", SIGNAL_AFTER_A_RUNTIME, str(tmp_path / "model.onnx")]
    assert subprocess.run(words, check=False).returncode == 0


def test_an_export_aside_is_that_of_the_same_network_and_ends_when_told() -> None:
    def refuse() -> None:
        raise Cancelled

    network = cut("resnet18")
    with pytest.raises(Cancelled):
        exported_aside(network, refuse)
    assert multiprocessing.active_children() == []
    runtime = OnnxRuntime(exported_aside(network))
    assert_alike(
        runtime.run(noise(1, 64, 64), LAYERS)["layer3"],
        maps_of_the_whole("resnet18", noise(1, 64, 64))["layer3"],
        RuntimeName.ONNXRUNTIME,
    )


@pytest.mark.cuda
@pytest.mark.parametrize("count", [1, 4])
def test_cuda_gives_the_same_from_recorded_kernels(count: int) -> None:
    runtime = TorchRuntime(cut("resnet18"), Compute(torch.device("cuda"), torch.float16))
    for size in ((64, 96), (96, 64), (64, 96)):
        for pictures in (noise(count, *size), 255 - noise(count, *size)):
            wanted = maps_of_the_whole("resnet18", pictures)
            for layer, values in runtime.run(pictures, LAYERS).items():
                assert float((values.cpu() - wanted[layer]).norm() / wanted[layer].norm()) < 0.01
