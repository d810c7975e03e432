"""The gate in the station: it asks, skips and lists, and never blocks."""

from pathlib import Path

import pytest

from spade_station.app.product import Product
from spade_station.app.sample_gate import suspect_lines
from spade_station.domain.frame import Frame, Picture
from spade_station.domain.inspection import Verdict
from spade_station.domain.sample_report import Finding
from spade_station.domain.zone import Zone, ZoneKind, ZoneShape
from spade_station.storage.samples import NewSample

from .desk import Desk
from .parts import (
    LEARNED,
    Recorder,
    bad_frame,
    bad_picture,
    good_frame,
    good_picture,
    good_samples,
    make_product,
    open_product,
    write_pictures,
)


def suspects(desk: Desk) -> list[int]:
    return [report.number for report in desk.station.gate.suspects]


def test_a_part_that_looks_defective_is_asked_about_first(desk: Desk) -> None:
    asked = Recorder(desk.station.gate.doubted)
    bad = desk.show(bad_picture(100))
    desk.station.add_good(bad)
    desk.wait(lambda: bool(asked.told))
    desk.settle()
    assert asked.last is bad
    assert f"its score is {bad.score:.1f} × the limit" in desk.said[0]
    assert "again to add it anyway" in desk.said[0]
    assert desk.station.bank.samples == LEARNED
    desk.station.add_good(bad)
    desk.wait(lambda: desk.station.bank.samples == LEARNED + 1)
    assert desk.latest.verdict is Verdict.OK


def test_another_part_is_another_question(desk: Desk) -> None:
    asked = Recorder(desk.station.gate.doubted)
    first = desk.show(bad_picture(100))
    desk.station.add_good(first)
    desk.wait(lambda: len(asked.told) == 1)
    desk.station.add_good(desk.show(bad_picture(101)))
    desk.wait(lambda: len(asked.told) == 2)
    desk.station.add_good(first)
    desk.wait(lambda: len(asked.told) == 3)
    assert desk.station.bank.samples == LEARNED


@pytest.mark.parametrize("how", ["start", "step", "source"])
def test_who_goes_on_to_other_parts_is_asked_anew(desk: Desk, how: str) -> None:
    asked = Recorder(desk.station.gate.doubted)
    bad = desk.show(bad_picture(100))
    desk.station.add_good(bad)
    desk.wait(lambda: len(asked.told) == 1)
    if how == "source":
        desk.station.choose_source(desk.source(good_picture(200)))
    else:
        getattr(desk.station, how)()
    desk.station.add_good(bad)
    desk.wait(lambda: len(asked.told) == 2)
    assert desk.station.bank.samples == LEARNED


def test_a_picture_that_is_known_already_is_skipped_and_said_so(desk: Desk) -> None:
    known = desk.show(good_picture(0))
    assert known.verdict is Verdict.OK
    desk.station.add_good(known)
    desk.wait(lambda: bool(desk.said))
    assert "cover this picture already" in desk.said[0]
    desk.settle()
    assert (desk.station.bank.version, desk.station.bank.samples) == (1, LEARNED)


LEFT_OUT = "Gathered parts that look defective and were left out: {} of {}."


def gather(desk: Desk, *pictures: Picture) -> None:
    """Collect from a line that delivers these pictures."""
    desk.station.choose_source(desk.source(*pictures))
    desk.station.collect_next(len(pictures))
    desk.station.start()
    desk.wait(lambda: desk.station.gathering.status is None)
    desk.settle()


def test_gathered_parts_that_look_defective_are_left_out_and_said_so(desk: Desk) -> None:
    gather(desk, good_picture(200), bad_picture(100), good_picture(201))
    assert desk.station.bank.samples == LEARNED + 2
    assert any(LEFT_OUT.format(1, 3) in text for text in desk.said)
    assert desk.show(bad_picture(101)).verdict is Verdict.NG


def test_where_all_gathered_parts_look_defective_nothing_is_learned(desk: Desk) -> None:
    gather(desk, bad_picture(100), bad_picture(101))
    assert (desk.station.bank.version, desk.station.bank.samples) == (1, LEARNED)
    assert any(LEFT_OUT.format(2, 2) in text for text in desk.said)
    assert desk.station.job is None


def test_a_gathered_part_with_a_known_defect_is_left_out(desk: Desk) -> None:
    known = desk.show(good_picture(300))
    desk.station.defects.add(known, None)
    desk.wait(lambda: bool(desk.station.defects.status.entries))
    gather(desk, good_picture(300), good_picture(200))
    assert desk.station.bank.samples == LEARNED + 1
    assert any(LEFT_OUT.format(1, 2) in text for text in desk.said)


def test_the_first_parts_of_a_product_are_all_learned(desk: Desk, home: Path) -> None:
    make_product(home, 0, "fresh")
    desk.choose("fresh")
    gather(desk, *map(good_picture, range(200, 205)), bad_picture(100))
    assert desk.station.bank.samples == 6
    assert not any("left out" in text for text in desk.said)


def test_bad_parts_of_a_folder_are_listed_dropped_and_taken_back(
    desk: Desk, tmp_path: Path
) -> None:
    pictures = [*map(good_picture, range(20, 36)), bad_picture(50)]
    desk.station.collect_folder(write_pictures(tmp_path / "new", pictures))
    everything = LEARNED + len(pictures)
    desk.wait(lambda: desk.station.bank.samples == everything)
    desk.wait(lambda: len(desk.station.gate.reports) == everything)
    bad = desk.station.gate.suspects[0].number
    assert bad == everything
    desk.station.gate.drop([bad])
    desk.wait(lambda: desk.station.bank.samples == everything - 1)
    desk.wait(lambda: bad not in suspects(desk))
    desk.station.undo_learning()
    desk.wait(lambda: bad in suspects(desk))
    desk.station.gate.keep([bad])
    desk.wait(lambda: bad not in suspects(desk))
    assert desk.station.bank.samples == everything


def test_who_says_it_is_good_is_believed_after_a_restart(home: Path) -> None:
    product = open_product(home)
    product.learn_all([NewSample(bad_frame(), "mei", approved=True)])
    again = open_product(home).sample_reports()
    assert [report.findings for report in again if report.number == LEARNED + 1] == [()]


def test_the_same_picture_again_and_again_is_learned_once(home: Path) -> None:
    product = make_product(home, 0, "fresh")
    added = [product.add_good(NewSample(good_frame(1), "mei")) for _ in range(10)]
    assert added == [True] + [False] * 9
    assert product.status().samples == 1


def test_nearly_the_same_picture_ten_times_is_listed(home: Path) -> None:
    product = make_product(home, 0, "fresh")
    pictures = [good_picture(1) for _ in range(10)]
    for grey, picture in enumerate(pictures):
        picture[0, 0] = grey
    product.learn_all([NewSample(Frame(each, 0, "part"), "mei") for each in pictures], 10)
    found = [report.findings for report in product.sample_reports()]
    assert sum(Finding.COVERED in findings for findings in found) == 9


def test_a_sample_without_a_note_is_compared_all_the_same(home: Path) -> None:
    product = open_product(home)
    for note in (home / "presets").rglob("samples/*.json"):
        note.unlink()
    assert len(product.sample_reports()) == LEARNED


def test_fewer_samples_than_a_verdict_needs_are_not_ranked(home: Path) -> None:
    product = make_product(home, 3, "fresh")
    assert [report.unlikeness for report in product.sample_reports()] == [None] * 3


def test_a_contradiction_is_listed(home: Path) -> None:
    """Half of the samples show a flaw: whichever they are, nothing breaks."""
    product = make_product(home, 0, "fresh")
    product.learn_all([*good_samples(8), *(NewSample(bad_frame(s), "mei") for s in range(8))], 16)
    assert len(product.sample_reports()) == 16


def test_a_bad_sample_is_named_on_the_command_line(home: Path) -> None:
    product = open_product(home)
    product.learn_all([NewSample(bad_frame(), "mei")])
    lines = suspect_lines(product)
    assert "look unlike the rest: " in lines[0]
    assert any("bad 100: differs" in line for line in lines)


def test_zones_that_leave_nothing_do_not_take_the_list_of_samples_away(product: Product) -> None:
    everything = Zone(
        kind=ZoneKind.EXCLUDE, shape=ZoneShape.RECTANGLE, points=((0.0, 0.0), (1.0, 1.0))
    )
    product.preset = product.preset.changed("imaging.zones", (everything,))
    reports = product.sample_reports()
    assert [report.unlikeness for report in reports] == [None] * LEARNED


def test_zones_that_leave_nothing_raise_no_doubt(product: Product) -> None:
    everything = Zone(
        kind=ZoneKind.EXCLUDE, shape=ZoneShape.RECTANGLE, points=((0.0, 0.0), (1.0, 1.0))
    )
    product.preset = product.preset.changed("imaging.zones", (everything,))
    assert product.are_doubtful([None, None]) == [False, False]
