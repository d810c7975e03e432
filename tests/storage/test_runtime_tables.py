from pathlib import Path

import pytest

from spade_station.storage.runtime_tables import load_tables, save_tables
from tests.domain.test_runtime_table import fast, table


def test_tables_come_back_as_they_were(tmp_path: Path) -> None:
    path = tmp_path / "runtimes" / "tables.json"
    tables = (table(fast(difference=0.01)), table())
    save_tables(path, tables)
    assert load_tables(path) == tables


def test_a_home_that_is_a_file_is_no_broken_table(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "home").touch()
    assert load_tables(tmp_path / "home" / "runtimes" / "tables.json") == ()
    assert not caplog.records


@pytest.mark.parametrize("content", [b"", b"{", b"[{}]", b"\xff\x00", b'{"a": 1}'])
def test_a_lost_or_broken_file_costs_no_more_than_measuring_again(
    tmp_path: Path, content: bytes
) -> None:
    assert load_tables(tmp_path / "tables.json") == ()
    (tmp_path / "tables.json").write_bytes(content)
    assert load_tables(tmp_path / "tables.json") == ()
