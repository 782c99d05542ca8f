"""Errors of twelve kinds planted in many rows: every one is found with its reason, and no good row is lost."""

from __future__ import annotations

import csv
import random
from datetime import date
from pathlib import Path

import pyarrow as pa
import pytest
from tests.lake.exported import LAYOUT, UNITS, bring_in, write

from parindex.lake.exports import export_table
from parindex.lake.generate import Simulation, simulate
from parindex.lake.store import StoreSetting, create_store

PLANTED = {
    "lake.missing": ("Mã hồ sơ", None),
    "lake.bad_code": ("Mã thủ tục", "thủ tục"),
    "lake.unknown_unit": ("Mã đơn vị tiếp nhận", "Xã Không Có"),
    "lake.unknown_word": ("Trạng thái", "Lạ"),
    "lake.bad_moment": ("Ngày hẹn trả", "30/02/2026"),
    "lake.bad_count": ("Phí lệ phí", "-5"),
    "lake.personal_content": ("Lĩnh vực", "gọi 0912345678"),
    "lake.received_in_future": ("Ngày tiếp nhận", "01/12/2026 08:00:00"),
    "lake.due_before_received": ("Ngày hẹn trả", "01/01/2015"),
    "lake.returned_before_received": ("Ngày trả kết quả", "01/01/2015"),
    "lake.conflicting_code": ("Mã hồ sơ", "H68.01.00-251201-99999"),
    "lake.wrong_cells": ("", None),
}
"""Reason → (header, what is planted)."""


def plant(table: pa.Table, each: int, chance: random.Random) -> tuple[pa.Table, dict[int, str]]:
    """The table with ``each`` errors of every kind, and row number → reason."""
    names = table.schema.names
    places = chance.sample(range(table.num_rows), each * len(PLANTED))
    columns = {header: table[header].to_pylist() for header, _ in PLANTED.values() if header}
    expected: dict[int, str] = {}
    for kind, (reason, (header, text)) in enumerate(PLANTED.items()):
        for number in places[kind * each : (kind + 1) * each]:
            expected[number + 2] = reason
            if header:
                columns[header][number] = text
    for header, cells in columns.items():
        table = table.set_column(names.index(header), header, pa.array(cells, pa.string()))
    return table, expected


def _run(rows: int, each: int, folder: Path) -> None:
    wanted = Simulation(rows, UNITS, "68", date(2025, 11, 15), date(2026, 11, 14))
    table = pa.concat_tables([export_table(pa.Table.from_batches([batch]), LAYOUT) for batch in simulate(wanted)])
    planted, expected = plant(table, each, random.Random(3))
    path = write(planted, folder / "xuat.csv")
    short = {number for number, reason in expected.items() if reason == "lake.wrong_cells"}
    lines = path.read_bytes().split(b"\n")
    for number in short:
        lines[number - 1] += b",thua"
    path.write_bytes(b"\n".join(lines))
    store = create_store(StoreSetting(str(folder / "kho")))
    units = {unit: unit for unit in (*UNITS, "68")}
    report = bring_in(store, path, units=units, evaluator="sql")
    assert (report.entry.rows, report.entry.rejected) == (rows, len(expected))
    assert report.entry.good == rows - len(expected) == store.count()
    assert report.rejects is not None
    with report.rejects.open(encoding="utf-8-sig", newline="") as stream:
        listed = {int(line[0]): line[1] for line in list(csv.reader(stream, delimiter=";"))[1:]}
    assert listed.keys() == expected.keys()
    counts = {reason.code: 0 for reason in report.reasons}
    for reason, count in report.reasons.items():
        counts[reason.code] += count
    for code in PLANTED:
        assert counts[code] >= each, code
    kept = {row["record_code"] for row in store.table().to_pyarrow_table(columns=["record_code"]).to_pylist()}
    codes = table["Mã hồ sơ"].to_pylist()
    assert kept == {code for number, code in enumerate(codes, start=2) if number not in expected}


def test_twelve_kinds_of_planted_errors_are_found(tmp_path: Path) -> None:
    _run(6_000, 5, tmp_path)


@pytest.mark.slow
def test_twelve_kinds_of_planted_errors_are_found_in_a_million_rows(tmp_path: Path) -> None:
    _run(1_000_000, 250, tmp_path)
