"""Matching: how far each patch is from the bank. Exact, as matrix products and a top-k."""

import numpy as np
import numpy.typing as npt
import torch
from sklearn.neighbors import NearestNeighbors
from torch import Tensor

from spade_station.domain.preset import MatchingMode, MatchingSettings
from spade_station.engine.bank import Bank
from spade_station.engine.features import Features

DistanceMap = npt.NDArray[np.float32]
"""``(h, w)``: per patch the mean distance to the nearest rows, 0..2."""

BLOCK = 4_000_000  # similarities held at once: 16 MB
EXCLUDED = -4.0  # added to a similarity in -1..1, so that the row is never among the nearest


class Matcher:
    """A bank made ready for matching on one device.

    Parameters
    ----------
    bank
        Where the rows come from; they are converted once, to float32 on the device.
    settings
        Mode and number of neighbours.
    """

    def __init__(self, bank: Bank, settings: MatchingSettings, device: torch.device) -> None:
        self._settings = settings
        self._rows = {
            name: torch.from_numpy(np.asarray(layer.rows, np.float32)).to(device)
            for name, layer in bank.layers.items()
        }
        self._owners = {name: _owners(layer.sample, device) for name, layer in bank.layers.items()}
        self._shared = {
            name: torch.from_numpy(np.array(layer.shared)).to(device)
            for name, layer in bank.layers.items()
        }
        self._samples = bank.samples
        self._retrieval: NearestNeighbors | None = None
        if settings.mode is MatchingMode.NEAREST_IMAGES:
            self._retrieval = NearestNeighbors(n_neighbors=bank.samples, algorithm="brute")
            self._retrieval.fit(np.asarray(bank.descriptors, np.float32))

    def distances(self, features: Features, without: int | None = None) -> dict[str, DistanceMap]:
        """Measure a picture against the bank.

        Parameters
        ----------
        without
            A sample whose own rows are left out (leave one out); a row that stands for the
            patches of several samples stays.
        """
        allowed = self._allowed_samples(features.descriptor, without)
        maps: dict[str, DistanceMap] = {}
        for layer, patches in features.layers.items():
            bias = None if allowed is None else self._bias(layer, allowed)
            flat = nearest_distances(
                patches.flatten(0, 1), self._rows[layer], self._settings.neighbours, bias
            )
            maps[layer] = flat.view(patches.shape[:2]).cpu().numpy()
        return maps

    def _allowed_samples(self, descriptor: Tensor, without: int | None) -> Tensor | None:
        """Return a mask over the samples, or None when all count."""
        if self._retrieval is None and without is None:
            return None
        allowed = torch.ones(self._samples, dtype=torch.bool, device=descriptor.device)
        if self._retrieval is not None:
            order = self._retrieval.kneighbors(descriptor.cpu().numpy()[None])[1][0]
            others = order[order != without] if without is not None else order
            allowed[:] = False
            allowed[torch.from_numpy(others[: self._settings.images]).to(allowed.device)] = True
        elif without is not None:
            allowed[without] = False
        return allowed

    def _bias(self, layer: str, allowed: Tensor) -> Tensor:
        excluded = ~(allowed[self._owners[layer]] | self._shared[layer])
        return excluded.float() * EXCLUDED


def _owners(sample: npt.NDArray[np.int32], device: torch.device) -> Tensor:
    return torch.from_numpy(np.asarray(sample, np.int64)).to(device)


def nearest_distances(
    patches: Tensor, rows: Tensor, neighbours: int = 1, bias: Tensor | None = None
) -> Tensor:
    """Give the mean Euclidean distance of unit vectors to their nearest rows.

    On unit vectors ``d² = 2 - 2·cos`` (design section 3.2), so that one matrix product is all.

    Parameters
    ----------
    patches
        ``(P, C)`` float32 unit vectors.
    rows
        ``(N, C)`` float32 unit vectors.
    bias
        ``(N,)`` added to the similarities; `EXCLUDED` takes a row out.

    Returns
    -------
    Tensor
        ``(P,)``; 2, the largest distance there is, where no row was left to compare with.
    """
    neighbours = min(neighbours, len(rows))
    found = patches.new_empty(len(patches))
    step = max(1, BLOCK // max(1, len(rows)))
    for start in range(0, len(patches), step):
        block = patches[start : start + step]
        cosine = block @ rows.T if bias is None else torch.addmm(bias, block, rows.T)
        if neighbours == 1:
            best = cosine.amax(dim=1, keepdim=True)
        else:
            best = cosine.topk(neighbours, dim=1).values
        found[start : start + step] = (2 - 2 * best).clamp(0, 4).sqrt().mean(dim=1)
    return found
