"""What the backbone needs of a runtime."""

from collections.abc import Sequence
from typing import Protocol

from torch import Tensor

from spade_station.domain.runtime_name import RuntimeName
from spade_station.engine.device import Compute


class Runtime(Protocol):
    """Computes one network, cut off after some layer."""

    @property
    def name(self) -> RuntimeName:
        """Which it is."""

    @property
    def compute(self) -> Compute:
        """Where its maps are left."""

    def run(self, pictures: Tensor, layers: Sequence[str]) -> dict[str, Tensor]:
        """Compute feature maps.

        Parameters
        ----------
        pictures
            ``(B, H, W, 3)`` uint8, height and width multiples of 32.
        layers
            Which maps are wanted; the network must have them.

        Returns
        -------
        dict
            Per layer ``(B, C, H / stride, W / stride)`` float32 on the device.
        """
