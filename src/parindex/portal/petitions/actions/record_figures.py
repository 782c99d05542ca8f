"""Record what the register says as facts: on time, dialogues held, dossiers complained of; each leads back to rows."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from django.db import transaction
from django.urls import reverse

from parindex.portal.accounts.models import User
from parindex.portal.facts.actions import IndicatorRow, Recorded, ValueRow, declare_indicators, record_values
from parindex.portal.facts.models import FactStatus, Shape
from parindex.portal.organisations.models import OrgUnit
from parindex.portal.organisations.queries import subtree_on
from parindex.portal.petitions import engine_bridge, permissions
from parindex.portal.petitions.queries import Figures, Period, figures_of
from parindex.portal.platform import audit, clock

ON_TIME, HELD, COMPLAINED = "petitions.handled_on_time", "dialogues.held", "dossiers.complained"
SOURCE = "Sổ tiếp nhận, xử lý phản ánh, kiến nghị và đối thoại"
"""The same source again supersedes its own value."""


@transaction.atomic
def record_figures(*, actor: User | None, owner: OrgUnit, period: Period) -> tuple[Recorded, ...]:
    """One fact a unit under ``owner`` and indicator, for units with anything in the register in the period.

    On time: numerator = closed on time and open within the limit, denominator = carried over and received (QĐ 766,
    5.2). A unit without petitions gets no ratio: nothing to divide. Raises ``NotAllowed``.
    """
    permissions.may_record_figures(actor, owner).or_refuse()
    titles = engine_bridge.indicator_titles()
    wanted = [IndicatorRow(code, titles[code][0], Shape(titles[code][1]), titles[code][2]) for code in _CODES]
    declare_indicators(actor=None, rows=wanted)
    units = subtree_on(owner)
    figures = figures_of(units, period)
    rows = list(_rows(figures, {unit.pk: unit for unit in units.filter(pk__in=_named(figures))}))
    recorded = record_values(actor=actor, rows=rows, owner=owner)
    audit.record(
        stream=f"petitions:{owner.public_id}",
        actor=actor,
        action="petitions.record_figures",
        subject=owner.public_id,
        references={"from": period.first.isoformat(), "until": period.last.isoformat(), "values": len(rows)},
    )
    return recorded


_CODES = (ON_TIME, HELD, COMPLAINED)


def _named(figures: Figures) -> set[int]:
    return {*figures.rows, *figures.dialogues}


def _rows(figures: Figures, units: dict[int, OrgUnit]) -> Iterator[ValueRow]:
    for pk, unit in sorted(units.items()):
        line = figures.rows.get(pk)
        if line is not None and line.all:
            yield _value(figures, unit, ON_TIME, "list", Decimal(line.handled), Decimal(line.all))
        if line is not None and line.received:
            yield _value(figures, unit, COMPLAINED, "list", Decimal(figures.complained.get(pk, 0)))
        if pk in figures.dialogues:
            yield _value(figures, unit, HELD, "dialogues", Decimal(figures.dialogues[pk]))


def _value(
    figures: Figures, unit: OrgUnit, code: str, page: str, value: Decimal, whole: Decimal | None = None
) -> ValueRow:
    period = figures.period
    address = reverse(f"petitions:{page}")
    return ValueRow(
        indicator=code,
        unit=unit,
        period_from=period.first,
        period_to=period.last,
        status=FactStatus.COMPUTED,
        source_title=SOURCE,
        source_url=f"{address}?don-vi={unit.public_id}&tu={period.first:%d/%m/%Y}&den={period.last:%d/%m/%Y}",
        numerator=value if whole is not None else None,
        denominator=whole,
        value=None if whole is not None else value,
        as_of=min(period.last, clock.today()),
        simulated=figures.simulated,
    )
