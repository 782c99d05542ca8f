"""Open this year's round as last year's was: the units that still exist, the same groups and calendar."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from parindex.portal.accounts.models import User
from parindex.portal.assessments import permissions
from parindex.portal.assessments.actions.open_round import TakingPart, open_round
from parindex.portal.assessments.actions.set_calendar import StageTimes, set_calendar
from parindex.portal.assessments.models import Round, RoundStage
from parindex.portal.criteria.models import CriteriaSetVersion
from parindex.portal.organisations.models import OrgUnitVersion
from parindex.portal.organisations.queries import on_day
from parindex.portal.platform import clock


@transaction.atomic
def copy_round_from_last_year(
    *, actor: User | None, previous: Round, title: str, set_version: CriteriaSetVersion, year: int
) -> Round:
    """Open a round of ``year`` on ``set_version`` with the units of ``previous`` that exist at the year's end.

    The calendar moves by the years between; 29/02 becomes 28/02. Raises what ``open_round`` raises.
    """
    permissions.may_run(actor, previous.owner).or_refuse()
    members = list(previous.units.select_related("unit", "group"))
    existing = set(
        OrgUnitVersion.objects.filter(
            on_day(date(year, 12, 31)), unit__in=[member.unit_id for member in members]
        ).values_list("unit_id", flat=True)
    )
    round_ = open_round(
        actor=actor,
        title=title,
        owner=previous.owner,
        set_version=set_version,
        year=year,
        units=[
            TakingPart(
                member.unit,
                group=member.group.code,
                group_title=member.group.title if member.group.title != previous.title else "",
                set_group=member.group.set_group,
            )
            for member in members
            if member.unit_id in existing
        ],
        simulated=previous.simulated,
        previous=previous,
    )
    later = year - previous.year
    times = [
        StageTimes(RoundStage(row.stage), moved(row.opens_at, later), moved(row.closes_at, later))
        for row in previous.windows.all()
    ]
    if times:
        set_calendar(actor=actor, round_=round_, stages=times)
    return round_


def moved(moment: datetime, years: int) -> datetime:
    """The same day and minute in Vietnam ``years`` later."""
    local = moment.astimezone(clock.VIETNAM)
    try:
        return local.replace(year=local.year + years)
    except ValueError:
        return local.replace(year=local.year + years, day=28)
