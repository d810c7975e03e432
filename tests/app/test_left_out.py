"""Pictures that are known already: none is learned twice, and trying it costs nothing."""

import json
import shutil
from pathlib import Path

import pytest

from spade_station.app.left_out import LeftOut, left_out_errors
from spade_station.app.notices import Level
from spade_station.app.product import Product
from spade_station.domain.errors import BankBroken, Cancelled, NoSamples
from spade_station.domain.frame import Frame
from spade_station.domain.imaging_errors import SampleKnown, SamplesKnown, TooMuchGlare
from spade_station.domain.inspection import Verdict
from spade_station.storage.bank_pointer import BankPointer
from spade_station.storage.samples import NewSample

from .desk import Desk
from .parts import (
    BOARD,
    LEARNED,
    content_of,
    good_frame,
    good_picture,
    good_samples,
    make_product,
    open_product,
    write_pictures,
)


@pytest.fixture
def kept(home: Path) -> Path:
    return home / "presets" / BOARD / "samples"


def fresh_score(product: Product) -> float:
    score = product.inspector().inspect(good_frame(500)).score
    assert score is not None
    return score


def are_copies(left_out: list[LeftOut], *origins: str) -> bool:
    assert all(isinstance(each.reason, SampleKnown) for each in left_out)
    return [each.origin for each in left_out] == list(origins)


def test_the_same_pictures_again_change_nothing(home: Path, product: Product) -> None:
    score, before = fresh_score(product), content_of(home)
    left_out = product.learn_all(good_samples(LEARNED), LEARNED)
    assert are_copies(left_out, *(f"good {seed}" for seed in range(LEARNED)))
    assert content_of(home) == before
    assert fresh_score(product) == fresh_score(open_product(home)) == score


def test_the_new_ones_among_them_are_learned(home: Path, product: Product) -> None:
    new = [*good_samples(4), *good_samples(2, 20), *good_samples(3, 20)]
    left_out = product.learn_all(new, len(new))
    assert len(left_out) == 6
    each_once = make_product(home, 0, "once")
    each_once.learn_all([*good_samples(LEARNED), *good_samples(3, 20)], LEARNED + 3)
    assert product.status().samples == each_once.status().samples == LEARNED + 3
    assert len(product.samples.numbers()) == LEARNED + 3
    assert fresh_score(product) == pytest.approx(fresh_score(each_once), rel=1e-3)


def test_a_part_photographed_twice_is_no_copy(product: Product) -> None:
    again = good_picture(0)
    again[0, 0, 0] ^= 1
    assert product.learn_all([NewSample(Frame(again, 0, "again"), "mei")]) == []
    assert product.status().samples == LEARNED + 1


def test_one_picture_alone_is_one_sample_however_often_it_comes(home: Path) -> None:
    product = make_product(home, 0, "one")
    left_out = product.learn_all([NewSample(good_frame(1), "mei")] * 10, 10)
    assert are_copies(left_out, *["good 1"] * 9)
    with pytest.raises(NoSamples, match="so far: 1"):
        product.inspector()
    assert not product.add_good(NewSample(good_frame(1), "mei"))


def test_what_is_known_is_known_without_reading_the_kept_pictures(
    product: Product, kept: Path
) -> None:
    for picture in kept.glob("*.png"):
        picture.write_bytes(b"no picture")
    assert len(product.learn_all(good_samples(LEARNED), LEARNED)) == LEARNED


def test_copies_that_an_older_station_has_learned_go(home: Path, kept: Path) -> None:
    """It wrote no checksums, and its bank rests on each part twice."""
    for number in range(1, LEARNED + 1):
        note = json.loads((kept / f"{number:06d}.json").read_text())
        del note["sha256"]
        for same in (number, number + LEARNED):
            (kept / f"{same:06d}.json").write_text(json.dumps({**note, "number": same}))
        shutil.copy(kept / f"{number:06d}.png", kept / f"{number + LEARNED:06d}.png")
    score = fresh_score(open_product(home))
    bank = home / "presets" / BOARD / "bank"
    shutil.rmtree(bank / "v000001")
    BankPointer(bank).write(1, range(1, 2 * LEARNED + 1))
    product = open_product(home)

    left_out = product.learn_all()

    copies = (f"#{LEARNED + 1 + seed} good {seed}" for seed in range(LEARNED))
    assert are_copies(left_out, *copies)
    assert product.status().samples == LEARNED
    assert fresh_score(product) == pytest.approx(score, rel=1e-3)
    note = product.samples.note(1)
    assert note is not None
    assert note.sha256, "the next time nobody has to read the picture for it"


def test_known_pictures_do_not_keep_a_bank_from_being_learned_again(
    home: Path, product: Product
) -> None:
    wanted = product.preset.changed("features.input_size", 128)
    assert len(product.learn_all(good_samples(2), 2, preset=wanted)) == 2
    assert product.stored is not None
    assert product.stored.bank.recipe.input_size == 128
    assert len(product.learn_all(good_samples(2), 2, without=(8,))) == 2
    assert product.status().samples == LEARNED - 1
    (home / "presets" / BOARD / "bank" / "v000003" / "layer2.npy").write_bytes(b"")
    broken = open_product(home)
    assert isinstance(broken.problem, BankBroken)
    assert not broken.add_good(NewSample(good_frame(0), "mei"))
    assert broken.inspector().inspect(good_frame(500)).verdict is Verdict.OK


def test_one_more_part_that_cannot_be_learned_is_told_where_all_is_learned_again(
    product: Product,
) -> None:
    product.preset = product.preset.changed("imaging.glare.level", 250)
    white = good_picture(0)
    white[:] = 255
    with pytest.raises(TooMuchGlare):
        product.add_good(NewSample(Frame(white, 0, "white"), "mei"))
    assert product.status().samples == LEARNED


def test_cancelling_while_nothing_new_comes(home: Path, product: Product) -> None:
    before = content_of(home)

    def cancel(done: int, total: int) -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        product.learn_all(good_samples(LEARNED), LEARNED, cancel)
    assert content_of(home) == before


def test_copies_are_told_apart_from_what_cannot_be_learned() -> None:
    glare, known = TooMuchGlare(share=9, most=5), SampleKnown()
    found = left_out_errors([LeftOut("a", glare), LeftOut("b", known), LeftOut("c", known)])
    assert [error.values["count"] for error in found] == [1, 2]
    assert [error.is_calm for error in found] == [False, True]
    assert left_out_errors([]) == []


def test_the_window_says_how_many_are_known(desk: Desk, tmp_path: Path) -> None:
    pictures = [good_picture(seed) for seed in range(LEARNED)]
    desk.station.collect_folder(write_pictures(tmp_path / "again", pictures))
    desk.wait(lambda: bool(desk.said))
    desk.settle()
    assert [str(SamplesKnown(count=LEARNED, first="000.png"))] == desk.said
    assert desk.notices.last.level is Level.INFO  # type: ignore[attr-defined]
    assert (desk.station.bank.version, desk.station.bank.samples) == (1, LEARNED)


def test_the_window_names_all_pictures_that_keep_a_folder_from_being_learned(
    desk: Desk, tmp_path: Path
) -> None:
    folder = write_pictures(tmp_path / "new", [good_picture(seed) for seed in range(60, 66)])
    for name in ("002.png", "004.png"):
        (folder / name).write_bytes(b"broken")
    desk.station.collect_folder(folder)
    desk.wait(lambda: bool(desk.said))
    desk.settle()
    assert "2 (002.png, 004.png)" in desk.said[0]
    assert "Nothing was learned." in desk.said[0]
    assert desk.station.bank.samples == LEARNED
