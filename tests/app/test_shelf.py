"""The shelf: what stays loaded, what goes, and above all what is never handed out."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from torchvision.models import get_model

from spade_station.app.backbones import Backbones, library_in
from spade_station.app.shelf import Shelf
from spade_station.app.shelf_status import ShelfStatus
from spade_station.app.switching import measure_switching
from spade_station.domain.errors import BankMismatch, NoProduct, NoSamples, PresetMissing
from spade_station.domain.inspection import Verdict
from spade_station.engine.inspector import Inspector

from .parts import (
    BOARD,
    LEARNED,
    backbones_in,
    bad_frame,
    copy_of,
    good_samples,
    make_product,
    open_product,
    presets_in,
)

OTHER = "panel"
THIRD = "plate"
ROOM = 10**9


@pytest.fixture(scope="module")
def three(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a home with three learned products; not to be changed."""
    home = tmp_path_factory.mktemp("three")
    for name in (BOARD, OTHER, THIRD):
        make_product(home, name=name)
    return home


@pytest.fixture
def home(three: Path, tmp_path: Path) -> Path:
    return copy_of(three, tmp_path / "home")


@pytest.fixture
def shelf(home: Path) -> Shelf:
    return Shelf(presets_in(home), backbones_in(home), ROOM)


def use(shelf: Shelf, name: str) -> Inspector:
    """Change to a product."""
    return shelf.inspector(shelf.open(name))


# --- what stays -----------------------------------------------------------------------------------


def test_a_loaded_product_is_there_at_once(shelf: Shelf) -> None:
    first = use(shelf, BOARD)
    product = shelf.open(BOARD)
    use(shelf, OTHER)

    assert use(shelf, BOARD) is first
    assert shelf.open(BOARD) is product
    assert shelf.status.names == (OTHER, BOARD)


def test_what_is_counted_is_what_matching_holds(shelf: Shelf) -> None:
    inspector = use(shelf, BOARD)
    floats = sum(4 * layer.rows.values.size for layer in inspector.bank.layers.values())

    assert shelf.status.bytes == inspector.bytes
    assert inspector.bank.bytes + floats < inspector.bytes < 4 * (inspector.bank.bytes + floats)


def test_the_least_recently_used_goes_first(home: Path) -> None:
    told: list[ShelfStatus] = []
    shelf = Shelf(presets_in(home), backbones_in(home), ROOM, told.append)
    each = use(shelf, BOARD).bytes
    shelf.resize(round(2.5 * each))
    use(shelf, OTHER)
    board = use(shelf, BOARD)
    use(shelf, THIRD)

    assert shelf.status.names == (BOARD, THIRD)
    assert shelf.status.bytes <= shelf.status.most_bytes
    assert told[-1] == shelf.status
    assert use(shelf, BOARD) is board


def test_the_product_in_use_stays_whatever_the_budget(shelf: Shelf) -> None:
    use(shelf, BOARD)
    use(shelf, OTHER)
    shelf.resize(1)

    assert shelf.status.names == (OTHER,)
    assert use(shelf, BOARD).inspect(bad_frame()).verdict is Verdict.NG
    assert shelf.status.names == (BOARD,)


def test_a_network_stays_as_long_as_an_inspector_has_it(home: Path) -> None:
    """Two products with two networks: changing between them loads neither again."""
    torch.manual_seed(3)
    (home / "weights").mkdir()
    torch.save(get_model("resnet18", weights=None).state_dict(), home / "weights" / "resnet18.pth")
    backbones = Backbones(library_in(home / "weights", []), "cpu")
    shelf = Shelf(presets_in(home), backbones, ROOM)
    product = shelf.open(OTHER)
    product.learn_all(preset=product.preset.changed("features.backbone", "resnet18"))
    network = shelf.inspector(product)
    filters = use(shelf, BOARD)

    assert use(shelf, OTHER) is network
    assert use(shelf, BOARD) is filters


# --- what is never handed out ---------------------------------------------------------------------


def relearn(home: Path) -> None:
    product = open_product(home)
    product.learn_all(good_samples(1, first=60 + len(product.samples.numbers())), 1)


def go_back(home: Path) -> None:
    open_product(home).undo()


def turn_the_limit(home: Path) -> None:
    presets_in(home).save(presets_in(home).load(BOARD).changed("decision.limit", 3.0))


def add_a_defect(home: Path) -> None:
    open_product(home).add_defects([replace(good_samples(1)[0], frame=bad_frame(9))])


@pytest.mark.parametrize("change", [relearn, go_back, turn_the_limit, add_a_defect])
def test_what_changed_on_disk_is_read_again(home: Path, change: Callable[[Path], None]) -> None:
    relearn(home)  # so that there is something to go back to
    shelf = Shelf(presets_in(home), backbones_in(home), ROOM)
    before = use(shelf, BOARD)
    use(shelf, OTHER)
    change(home)
    expected = open_product(home).inspector()

    now = use(shelf, BOARD)

    assert now is not before
    assert (now.preset, now.bank.version) == (expected.preset, expected.bank.version)
    assert (now.defects is None) == (expected.defects is None)
    assert now.inspect(bad_frame(9)).score == expected.inspect(bad_frame(9)).score


def test_a_bank_that_was_damaged_meanwhile_is_refused(home: Path, shelf: Shelf) -> None:
    use(shelf, BOARD)
    use(shelf, OTHER)
    rows = home / "presets" / BOARD / "bank" / "v000001" / "layer2.npy"
    rows.write_bytes(rows.read_bytes()[:-1] + b"x")

    product = shelf.open(BOARD)

    assert product.problem is not None
    with pytest.raises(type(product.problem)):
        shelf.inspector(product)
    assert shelf.status.names == (OTHER,)


def test_a_deleted_product_made_anew_under_its_name(home: Path, shelf: Shelf) -> None:
    use(shelf, BOARD)
    use(shelf, OTHER)
    presets_in(home).delete(BOARD)
    with pytest.raises(PresetMissing):
        shelf.open(BOARD)
    make_product(home, LEARNED + 1)

    assert use(shelf, BOARD).bank.samples == LEARNED + 1


def test_a_product_without_a_bank_is_not_kept(home: Path, shelf: Shelf) -> None:
    make_product(home, 0, "empty")
    with pytest.raises(NoSamples):
        use(shelf, "empty")
    assert shelf.status.names == ()


def test_a_dropped_product_is_not_held(shelf: Shelf) -> None:
    before = use(shelf, BOARD)
    shelf.drop(BOARD)

    assert shelf.status == ShelfStatus((), 0, ROOM)
    assert use(shelf, BOARD) is not before


def test_other_weights_than_those_of_the_bank_are_refused(home: Path) -> None:
    """A file that replaces another is seen although the product is loaded."""
    file = home / "weights" / "resnet18.pth"
    file.parent.mkdir()
    torch.manual_seed(3)
    torch.save(get_model("resnet18", weights=None).state_dict(), file)
    shelf = Shelf(presets_in(home), Backbones(library_in(file.parent, []), "cpu"), ROOM)
    product = shelf.open(BOARD)
    product.learn_all(preset=product.preset.changed("features.backbone", "resnet18"))
    shelf.inspector(product)
    torch.save(get_model("resnet18", weights=None).state_dict(), file)

    with pytest.raises(BankMismatch):
        use(shelf, BOARD)
    assert shelf.status.names == ()


# --- what changes while it is in use --------------------------------------------------------------


def test_a_new_bank_in_use_replaces_the_loaded_one(shelf: Shelf) -> None:
    product = shelf.open(BOARD)
    before = shelf.inspector(product)
    product.add_good(good_samples(1, first=70)[0])

    after = shelf.inspector(product)
    use(shelf, OTHER)

    assert (before.bank.version, after.bank.version) == (1, 2)
    assert use(shelf, BOARD) is after


def test_a_changed_setting_is_in_force_and_the_bank_stays_loaded(
    shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    product = shelf.open(BOARD)
    before = shelf.inspector(product)
    score = before.inspect(bad_frame()).score
    product.preset = product.preset.changed("decision.limit", 2.0)
    product.save_preset()
    use(shelf, OTHER)
    monkeypatch.setattr("spade_station.app.shelf.Product", None)

    now = use(shelf, BOARD)

    assert now.bank is before.bank
    assert now.inspect(bad_frame()).score == pytest.approx((score or 0) / 2)
    assert before.inspect(bad_frame()).score == score, "the line may be judging with it"


def test_known_defects_in_use_come_with_it(shelf: Shelf) -> None:
    product = shelf.open(BOARD)
    before = shelf.inspector(product)
    product.add_defects([replace(good_samples(1)[0], frame=bad_frame(9))])

    after = shelf.inspector(product)

    assert before.defects is None
    assert after.defects is not None
    assert shelf.inspector(product) is after


# --- how long it takes ----------------------------------------------------------------------------


def test_what_a_change_takes_is_measured(home: Path) -> None:
    found = measure_switching(presets_in(home), backbones_in(home), (BOARD, OTHER))

    assert found.as_json()["products"] == (BOARD, OTHER)
    assert found.bank_bytes == pytest.approx(2 * use_bytes(home), rel=0.1)
    for times in (found.loaded, found.from_disk):
        assert 0 < times["p50"] <= times["max"]
        assert np.isfinite(times["max"])
    with pytest.raises(NoProduct):
        measure_switching(presets_in(home), backbones_in(home), (BOARD,))


def use_bytes(home: Path) -> int:
    return open_product(home).inspector().bytes
