"""Finding rounds and the units in them."""

from __future__ import annotations

from django.db.models import Count, Q, QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404

from parindex.portal.accounts.models import User
from parindex.portal.assessments import permissions
from parindex.portal.assessments.models import Round, RoundUnit
from parindex.portal.assessments.queries.hand_ins import round_tells_by_sheets
from parindex.portal.assessments.sheet_workflow import SheetState
from parindex.portal.platform.prepared import Prepared


def rounds_for(actor: User) -> QuerySet[Round]:
    """Rounds that the person may open, newest first, without the text of their sets."""
    return permissions.visible_to(actor).defer("set_version__canonical").order_by("-year", "title")


def round_by_id(public_id: str) -> Round:
    """The round behind an address. Answers 404 for none."""
    rounds = Round.objects.select_related("owner", "set_version__criteria_set", "previous")
    return get_object_or_404(rounds, public_id=public_id)


def unit_in_round(public_id: str, unit_public_id: str) -> RoundUnit:
    """A unit of a round by both public ids. Answers 404 for none."""
    found = _UNIT_IN_ROUND.first(public_id=public_id, unit_public_id=unit_public_id)
    if found is None:
        raise Http404(unit_public_id)
    return found


def _unit_in_round(public_id: str, unit_public_id: str) -> QuerySet[RoundUnit]:
    units = RoundUnit.objects.select_related(
        "unit", "group", "round__owner", "round__set_version__criteria_set", "round__previous"
    )
    # The set's text is long, and the set is mostly ready already (``figures.compiled_for``).
    units = units.defer("round__set_version__canonical")
    return units.filter(round__public_id=public_id, unit__public_id=unit_public_id)


_UNIT_IN_ROUND = Prepared(_unit_in_round, public_id=str, unit_public_id=str)


def rounds_with_counts(actor: User) -> list[Round]:
    """Rounds for the list, with ``unit_count`` and ``absent_count`` (as ``hand_ins.not_handed_in``); one query."""
    sheets = round_tells_by_sheets()
    by_sheet = sheets & ~Q(units__sheet__state=SheetState.HANDED_IN)
    noted = ~sheets & Q(units__submitted=False)
    return list(
        rounds_for(actor).annotate(
            unit_count=Count("units", distinct=True),
            absent_count=Count("units", filter=noted | by_sheet, distinct=True),
        )
    )


def years_of(actor: User, round_: Round) -> list[Round]:
    """The rounds of the same owner and set in other years, oldest first: for the year switch."""
    same = rounds_for(actor).filter(owner=round_.owner_id, set_version__criteria_set=round_.set_version.criteria_set_id)
    return list(same.order_by("year"))


def units_of(round_: Round, units: list[int]) -> list[RoundUnit]:
    """Units of the round by row id, in Vietnamese order."""
    return list(round_.units.filter(pk__in=units).select_related("unit").order_by("sort_key"))
