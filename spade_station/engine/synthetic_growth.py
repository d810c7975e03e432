"""Banks of more good pictures than there are, for measuring what their number costs."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from spade_station.engine.bank import Bank, LayerBank
from spade_station.engine.coreset import Coreset
from spade_station.engine.features import Features
from spade_station.engine.gathering import bank_patches, places, resumed_coreset
from spade_station.engine.learning import CALIBRATED
from spade_station.engine.quantised_rows import QuantisedRows
from spade_station.engine.spacing import company_of

MIXED = 300  # synthesised samples that go through the coreset, at most


def grown(bank: Bank, known: Sequence[Features], samples: int) -> Bank:
    """Make a bank like this one, of more good pictures.

    The features of further pictures are mixed, patch by patch, of two known ones. A coreset that is
    full takes in what no row covers, and mixtures are mostly covered: so only the first `MIXED` of
    them are looked at. What is kept of each sample is there for all of them.

    Parameters
    ----------
    known
        Features of real good pictures of one size.
    samples
        How many the new bank shall be of; more than `bank` is of.
    """
    random = np.random.default_rng(samples)
    numbers = range(bank.samples, min(samples, bank.samples + MIXED))
    pairs = [random.choice(len(known), 2, replace=False) for _ in numbers]
    calibrated = min(samples, CALIBRATED)
    layers = {
        name: _grown_layer(
            layer,
            _net(bank, name, [[known[i].layers[name] for i in pair] for pair in pairs]),
            calibrated * int(np.prod(bank.grid(name, 0))),
        )
        for name, layer in bank.layers.items()
    }
    return replace(
        bank,
        layers=layers,
        descriptors=np.resize(bank.descriptors, (samples, bank.descriptors.shape[1])),
        sizes=np.resize(bank.sizes, (calibrated, 2)),
    )


def _net(bank: Bank, name: str, pairs: Sequence[Sequence[Tensor]]) -> Coreset:
    """Let a coreset go on from a layer's rows with mixtures of pairs of maps ``(h, w, C)``."""
    net = resumed_coreset(bank, name, pairs[0][0])
    generator = torch.Generator().manual_seed(len(pairs))
    for sample, (one, other) in enumerate(pairs, start=bank.samples):
        share = torch.rand(*one.shape[:2], 1, generator=generator).to(one.device)
        mixed = functional.normalize(torch.lerp(one, other, share), dim=-1)
        net.add(bank_patches(mixed), sample, bank_patches(places(mixed)))
    return net


def _grown_layer(layer: LayerBank, net: Coreset, cells: int) -> LayerBank:
    return replace(
        layer,
        rows=QuantisedRows.of(net.rows),
        sample=net.sample.cpu().numpy(),
        shared=net.shared.cpu().numpy(),
        place=net.place.half().cpu().numpy(),
        spacing=company_of(net.rows, net.sample).spacing().half().cpu().numpy(),
        radius=net.radius,
        left_out=np.resize(layer.left_out, cells),
        left_out_spacing=np.resize(layer.left_out_spacing, cells),
    )
