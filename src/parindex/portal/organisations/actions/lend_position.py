"""Lend a position to another person from one day to another (uỷ quyền), and take it back."""

from collections.abc import Mapping
from datetime import date, timedelta

from django.db import transaction

from parindex.portal.accounts.models import User
from parindex.portal.organisations.models import Delegation, Membership
from parindex.portal.organisations.permissions import may_lend
from parindex.portal.platform import audit, clock
from parindex.portal.platform.refusals import ActionRefused

LONGEST = timedelta(days=366)


@transaction.atomic
def lend_position(
    *, actor: User | None, position: Membership, person: User, first_day: date, last_day: date, basis: str = ""
) -> Delegation:
    """`person` may act in `position` from `first_day` to `last_day`, both included, once he chooses it.

    Raises NotAllowed; ActionRefused `organisations.lent_to_himself`, `organisations.dates_turned_lending`,
    `organisations.lent_too_long`, `organisations.lent_beyond`, `organisations.lent_to_closed`.
    """
    may_lend(actor, position).or_refuse()
    end = last_day + timedelta(days=1)
    if person.pk == position.person_id:
        raise ActionRefused("organisations.lent_to_himself")
    if not person.is_active:
        raise ActionRefused("organisations.lent_to_closed")
    if last_day < first_day or last_day < clock.today():
        raise ActionRefused("organisations.dates_turned_lending", {"begins": first_day, "ends": last_day})
    if end - first_day > LONGEST:
        raise ActionRefused("organisations.lent_too_long", {"days": LONGEST.days})
    if first_day < position.valid_from or (position.valid_to is not None and end > position.valid_to):
        raise ActionRefused("organisations.lent_beyond")
    lent = Delegation.objects.create(
        position=position, person=person, valid_from=first_day, valid_to=end, basis=basis.strip(), given_by=actor
    )
    _record(actor, lent, "organisations.lend_position", {"from": first_day.isoformat(), "to": end.isoformat()})
    return lent


@transaction.atomic
def take_back_position(*, actor: User | None, lent: Delegation) -> Delegation:
    """The loan ends today: from now on it opens nothing. Raises NotAllowed; ActionRefused `organisations.lent_over`."""
    may_lend(actor, lent.position).or_refuse()
    today = clock.today()
    if lent.valid_to <= today:
        raise ActionRefused("organisations.lent_over")
    before = lent.valid_to
    lent.valid_to = max(today, lent.valid_from)
    lent.save(update_fields=["valid_to"])
    changed = {"from": before.isoformat(), "to": lent.valid_to.isoformat()}
    _record(actor, lent, "organisations.take_back_position", changed)
    return lent


def _record(actor: User | None, lent: Delegation, action: str, changed: Mapping[str, object]) -> None:
    holder = lent.position.person
    audit.record(
        stream=f"person:{holder.public_id}",
        action=action,
        subject=lent.public_id,
        actor=actor,
        references={"lent": lent.position.public_id, "person": lent.person.public_id, **changed},
    )
