"""The workbook of units and accounts: its template, and its rows as what the actions take in."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from io import BytesIO

import xlsxwriter

from parindex.portal.organisations.actions.add_units import NewUnit
from parindex.portal.organisations.actions.admit_people import PersonRow, Wrong
from parindex.portal.organisations.engine_bridge import Line, lines_of
from parindex.portal.organisations.models import OrgUnit, RoleCode, UnitLevel, UnitType
from parindex.portal.organisations.queries import versions_on
from parindex.portal.platform import clock
from parindex.portal.platform.folding import fold

# Sheets and headers are Vietnamese in every language of the pages: they are a format, not furniture.
UNITS, PEOPLE = "Đơn vị", "Người dùng"
UNIT_HEADERS = {
    "code": "Mã đơn vị",
    "name": "Tên đơn vị",
    "short_name": "Tên gọi ngắn",
    "level": "Cấp",
    "unit_type": "Loại",
    "parent": "Trực thuộc (mã)",
    "start": "Từ ngày",
}
PERSON_HEADERS = {
    "username": "Tên đăng nhập",
    "full_name": "Họ và tên",
    "email": "Thư điện tử",
    "phone": "Điện thoại",
    "role": "Vai trò",
    "unit": "Đơn vị (mã hoặc tên)",
    "scope": "Phạm vi (mã hoặc tên)",
    "title": "Chức danh",
    "start": "Từ ngày",
}
ROLE_WORDS = {
    RoleCode.UNIT_OFFICER: "Cán bộ nhập liệu",
    RoleCode.UNIT_HEAD: "Người đứng đầu đơn vị",
    RoleCode.APPRAISER: "Người thẩm định",
    RoleCode.COORDINATOR: "Đầu mối điều phối",
    RoleCode.COUNCIL_MEMBER: "Thành viên hội đồng",
    RoleCode.LEADER: "Lãnh đạo",
    RoleCode.AUDITOR: "Kiểm tra, giám sát",
    RoleCode.ADMINISTRATOR: "Quản trị hệ thống",
}
LEVEL_WORDS = {UnitLevel.DEPARTMENT: "Sở, ngành", UnitLevel.COMMUNE: "Cấp xã", UnitLevel.OFFICE: "Phòng, trung tâm"}
TYPE_WORDS = {
    UnitType.DEPARTMENT: "Sở",
    UnitType.WARD: "Phường",
    UnitType.COMMUNE: "Xã",
    UnitType.SPECIAL_ZONE: "Đặc khu",
    UnitType.OFFICE: "Phòng",
}


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong in a cell: sheet, row as Excel shows it, header, a wording code and its values."""

    sheet: str
    row: int
    column: str
    code: str
    values: dict[str, object]


class UnitIndex:
    """Units of today by code and by whole name; a name or code that several carry finds none."""

    def __init__(self, extra: Iterable[OrgUnit] = ()) -> None:
        self._by: dict[str, set[OrgUnit]] = {}
        for row in versions_on():
            for key in {row.code, fold(row.name)} - {""}:
                self._by.setdefault(key, set()).add(row.unit)

    def find(self, text: str) -> OrgUnit | None:
        """The one unit with this code or whole name."""
        found = self._by.get(text.strip(), set()) or self._by.get(fold(text), set())
        return next(iter(found)) if len(found) == 1 else None

    def several(self, text: str) -> bool:
        """Whether more than one unit answers to it."""
        return len(self._by.get(text.strip(), set()) or self._by.get(fold(text), set())) > 1

    def trouble(self, column: str, text: str) -> Wrong:
        """Why `find` gave none."""
        code = "organisations.unit_ambiguous" if self.several(text) else "organisations.unit_unknown"
        return Wrong(column, code, {"unit": text[:80]})


def template() -> bytes:
    """An empty workbook with both sheets, lists to choose from, and one grey example a sheet."""
    content = BytesIO()
    book = xlsxwriter.Workbook(content, {"in_memory": True})
    head, text = book.add_format({"bold": True, "bottom": 1, "text_wrap": True}), book.add_format({"num_format": "@"})
    for name, headers in ((UNITS, UNIT_HEADERS), (PEOPLE, PERSON_HEADERS)):
        sheet = book.add_worksheet(name)
        sheet.set_column(0, len(headers) - 1, 22, text)
        sheet.write_row(0, 0, list(headers.values()), head)
        sheet.freeze_panes(1, 0)
        choices = {"role": ROLE_WORDS, "level": LEVEL_WORDS, "unit_type": TYPE_WORDS}
        for column, key in enumerate(headers):
            if key in choices:
                listed = [str(word) for word in choices[key].values()]  # type: ignore[attr-defined]
                sheet.data_validation(1, column, 2000, column, {"validate": "list", "source": listed})
    book.close()
    return content.getvalue()


def read(content: bytes, file_name: str) -> tuple[list[Line], list[Line]]:
    """The rows of both sheets. Raises ActionRefused for a file that is not this workbook."""
    sheets = {fold(UNITS): list(UNIT_HEADERS.values()), fold(PEOPLE): list(PERSON_HEADERS.values())}
    lines = lines_of(content, file_name, sheets)
    return (
        [line for line in lines if fold(line.sheet) == fold(UNITS)],
        [line for line in lines if fold(line.sheet) == fold(PEOPLE)],
    )


def unit_rows(lines: list[Line], index: UnitIndex) -> tuple[list[NewUnit], list[Fault]]:
    """Rows that can be asked for, and what is wrong with the others."""
    rows, faults = [], []
    codes = {line.text(fold(UNIT_HEADERS["code"])) for line in lines}
    for line in lines:
        cell = {key: line.text(fold(header)) for key, header in UNIT_HEADERS.items()}
        start = line.day(fold(UNIT_HEADERS["start"]))
        wrong = [Wrong("start", "organisations.day_unreadable", {"text": start})] if isinstance(start, str) else []
        parent = index.find(cell["parent"])
        if parent is None and cell["parent"] not in codes:
            wrong.append(index.trouble("parent", cell["parent"]))
        if wrong:
            faults += as_faults(line, UNIT_HEADERS, wrong)
            continue
        rows.append(
            NewUnit(
                line.number,
                cell["code"],
                cell["name"],
                cell["short_name"],
                _meant(cell["level"], LEVEL_WORDS),
                _meant(cell["unit_type"], TYPE_WORDS),
                parent or cell["parent"],
                start if start and not isinstance(start, str) else clock.today(),
            )
        )
    return rows, faults


def person_rows(lines: list[Line], index: UnitIndex) -> tuple[list[PersonRow], list[Fault]]:
    """Rows that can be asked for, and what is wrong with the others."""
    rows, faults = [], []
    for line in lines:
        cell = {key: line.text(fold(header)) for key, header in PERSON_HEADERS.items()}
        start = line.day(fold(PERSON_HEADERS["start"]))
        wrong = [Wrong("start", "organisations.day_unreadable", {"text": start})] if isinstance(start, str) else []
        unit, scope = index.find(cell["unit"]), index.find(cell["scope"]) if cell["scope"] else None
        if unit is None:
            wrong.append(index.trouble("unit", cell["unit"]))
        if cell["scope"] and scope is None:
            wrong.append(index.trouble("scope", cell["scope"]))
        if wrong or unit is None:
            faults += as_faults(line, PERSON_HEADERS, wrong)
            continue
        rows.append(
            PersonRow(
                line.number,
                cell["username"],
                cell["full_name"],
                cell["email"],
                _meant(cell["role"], ROLE_WORDS),
                unit,
                scope,
                cell["title"],
                cell["phone"],
                start if start and not isinstance(start, str) else None,
            )
        )
    return rows, faults


def as_faults(line: Line, headers: dict[str, str], wrong: Iterable[Wrong]) -> list[Fault]:
    """Faults with their place in the workbook."""
    return [Fault(line.sheet, line.number, headers.get(each.column, ""), each.code, each.values) for each in wrong]


def _meant(text: str, words: dict[RoleCode, str] | dict[UnitLevel, str] | dict[UnitType, str]) -> str:
    """The code that a word or a code stands for; the text itself when it is neither."""
    wanted = fold(text)
    found = next((code for code, word in words.items() if wanted in {fold(word), fold(str(code.value))}), None)
    return str(found.value) if found else text
