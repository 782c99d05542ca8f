"""The editor of a draft: tree left, the form of one node, faults and last year's words beside it."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from urllib.parse import quote

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from parindex.engine.numbers.exact import ZERO
from parindex.portal.accounts.models import User
from parindex.portal.criteria import engine_bridge
from parindex.portal.criteria.actions.add_node import add_node
from parindex.portal.criteria.actions.draft_changes import DraftConflict
from parindex.portal.criteria.actions.edit_node import edit_node
from parindex.portal.criteria.actions.move_node import move_node
from parindex.portal.criteria.actions.remove_node import remove_node
from parindex.portal.criteria.engine_bridge import draft_tree, drafts
from parindex.portal.criteria.engine_bridge.draft_parts import Part, node_parts
from parindex.portal.criteria.engine_bridge.draft_tree import LEVELS, NodePlace, Tree
from parindex.portal.criteria.forms.example import example_of
from parindex.portal.criteria.forms.parts import Known, PartsReading, boxes_of, inputs_of, read_parts
from parindex.portal.criteria.queries.drafts import DraftView, decimal_of, last_change, matching, tree_lines, view_of
from parindex.portal.criteria.queries.examples import example_year, examples_of
from parindex.portal.criteria.queries.names import names_unconfirmed
from parindex.portal.criteria.views.draft_differences import Difference, differences
from parindex.portal.criteria.views.draft_examples import kept_for
from parindex.portal.criteria.views.draft_faults import fault_lines, lines_at_issue, put_beside
from parindex.portal.criteria.views.drafts import permitted_draft, row_version_in
from parindex.portal.platform import clock
from parindex.portal.platform.excel import MEDIA_TYPE
from parindex.portal.platform.refusals import ActionRefused, Conflict
from parindex.portal.platform.words import words_of


@dataclass(slots=True)
class Answer:
    """What a save that did not happen leaves on the page: words, status, what was typed, the other's values."""

    refusal: str = ""
    status: int = 200
    reading: PartsReading | None = None
    typed: QueryDict | None = None
    conflict: list[Difference] | None = None


@require_safe
def draft(request: HttpRequest, public_id: str) -> HttpResponse:
    """The editor with the node of `?nut=`; `?x-…` tries figures; `?q=` finds; `?format=xlsx` for Excel."""
    found = permitted_draft(request, public_id)
    if request.GET.get("format") == "xlsx":
        return _workbook(view_of(found))
    return editor(request, view_of(found), request.GET.get("nut", ""), Answer())


@require_POST
def save_node(request: HttpRequest, public_id: str, code: str) -> HttpResponse:
    """Save one node; what was typed stays when it is refused."""
    found = permitted_draft(request, public_id)
    assert isinstance(request.user, User)
    place = draft_tree.find_node(found.content, code)
    if place is None:
        raise ActionRefused("criteria.draft_node_gone", {"code": code})
    reading = read_parts(_parts(place), request.POST)
    answer = Answer(reading=reading)
    if reading.problems:
        answer.status, answer.typed = 422, request.POST
        answer.refusal = _("Not saved: %(count)s boxes cannot be read.") % {"count": len(reading.problems)}
        return editor(request, view_of(found), code, answer)
    try:
        edit_node(actor=request.user, draft=found, row_version=row_version_in(request), code=code, part=reading.kept)
    except DraftConflict as conflict:
        found = permitted_draft(request, public_id)
        answer.status, answer.refusal = 409, words_of(conflict)
        answer.conflict = differences(conflict.opened or {}, conflict.theirs or {}, conflict.yours or {})
        return editor(request, view_of(found), code, answer)
    messages.success(request, _("Saved %(time)s") % {"time": clock.now().astimezone(clock.VIETNAM).strftime("%H:%M")})
    return redirect(f"{request.path.rsplit('/nut/', 1)[0]}/?nut={quote(code)}")


@require_POST
def change_tree(request: HttpRequest, public_id: str) -> HttpResponse:
    """Add, move or remove a node."""
    found = permitted_draft(request, public_id)
    assert isinstance(request.user, User)
    given, version = request.POST, row_version_in(request)
    code, act = given.get("code", "").strip(), given.get("act", "")
    try:
        if act == "add":
            add_node(
                actor=request.user, draft=found, parent=given.get("parent", ""), code=code,
                title=given.get("title", ""), number=given.get("number", ""),
            )  # fmt: skip
        elif act == "remove":
            remove_node(actor=request.user, draft=found, row_version=version, code=code)
            code = ""
        else:
            by = {"up": -1, "down": 1}.get(act, 0)
            parent = None if by else given.get("parent", "")
            move_node(actor=request.user, draft=found, row_version=version, code=code, by=by, parent=parent)
    except ActionRefused as refused:
        found = permitted_draft(request, public_id)
        answer = Answer(words_of(refused), 409 if isinstance(refused, Conflict) else 422)
        return editor(request, view_of(found), given.get("here", code), answer)
    return redirect(f"{request.path.rsplit('/cay/', 1)[0]}/" + (f"?nut={quote(code)}" if code else ""))


def editor(request: HttpRequest, view: DraftView, code: str, answer: Answer) -> HttpResponse:
    """The whole page."""
    lines = tree_lines(view)
    text = request.GET.get("q", "")
    place = draft_tree.find_node(view.tree, code) if code else None
    examples = examples_of(view.draft)
    at_issue = lines_at_issue(view.draft, examples)
    context = {
        "draft": view.draft,
        "view": view,
        "lines": matching(lines, text) if text else lines,
        "search": text,
        "total": _total(view.tree),
        "open_field": next((line.field for line in lines if line.code == code), ""),
        "all_open": request.GET.get("mo") == "tat-ca",
        "faults": at_issue + fault_lines(view, view.judged.faults),
        "errors": len(view.judged.errors) + len(at_issue),
        "examples": len(examples),
        "unconfirmed": names_unconfirmed(view.draft),
        "warnings": len(view.judged.warnings),
        "last_change": last_change(view.draft),
        "refusal": answer.refusal,
        "conflict": answer.conflict,
        "counts": [sum(1 for line in lines if line.level == 0), sum(1 for line in lines if line.is_leaf)],
        "parents": [line for line in lines if line.level < len(LEVELS) - 1 and not line.is_leaf],
        "chosen": _chosen(request, view, place, answer) if place else None,
        "frozen": view.draft.issued_version,
    }
    return render(request, "criteria/draft/draft.html", context, status=answer.status)


def _total(tree: Tree) -> Decimal:
    """Maxima of the fields inside the scale."""
    inside = [field for field in draft_tree.children_of(tree, "") if not field.get("outside_scale")]
    return sum((decimal_of(field.get("maximum")) or ZERO for field in inside), ZERO)


def _parts(place: NodePlace) -> tuple[Part, ...]:
    has_children = any(place.node.get(key) for key in LEVELS)
    return node_parts(place.level, leaf=not has_children or bool(place.node.get("rule")))


def _chosen(request: HttpRequest, view: DraftView, place: NodePlace, answer: Answer) -> dict[str, Any]:
    """Everything about one node: its form, what it was, its example."""
    own = draft_tree.own_part(place.node)
    shown: Tree = own if answer.reading is None else answer.reading.raw
    known = Known(
        inputs_of(shown),
        {key: str(value) for key, value in answer.typed.items()} if answer.typed is not None else None,
        answer.reading.problems if answer.reading else {},
    )
    boxes = boxes_of(_parts(place), shown, known)
    general = put_beside(boxes, view.faults.get(place.code, ()) if answer.reading is None else ())
    before = view.counterpart(place.code)
    leaf = drafts.leaf_of(place.node)
    return {
        "place": place,
        "number": place.node.get("number") or place.code,
        "boxes": boxes,
        "general": general,
        "before": before,
        "before_codes": view.before.get(place.code, ()),
        "differences": differences({}, draft_tree.own_part(before.node), own) if before else [],
        "leaf": leaf,
        "rule": engine_bridge.rule_steps(leaf) if leaf else (),
        "example": example_of(leaf, request.GET.dict(), example_year(view.draft)) if leaf else None,
        "kept": kept_for(view.draft, place, leaf),
    }


def _workbook(view: DraftView) -> HttpResponse:
    if view.judged.document is None:
        raise ActionRefused("criteria.draft_not_exportable", {"count": len(view.judged.errors)})
    response = HttpResponse(engine_bridge.workbook_of(view.judged.document), content_type=MEDIA_TYPE)
    name = quote(f"{view.draft.address.replace('/', '-')}.xlsx")
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{name}"
    return response
