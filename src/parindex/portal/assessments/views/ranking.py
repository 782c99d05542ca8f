"""The ranking of a round."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from parindex.portal.accounts.models import User
from parindex.portal.assessments import permissions, queries
from parindex.portal.assessments.forms import RankingFilter
from parindex.portal.assessments.models import Round
from parindex.portal.assessments.queries import Ranking
from parindex.portal.assessments.queries.disclosure import results_answer
from parindex.portal.assessments.tables import RankingTable
from parindex.portal.platform.excel import table_response
from parindex.portal.platform.tables import arrange


def ranking(request: HttpRequest, public_id: str) -> HttpResponse:
    """By total, field or criterion; found without accents, filtered, sorted, paged; `?format=xlsx` for Excel."""
    person = request.user
    assert isinstance(person, User)
    round_ = queries.round_by_id(public_id)
    permissions.may_see_results(person, round_).or_refuse()
    shown = queries.ranking_of(round_, request.GET.get("by", ""))
    form = RankingFilter(request.GET, ranking=shown)
    if request.GET.get("format") == "xlsx":
        rows = form.narrow([*shown.placed, *shown.unplaced])
        table = RankingTable(rows, round_=round_, ranking=shown)
        return table_response(table, file_name=f"xep-hang-{round_.year}.xlsx", title=round_.title, facts=_facts(round_))
    table = _table(person, round_, shown, form)
    arrange(request, table)
    context = {"round": round_, "ranking": shown, "form": form, "table": table, "simulated": round_.simulated}
    return render(request, "assessments/ranking.html", context | {"years": _years(person, round_)})


def _table(person: User, round_: Round, shown: Ranking, form: RankingFilter) -> RankingTable:
    own = set(permissions.own_units(person, round_))
    opened = permissions.open_units(person, round_)
    table = RankingTable(form.narrow(shown.placed), round_=round_, ranking=shown, opened=opened)
    mine = [row for row in [*shown.placed, *shown.unplaced] if row.pk in own]
    table.own = RankingTable(mine, round_=round_, ranking=shown, opened=opened, marks_own=True) if mine else None
    apart = form.narrow(shown.unplaced)
    table.apart = RankingTable(apart, round_=round_, ranking=shown, opened=opened) if apart else None
    if apart:
        table.under_note = _("%(number)s units without a rank stand at the end") % {"number": len(apart)}
    return table


def _years(person: User, round_: Round) -> list[Round]:
    """The years whose rankings are open to the person; only a round that is not announced costs queries."""
    return [each for each in queries.years_of(person, round_) if results_answer(person, each)]


def _facts(round_: Round) -> list[str]:
    facts = [round_.set_version.title]
    if round_.decision:
        facts.append(
            _("Version %(version)s, %(decision)s") % {"version": round_.published_version, "decision": round_.decision}
        )
    if round_.simulated:
        facts.append(_("Simulated data"))
    return facts
