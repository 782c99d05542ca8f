"""Who may run rounds, enter figures and see results.

A published ranking is open to everyone in the round; a unit's own page (steps, lost points) to the unit and to those
above it. Which points a person sees before the publication stands in ``queries/disclosure.py``.
Imported results are published documents: open to everyone who may see results.
"""

from __future__ import annotations

from django.db.models import Q, QuerySet

from parindex.portal.accounts.models import User
from parindex.portal.assessments.models import (
    AppraisalAssignment,
    Origin,
    Round,
    RoundUnit,
    SampledUnit,
    Stage,
)
from parindex.portal.assessments.queries.assigned import assigned_answer, with_ancestors
from parindex.portal.assessments.queries.disclosure import results_answer, results_disclosed, waits_blindly
from parindex.portal.criteria.models import NodeRow
from parindex.portal.organisations.models import Membership, OrgClosure, OrgUnit
from parindex.portal.organisations.permissions import Right, has_right, positions_with
from parindex.portal.organisations.queries import is_under, on_day
from parindex.portal.platform import clock
from parindex.portal.platform.permissions import Allowed, Answer, Refused


def may_run(actor: User | None, owner: OrgUnit) -> Answer:
    """Open a round of ``owner``'s units, compute and import its results."""
    return has_right(actor, Right.RUN_ROUNDS, owner)


def may_publish(actor: User | None, round_: Round) -> Answer:
    """Announce results: the council's members or the coordinator."""
    approved = has_right(actor, Right.APPROVE, round_.owner)
    return approved or has_right(actor, Right.RUN_ROUNDS, round_.owner)


def may_enter(actor: User | None, round_: Round, unit: OrgUnit) -> Answer:
    """Record figures of one unit: its officer, or the coordinator of the round."""
    own = has_right(actor, Right.ENTER, unit)
    return own or has_right(actor, Right.RUN_ROUNDS, round_.owner)


def visible_to(actor: User) -> QuerySet[Round]:
    """Rounds that the person may open."""
    scopes = [held.scope_id for held in positions_with(actor, Right.SEE_RESULTS)]
    if not scopes:
        return Round.objects.none()
    taking_part = RoundUnit.objects.filter(unit__in=scopes).values("round")
    return (
        Round.objects.select_related("owner", "set_version__criteria_set", "previous")
        .filter(Q(origin=Origin.IMPORTED) | Q(pk__in=taking_part) | Q(owner__closure_up__ancestor__in=scopes))
        .distinct()
    )


def may_see_round(actor: User, round_: Round) -> Answer:
    """Open the ranking of a round."""
    if visible_to(actor).filter(pk=round_.pk).exists():
        return Allowed()
    return Refused("assessments.other_round", {"title": round_.title})


def may_see_unit_result(actor: User, round_unit: RoundUnit) -> Answer:
    """Open a unit's steps, lost points and what-if."""
    positions = positions_with(actor, Right.SEE_RESULTS)
    if round_unit.round.origin == Origin.IMPORTED and positions:
        return Allowed()
    if any(is_under(round_unit.unit, held.scope) for held in positions):
        return Allowed()
    return Refused("assessments.other_unit", {"unit": round_unit.name})


def may_see_points(actor: User, round_unit: RoundUnit) -> Answer:
    """Open the points of a unit and how they come about; which of them are shown, ``queries.disclosure`` says.

    Who scores blindly in the round waits until the first appraisal is sealed: he never sees the first appraiser's
    points before.
    """
    seen = may_see_unit_result(actor, round_unit)
    if not seen or results_disclosed(round_unit.round) or not waits_blindly(actor, round_unit.round):
        return seen
    return Refused("assessments.blind_waits", {"unit": round_unit.name})


def may_see_results(actor: User, round_: Round) -> Answer:
    """Open the results of all units together: ranking, means, places, council papers, their exports. Units see them
    once they are published.
    """
    seen = may_see_round(actor, round_)
    return results_answer(actor, round_) if seen else seen


def open_units(actor: User, round_: Round) -> frozenset[int]:
    """Row ids of the round's units whose own pages the person may open (``may_see_points`` of each), in bulk."""
    scopes = [held.scope_id for held in positions_with(actor, Right.SEE_RESULTS)]
    units = RoundUnit.objects.filter(round=round_)
    if not results_disclosed(round_) and waits_blindly(actor, round_):
        return frozenset()
    if round_.origin != Origin.IMPORTED or not scopes:
        below = OrgClosure.objects.filter(on_day(clock.today()), ancestor__in=scopes)
        units = units.filter(unit__in=below.values("descendant"))
    return frozenset(units.values_list("pk", flat=True))


def own_units(actor: User, round_: Round) -> list[int]:
    """Row ids of the round's units for which the person himself acts: shown first on a phone."""
    scopes = [held.scope_id for held in positions_with(actor, Right.SEE_RESULTS)]
    return list(RoundUnit.objects.filter(round=round_, unit__in=scopes).values_list("pk", flat=True))


def may_fill_sheet(actor: User | None, round_unit: RoundUnit) -> Answer:
    """Fill the unit's self-assessment sheet: its own people only."""
    return has_right(actor, Right.ENTER, round_unit.unit)


def may_hand_in(actor: User | None, round_unit: RoundUnit) -> Answer:
    """Sign for the unit: its head."""
    return has_right(actor, Right.HAND_IN, round_unit.unit)


def may_see_sheet(actor: User, round_unit: RoundUnit) -> Answer:
    """Read the sheet: the unit itself and whoever acts for it from above."""
    return may_see_unit_result(actor, round_unit)


def sheets_of(actor: User) -> QuerySet[RoundUnit]:
    """The units in rounds whose sheets the person fills or signs himself, newest year first."""
    scopes = [held.scope_id for held in positions_with(actor, Right.ENTER)]
    return (
        RoundUnit.objects.filter(unit__in=scopes, round__origin=Origin.COMPUTED)
        .select_related("round", "unit")
        .order_by("-round__year", "pk")
    )


def may_show_evidence(actor: User | None, round_unit: RoundUnit, stage: Stage) -> Answer:
    """Add and remove evidence of a stage: the unit's people for what the unit says, appraisers for what they say.

    Whether the stage is open is asked of the calendar (``queries/evidence_windows.py``).
    """
    if stage in {Stage.SELF, Stage.EXPLANATION}:
        return may_enter(actor, round_unit.round, round_unit.unit)
    appraises = has_right(actor, Right.APPRAISE, round_unit.unit)
    return appraises or has_right(actor, Right.RUN_ROUNDS, round_unit.round.owner)


def may_assign(actor: User | None, round_: Round) -> Answer:
    """Say who appraises what, draw samples, close a stage of appraisal: the coordinator of the round."""
    return has_right(actor, Right.RUN_ROUNDS, round_.owner)


def may_appraise(actor: User | None, round_unit: RoundUnit, leaf: NodeRow, *, blind: bool = False) -> Answer:
    """Appraise one leaf of one unit: the right, and an assignment that covers leaf and unit; a blind appraiser only in
    the sample. Refused with ``organisations.*``, ``assessments.not_assigned`` or ``assessments.not_in_sample``.
    """
    held = has_right(actor, Right.APPRAISE, round_unit.unit)
    if not held:
        return held
    assigned = assigned_answer(actor, round_unit, leaf, blind=blind)
    if not assigned or not blind or actor is None:
        return assigned
    sampled = SampledUnit.objects.filter(round_unit=round_unit)
    if sampled.filter(Q(node=None) | Q(node__in=with_ancestors(leaf))).exists():
        return Allowed()
    return Refused("assessments.not_in_sample", {"leaf": leaf.number, "unit": round_unit.name})


def may_see_appraisal(actor: User, round_: Round) -> Answer:
    """Open the pages of the appraisal: assigned appraisers, the coordinator, the auditor."""
    if has_right(actor, Right.APPRAISE) and AppraisalAssignment.objects.filter(round=round_, person=actor).exists():
        return Allowed()
    return may_oversee_appraisal(actor, round_)


def may_oversee_appraisal(actor: User, round_: Round) -> Answer:
    """Read everybody's appraisal, agreement and gaps: the coordinator and the auditor of the round's owner."""
    if runs := has_right(actor, Right.RUN_ROUNDS, round_.owner):
        return runs
    audits = has_right(actor, Right.SEE_AUDIT, round_.owner)
    return has_right(actor, Right.SEE_RESULTS, round_.owner) if audits else audits


def may_compare_appraisals(actor: User, round_: Round) -> Answer:
    """Read agreement and gaps: who oversees the appraisal and does not score blindly himself."""
    overseen = may_oversee_appraisal(actor, round_)
    if overseen and waits_blindly(actor, round_) and not results_disclosed(round_):
        return Refused("assessments.blind_waits_round", {"title": round_.title})
    return overseen


def may_see_work_left(actor: User, round_: Round) -> Answer:
    """Read what the appraisal left undone: who announces the results, and who may open the appraisal; nobody who scores
    blindly before the first appraisal is closed.
    """
    opened = may_publish(actor, round_) or may_see_appraisal(actor, round_)
    return may_see_results(actor, round_) if opened else opened


def may_record_figure(actor: User | None, round_: Round) -> Answer:
    """Record a figure that an appraiser accepted: who owns the facts of the round's units."""
    return has_right(actor, Right.RUN_ROUNDS, round_.owner)


def may_ask_extension(actor: User | None, round_unit: RoundUnit) -> Answer:
    """Ask for more time in the name of the unit: its own people."""
    return has_right(actor, Right.ENTER, round_unit.unit)


def may_oversee_extensions(actor: User, round_: Round) -> Answer:
    """Read what units ask: who runs the round, or looks over all its units."""
    return has_right(actor, Right.RUN_ROUNDS, round_.owner) or has_right(actor, Right.SEE_UNITS_BELOW, round_.owner)


def may_read_audit(actor: User, round_: Round, round_unit: RoundUnit | None = None) -> Answer:
    """Read the audit of a round, or of one unit in it: who audits the round's owner; of a unit also its own people."""
    audits = has_right(actor, Right.SEE_AUDIT, round_.owner)
    if audits or round_unit is None:
        return audits
    scopes = {held.scope_id for right in (Right.ENTER, Right.HAND_IN) for held in positions_with(actor, right)}
    return Allowed() if round_unit.unit_id in scopes else audits


def may_appeal(actor: User | None, round_unit: RoundUnit) -> Answer:
    """Appeal against a published result: the unit's head."""
    return has_right(actor, Right.HAND_IN, round_unit.unit)


def fillers_of(round_unit: RoundUnit) -> QuerySet[User]:
    """The people who fill the unit's sheet: they hold a position with that right for the unit itself today."""
    held = Membership.objects.filter(on_day(clock.today()), scope=round_unit.unit).select_related("role").order_by("pk")
    people = [membership.person_id for membership in held if Right.ENTER in membership.role.rights]
    return User.objects.filter(pk__in=people).order_by("full_name")
