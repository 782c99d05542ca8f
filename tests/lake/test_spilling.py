"""What does not fit into memory goes into a folder of each engine's own, and is taken away."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest

from parindex.lake.backends import duckdb_engine
from parindex.lake.engine_room import connection

MANY = "CREATE TABLE many AS SELECT md5(i::VARCHAR) AS x, i FROM range(1500000) rows(i)"
SUMMED = "SELECT count(DISTINCT x), sum(i) FROM many"


@pytest.fixture(autouse=True)
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A temporary folder and a current directory of the test's own."""
    (tmp_path / "temp").mkdir()
    (tmp_path / "here").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temp"))
    monkeypatch.chdir(tmp_path / "here")
    return tmp_path


def test_two_that_spill_at_once_do_not_touch_each_others_rows(place: Path) -> None:
    with connection(memory="60MB", threads=1) as one, connection(memory="60MB", threads=1) as other:
        one.execute(MANY)
        other.execute(MANY.replace("md5(i", "md5((-i)"))
        assert len(list((place / "temp").iterdir())) == 2, "both have spilt"
        wanted = (1_500_000, 1_500_000 * 1_499_999 // 2)
        assert one.execute(SUMMED).fetchone() == other.execute(SUMMED).fetchone() == wanted
    assert not list((place / "temp").iterdir()) and not list((place / "here").iterdir())


def test_an_engine_spills_into_no_shared_folder(place: Path) -> None:
    engines = [duckdb_engine(threads=1, memory="60MB") for _ in range(2)]
    for each in engines:
        each.raw_sql(MANY)
    assert len(list((place / "temp").iterdir())) == 2
    for each in engines:
        each.disconnect()
    assert not list((place / "temp").iterdir()) and not list((place / "here").iterdir())
