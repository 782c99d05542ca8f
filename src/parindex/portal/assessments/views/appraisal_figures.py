"""Figures about the appraisal itself: agreement of two appraisers, and self scores against appraised ones."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from parindex.portal.accounts.models import User
from parindex.portal.assessments import permissions, queries
from parindex.portal.assessments.engine_bridge.appraisal import Judgement
from parindex.portal.assessments.queries.agreement import agreement_of
from parindex.portal.assessments.queries.gaps import RoundGaps, UnitGap, gaps_of
from parindex.portal.platform import excel
from parindex.portal.platform.folding import fold
from parindex.portal.platform.words import say


@require_safe
def agreement(request: HttpRequest, public_id: str) -> HttpResponse:
    """Percent, kappa, mean difference, and the nine cells behind them; by leaf."""
    assert isinstance(request.user, User)
    round_ = queries.round_by_id(public_id)
    permissions.may_compare_appraisals(request.user, round_).or_refuse()
    found = agreement_of(round_)
    judgements = list(Judgement)
    cells = [
        (say(f"judgement.{first}"), [found.found.table[first, second] for second in judgements]) for first in judgements
    ]
    context = {
        "round": round_,
        "simulated": round_.simulated,
        "agreement": found,
        "judgements": [say(f"judgement.{each}") for each in judgements],
        "cells": cells,
    }
    return render(request, "assessments/appraisal/agreement.html", context)


@require_safe
def gaps(request: HttpRequest, public_id: str) -> HttpResponse:
    """Every unit with self and appraised points, in all and by field, largest gap first."""
    assert isinstance(request.user, User)
    round_ = queries.round_by_id(public_id)
    permissions.may_compare_appraisals(request.user, round_).or_refuse()
    found = gaps_of(round_)
    words = fold(request.GET.get("tim", "")).split()
    units = [unit for unit in found.units if all(word in unit.folded for word in words)]
    if request.GET.get("format") == "xlsx":
        title = _("Self and appraised points: %(title)s") % {"title": round_.title}
        response = HttpResponse(
            excel.workbook(_rows(found, units), title=title, facts=[round_.title]), content_type=excel.MEDIA_TYPE
        )
        response["Content-Disposition"] = f'attachment; filename="chenh-lech-{round_.year}.xlsx"'
        return response
    context = {
        "round": round_,
        "simulated": round_.simulated,
        "gaps": found,
        "units": [(unit, _dumbbell(unit, found)) for unit in units],
        "search_units": request.GET.get("tim", ""),
    }
    return render(request, "assessments/appraisal/gaps.html", context)


def _rows(found: RoundGaps, units: list[UnitGap]) -> Iterator[list[object]]:
    heads = [_("Unit"), _("Self"), _("Appraised"), _("Appraised − self"), _("Lowered"), _("Raised")]
    yield [*heads, *(f"{each.number}. {each.short_title or each.title}" for each in found.fields)]
    for unit in units:
        whole = unit.whole
        own = [unit.name, whole.own, whole.appraised, whole.gap, whole.lowered, whole.raised]
        yield [*own, *(part.gap for part in unit.by_field)]
    whole = found.whole
    total = [_("All units"), whole.own, whole.appraised, whole.gap, whole.lowered, whole.raised]
    yield [*total, *(part.gap for part in found.by_field)]


def _dumbbell(unit: UnitGap, found: RoundGaps) -> dict[str, str]:
    """Places of the two ends in an SVG 160 wide; the axis runs from the lowest to the highest point of all units."""
    ends = [points for each in found.units for points in (each.whole.own, each.whole.appraised)]
    low, high = min(ends), max(ends)
    span = high - low or Decimal(1)

    def place(points: Decimal) -> str:
        return f"{Decimal(6) + (points - low) * 148 / span:.1f}"

    return {"own": place(unit.whole.own), "appraised": place(unit.whole.appraised)}
