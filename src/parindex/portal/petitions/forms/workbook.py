"""The workbook of petitions: its template, and its rows as what the action takes in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from io import BytesIO

import xlsxwriter

from parindex.portal.petitions.actions.receive_petitions import KnownPerson, NewPetition, read_day
from parindex.portal.petitions.engine_bridge import TableRow, rows_of
from parindex.portal.petitions.models import PetitionKind, PetitionSource
from parindex.portal.platform.folding import fold
from parindex.portal.platform.refusals import ActionRefused

# Headers and words are Vietnamese in every language of the pages: they are a format, not furniture.
HEADERS = {
    "outside_code": "Mã trên hệ thống",
    "received_at": "Ngày tiếp nhận",
    "source": "Nguồn",
    "kind": "Loại",
    "concerned": "Cơ quan, bộ phận bị phản ánh",
    "subject_field": "Lĩnh vực",
    "procedure_code": "Mã thủ tục",
    "dossier_code": "Mã hồ sơ",
    "content": "Nội dung",
    "full_name": "Họ và tên",
    "phone": "Điện thoại",
    "address": "Địa chỉ",
    "identity_number": "Số định danh",
    "mail": "Thư điện tử",
}
ALIASES = {
    "ma phan anh": "outside_code",
    "ma pakn": "outside_code",
    "ngay nhan": "received_at",
    "ngay gui": "received_at",
    "nguon tiep nhan": "source",
    "loai phan anh": "kind",
    "co quan bi phan anh": "concerned",
    "don vi bi phan anh": "concerned",
    "noi dung phan anh": "content",
    "noi dung phan anh, kien nghi": "content",
    "ho ten": "full_name",
    "nguoi phan anh": "full_name",
    "nguoi gui": "full_name",
    "so dien thoai": "phone",
    "cccd": "identity_number",
    "so cccd": "identity_number",
    "email": "mail",
}
SOURCE_WORDS = {
    PetitionSource.NATIONAL: "Hệ thống quốc gia",
    PetitionSource.PROVINCE: "Hệ thống của tỉnh",
    PetitionSource.DIRECT: "Trực tiếp",
    PetitionSource.POST: "Bưu chính",
    PetitionSource.PHONE: "Điện thoại",
}
KIND_WORDS = {
    PetitionKind.BEHAVIOUR: "Hành vi hành chính",
    PetitionKind.REGULATION: "Quy định hành chính",
    PetitionKind.OTHER: "Nội dung khác",
}
_PERSON = ("full_name", "phone", "address", "identity_number", "mail")
_PLACES = {fold(header): key for key, header in HEADERS.items()} | ALIASES


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong in a row: its line, its column, a code. Never what the cell holds: it may be personal."""

    row: int
    column: str
    code: str
    values: dict[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Taken:
    """Rows that can be taken in, faults of the others, headers that nobody knows and that were left out."""

    rows: list[NewPetition]
    faults: list[Fault]
    dropped: list[str]


def read(content: bytes, name: str) -> Taken:
    """Rows of an Excel or CSV file, or of pasted cells. Raises ``ActionRefused`` for a file as a whole."""
    lines = rows_of(content, name)
    headers = list(dict.fromkeys(header for line in lines for header in line.cells))
    places = {header: _PLACES[fold(header)] for header in headers if fold(header) in _PLACES}
    missing = [HEADERS[key] for key in ("content",) if key not in places.values()]
    if missing:
        raise ActionRefused("petitions.column_missing", {"columns": ", ".join(missing)})
    rows, faults = [], []
    for line in lines:
        cells = {places[header]: text for header, text in line.cells.items() if header in places}
        taken = _row(line, cells)
        if isinstance(taken, Fault):
            faults.append(taken)
        else:
            rows.append(taken)
    return Taken(rows, faults, [header for header in headers if header not in places])


def _row(line: TableRow, cells: dict[str, str]) -> NewPetition | Fault:
    received_at = read_day(cells["received_at"]) if cells.get("received_at") else None
    if cells.get("received_at") and received_at is None:
        return Fault(line.line, HEADERS["received_at"], "petitions.row_day_wrong")
    source = _word(cells.get("source", ""), SOURCE_WORDS, PetitionSource.DIRECT)
    if source is None:
        return Fault(line.line, HEADERS["source"], "petitions.row_word_wrong", _listed(SOURCE_WORDS.values()))
    kind = _word(cells.get("kind", ""), KIND_WORDS, PetitionKind.OTHER)
    if kind is None:
        return Fault(line.line, HEADERS["kind"], "petitions.row_word_wrong", _listed(KIND_WORDS.values()))
    return NewPetition(
        content=cells.get("content", ""),
        source=PetitionSource(source),
        kind=PetitionKind(kind),
        received_at=received_at,
        concerned=cells.get("concerned", ""),
        subject_field=cells.get("subject_field", ""),
        procedure_code=cells.get("procedure_code", ""),
        dossier_code=cells.get("dossier_code", ""),
        outside_code=cells.get("outside_code", ""),
        person=KnownPerson(**{name: cells.get(name, "") for name in _PERSON}),
        place=line.line,
    )


def _word(text: str, words: dict[PetitionSource, str] | dict[PetitionKind, str], usual: str) -> str | None:
    if not text:
        return usual
    return next((key.value for key, word in words.items() if fold(text) in {fold(word), key.value}), None)


def _listed(words: Sequence[str] | object) -> dict[str, object]:
    return {"words": ", ".join(words)}  # type: ignore[arg-type]


def template() -> bytes:
    """An empty workbook with lists to choose from."""
    content = BytesIO()
    book = xlsxwriter.Workbook(content, {"in_memory": True})
    head, text = book.add_format({"bold": True, "bottom": 1, "text_wrap": True}), book.add_format({"num_format": "@"})
    sheet = book.add_worksheet("Phản ánh, kiến nghị")
    sheet.set_column(0, len(HEADERS) - 1, 22, text)
    sheet.write_row(0, 0, list(HEADERS.values()), head)
    sheet.freeze_panes(1, 0)
    for key, words in (("source", SOURCE_WORDS), ("kind", KIND_WORDS)):
        column = list(HEADERS).index(key)
        sheet.data_validation(1, column, 2000, column, {"validate": "list", "source": list(words.values())})
    book.close()
    return content.getvalue()
