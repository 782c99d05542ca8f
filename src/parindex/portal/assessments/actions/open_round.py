"""Open a round: a set version, a year, the units that take part."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from django.db import transaction

from parindex.portal.accounts.models import User
from parindex.portal.assessments import permissions
from parindex.portal.assessments.models import Origin, PeerGroup, Round, RoundUnit, Sheet
from parindex.portal.criteria.models import CriteriaSetVersion
from parindex.portal.organisations.models import OrgUnit
from parindex.portal.organisations.queries import names_on
from parindex.portal.platform import audit
from parindex.portal.platform.folding import fold, sort_key
from parindex.portal.platform.refusals import ActionRefused


class TakingPart(NamedTuple):
    """A unit in a round. ``set_group``: the set's group of units for differing maxima, empty for none."""

    unit: OrgUnit
    submitted: bool = True
    reason: str = ""
    group: str = "all"
    group_title: str = ""
    set_group: str = ""


@transaction.atomic
def open_round(
    *,
    actor: User | None,
    title: str,
    owner: OrgUnit,
    set_version: CriteriaSetVersion,
    year: int,
    units: Sequence[TakingPart],
    simulated: bool = False,
    origin: Origin = Origin.COMPUTED,
    previous: Round | None = None,
    source_title: str = "",
    source_url: str = "",
) -> Round:
    """Open the round with its units, named as they stood at the end of ``year``, each with an empty sheet.

    Raises ``ActionRefused`` without units, on a set that is not issued, and when the round stands already.
    """
    permissions.may_run(actor, owner).or_refuse()
    if not units:
        raise ActionRefused("assessments.no_units", {"title": title})
    if set_version.state != "issued":
        raise ActionRefused("assessments.set_not_issued", {"title": set_version.title})
    if Round.objects.filter(owner=owner, set_version=set_version, year=year).exists():
        raise ActionRefused("assessments.round_stands", {"title": title, "year": year})
    round_ = Round.objects.create(
        title=title,
        owner=owner,
        set_version=set_version,
        year=year,
        simulated=simulated,
        origin=origin,
        previous=previous,
        source_title=source_title,
        source_url=source_url,
    )
    _write_units(round_, units)
    round_.open()
    round_.save()
    audit.record(
        stream=f"round:{round_.public_id}",
        actor=actor,
        action="assessments.open_round",
        subject=round_.public_id,
        references={"set": set_version.hash, "year": year, "units": len(units), "simulated": simulated},
    )
    return round_


def _write_units(round_: Round, units: Sequence[TakingPart]) -> None:
    titles = {taking.group: taking for taking in reversed(units)}
    groups = {
        group.code: group
        for group in PeerGroup.objects.bulk_create(
            PeerGroup(round=round_, code=code, title=first.group_title or round_.title, set_group=first.set_group)
            for code, first in titles.items()
        )
    }
    names = names_on([taking.unit for taking in units], date(round_.year, 12, 31))
    members = RoundUnit.objects.bulk_create(
        RoundUnit(
            round=round_,
            unit=taking.unit,
            group=groups[taking.group],
            name=names[taking.unit.pk].name,
            folded=fold(names[taking.unit.pk].name),
            sort_key=sort_key(names[taking.unit.pk].short_name),
            kind=names[taking.unit.pk].unit_type,
            submitted=taking.submitted,
            not_submitted_reason=taking.reason,
        )
        for taking in units
    )
    Sheet.objects.bulk_create(Sheet(round_unit=member) for member in members)
