"""What is not done yet in a stage, and who is told: for reminders and for everybody's work."""

from __future__ import annotations

from collections.abc import Mapping

from django.db.models import QuerySet

from parindex.portal.accounts.models import User
from parindex.portal.assessments.models import Round, RoundUnit, Score, Stage, Thread, ThreadKind, ThreadState
from parindex.portal.assessments.sheet_workflow import SheetState
from parindex.portal.organisations.models import Membership, OrgClosure, OrgUnit
from parindex.portal.organisations.permissions import Right
from parindex.portal.organisations.queries import on_day
from parindex.portal.platform import clock


def cells_left(round_: Round, covered: Mapping[int, frozenset[int]]) -> tuple[int, int]:
    """(leaves of units that nobody appraised yet, units they are in), of the units that handed in; two queries.

    ``covered``: peer group (row id) → leaves (row ids) that the person appraises there.
    """
    members = dict(
        RoundUnit.objects.filter(round=round_, sheet__state=SheetState.HANDED_IN).values_list("pk", "group_id")
    )
    done: dict[int, set[int]] = {}
    scores = Score.objects.filter(entry__round_unit__in=members, stage=Stage.APPRAISAL_1, actor=None)
    for unit, leaf in scores.values_list("entry__round_unit_id", "entry__leaf_id"):
        done.setdefault(unit, set()).add(leaf)
    left = {unit: len(covered.get(group, frozenset()) - done.get(unit, set())) for unit, group in members.items()}
    return sum(left.values()), sum(1 for number in left.values() if number)


def unanswered(round_unit: RoundUnit, kind: ThreadKind) -> int:
    """Open requests or objections that the unit has not answered."""
    return Thread.objects.filter(entry__round_unit=round_unit, kind=kind, state=ThreadState.OPEN).count()


def holders_of(right: Right, unit: OrgUnit, *, only_its_own: bool = False) -> QuerySet[User]:
    """The people whose positions give ``right`` for ``unit`` today; ``only_its_own``: none from above."""
    scopes = [unit.pk]
    if not only_its_own:
        above = OrgClosure.objects.filter(on_day(clock.today()), descendant=unit)
        scopes = list(above.values_list("ancestor_id", flat=True))
    held = Membership.objects.filter(on_day(clock.today()), scope__in=scopes).select_related("role")
    people = [membership.person_id for membership in held if right in membership.role.rights]
    return User.objects.filter(pk__in=people, is_active=True).order_by("pk")
