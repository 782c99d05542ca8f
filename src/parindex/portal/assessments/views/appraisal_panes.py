"""What the three panes of the appraisal page show."""

from __future__ import annotations

import re
from itertools import zip_longest
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.urls import reverse

from parindex.portal.accounts.models import User
from parindex.portal.assessments import permissions
from parindex.portal.assessments.forms.appraisal import MOST_REASONS, AppraisalForm, reason_choices
from parindex.portal.assessments.models import BulkAcceptance, DisputeState, Stage
from parindex.portal.assessments.queries.acceptances import newest_acceptance
from parindex.portal.assessments.queries.appraisal import RESCORE, VIEWS
from parindex.portal.assessments.queries.appraisal_detail import Detail
from parindex.portal.assessments.queries.assigned import assigned_leaves
from parindex.portal.assessments.queries.self_sheets import self_scored
from parindex.portal.assessments.queries.windows import is_open, window_of
from parindex.portal.criteria.engine_bridge import rule_steps
from parindex.portal.criteria.models import NodeRow
from parindex.portal.documents import permissions as document_permissions
from parindex.portal.documents.labels import viewer_of
from parindex.portal.platform.permissions import Allowed, Answer, Refused
from parindex.portal.platform.words import say, words_of

if TYPE_CHECKING:
    from parindex.portal.assessments.views.appraisal_work import Place

MOST_SOURCES = 50


def panes_context(place: Place, detail: Detail | None, form: AppraisalForm | None) -> dict[str, Any]:
    """The whole page. Without a row the list stands alone, with the reason."""
    bench = place.bench
    context: dict[str, Any] = {
        "place": place,
        "bench": bench,
        "round": bench.round,
        "simulated": bench.round.simulated,
        "lines": [(row, place.address(row)) for row in place.rows],
        "second": bench.stage is Stage.APPRAISAL_2,
        "views": [
            (view, say(f"appraisal_view.{view or 'all'}"), count)
            for view, count in place.listed.counts.items()
            if view != RESCORE or bench.stage is Stage.APPRAISAL_2
        ],
        "view": place.request.GET.get("loc", ""),
        "signs": _signs(place),
        "sign": place.request.GET.get("dau-hieu", ""),
        "search_units": place.request.GET.get("tim", ""),
        "stage_words": say(f"appraisal_stage.{bench.stage.value}"),
    }
    assert set(place.listed.counts) == set(VIEWS)
    if detail is None or form is None or place.here is None:
        return context
    may_act = _may_act(place, detail)
    return context | {
        "row": place.here,
        "member": place.here.member,
        "shown_unit": "",
        "node": place.here.node,
        "detail": detail,
        "form": form,
        "own_outcome": detail.own_outcome,
        "steps": _side_by_side(detail, form),
        "rule": rule_steps(detail.leaf.leaf),
        "number": 1 + next((n for n, row in enumerate(place.rows) if row is place.here), 0),
        "before": place.address(place.beside(-1)),
        "after": place.address(place.beside(1)),
        "may_act": bool(may_act),
        "why_not": words_of(may_act) if isinstance(may_act, Refused) else "",
        "may_ask": bool(may_act) and not bench.is_blind,
        "reason_choices": reason_choices(),
        "reason_places": range(1, MOST_REASONS + 1),
        "needs_source": not self_scored(place.here.node),
        "sources": _sources(place, detail) if bool(may_act) and not self_scored(place.here.node) else [],
        "may_accept": self_scored(place.here.node) and detail.own is not None and detail.own.points is not None,
        "open_disputes": [each for each in detail.disputes if each.state == DisputeState.OPEN],
        "evidence_row": detail.evidence,
        "last_acceptance": _last_acceptance(place),
        **_neighbours(place),
        **_viewer(place, detail),
    }


def _signs(place: Place) -> list[tuple[str, str, int, str]]:
    """Each sign of risk: its name, what it means, the rows that show it, and the list of these rows alone."""
    kept = {name: place.request.GET[name] for name in ("lan", "cham") if place.request.GET.get(name)}
    return [
        (
            say(f"risk_sign.{code.value}"),
            say(f"risk_meaning.{code.value}"),
            count,
            f"?{urlencode(kept | {'dau-hieu': code.value})}",
        )
        for code, count in place.listed.signs.items()
    ]


def _may_act(place: Place, detail: Detail) -> Answer:
    """Right, assignment, sheet handed in, time and seal; the action looks again."""
    bench, row = place.bench, detail.row
    if bench.person is None:
        return Refused("assessments.only_looking")
    allowed = permissions.may_appraise(bench.person, row.member, row.node, blind=bench.is_blind)
    if not allowed:
        return allowed
    if not row.handed_in:
        return Refused("assessments.not_handed_in_yet", {"unit": row.member.name})
    opened = is_open(row.member, bench.window)
    if not opened:
        return opened
    window = window_of(bench.round, bench.window)
    if window is not None and window.sealed_at is not None:
        return Refused("assessments.appraisal_sealed", {"unit": row.member.name, "leaf": row.node.number})
    return Allowed()


def _last_acceptance(place: Place) -> BulkAcceptance | None:
    """What may be taken back, for who works on one leaf in the first appraisal."""
    if place.here is None or place.by != "leaf" or place.bench.person is None or place.bench.stage != Stage.APPRAISAL_1:
        return None
    return newest_acceptance(place.bench.round, place.here.node)


def _side_by_side(detail: Detail, form: AppraisalForm) -> list[tuple[Any, Any]]:
    """Steps of the unit's score and of the appraiser's, line by line."""
    own = detail.own_outcome
    return list(zip_longest(own.steps if own else (), form.outcome.steps))


def _sources(place: Place, detail: Detail) -> list[tuple[str, str]]:
    """Documents that may stand as source: published ones and those of the units that the person sees."""
    assert isinstance(place.request.user, User)
    linked = {link.document_id for link in detail.mine.evidence.all()} if detail.mine else set()
    found = document_permissions.visible_to(place.request.user).order_by("-issued_on", "sort_key")[:MOST_SOURCES]
    return [
        (each.public_id, f"{each.sign} {each.title}".strip() + (" ✓" if each.pk in linked else "")) for each in found
    ]


def _neighbours(place: Place) -> dict[str, str]:
    """The leaf before and after, for a page by leaf; the way to the other manner of working."""
    row, bench = place.here, place.bench
    assert row is not None
    other = reverse(
        "assessments:appraise_by_unit" if place.by == "leaf" else "assessments:appraise_by_leaf",
        args=[bench.round.public_id, row.member.unit.public_id, row.node.code]
        if place.by == "leaf"
        else [bench.round.public_id, row.node.code, row.member.unit.public_id],
    )
    found = {"other_way": other + place.query}
    if place.by != "leaf":
        return found
    leaves = NodeRow.objects.filter(version=bench.round.set_version_id, is_leaf=True).order_by("position")
    codes = dict(leaves.values_list("pk", "code"))
    if bench.person is not None:
        covered = assigned_leaves(bench.person, bench.round, blind=bench.is_blind)
        mine = frozenset().union(*covered.values())
        codes = {pk: code for pk, code in codes.items() if pk in mine}
    order = list(codes.values())
    here = order.index(row.node.code)
    for name, number in (("leaf_before", here - 1), ("leaf_after", here + 1)):
        if 0 <= number < len(order):
            address = reverse("assessments:appraise_leaf", args=[bench.round.public_id, order[number]])
            found[name] = address + place.query
    return found


def _viewer(place: Place, detail: Detail) -> dict[str, Any]:
    """The document of the address (``van-ban``: its place in the list), else the first one."""
    shown = detail.evidence.evidence
    asked = place.request.GET.get("van-ban", "")
    number = int(asked) if asked.isdecimal() and 1 <= int(asked) <= len(shown) else 1
    if not shown:
        return {"viewer": None}
    link = shown[number - 1].link
    page = re.search(r"\d{1,5}", link.pages)
    glue = "&" if place.query else "?"
    tabs = [
        (each, f"{place.address(place.here)}{glue}van-ban={position}", position == number)
        for position, each in enumerate(shown, start=1)
    ]
    return {
        "viewer": viewer_of(link.file),
        "evidence": shown[number - 1],
        "tabs": tabs,
        "at_page": page.group() if page else "",
    }


def stage_of(text: str) -> Stage | None:
    """The official stage that an address names."""
    return {"1": Stage.APPRAISAL_1, "2": Stage.APPRAISAL_2}.get(text)
