"""The league of communes, the trend of twelve months against the target, and the tile map."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from math import floor

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from parindex.engine.numbers.printing import show_count, show_index
from parindex.portal.dossiers.engine_bridge import Figures, Window, dashboard
from parindex.portal.dossiers.engine_bridge.dashboard import MonthFigures
from parindex.portal.dossiers.engine_bridge.league import FEW, NEAR, Standing, league, standing_of
from parindex.portal.dossiers.engine_bridge.targets import ON_TIME, Target, TargetBook
from parindex.portal.dossiers.tables.figures import share_of
from parindex.portal.dossiers.tables.league import STANDING_TAGS, LeagueRow, LeagueTable
from parindex.portal.dossiers.views.asked import Asked, asked_of, months_before
from parindex.portal.dossiers.views.dashboard import any_dossier, facts, frame
from parindex.portal.organisations.models import UnitLevel
from parindex.portal.platform.excel import table_response
from parindex.portal.platform.tables import arrange

TREND_MONTHS = 12
WIDTH, HEIGHT, LEFT, TOP = 520, 130, 36, 10


@dataclass(frozen=True, slots=True)
class TrendRow:
    """A month: both numbers, the share, the target of that month."""

    month: date
    numerator: int
    denominator: int
    target: Target | None
    late: int
    standing: str
    covered: Window | None = None
    """The days that the records cover, when they are not the whole month."""

    @property
    def share(self) -> Decimal | None:
        """On time, in percent."""
        return share_of(self.numerator, self.denominator)

    @property
    def wanted(self) -> Decimal | None:
        """The target, in percent."""
        return share_of(self.target.numerator, self.target.denominator) if self.target else None

    @property
    def tag(self) -> tuple[object, str]:
        """Words and tint of the standing."""
        return STANDING_TAGS[self.standing]


@dataclass(frozen=True, slots=True)
class TrendChart:
    """Points of the line and of the target in the coordinates of the picture."""

    line: str
    target: str
    marks: tuple[tuple[int, int, str], ...]
    months: tuple[tuple[int, str], ...]
    grid: tuple[tuple[int, str], ...]


@require_safe
def league_page(request: HttpRequest) -> HttpResponse:
    """Trend, tiles and table; ``?export=xlsx``: the table."""
    asked = asked_of(request).whole()
    book = asked.book()
    target = book.of(ON_TIME, asked.window.last, asked.top)
    rows = _rows(asked, book)
    table = LeagueTable(rows)
    if request.GET.get("export") == "xlsx":
        return table_response(table, file_name="xep-hang-xa.xlsx", title=_("League of communes"), facts=facts(asked))
    trend = _trend(asked, book)
    counts = Counter(row.ranked.standing.value for row in rows)
    context = frame(asked) | {
        "table": arrange(request, table),
        "tiles": sorted(rows, key=lambda row: row.order),
        "legend": [(*STANDING_TAGS[code], counts[code]) for code in (each.value for each in Standing) if counts[code]],
        "trend": trend,
        "partial": any(row.covered for row in trend),
        "chart": _chart(trend),
        "target": target,
        "wanted": share_of(target.numerator, target.denominator) if target else None,
        "few": FEW,
        "near": show_count(int(NEAR * 100)),
    }
    return render(request, "dossiers/league.html", context)


def _rows(asked: Asked, book: TargetBook) -> list[LeagueRow]:
    communes = {unit.code: unit for unit in asked.units if unit.level == UnitLevel.COMMUNE}
    found: dict[str, Figures] = {
        str(group.keys[0]): group.figures
        for group in dashboard.groups(asked.only(*communes), asked.window)
        if any_dossier(group.figures)
    }
    targets = {code: book.of(ON_TIME, asked.window.last, communes[code].unit_id) for code in found}
    page = reverse("dossiers:dashboard")
    return [
        LeagueRow(
            ranked, unit.name, unit.short_name, unit.sort_key,
            f"{page}?{asked.address(**{'don-vi': unit.unit.public_id})}",
        )
        for ranked in league(found, targets)
        if (unit := communes[ranked.code])
    ]  # fmt: skip


def _trend(asked: Asked, book: TargetBook) -> list[TrendRow]:
    known = dashboard.first_and_last_day()
    if known is None:
        return []
    last = min(asked.window.last, known[1])
    found = dashboard.months(asked.part, months_before(last, TREND_MONTHS))
    return [_trend_row(row, book, asked.top, dashboard.days_covered(row.month, last)) for row in found]


def _trend_row(row: MonthFigures, book: TargetBook, unit: int | None, covered: Window | None) -> TrendRow:
    figures = row.figures
    target = book.of(ON_TIME, dashboard.month_end(row.month), unit)
    standing = Standing.PARTIAL if covered and figures.resolved else standing_of(figures, target)
    on_time = figures.early + figures.on_time
    return TrendRow(row.month, on_time, figures.resolved, target, figures.late, standing.value, covered)


def _chart(trend: Sequence[TrendRow]) -> TrendChart | None:
    shares = [row.share for row in trend if row.share is not None]
    if len(shares) < 2:  # one point is no line
        return None
    lowest = min([*shares, *(row.wanted for row in trend if row.wanted is not None)])
    bottom = min(floor(lowest / 10) * 10, 90)
    step = (100 - bottom) // 2

    def x(place: int) -> int:
        return LEFT + WIDTH * place // max(len(trend) - 1, 1)

    def y(share: Decimal | int) -> int:
        return TOP + round(HEIGHT * (100 - share) / (100 - bottom))

    shown = [(x(at), y(row.share), show_index(row.share, 1)) for at, row in enumerate(trend) if row.share is not None]
    return TrendChart(
        line=" ".join(f"{at},{high}" for at, high, _words in shown),
        target=" ".join(f"{x(at)},{y(row.wanted)}" for at, row in enumerate(trend) if row.wanted is not None),
        marks=tuple(shown),
        months=tuple((x(at), f"{row.month:%m/%y}{'*' if row.covered else ''}") for at, row in enumerate(trend)),
        grid=tuple((y(share), str(share)) for share in (bottom, bottom + step, 100)),
    )
