"""Which forms wait in the session when they could not be taken: every address of the portal is decided on here.

What may name a citizen, or tell a person's own data, never waits: its page is marked ``@keeps_nothing``, or the boxes
are named by ``@never_keeps``. A new page with a form fails here until somebody has decided.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import RequestFactory
from django.urls import URLPattern, URLResolver, get_resolver

import parindex.portal
from parindex.portal.platform import typed_texts
from parindex.portal.platform.kept_forms import REFUSED, SIGNED_OUT, STALE
from parindex.portal.platform.typed_texts import WHOSE

View = Callable[..., Any]
PERSON = "Nguyễn Văn Tèo"
PORTAL = Path(parindex.portal.__file__).parent
MAY_WAIT = {
    # Overviews, searches, choices: what is typed there is a question.
    "": ["search", "choose_position", "audit_log", "job", "sign_in_as"],
    "dashboards": ["overview", "calendar"],
    "facts": ["parts", "merger", "par_index", "published"],
    # The work of offices: figures, reasons, explanations of a unit, never of a citizen.
    "reports": ["list", "draft", "renew", "issue", "number", "compare", "from_plan"],
    "intake": ["list", "again", "decide", "correct", "card", "record", "plan", "answer", "send_back",
               "take", "drop_line", "drop_draft"],
    "improvement": ["draft", "head", "line", "issue", "withdraw"],
    "plans": ["line"],
    "documents": [
        "texts", "registers", "number", "edit", "take_out", "hand_back", "set_aside", "confirm_signed", "convert",
        "begin_upload", "sort_kinds",
    ],
    "findings": ["answer"],
    "procedures": ["record", "new_printed", "workbook", "take_in"],
    "dossiers": [
        "targets", "targets_in", "withdraw_target", "imports", "new_source", "batch", "header_row", "stop", "undo",
        "figures_recorded", "declare_policy", "withdraw_policy", "declare_pull", "begin_pull",
        # all but the boxes in NEVER_KEPT
        "draft_letters", "issue_letters", "take_back_numbers", "withdraw_letters",
    ],
    "organisations": [
        "units", "people", "workbook", "workbook_template", "own_positions", "finish_position", "lend", "take_back",
        "person", "give_position", "unit", "duties",
    ],
}  # fmt: skip
WHOLE_APPS = ("assessments", "criteria")
"""Apps in which no form is about a person: rounds, sheets, appraisal, criteria sets."""
NEVER_KEPT = {
    "dossiers:draft_letters": {"ly-do-khac"},
    "dossiers:issue_letters": {"ten", "ly-do-thu-hoi"},
    "dossiers:take_back_numbers": {"ten", "ly-do-thu-hoi"},
    "dossiers:withdraw_letters": {"ten", "ly-do-thu-hoi"},
}


def addresses(patterns: Any = None, room: str = "") -> Iterator[tuple[str, str, View]]:
    """App (namespace), name and view of every address."""
    for each in patterns or get_resolver().url_patterns:
        if isinstance(each, URLResolver):
            yield from addresses(each.url_patterns, each.namespace or room)
        elif isinstance(each, URLPattern):
            yield room, each.name or str(each.pattern), each.callback


def kept(view: View, why: str, texts: dict[str, str]) -> str:
    """What of a sent form waits in the session."""
    request = RequestFactory().post("/form/", {WHOSE: "1", **texts})
    request.session = {}  # type: ignore[assignment]
    request.user = SimpleNamespace(pk=1, is_authenticated=True)  # type: ignore[assignment]
    typed_texts.keep(request, view, why)
    return str(dict(request.session))


def takes_forms(view: View) -> bool:
    """Whether Django's decorators let a POST through to the view."""
    waiting: list[Any] = [view]
    while waiting:
        each = waiting.pop()
        names = getattr(getattr(each, "__code__", None), "co_freevars", ())
        for name, cell in zip(names, getattr(each, "__closure__", None) or (), strict=False):
            if name == "request_method_list":
                return "POST" in cell.cell_contents
            if callable(cell.cell_contents):
                waiting.append(cell.cell_contents)
    return True


def test_every_form_that_waits_was_decided_on() -> None:
    waits = {
        (room, name)
        for room, name, view in addresses()
        if room not in WHOLE_APPS and takes_forms(view) and PERSON in kept(view, SIGNED_OUT, {"x": PERSON})
    }
    assert waits == {(room, name) for room, names in MAY_WAIT.items() for name in names}
    assert not any(room == "petitions" for room, _ in waits)


@pytest.mark.parametrize("why", [SIGNED_OUT, STALE, REFUSED])
@pytest.mark.parametrize("address", NEVER_KEPT)
def test_boxes_that_may_name_a_citizen_never_wait(address: str, why: str) -> None:
    view = next(view for room, name, view in addresses() if f"{room}:{name}" == address)
    sent = {box: f"Chờ ông {PERSON}" for box in NEVER_KEPT[address]} | {"van-ban": "ky-1"}
    waiting = kept(view, why, sent)
    assert PERSON not in waiting and "ky-1" in waiting


def test_every_box_that_is_watched_for_names_is_among_them() -> None:
    """A box of a template that asks for the personal-data check, or holds names outright."""
    watched = set()
    for template in PORTAL.glob("*/templates/**/*.html"):
        for box in re.findall(r"<(?:input|textarea)[^>]*\bdata-(?:no-)?people\b[^>]*>", template.read_text("utf-8")):
            watched |= set(re.findall(r'\bname="([^"]+)"', box))
    assert watched == set().union(*NEVER_KEPT.values())


def test_no_form_of_a_petition_waits_at_all() -> None:
    forms = [(name, view) for room, name, view in addresses() if room == "petitions" and takes_forms(view)]
    assert len(forms) >= 10
    for name, view in forms:
        for why in (SIGNED_OUT, STALE, REFUSED):
            assert kept(view, why, {"content": PERSON}) == "{}", name
