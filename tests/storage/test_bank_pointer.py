from pathlib import Path

import pytest

from spade_station.domain.errors import BankBroken
from spade_station.storage.bank_pointer import BankPointer, InUse


@pytest.mark.parametrize("samples", [[], [3, 1, 1200]])
def test_it_comes_back(tmp_path: Path, samples: list[int]) -> None:
    BankPointer(tmp_path / "bank").write(12, samples)
    assert BankPointer(tmp_path / "bank").read() == InUse(12, tuple(samples))


def test_it_can_say_that_no_version_is_in_use(tmp_path: Path) -> None:
    BankPointer(tmp_path).write(0, [])
    assert BankPointer(tmp_path).read() == InUse(0, ())


def test_before_it_is_written_there_is_none(tmp_path: Path) -> None:
    assert BankPointer(tmp_path / "bank").read() is None


@pytest.mark.parametrize("more", ["", "\n", "\n[1, 2", "\n12", '\n["1"]', "\n[true]", "\nnull"])
def test_samples_that_are_missing_or_damaged_do_not_cost_the_version(
    tmp_path: Path, more: str
) -> None:
    (tmp_path / "CURRENT").write_text(f"v000012{more}")
    assert BankPointer(tmp_path).read() == InUse(12, None)


def test_without_a_version_the_samples_are_worth_nothing(tmp_path: Path) -> None:
    (tmp_path / "CURRENT").write_text("\n[1, 2]")
    with pytest.raises(BankBroken):
        BankPointer(tmp_path).read()
