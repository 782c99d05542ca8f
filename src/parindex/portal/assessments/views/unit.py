"""A unit in a round: results, lost points, what-if, path to a target. Every question lives in the address."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from parindex.engine.numbers.exact import ZERO
from parindex.portal.accounts.models import User
from parindex.portal.assessments import engine_bridge, permissions, queries
from parindex.portal.assessments.models import Origin
from parindex.portal.assessments.queries.disclosure import results_disclosed
from parindex.portal.assessments.queries.shown_sums import shown_difference, shown_index_in_full
from parindex.portal.assessments.queries.unit_sheets import UnitSheet, unit_sheet
from parindex.portal.assessments.tables import band_tone
from parindex.portal.assessments.views.ledger import ledger_context, ledger_workbook
from parindex.portal.assessments.views.printed import printed_context
from parindex.portal.assessments.views.questions import path_context, trial_context
from parindex.portal.plans.permissions import may_write


def unit(request: HttpRequest, public_id: str, unit_id: str) -> HttpResponse:
    """The whole page; htmx takes the part it asks for (`#trial-answer`, `#path`, `#ledger`)."""
    assert isinstance(request.user, User)
    member = queries.unit_in_round(public_id, unit_id)
    permissions.may_see_points(request.user, member).or_refuse()
    sheet = unit_sheet(member, request.user)
    if request.GET.get("format") == "xlsx":
        return ledger_workbook(sheet)
    context = unit_context(sheet) | ledger_context(request.GET, sheet)
    context["may_draft"] = results_disclosed(member.round) and bool(may_write(request.user, member.unit))
    if member.round.origin == Origin.IMPORTED:
        return render(request, "assessments/printed_unit.html", context | printed_context(sheet))
    if sheet.result is None or sheet.result.points is None:
        return render(request, "assessments/unit_without_result.html", context)
    context |= trial_context(request.GET, sheet) | path_context(request.GET, sheet)
    return render(request, "assessments/unit.html", context)


def unit_context(sheet: UnitSheet) -> dict[str, Any]:
    """What the head of each page about the unit shows."""
    result, before = sheet.result, sheet.before
    now, past = result.index if result else None, before.index if before else None
    fields = sheet.fields
    maxima_differ = any(line.maxima_differ for line in fields)
    total_change = None if maxima_differ else _total(line.change for line in fields)
    total_lost = sum((line.lost for line in fields), ZERO)
    bands = [band.name for band in scheme.bands] if (scheme := sheet.ready.criteria_set.class_scheme) else []
    return {
        "member": sheet.member,
        "round": sheet.member.round,
        "simulated": sheet.member.round.simulated,
        "shown_unit": sheet.member.name,
        "sheet": sheet,
        "result": result,
        "next_year": sheet.member.round.year + 1,
        "maxima_differ": maxima_differ,
        "total_change": total_change,
        "total_lost": total_lost,
        "index_in_full": shown_index_in_full(result),
        "fields_difference": shown_difference(
            [
                ([line.points for line in fields], result.points if result else None),
                ([line.maximum for line in fields], result.applicable_maximum if result else None),
                ([line.change for line in fields], total_change),
                ([line.lost for line in fields], total_lost),
            ]
        ),
        "before": before,
        "change": None if now is None or past is None else now - past,
        "above": engine_bridge.next_class(sheet.ready, sheet.examined.result),
        "tone": band_tone(result.band if result else "", bands),
    }


def _total(changes: Iterable[Decimal | None]) -> Decimal | None:
    """The sum of what can be compared; None when nothing can."""
    known = [change for change in changes if change is not None]
    return sum(known, ZERO) if known else None
