"""Who may do what, by position. Other apps ask `has_right(person, right, unit)`."""

from enum import StrEnum

from parindex.portal.accounts.models import User
from parindex.portal.organisations.models import Membership, OrgUnit
from parindex.portal.organisations.queries import is_under, memberships_of
from parindex.portal.platform.permissions import Allowed, Answer, Refused


class Right(StrEnum):
    """What a role may allow. Roles carry these as data (`Role.rights`)."""

    ENTER = "enter"  # enter self-assessment and figures of the unit
    HAND_IN = "hand_in"  # sign for the unit
    APPRAISE = "appraise"
    RUN_ROUNDS = "run_rounds"
    ISSUE_CRITERIA = "issue_criteria"
    APPROVE = "approve"  # council: results
    PLAN = "plan"  # improvement plans and tasks
    ANSWER_FINDINGS = "answer_findings"
    SEE_RESULTS = "see_results"
    SEE_UNITS_BELOW = "see_units_below"
    SEE_AUDIT = "see_audit"
    MANAGE_UNITS = "manage_units"
    MANAGE_PEOPLE = "manage_people"


# What each role may do when it is first written; afterwards the table `Role` counts.
FIRST_RIGHTS: dict[str, tuple[Right, ...]] = {
    "unit_officer": (Right.ENTER, Right.PLAN, Right.ANSWER_FINDINGS, Right.SEE_RESULTS),
    "unit_head": (Right.ENTER, Right.HAND_IN, Right.PLAN, Right.ANSWER_FINDINGS, Right.SEE_RESULTS),
    "appraiser": (Right.APPRAISE, Right.ANSWER_FINDINGS, Right.SEE_RESULTS, Right.SEE_UNITS_BELOW),
    "coordinator": (
        Right.RUN_ROUNDS,
        Right.ISSUE_CRITERIA,
        Right.PLAN,
        Right.ANSWER_FINDINGS,
        Right.SEE_RESULTS,
        Right.SEE_UNITS_BELOW,
        Right.SEE_AUDIT,
        Right.MANAGE_UNITS,
        Right.MANAGE_PEOPLE,
    ),
    "council_member": (Right.APPROVE, Right.SEE_RESULTS, Right.SEE_UNITS_BELOW),
    "leader": (Right.SEE_RESULTS, Right.SEE_UNITS_BELOW),
    "auditor": (Right.SEE_RESULTS, Right.SEE_UNITS_BELOW, Right.SEE_AUDIT),
    "administrator": (Right.MANAGE_UNITS, Right.MANAGE_PEOPLE, Right.SEE_AUDIT),
}


def rights_of(person: User) -> frozenset[Right]:
    """Every right that any of the person's positions gives, wherever it holds: for menus, not for decisions."""
    return frozenset(Right(right) for held in memberships_of(person) for right in held.role.rights)


def positions_with(person: User, right: Right) -> list[Membership]:
    """The person's positions that carry the right."""
    return [held for held in memberships_of(person) if right in held.role.rights]


def has_right(person: User | None, right: Right, unit: OrgUnit | None = None) -> Answer:
    """Whether `person` has the right for `unit` (None: anywhere). No person is the system itself, which may.

    Refused with `organisations.no_position` (nothing gives this right) or `organisations.other_unit` (it is held, but
    for other units).
    """
    if person is None:
        return Allowed()
    positions = positions_with(person, right)
    if not positions:
        return Refused("organisations.no_position", {"right": right.value})
    if unit is None or any(is_under(unit, held.scope) for held in positions):
        return Allowed()
    return Refused("organisations.other_unit", {"right": right.value})


def may_see_unit(person: User, unit: OrgUnit) -> Answer:
    """Whether the unit lies within what the person acts for. Names and lineage of units are open to everyone."""
    if any(is_under(unit, held.scope) for held in memberships_of(person)):
        return Allowed()
    return Refused("organisations.other_unit", {"right": Right.SEE_RESULTS.value})
