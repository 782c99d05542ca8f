"""Reading the register of letters: lists, which dossiers have one, how many late ones of a window do."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from django.db.models import QuerySet

from parindex.portal.accounts.models import User
from parindex.portal.dossiers import permissions
from parindex.portal.dossiers.engine_bridge import Figures, View, Window, overdue
from parindex.portal.dossiers.engine_bridge.dashboard import Part
from parindex.portal.dossiers.models import ApologyLetter
from parindex.portal.dossiers.workflow import LetterState
from parindex.portal.organisations.models import OrgUnit
from parindex.portal.organisations.queries import subtree_on
from parindex.portal.platform.folding import fold

IN_REGISTER = "letters_in_register"
"""Name of the count: late dossiers whose letter is in the register and not known to their source."""

SIGNED_LATER = "letters_after_the_window"
"""Name of the count: such letters issued after the last day of the window, which do not count."""


@dataclass(frozen=True, slots=True)
class Sought:
    """What the register is filtered by; empty: not at all."""

    state: str = ""
    kind: str = ""
    unit: OrgUnit | None = None
    drafting: str = ""
    text: str = ""
    first: date | None = None
    last: date | None = None


def listed(actor: User, sought: Sought) -> QuerySet[ApologyLetter]:
    """Letters that the person may see, as filtered; days are those of drafting."""
    found = permissions.letters_of(actor)
    if sought.state:
        found = found.filter(state=sought.state)
    if sought.kind:
        found = found.filter(kind=sought.kind)
    if sought.unit is not None:
        found = found.filter(unit__in=subtree_on(sought.unit).values("pk"))
    if sought.drafting:
        found = found.filter(drafting=sought.drafting)
    if sought.first:
        found = found.filter(drafted_on__gte=sought.first)
    if sought.last:
        found = found.filter(drafted_on__lte=sought.last)
    for word in fold(sought.text).split():
        found = found.filter(folded__contains=word)
    return found


def standing_letters(codes: Iterable[str]) -> Mapping[str, ApologyLetter]:
    """Code of a dossier → its letter that stands."""
    found = ApologyLetter.objects.filter(record_code__in=list(codes)).exclude(state=LetterState.WITHDRAWN)
    return {letter.record_code: letter for letter in found}


def all_standing() -> Mapping[str, ApologyLetter]:
    """Every letter that stands, by the code of its dossier: for lists longer than a question may name."""
    return {each.record_code: each for each in ApologyLetter.objects.exclude(state=LetterState.WITHDRAWN)}


def in_register(part: Part, window: Window, until: date, version: int | None = None) -> tuple[overdue.LateRecord, ...]:
    """Late dossiers of the window whose letter stands in the register, issued by ``until``, and not at their source."""
    issued = ApologyLetter.objects.filter(state=LetterState.ISSUED, issued_on__lte=until)
    codes = frozenset(issued.values_list("record_code", flat=True))
    return tuple(
        record
        for record in overdue.late_among(codes, part.view, part.places, window, version)
        if part.field in {"", record.field_code} and part.procedure in {"", record.procedure_code}
    )


def with_letters(figures: Figures, records: Iterable[overdue.LateRecord]) -> Figures:
    """The counts with these letters added to those that the source knows of."""
    kinds = [record.is_open for record in records]
    return replace(
        figures,
        late_with_letter=figures.late_with_letter + kinds.count(False),
        pending_overdue_with_letter=figures.pending_overdue_with_letter + kinds.count(True),
    )


def by_place(records: Iterable[overdue.LateRecord], view: View) -> dict[str, list[overdue.LateRecord]]:
    """Code of the unit in the view → its dossiers."""
    found: dict[str, list[overdue.LateRecord]] = {}
    for record in records:
        place = record.deciding_unit if view is View.DECIDED else record.receiving_unit
        found.setdefault(place, []).append(record)
    return found
