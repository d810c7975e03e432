"""A bank and its settings are two files: what is found where the program ended between the two."""

from collections.abc import Callable
from pathlib import Path
from typing import NoReturn

import pytest
from pytestqt.qtbot import QtBot

from spade_station.app.product import Product
from spade_station.app.station import Station
from spade_station.domain.home_errors import DiskFull
from spade_station.domain.inspection import Verdict
from spade_station.domain.preset import Preset
from spade_station.storage.banks import Banks
from spade_station.storage.presets import Presets

from .desk import Desk
from .parts import BOARD, LEARNED, good_frame, good_picture, good_samples, open_product, presets_in

MakeStation = Callable[[Path], Station]


class PowerCut(BaseException):
    """The end of the program; nothing is put right any more."""


def cut_off(*_values: object) -> NoReturn:
    raise PowerCut


def disk_full(*_values: object) -> NoReturn:
    raise DiskFull(path="preset.json")


def other(preset: Preset) -> Preset:
    """Give settings that the bank in use does not serve."""
    return preset.changed("features.input_size", 128).changed("decision.limit", 1.5)


def learn_interrupted(
    product: Product, kind: type, name: str, how: Callable[..., NoReturn]
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(kind, name, how)
        with pytest.raises((PowerCut, DiskFull)):
            product.learn_all(preset=other(product.preset))


@pytest.mark.parametrize("how", [cut_off, disk_full])
def test_settings_that_were_not_stored_after_their_bank_are_found(
    product: Product, home: Path, how: Callable[..., NoReturn]
) -> None:
    wanted = other(product.preset)
    learn_interrupted(product, Presets, "save", how)
    for is_first in (True, False):
        found = open_product(home)
        assert (found.completed, found.preset) == (is_first, wanted)
        assert found.inspector().inspect(good_frame()).verdict is Verdict.OK
        assert found.status().version == 2
    assert presets_in(home).load(BOARD) == wanted


def test_settings_whose_bank_was_not_stored_are_not_used(product: Product, home: Path) -> None:
    before = product.preset
    learn_interrupted(product, Banks, "save", cut_off)
    assert product.add_good(good_samples(1, 50)[0]), "it makes the version that was expected"
    for _ in range(2):
        found = open_product(home)
        assert (found.completed, found.preset) == (False, before)
        assert found.inspector().inspect(good_frame()).verdict is Verdict.OK


def test_a_bank_that_is_not_stored_leaves_no_settings_behind(product: Product, home: Path) -> None:
    """Also if the next bank is stored after another start."""
    before = product.preset
    learn_interrupted(product, Banks, "save", cut_off)
    again = open_product(home)
    again.add_good(good_samples(1, 50)[0])
    assert open_product(home).preset == before


def test_settings_that_were_stored_later_are_newer(product: Product, home: Path) -> None:
    learn_interrupted(product, Presets, "save", disk_full)
    later = product.preset.changed("decision.limit", 2.0)
    presets_in(home).save(later)
    found = open_product(home)
    assert (found.completed, found.preset) == (False, later)


def test_settings_that_come_back_with_an_earlier_bank_are_found_too(
    product: Product, home: Path
) -> None:
    before = product.preset
    product.learn_all(preset=other(product.preset))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Presets, "save", cut_off)
        with pytest.raises(PowerCut):
            product.undo()
    found = open_product(home)
    assert (found.completed, found.status().version) == (True, 1)
    assert found.preset.features == before.features
    assert found.inspector().inspect(good_frame()).verdict is Verdict.OK


def test_a_note_that_cannot_be_read_is_passed_over(product: Product, home: Path) -> None:
    before = product.preset
    learn_interrupted(product, Banks, "save", cut_off)
    for path in (home / "presets" / BOARD).glob("preset-*"):
        path.write_text("{")
    assert open_product(home).preset == before


def test_the_station_goes_on_with_them_and_says_so(
    product: Product, home: Path, make_station: MakeStation, qtbot: QtBot, tmp_path: Path
) -> None:
    wanted = other(product.preset)
    learn_interrupted(product, Presets, "save", cut_off)
    desk = Desk(make_station(home), qtbot, tmp_path / "pictures").open()
    desk.wait(lambda: desk.station.bank.version == 2)
    desk.settle()
    assert desk.station.preset == wanted
    assert desk.station.bank.samples == LEARNED
    [told] = desk.said
    assert "before its new settings were stored" in told
    assert desk.show(good_picture(100)).verdict is Verdict.OK
    desk.station.close()
    assert presets_in(home).load(BOARD) == wanted
