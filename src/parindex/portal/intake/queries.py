"""Reading intakes: the list, counts of readings, lines of the text, marked passages, findings."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from django.db.models import Count, Q, QuerySet

from parindex.portal.accounts.models import User
from parindex.portal.documents.models import Document
from parindex.portal.documents.permissions import visible_to as documents_visible_to
from parindex.portal.facts.models import Fact, FactVersion
from parindex.portal.findings.models import Finding
from parindex.portal.findings.permissions import visible_to as findings_visible_to
from parindex.portal.findings.workflow import WAITING, FindingState
from parindex.portal.intake import permissions
from parindex.portal.intake.models import Intake, ItemKind, ReadingItem
from parindex.portal.intake.workflow import ItemState
from parindex.portal.platform import files
from parindex.portal.platform.folding import fold

WINDOW = 150
"""Lines of the text that a page shows."""
PLANNED = (ItemKind.TASK, ItemKind.TARGET)
AT_ONCE = 30
"""Readings that a page shows."""


class TextLine(NamedTuple):
    """One line of the text as the file has it."""

    number: int
    page: int | None
    text: str


def listed(actor: User, *, text: str = "") -> QuerySet[Intake]:
    """Documents that the person may see; every word in file name, title, number, unit aside from accents."""
    found = permissions.visible_to(actor)
    for word in fold(text).split():
        found = found.filter(folded__contains=word)
    return found.annotate(
        undecided=Count("items", filter=Q(items__state=ItemState.OPEN)),
    )


def open_findings(intakes: Sequence[Intake]) -> dict[str, int]:
    """Public id → findings that wait; one query."""
    waiting = Finding.objects.filter(
        subject_kind=permissions.SUBJECT,
        subject_id__in=[each.public_id for each in intakes],
        state__in=WAITING,
    )
    counted = waiting.order_by().values_list("subject_id").annotate(number=Count("pk"))
    return dict(counted)


def counts_of(intake: Intake) -> dict[str, dict[str, int]]:
    """Kind → state → how many readings; one query."""
    found: dict[str, dict[str, int]] = {}
    for kind, state, number in intake.items.order_by().values_list("kind", "state").annotate(number=Count("pk")):
        found.setdefault(kind, {})[state] = number
    return found


def items_of(intake: Intake, kind: str, view: str = "") -> QuerySet[ReadingItem]:
    """Readings of a kind in the order of the text; ``view``: those of one state, accepted with used."""
    found = intake.items.filter(kind=kind).order_by("position")
    found = found.select_related("decided_by", "fact__indicator", "plan_line__plan")
    if view == ItemState.ACCEPTED:
        return found.filter(state__in=[ItemState.ACCEPTED, ItemState.USED])
    return found.filter(state=view) if view else found


def marked(intake: Intake, kind: str, first: int) -> list[ReadingItem]:
    """Readings of a kind whose passage begins in the lines that are shown."""
    return list(
        intake.items.filter(kind=kind, line__gte=first, line__lt=first + WINDOW).order_by("line", "start", "position")
    )


def lines_of(intake: Intake) -> list[TextLine]:
    """The text, line by line; empty as long as nothing was read."""
    if intake.reading is None:
        return []
    told = json.loads(files.read(intake.reading))
    return [TextLine(each["number"], each.get("page"), each["text"]) for each in told["lines"]]


def window_of(line: int) -> int:
    """First line of the page of text on which a line stands."""
    return (max(line, 1) - 1) // WINDOW * WINDOW + 1


def findings_of(actor: User, intake: Intake) -> list[Finding]:
    """Findings of the document, the gravest first."""
    found = findings_visible_to(actor).filter(subject_kind=permissions.SUBJECT, subject_id=intake.public_id)
    return list(found.order_by("weight", "sort_key", "pk"))


def doubted_lines(intake: Intake) -> frozenset[int]:
    """Lines about which a finding waits; one query."""
    found = Finding.objects.filter(subject_kind=permissions.SUBJECT, subject_id=intake.public_id, state__in=WAITING)
    return frozenset(line_of(each) for each in found.only("subject_address"))


def sent_back(intake: Intake) -> list[Finding]:
    """Findings about which the author was asked, in the order of the text."""
    found = Finding.objects.filter(subject_kind=permissions.SUBJECT, subject_id=intake.public_id)
    return sorted(found.filter(state=FindingState.ASKED), key=lambda each: (line_of(each), each.pk))


def line_of(finding: Finding) -> int:
    """The line of the text that a finding is about; 0: the document as a whole."""
    told = finding.subject_address.rpartition("#L")[2]
    return int(told) if told.isdigit() else 0


def to_record(intake: Intake) -> QuerySet[ReadingItem]:
    """Accepted figures that are no facts yet."""
    return intake.items.filter(kind="figure", state=ItemState.ACCEPTED).order_by("position")


def to_plan(intake: Intake) -> QuerySet[ReadingItem]:
    """Accepted tasks and targets that are no lines of a plan yet."""
    return intake.items.filter(kind__in=PLANNED, state=ItemState.ACCEPTED).order_by("line", "start", "position")


def versions_of(fact: Fact) -> QuerySet[FactVersion]:
    """What each source says of a fact, the newest first."""
    return fact.versions.select_related("recorded_by").order_by("-number")


def catalogued(actor: User, items: Sequence[ReadingItem]) -> dict[int, Document]:
    """Citation (row id) → the document of the catalogue with that number, symbol and date, if the person may see it.

    A citation without date fits only where one document alone bears the number. One query.
    """
    signs = {
        each.pk: tuple(each.told.get("number", "").split("/", 1))
        for each in items
        if "/" in each.told.get("number", "")
    }
    if not signs:
        return {}
    named = documents_visible_to(actor).filter(number__in={sign[0] for sign in signs.values()})
    by_sign: dict[tuple[str, ...], list[Document]] = {}
    for document in named:
        by_sign.setdefault((document.number, document.symbol), []).append(document)
    found: dict[int, Document] = {}
    for item in items:
        day = item.told.get("issued_on", "")
        fit = [
            each
            for each in by_sign.get(signs.get(item.pk, ()), ())
            if not day or each.issued_on is None or each.issued_on.isoformat() == day
        ]
        if len(fit) == 1:
            found[item.pk] = fit[0]
    return found


def decided_at_once(intake: Intake, actor: User, stamp: str) -> list[ReadingItem]:
    """What the person decided in one go; ``stamp`` is the moment, as ``stamp_of`` writes it."""
    own = intake.items.filter(decided_by=actor, state__in=[ItemState.ACCEPTED, ItemState.REJECTED])
    return [each for each in own if stamp_of(each) == stamp]


def stamp_of(item: ReadingItem) -> str:
    """The moment of an answer, for an address."""
    return f"{item.decided_at.timestamp():.6f}" if item.decided_at else ""


def shares(counts: Mapping[str, Mapping[str, int]], kind: str) -> tuple[int, int]:
    """Of a kind: how many readings, how many still to be looked at."""
    states = counts.get(kind, {})
    return sum(states.values()), states.get(ItemState.OPEN, 0)
