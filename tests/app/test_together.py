"""Pictures measured in batches, as a GPU does it; here the CPU imitates its search."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import numpy as np
import pytest

from spade_station.app import together
from spade_station.app.pipeline import inspected
from spade_station.app.result_cache import ResultCache
from spade_station.app.together import Together
from spade_station.domain.errors import InternalFault, PictureShape
from spade_station.domain.frame import Frame
from spade_station.domain.inspection import Inspection, Verdict
from spade_station.engine.inspector import Analysis, Inspector
from spade_station.imaging.preparing import Prepared

from .parts import bad_frame, good_frame

BATCH = 4
MANY = 11


@pytest.fixture
def in_batches(inspector: Inspector, monkeypatch: pytest.MonkeyPatch) -> Inspector:
    """Give the inspector as it is on a GPU."""
    monkeypatch.setattr("spade_station.engine.half_search.is_quick", lambda device: True)
    monkeypatch.setattr(together, "BATCH", BATCH)
    other = Inspector(inspector.preset, inspector._backbone, inspector.bank)
    assert other.in_batches
    return other


@pytest.fixture
def batches(monkeypatch: pytest.MonkeyPatch) -> list[list[Frame]]:
    """Note what is measured together."""
    found: list[list[Frame]] = []
    really_look = Inspector.look

    def look(self: Inspector, parts: list[tuple[Frame, Prepared]]) -> list[Analysis]:
        found.append([frame for frame, _ in parts])
        return really_look(self, parts)

    monkeypatch.setattr(Inspector, "look", look)
    return found


def frames() -> list[Frame]:
    return [good_frame(n) if n % 3 else bad_frame(n) for n in range(100, 100 + MANY)]


def found_in(some: list[Frame], inspector: Inspector) -> list[Inspection]:
    found = []
    for frame, each in inspected(some, lambda frame: frame, inspector, ResultCache()):
        assert isinstance(each, Inspection)
        assert each.frame is frame
        found.append(each)
    return found


def test_verdicts_are_those_of_each_picture_alone(
    in_batches: Inspector, batches: list[list[Frame]]
) -> None:
    some = frames()
    found = found_in(some, in_batches)
    assert {len(batch) for batch in batches} == {BATCH}, "always full"
    for each, frame in zip(found, some, strict=True):
        alone = in_batches.inspect(frame)
        assert each.verdict is alone.verdict
        assert each.score == pytest.approx(alone.score, rel=1e-3)
        assert each.heatmap is not None
        assert alone.heatmap is not None
        np.testing.assert_allclose(each.heatmap, alone.heatmap, rtol=1e-2, atol=1e-3)
        assert set(each.timings) == set(alone.timings)


@pytest.fixture
def held() -> Iterator[tuple[ThreadPoolExecutor, threading.Event]]:
    """Give the only thread that looks, busy until it is told."""
    go = threading.Event()
    with ThreadPoolExecutor(1, "lane") as lookers:
        lookers.submit(go.wait)
        yield lookers, go
        go.set()


def test_what_came_meanwhile_is_measured_together(
    in_batches: Inspector,
    batches: list[list[Frame]],
    held: tuple[ThreadPoolExecutor, threading.Event],
) -> None:
    lookers, go = held
    some = frames()[: BATCH + 1]
    with ThreadPoolExecutor(1, "lane") as lanes:
        judge = Together(in_batches, lookers, lanes)
        waiting = [judge.submit(frame) for frame in some]
        lanes.submit(go.set)  # after the last was prepared
        assert [future.result().frame for future in waiting] == some
    assert batches == [some[:BATCH], [some[BATCH]] * BATCH]


def test_pictures_of_different_sizes_are_not_mixed(
    in_batches: Inspector, batches: list[list[Frame]]
) -> None:
    some = frames()
    wide = [replace(each, image=each.image[:, : -each.image.shape[1] // 6]) for each in some[:3]]
    found = found_in([*some[3:6], *wide], in_batches)
    assert all(each.verdict is not Verdict.NOT_INSPECTED for each in found)
    assert all(len({frame.size for frame in batch}) == 1 for batch in batches)


def test_a_picture_that_cannot_be_prepared_costs_its_own_verdict_alone(
    in_batches: Inspector,
) -> None:
    some = frames()
    some[2] = replace(some[2], image=some[2].image[:20])
    found = found_in(some, in_batches)
    assert isinstance(found[2].reason, PictureShape)
    assert [each.verdict is Verdict.NOT_INSPECTED for each in found].count(True) == 1


@pytest.mark.parametrize("step", ["look", "conclude"])
def test_a_fault_costs_the_verdict_of_its_own_picture_alone(
    in_batches: Inspector, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    some = frames()
    really = getattr(Inspector, step)

    def fail(self: Inspector, given: object) -> object:
        seen = given if isinstance(given, list) else [(getattr(given, "frame", None), None)]
        if any(frame is some[3] for frame, _ in seen):
            raise ArithmeticError("not a number")
        return really(self, given)

    monkeypatch.setattr(Inspector, step, fail)
    found = found_in(some, in_batches)
    assert [each.verdict is Verdict.NOT_INSPECTED for each in found].count(True) == 1
    assert isinstance(found[3].reason, InternalFault)


def test_who_leaves_early_ends_the_threads(in_batches: Inspector) -> None:
    pictures = inspected(frames(), lambda frame: frame, in_batches, ResultCache())
    next(pictures)
    pictures.close()
    assert not [each for each in threading.enumerate() if each.name.startswith("lane")]
