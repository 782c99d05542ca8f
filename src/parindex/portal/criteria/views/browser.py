"""One version: tree with maxima, the rule of a leaf in words, what the reader warns of, Excel."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from parindex.portal.accounts.models import User
from parindex.portal.criteria import engine_bridge, permissions, queries
from parindex.portal.criteria.labels import INPUT_TYPES, LEVELS, MEASURED, STANDINGS, STATES
from parindex.portal.criteria.models import CriteriaSetVersion, DraftExample, NodeRow
from parindex.portal.organisations.permissions import Right, has_right
from parindex.portal.platform.excel import MEDIA_TYPE
from parindex.portal.platform.words import say


def version(request: HttpRequest, public_id: str) -> HttpResponse:
    """The tree, with the node of `?nut=` beside it; `?q=` finds without accents; `?format=xlsx` for Excel."""
    assert isinstance(request.user, User)
    row = queries.version_by_id(public_id)
    permissions.may_see(request.user, row).or_refuse()
    document = queries.document(row)
    if request.GET.get("format") == "xlsx":
        return _workbook(row, document)
    text, code = request.GET.get("q", ""), request.GET.get("nut", "")
    context = {
        "version": row,
        "document": document,
        "level": LEVELS[row.criteria_set.level],
        "standing": STANDINGS[row.standing],
        "state": STATES[row.state],
        "tree": _folds(row, code, all_open=request.GET.get("mo") == "tat-ca"),
        "search": text,
        "found": queries.search(row, text) if text else [],
        "before": queries.previous_version(row),
        "warnings": _warnings(row),
        "chosen": _chosen(row, code),
        "has_examples": DraftExample.objects.filter(draft__issued_version=row).exists(),
        "may_copy": row.state == "issued" and bool(has_right(request.user, Right.ISSUE_CRITERIA)),
    }
    return render(request, "criteria/version.html", context)


def _folds(row: CriteriaSetVersion, code: str, *, all_open: bool) -> list[tuple[NodeRow, list[NodeRow], bool]]:
    """Fields with what is below them; the field of the chosen node is open."""
    return [
        (field, below, all_open or code in {field.code, *(node.code for node in below)})
        for field, below in queries.tree(row)
    ]


def _workbook(row: CriteriaSetVersion, document: engine_bridge.CriteriaSet) -> HttpResponse:
    response = HttpResponse(engine_bridge.workbook_of(document), content_type=MEDIA_TYPE)
    name = quote(f"{row.address.replace('/', '-')}.xlsx")
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{name}"
    return response


def _warnings(row: CriteriaSetVersion) -> list[tuple[engine_bridge.Fault, str, str, str]]:
    return [
        (
            fault,
            say(fault.place, {"node": fault.node, "part": fault.part}) if fault.place else "",
            say(f"fault.{fault.code}", fault.values),
            say(f"remedy.{fault.code}", fault.values),
        )
        for fault in engine_bridge.warnings_of(row.hash, row.canonical)
    ]


def _chosen(row: CriteriaSetVersion, code: str) -> dict[str, Any] | None:
    """Everything about one node; None for none."""
    node_row = row.nodes.filter(code=code).select_related("parent").first() if code else None
    if node_row is None:
        return None
    node = engine_bridge.node_of(row.hash, row.canonical, code)
    return {
        "row": node_row,
        "node": node,
        "measured": MEASURED.get(node_row.measured, ""),
        "inputs": [(each, INPUT_TYPES[each.type.value]) for each in node.inputs],
        "rule": engine_bridge.rule_steps(node),
        "policies": engine_bridge.policy_steps(node),
    }
