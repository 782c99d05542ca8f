"""Name the standing body of a unit, the owner of a field, the members of the steering committee."""

from collections.abc import Mapping
from datetime import date

from django.db import transaction

from parindex.portal.accounts.models import User
from parindex.portal.organisations.models import CommitteeMember, FieldOwner, OrgUnit, StandingBody
from parindex.portal.organisations.permissions import Right, has_right
from parindex.portal.organisations.queries import is_under
from parindex.portal.platform import audit
from parindex.portal.platform.refusals import ActionRefused


@transaction.atomic
def name_standing_body(*, actor: User | None, unit: OrgUnit, body: OrgUnit, start: date) -> StandingBody:
    """`body` prepares for `unit` from `start` on; the one before ends there.

    Raises NotAllowed; ActionRefused `organisations.body_outside`, `organisations.starts_before_last`.
    """
    has_right(actor, Right.MANAGE_UNITS, unit).or_refuse()
    _inside(body, unit, start)
    rows = StandingBody.objects.select_for_update().filter(unit=unit)
    last = rows.filter(valid_to=None).first()
    if last is not None and last.valid_from == start:
        last.body = body
        last.save(update_fields=["body"])
        named = last
    else:
        _close(last, start)
        named = StandingBody.objects.create(unit=unit, body=body, valid_from=start)
    _record(actor, unit, "organisations.name_standing_body", {"body": body.public_id, "start": start.isoformat()})
    return named


@transaction.atomic
def name_field_owner(*, actor: User | None, province: OrgUnit, field: str, owner: OrgUnit, start: date) -> FieldOwner:
    """`owner` looks after the field from `start` on; the one before ends there.

    Raises NotAllowed; ActionRefused `organisations.body_outside`, `organisations.starts_before_last`.
    """
    has_right(actor, Right.MANAGE_UNITS, province).or_refuse()
    _inside(owner, province, start)
    last = FieldOwner.objects.select_for_update().filter(province=province, field=field, valid_to=None).first()
    if last is not None and last.valid_from == start:
        last.owner = owner
        last.save(update_fields=["owner"])
        named = last
    else:
        _close(last, start)
        named = FieldOwner.objects.create(province=province, field=field, owner=owner, valid_from=start)
    _record(
        actor,
        province,
        "organisations.name_field_owner",
        {"field": field, "owner": owner.public_id, "start": start.isoformat()},
    )
    return named


@transaction.atomic
def name_committee_member(
    *, actor: User | None, unit: OrgUnit, person: User, duty: str, start: date
) -> CommitteeMember:
    """`person` sits on the steering committee of `unit` from `start` on, with this duty; an earlier duty ends there.

    Raises NotAllowed; ActionRefused `organisations.starts_before_last`.
    """
    has_right(actor, Right.MANAGE_PEOPLE, unit).or_refuse()
    last = CommitteeMember.objects.select_for_update().filter(unit=unit, person=person, valid_to=None).first()
    if last is not None and last.valid_from == start:
        last.duty = duty
        last.save(update_fields=["duty"])
        named = last
    else:
        _close(last, start)
        named = CommitteeMember.objects.create(unit=unit, person=person, duty=duty, valid_from=start)
    changed = {"person": person.public_id, "duty": duty, "start": start.isoformat()}
    _record(actor, unit, "organisations.name_committee_member", changed)
    return named


@transaction.atomic
def release_committee_member(*, actor: User | None, member: CommitteeMember, last_day: date) -> CommitteeMember:
    """The member leaves the committee after `last_day`. Raises NotAllowed; ActionRefused."""
    has_right(actor, Right.MANAGE_PEOPLE, member.unit).or_refuse()
    end = date.fromordinal(last_day.toordinal() + 1)
    if end <= member.valid_from:
        raise ActionRefused("organisations.ends_before_it_begins", {"begins": member.valid_from, "ends": last_day})
    member.valid_to = end
    member.save(update_fields=["valid_to"])
    changed = {"person": member.person.public_id, "to": end.isoformat()}
    _record(actor, member.unit, "organisations.release_committee_member", changed)
    return member


def _inside(body: OrgUnit, unit: OrgUnit, day: date) -> None:
    if not is_under(body, unit, day):
        raise ActionRefused("organisations.body_outside")


def _close(last: StandingBody | FieldOwner | CommitteeMember | None, start: date) -> None:
    if last is None:
        return
    if start <= last.valid_from:
        raise ActionRefused("organisations.starts_before_last", {"begins": last.valid_from})
    last.valid_to = start
    last.save(update_fields=["valid_to"])


def _record(actor: User | None, unit: OrgUnit, action: str, references: Mapping[str, object]) -> None:
    audit.record(
        stream=f"unit:{unit.public_id}", action=action, subject=unit.public_id, actor=actor, references=references
    )
