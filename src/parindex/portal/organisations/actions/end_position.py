"""End a position on a day."""

from datetime import date

from django.db import transaction

from parindex.portal.accounts.models import User
from parindex.portal.organisations.models import Membership
from parindex.portal.organisations.permissions import may_end_position
from parindex.portal.platform import audit
from parindex.portal.platform.refusals import ActionRefused


@transaction.atomic
def end_position(*, actor: User | None, position: Membership, last_day: date) -> Membership:
    """The position is held up to and including `last_day`.

    Raises NotAllowed; ActionRefused `organisations.ends_before_it_begins`, `organisations.position_ended`.
    """
    may_end_position(actor, position).or_refuse()
    row = Membership.objects.select_for_update().get(pk=position.pk)
    end = date.fromordinal(last_day.toordinal() + 1)
    if end <= row.valid_from:
        raise ActionRefused("organisations.ends_before_it_begins", {"begins": row.valid_from, "ends": last_day})
    if row.valid_to is not None and row.valid_to <= end:
        raise ActionRefused("organisations.position_ended", {"ends": date.fromordinal(row.valid_to.toordinal() - 1)})
    before, row.valid_to = row.valid_to, end
    row.save(update_fields=["valid_to"])
    audit.record(
        stream=f"person:{row.person.public_id}",
        action="organisations.end_position",
        subject=row.public_id,
        actor=actor,
        references={"from": before and before.isoformat(), "to": end.isoformat(), "unit": row.unit.public_id},
    )
    return row
