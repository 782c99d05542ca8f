"""Record what the store says as facts: numerator and denominator, window, store version; each leads back to rows.

For the criteria a fact stands under the assessment year, whatever days were counted; for reports it stands under its
own days, so that a month, a quarter and a year stand beside each other and none replaces the other.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from django.db import transaction
from django.urls import reverse

from parindex.engine.numbers.printing import show_date
from parindex.portal.accounts.models import User
from parindex.portal.dossiers import engine_bridge, permissions
from parindex.portal.dossiers.engine_bridge import Figures, View, Window
from parindex.portal.dossiers.engine_bridge.dashboard import Part
from parindex.portal.dossiers.engine_bridge.figures import counts_letters, view_of_indicator
from parindex.portal.dossiers.engine_bridge.kept_windows import keep_window
from parindex.portal.dossiers.engine_bridge.reports import official
from parindex.portal.dossiers.models import FOR_REPORTS, FigureFact, ImportBatch
from parindex.portal.dossiers.queries.imports import standing_at
from parindex.portal.dossiers.queries.letters import IN_REGISTER, SIGNED_LATER, by_place, in_register, with_letters
from parindex.portal.facts.actions import Answer, IndicatorRow, Recorded, ValueRow, declare_indicators, record_values
from parindex.portal.facts.models import FactStatus, FactVersion, Shape
from parindex.portal.organisations.models import OrgUnit, OrgUnitVersion, UnitLevel
from parindex.portal.organisations.queries import subtree_on, versions_on
from parindex.portal.platform import audit, clock, events
from parindex.portal.platform.public_ids import new_public_id
from parindex.portal.platform.refusals import ActionRefused

SOURCE = "Kho hồ sơ một cửa"
"""The same source again supersedes its own value."""
COUNTED_BY = {UnitLevel.DEPARTMENT.value: View.DECIDED}
"""Whose dossiers the criteria of a level mean; of the desk that received them where nothing is said."""
LEVELS = (UnitLevel.COMMUNE, UnitLevel.DEPARTMENT)


class _Period(NamedTuple):
    """Under which days a fact stands, and the scope that this adds."""

    first: date
    last: date
    scope: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class _Counted:
    """One unit's counts in one view; letters of the register are counted with those that the source knows of."""

    unit: OrgUnitVersion
    view: View
    figures: Figures
    in_register: int = 0
    signed_later: int = 0
    """Letters of the register issued after the last day of the window: they do not count."""

    def scope(self, indicator: str) -> dict[str, str]:
        """None for the view that the criteria mean; the other one stands beside it."""
        own = view_of_indicator(indicator)
        meant = own or COUNTED_BY.get(self.unit.level, View.RECEIVED)
        return {} if self.view is meant else {"view": self.view.value}

    def note(self, indicator: str, window: Window) -> str:
        """Over which days, of which dossiers, and up to which day letters count: what a reader needs to compare."""
        code = "letters" if counts_letters(indicator) else "counted"
        values = {"first": show_date(window.first), "last": show_date(window.last), "later": self.signed_later}
        return official(f"dossier_figure.{code}.{self.view.value}", values)


@transaction.atomic
def record_dossier_figures(
    *, actor: User | None, owner: OrgUnit, year: int | None, window: Window
) -> tuple[Recorded, ...]:
    """One fact a unit under ``owner``, indicator and view, counted over ``window``.

    ``year``: the assessment year whose criteria take the figure; its report window may begin before it (NĐ 09/2019:
    from 15/12), so both are said. ``None``: a figure for reports, under the window's own days, which no criterion
    takes. A unit without any dossier in the window gets none. Everything is counted of one version of the store,
    which is kept for ever; an import that writes meanwhile changes nothing. Reports of a window that has ended are
    made of it. Raises ``NotAllowed``, ``ActionRefused`` for a window that has nothing to do with the year, one for
    reports that has not ended, or an empty store.
    """
    permissions.may_record_figures(actor, owner).or_refuse()
    period = _period(year, window)
    if not engine_bridge.has_records():
        raise ActionRefused("dossiers.store_empty")
    version = engine_bridge.store_version()
    counted = list(_counted(owner, window, version))
    standing = standing_at(version)
    simulated = standing.filter(simulated=True).exists()
    rows = {new_public_id(): (each, row) for each in counted for row in _values(each, period, window, simulated)}
    rows = {key: (each, _leading_back(row, key)) for key, (each, row) in rows.items()}
    _declare(for_reports=year is None)
    engine_bridge.keep_version(version, kind="fact", name=f"{owner.public_id}/{year or _days_name(window)}")
    if window.last < clock.today():
        keep_window(version, owner=owner.public_id, window=window)
    recorded = record_values(actor=actor, rows=[row for _, row in rows.values()], owner=owner)
    _link(rows, version, window, standing.order_by("-version_after").first())
    codes = sorted({each.row.indicator for each in recorded if each.answer is Answer.RECORDED})
    counts = {answer.value: sum(each.answer is answer for each in recorded) for answer in Answer}
    audit.record(
        stream="dossiers",
        actor=actor,
        action="dossiers.record_dossier_figures",
        subject=owner.public_id,
        references={
            **({"year": year} if year is not None else FOR_REPORTS),
            "from": window.first.isoformat(),
            "until": window.last.isoformat(),
            "store_version": version,
            "values": counts[Answer.RECORDED.value],
        },
    )
    if year is not None:  # figures for reports fill no sheet
        events.happened("dossiers.figures_recorded", owner.public_id, {"year": year, "indicators": codes})
    return recorded


def _period(year: int | None, window: Window) -> _Period:
    if year is None:
        if window.last >= clock.today():
            raise ActionRefused("dossiers.window_not_over", {"last": show_date(window.last)})
        return _Period(window.first, window.last, FOR_REPORTS)
    if not {window.first.year, window.last.year} & {year - 1, year, year + 1} or window.first > clock.today():
        raise ActionRefused("dossiers.window_off_year", {"year": year})
    return _Period(date(year, 1, 1), date(year, 12, 31), {})


def _days_name(window: Window) -> str:
    return f"{window.first.isoformat()}/{window.last.isoformat()}"


def _counted(owner: OrgUnit, window: Window, version: int) -> Iterator[_Counted]:
    below = subtree_on(owner)
    units = [unit for unit in versions_on().filter(unit__in=below, level__in=LEVELS) if unit.code]
    for view in View:
        found = engine_bridge.counted_at(version, window, view)
        part = Part(view, tuple(sorted(unit.code for unit in units)))
        letters = by_place(in_register(part, window, window.last, version), view)
        by_now = by_place(in_register(part, window, max(window.last, clock.today()), version), view)
        for unit in units:
            figures = found.get(unit.code)
            if figures is not None and (figures.received_total or figures.closed):
                own = letters.get(unit.code, [])
                later = len(by_now.get(unit.code, [])) - len(own)
                yield _Counted(unit, view, with_letters(figures, own), len(own), later)


def _values(each: _Counted, period: _Period, window: Window, simulated: bool) -> Iterator[ValueRow]:
    for value in _figures_for(each, period):
        ratio = value.denominator is not None
        yield ValueRow(
            indicator=value.code,
            unit=each.unit.unit,
            period_from=period.first,
            period_to=period.last,
            status=FactStatus.COMPUTED,
            source_title=SOURCE,
            numerator=Decimal(value.numerator) if ratio else None,
            denominator=None if value.denominator is None else Decimal(value.denominator),
            value=None if ratio else Decimal(value.numerator),
            scope={**period.scope, **each.scope(value.code)},
            note=each.note(value.code, window),
            as_of=min(window.last, clock.today()),
            simulated=simulated,
        )


def _figures_for(each: _Counted, period: _Period) -> Iterable[engine_bridge.IndicatorValue]:
    """Reports call a count by its column in form II.06a; criteria have names of their own for sums of columns."""
    if period.scope == FOR_REPORTS:
        return engine_bridge.values_for_reports(each.figures)
    return engine_bridge.values_of(each.figures, level=each.unit.level)


def _leading_back(row: ValueRow, key: str) -> ValueRow:
    return replace(row, source_url=reverse("dossiers:figure", args=[key]))


def _declare(*, for_reports: bool) -> None:
    titles = engine_bridge.indicator_titles()
    codes = [each.code for each in engine_bridge.definitions().figures]
    rows = [IndicatorRow(code, titles[code][0], Shape(titles[code][1]), titles[code][2]) for code in codes]
    if for_reports:
        columns = engine_bridge.report_figures()
        rows += [IndicatorRow(each.code, each.title, Shape.COUNT, columns.unit) for each in columns.figures]
    declare_indicators(actor=None, rows=rows)


def _link(
    rows: Mapping[str, tuple[_Counted, ValueRow]], store_version: int, window: Window, batch: ImportBatch | None
) -> None:
    """Tie every new version to the store version that it was counted of, and to the newest batch in it."""
    keys = {row.source_url: key for key, (_, row) in rows.items()}
    versions = FactVersion.objects.filter(source_title=SOURCE, dossier_figure=None)
    FigureFact.objects.bulk_create(
        FigureFact(
            public_id=keys[version.source_url],
            version=version,
            store_version=store_version,
            batch=batch,
            first=window.first,
            last=window.last,
            view=rows[keys[version.source_url]][0].view.value,
            counts=engine_bridge.counts_of(rows[keys[version.source_url]][0].figures)
            | {
                IN_REGISTER: rows[keys[version.source_url]][0].in_register,
                SIGNED_LATER: rows[keys[version.source_url]][0].signed_later,
            },
        )
        for version in versions
        if version.source_url in keys
    )
