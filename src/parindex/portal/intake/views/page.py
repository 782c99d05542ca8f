"""The page of one document: its text at the left with marked passages, what was read at the right."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import quote, urlencode

from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from parindex.portal.accounts.models import User
from parindex.portal.documents.forms import CardForm
from parindex.portal.findings.models import Finding
from parindex.portal.findings.workflow import WAITING, FindingState
from parindex.portal.intake import labels, permissions, queries
from parindex.portal.intake.forms import ItemForm, PlanForm
from parindex.portal.intake.models import Intake, ItemKind, ReadingItem
from parindex.portal.intake.workflow import IntakeState, ItemState
from parindex.portal.organisations.queries import version_on
from parindex.portal.platform import files

VIEWS = ("", ItemState.OPEN, ItemState.ACCEPTED, ItemState.REJECTED)


@require_safe
def intake_page(request: HttpRequest, public_id: str) -> HttpResponse:
    """The page in the tab and at the lines that the address names."""
    assert isinstance(request.user, User)
    return shown(request, found(request.user, public_id))


def found(actor: User, public_id: str) -> Intake:
    """A document that the person may see."""
    visible = permissions.visible_to(actor).select_related("reading", "stored", "job")
    return get_object_or_404(visible, public_id=public_id)


def shown(request: HttpRequest, intake: Intake, *, status: int = 200, **more: object) -> HttpResponse:
    """The page; ``more``: a refusal, a form with what was typed."""
    assert isinstance(request.user, User)
    context: dict[str, object] = {
        "intake": intake,
        "state": labels.STATES[intake.state],
        "unit_name": version_on(intake.unit).name,
        "simulated": intake.simulated,
        "may_decide": permissions.may_decide(request.user, intake),
        "own_job": intake.job if intake.job and intake.job.started_by_id == request.user.pk else None,
    }
    if intake.state == IntakeState.READ:
        context |= _reading(request, request.user, intake)
    return render(request, "intake/page.html", {**context, **more}, status=status)


def _reading(request: HttpRequest, actor: User, intake: Intake) -> dict[str, object]:
    tab = request.GET.get("muc", "")
    tab = tab if tab in labels.TABS else "the"
    counts, findings = queries.counts_of(intake), queries.findings_of(actor, intake)
    kind = labels.TABS[tab][1]
    waiting = sum(1 for each in findings if each.state in WAITING)
    context: dict[str, object] = {
        "tab": tab,
        "kind": str(kind),
        "tabs": [_tab(code, counts, len(findings), waiting) for code in labels.TABS],
    }
    if kind:
        doubted = frozenset(queries.line_of(each) for each in findings if each.state in WAITING)
        context |= _items(request, actor, intake, kind, counts.get(kind, {}), doubted)
    elif tab == "phat-hien":
        context |= _findings(actor, intake, findings)
    else:
        context |= {"card": CardForm(initial=_card_values(intake)), "remarks": _remarks(intake)}
    first = _first_line(request, context.get("page"))
    marks = _marks(intake, tab, kind, first, findings)
    return context | _text(intake, first, marks)


def _tab(code: str, counts: dict[str, dict[str, int]], findings: int, waiting: int) -> tuple[str, object, int, int]:
    """Address, words, how many, how many wait."""
    words, kind = labels.TABS[code]
    number, left = (findings, waiting) if code == "phat-hien" else queries.shares(counts, kind) if kind else (0, 0)
    return code, words, number, left


def _items(
    request: HttpRequest, actor: User, intake: Intake, kind: str, counts: dict[str, int], doubted: frozenset[int]
) -> dict[str, object]:
    view = request.GET.get("xem", "")
    view = view if view in VIEWS else ""
    page = Paginator(queries.items_of(intake, kind, view), queries.AT_ONCE).get_page(request.GET.get("trang"))
    accepted = counts.get("accepted", 0)
    numbers = {"": sum(counts.values()), "open": counts.get("open", 0), "rejected": counts.get("rejected", 0)}
    numbers["accepted"] = accepted + counts.get("used", 0)
    edited = request.GET.get("sua", "")
    edited_item = next((each for each in page.object_list if each.public_id == edited), None)
    stamp = request.GET.get("vua", "")
    return {
        "page": page,
        "lines": labels.item_lines(
            page.object_list,
            doubted if kind == ItemKind.FIGURE else frozenset(),
            queries.catalogued(actor, list(page.object_list)) if kind == ItemKind.CITATION else {},
        ),
        "view": view,
        "views": [(code, labels.ITEM_STATES[code][0] if code else None, numbers[code]) for code in VIEWS],
        "edited": edited_item,
        "item_form": ItemForm(item=edited_item) if edited_item else None,
        "just_decided": len(queries.decided_at_once(intake, actor, stamp)) if stamp else 0,
        "stamp": stamp,
        "to_record": accepted if kind == "figure" else 0,
        "may_record": permissions.may_record_figures(actor, intake) if kind == "figure" else None,
        **_planning(actor, intake, kind),
    }


def _planning(actor: User, intake: Intake, kind: str) -> dict[str, object]:
    """How many tasks and targets wait to become lines, who may make them, and the year that is proposed."""
    if kind not in queries.PLANNED:
        return {"to_plan": 0}
    number, may = queries.to_plan(intake).count(), permissions.may_plan(actor, intake)
    return {"to_plan": number, "may_plan": may, "plan_form": PlanForm(initial={"year": labels.year_of(intake)})}


def _findings(actor: User, intake: Intake, findings: Sequence[Finding]) -> dict[str, object]:
    return {
        "findings": labels.finding_lines(actor, intake, findings),
        "may_send_back": permissions.may_send_back(actor, intake),
        "asked": sum(1 for each in findings if each.state == FindingState.ASKED),
        "waiting": sum(1 for each in findings if each.state in WAITING),
    }


def _card_values(intake: Intake) -> dict[str, object]:
    names = ("kind", "number", "symbol", "issuer", "title")
    issued_on = labels.shown("issued_on", str(intake.head.get("issued_on", "")))
    return {**{name: intake.head.get(name, "") for name in names}, "issued_on": issued_on}


def _remarks(intake: Intake) -> list[tuple[str, dict[str, object], int, int]]:
    """Code of a doubt (empty: noise put right), its values, line, first line of its page of text."""
    return [(code, values, line, queries.window_of(line)) for code, values, line in intake.remarks]


def _first_line(request: HttpRequest, page: object) -> int:
    asked = request.GET.get("tu", "")
    if asked.isdigit() and len(asked) < 9:
        return queries.window_of(int(asked))
    rows = page.object_list if isinstance(page, Page) else []
    return queries.window_of(rows[0].line) if rows else 1


def _marks(intake: Intake, tab: str, kind: str, first: int, findings: Sequence[Finding]) -> list[labels.Mark]:
    if kind:
        return [labels.mark_of_item(each, _item_address(tab, each)) for each in queries.marked(intake, kind, first)]
    if tab == "phat-hien":
        marks = [labels.marks_of_finding(intake, each, f"#f-{each.public_id}") for each in findings]
        return [mark for some in marks for mark in some]
    lines = intake.head.get("lines", {})
    return [labels.Mark(line, 0, 0, 1, f"h-{name}", "#card") for name, line in lines.items()]


def _item_address(tab: str, item: ReadingItem) -> str:
    """The row of a reading, on its page of the right side, beside the lines that are shown."""
    page = (item.position - 1) // queries.AT_ONCE + 1
    return f"?{urlencode({'muc': tab, 'trang': page, 'tu': queries.window_of(item.line)})}#i-{item.public_id}"


def _text(intake: Intake, first: int, marks: Sequence[labels.Mark]) -> dict[str, object]:
    lines = queries.lines_of(intake)
    window = lines[first - 1 : first - 1 + queries.WINDOW]
    return {
        "text": labels.shown_lines(window, marks),
        "text_first": first,
        "text_last": first + len(window) - 1,
        "text_all": len(lines),
        "text_before": first - queries.WINDOW if first > 1 else 0,
        "text_after": first + queries.WINDOW if first + queries.WINDOW <= len(lines) else 0,
    }


@require_safe
def file(request: HttpRequest, public_id: str) -> HttpResponse:
    """The file as it was sent, always as a download."""
    assert isinstance(request.user, User)
    intake = found(request.user, public_id)
    response = HttpResponse(files.read(intake.stored), content_type=intake.stored.media_type)
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(intake.file_name)}"
    response["X-Content-Type-Options"] = "nosniff"
    return response


def address_of(intake: Intake, tab: str, **more: object) -> str:
    """The page in a tab."""
    query = urlencode({"muc": tab, **{name: each for name, each in more.items() if each}})
    return f"{reverse('intake:intake', args=[intake.public_id])}?{query}"
