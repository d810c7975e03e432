"""Pictures judged side by side: as one after the other, in order, and without end of memory."""

import threading
from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest
import torch

from spade_station.app.pipeline import AHEAD, LIVE, inspected
from spade_station.app.result_cache import ResultCache
from spade_station.domain.errors import InternalFault, StationError, UnreadablePicture
from spade_station.domain.frame import Frame
from spade_station.domain.inspection import Inspection, Verdict
from spade_station.engine.inspector import Inspector

from .parts import bad_frame, good_frame

MANY = 20


@pytest.fixture(autouse=True)
def two_lanes() -> Iterator[None]:
    """Judge two pictures side by side, on a machine with one core, too."""
    before = torch.get_num_threads()
    torch.set_num_threads(2)
    yield
    torch.set_num_threads(before)


def mixture() -> list[Frame]:
    return [good_frame(n) if n % 3 else bad_frame(n) for n in range(100, 100 + MANY)]


def itself(frame: Frame) -> Frame:
    return frame


def found_in(
    frames: list[Frame], inspector: Inspector, cache: ResultCache | None = None
) -> list[Inspection]:
    """Judge frames that can all be read."""
    found = []
    for frame, inspection in inspected(frames, itself, inspector, cache or ResultCache()):
        assert isinstance(inspection, Inspection)
        assert inspection.frame is frame
        found.append(inspection)
    return found


def test_every_verdict_is_what_the_inspector_alone_says_in_order(inspector: Inspector) -> None:
    frames = mixture()
    found = found_in(frames, inspector)
    torch.set_num_threads(1)  # the order in which torch adds up depends on it, in the last digits
    for each, frame in zip(found, frames, strict=True):
        alone = inspector.inspect(frame)
        assert (each.verdict, each.score) == (alone.verdict, alone.score)
        assert each.heatmap is not None
        assert alone.heatmap is not None
        assert np.array_equal(each.heatmap, alone.heatmap)


def test_two_pictures_are_at_work_at_once(
    inspector: Inspector, monkeypatch: pytest.MonkeyPatch
) -> None:
    together = threading.Barrier(2, timeout=10)
    really_inspect = Inspector.inspect

    def inspect(self: Inspector, frame: Frame) -> Inspection:
        together.wait()
        return really_inspect(self, frame)

    monkeypatch.setattr(Inspector, "inspect", inspect)
    verdicts = {found.verdict for found in found_in(mixture()[:4], inspector)}
    assert Verdict.NOT_INSPECTED not in verdicts, "none waited for the other in vain"


def test_a_picture_that_is_none_costs_its_own_verdict_alone(inspector: Inspector) -> None:
    def read(number: int) -> Frame | StationError:
        return UnreadablePicture(path=number) if number % 4 == 1 else good_frame(number)

    found = list(inspected(range(12), read, inspector, ResultCache()))

    assert [number for number, _ in found] == list(range(12))
    failed = [number for number, each in found if isinstance(each, UnreadablePicture)]
    assert failed == [1, 5, 9]


def test_a_fault_is_a_part_not_inspected(
    inspector: Inspector, monkeypatch: pytest.MonkeyPatch
) -> None:
    really_inspect = Inspector.inspect

    def inspect(self: Inspector, frame: Frame) -> Inspection:
        if frame.number == 103:
            raise ArithmeticError("the score is not a number")
        return really_inspect(self, frame)

    monkeypatch.setattr(Inspector, "inspect", inspect)
    found = found_in(mixture(), inspector)
    assert [each.verdict is Verdict.NOT_INSPECTED for each in found].count(True) == 1
    assert isinstance(found[3].reason, InternalFault)


def test_only_a_few_pictures_are_in_memory(inspector: Inspector) -> None:
    taken: list[int] = []

    def numbers() -> Iterator[int]:
        for number in range(MANY):
            taken.append(number)
            yield number

    pictures = inspected(numbers(), good_frame, inspector, ResultCache())
    for told, _ in enumerate(pictures):
        assert len(taken) <= told + 1 + 2 * AHEAD


def test_live_each_picture_is_told_before_the_next_is_taken(inspector: Inspector) -> None:
    taken: list[int] = []

    def numbers() -> Iterator[int]:
        for number in range(3):
            taken.append(number)
            yield number

    for number, _ in inspected(numbers(), good_frame, inspector, ResultCache(), LIVE):
        assert taken[-1] == number


def test_who_leaves_early_ends_the_threads(inspector: Inspector) -> None:
    pictures = inspected(range(MANY), good_frame, inspector, ResultCache())
    next(pictures)
    assert lanes()
    pictures.close()
    assert not lanes()


def lanes() -> list[str]:
    return [each.name for each in threading.enumerate() if each.name.startswith("lane")]


def test_a_mistake_in_the_reading_comes_out(inspector: Inspector) -> None:
    def read(number: int) -> Frame:
        raise KeyError(number)

    with pytest.raises(KeyError):
        list(inspected([1], read, inspector, ResultCache()))


def test_a_picture_that_comes_again_at_once_is_judged_once(
    inspector: Inspector, monkeypatch: pytest.MonkeyPatch
) -> None:
    judged: list[int] = []
    really_inspect = Inspector.inspect

    def inspect(self: Inspector, frame: Frame) -> Inspection:
        judged.append(frame.number)
        return really_inspect(self, frame)

    monkeypatch.setattr(Inspector, "inspect", inspect)
    frame = replace(bad_frame(), may_recur=True)
    frames = [replace(frame, number=number) for number in range(MANY)]
    cache = ResultCache()

    found = found_in(frames, inspector, cache)

    assert judged == [0]
    assert [each.is_cached for each in found] == [False] + [True] * (MANY - 1)
    assert {each.score for each in found} == {found[0].score}
    assert (cache.use.hits, cache.use.asked) == (MANY - 1, MANY)


def test_what_could_not_be_judged_is_tried_again(
    inspector: Inspector, monkeypatch: pytest.MonkeyPatch
) -> None:
    really_inspect = Inspector.inspect

    def inspect(self: Inspector, frame: Frame) -> Inspection:
        if frame.number == 0:
            raise ArithmeticError("once")
        return really_inspect(self, frame)

    monkeypatch.setattr(Inspector, "inspect", inspect)
    frame = replace(bad_frame(), may_recur=True)

    found = found_in([replace(frame, number=number) for number in range(4)], inspector)

    assert [each.verdict.value for each in found] == ["NOT INSPECTED", "NG", "NG", "NG"]
    assert [each.is_cached for each in found] == [False, False, True, True]


def test_a_full_cache_costs_no_verdict(inspector: Inspector) -> None:
    frame = replace(bad_frame(), may_recur=True)
    frames = [replace(frame, number=number) for number in range(4)]
    found = found_in(frames, inspector, ResultCache(most_bytes=0))
    assert [each.verdict for each in found] == [Verdict.NG] * 4
