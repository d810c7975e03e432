import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import NoReturn

import pytest
import torch
from torchvision.models import get_model

from spade_station.app.product import Product
from spade_station.domain.errors import (
    BankBroken,
    BankForeign,
    BankMismatch,
    Cancelled,
    LastSamples,
    NoSamples,
    NothingToUndo,
    PresetBroken,
    PresetMissing,
    SamplesUnknown,
    SettingsTakenBack,
    StationError,
    UnreadablePicture,
    WeightsMissing,
)
from spade_station.domain.home_errors import DiskFull
from spade_station.domain.imaging_errors import SampleBroken
from spade_station.domain.inspection import Verdict
from spade_station.storage.samples import NewSample

from .parts import (
    BOARD,
    LEARNED,
    backbones_in,
    bad_frame,
    bad_picture,
    content_of,
    good_frame,
    good_samples,
    make_product,
    open_product,
    presets_in,
    small_preset,
    write_picture,
)


@pytest.fixture
def bank(home: Path) -> Path:
    return home / "presets" / BOARD / "bank"


@pytest.fixture
def samples(home: Path) -> Path:
    return home / "presets" / BOARD / "samples"


def scores(product: Product) -> list[float | None]:
    inspector = product.inspector()
    return [inspector.inspect(frame).score for frame in (good_frame(), bad_frame())]


def reason(product: Product) -> type[StationError] | None:
    try:
        product.inspector()
    except StationError as error:
        return type(error)
    return None


def version(home: Path) -> tuple[int, int]:
    status = open_product(home).status()
    return status.version, status.samples


def test_learning(home: Path) -> None:
    product = make_product(home, 0, "fresh")
    assert reason(product) is NoSamples
    assert product.status().version == 0
    told: list[tuple[int, int]] = []
    product.learn_all(good_samples(6), 6, lambda done, total: told.append((done, total)))
    assert told == sorted(told)
    assert told[-1][0] == told[-1][1]
    status = product.status()
    assert (status.version, status.samples, status.can_undo) == (1, 6, False)
    assert status.limit_is_estimate, "6 parts promise nothing"
    assert status.needed_samples == 99
    assert not status.is_aligned
    inspector = product.inspector()
    assert inspector.inspect(good_frame()).verdict is Verdict.OK
    assert inspector.inspect(bad_frame()).verdict is Verdict.NG


def test_a_restart_changes_no_score(home: Path, product: Product) -> None:
    product.add_good(NewSample(good_frame(50), "mei"))
    assert scores(open_product(home)) == scores(product)


def test_the_first_parts_one_by_one(home: Path) -> None:
    product = make_product(home, 0, "fresh")
    for count, sample in enumerate(good_samples(5), start=1):
        product.add_good(sample)
        assert product.status().samples == count
        assert reason(product) is (NoSamples if count < 5 else None)
    assert product.inspector().inspect(good_frame()).verdict is not Verdict.NOT_INSPECTED


def test_a_starting_point_that_learns_becomes_a_product(tmp_path: Path) -> None:
    presets = presets_in(tmp_path)
    product = Product("textile", presets, backbones_in(tmp_path))
    product.preset = product.preset.changed("features.input_size", 96)
    assert not (tmp_path / "presets").exists()
    product.add_good(NewSample(good_frame(), "mei"))
    assert presets.load("textile").features.input_size == 96
    assert [line.is_starting_point for line in presets.lines() if line.name == "textile"] == [False]


def test_one_more_good_part_is_known_at_once(product: Product) -> None:
    bad = bad_frame()
    before = product.inspector().inspect(bad)
    assert before.verdict is Verdict.NG
    product.add_good(NewSample(bad, "mei", before.score))
    assert product.inspector().inspect(bad).verdict is Verdict.OK
    number = product.stored.samples[-1] if product.stored else 0
    note = product.samples.note(number)
    assert note is not None
    assert (note.by, note.score_before, note.origin) == ("mei", before.score, bad.name)


def test_a_false_alarm_taken_as_good_is_known_and_does_not_move_the_limit(home: Path) -> None:
    product = make_product(home, 24, "alarms")
    before = product.inspector()
    odd = bad_frame()
    alarm = before.inspect(odd)
    assert (alarm.score or 0) > 1.5, "counted, it would show"
    product.add_good(NewSample(odd, "mei", alarm.score, alarmed=True))

    def check(product: Product) -> None:
        inspector = product.inspector()
        assert inspector.inspect(odd).verdict is Verdict.OK
        assert inspector.limit.value == pytest.approx(before.limit.value, rel=0.15)
        assert (inspector.limit.samples, product.status().samples) == (24, 25)
        assert (product.status().counted, product.status().not_counted) == (24, 1)
        assert "false alarms taken as good: 1" in product.status().summary.lower()

    check(product)
    check(open_product(home, "alarms"))
    product.learn_all()  # from the kept pictures and their notes
    check(product)
    product.learn_all([NewSample(bad_frame(101), "mei", 2.0, alarmed=True)])
    assert (product.status().counted, product.status().not_counted) == (24, 2)


def test_while_there_are_few_other_samples_an_alarm_counts(product: Product) -> None:
    before = product.inspector().limit
    product.add_good(NewSample(bad_frame(), "mei", 2.0, alarmed=True))
    assert product.inspector().limit.samples == LEARNED + 1
    assert product.inspector().limit.value > before.value
    assert product.status().not_counted == 0


def test_undo_brings_the_old_bank_back(home: Path, product: Product) -> None:
    before = scores(product)
    product.add_good(NewSample(bad_frame(), "mei"))
    assert scores(product) != before
    product.undo()
    assert scores(product) == before
    assert version(home) == (1, LEARNED)
    with pytest.raises(NothingToUndo):
        product.undo()
    assert scores(product) == before


OTHERS = (
    {"features.input_size": 128},
    {"matching.neighbours": 3, "imaging.light.evening": 30},
    {"weights.layer1": 0.5, "weights.layer2": 0.0},
    {"weights.layer1": 0.5, "weights.layer2": 0.0, "weights.layer3": 0.0},
    {"features.backbone": "resnet18"},
)


@pytest.mark.parametrize("others", OTHERS, ids=str)
def test_undo_brings_back_the_settings_that_the_bank_was_learned_with(
    home: Path, product: Product, others: dict[str, object]
) -> None:
    imported_weights(home)
    before, wanted = product.preset, product.preset
    for path, value in others.items():
        wanted = wanted.changed(path, value)
    product.learn_all(preset=wanted)
    product.preset = wanted = wanted.changed("decision.limit", 1.5)

    assert isinstance(product.undo(), SettingsTakenBack)

    for each in (product, open_product(home)):
        assert each.status().version == 1
        assert each.inspector().inspect(bad_frame()).verdict is Verdict.NG
        assert each.preset.decision.limit == 1.5, "that needs no other bank"
        assert each.preset.as_learned(before) == each.preset
        assert set(each.preset.weights.used) <= set(before.weights.used)
    product.learn_all(preset=wanted)
    assert product.inspector().inspect(bad_frame()).verdict is Verdict.NG


def test_undo_leaves_settings_that_serve_alone(home: Path, product: Product) -> None:
    product.add_good(NewSample(bad_frame(), "mei"))
    product.preset = product.preset.changed("decision.limit", 1.5)
    before = content_of(home)["presets/board/preset.json"]
    assert product.undo() is None
    assert product.preset.decision.limit == 1.5
    assert content_of(home)["presets/board/preset.json"] == before


def test_undo_to_a_bank_whose_weights_are_gone(home: Path, product: Product) -> None:
    weights = imported_weights(home)
    product.learn_all(preset=product.preset.changed("features.backbone", "resnet18"))
    wanted = product.preset.changed("features.backbone", "builtin")
    product.learn_all(preset=wanted)
    weights.unlink()
    again = open_product(home)
    assert again.undo() is None
    assert again.preset == wanted
    assert reason(again) is BankMismatch, "no setting helps"


def imported_weights(home: Path) -> Path:
    weights = home / "weights" / "resnet18.pth"
    weights.parent.mkdir()
    torch.manual_seed(3)
    torch.save(get_model("resnet18", weights=None).state_dict(), weights)
    return weights


def test_what_is_learned_after_an_undo_forgets_the_undone_sample(product: Product) -> None:
    product.add_good(NewSample(bad_frame(), "mei"))
    product.undo()
    product.add_good(NewSample(good_frame(60), "mei"))
    assert product.stored is not None
    assert product.samples.numbers() == list(product.stored.samples)
    assert len(product.stored.samples) == LEARNED + 1


def test_dropping_a_sample(product: Product) -> None:
    product.add_good(NewSample(bad_frame(), "mei"))
    assert product.stored is not None
    bad = product.stored.samples[-1]
    product.learn_all(without=(bad,))
    assert bad not in product.stored.samples
    assert product.status().samples == LEARNED
    assert product.inspector().inspect(bad_frame()).verdict is Verdict.NG
    assert bad in product.samples.numbers(), "an undo needs it"


def test_dropping_the_last_sample_leaves_everything(home: Path, product: Product) -> None:
    before = content_of(home)
    with pytest.raises(LastSamples, match="nothing was dropped"):
        product.learn_all(without=product.samples.numbers())
    assert content_of(home) == before
    assert reason(product) is None


def test_learning_again_with_other_settings(home: Path, product: Product) -> None:
    wanted = product.preset.changed("features.input_size", 128)
    assert product.needs_relearning(wanted)
    assert not product.serves(wanted)
    product.learn_all(preset=wanted)
    assert product.preset == wanted
    assert product.serves(wanted)
    again = open_product(home)
    assert again.preset == wanted
    assert scores(again) == scores(product)


# --- all or nothing -----------------------------------------------------------------------------


def broken_folder() -> Iterator[NewSample]:
    yield from good_samples(3)
    raise UnreadablePicture(path="x.png")


def cancel(done: int, total: int) -> None:
    raise Cancelled


def fail_to_learn(product: Product, what: str) -> None:
    match what:
        case "broken picture":
            product.learn_all(broken_folder(), 4)
        case "cancel":
            product.learn_all(good_samples(3, 20), 3, cancel)
        case "cancel settings":
            wanted = product.preset.changed("features.input_size", 128)
            product.learn_all(preset=wanted, report=cancel)
        case "bug":
            product.learn_all(good_samples(3, 20), 3, lambda done, total: 1 // 0)


@pytest.mark.parametrize("state", ["sound", "broken", "undone"])
@pytest.mark.parametrize("what", ["broken picture", "cancel", "cancel settings", "bug"])
def test_a_failed_learning_changes_nothing(home: Path, bank: Path, what: str, state: str) -> None:
    if state == "broken":
        (bank / "v000001" / "layer2.npy").write_bytes(b"")
        (bank / "v000001" / "manifest.json").write_bytes(b"")
    product = open_product(home)
    if state == "undone":
        product.add_good(NewSample(bad_frame(), "mei"))
        product.undo()
    before, settings = content_of(home), product.preset
    with pytest.raises((UnreadablePicture, Cancelled, ZeroDivisionError)):
        fail_to_learn(product, what)
    assert content_of(home) == before
    assert product.preset == settings
    assert reason(product) is (BankBroken if state == "broken" else None)


class CancelAt:
    """Cancels at some numbers of pictures that are done."""

    def __init__(self, *when: int) -> None:
        self.when = when
        self.told: list[tuple[int, int]] = []

    def __call__(self, done: int, total: int) -> None:
        self.told.append((done, total))
        if done in self.when:
            raise Cancelled


def test_cancelling_keeps_the_pictures_that_came(
    home: Path, product: Product, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("spade_station.engine.looking.BATCH", 4)
    taken: list[int] = []

    def coming() -> Iterator[NewSample]:
        for number, sample in enumerate(good_samples(100, 20)):
            taken.append(number)
            yield sample

    report = CancelAt(LEARNED + 1)
    # builtin is fitted on the first 32 pictures, which are read ahead
    product.learn_all(coming(), 100, report)

    samples = product.status().samples
    assert LEARNED + 24 <= samples < LEARNED + 40
    assert len(taken) == samples - LEARNED + 1, "the rest was not even read"
    assert report.told[-1] == (2 * samples, 2 * samples), "all that count are calibrated"
    assert open_product(home).status().samples == samples
    assert len(product.samples.numbers()) == samples
    assert product.inspector().inspect(good_frame()).verdict is Verdict.OK


@pytest.mark.parametrize("what", ["folder", "one part"])
def test_pictures_of_a_first_learning_that_was_killed_never_count(home: Path, what: str) -> None:
    make_product(home, 0, "fresh")
    fresh = open_product(home, "fresh")
    for number in range(4):
        fresh.samples.add(NewSample(bad_frame(number), "mei"))
    assert fresh.status().samples == 0
    if what == "folder":
        fresh.learn_all(good_samples(6), 6)
        assert fresh.inspector().inspect(bad_frame(50)).verdict is Verdict.NG
    else:
        assert fresh.add_good(NewSample(good_frame(), "mei"))
    assert fresh.status().samples == (6 if what == "folder" else 1)
    assert fresh.stored is not None
    assert fresh.samples.numbers() == list(fresh.stored.samples)


def test_pictures_of_a_learning_that_was_killed_go_when_the_next_one_begins(
    product: Product,
) -> None:
    before = product.samples.numbers()
    product.samples.add(NewSample(bad_frame(), "mei"))
    with pytest.raises(Cancelled):
        product.learn_all(report=cancel)
    assert product.samples.numbers() == before


def test_cancelling_twice_keeps_nothing(product: Product, home: Path) -> None:
    before = content_of(home)
    with pytest.raises(Cancelled):
        product.learn_all(good_samples(4, 20), 4, CancelAt(LEARNED + 1, LEARNED + 3))
    assert content_of(home) == before


WRITERS = {
    "sample": "spade_station.storage.samples.write_bytes",
    "bank": "spade_station.storage.arrays.write_with",
    "pointer": "spade_station.storage.bank_pointer.write_bytes",
}


def change(product: Product, what: str) -> None:
    match what:
        case "add":
            product.add_good(NewSample(bad_frame(), "mei"))
        case "learn":
            product.learn_all(good_samples(2, 20), 2)
        case "settings":
            wanted = product.preset.changed("features.input_size", 128)
            product.learn_all(good_samples(1, 20), 1, preset=wanted)


@pytest.mark.parametrize("what", ["add", "learn", "settings"])
@pytest.mark.parametrize("where", list(WRITERS))
def test_a_full_disk_leaves_the_old_bank_in_use(
    home: Path, product: Product, monkeypatch: pytest.MonkeyPatch, what: str, where: str
) -> None:
    before, score, settings = content_of(home), scores(product), product.preset
    with monkeypatch.context() as patch:
        patch.setattr(WRITERS[where], refused)
        with pytest.raises(DiskFull):
            change(product, what)
    assert scores(product) == score
    assert product.preset == settings
    again = open_product(home)
    assert (again.preset, scores(again)) == (settings, score)
    after = {name: data for name, data in content_of(home).items() if "v000002" not in name}
    notes_of_lost = {name for name in after if name.endswith(".json") and name not in before}
    assert {name: data for name, data in after.items() if name not in notes_of_lost} == before
    product.add_good(NewSample(bad_frame(), "mei"))
    assert open_product(home).status().samples == LEARNED + 1


def test_a_first_learning_that_cannot_be_stored_leaves_nothing(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fresh = make_product(home, 0, "fresh")
    with monkeypatch.context() as patch:
        patch.setattr(WRITERS["pointer"], refused)
        with pytest.raises(DiskFull):
            fresh.learn_all(good_samples(6), 6)
    again = open_product(home, "fresh")
    assert reason(again) is NoSamples
    assert not again.status().can_undo
    assert again.samples.numbers() == []
    again.learn_all(good_samples(6), 6)
    assert reason(open_product(home, "fresh")) is None


def refused(path: Path, *_: object) -> NoReturn:
    raise DiskFull(path=path)


def test_settings_that_changed_during_the_learning_are_not_overwritten(
    home: Path, product: Product
) -> None:
    changed = product.preset.changed("decision.limit", 2.0)
    presets_in(home).save(changed)  # by the record loop
    product.learn_all(good_samples(2, 20), 2)
    product.add_good(NewSample(good_frame(70), "mei"))
    assert presets_in(home).load(BOARD) == changed


# --- damage -------------------------------------------------------------------------------------


@pytest.mark.parametrize("damage", ["truncated", "altered", "missing", "manifest", "pointer"])
def test_a_damaged_bank_inspects_nothing(home: Path, bank: Path, damage: str) -> None:
    array = bank / "v000001" / "layer2.npy"
    match damage:
        case "truncated":
            array.write_bytes(array.read_bytes()[:-10])
        case "altered":
            array.write_bytes(array.read_bytes()[:-1] + b"\x7f")
        case "missing":
            array.unlink()
        case "manifest":
            (bank / "v000001" / "manifest.json").write_text("{")
        case "pointer":
            (bank / "CURRENT").unlink()
    product = open_product(home)
    assert reason(product) is BankBroken
    assert product.status().version == 0
    product.learn_all()
    assert reason(product) is None
    assert product.status().samples == LEARNED
    assert reason(open_product(home)) is None


@pytest.mark.parametrize("what", ["array", "manifest"])
def test_what_was_dropped_does_not_come_back_with_a_damaged_bank(
    home: Path, bank: Path, product: Product, what: str
) -> None:
    product.learn_all(without=(3,))
    name = "layer2.npy" if what == "array" else "manifest.json"
    (bank / "v000002" / name).write_bytes(b"")
    broken = open_product(home)
    assert reason(broken) is BankBroken
    broken.learn_all(good_samples(1, 60), 1)
    assert broken.stored is not None
    assert set(broken.stored.samples) == {1, 2, 4, 5, 6, 7, 8, 9}


def test_what_was_undone_does_not_come_back_with_a_damaged_bank(
    home: Path, bank: Path, product: Product
) -> None:
    product.add_good(NewSample(bad_frame(), "mei"))
    product.undo()
    (bank / "v000001" / "manifest.json").write_bytes(b"{")
    broken = open_product(home)
    broken.learn_all()
    assert broken.status().samples == LEARNED
    assert broken.inspector().inspect(bad_frame(50)).verdict is Verdict.NG


def test_a_bank_whose_folder_is_lost_is_learned_again_from_its_samples(
    home: Path, bank: Path, product: Product
) -> None:
    product.add_good(NewSample(good_frame(60), "mei"))
    shutil.rmtree(bank / "v000002")
    broken = open_product(home)
    broken.learn_all()
    assert broken.status().samples == LEARNED + 1


def test_without_a_pointer_only_what_no_version_has_dropped_is_learned_again(
    home: Path, bank: Path, product: Product
) -> None:
    product.learn_all(without=(3,))
    product.add_good(NewSample(bad_frame(), "mei"))
    product.undo()
    (bank / "CURRENT").unlink()
    broken = open_product(home)
    broken.learn_all()
    assert broken.stored is not None
    assert broken.stored.samples == (1, 2, 4, 5, 6, 7, 8)


@pytest.mark.parametrize("pointer", ["v000002", "v000002\n[1, 2", "", None])
def test_where_nobody_knows_what_was_dropped_no_sample_comes_back(
    home: Path, bank: Path, product: Product, pointer: str | None
) -> None:
    """A station of before stored a pointer of one line."""
    product.learn_all(without=(3,))
    (bank / "v000002" / "manifest.json").write_bytes(b"{")
    (bank / "CURRENT").unlink()
    if pointer is not None:
        (bank / "CURRENT").write_text(pointer)
    broken = open_product(home)
    before = content_of(home)
    with pytest.raises(SamplesUnknown):
        broken.learn_all()
    assert content_of(home) == before
    broken.learn_all(good_samples(6, 60), 6)
    assert broken.status().samples == 6
    broken.undo()
    assert broken.status().samples == LEARNED


def test_a_pointer_of_one_line_serves(home: Path, bank: Path, product: Product) -> None:
    before = scores(product)
    (bank / "CURRENT").write_text("v000001")
    assert scores(open_product(home)) == before


def test_undo_to_an_earlier_version_heals(home: Path, bank: Path, product: Product) -> None:
    before = scores(product)
    product.add_good(NewSample(bad_frame(), "mei"))
    (bank / "v000002" / "layer2.npy").write_bytes(b"")
    broken = open_product(home)
    assert reason(broken) is BankBroken
    assert broken.status().can_undo
    broken.undo()
    assert scores(broken) == before


def test_one_more_good_part_heals_too(home: Path, bank: Path) -> None:
    (bank / "v000001" / "layer2.npy").write_bytes(b"")
    product = open_product(home)
    product.add_good(NewSample(good_frame(60), "mei"))
    assert product.status().samples == LEARNED + 1
    assert reason(product) is None


@pytest.mark.parametrize("damage", ["lost", "no picture", "another picture"])
def test_a_kept_sample_that_cannot_be_used(
    home: Path, product: Product, samples: Path, damage: str
) -> None:
    path = samples / "000003.png"
    match damage:
        case "lost":
            path.unlink()
        case "no picture":
            path.write_bytes(b"no picture")
        case "another picture":
            write_picture(path, bad_picture(100))
    before, content = scores(product), content_of(home)
    for wanted in (product.preset, product.preset.changed("features.input_size", 128)):
        with pytest.raises(SampleBroken, match="good sample 3 cannot be used"):
            product.learn_all(good_samples(1, 60), 1, preset=wanted)
    assert scores(product) == before
    assert content_of(home) == content
    product.learn_all(without=(3,))
    assert product.status().samples == LEARNED - 1
    assert product.inspector().inspect(bad_frame()).verdict is Verdict.NG


def test_the_number_of_a_lost_sample_is_not_given_again(product: Product, samples: Path) -> None:
    (samples / f"{LEARNED:06d}.png").unlink()
    product.add_good(NewSample(bad_frame(), "mei"))
    assert product.stored is not None
    assert product.stored.samples == (*range(1, LEARNED + 1), LEARNED + 1)
    product.undo()
    with pytest.raises(SampleBroken):
        product.learn_all()
    product.learn_all(without=(LEARNED,))
    assert product.status().samples == LEARNED - 1
    assert product.inspector().inspect(bad_frame()).verdict is Verdict.NG


@pytest.mark.parametrize("what", ["part", "folder"])
def test_numbers_go_on_though_all_samples_are_lost(
    product: Product, samples: Path, what: str
) -> None:
    shutil.rmtree(samples)
    if what == "part":
        product.add_good(NewSample(good_frame(60), "mei"))
        numbers = (*range(1, LEARNED + 1), LEARNED + 1)
    else:
        product.learn_all(good_samples(2, 60), 2, without=range(1, LEARNED + 1))
        numbers = (LEARNED + 1, LEARNED + 2)
    assert product.stored is not None
    assert product.stored.samples == numbers


def test_a_dropped_sample_does_not_come_back_by_one_bit_of_the_pointer(
    home: Path, bank: Path, product: Product
) -> None:
    product.add_good(NewSample(bad_frame(), "mei"))
    product.learn_all(without=(LEARNED + 1,))
    pointer = bank / "CURRENT"
    pointer.write_bytes(pointer.read_bytes().replace(b"v000003", b"v000002"))
    broken = open_product(home)
    assert reason(broken) is BankBroken
    broken.learn_all()
    assert broken.status().samples == LEARNED
    assert open_product(home).inspector().inspect(bad_frame()).verdict is Verdict.NG


def test_the_bank_of_another_product_inspects_nothing(home: Path, bank: Path) -> None:
    other = make_product(home, 0, "other")
    other.learn_all(good_samples(6, 30), 6)
    other.add_good(NewSample(bad_frame(), "mei"))
    own = content_of(bank.parent / "samples")
    shutil.rmtree(bank)
    shutil.copytree(other.banks.folder, bank)
    product = open_product(home)
    assert reason(product) is BankForeign
    with pytest.raises(BankForeign):
        product.undo()
    with pytest.raises(SamplesUnknown):  # which of them were dropped is not known
        product.learn_all()
    product.learn_all(good_samples(5, 60), 5)
    assert product.inspector().inspect(bad_frame()).verdict is Verdict.NG
    assert own.items() <= content_of(bank.parent / "samples").items(), "a backup needs them"


def test_a_bank_of_an_older_station_is_learned_on(home: Path, product: Product) -> None:
    assert product.stored is not None
    older = product.banks.save(product.stored.bank, product.stored.samples)
    assert older.pictures == ("",) * LEARNED
    again = open_product(home)
    again.add_good(NewSample(bad_frame(), "mei"))
    assert again.stored is not None
    assert [bool(sha256) for sha256 in again.stored.pictures] == [False] * LEARNED + [True]
    again.learn_all(without=(2,))
    assert reason(open_product(home)) is None
    assert len(set(again.stored.pictures) - {""}) == LEARNED


def test_a_bank_tells_the_pictures_that_it_was_made_of(product: Product) -> None:
    more = [*good_samples(2, 20), *good_samples(2), NewSample(bad_frame(), "mei")]
    product.learn_all(more, len(more), without=(3,))
    assert product.stored is not None
    notes = [product.samples.note(number) for number in product.stored.samples]
    assert [note and note.sha256 for note in notes] == list(product.stored.pictures)


def test_a_bank_of_another_backbone(home: Path, product: Product) -> None:
    weights = imported_weights(home)
    wanted = product.preset.changed("features.backbone", "resnet18")
    presets_in(home).save(wanted)
    other = open_product(home)
    assert reason(other) is BankMismatch
    other.learn_all()
    assert reason(other) is None
    assert other.backbone.identity.name == "resnet18"
    weights.unlink()
    without = open_product(home)
    assert reason(without) is WeightsMissing
    assert not without.serves(wanted)


def test_a_bank_that_a_manifest_of_another_backbone_claims(bank: Path, home: Path) -> None:
    path = bank / "v000001" / "manifest.json"
    content = json.loads(path.read_text())
    path.write_text(json.dumps({**content, "backbone": "resnet18"}))
    assert reason(open_product(home)) is BankBroken, "nobody may edit it by hand"


def test_products_that_cannot_be_opened(home: Path) -> None:
    with pytest.raises(PresetMissing):
        open_product(home, "absent")
    (home / "presets" / BOARD / "preset.json").write_text("{")
    with pytest.raises(PresetBroken):
        open_product(home)


def test_the_settings_of_a_product_are_those_of_its_file(home: Path, product: Product) -> None:
    assert product.preset == small_preset()
