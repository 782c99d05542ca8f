"""Where the header of an export is: below its titles, under known headers or those confirmed before, or as told."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path

import pytest
from tests.lake.exported import LAYOUT, UNITS, bring_in, options, rows_of
from xlsxwriter import Workbook

from parindex.engine.tables.layouts import CellKind
from parindex.lake.cell_forms import form_of
from parindex.lake.imports import import_file, propose_mapping
from parindex.lake.mapping import ColumnMapping
from parindex.lake.raw_rows import FileUnreadable, Sample
from parindex.lake.rejects import may_be_shown
from parindex.lake.store import RecordStore, StoreSetting, create_store
from parindex.wording import sentence


@pytest.fixture
def store(tmp_path: Path) -> RecordStore:
    return create_store(StoreSetting(str(tmp_path / "kho")))


TITLES = [["UBND XÃ NÂM NUNG"], ["Danh sách hồ sơ tháng 10"], []]
HEAD = ["Mã hồ sơ", "Đơn vị tiếp nhận", "Mã TTHC", "Hình thức tiếp nhận", "Trạng thái", "Ngày tiếp nhận"]
OWN_HEAD = ["Số BN", "Chỗ nhận", "TT", "Cách gửi", "Đang ở đâu", "Vào sổ"]
OWN = dict(
    zip(OWN_HEAD, ["record_code", "receiving_unit", "procedure_code", "channel", "status", "received_at"], strict=True)
)


def line(number: int, status: str = "Đang xử lý") -> list[str]:
    return [f"H68.01-261005-{number:04d}", UNITS[0], "1.001193", "Trực tiếp", status, "05/10/2026 08:00:00"]


def write(path: Path, rows: Sequence[Sequence[str]]) -> Path:
    if path.suffix == ".csv":
        with path.open("w", encoding="utf-8-sig", newline="") as opened:
            csv.writer(opened, delimiter=";").writerows(rows)
        return path
    with Workbook(str(path)) as book:
        page = book.add_worksheet()
        for at, row in enumerate(rows):
            page.write_row(at, 0, row)
    return path


def seen(path: Path, confirmed: Sequence[str] = (), header_row: int | None = None) -> Sample:
    return propose_mapping(path, LAYOUT, options().setting, confirmed=confirmed, header_row=header_row)[0]


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
@pytest.mark.parametrize("head", [HEAD, OWN_HEAD])
def test_the_header_is_found_below_titles(tmp_path: Path, ending: str, head: list[str]) -> None:
    path = write(tmp_path / f"a.{ending}", [*TITLES, head, line(1), line(2)])
    found = seen(path)
    assert (found.header_row, list(found.headers)) == (4, head)
    assert [row[0] for row in found.rows] == [line(1)[0], line(2)[0]]


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_what_was_confirmed_before_and_what_a_person_says_decide(tmp_path: Path, ending: str) -> None:
    wide = [["Đơn vị", "a", "b", "c", "d", "đ"], OWN_HEAD, line(1)]
    path = write(tmp_path / f"a.{ending}", wide)
    assert seen(path).header_row == 1
    assert seen(path, confirmed=OWN_HEAD).header_row == 2
    assert seen(path, header_row=2).headers == tuple(OWN_HEAD)
    for nowhere in (0, 4, 400):
        with pytest.raises(FileUnreadable):
            seen(path, header_row=nowhere)


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_an_import_takes_the_line_that_holds_the_confirmed_headers(
    store: RecordStore, tmp_path: Path, ending: str
) -> None:
    path = write(tmp_path / f"a.{ending}", [["Tổng hợp", "a", "b", "c", "d", "đ"], OWN_HEAD, line(1), line(2)])
    report = import_file(store, path, ColumnMapping(OWN), options())
    assert (report.entry.rows, report.entry.good) == (2, 2)
    assert [row["source_row"] for row in rows_of(store)] == [3, 4]


def test_rejected_rows_speak_in_words_and_come_in_again(store: RecordStore, tmp_path: Path) -> None:
    names = {UNITS[0]: "Xã Nâm Nung"}
    units = {"xa nam nung": UNITS[0], UNITS[0]: UNITS[0]}
    other = [*line(1)[:3], "Trực tuyến", *line(1)[4:]]
    wrong = [line(1), other, line(2, "Đã chuyển xử lý"), ["X-1", *line(3)[1:]]]
    path = write(tmp_path / "a.csv", [HEAD, *wrong])
    report = bring_in(store, path, units=units, unit_names=names)
    assert (report.entry.good, report.entry.rejected) == (0, 4)
    assert report.rejects is not None
    with report.rejects.open(encoding="utf-8-sig", newline="") as opened:
        rows = {row["Dòng"]: row for row in csv.DictReader(opened, delimiter=";")}
    assert rows["2"]["Đơn vị tiếp nhận"] == "Xã Nâm Nung"
    assert rows["2"]["Trạng thái"] == "Đang xử lý" and rows["2"]["Hình thức tiếp nhận"] == "Trực tiếp"
    assert rows["4"]["Trạng thái"] == "Đã chuyển xử lý"
    assert "H68.00.61-261118-0002" in rows["5"]["Lý do"]
    mended = [["Dòng", "Lý do", *HEAD]]
    for number, row in rows.items():
        if number != "3":
            mended.append([number, row["Lý do"], *(row[header] for header in HEAD)])
    mended[1][6], mended[2][2] = "Đang xử lý", "H68.01-261005-0003"
    again = bring_in(store, write(tmp_path / "b.xlsx", [*TITLES, *mended]), units=units)
    assert (again.entry.good, again.entry.rejected) == (3, 0)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Đã chuyển xử lý", True),
        ("Chờ ký số", True),
        ("Chuyển sang nơi khác", False),
        ("Nguyễn Văn Tèo", False),
        ("nguyễn văn tèo", False),
        ("trả bà Lan", False),
        ("lý văn tèo", False),
        ("Đã gọi 0912345678", False),
    ],
)
def test_an_unknown_state_is_shown_only_when_it_is_made_of_states(text: str, shown: bool) -> None:
    assert may_be_shown(LAYOUT, "status", text, options().setting) is shown


def test_every_column_says_how_it_is_written() -> None:
    for column in LAYOUT.columns:
        form = form_of(LAYOUT, column.column)
        said = sentence(form.code, dict(form.values), "vi")
        assert "{" not in said
        if column.kind is CellKind.CODE:
            assert column.example and column.example in said
        if column.column == "status":
            assert "“Đã xử lý xong”" in said or "“Đang xử lý”" in said
