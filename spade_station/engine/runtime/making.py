"""Which runtimes this machine has, and how each is made."""

from collections.abc import Callable
from importlib.util import find_spec

from spade_station.domain.errors import RuntimeUnfit
from spade_station.domain.reasons import NO_BFLOAT16, NOT_INSTALLED, TORCH_ALONE, Reason
from spade_station.domain.runtime_name import RuntimeName
from spade_station.engine.device import Compute
from spade_station.engine.runtime.network import CutNetwork
from spade_station.engine.runtime.protocol import Runtime
from spade_station.engine.runtime.torch_runtime import TorchRuntime

PACKAGES = {
    RuntimeName.ONNXRUNTIME: "onnxruntime",
    RuntimeName.OPENVINO: "openvino",
    RuntimeName.OPENVINO_BFLOAT16: "openvino",
}


def runtimes_for(compute: Compute) -> tuple[RuntimeName, ...]:
    """List what can compute a network here; torch is always the first."""
    return tuple(name for name in RuntimeName if is_here(name, compute))


def is_here(name: RuntimeName, compute: Compute) -> bool:
    """Whether this machine has a runtime; nothing of the others is loaded to say so."""
    return not _hindrance(name, compute)


def make_runtime(
    name: RuntimeName, network: CutNetwork, model: Callable[[], bytes], compute: Compute
) -> Runtime:
    """Make a runtime.

    Parameters
    ----------
    model
        Gives the exported network; called only where it is needed.

    Raises
    ------
    RuntimeUnfit
        When this machine does not have it.
    """
    hindrance = _hindrance(name, compute)
    if hindrance:
        raise RuntimeUnfit(runtime=name.value, reason=hindrance)
    if name is RuntimeName.TORCH:
        return TorchRuntime(network, compute)
    if name is RuntimeName.ONNXRUNTIME:
        from spade_station.engine.runtime.onnx_runtime import OnnxRuntime  # an optional package

        return OnnxRuntime(model())
    from spade_station.engine.runtime.openvino_runtime import OpenvinoRuntime  # likewise

    return OpenvinoRuntime(model(), halved=name is RuntimeName.OPENVINO_BFLOAT16)


def _hindrance(name: RuntimeName, compute: Compute) -> Reason | None:
    """Say why a runtime cannot be used; None when it can."""
    if name is RuntimeName.TORCH:
        return None
    if compute.device.type != "cpu":
        return TORCH_ALONE
    if find_spec(PACKAGES[name]) is None:
        return NOT_INSTALLED.of(package=PACKAGES[name])
    if name is RuntimeName.OPENVINO_BFLOAT16:
        from spade_station.engine.runtime.openvino_runtime import has_bfloat16

        if not has_bfloat16():
            return NO_BFLOAT16
    return None
