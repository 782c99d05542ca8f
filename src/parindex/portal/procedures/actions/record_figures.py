"""Record what the catalogue says as facts, for its owner and for the communes that handle its procedures."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from django.db import transaction
from django.urls import reverse

from parindex.portal.accounts.models import User
from parindex.portal.facts.actions import IndicatorRow, Recorded, ValueRow, declare_indicators, record_values
from parindex.portal.facts.models import FactStatus, Shape
from parindex.portal.organisations.models import OrgUnit, UnitLevel
from parindex.portal.organisations.queries import communes_of, version_on
from parindex.portal.platform import audit, clock
from parindex.portal.procedures import engine_bridge, permissions
from parindex.portal.procedures.models import Procedure, ProcedureLevel
from parindex.portal.procedures.queries import Counts, Period, Publication, counts_on, publication_of

CODES = (
    "procedures.at_one_stop",
    "procedures.online",
    "procedures.joined",
    "procedures.published",
    "procedures.published_on_time",
    "qd766.i11",
    "qd766.i12",
    "qd766.i13",
    "qd766.i31",
)
SOURCE = "Danh mục thủ tục hành chính"
"""The same source again supersedes its own value."""


@transaction.atomic
def record_figures(*, actor: User | None, owner: OrgUnit, period: Period) -> tuple[Recorded, ...]:
    """One fact an indicator: of the owner over its whole catalogue, of each commune over the commune-level procedures.

    Counts are of the period's last day (or today, if that is earlier); announcements are those of the period. What
    would be divided by nothing is not recorded. Communes get no figures of announcing: that is not their act.
    Raises ``NotAllowed``.
    """
    permissions.may_manage(actor, owner).or_refuse()
    titles = engine_bridge.indicator_titles()
    wanted = [IndicatorRow(code, titles[code][0], Shape(titles[code][1]), titles[code][2]) for code in CODES]
    declare_indicators(actor=None, rows=wanted)
    day = min(period.last, clock.today())
    counts = counts_on(day, owner)
    simulated = Procedure.objects.filter(owner=owner, simulated=True).exists()
    rows = [*_of_owner(owner, counts, publication_of(owner, period, day), simulated)]
    commune = next((each for each in counts if each.level == ProcedureLevel.COMMUNE), None)
    if commune is not None and version_on(owner, day).level == UnitLevel.PROVINCE:
        for version in communes_of(owner, day):
            rows += _of_catalogue(version.unit, owner, commune, period, simulated)
    recorded = record_values(actor=actor, rows=rows, owner=owner)
    audit.record(
        stream=f"procedures:{owner.public_id}",
        actor=actor,
        action="procedures.record_figures",
        subject=owner.public_id,
        references={"from": period.first.isoformat(), "until": period.last.isoformat(), "values": len(rows)},
    )
    return recorded


def _of_owner(owner: OrgUnit, counts: list[Counts], told: Publication, simulated: bool) -> Iterator[ValueRow]:
    total = Counts("")
    for each in counts:
        total = total.plus(each)
    yield from _of_catalogue(owner, owner, total, told.period, simulated)
    pairs = {
        "procedures.published": (told.standing_published, told.standing),
        "procedures.published_on_time": (told.announced_on_time, told.announced),
        "qd766.i11": (told.announced_on_time, told.announced),
        "qd766.i12": (told.public_on_time, told.due_public),
        "qd766.i13": (told.standing_complete, told.standing_public),
    }
    yield from _rows(owner, owner, pairs, "publication", told.period, simulated)


def _of_catalogue(unit: OrgUnit, owner: OrgUnit, counts: Counts, period: Period, simulated: bool) -> Iterator[ValueRow]:
    pairs = {
        "procedures.at_one_stop": (counts.one_stop, counts.total),
        "procedures.online": (counts.eligible_online, counts.eligible),
        "procedures.joined": (counts.joined, counts.inter_agency),
        "qd766.i31": (counts.online, counts.total),
    }
    yield from _rows(unit, owner, pairs, "counts", period, simulated)


def _rows(
    unit: OrgUnit, owner: OrgUnit, pairs: dict[str, tuple[int, int]], page: str, period: Period, simulated: bool
) -> Iterator[ValueRow]:
    day = min(period.last, clock.today())
    days = {
        "counts": f"ngay={day:%d/%m/%Y}",
        "publication": f"tu={period.first:%d/%m/%Y}&den={period.last:%d/%m/%Y}",
    }
    for code, (numerator, denominator) in pairs.items():
        if denominator:
            yield ValueRow(
                indicator=code,
                unit=unit,
                period_from=period.first,
                period_to=period.last,
                status=FactStatus.COMPUTED,
                source_title=SOURCE,
                source_url=f"{reverse(f'procedures:{page}')}?danh-muc={owner.public_id}&{days[page]}",
                numerator=Decimal(numerator),
                denominator=Decimal(denominator),
                as_of=day,
                simulated=simulated,
            )
