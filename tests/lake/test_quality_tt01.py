"""The quality score of TT 01/2018 by hand: points a record, one decimal, classes only when all nine are known."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from importlib.resources import files
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from pydantic import ValidationError

from parindex.lake.columns import RECORD_SCHEMA, Status
from parindex.lake.figures import View, Window
from parindex.lake.quality_tt01 import mean_points, quality_counts, quality_of, read_quality
from parindex.lake.store import RecordStore, StoreSetting, create_store

CONTENT = (files("parindex") / "rulebooks" / "indicators" / "tt01_2018.yaml").read_bytes()
SCHEME = read_quality(CONTENT)
MARCH = Window(date(2025, 3, 1), date(2025, 3, 31))


def row(number: int, *, due: int | None, done: int | None, asked: int | None, **other: Any) -> dict[str, Any]:
    """A dossier received on 3 March 2025; due and done on these days of March."""

    def day(of: int | None) -> datetime | None:
        return None if of is None else datetime(2025, 3, of, 8, tzinfo=UTC)

    blank = {name: None for name in RECORD_SCHEMA.names}
    made: dict[str, Any] = {
        "source": "m", "record_code": f"R{number}", "receiving_unit": "A", "deciding_unit": "T",
        "procedure_code": "1.001193", "channel": 1, "status": int(Status.FINISHED if done else Status.IN_PROCESS),
        "received_at": day(3), "due_at": day(due), "finished_at": day(done), "supplement_requests": asked,
        "batch_id": "b", "simulated": True, "received_month": "2025-03",
    }  # fmt: skip
    return blank | made | other


@pytest.fixture
def store(tmp_path: Path) -> RecordStore:
    rows = [
        row(1, due=10, done=7, asked=0),
        row(2, due=10, done=10, asked=1),
        row(3, due=10, done=11, asked=3),
        row(4, due=None, done=7, asked=None),
        row(5, due=10, done=None, asked=0),
        row(6, due=10, done=7, asked=0, status=int(Status.WITHDRAWN)),
        row(7, due=10, done=7, asked=0, receiving_unit="B"),
        row(2, due=10, done=20, asked=9, source="z"),
    ]
    made = create_store(StoreSetting(str(tmp_path / "store")))
    path = tmp_path / "rows.parquet"
    pq.write_table(pa.Table.from_pylist(rows, RECORD_SCHEMA), path)
    made.merge([str(path)], lambda *_: {})
    return made


def test_points_of_records_by_hand(store: RecordStore) -> None:
    counts = quality_counts(store, MARCH)
    assert set(counts) == {"A", "B"}
    assert counts["A"]["outcome"] == {"early": 1, "on_time": 1, "late": 1, "resolved_without_due": 1}
    assert counts["A"]["supplement_requests"] == {"0": 1, "1": 1, "more": 1}
    found = quality_of(SCHEME, counts["A"])
    by_no = {each.indicator.no: each for each in found.values}
    assert (by_no["1"].records, by_no["1"].points, by_no["1"].score) == (4, 3, Decimal("0.8"))
    assert (by_no["3"].records, by_no["3"].points, by_no["3"].score) == (3, 3, Decimal("1.0"))
    assert (found.total, found.known, found.maximum, found.class_of(SCHEME)) == (Decimal("1.8"), 2, 4, None)
    assert quality_counts(store, MARCH, view=View.DECIDED, places=["T"]).keys() == {"T"}
    assert quality_counts(store, MARCH, places=[]) == {}


def test_a_class_needs_all_nine(store: RecordStore) -> None:
    counts = quality_counts(store, MARCH)["B"]
    others = [each.no for each in SCHEME.indicators if each.counted is None]
    full = quality_of(SCHEME, counts, dict.fromkeys(others, Decimal(2)))
    assert (full.total, full.class_of(SCHEME)) == (Decimal(18), "Xuất sắc")
    assert quality_of(SCHEME, counts, dict.fromkeys(others[1:], Decimal(2))).class_of(SCHEME) is None
    for points, title in (("1.1", "Khá"), ("1.5", "Tốt"), ("0", "Yếu"), ("0.3", "Trung bình")):
        given = quality_of(SCHEME, counts, dict.fromkeys(others, Decimal(points)))
        assert given.class_of(SCHEME) == title, given.total


def test_a_persons_score_never_replaces_a_counted_one(store: RecordStore) -> None:
    found = quality_of(SCHEME, quality_counts(store, MARCH)["A"], {"1": Decimal(2)})
    assert found.values[0].score == Decimal("0.8") and not found.values[0].given
    assert quality_of(SCHEME, {}).known == 0


@pytest.mark.parametrize(
    ("points", "records", "mean"), [(3, 4, "0.8"), (5, 4, "1.3"), (149, 100, "1.5"), (0, 9, "0.0")]
)
def test_one_decimal_half_up(points: int, records: int, mean: str) -> None:
    assert mean_points(points, records) == Decimal(mean)


def test_the_document_has_nine_and_says_what_is_unsure() -> None:
    assert [each.no for each in SCHEME.indicators] == [str(number) for number in range(1, 10)]
    assert SCHEME.unsure and all(each.unsure for each in SCHEME.indicators if each.counted)
    with pytest.raises(ValidationError):
        read_quality(CONTENT.replace(b"late: 0, ", b""))
