"""The self-assessment sheet of a unit: the whole tree as a dense table, one row open at a time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from parindex.portal.accounts.models import User
from parindex.portal.assessments import permissions, queries
from parindex.portal.assessments.forms.sheet_row import figures_text
from parindex.portal.assessments.models import RoundUnit
from parindex.portal.assessments.queries.self_sheets import (
    GroupRow,
    LeafRow,
    RowState,
    SelfSheet,
    is_field,
    self_sheet,
)
from parindex.portal.assessments.queries.sheet_totals import SheetTotals, totals_of
from parindex.portal.assessments.sheet_workflow import SheetState
from parindex.portal.assessments.views.sheet_parts import row_context
from parindex.portal.platform.templatetags.portal import points

SHEET_TONES = {SheetState.DRAFTING: "info", SheetState.WAITING_FOR_HEAD: "mute", SheetState.HANDED_IN: "ok"}


@dataclass(slots=True)
class FieldBlock:
    """A field with the rows below it: one group of the table."""

    field: GroupRow | LeafRow
    rows: list[GroupRow | LeafRow]


def sheet(request: HttpRequest, public_id: str, unit_id: str) -> HttpResponse:
    """The page; ``dong`` opens a row, ``loc`` and ``q`` filter. htmx takes `#phieu` out of it."""
    assert isinstance(request.user, User)
    member = queries.unit_in_round(public_id, unit_id)
    permissions.may_see_sheet(request.user, member).or_refuse()
    standing = self_sheet(member)
    return render(request, "assessments/sheet/sheet.html", sheet_context(request, standing))


def my_sheet(request: HttpRequest) -> HttpResponse:
    """To the newest sheet that the person fills; to the rounds when there is none."""
    assert isinstance(request.user, User)
    member = permissions.sheets_of(request.user).filter(round__windows__isnull=False).first()
    if member is None:
        return redirect("assessments:rounds")
    return redirect("assessments:sheet", member.round.public_id, member.unit.public_id)


def sheet_context(request: HttpRequest, standing: SelfSheet) -> dict[str, Any]:
    """What the page shows."""
    person = request.user
    assert isinstance(person, User)
    view, text = request.GET.get("loc", ""), request.GET.get("q", "").strip()
    rows = standing.shown(view, text, person)
    may_fill = bool(permissions.may_fill_sheet(person, standing.member)) and standing.may_be_filled
    opened = opened_row(standing, request.GET.get("dong", ""))
    context = common_context(standing, person) | {
        "blocks": _blocks(rows),
        "view": view,
        "search": text,
        "filtered": bool(view or text),
        "may_fill": may_fill,
        "opened": opened,
    }
    if opened is not None:
        context |= row_context(standing, opened, may_fill=may_fill)
        context["may_see_history"] = may_fill or bool(permissions.may_see_points(person, standing.member))
    return context


def common_context(standing: SelfSheet, person: User) -> dict[str, Any]:
    """What every page about a sheet shows."""
    return totals_context(standing.member, totals_of(standing, person), person) | {
        "standing": standing,
        "simulated": standing.member.round.simulated,
        "shown_unit": standing.member.name,
        "may_hand_in": bool(permissions.may_hand_in(person, standing.member)),
        "figures": {row.node.code: figures_text(row) for row in standing.leaves.values() if row.self_scored},
    }


def totals_context(member: RoundUnit, totals: SheetTotals, person: User) -> dict[str, Any]:
    """Fact line and toolbar: what a save renews."""
    return {
        "totals": totals,
        "member": member,
        "round": member.round,
        "person": person,
        "sheet_tone": SHEET_TONES[SheetState(totals.sheet.state)],
        "sheet_state": f"sheet_state.{totals.sheet.state}",
        "segments": _segments(totals),
    }


def sums_in_place(totals: SheetTotals) -> list[tuple[str, str]]:
    """(id of its place on the page, text) of every sum and count of the sheet, as the page prints them."""
    counts = [(f"so-{view or 'tat-ca'}", str(count)) for view, count in totals.views.items()]
    for group in totals.groups:
        counts.append((f"d-{group.code}", points(group.points)))
        if group.is_field:
            counts.append((f"n-{group.code}", _progress(group.entered, group.to_enter)))
    return [
        *counts,
        ("d-toi-da", points(totals.maximum)),
        ("d-tong", points(totals.points)),
        ("n-tong", _progress(totals.entered, totals.of)),
    ]


def _progress(entered: int, of: int) -> str:
    return _("%(entered)s/%(of)s entered") % {"entered": entered, "of": of} if of else _("scored by others")


def opened_row(standing: SelfSheet, asked: str) -> LeafRow | None:
    """The row that the address names, by number or code."""
    if not asked:
        return None
    for row in standing.own:
        if asked in {row.node.number, row.node.code}:
            return row
    return None


def _blocks(rows: Sequence[GroupRow | LeafRow]) -> list[FieldBlock]:
    blocks: list[FieldBlock] = []
    for row in rows:
        if is_field(row):
            blocks.append(FieldBlock(row, []))
        elif blocks:
            blocks[-1].rows.append(row)
    return blocks


def _segments(totals: SheetTotals) -> list[tuple[str, str, int]]:
    words = {
        "": _("All"),
        "chua-nhap": _("Not entered"),
        "thieu-minh-chung": _("Evidence missing"),
        "cua-toi": _("Mine"),
        "phan-anh": _("Disputed"),
    }
    return [(view, words[view], count) for view, count in totals.views.items()]


def sheet_of(public_id: str, unit_id: str) -> tuple[RoundUnit, SelfSheet]:
    """The unit in the round and its sheet. Answers 404 for none."""
    member = queries.unit_in_round(public_id, unit_id)
    return member, self_sheet(member)


def state_code(state: RowState) -> str:
    """Wording code of a row's state."""
    return f"row_state.{state.value}"
