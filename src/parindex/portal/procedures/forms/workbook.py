"""The workbook of the catalogue: its template, and its rows as what the action takes in."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from io import BytesIO
from typing import Any, TypeVar

import xlsxwriter

from parindex.engine.numbers.reading import read_decimal
from parindex.portal.procedures.actions import ProcedureRow, Wrong
from parindex.portal.procedures.engine_bridge import Line, lines_of, online_level_of, rules, same_word
from parindex.portal.procedures.models import Announcement, OnlineLevel, ProcedureLevel, TermUnit

# Headers and words are Vietnamese in every language of the pages: they are a format, not furniture.
HEADERS: Mapping[str, str] = {
    "code": "Mã TTHC",
    "name": "Tên TTHC",
    "field": "Lĩnh vực",
    "level": "Cấp thực hiện",
    "announcement": "Loại công bố",
    "decision": "Số, ký hiệu quyết định",
    "decided": "Ngày quyết định",
    "effective": "Ngày có hiệu lực",
    "made_public": "Ngày công khai",
    "online": "Mức độ trực tuyến",
    "online_eligible": "Đủ điều kiện trực tuyến",
    "one_stop": "Tiếp nhận tại một cửa",
    "inter_agency": "Thuộc diện liên thông",
    "joined": "Đã thực hiện liên thông",
    "by_post": "Qua bưu chính công ích",
    "internal": "TTHC nội bộ",
    "has_workflow": "Có quy trình nội bộ",
    "has_fee": "Có phí, lệ phí",
    "fee": "Mức phí, lệ phí",
    "term": "Thời hạn giải quyết",
    "term_unit": "Đơn vị thời hạn",
    "legal_basis": "Căn cứ pháp lý",
    "parts": "Số bộ phận nội dung (trên 7)",
}
REQUIRED = tuple(HEADERS[key] for key in ("code", "name", "field", "level", "announcement", "decision", "decided"))
LEVEL_WORDS = {
    ProcedureLevel.PROVINCE: ("Cấp tỉnh", "Tỉnh"),
    ProcedureLevel.DISTRICT: ("Cấp huyện", "Huyện"),
    ProcedureLevel.COMMUNE: ("Cấp xã", "Xã"),
}
ANNOUNCEMENT_WORDS = {
    Announcement.NEW: ("Mới ban hành", "Mới", "Ban hành mới"),
    Announcement.AMENDED: ("Sửa đổi, bổ sung", "Sửa đổi", "Được sửa đổi, bổ sung"),
    Announcement.REPLACED: ("Thay thế", "Được thay thế"),
    Announcement.ABOLISHED: ("Bãi bỏ", "Bị bãi bỏ", "Hủy bỏ"),
}
UNIT_WORDS = {
    TermUnit.WORKING_DAY: ("Ngày làm việc",),
    TermUnit.DAY: ("Ngày",),
    TermUnit.HOUR: ("Giờ", "Giờ làm việc"),
}
SAME_DAY = ("Trong ngày", "Trong ngày làm việc")
ONLINE_CHOICES = ("Toàn trình", "Một phần", "Cung cấp thông tin trực tuyến")
YES, NO = ("Có", "x", "Đã"), ("Không", "Chưa")
ROWS_WITH_LISTS = 5_000
Word = TypeVar("Word", bound=StrEnum)


@dataclass(frozen=True, slots=True)
class ReadRows:
    """Rows that can be asked for; faults and notes by row number."""

    rows: list[ProcedureRow]
    faults: dict[int, list[Wrong]]
    notes: dict[int, list[Wrong]]
    codes: dict[int, str]
    """What stands in the column of codes, also of rows that cannot be asked for."""


def template() -> bytes:
    """An empty workbook with lists to choose from."""
    content = BytesIO()
    book = xlsxwriter.Workbook(content, {"in_memory": True})
    head = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
    text = book.add_format({"num_format": "@"})
    sheet = book.add_worksheet("Danh mục TTHC")
    sheet.set_column(0, len(HEADERS) - 1, 18, text)
    sheet.set_column(1, 1, 60, text)
    sheet.write_row(0, 0, list(HEADERS.values()), head)
    sheet.freeze_panes(1, 2)
    for column, key in enumerate(HEADERS):
        choices = _choices(key)
        if choices:
            rule = {"validate": "list", "source": list(choices), "ignore_blank": True}
            sheet.data_validation(1, column, ROWS_WITH_LISTS, column, rule)
    book.close()
    return content.getvalue()


def _choices(key: str) -> Iterable[str]:
    words: Mapping[str, Mapping[Any, tuple[str, ...]]] = {
        "level": {ProcedureLevel.PROVINCE: ("Cấp tỉnh",), ProcedureLevel.COMMUNE: ("Cấp xã",)},
        "announcement": ANNOUNCEMENT_WORDS,
        "term_unit": UNIT_WORDS,
    }
    if key in words:
        listed = [each[0] for each in words[key].values()]
        return [*listed, SAME_DAY[0]] if key == "term_unit" else listed
    if key == "online":
        return ONLINE_CHOICES
    return (YES[0], NO[0]) if key in _YES_NO else ()


_YES_NO = (
    "online_eligible",
    "one_stop",
    "inter_agency",
    "joined",
    "by_post",
    "internal",
    "has_workflow",
    "has_fee",
)


def read(content: bytes, name: str) -> ReadRows:
    """Rows of a file. Raises ``ActionRefused`` for a file that is not this workbook."""
    found = ReadRows([], {}, {}, {})
    for line in lines_of(content, name, REQUIRED):
        reader = _Reader(line)
        row = reader.row()
        found.codes[line.number] = reader.code
        if row is not None:
            found.rows.append(row)
        if reader.wrong:
            found.faults[line.number] = reader.wrong
        if reader.notes:
            found.notes[line.number] = reader.notes
    return found


class _Reader:
    """Reads one line; collects everything that is wrong with it."""

    def __init__(self, line: Line) -> None:
        self.line = line
        self.wrong: list[Wrong] = []
        self.notes: list[Wrong] = []
        self.code = self._text("code").replace(" ", "")

    def row(self) -> ProcedureRow | None:
        """The row, when nothing is wrong with it."""
        if not self.code:
            self._fault("code", "procedures.row.code_missing")
        elif not re.fullmatch(r"[0-9A-Za-zĐđ][0-9A-Za-zĐđ.\-]{2,39}", self.code):
            self._fault("code", "procedures.row.code_unreadable", text=self.code[:40])
        announcement = self._word("announcement", ANNOUNCEMENT_WORDS, needed=True)
        number, symbol = self._decision()
        decided = self._day("decided", needed=True)
        effective = self._day("effective") or decided
        amount, unit, same_day = self._term()
        flags = {key: self._yes_no(key) for key in _YES_NO}
        online = self._online(decided)
        public, level, parts = self._day("made_public"), self._word("level", LEVEL_WORDS), self._parts()
        if self.wrong or announcement is None or decided is None or effective is None:
            return None
        return ProcedureRow(
            place=self.line.number,
            code=self.code,
            announcement=announcement,
            decision_number=number,
            decision_symbol=symbol,
            decided_on=decided,
            effective_from=effective,
            made_public_on=public,
            name=self._text("name")[:1000],
            field=self._text("field")[:200],
            level=level,
            online=online,
            online_printed=self._text("online")[:80],
            online_eligible=flags["online_eligible"],
            one_stop=flags["one_stop"],
            inter_agency=flags["inter_agency"],
            joined=flags["joined"],
            by_post=flags["by_post"],
            internal=bool(flags["internal"]),
            has_workflow=flags["has_workflow"],
            has_fee=flags["has_fee"],
            fee=self._text("fee")[:500],
            term_amount=amount,
            term_unit=unit,
            same_day=same_day,
            legal_basis=self._text("legal_basis")[:2000],
            parts=parts,
        )

    def _text(self, key: str) -> str:
        return self.line.text(HEADERS[key])

    def _fault(self, key: str, code: str, **values: object) -> None:
        self.wrong.append(Wrong(key, code, values))

    def _day(self, key: str, *, needed: bool = False) -> date | None:
        day = self.line.day(HEADERS[key])
        if isinstance(day, str):
            self._fault(key, "procedures.row.day_unreadable", text=day[:40])
            return None
        if day is None and needed:
            self._fault(key, "procedures.row.day_missing")
        return day

    def _decision(self) -> tuple[str, str]:
        number, slash, symbol = self._text("decision").partition("/")
        if not slash or not number.strip().isdigit() or not symbol.strip():
            code = "procedures.row.decision_unreadable" if self._text("decision") else "procedures.row.decision_missing"
            self._fault("decision", code, text=self._text("decision")[:60])
        return number.strip(), symbol.strip()

    def _word(self, key: str, words: Mapping[Word, tuple[str, ...]], *, needed: bool = False) -> Word | None:
        wanted = same_word(self._text(key))
        if not wanted:
            if needed:
                self._fault(key, f"procedures.row.{key}_missing")
            return None
        meant = next((code for code, said in words.items() if wanted in {same_word(each) for each in said}), None)
        if meant is None:
            listed = ", ".join(said[0] for said in words.values())
            self._fault(key, "procedures.row.word_unknown", text=self._text(key)[:60], words=listed)
        return meant

    def _yes_no(self, key: str) -> bool | None:
        cell = same_word(self._text(key))
        if not cell:
            return None
        if cell in {*(same_word(word) for word in YES), "true", "1"}:
            return True
        if cell in {*(same_word(word) for word in NO), "false", "0"}:
            return False
        self._fault(key, "procedures.row.word_unknown", text=self._text(key)[:60], words=f"{YES[0]}, {NO[0]}")
        return None

    def _online(self, decided: date | None) -> OnlineLevel | None:
        text = self._text("online")
        if not text or decided is None:
            return None
        meaning = online_level_of(text, decided)
        if meaning is None:
            self._fault("online", "procedures.row.word_unknown", text=text[:60], words=", ".join(ONLINE_CHOICES))
            return None
        if not meaning.of_its_day:
            values = {"text": text[:60], "day": decided, "act": meaning.act}
            self.notes.append(Wrong("online", "procedures.row.word_of_other_days", values))
        return meaning.level

    def _term(self) -> tuple[Decimal | None, TermUnit | None, bool]:
        text, unit_text = self._text("term"), same_word(self._text("term_unit"))
        said = {same_word(word) for word in SAME_DAY}
        if same_word(text) in said or (unit_text in said and not text):
            return None, None, True
        if not text:
            return None, None, False
        split = re.fullmatch(r"([0-9.,]+)\s*(\D*)", text)
        reading = read_decimal(split.group(1)) if split else None
        if split is None or reading is None or reading.value is None or not 0 < reading.value < 10_000:
            self._fault("term", "procedures.row.term_unreadable", text=text[:40])
            return None, None, False
        wanted = same_word(split.group(2)) or unit_text
        unit = next((code for code, words in UNIT_WORDS.items() if wanted in {same_word(each) for each in words}), None)
        if unit is None:
            listed = ", ".join(words[0] for words in UNIT_WORDS.values())
            self._fault("term_unit", "procedures.row.term_without_unit", words=listed)
        return reading.value, unit, False

    def _parts(self) -> int | None:
        text = self._text("parts")
        if not text:
            return None
        if not text.isdigit() or int(text) > rules().parts:
            self._fault("parts", "procedures.row.parts_unreadable", text=text[:20], most=rules().parts)
            return None
        return int(text)
