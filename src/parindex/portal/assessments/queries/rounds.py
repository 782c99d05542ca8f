"""Finding rounds and the units in them."""

from __future__ import annotations

from django.db.models import Count, Q, QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404

from parindex.portal.accounts.models import User
from parindex.portal.assessments import permissions
from parindex.portal.assessments.models import Origin, Round, RoundUnit
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
    """Rounds for the list, with ``unit_count`` and ``absent_count``; one query.

    Absent: listed as not having handed in, or with a sheet that is not handed in yet; what is published waits for none.
    """
    waits = Q(published_version=None, origin=Origin.COMPUTED, units__sheet__isnull=False)
    not_handed_in = waits & ~Q(units__sheet__state=SheetState.HANDED_IN)
    return list(
        rounds_for(actor).annotate(
            unit_count=Count("units", distinct=True),
            absent_count=Count("units", filter=Q(units__submitted=False) | not_handed_in, distinct=True),
        )
    )


def years_of(actor: User, round_: Round) -> list[Round]:
    """The rounds of the same owner and set in other years, oldest first: for the year switch."""
    same = rounds_for(actor).filter(owner=round_.owner_id, set_version__criteria_set=round_.set_version.criteria_set_id)
    return list(same.order_by("year"))


def units_of(round_: Round, units: list[int]) -> list[RoundUnit]:
    """Units of the round by row id, in Vietnamese order."""
    return list(round_.units.filter(pk__in=units).select_related("unit").order_by("sort_key"))
