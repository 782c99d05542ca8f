"""Rows without a field take that of their procedure from the catalogue in force at receipt; what they say is kept."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pyarrow as pa
import pytest
from tests.lake.exported import LAYOUT, UNITS, options, rows_of

from parindex.lake.imports import ImportReport, import_file, propose_mapping
from parindex.lake.known_fields import certainly_differ, known_field
from parindex.lake.store import RecordStore, StoreSetting, create_store

HEAD = ("Mã hồ sơ", "Đơn vị tiếp nhận", "Mã TTHC", "Lĩnh vực", "Hình thức tiếp nhận", "Trạng thái", "Ngày tiếp nhận")
FIELDS = {
    "1.001193": ((date(2026, 1, 1), "HO-TICH"), (date(2026, 6, 1), "CHUNG-THUC")),
    "2.000635": ((date(2026, 6, 1), "HO-TICH"),),
}
ROWS = (
    ("1.001193", "", "31/05/2026 23:30:00"),  # the last evening of the first version, by local time
    ("1.001193", "", "01/06/2026 00:10:00"),
    ("2.000635", "", "31/05/2026 08:00:00"),  # not in the catalogue yet
    ("2.000635", "Hộ tịch", "01/07/2026 08:00:00"),  # the same field in words: kept, no difference
    ("2.000635", "Đất đai", "01/07/2026 08:00:00"),  # certainly another one
    ("2.000635", "Việc khác", "01/07/2026 08:00:00"),  # nobody knows what it is
    ("1.001193.000.00.00.H68", "", "02/06/2026 08:00:00"),
    ("1.009999", "", "02/06/2026 08:00:00"),
)
WANTED = ["HO-TICH", "CHUNG-THUC", None, "Hộ tịch", "Đất đai", "Việc khác", "CHUNG-THUC", None]


def bring_in(tmp_path: Path, evaluator: str, **more: object) -> tuple[ImportReport, RecordStore]:
    store = create_store(StoreSetting(str(tmp_path / "kho")))
    lines = [
        (f"H68.01-260601-{at:04d}", UNITS[0], code, field, "Trực tiếp", "Đang xử lý", day)
        for at, (code, field, day) in enumerate(ROWS)
    ]
    path = tmp_path / "a.csv"
    path.write_text("\n".join(";".join(line) for line in (HEAD, *lines)), encoding="utf-8-sig")
    chosen = replace(options(), evaluator=evaluator, **more)  # type: ignore[arg-type]
    mapping = propose_mapping(path, LAYOUT, chosen.setting)[1].mapping
    return import_file(store, path, mapping, chosen), store


@pytest.mark.parametrize("evaluator", ["python", "sql"])
def test_the_version_in_force_at_receipt_gives_the_field(tmp_path: Path, evaluator: str) -> None:
    report, store = bring_in(tmp_path, evaluator, fields=FIELDS)
    assert (report.entry.good, report.fields_filled, report.fields_differing) == (len(ROWS), 3, 1)
    assert [row["field_code"] for row in sorted(rows_of(store), key=lambda row: row["record_code"])] == WANTED


def test_without_a_catalogue_nothing_is_filled(tmp_path: Path) -> None:
    report, store = bring_in(tmp_path, "python")
    assert (report.fields_filled, report.fields_differing) == (0, 0)
    assert pa.array([row["field_code"] for row in rows_of(store)]).null_count == 5


def test_words_that_mean_a_field() -> None:
    for word in ("HO-TICH", "hộ tịch", "Ho tich"):
        assert (known := known_field(word)) is not None and (known.code, known.title) == ("HO-TICH", "Hộ tịch")
    assert known_field("Việc khác") is None
    assert not certainly_differ("Hộ tịch", "HO-TICH") and not certainly_differ("Việc khác", "HO-TICH")
    assert certainly_differ("Đất đai", "HO-TICH")
