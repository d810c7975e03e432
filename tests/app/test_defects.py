"""Known defects of a product: kept, learned beside the bank, and never lost silently."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from spade_station.app.defect_status import DefectUndone
from spade_station.app.product import Product
from spade_station.domain.errors import (
    DefectBroken,
    NoSuchDefect,
    NothingToUndo,
    UnreadablePicture,
)
from spade_station.domain.frame import Box, Frame, Picture
from spade_station.domain.home_errors import DiskFull
from spade_station.domain.inspection import Inspection, Verdict
from spade_station.domain.zone import Zone, ZoneKind, ZoneShape
from spade_station.imaging.encoding import encoded
from spade_station.storage.samples import NewSample

from .desk import Desk
from .parts import (
    BOARD,
    LEARNED,
    Recorder,
    bad_frame,
    bad_picture,
    content_of,
    good_frame,
    good_picture,
    good_samples,
    make_product,
    open_product,
)

WHERE: Box = (54, 36, 20, 24)
LENIENT = 5.0  # times the calibrated limit, so that a weak defect passes


def weak_picture(seed: int) -> Picture:
    """Make a part with a defect that passes a lenient limit."""
    picture = good_picture(seed).copy()
    picture[36:60:4, 54:74] = 70
    return picture


def weak(seed: int = 300) -> Frame:
    return Frame(weak_picture(seed), seed, f"weak {seed}")


def miss(seed: int = 300, box: Box | None = WHERE) -> NewSample:
    return NewSample(weak(seed), "mei", 0.4, box=box)


def lenient(product: Product) -> Product:
    product.preset = product.preset.changed("decision.limit", LENIENT)
    product.save_preset()
    return product


def judged(product: Product, frame: Frame) -> Inspection:
    return product.inspector().inspect(frame)


@pytest.fixture
def product(home: Path) -> Product:
    return lenient(open_product(home))


def known_in(inspection: Inspection) -> set[int | None]:
    return {region.known_defect for region in inspection.regions}


def test_a_miss_is_ng_from_then_on(product: Product, home: Path) -> None:
    assert judged(product, weak()).verdict is not Verdict.NG
    assert product.add_defects([miss()]) == [1]
    for each in (product, open_product(home)):
        found = judged(each, weak(301))
        assert (found.verdict, known_in(found)) == (Verdict.NG, {1})
        assert found.score is not None
        assert found.score < 1
        assert judged(each, good_frame()).verdict is not Verdict.NG


def test_a_removed_one_counts_no_more_and_its_number_is_free(product: Product) -> None:
    product.add_defects([miss()])
    product.remove_defect(1)
    assert judged(product, weak()).verdict is not Verdict.NG
    far_away = NewSample(
        Frame(weak_picture(300)[:, ::-1].copy(), 0, "x"), "mei", box=(0, 0, 20, 20)
    )
    product.add_defects([far_away])
    assert not product.defects_wait(), "what was learned of another picture 1 is not used"
    with pytest.raises(NoSuchDefect):
        product.remove_defect(7)


def test_what_was_learned_is_made_again_when_it_is_lost(product: Product, home: Path) -> None:
    product.add_defects([miss()])
    (home / "presets" / BOARD / "defects" / "known.npz").write_bytes(b"rubbish")
    again = open_product(home)
    assert again.defects_wait()
    assert judged(again, weak(301)).verdict is Verdict.NG


@pytest.mark.parametrize("suffix", ["png", "json"])
def test_one_of_which_a_file_is_lost_inspects_nothing_until_it_is_removed(
    product: Product, home: Path, suffix: str
) -> None:
    product.add_defects([miss()])
    folder = home / "presets" / BOARD / "defects"
    (folder / f"000001.{suffix}").unlink()
    again = open_product(home)
    with pytest.raises(DefectBroken):
        again.inspector()
    assert [entry.number for entry in again.defects_status().entries] == [1]
    again.remove_defect(1)
    assert not list(folder.glob("0*"))
    assert judged(again, good_frame()).verdict is Verdict.OK
    assert again.undo() == DefectUndone((1,), are_back=True)
    with pytest.raises(DefectBroken):
        again.inspector()


def test_another_picture_in_its_place_is_refused(product: Product, home: Path) -> None:
    product.add_defects([miss()])
    folder = home / "presets" / BOARD / "defects"
    (folder / "known.npz").unlink()
    (folder / "000001.png").write_bytes(encoded(good_picture(3), ".png"))
    with pytest.raises(DefectBroken, match="not the picture that was kept"):
        open_product(home).inspector()


def test_what_was_learned_of_other_pictures_is_made_again(product: Product, home: Path) -> None:
    """As a file of another product is, or one of a backup."""
    product.add_defects([NewSample(bad_frame(), "mei", box=WHERE)])
    file = home / "presets" / BOARD / "defects" / "known.npz"
    other = file.read_bytes()
    product.remove_defect(1)
    product.add_defects([miss()])
    file.write_bytes(other)
    again = open_product(home)
    assert again.defects_wait(until_current=False)
    assert known_in(judged(again, weak(301))) == {1}


def test_a_note_of_an_older_station_serves_and_learns_what_picture_it_has(
    product: Product, home: Path
) -> None:
    product.add_defects([miss()])
    note = home / "presets" / BOARD / "defects" / "000001.json"
    said = json.loads(note.read_text())
    noted = said.pop("sha256")
    note.write_text(json.dumps(said))
    again = open_product(home)
    assert known_in(judged(again, weak(301))) == {1}
    assert json.loads(note.read_text())["sha256"] == noted


def test_a_picture_that_cannot_be_stored_leaves_no_known_defect(
    product: Product, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(path: Path, content: bytes) -> None:
        raise DiskFull(path=path)

    monkeypatch.setattr("spade_station.storage.samples.write_bytes", full)
    with pytest.raises(DiskFull):
        product.add_defects([miss()])
    assert product.defects.numbers() == []
    assert judged(product, good_frame()).verdict is Verdict.OK


@pytest.mark.parametrize("suffix", ["png", "json"])
def test_a_damaged_picture_or_note_inspects_nothing(
    product: Product, home: Path, suffix: str
) -> None:
    product.add_defects([miss()])
    folder = home / "presets" / BOARD / "defects"
    (folder / "known.npz").unlink()
    (folder / f"000001.{suffix}").write_bytes(b"rubbish")
    again = open_product(home)
    with pytest.raises(DefectBroken):
        again.inspector()
    again.remove_defect(1)
    assert judged(again, good_frame()).verdict is Verdict.OK


def test_all_or_none_is_added(product: Product, home: Path) -> None:
    before = content_of(home)

    def pictures():
        yield miss()
        raise UnreadablePicture(path="x.png")

    with pytest.raises(UnreadablePicture):
        product.add_defects(pictures())
    assert content_of(home) == before


def test_another_bank_has_them_too(product: Product) -> None:
    product.add_defects([miss()])
    product.learn_all(good_samples(4, 50), 4)
    assert product.defects_wait()
    assert judged(product, weak(301)).verdict is Verdict.NG, "before they were learned again"
    product.learn_defects()
    assert not product.defects_wait()
    assert judged(product, weak(301)).verdict is Verdict.NG
    product.undo()
    assert judged(product, weak(301)).verdict is Verdict.NG


def test_one_more_good_part_leaves_them_in_use(product: Product) -> None:
    product.add_defects([miss()])
    product.add_good(NewSample(good_frame(70), "mei"))
    assert not product.defects_wait(until_current=False)
    assert judged(product, weak(301)).verdict is Verdict.NG


def test_before_there_are_good_parts_they_wait(tmp_path: Path) -> None:
    product = make_product(tmp_path, 0)
    product.add_defects([miss()])
    status = product.defects_status()
    assert (len(status.entries), status.is_compared) == (1, False)
    assert "as soon as good parts have been learned" in status.summary
    product.learn_all(good_samples(8), 8)
    assert judged(lenient(product), weak(301)).verdict is Verdict.NG


def test_the_status_sets_them_against_the_good_parts(product: Product) -> None:
    strong = NewSample(bad_frame(), "mei", box=WHERE)
    product.add_defects([miss(), strong])
    status = product.defects_status()
    assert status.entries[0].escapes
    assert status.escapes >= 1
    assert len(status.good_scores) == product.status().samples
    weak_entry, strong_entry = status.entries
    assert weak_entry.score is not None
    assert strong_entry.score is not None
    assert weak_entry.score < strong_entry.score
    assert weak_entry.score == pytest.approx(judged(product, weak()).score, rel=0.02)
    assert weak_entry.box == WHERE
    assert weak_entry.patches >= weak_entry.kept > 0
    assert status.suggested is not None, "both are far from the good parts"
    product.preset = product.preset.changed("decision.limit", status.suggested)
    assert product.defects_status().escapes == 0
    assert product.defects_status().suggested == status.suggested


def test_its_score_is_the_score_that_an_inspection_gives_whatever_the_heatmap_settings(
    product: Product,
) -> None:
    product.add_defects([miss()])
    for spacing, levelling in ((0.0, 0.0), (0.9, 0.0), (0.5, 1.0)):
        product.preset = product.preset.changed("heatmap.spacing", spacing)
        product.preset = product.preset.changed("heatmap.levelling", levelling)
        score = product.defects_status().entries[0].score
        assert score == pytest.approx(judged(product, weak()).score, rel=0.02)


def test_one_that_passes_even_now_is_told(product: Product) -> None:
    product.add_defects([miss(), NewSample(good_frame(3), "mei", box=(20, 30, 24, 36))])
    status = product.defects_status()
    assert [entry.is_missed for entry in status.entries] == [False, True]
    assert "1 pass even now" in status.summary


def test_no_advice_where_the_limit_follows_each_picture(product: Product) -> None:
    product.add_defects([miss()])
    product.preset = product.preset.changed("decision.mode", "otsu")
    assert product.defects_status().advice is None


def test_undo_takes_back_what_came_last_a_known_defect_or_a_learning(product: Product) -> None:
    product.add_defects([miss()])
    product.learn_all(good_samples(2, 50), 2)
    product.add_defects([miss(302)])
    assert product.undo() == DefectUndone((2,), are_back=False)
    assert (product.defects.numbers(), product.status().version) == ([1], 2)
    assert product.undo() is None
    assert (product.defects.numbers(), product.status().version) == ([1], 1)
    assert product.status().can_undo
    assert product.undo() == DefectUndone((1,), are_back=False)
    assert product.defects.numbers() == []
    assert judged(product, weak()).verdict is not Verdict.NG
    assert not product.status().can_undo
    with pytest.raises(NothingToUndo):
        product.undo()


def test_a_removed_one_comes_back_as_it_was(product: Product, home: Path) -> None:
    product.add_defects([miss()])
    folder = home / "presets" / BOARD / "defects"
    before = {path.name: path.read_bytes() for path in folder.glob("0*")}
    product.remove_defect(1)
    assert product.undo() == DefectUndone((1,), are_back=True)
    assert {path.name: path.read_bytes() for path in folder.glob("0*")} == before
    assert known_in(judged(product, weak(301))) == {1}
    assert product.undo() == DefectUndone((1,), are_back=False)
    assert product.defects.numbers() == []


def test_undo_spares_what_others_have_changed_meanwhile(product: Product, home: Path) -> None:
    product.add_defects([miss()])
    open_product(home).remove_defect(1)
    assert not product.defects.numbers()
    product.add_defects([miss(302)])
    product.remove_defect(1)
    open_product(home).add_defects([miss(303)])
    assert product.undo() == DefectUndone((2,), are_back=True)
    with pytest.raises(NothingToUndo):
        product.undo()
    assert product.defects.numbers() == [1, 2]


def test_before_there_is_a_bank_a_marked_defect_can_be_taken_back(tmp_path: Path) -> None:
    product = make_product(tmp_path, 0)
    assert not product.status().can_undo
    product.add_defects([miss()])
    assert product.status().can_undo
    product.undo()
    assert (product.defects.numbers(), product.status().can_undo) == ([], False)


# --- in the running station -----------------------------------------------------------------------


def test_this_is_a_miss(desk: Desk) -> None:
    desk.station.change_setting("decision.limit", LENIENT)
    before = desk.show(weak_picture(300))
    assert before.verdict is not Verdict.NG
    desk.station.defects.add(before, WHERE)
    desk.wait(lambda: desk.latest.verdict is Verdict.NG)
    assert known_in(desk.latest) == {1}
    desk.wait(lambda: len(desk.station.defects.status.entries) == 1)
    assert desk.station.defects.status.escapes == 1
    desk.wait(lambda: bool(desk.verdicts.told))
    (_, after), *others = desk.verdicts.told
    assert (after.verdict, others) == (Verdict.NG, [])
    desk.wait(lambda: any("Known defect 1" in text for text in desk.said))
    desk.station.defects.remove(1, desk.latest)
    desk.wait(lambda: desk.latest.verdict is before.verdict)
    assert desk.station.defects.status.entries == ()


def test_marking_and_removing_are_undone_in_the_running_station(desk: Desk) -> None:
    desk.station.change_setting("decision.limit", LENIENT)
    before = desk.show(weak_picture(300))
    assert not desk.station.bank.can_undo
    desk.station.defects.add(before, WHERE)
    desk.wait(lambda: desk.latest.verdict is Verdict.NG)
    desk.wait(lambda: desk.station.bank.can_undo)
    desk.station.defects.remove(1, desk.latest)
    desk.wait(lambda: desk.latest.verdict is before.verdict)
    desk.station.undo_learning()
    desk.wait(lambda: desk.latest.verdict is Verdict.NG)
    desk.wait(lambda: "Known defect 1 is there again." in desk.said)
    desk.station.undo_learning()
    desk.wait(lambda: desk.latest.verdict is before.verdict)
    desk.wait(lambda: "Known defect 1 was taken back." in desk.said)
    assert desk.station.defects.status.entries == ()
    desk.wait(lambda: not desk.station.bank.can_undo)


def test_the_verdict_is_new_at_once_and_the_known_defects_follow(desk: Desk) -> None:
    desk.station.change_setting("decision.limit", LENIENT)
    desk.station.defects.add(desk.show(weak_picture(300)), WHERE)
    desk.wait(lambda: desk.latest.verdict is Verdict.NG)
    desk.add_anyway(desk.latest)
    desk.wait(lambda: desk.latest.verdict is Verdict.OK)
    desk.settle()
    told = [each for each in desk.jobs.first_values if each is not None]
    assert any("known defects" in job.title for job in told)
    desk.wait(lambda: desk.station.defects.status.entries[0].is_missed)


def test_a_known_defect_that_passes_after_a_learning_is_told_once(desk: Desk) -> None:
    desk.station.change_setting("decision.limit", LENIENT)
    desk.station.defects.add(desk.show(weak_picture(300)), WHERE)
    desk.wait(lambda: desk.latest.verdict is Verdict.NG)
    desk.settle()
    desk.notices.told.clear()
    desk.add_anyway(desk.latest)
    desk.wait(lambda: any("pass from now on: 1." in text for text in desk.said))
    desk.settle()
    desk.station.undo_learning()
    desk.wait(lambda: not desk.station.defects.status.entries[0].is_missed)
    desk.settle()
    assert len([text for text in desk.said if "pass from now on" in text]) == 1


def test_a_known_defect_that_a_zone_hides_is_not_said_to_look_good(desk: Desk) -> None:
    desk.station.defects.add(desk.show(weak_picture(300)), WHERE)
    desk.wait(lambda: desk.latest.verdict is Verdict.NG)
    desk.settle()
    desk.notices.told.clear()
    half = Zone(kind=ZoneKind.EXCLUDE, shape=ZoneShape.RECTANGLE, points=((0.15, 0), (1, 1)))
    desk.station.change_setting("imaging.zones", (half,))
    desk.wait(lambda: any("pass from now on: 1." in text for text in desk.said))
    assert any("a zone hides them" in text for text in desk.said)


def test_a_part_with_a_known_defect_is_asked_about_before_it_is_learned_as_good(
    desk: Desk,
) -> None:
    desk.station.change_setting("decision.limit", LENIENT)
    desk.station.defects.add(desk.show(weak_picture(300)), WHERE)
    desk.wait(lambda: desk.latest.verdict is Verdict.NG)
    desk.settle()
    like_it = desk.show(weak_picture(301))
    assert (like_it.verdict, known_in(like_it)) == (Verdict.NG, {1})
    desk.notices.told.clear()
    desk.station.add_good(like_it)
    desk.wait(lambda: any("shows a known defect: 1." in text for text in desk.said))
    desk.settle()
    assert desk.station.bank.samples == LEARNED
    desk.station.add_good(like_it)
    desk.wait(lambda: desk.station.bank.samples == LEARNED + 1)
    desk.wait(lambda: desk.latest.verdict is Verdict.OK)


def test_that_a_part_shows_a_known_defect_goes_with_the_known_defect(desk: Desk) -> None:
    withdrawn = Recorder(desk.station.withdrawn)
    desk.station.change_setting("decision.limit", LENIENT)
    desk.station.defects.add(desk.show(weak_picture(300)), WHERE)
    desk.wait(lambda: desk.latest.verdict is Verdict.NG)
    desk.settle()
    desk.station.add_good(desk.latest)
    desk.wait(lambda: any("shows a known defect: 1." in text for text in desk.said))
    desk.settle()
    assert not withdrawn.told
    desk.station.undo_learning()
    desk.wait(lambda: bool(withdrawn.told))
    assert "shows a known defect: 1." in str(withdrawn.last)


def test_the_very_picture_of_a_known_defect_is_asked_about_though_it_passes(desk: Desk) -> None:
    passes = desk.show(good_picture(3))
    desk.station.defects.add(passes, (20, 30, 24, 36))
    desk.wait(lambda: any("still passes" in text for text in desk.said))
    desk.settle()
    desk.station.add_good(desk.latest)
    desk.wait(lambda: any("shows a known defect: 1." in text for text in desk.said))


def test_that_a_known_defect_passes_is_not_told_again_when_its_product_is_opened(
    desk: Desk,
) -> None:
    desk.station.change_setting("decision.limit", LENIENT)
    desk.station.defects.add(desk.show(good_picture(3)), (20, 30, 24, 36))
    desk.wait(lambda: any("still passes" in text for text in desk.said))
    desk.settle()
    desk.notices.told.clear()
    desk.choose("electronics")
    desk.choose(BOARD)
    desk.wait(lambda: any(each.is_missed for each in desk.station.defects.status.entries))
    desk.settle()
    assert not [text for text in desk.said if "pass" in text]


def test_a_damaged_one_says_why_nothing_is_inspected(
    desk: Desk, home: Path, make_station: object
) -> None:
    desk.station.defects.add(desk.show(bad_picture(300)), WHERE)
    desk.wait(lambda: len(desk.station.defects.status.entries) == 1)
    desk.settle()
    folder = home / "presets" / BOARD / "defects"
    (folder / "known.npz").unlink()
    (folder / "000001.png").write_bytes(b"rubbish")
    desk.choose("electronics")
    desk.choose(BOARD)
    desk.settle()
    latest = desk.show(good_picture(1))
    assert latest.verdict is Verdict.NOT_INSPECTED
    assert isinstance(latest.reason, DefectBroken)
    desk.station.defects.remove(1, latest)
    desk.wait(lambda: desk.latest.verdict is Verdict.OK)


def test_what_is_told_has_no_lasting_trace_of_another_product(desk: Desk) -> None:
    desk.station.defects.add(replace(desk.show(bad_picture(300))), None)
    desk.wait(lambda: len(desk.station.defects.status.entries) == 1)
    desk.choose("electronics")
    desk.settle()
    assert desk.station.defects.status.entries == ()
