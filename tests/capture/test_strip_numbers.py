from pathlib import Path

import pytest

from spade_station.capture.strip_numbers import missing_before

CASES: list[tuple[str, dict[str, int]]] = [
    ("1 2 3", {}),
    ("1 2 4", {"4": 1}),
    ("0007 0008 0012 0013", {"0012": 3}),
    ("s8 s9 s10 s13", {"s13": 2}),
    ("roll-2_1 roll-2_2 roll-2_5 roll-2_6", {"roll-2_5": 2}),
    ("5", {}),
    ("1 3", {}),  # nobody knows whether it counts strips
    ("10 20 40", {}),
    ("0 1024 2048 3072", {}),
    ("20260101 20260103 20260107 20260108", {}),
    ("a1 a2 b7 b8", {}),
    ("1 01 2 4", {"4": 1}),
    ("1 2 3 loose 5 6", {}),
    ("a b c", {}),
    ("", {}),
]


@pytest.mark.parametrize(("stems", "missing"), CASES)
def test_what_is_missing_by_the_numbers(stems: str, missing: dict[str, int]) -> None:
    files = [Path(f"{stem}.png") for stem in stems.split()]
    assert {file.stem: count for file, count in missing_before(files).items()} == missing
