"""A reading as rows: the head as a card, and every heading, citation, task, target and figure with its passage."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from parindex.engine.documents.reading.model import (
    Citation,
    Document,
    Figure,
    FigureKind,
    Metadata,
    Passage,
    Reading,
    Said,
    Section,
    Target,
    Task,
)
from parindex.engine.documents.reading.named_periods import counted_until, named_period
from parindex.portal.documents.engine_bridge.kinds import KIND_OF_TYPE
from parindex.portal.documents.models import DocumentKind
from parindex.portal.intake.models import ItemKind

MOST_REMARKS = 200
_COUNTED_TO = re.compile(
    r"(?i)^(?:tính )?đến (?:hết )?(?:ngày )?\d{1,2}(?:/| tháng )\d{1,2}(?:(?:/| năm )\d{4})?\s*,?\s*"
)
_UNITS = re.compile(
    r"(?i)^(?:cấp|toàn|UBND|xã|phường|đặc khu|huyện|thành phố|tỉnh|sở|ban|phòng|trung tâm|bộ phận|các)\b"
)
_VERB = re.compile(
    r"(?i)(?:(?:ubnd )?(?:xã|phường|huyện|tỉnh) )?(?:(?:đã|đang|còn|được|mới) )*"
    r"(?:tổ chức|phát(?: hành)?|lồng ghép|tiếp nhận|ban hành|xử lý|giải quyết|hoàn thành|thực hiện|đăng(?: tải)?|viết"
    r"|mở|cử|tập huấn|kiểm tra|rà soát|số hóa|thu về|trả lời|trả|in|cấp|xây dựng|bố trí|tiếp|công khai|niêm yết"
    r"|cập nhật|thẩm định|tham mưu|triển khai|phối hợp)(?: được| mới| ra| thêm)?"
)


class Row(NamedTuple):
    """One thing that was read."""

    kind: ItemKind
    passage: Passage
    section: str
    values: Mapping[str, str]


def head_of(reading: Reading) -> dict[str, object]:
    """The card of the first document of the file: values by name, and under ``lines`` the line of each."""
    if not reading.documents:
        return {}
    said = reading.documents[0].metadata
    issued = said.date.date.whole if said.date else None
    card: dict[str, object] = {
        "kind": KIND_OF_TYPE.get((said.type or "").lower(), DocumentKind.OTHER).value,
        "type": said.type or "",
        "number": said.number or "",
        "symbol": said.symbol or "",
        "issued_on": issued.isoformat() if issued else "",
        "issuer": _said(said.issuing_body),
        "superior": _said(said.superior_body),
        "title": " ".join(part for part in (said.type or "", _said(said.title)) if part),
        "place": said.place or "",
        "signer": _signer(said),
        "recipients": [each.value for each in said.recipients],
        "attachments": [[each.name, each.present] for each in said.attachments],
        "attached": [_attached(each.metadata) for each in reading.documents[1:]],
    }
    places = {
        "number": said.number_printed,
        "issued_on": said.date,
        "issuer": said.issuing_body,
        "superior": said.superior_body,
        "title": said.title,
        "signer": said.signer_name or said.signer_position,
    }
    return {**card, "lines": {name: each.passage.line for name, each in places.items() if each is not None}}


def _signer(said: Metadata) -> str:
    """«KT. CHỦ TỊCH · PHÓ CHỦ TỊCH · Trần Văn A»: in which capacity, position, name."""
    mode = f"{said.signer_mode}. {_said(said.signer_for)}".rstrip() if said.signer_mode else ""
    return " · ".join(part for part in (mode, _said(said.signer_position), _said(said.signer_name)) if part)


def remarks_of(reading: Reading) -> list[list[object]]:
    """Doubts, and noise that was put right for reading: code, values, line."""
    told: list[list[object]] = [
        [f"reading.doubt.{each.code.value}", each.values, each.passage.line if each.passage else 0]
        for each in reading.doubts
    ]
    told += [
        ["", {"printed": each.passage.text, "read_as": each.read_as}, each.passage.line] for each in reading.repairs
    ]
    return told[:MOST_REMARKS]


def rows_of(reading: Reading) -> Iterator[Row]:
    """Every row, by kind in the order of the text."""
    for document in reading.documents:
        labels = {each.id: each.label for each in document.sections}
        title = _said(document.metadata.title)
        year = document.metadata.year or (document.metadata.date.date.year if document.metadata.date else None)
        yield from (_row(ItemKind.SECTION, each, "", _section(each)) for each in document.sections)
        yield from (
            _row(ItemKind.CITATION, each, labels.get(each.section or ""), _citation(each))
            for each in document.citations
        )
        yield from (_row(ItemKind.TASK, each, labels.get(each.section or ""), _task(each)) for each in document.tasks)
        yield from (
            _row(ItemKind.TARGET, each, labels.get(each.section or ""), _target(each)) for each in document.targets
        )
        yield from (
            _row(ItemKind.FIGURE, each, labels.get(each.section or ""), _figure(each, title, year))
            for each in figures_of(document)
        )


def figures_of(document: Document) -> Iterable[Figure]:
    """Figures that measure something: ranks, points and classes are of the index, which has its own records."""
    of_index = (FigureKind.RANK, FigureKind.SCORE, FigureKind.GRADE)
    return (each for each in document.figures if each.kind not in of_index)


def _row(
    kind: ItemKind, each: Section | Citation | Task | Target | Figure, label: str | None, values: dict[str, str]
) -> Row:
    return Row(kind, each.passage, label or "", {name: value for name, value in values.items() if value})


def _section(each: Section) -> dict[str, str]:
    return {
        "label": each.label,
        "title": each.title,
        "depth": str(each.depth),
        "lead": each.unit.name if each.unit else "",
    }


def _citation(each: Citation) -> dict[str, str]:
    day = each.date.whole if each.date else None
    return {
        "type": each.type or "",
        "number": each.number or "",
        "issued_on": _day(day),
        "issuer": each.issuer.name if each.issuer else "",
        "title": each.title or "",
        "relation": each.relation.value,
        "standing": each.standing.value,
        "replaced_by": ", ".join(each.replaced_by),
        "missing": ",".join(each.missing),
    }


def _task(each: Task) -> dict[str, str]:
    return {
        "task": each.text,
        "lead": "; ".join(unit.name for unit in each.leads),
        "cooperating": "; ".join(unit.name for unit in each.cooperating),
        "product": each.product or "",
        "deadline": each.deadline.value if each.deadline else "",
        "due": _day(each.deadline_on),
    }


def _target(each: Target) -> dict[str, str]:
    return {
        "measure": each.measure,
        "operator": each.operator.value,
        "value": _number(each.value),
        "unit": each.unit or "",
        "base_year": str(each.base_year or ""),
        "compared_with": each.compared_with or "",
        "exception": each.exception or "",
    }


def _figure(each: Figure, title: str, year: int | None) -> dict[str, str]:
    """``period``: ``title`` where the figure names none and the title of the document does; a person looks at it."""
    own = named_period(each.window, year=year) if each.window else None
    titled = None if each.window else named_period(title, year=year)
    period = counted_until(own or titled, each.as_of) if own or not each.window else None
    return {
        "name": _name(each),
        "printed": each.printed,
        "value": _number(each.value),
        "unit": each.unit or "",
        "numerator": _number(each.numerator),
        "denominator": _number(each.denominator),
        "percent": _number(each.percent),
        "scope": _scope(each),
        "window": each.window or "",
        "period_from": _day(period[0]) if period else "",
        "period_to": _day(period[1]) if period else "",
        "period": "title" if titled else "",
        "as_of": _day(each.as_of),
        "estimate": "1" if each.estimate else "",
    }


def _name(each: Figure) -> str:
    """The words that name it without the period before them, which has a place of its own; a cell by its row and
    column; a bare verb with what is done («Đã phát phiếu»)."""
    words = each.name
    if each.window and words.lower().startswith(each.window.lower()):
        words = words[len(each.window) :].lstrip(" ,") or words
    words = _COUNTED_TO.sub("", words) or words
    if each.table is not None and each.scope and not _UNITS.search(each.scope):
        words = ", ".join(dict.fromkeys([words, each.scope]))
    if each.unit and _VERB.fullmatch(words):
        words = f"{words} {each.unit}"
    return words[:1].upper() + words[1:]


def _scope(each: Figure) -> str:
    """The head of a column is one only where it names units."""
    return each.scope if each.scope and (each.table is None or _UNITS.search(each.scope)) else ""


def _said(said: Said | None) -> str:
    return said.value if said else ""


def _attached(said: Metadata) -> str:
    return " ".join(part for part in (said.type or "", _said(said.title)) if part)


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""


def _number(number: Decimal | None) -> str:
    return "" if number is None else format(number, "f")
