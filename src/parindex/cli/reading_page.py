"""A reading as a page of markdown: head, citations, sections, tasks, targets, figures, windows, notes, doubts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal

from parindex.engine.documents.reading.model import (
    Citation,
    Document,
    Figure,
    FigureKind,
    Passage,
    PrintedDate,
    Reading,
    Standing,
    Target,
    Task,
    Window,
)
from parindex.engine.numbers.printing import show_date, show_decimal
from parindex.wording import Language, sentence

_WORDS = "reading.page."
_LONGEST = 110


def page_of(reading: Reading, language: Language) -> str:
    """The whole page."""
    page = _Page(language)
    lines = [f"# {reading.file}", ""]
    for document in reading.documents:
        lines += page.document(document)
    lines += page.rows("doubts", [page.doubt(each.code, each.values, each.passage) for each in reading.doubts])
    repairs = [f"{page.place(each.passage)}: “{each.passage.text}” → “{each.read_as}”" for each in reading.repairs]
    lines += page.rows("repairs", repairs)
    return "\n".join(lines).rstrip()


class _Page:
    def __init__(self, language: Language) -> None:
        self._language = language

    def word(self, key: str) -> str:
        """A heading or label."""
        return sentence(f"{_WORDS}{key}", language=self._language)

    def rows(self, key: str, rows: Iterable[str]) -> list[str]:
        """A heading with its rows; nothing when there are none."""
        told = [f"- {row}" for row in rows]
        return [f"## {self.word(key)} ({len(told)})", "", *told, ""] if told else []

    def place(self, passage: Passage) -> str:
        """Line, page where there is one, and a warning where a machine read it from a picture."""
        parts = [] if passage.page is None else [sentence(f"{_WORDS}on_page", {"page": passage.page}, self._language)]
        parts.append(sentence(f"{_WORDS}line", {"line": passage.line}, self._language))
        return ", ".join([*parts, f"⚠ {self.word('recognised')}"] if passage.recognised else parts)

    def doubt(self, code: str, values: dict[str, str | int], passage: Passage | None) -> str:
        """A doubt in words."""
        said = sentence(f"reading.doubt.{code}", values, self._language)
        return f"{self.place(passage)}: {said}" if passage else said

    def document(self, document: Document) -> list[str]:
        """Everything of one document."""
        head = document.metadata
        title = " ".join(each for each in (head.type, head.title.value if head.title else None) if each)
        warning = [f"- ⚠ {self.word('recognised')}"] if head.title and head.title.passage.recognised else []
        lines = [f"# {title}", "", *warning, *self._head(document), ""]
        lines += self.rows("citations", [self._citation(each) for each in document.citations])
        lines += self.rows("sections", [_short(f"{each.label} {each.title}") for each in document.sections])
        lines += self.rows("tasks", [self._task(each) for each in document.tasks])
        lines += self.rows("targets", [self._target(each) for each in document.targets])
        lines += self.rows("figures", [self._figure(each) for each in document.figures])
        lines += self.rows("windows", [self._window(each) for each in document.windows])
        notes = [f"({each.number}) {_short(each.text or '…')}" for each in document.footnotes]
        return lines + self.rows("footnotes", notes)

    def _window(self, each: Window) -> str:
        days = f"{_day(each.first_day)} – {_day(each.cut_off)}"
        return f"{self.place(each.passage)}: {each.name}: {days}; {self.word('due')}: {_day(each.due)}"

    def _head(self, document: Document) -> list[str]:
        head = document.metadata
        number = f"{head.number or '…'}/{head.symbol}" if head.symbol else None
        signed = (head.signer_for, head.signer_position, head.signer_name)
        signer = " · ".join(each.value for each in signed if each)
        attached = [f"{each.name}{'' if each.present else ' ⚠ ' + self.word('absent')}" for each in head.attachments]
        rows: Sequence[tuple[str, str | None]] = (
            ("number", number),
            ("date", _printed(head.date.date) if head.date else None),
            ("place", head.place),
            ("body", head.issuing_body.value if head.issuing_body else None),
            ("signer", f"{head.signer_mode + '. ' if head.signer_mode else ''}{signer}" or None),
            ("recipients", "; ".join(each.value for each in head.recipients) or None),
            ("attachments", "; ".join(attached) or None),
        )
        return [f"- {self.word(key)}: {value}" for key, value in rows if value]

    def _citation(self, each: Citation) -> str:
        named = " ".join(part for part in (each.type, each.number or each.title) if part)
        parts = [named, _printed(each.date) if each.date else None, each.issuer.name if each.issuer else None]
        notes = [self.word(each.relation)]
        notes += [self.word(f"missing_{part}") for part in each.missing]
        if each.standing in (Standing.REPLACED, Standing.UNSURE):
            by = ", ".join(each.replaced_by)
            notes.append(f"⚠ {self.word(each.standing)}{f' → {by}' if by else ''}")
        return f"{self.place(each.passage)}: {', '.join(part for part in parts if part)} ({'; '.join(notes)})"

    def _task(self, each: Task) -> str:
        leads = ", ".join(unit.name for unit in each.leads)
        others = ", ".join(unit.name for unit in each.cooperating)
        parts = [f"{self.place(each.passage)}: {_short(each.text)}"]
        parts += [f"{self.word('lead')}: {leads}"] if leads else []
        parts += [f"{self.word('cooperating')}: {others}"] if others else []
        parts += [f"{self.word('deadline')}: {each.deadline.value}"] if each.deadline else []
        return " — ".join(parts)

    def _target(self, each: Target) -> str:
        value = "" if each.value is None else f" {_number(each.value)}{each.unit or ''}"
        return f"{self.place(each.passage)}: {_short(each.measure)} [{self.word(f'operator_{each.operator}')}{value}]"

    def _figure(self, each: Figure) -> str:
        value = "" if each.value is None else _number(each.value)
        if each.kind is FigureKind.GRADE:
            value = each.printed
        if each.kind is FigureKind.RANK and each.denominator is not None:
            value = f"{value}/{_number(each.denominator)}"
        if each.numerator is not None and each.denominator is not None:
            value = f"{_number(each.numerator)}/{_number(each.denominator)}"
        percent = "" if each.percent is None else f"{_number(each.percent)} %"
        shown = " · ".join(part for part in (f"{value} {each.unit or ''}".strip(), percent) if part)
        about = ", ".join(part for part in (each.scope, each.window) if part)
        return f"{self.place(each.passage)}: {_short(each.name)} = {shown}{f' ({about})' if about else ''}"


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _LONGEST else f"{line[: _LONGEST - 1].rstrip()}…"


def _number(value: Decimal) -> str:
    return show_decimal(value)


def _day(value: date | None) -> str:
    return "…" if value is None else show_date(value)


def _printed(value: PrintedDate) -> str:
    if value.whole is not None:
        return show_date(value.whole)
    return f"{value.day or '…'}/{value.month or '…'}/{value.year}"
