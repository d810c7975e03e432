"""The search of GPUs, its products imitated on the CPU."""

import numpy as np
import pytest
import torch

from spade_station.domain.preset import MatchingMode
from spade_station.engine.exact_search import EXCLUDED, NOBODY, nearest_rows
from spade_station.engine.features import Features
from spade_station.engine.half_search import HalfRows
from spade_station.engine.layer_rows import Spare
from spade_station.engine.matching import Matcher, Matches
from spade_station.engine.spacing import company_of

from .test_matching import at_places, bank_of, units


@pytest.fixture(params=["cpu", pytest.param("cuda", marks=pytest.mark.cuda)])
def device(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> torch.device:
    """Give a device that searches in half precision; the CPU imitates it."""
    monkeypatch.setattr("spade_station.engine.half_search.is_quick", lambda device: True)
    return torch.device(request.param)


@pytest.mark.parametrize("neighbours", [1, 4])
def test_distances_are_exact_where_the_row_is_the_same(
    device: torch.device, neighbours: int
) -> None:
    patches, rows = units(300, 64, 1).to(device), units(700, 64, 2).to(device)
    distance, index = HalfRows(rows).nearest(patches, neighbours)
    exact, nearest = nearest_rows(patches, rows, neighbours)
    same = (index == nearest).all(dim=1)
    assert float(same.float().mean()) > 0.9
    torch.testing.assert_close(distance[same], exact[same], rtol=1e-4, atol=1e-5)
    torch.testing.assert_close(distance, exact, rtol=2e-3, atol=0)


def test_what_is_excluded_is_never_the_nearest(device: torch.device) -> None:
    rows = units(4, 8, 2).to(device)
    bias = torch.tensor([EXCLUDED, 0.0, 0.0, 0.0], device=device)
    assert float(HalfRows(rows).nearest(rows[:1], bias=bias)[0]) > 0.1
    nothing = HalfRows(rows).nearest(rows[:1], bias=torch.full_like(bias, EXCLUDED))
    assert float(nothing[0]) == 2.0


@pytest.mark.parametrize("left", [0, 1, 3])
def test_of_fewer_rows_than_neighbours_only_those_that_count_make_the_mean(
    device: torch.device, left: int
) -> None:
    patches, rows = units(20, 8, 1).to(device), units(6, 8, 2).to(device)
    bias = torch.full((6,), EXCLUDED, device=device)
    bias[:left] = 0
    distance, index = HalfRows(rows).nearest(patches, 4, bias)
    exact, nearest = nearest_rows(patches, rows, 4, bias)
    torch.testing.assert_close(distance, exact, rtol=1e-3, atol=1e-4)
    torch.testing.assert_close(index == NOBODY, nearest == NOBODY)


def test_blocks_are_whole_turns_of_the_bias(
    device: torch.device, monkeypatch: pytest.MonkeyPatch
) -> None:
    patches, rows = units(5 * 12, 8, 3).to(device), units(30, 8, 4).to(device)
    bias = (units(12, 30, 5) > 0.1).half().to(device) * EXCLUDED
    whole = HalfRows(rows).nearest(patches, 1, bias)
    monkeypatch.setattr("spade_station.engine.half_search.BLOCK", 2 * 12 * 30 + 7)
    for found, wanted in zip(HalfRows(rows).nearest(patches, 1, bias), whole, strict=True):
        torch.testing.assert_close(found, wanted)


def features_of(patches: torch.Tensor, device: torch.device) -> Features:
    return Features({"layer2": patches.to(device)}, torch.eye(8)[0].to(device))


@pytest.fixture
def pictures(device: torch.device) -> list[Features]:
    return [features_of(units(20 * 12, 8, seed).view(20, 12, 8), device) for seed in range(50, 55)]


@pytest.mark.parametrize("mode", list(MatchingMode)[1:])
def test_together_is_what_each_picture_alone_gives(
    device: torch.device, pictures: list[Features], mode: MatchingMode
) -> None:
    if mode is MatchingMode.SAME_PLACE:
        bank, _ = at_places(20, 12, 3, 7)
    else:
        bank = bank_of(units(720, 8, 7), [n % 3 for n in range(720)], mode, neighbours=2)
    matcher = Matcher(bank, device)
    assert matcher.in_batches is (mode is not MatchingMode.NEAREST_IMAGES)
    for found, each in zip(matcher.match_all(pictures), pictures, strict=True):
        same(found, matcher.match(each))


def same(found: Matches, wanted: Matches) -> None:
    np.testing.assert_allclose(found.distances["layer2"], wanted.distances["layer2"], rtol=1e-3)
    np.testing.assert_allclose(found.spacings["layer2"], wanted.spacings["layer2"], rtol=1e-3)


def test_the_same_place_is_that_of_the_search_line_by_line(
    device: torch.device, pictures: list[Features], monkeypatch: pytest.MonkeyPatch
) -> None:
    bank, _ = at_places(20, 12, 3, 7)
    found = Matcher(bank, device).match_all(pictures)
    monkeypatch.setattr("spade_station.engine.layer_rows.LARGEST_BIAS", 0)
    by_line = Matcher(bank, device)
    for each, picture in zip(found, pictures, strict=True):
        wanted = by_line.match(picture).distances["layer2"]
        np.testing.assert_allclose(each.distances["layer2"], wanted, rtol=5e-3)
        left_out = by_line.match(picture, without=1).distances["layer2"]
        again = Matcher(bank, device).match(picture, without=1).distances["layer2"]
        np.testing.assert_allclose(again, left_out, rtol=5e-3)


def test_what_nothing_good_is_near_is_as_far_as_can_be(device: torch.device) -> None:
    place = np.full((4, 2), 0.05, np.float16)
    bank = bank_of(units(4, 8, 1), [0, 0, 1, 1], MatchingMode.SAME_PLACE, place=place, reach=8)
    found = Matcher(bank, device).match(features_of(units(400, 8, 2).view(20, 20, 8), device))
    assert found.distances["layer2"][0, 0] < 2
    assert (found.distances["layer2"][5:] == 2.0).all()


def test_leaving_one_out_puts_the_stand_ins_there(device: torch.device) -> None:
    rows, stand_ins = units(40, 8, 4), units(40, 8, 9)
    bank = bank_of(rows, [n % 4 for n in range(40)], MatchingMode.EVERYWHERE)
    spares = {
        "layer2": Spare(
            stand_ins.to(device),
            torch.ones(40, dtype=torch.bool, device=device),  # or it is left out altogether
            company_of(rows.to(device), torch.arange(40, device=device) % 4),
        )
    }
    picture = features_of(rows.view(5, 8, 8), device)
    left_out = Matcher(bank, device, spares).match(picture, without=2).distances["layer2"]
    own = (np.arange(40) % 4 == 2).reshape(5, 8)
    assert (left_out[own] > 0.3).all()
    assert (left_out[~own] < 0.05).all()
    met = Matcher(bank, device, spares).match(
        features_of(stand_ins.view(5, 8, 8), device), without=2
    )
    assert (met.distances["layer2"][own] < 0.2).all()  # rounded to the range of the rows
