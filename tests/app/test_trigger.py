"""When the line is told to inspect a picture."""

import numpy as np
import pytest

from spade_station.app.trigger import Seen, Trigger
from spade_station.domain.frame import Frame, Picture
from spade_station.domain.imaging_errors import NoPart, PartMoves, ReferenceMissing
from spade_station.domain.preset import Preset
from spade_station.imaging.stillness import Scene, StillnessGate

from .parts import good_picture, small_preset

BELT = np.full((96, 128, 3), 60, np.uint8)


class Place:
    """The empty place as it is read from the disk, or why it cannot be."""

    def __init__(self, empty: Picture | ReferenceMissing | None) -> None:
        self.empty = empty
        self.reads = 0

    def read(self, preset: Preset) -> Picture | None:
        self.reads += 1
        if isinstance(self.empty, ReferenceMissing):
            raise self.empty
        return self.empty


def still(name: str = "board", **settings: object) -> Preset:
    preset = small_preset(name)
    for key, value in {"mode": "part stands still", **settings}.items():
        preset = preset.changed(f"imaging.trigger.{key}", value)
    return preset


def scenes(trigger: Trigger, *pictures: Picture) -> list[Scene]:
    frames = [Frame(picture.copy(), 0, "part") for picture in pictures]
    return [trigger.now(trigger.see(frame)).scene for frame in frames]


def test_every_picture_is_inspected_unless_the_trigger_waits() -> None:
    trigger = Trigger()
    assert scenes(trigger, BELT, BELT, good_picture(0)) == [Scene.ARRIVED] * 3
    trigger.use(small_preset())
    assert scenes(trigger, BELT, BELT) == [Scene.ARRIVED] * 2


def test_the_empty_place_is_no_part() -> None:
    place = Place(BELT)
    trigger = Trigger(place.read)
    trigger.use(still(empty="a" * 16))
    assert scenes(trigger, BELT, BELT, BELT, BELT)[2:] == [Scene.EMPTY] * 2
    assert isinstance(trigger.reason_to_wait(Scene.EMPTY), NoPart)
    assert isinstance(trigger.reason_to_wait(Scene.MOVING), PartMoves)
    part = good_picture(0)
    assert scenes(trigger, part, part, part, part)[2:] == [Scene.ARRIVED, Scene.UNCHANGED]

    unknowing = Trigger(Place(None).read)
    unknowing.use(still())
    assert scenes(unknowing, BELT, BELT, BELT)[2] is Scene.ARRIVED, "it is taken for a part"


def test_a_new_source_begins_anew_and_still_knows_the_empty_place() -> None:
    trigger = Trigger(Place(BELT).read)
    trigger.use(still(empty="a" * 16))
    part = good_picture(0)
    assert scenes(trigger, part, part, part)[2] is Scene.ARRIVED
    trigger.begin()
    assert scenes(trigger, part, part, part) == [Scene.MOVING, Scene.MOVING, Scene.ARRIVED]
    assert scenes(trigger, BELT, BELT, BELT)[2] is Scene.EMPTY


def test_the_empty_place_is_read_once_and_only_where_it_is_used() -> None:
    place = Place(BELT)
    trigger = Trigger(place.read)
    trigger.use(small_preset())
    assert place.reads == 0
    for preset in (still(), still().changed("decision.limit", 2.0)):
        trigger.use(preset)
        assert place.reads == 1
    trigger.use(still("another product"))
    assert place.reads == 2
    trigger.use(still("another product", empty="b" * 16))
    assert place.reads == 3


def test_without_its_picture_nothing_is_inspected_until_there_is_another() -> None:
    lost = ReferenceMissing(name="a", reason="lost")
    place = Place(lost)
    trigger = Trigger(place.read)
    trigger.use(still(empty="a" * 16))
    part = good_picture(0)
    assert scenes(trigger, *[part] * 5) == [Scene.MOVING] * 5
    assert trigger.reason_to_wait(Scene.MOVING) is lost

    trigger.inspect_next()
    assert scenes(trigger, part, part) == [Scene.ARRIVED, Scene.MOVING], "a step is a step"
    place.empty = BELT
    trigger.use(still(empty="b" * 16))
    assert scenes(trigger, *[part] * 3)[2] is Scene.ARRIVED


@pytest.mark.parametrize("mode", ["every picture", "part stands still"])
def test_files_never_wait(mode: str) -> None:
    trigger = Trigger()
    trigger.use(still(mode=mode))
    frames = [Frame(good_picture(seed), seed, "file", may_recur=True) for seed in range(3)]
    assert [trigger.now(trigger.see(frame)).scene for frame in frames] == [Scene.ARRIVED] * 3


# --- what comes while nothing is taken ------------------------------------------------------------


def waits(trigger: Trigger, *pictures: Picture) -> Seen:
    """Let pictures come, and give what waits to be taken after the last of them."""
    waiting: Seen | None = None
    for number, picture in enumerate(pictures):
        new = trigger.see(Frame(picture.copy(), number, "part"))
        waiting = new if waiting is None else new.in_place_of(waiting)
    assert waiting is not None
    return waiting


def test_the_newest_picture_of_a_part_that_stands_there_waits() -> None:
    trigger = Trigger()
    trigger.use(still())
    seen = waits(trigger, *[good_picture(0)] * 6)
    assert (seen.part, seen.frame.number, seen.missed) == (seen.frame, 5, 0)
    assert waits(trigger, good_picture(0)).part is None, "it was taken"


def test_a_part_that_left_waits_and_gives_way_to_a_newer_one() -> None:
    trigger = Trigger()
    trigger.use(still())
    seen = waits(trigger, *[good_picture(0)] * 4, BELT)
    assert seen.part is not None
    assert (seen.scene, seen.part.number, seen.frame.number) == (Scene.MOVING, 3, 4)
    trigger.interrupt()
    seen = waits(trigger, *[good_picture(0)] * 3, *[BELT] * 3, good_picture(0))
    assert seen.part is not None
    assert (seen.part.number, seen.frame.number, seen.missed) == (5, 6, 1)


def test_a_picture_that_was_seen_by_other_settings_is_not_taken_for_a_part_that_stands_still() -> (
    None
):
    trigger = Trigger()
    early = trigger.see(Frame(good_picture(0), 0, "part"))
    trigger.use(still())
    assert (trigger.now(early).scene, trigger.now(early).part) == (Scene.MOVING, None)

    of_board = waits(trigger, *[good_picture(0)] * 3)
    assert trigger.now(of_board).part is of_board.frame
    trigger.use(still("another product"))
    assert trigger.now(of_board).part is None
    assert waits(trigger, good_picture(0)).in_place_of(of_board).part is None


def test_a_picture_that_was_held_back_is_inspected_once_every_picture_is() -> None:
    trigger = Trigger()
    trigger.use(still())
    moving = waits(trigger, good_picture(0))
    assert moving.part is None
    trigger.use(small_preset())
    assert trigger.now(moving).part is moving.frame


def test_a_part_that_a_step_leaves_behind_is_missed() -> None:
    trigger = Trigger()
    trigger.use(still())
    seen = waits(trigger, *[good_picture(0)] * 3, BELT)
    trigger.inspect_next()
    stepped = trigger.see(Frame(BELT, 9, "part"))
    now = trigger.now(stepped.in_place_of(seen))
    assert (now.part, now.missed) == (stepped.frame, 1)


def test_a_part_that_a_step_inspects_is_not_missed() -> None:
    trigger = Trigger()
    trigger.use(still())
    seen = waits(trigger, *[good_picture(0)] * 3)
    trigger.inspect_next()
    stepped = trigger.see(Frame(good_picture(0), 9, "part"))
    now = trigger.now(stepped.in_place_of(seen))
    assert (now.part, now.missed) == (stepped.frame, 0)


def test_a_wish_is_for_a_picture_that_comes_after_it() -> None:
    trigger = Trigger()
    trigger.use(still())
    early = trigger.see(Frame(good_picture(0), 0, "part"))
    trigger.inspect_next()
    assert trigger.now(early).part is None
    late = trigger.see(Frame(good_picture(0), 1, "part"))
    assert trigger.now(late).part is late.frame
    assert trigger.see(Frame(good_picture(1), 2, "part")).part is None, "it was one wish"


# --- what begins anew -----------------------------------------------------------------------------


def test_a_part_that_stands_there_waits_for_the_look_by_other_settings() -> None:
    trigger = Trigger()
    trigger.use(still())
    seen = waits(trigger, *[good_picture(0)] * 3)
    trigger.use(still(sensitivity=50.0))
    assert trigger.now(seen).part is None
    assert scenes(trigger, *[good_picture(0)] * 3)[2] is Scene.ARRIVED


def test_a_part_that_left_does_not_come_again_for_other_settings() -> None:
    trigger = Trigger()
    trigger.use(still())
    seen = waits(trigger, *[good_picture(0)] * 3, *[BELT] * 3, *[good_picture(0)] * 2)
    assert (seen.part is not None, seen.missed) == (True, 1)
    trigger.use(still(sensitivity=50.0))
    now = trigger.now(seen)
    assert (now.part, now.missed, now.scene) == (seen.part, 1, Scene.MOVING)
    later = waits(trigger, good_picture(0)).in_place_of(seen)
    assert (later.part, later.missed) == (seen.part, 1)


def test_a_part_that_may_stand_there_since_before_a_pause_is_not_missed() -> None:
    trigger = Trigger()
    trigger.use(still())
    before = waits(trigger, *[good_picture(0)] * 3)
    trigger.interrupt()
    seen = before
    for number in range(10, 13):
        assert seen.part is before.part, "it waits in any case"
        seen = trigger.see(Frame(good_picture(0), number, "part")).in_place_of(seen)
    assert (seen.part, seen.missed) == (seen.frame, 0)


def test_a_fault_of_the_look_is_told_with_its_picture(monkeypatch: pytest.MonkeyPatch) -> None:
    trigger = Trigger()
    trigger.use(still())
    before = waits(trigger, *[good_picture(0)] * 3)
    with monkeypatch.context() as patch:
        patch.setattr(StillnessGate, "look", fail)
        seen = trigger.see(Frame(good_picture(0), 9, "part"))
        trigger.inspect_next()
        assert trigger.see(Frame(good_picture(0), 9, "part")).part is not None, "it needs no look"
    assert (type(seen.fault), seen.part) == (ZeroDivisionError, None)
    assert seen.in_place_of(before).part is before.part
    assert scenes(trigger, *[good_picture(0)] * 3)[2] is Scene.ARRIVED


def fail(gate: StillnessGate, picture: Picture) -> Scene:
    raise ZeroDivisionError("by zero")


def test_an_empty_place_that_cannot_be_read_at_all_is_the_reason() -> None:
    def read(preset: Preset) -> Picture:
        raise PermissionError("the folder is closed")

    trigger = Trigger(read)
    trigger.use(still(empty="a" * 16))
    assert scenes(trigger, *[good_picture(0)] * 4) == [Scene.MOVING] * 4
    assert "the folder is closed" in str(trigger.reason_to_wait(Scene.MOVING))
