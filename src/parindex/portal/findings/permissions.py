"""Who sees findings and who may answer them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from django.db.models import Q, QuerySet

from parindex.portal.accounts.models import User
from parindex.portal.findings.models import Finding
from parindex.portal.organisations.models import Membership, OrgUnit
from parindex.portal.organisations.permissions import Right, has_right, may_read_audit_of, positions_with
from parindex.portal.organisations.queries import memberships_of
from parindex.portal.platform.permissions import Answer

MayOpen = Callable[[User, str], bool]
"""Whether the person may open this address of the subject."""
# Findings know no floor above; one whose subjects are not open to all who see the finding says so here (its apps.py).
_doors: dict[str, MayOpen] = {}
SeenSubjects = Callable[[User, Sequence[Membership]], QuerySet[Any]]
"""Public ids of subjects that a person with these positions sees, as a subquery."""
_seen: dict[str, SeenSubjects] = {}


def tell_door(kind: str, may_open_address: MayOpen) -> None:
    """Register who may open the page of subjects of this kind; without one, whoever sees the finding."""
    _doors[kind] = may_open_address


def tell_seen(kind: str, seen: SeenSubjects) -> None:
    """Register whose subjects of this kind a person sees; findings of the others are not shown to him at all."""
    _seen[kind] = seen


def may_open_subject(actor: User, finding: Finding) -> bool:
    """Whether the page on which the figure stands is open to the person, so that it can be a link."""
    return _opens(actor, finding.subject_kind, finding.subject_address)


def may_open_cure(actor: User, finding: Finding) -> bool:
    """Whether the page of what mended the source is open to the person."""
    return _opens(actor, finding.subject_kind, finding.cured_address)


def may_read_audit(actor: User, finding: Finding) -> Answer:
    """Read who did what with the finding: as of its unit."""
    return may_read_audit_of(actor, finding.unit)


def _opens(actor: User, kind: str, address: str) -> bool:
    door = _doors.get(kind)
    return bool(address) and (door is None or door(actor, address))


def may_record(actor: User | None, unit: OrgUnit | None) -> Answer:
    """Run checks over the figures of ``unit`` and below (None: published figures)."""
    return has_right(actor, Right.RUN_ROUNDS, unit)


def may_answer(actor: User | None, finding: Finding) -> Answer:
    """Ask, explain, mark corrected, call a false alarm: the unit itself and those above it.

    A published result may belong to a unit that no longer exists; then whoever runs rounds answers.
    """
    own = has_right(actor, Right.ANSWER_FINDINGS, finding.unit)
    return has_right(actor, Right.RUN_ROUNDS) if not own and finding.published else own


def may_open(actor: User) -> Answer:
    """Open the list at all: everyone who may see results somewhere."""
    return has_right(actor, Right.SEE_RESULTS)


def answerable_by(actor: User, positions: Sequence[Membership] | None = None) -> QuerySet[Finding]:
    """Findings that the person may answer, as ``may_answer`` decides one by one: what waits for him.

    Those of no unit wait for whoever runs rounds. ``positions``: all of the person, where they were read before.
    """
    held_today = list(memberships_of(actor)) if positions is None else positions
    scopes = [held.scope_id for held in positions_with(actor, Right.ANSWER_FINDINGS, held_today)]
    below = OrgUnit.objects.filter(closure_up__ancestor__in=scopes).values("pk")
    own = Q(unit__in=below)
    runs_rounds = bool(positions_with(actor, Right.RUN_ROUNDS, held_today))
    return visible_to(actor, held_today).filter(own | Q(published=True) if runs_rounds else own)


def of_own_units(actor: User, positions: Sequence[Membership]) -> Q:
    """Which visible findings are his concern: those of the units that he sees; published ones, of any province, are
    that of whoever runs rounds only. Others may read them, as a public reference.
    """
    scopes = [held.scope_id for held in positions_with(actor, Right.SEE_RESULTS, positions)]
    # a subquery, not a join: a join over dated closures gives a finding more than once
    own = Q(unit__in=OrgUnit.objects.filter(closure_up__ancestor__in=scopes).values("pk"))
    return own | Q(published=True) if positions_with(actor, Right.RUN_ROUNDS, positions) else own


def visible_to(actor: User, positions: Sequence[Membership] | None = None) -> QuerySet[Finding]:
    """Findings of the units that the person may see, and those about published documents."""
    held_today = list(memberships_of(actor)) if positions is None else positions
    if not positions_with(actor, Right.SEE_RESULTS, held_today):
        return Finding.objects.none()
    found = Finding.objects.filter(Q(published=True) | of_own_units(actor, held_today))
    found = found.select_related("unit", "answered_by")
    for kind, seen in _seen.items():
        found = found.exclude(Q(subject_kind=kind) & ~Q(subject_id__in=seen(actor, held_today)))
    return found
