"""The runtimes that can compute the network."""

from enum import StrEnum


class RuntimeName(StrEnum):
    """A runtime, with the number format where it has several."""

    TORCH = "torch"
    ONNXRUNTIME = "onnxruntime"
    OPENVINO = "openvino"
    OPENVINO_BFLOAT16 = "openvino-bfloat16"


class RuntimeChoice(StrEnum):
    """What the user may choose; ``auto`` is the fastest that agrees, once that was measured."""

    AUTO = "auto"
    TORCH = "torch"
    ONNXRUNTIME = "onnxruntime"
    OPENVINO = "openvino"
    OPENVINO_BFLOAT16 = "openvino-bfloat16"
