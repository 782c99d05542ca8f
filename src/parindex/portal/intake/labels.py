"""Readings, marked lines and findings as a page shows them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from parindex.engine.numbers.printing import show_date, show_decimal, show_ratio
from parindex.portal.accounts.models import User
from parindex.portal.documents.models import Document
from parindex.portal.findings.models import Finding
from parindex.portal.findings.permissions import may_answer
from parindex.portal.findings.tables import SEVERITY_TAGS, STATE_TAGS, cause_of
from parindex.portal.findings.workflow import WAITING
from parindex.portal.intake import queries
from parindex.portal.intake.engine_bridge.findings import sentence_of
from parindex.portal.intake.engine_bridge.measured import fault_of
from parindex.portal.intake.models import Intake, ItemKind, ReadingItem
from parindex.portal.intake.queries import TextLine
from parindex.portal.platform import clock
from parindex.portal.platform.words import say

STATES: Mapping[str, tuple[Promise, str]] = {
    "waiting": (_("Being read"), "info"),
    "read": (_("Read"), "ok"),
    "failed": (_("Cannot be read"), "bad"),
}
ITEM_STATES: Mapping[str, tuple[Promise, str]] = {
    "open": (_("Not looked at"), "mute"),
    "accepted": (pgettext_lazy("reading", "Accepted"), "ok"),
    "rejected": (pgettext_lazy("reading", "Rejected"), "mute"),
    "used": (pgettext_lazy("reading", "Recorded"), "ok"),
}
TABS: Mapping[str, tuple[Promise, str]] = {
    "the": (_("Card"), ""),
    "cau-truc": (_("Structure"), ItemKind.SECTION),
    "vien-dan": (_("Citations"), ItemKind.CITATION),
    "nhiem-vu": (_("Tasks"), ItemKind.TASK),
    "chi-tieu": (pgettext_lazy("reading", "Targets"), ItemKind.TARGET),
    "so-lieu": (pgettext_lazy("reading", "Figures"), ItemKind.FIGURE),
    "phat-hien": (_("Findings"), ""),
}
FIELDS: Mapping[str, tuple[tuple[str, Promise], ...]] = {
    ItemKind.SECTION: (("title", _("Heading")), ("lead", _("Lead unit"))),
    ItemKind.CITATION: (
        ("type", _("Kind")),
        ("number", _("Number, symbol")),
        ("issued_on", _("Date of the document")),
        ("issuer", _("Issuer")),
        ("title", _("Title")),
    ),
    ItemKind.TASK: (
        ("task", pgettext_lazy("reading", "Task")),
        ("lead", _("Lead unit")),
        ("cooperating", _("Co-operating units")),
        ("product", _("Product")),
        ("due", _("Due")),
    ),
    ItemKind.TARGET: (("measure", _("Measure")), ("value", _("Value")), ("unit", _("Unit of measure"))),
    ItemKind.FIGURE: (
        ("name", _("What is counted")),
        ("value", _("Value")),
        ("numerator", _("Numerator")),
        ("denominator", _("Denominator")),
        ("percent", _("Percentage")),
        ("unit", _("Unit of measure")),
        ("period_from", _("Period from")),
        ("period_to", _("Period to, inclusive")),
        ("scope", _("Scope")),
    ),
}
MAIN = {"section": "title", "citation": "title", "task": "task", "target": "measure", "figure": "name"}
BY_TITLE, ESTIMATE = _("by the title of the document"), _("estimate")
DOUBTED = _("a finding waits on this line")
DAYS = frozenset({"issued_on", "due", "period_from", "period_to", "as_of"})
NUMBERS = frozenset({"value", "numerator", "denominator", "percent"})
MISSING_WORDS = {
    "number": _("the number is missing"),
    "date": _("the date is missing"),
    "issuer": _("the issuer is missing"),
}


class Detail(NamedTuple):
    """A value with its name; ``was``: what was read, where a person put another in its place."""

    label: str
    value: str
    was: str = ""


@dataclass(frozen=True, slots=True)
class ItemLine:
    """One reading as a row."""

    item: ReadingItem
    main: str
    details: Sequence[Detail]
    place: str
    text_from: int
    state: tuple[Promise, str]
    fault: str
    remarks: Sequence[str]
    may_decide: bool
    """Whether anything can still be answered."""
    corrected: str = ""
    """Of a figure: the number that a person put in place of the printed one, the one that counts."""
    catalogued: Document | None = None
    """Of a citation: the document of the catalogue."""


def item_lines(
    items: Iterable[ReadingItem], doubted: frozenset[int], catalogued: Mapping[int, Document]
) -> list[ItemLine]:
    """Rows of a page; ``doubted``: lines about which a finding waits; ``catalogued``: documents that are cited."""
    return [_item_line(each, doubted, catalogued.get(each.pk)) for each in items]


def _item_line(item: ReadingItem, doubted: frozenset[int], catalogued: Document | None) -> ItemLine:
    told, main = item.told, MAIN[item.kind]
    words = told.get(main, "") or told.get("number", "")
    fault = fault_of(item) if item.state in ("open", "rejected") else ""
    return ItemLine(
        item=item,
        main=f"{told['label']} {words}" if item.kind == ItemKind.SECTION else words,
        details=_details(item),
        place=place_of(item.line, item.page, item.section),
        text_from=queries.window_of(item.line),
        state=ITEM_STATES[item.state],
        fault=say(fault) if fault else "",
        remarks=[*_remarks(item), *([str(DOUBTED)] if item.line in doubted and item.state != "rejected" else [])],
        may_decide=item.state != "used",
        corrected=_number_that_counts(item) if item.number_corrected else "",
        catalogued=catalogued,
    )


def _number_that_counts(item: ReadingItem) -> str:
    told = item.told
    if told.get("numerator") and told.get("denominator"):
        return show_ratio(Decimal(told["numerator"]), Decimal(told["denominator"]))
    name = next((name for name in ("value", "percent") if told.get(name)), "value")
    return shown(name, told.get(name, ""))


def _details(item: ReadingItem) -> list[Detail]:
    """Every value but the first; a ratio and a period as one."""
    told = item.told
    found = {
        name: Detail(str(label), shown(name, told[name]), _was(item, name))
        for name, label in FIELDS[item.kind]
        if name != MAIN[item.kind] and told.get(name) and not _is_printed(item, name)
    }
    ratio = _pair(found, "numerator", "denominator", str(_("Numerator, denominator")), "/")
    period = _pair(found, "period_from", "period_to", str(_("Period")), " – ")
    if period and told.get("period") == "title":
        period = [period[0]._replace(value=f"{period[0].value} ({BY_TITLE})")]
    return [*ratio, *found.values(), *period]


def _is_printed(item: ReadingItem, name: str) -> bool:
    """Whether the figure as printed, which stands beside its name, says the value already."""
    return name in NUMBERS and name not in item.corrected and shown(name, item.told[name]) == item.told.get("printed")


def _was(item: ReadingItem, name: str) -> str:
    return shown(name, item.values.get(name, "")) if name in item.corrected else ""


def _pair(found: dict[str, Detail], first: str, second: str, label: str, between: str) -> list[Detail]:
    if first not in found or second not in found:
        return []
    one, other = found.pop(first), found.pop(second)
    was = f"{one.was or one.value}{between}{other.was or other.value}" if one.was or other.was else ""
    return [Detail(label, f"{one.value}{between}{other.value}", was)]


def _remarks(item: ReadingItem) -> list[str]:
    told = item.told
    remarks = [say("reading.page.recognised")] if item.recognised else []
    remarks += [str(MISSING_WORDS[part]) for part in told.get("missing", "").split(",") if part]
    if told.get("standing") in ("replaced", "unsure"):
        by = told.get("replaced_by", "")
        remarks.append(say(f"reading.page.{told['standing']}") + (f" → {by}" if by else ""))
    if told.get("estimate"):
        remarks.append(str(ESTIMATE))
    return remarks


def shown(name: str, value: str) -> str:
    """A stored value as people write it."""
    if not value:
        return ""
    if name in DAYS:
        return show_date(date.fromisoformat(value))
    if name in NUMBERS:
        number = Decimal(value)
        exponent = number.as_tuple().exponent
        text = show_decimal(number, max(0, -exponent) if isinstance(exponent, int) else 0)
        return f"{text} %" if name == "percent" else text
    return value


def place_of(line: int, page: int | None, section: str) -> str:
    """Where a passage stands, in words."""
    parts = [say("intake.place_section", {"section": section})] if section else []
    parts += [say("reading.page.on_page", {"page": page})] if page else []
    return ", ".join([*parts, say("reading.page.line", {"line": line})])


def year_of(intake: Intake) -> int:
    """The year that its tasks are likely for: the only one in the title, else that of the document, else this one."""
    years = set(re.findall(r"(?i)\bnăm (20\d\d)\b", intake.title))
    if len(years) == 1:
        return int(years.pop())
    issued = intake.document.issued_on if intake.document else None
    return issued.year if issued else clock.today().year


class Piece(NamedTuple):
    """A part of a line; ``mark``: the public id of the reading or finding whose passage it is."""

    text: str
    mark: str = ""
    address: str = ""


class ShownLine(NamedTuple):
    """A line of the text with its marked parts."""

    number: int
    page: int | None
    """The page that begins here."""
    pieces: Sequence[Piece]


class Mark(NamedTuple):
    """A passage to mark: over a part of one line, or over whole lines."""

    line: int
    start: int
    end: int
    lines: int
    anchor: str
    address: str
    figure: str = ""
    """A figure as printed, marked where it first stands in the line; else the whole of it."""


def mark_of_item(item: ReadingItem, address: str) -> Mark:
    """The passage of a reading."""
    lines = item.passage.count("\n") + 1
    start, end = (item.start, item.start + len(item.passage)) if lines == 1 else (0, 0)
    return Mark(item.line, start, end, lines, f"i-{item.public_id}", address)


def marks_of_finding(intake: Intake, finding: Finding, address: str) -> list[Mark]:
    """Every figure of a finding in the figures; else the line of the finding and the other passages."""
    anchor, own = f"f-{finding.public_id}", queries.line_of(finding)
    places = places_of(intake, finding)
    found = [Mark(each.line, 0, 0, 1, anchor, address, each.printed) for each in places if each.line]
    whole = [] if any(each.printed for each in places) or not own else [Mark(own, 0, 0, 1, anchor, address)]
    return [*whole, *found]


class FindingPlace(NamedTuple):
    """A figure or passage that a finding speaks of."""

    title: str
    printed: str
    line: int
    text_from: int


def places_of(intake: Intake, finding: Finding) -> list[FindingPlace]:
    """Every figure of the identity, or the other passages; empty for a finding about its own line alone."""
    told = intake.marks.get(f"{finding.rule} {finding.place}", [])
    return [
        FindingPlace(title, shown("value", printed), line, queries.window_of(line)) for title, printed, line in told
    ]


def shown_lines(lines: Sequence[TextLine], marks: Iterable[Mark]) -> list[ShownLine]:
    """Lines with their marks; where passages overlap, the first holds."""
    by_line: dict[int, list[Mark]] = {}
    for mark in marks:
        for number in range(mark.line, mark.line + mark.lines):
            by_line.setdefault(number, []).append(mark)
    found, page = [], None
    for line in lines:
        begins = line.page if line.page != page else None
        page = line.page
        found.append(ShownLine(line.number, begins, _pieces(line.text, by_line.get(line.number, ()))))
    return found


def _pieces(text: str, marks: Sequence[Mark]) -> list[Piece]:
    pieces, at = [], 0
    placed = [_at_its_figure(text, mark) for mark in marks]
    for mark in sorted(placed, key=lambda each: (each.start, -each.end)):
        start, end = (mark.start, min(mark.end, len(text))) if mark.end else (0, len(text))
        if start < at or start >= end:
            continue
        if start > at:
            pieces.append(Piece(text[at:start]))
        pieces.append(Piece(text[start:end], mark.anchor, mark.address))
        at = end
    return [*pieces, Piece(text[at:])] if at < len(text) else pieces


def _at_its_figure(text: str, mark: Mark) -> Mark:
    """The mark over its figure alone: 6 is printed 06 too, and is no part of 1.306 or 6,5."""
    if not mark.figure:
        return mark
    found = re.search(rf"(?<![\d.,])0*{re.escape(mark.figure)}(?![\d]|[.,]\d)", text)
    return mark._replace(start=found.start(), end=found.end()) if found else mark


@dataclass(frozen=True, slots=True)
class FindingLine:
    """One finding as a row."""

    finding: Finding
    sentence: str
    cause: str
    repairs: Sequence[str]
    places: Sequence[FindingPlace]
    """Figures and passages that it speaks of, each to be looked at."""
    line: int
    text_from: int
    severity: tuple[str | Promise, str]
    state: tuple[str | Promise, str]
    waits: bool
    may_answer: bool


def finding_lines(actor: User, intake: Intake, findings: Iterable[Finding]) -> list[FindingLine]:
    """Rows of a page. All are of one unit, so that one answer holds for all."""
    found = list(findings)
    may = bool(found) and bool(may_answer(actor, found[0]))
    return [_finding_line(intake, each, may) for each in found]


def _finding_line(intake: Intake, finding: Finding, may: bool) -> FindingLine:
    line = queries.line_of(finding)
    return FindingLine(
        finding=finding,
        sentence=sentence_of(finding),
        cause=cause_of(finding),
        repairs=repairs_of(intake, finding),
        places=[each for each in places_of(intake, finding) if each.line],
        line=line,
        text_from=queries.window_of(line),
        severity=SEVERITY_TAGS[finding.severity],
        state=STATE_TAGS[finding.state],
        waits=finding.state in WAITING,
        may_answer=may,
    )


def repairs_of(intake: Intake, finding: Finding) -> list[str]:
    """The equally small repairs, each in words."""
    told = intake.repairs.get(f"{finding.rule} {finding.place}", [])
    return [
        " + ".join(
            say("repair.change", {"title": title, "printed": Decimal(printed), "right": Decimal(right)})
            for title, printed, right, _line in repair
        )
        for repair in told
    ]


def remark_of(intake: Intake, finding: Finding) -> str:
    """What the author reads at the passage: what does not hold, the likely cause, the smallest repair."""
    repairs = repairs_of(intake, finding)
    parts = [sentence_of(finding), cause_of(finding)]
    if repairs:
        code = "repair.single" if len(repairs) == 1 else "repair.several"
        parts.append(say(code, {"changes": "; ".join(repairs), "count": len(repairs)}))
    return " ".join(part for part in parts if part)
