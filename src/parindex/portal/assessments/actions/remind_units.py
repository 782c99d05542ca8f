"""The coordinator reminds units that have not handed in; one mail to each of their people."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction
from django.urls import reverse

from parindex.portal.accounts.models import User
from parindex.portal.assessments import permissions
from parindex.portal.assessments.models import Round, RoundStage, RoundUnit
from parindex.portal.assessments.queries.windows import moment_text, windows_by_unit
from parindex.portal.assessments.sheet_workflow import SheetState
from parindex.portal.platform import audit, clock, notifications
from parindex.portal.platform.refusals import ActionRefused


@transaction.atomic
def remind_units(*, actor: User, round_: Round, units: Sequence[RoundUnit]) -> int:
    """Tell the people of each unit that has not handed in, at most once a day; gives the number of units reminded.

    Raises ``NotAllowed``; ``ActionRefused`` when no unit is chosen or the round has no time for its sheets.
    """
    permissions.may_run(actor, round_.owner).or_refuse()
    windows = windows_by_unit(round_, RoundStage.SELF_ASSESSMENT)
    if not windows:
        raise ActionRefused("assessments.window_not_set", {"stage": RoundStage.SELF_ASSESSMENT.value})
    if not units:
        raise ActionRefused("assessments.nobody_chosen")
    reminded = 0
    for unit in units:
        if unit.round_id != round_.pk or unit.sheet.state == SheetState.HANDED_IN:
            continue
        ends = moment_text(windows[unit.pk].ends_at)
        told = [_tell(person, actor, round_, unit, ends) for person in permissions.fillers_of(unit)]
        audit.record(
            stream=f"round:{round_.public_id}/unit:{unit.unit.public_id}",
            actor=actor,
            action="assessments.remind_units",
            subject=unit.unit.public_id,
            references={"people": len(told), "told": sum(told)},
        )
        reminded += 1
    return reminded


def _tell(person: User, actor: User, round_: Round, unit: RoundUnit, ends: str) -> bool:
    written = notifications.tell(
        person,
        key=f"remind:{round_.public_id}:{unit.unit.public_id}:{clock.today().isoformat()}",
        code="reminder.by_hand",
        values={"title": round_.title, "unit": unit.name, "ends": ends, "sender": actor.full_name},
        address=reverse("assessments:sheet", args=[round_.public_id, unit.unit.public_id]),
    )
    return written is not None
