"""A draft as a whole: its attributes, crosswalk and differences, Excel in, the sheet as officers will see it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from parindex.portal.accounts.models import User
from parindex.portal.criteria import engine_bridge
from parindex.portal.criteria.actions.draft_changes import DraftConflict
from parindex.portal.criteria.actions.edit_crosswalk_line import edit_crosswalk_line
from parindex.portal.criteria.actions.edit_set_attributes import attributes_of, edit_set_attributes
from parindex.portal.criteria.actions.replace_draft_from_workbook import (
    WorkbookRefused,
    replace_draft_from_workbook,
)
from parindex.portal.criteria.engine_bridge import draft_tree, drafts
from parindex.portal.criteria.engine_bridge.draft_parts import set_parts
from parindex.portal.criteria.forms.example import ExampleBox, example_of
from parindex.portal.criteria.forms.parts import Known, boxes_of, read_parts
from parindex.portal.criteria.queries.drafts import DraftView, crosswalk_lines, decimal_of, view_of
from parindex.portal.criteria.views.changed_rows import comparison_context
from parindex.portal.criteria.views.draft_differences import differences
from parindex.portal.criteria.views.draft_faults import put_beside, remedy_of, words_of_fault
from parindex.portal.criteria.views.drafts import permitted_draft, row_version_in
from parindex.portal.platform.refusals import ActionRefused, Conflict
from parindex.portal.platform.words import words_of

LARGEST_BOOK = 20 * 1024 * 1024


@require_http_methods(["GET", "HEAD", "POST"])
def attributes(request: HttpRequest, public_id: str) -> HttpResponse:
    """Title, scale, dates, rounding, ranking, classes, sources."""
    found = permitted_draft(request, public_id)
    assert isinstance(request.user, User)
    shown, known, refusal, status, conflict = attributes_of(found.content), Known(), "", 200, None
    if request.method == "POST":
        reading = read_parts(set_parts(), request.POST)
        shown = reading.raw
        try:
            if reading.problems:
                known = Known(typed={key: str(text) for key, text in request.POST.items()}, problems=reading.problems)
                status, refusal = (
                    422,
                    _("Not saved: %(count)s boxes cannot be read.") % {"count": len(reading.problems)},
                )
            else:
                edit_set_attributes(
                    actor=request.user, draft=found, row_version=row_version_in(request), part=reading.kept
                )
                return redirect("criteria:draft_attributes", public_id)
        except DraftConflict as refused:
            found = permitted_draft(request, public_id)
            status, refusal = 409, words_of(refused)
            conflict = differences(refused.opened or {}, refused.theirs or {}, refused.yours or {})
    boxes = boxes_of(set_parts(), shown, known)
    general = put_beside(boxes, view_of(found).faults.get("", ())) if status == 200 else []
    context = {"draft": found, "boxes": boxes, "general": general, "refusal": refusal, "conflict": conflict}
    return render(request, "criteria/draft/attributes.html", context, status=status)


@dataclass(frozen=True, slots=True)
class CrosswalkRow:
    """A leaf of the draft and the leaves of the base that it follows."""

    code: str
    number: str
    title: str
    before: tuple[str, ...]
    comparable: bool
    note: str
    declared: bool


@require_http_methods(["GET", "HEAD", "POST"])
def crosswalk(request: HttpRequest, public_id: str) -> HttpResponse:
    """What changed from the base, and which leaf follows which; `?dong=` opens one line to write."""
    found = permitted_draft(request, public_id)
    assert isinstance(request.user, User)
    refusal, status = "", 200
    if request.method == "POST":
        given = request.POST
        try:
            edit_crosswalk_line(
                actor=request.user, draft=found, row_version=row_version_in(request), after=_codes(given.get("after")),
                before=_codes(given.get("before")), comparable=given.get("comparable") != "khong",
                note=given.get("note", ""),
            )  # fmt: skip
        except ActionRefused as refused:
            refusal, status = words_of(refused), 409 if isinstance(refused, Conflict) else 422
            found = permitted_draft(request, public_id)
        else:
            return redirect("criteria:draft_crosswalk", public_id)
    view = view_of(found)
    rows = _crosswalk_rows(view)
    context = {
        "draft": found,
        "before": found.base,
        "rows": rows,
        "open": next((row for row in rows if row.code == request.GET.get("dong")), None),
        "given": request.POST,
        **(comparison_context(view.base, view.judged.document) if view.judged.document else {}),
        "dropped": _dropped(view, rows),
        "refusal": refusal,
    }
    return render(request, "criteria/draft/crosswalk.html", context, status=status)


def _codes(text: str | None) -> list[str]:
    return list(dict.fromkeys(code for code in (text or "").replace(",", " ").replace(";", " ").split() if code))


def _crosswalk_rows(view: DraftView) -> list[CrosswalkRow]:
    lines = {code: line for line in crosswalk_lines(view.tree) for code in line.get("after", ())}
    return [
        CrosswalkRow(
            place.code,
            str(place.node.get("number") or place.code),
            str(place.node.get("title") or ""),
            view.before.get(place.code, ()),
            bool(lines.get(place.code, {}).get("comparable", True)),
            str(lines.get(place.code, {}).get("note") or ""),
            place.code in lines,
        )
        for place in draft_tree.node_places(view.tree)
        if place.node.get("rule")
    ]


def _dropped(view: DraftView, rows: list[CrosswalkRow]) -> list[draft_tree.NodePlace]:
    followed = {code for row in rows for code in row.before}
    return [place for place in view.base_nodes.values() if place.node.get("rule") and place.code not in followed]


@require_http_methods(["GET", "HEAD", "POST"])
def workbook_in(request: HttpRequest, public_id: str) -> HttpResponse:
    """Replace the draft by an edited workbook; every fault is named by sheet, row and column."""
    found = permitted_draft(request, public_id)
    assert isinstance(request.user, User)
    refusal, status = "", 200
    faults: list[tuple[engine_bridge.Fault, str, str]] = []
    if request.method == "POST":
        upload = request.FILES.get("book")
        try:
            if upload is None or (upload.size or 0) > LARGEST_BOOK:
                raise ActionRefused("criteria.workbook_missing", {"largest": LARGEST_BOOK // 1024 // 1024})
            replace_draft_from_workbook(
                actor=request.user, draft=found, row_version=row_version_in(request), content=upload.read()
            )
        except ActionRefused as refused:
            refusal, status = words_of(refused), 409 if isinstance(refused, Conflict) else 422
            found = permitted_draft(request, public_id)
            if isinstance(refused, WorkbookRefused):
                faults = [(fault, words_of_fault(fault), remedy_of(fault)) for fault in refused.faults]
        else:
            messages.success(request, _("The draft was replaced by the workbook."))
            return redirect("criteria:draft", public_id)
    context = {"draft": found, "faults": faults, "refusal": refusal}
    return render(request, "criteria/draft/workbook.html", context, status=status)


@dataclass(frozen=True, slots=True)
class SheetRow:
    """A row of the sheet as the officer will see it."""

    level: int
    number: str
    title: str
    maximum: Any
    boxes: list[ExampleBox]
    measured: str
    evidence: tuple[str, ...]
    broken: bool


@require_safe
def preview(request: HttpRequest, public_id: str) -> HttpResponse:
    """The whole entry sheet, empty."""
    found = permitted_draft(request, public_id)
    rows = [_sheet_row(place) for place in draft_tree.node_places(found.content)]
    return render(request, "criteria/draft/preview.html", {"draft": found, "rows": rows})


def _sheet_row(place: draft_tree.NodePlace) -> SheetRow:
    node = place.node
    leaf = drafts.leaf_of(node)
    return SheetRow(
        place.level,
        str(node.get("number") or place.code),
        str(node.get("title") or ""),
        decimal_of(node.get("maximum")),
        example_of(leaf, {}, 2000).boxes if leaf else [],
        str(node.get("measured") or ""),
        tuple(leaf.evidence) if leaf else (),
        leaf is None and bool(node.get("rule")),
    )
