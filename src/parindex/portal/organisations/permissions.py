"""Who may do what, by position. Other apps ask `has_right(person, right, unit)`."""

from collections.abc import Iterable
from enum import StrEnum

from django.db.models import Q, QuerySet

from parindex.portal.accounts.models import User
from parindex.portal.organisations.models import Membership, OrgClosure, OrgUnit
from parindex.portal.organisations.queries import memberships_of, own_positions, positions_over, rights_over
from parindex.portal.platform import clock
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


def positions_with(person: User, right: Right, among: Iterable[Membership] | None = None) -> list[Membership]:
    """The person's positions that carry the right. `among`: all his positions, where they were read before."""
    held_today = memberships_of(person) if among is None else among
    return [held for held in held_today if right in held.role.rights]


def has_right(person: User | None, right: Right, unit: OrgUnit | None = None) -> Answer:
    """Whether `person` has the right for `unit` (None: anywhere). No person is the system itself, which may.

    Refused with `organisations.no_position` (nothing gives this right) or `organisations.other_unit` (it is held, but
    for other units).
    """
    if person is None:
        return Allowed()
    if right in rights_over(person, unit) if unit is not None else positions_with(person, right):
        return Allowed()
    if unit is None or not positions_with(person, right):
        return Refused("organisations.no_position", {"right": right.value})
    return Refused("organisations.other_unit", {"right": right.value})


def may_see_unit(person: User, unit: OrgUnit) -> Answer:
    """Whether the unit lies within what the person acts for. Names and lineage of units are open to everyone."""
    if positions_over(person, unit).exists():
        return Allowed()
    return Refused("organisations.other_unit", {"right": Right.SEE_RESULTS.value})


def may_read_audit_of(actor: User, unit: OrgUnit | None, above: int | None = None) -> Answer:
    """Read the audit of what is a unit's: who audits the unit, and its own people; None: who audits anywhere.

    `above`: row id of a unit known to stand above it, so that who audits that one is not asked of the database.
    """
    own = {held.scope_id for right in (Right.ENTER, Right.HAND_IN) for held in positions_with(actor, right)}
    if unit is not None and unit.pk in own:
        return Allowed()
    if above is not None and above in {held.scope_id for held in positions_with(actor, Right.SEE_AUDIT)}:
        return Allowed()
    anywhere = has_right(actor, Right.SEE_AUDIT)
    return has_right(actor, Right.SEE_AUDIT, unit) if anywhere else anywhere


def may_read_audit_of_person(actor: User, person: User) -> Answer:
    """Read what was done to a person's account and positions: who audits a unit in which the person works or worked."""
    anywhere = has_right(actor, Right.SEE_AUDIT)
    if not anywhere:
        return anywhere
    scopes = [held.scope_id for held in positions_with(actor, Right.SEE_AUDIT)]
    overseen = OrgUnit.objects.filter(closure_up__ancestor__in=scopes)
    if Membership.objects.filter(person=person, unit__in=overseen).exists():
        return Allowed()
    return Refused("organisations.other_unit", {"right": Right.SEE_AUDIT.value})


def may_open_people(actor: User) -> Answer:
    """Open the list of people at all."""
    return has_right(actor, Right.MANAGE_PEOPLE)


def people_visible_to(actor: User) -> QuerySet[User]:
    """People who hold, held or will hold a position in what the person manages."""
    return User.objects.filter(pk__in=positions_managed_by(actor).values("person"))


def positions_managed_by(actor: User) -> QuerySet[Membership]:
    """Positions, also past ones, that act for a unit in what the person manages."""
    scopes = [held.scope_id for held in positions_with(actor, Right.MANAGE_PEOPLE)]
    # by every day, not by today's tree: whoever worked for a commune that was merged is still found
    below = OrgClosure.objects.filter(ancestor__in=scopes).values("descendant")
    return Membership.objects.filter(scope__in=below)


def may_see_person(actor: User, person: User) -> Answer:
    """Open a person's page."""
    managed = may_open_people(actor)
    if not managed or people_visible_to(actor).filter(pk=person.pk).exists():
        return managed
    return Refused("organisations.other_person")


def may_manage_account(actor: User | None, person: User) -> Answer:
    """Invite, close and open the account: only who manages every position that the person holds or will hold."""
    if actor is None:
        return Allowed()
    seen = may_see_person(actor, person)
    if not seen:
        return seen
    lasting = person.memberships.filter(Q(valid_to=None) | Q(valid_to__gt=clock.today()))
    if lasting.exclude(pk__in=positions_managed_by(actor).values("pk")).exists():
        return Refused("organisations.person_elsewhere")
    return Allowed()


def may_admit(actor: User | None, scope: OrgUnit) -> Answer:
    """Register a person with a position that acts for `scope`."""
    return has_right(actor, Right.MANAGE_PEOPLE, scope)


def may_end_position(actor: User | None, position: Membership) -> Answer:
    """End a position: who manages people where it acts."""
    return has_right(actor, Right.MANAGE_PEOPLE, position.scope)


def may_lend(actor: User | None, position: Membership) -> Answer:
    """Lend a position to another, and take it back: its holder himself, or who manages people where it acts.

    Not in a position that was itself lent: what is lent is not lent on.
    """
    if actor is not None and position.person_id == actor.pk and own_positions(actor).filter(pk=position.pk).exists():
        return Allowed()
    return may_end_position(actor, position)
