"""What is recorded gives what is computed, whoever asks and however often."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import pytest
import torch
from torch import Tensor

from spade_station.engine.recorded import KEPT, Recorder

DEVICES = ["cpu", pytest.param("cuda", marks=pytest.mark.cuda)]


def doubled(given: Sequence[Tensor]) -> list[Tensor]:
    return [2 * each for each in given]


def squared(given: Sequence[Tensor]) -> list[Tensor]:
    return [each.square() for each in given]


@pytest.fixture(params=DEVICES)
def recorder(request: pytest.FixtureRequest) -> Recorder:
    return Recorder(torch.device(request.param))


def check(recorder: Recorder, seed: int, size: int = 5) -> None:
    given = torch.randn(size, generator=torch.Generator().manual_seed(seed))
    kept = {}
    for name, computation in (("doubled", doubled), ("squared", squared)):
        kept[name] = recorder.run(name, computation, [given, given + 1])
    for name, wanted in (("doubled", doubled), ("squared", squared)):
        for found, each in zip(kept[name], wanted([given, given + 1]), strict=True):
            torch.testing.assert_close(found.cpu(), each)


def test_each_time_it_is_what_was_given_that_counts(recorder: Recorder) -> None:
    for seed in range(5):
        check(recorder, seed)


def test_results_are_not_overwritten_by_the_next(recorder: Recorder) -> None:
    found = [recorder.run("doubled", doubled, [torch.full((3,), float(n))])[0] for n in range(6)]
    assert [float(each[0]) for each in found] == [0, 2, 4, 6, 8, 10]


def test_any_number_of_sizes(recorder: Recorder) -> None:
    for size in [*range(1, 2 * KEPT), *range(1, 2 * KEPT), 3, 3, 3]:
        check(recorder, size, size)


def test_threads_do_not_spoil_each_others_results(recorder: Recorder) -> None:
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda seed: check(recorder, seed), range(200)))


def test_several_record_at_the_same_time(recorder: Recorder) -> None:
    others = [Recorder(recorder._device) for _ in range(12)]
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda n: check(others[n % 12], n, 5 + n % 3), range(300)))
