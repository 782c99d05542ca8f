"""The page of one document: words at the left, figures and proof-reading at the right."""

from __future__ import annotations

from urllib.parse import urlencode

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from parindex.portal.accounts.models import User
from parindex.portal.documents.models import Document
from parindex.portal.documents.permissions import may_have_signed, may_number
from parindex.portal.documents.queries.registers import next_of
from parindex.portal.organisations.queries import version_on
from parindex.portal.platform.refusals import ActionRefused, Conflict, NotAllowed
from parindex.portal.platform.words import words_of
from parindex.portal.reports import labels, permissions, queries
from parindex.portal.reports.actions.bind_figure import bind_figure, renew_figures
from parindex.portal.reports.actions.save_draft import save_draft
from parindex.portal.reports.engine_bridge import unknown_fields, word_of
from parindex.portal.reports.engine_bridge.figures import document_days, period_in_words, show_days, simulated_figures
from parindex.portal.reports.engine_bridge.preview import shown_annex, shown_frame, shown_sections, simulated_note
from parindex.portal.reports.engine_bridge.proofing import proof
from parindex.portal.reports.forms import DraftForms, EditedFileForm, SignForm
from parindex.portal.reports.models import Draft
from parindex.portal.reports.workflow import DraftState


def found(actor: User, public_id: str) -> Draft:
    """A document that the person may see."""
    return get_object_or_404(permissions.visible_to(actor), public_id=public_id)


@require_http_methods(["GET", "HEAD", "POST"])
def draft_page(request: HttpRequest, public_id: str) -> HttpResponse:
    """The page; POST saves the words, and binds a fact when one was chosen.

    ``show`` saves nothing: another page of the figures is asked for, and what was typed stands in the boxes again.
    """
    assert isinstance(request.user, User)
    actor, draft = request.user, found(request.user, public_id)
    if request.method != "POST":
        return shown(request, draft)
    forms = DraftForms(draft, request.POST)
    if "show" in request.POST:
        permissions.may_draft(actor, draft.unit).or_refuse()
        return shown(request, draft, forms)
    if not forms.is_valid():
        return shown(request, draft, forms, status=422)
    try:
        _save(request, actor, draft, forms)
    except NotAllowed:
        raise
    except ActionRefused as refusal:
        status = 409 if isinstance(refusal, Conflict) else 422
        return shown(request, draft, forms, refusal=words_of(refusal), status=status)
    asked = {name: request.POST[name] for name in ("tim", "ky", "trang") if request.POST.get(name)}
    return redirect(f"{request.path}?{urlencode(asked)}#so-lieu" if asked else request.path)


@transaction.atomic
def _save(request: HttpRequest, actor: User, draft: Draft, forms: DraftForms) -> None:
    """Save and bind, or neither: who is told that his figure was not bound goes on from the version he typed over."""
    saved = save_draft(
        actor=actor,
        draft=draft,
        subject=forms.subject,
        head=forms.head_values(),
        sections=forms.section_words(),
        row_version=forms.row_version,
    )
    fact = request.POST.get("bind", "")
    if not fact:
        messages.success(request, _("Saved."))
        return
    chosen = queries.facts_for(draft.unit).filter(pk=fact).first() if fact.isdecimal() else None
    if chosen is None:
        raise ActionRefused("reports.fact_gone")
    figure = bind_figure(actor=actor, draft=saved, fact=chosen)
    field = f"{{{{ {figure.name} }}}}"
    messages.success(request, _("The figure is bound. Write %(field)s where it is to stand.") % {"field": field})


def shown(
    request: HttpRequest,
    draft: Draft,
    forms: DraftForms | None = None,
    *,
    sign_form: SignForm | None = None,
    refusal: str = "",
    status: int = 200,
    held_up: bool = False,
) -> HttpResponse:
    """The page, with what was typed when it was not taken; ``held_up``: by the high findings, which stand above all."""
    assert isinstance(request.user, User)
    figures = queries.figures_of(draft)
    writes = draft.state == DraftState.DRAFT and bool(permissions.may_draft(request.user, draft.unit))
    period = document_days(draft)
    context = {
        "draft": draft,
        "refusal": refusal,
        "state": labels.STATES[draft.state],
        "kind_name": labels.kind_of(draft.kind),
        "unit_name": version_on(draft.unit).name,
        "figures": labels.figure_lines(figures, period),
        "unknown": unknown_fields(draft, figures),
        "stale": any(each.is_stale for each in figures) and draft.state == DraftState.DRAFT,
        "sections": shown_sections(draft, figures),
        "frame": shown_frame(draft),
        "annex": shown_annex(draft, figures),
        "simulated_note": simulated_note(draft, figures),
        "period": show_days(period) if period else "",
        "writes": writes,
        "forms": (forms or DraftForms(draft)) if writes else None,
        "edited_form": EditedFileForm() if figures and permissions.may_draft(request.user, draft.unit) else None,
    }
    if draft.state == DraftState.DRAFT and permissions.may_issue(request.user, draft):
        context |= _to_sign(request, request.user, draft) | {"simulated_figures": simulated_figures(draft, figures)}
    if draft.state == DraftState.DRAFT:
        open_findings = labels.open_lines(queries.open_in(draft))
        context |= {"open_findings": open_findings, "held_up": held_up and any(each.is_high for each in open_findings)}
    if writes:
        context |= _offered(request, draft)
    if draft.document is not None:
        context |= _way(request.user, draft, draft.document, sign_form)
    return render(request, "reports/draft.html", context, status=status)


def _offered(request: HttpRequest, draft: Draft) -> dict[str, object]:
    """A page of the figures that may be bound, by words and by the days that were counted."""
    given = request.POST if request.method == "POST" else request.GET
    search, own = given.get("tim", ""), document_days(draft)
    page = given.get("show") or given.get("trang", "")
    periods = labels.period_choices(queries.periods_for(draft.unit))
    # figures of the document's own period first, until another is asked for
    own_code = next((each.code for each in periods if each.days == own), "")
    asked = given.get("ky", own_code)
    days = next((each.days for each in periods if each.code == asked), None)
    at = max(int(page), 1) if page.isdecimal() and len(page) < 5 else 1
    start = (at - 1) * queries.AT_ONCE
    offered = queries.facts_for(draft.unit, text=search, days=days, before_others=own)
    found = list(offered[start : start + queries.AT_ONCE + 1])
    asked = asked if days else ""
    return {
        "search": search,
        "periods": periods,
        "asked_period": asked,
        "own_period_unknown": period_in_words(own) if own and not own_code and periods else "",
        "page": at,
        "facts": labels.fact_lines(found[: queries.AT_ONCE]),
        "pages": {"before": at - 1, "after": at + 1 if len(found) > queries.AT_ONCE else 0},
    }


def _to_sign(request: HttpRequest, signer: User, draft: Draft) -> dict[str, object]:
    """What the signer reads and answers for; what he typed when it was not taken."""
    answered, ticked = queries.answered_in(draft), request.POST.getlist("confirmed")
    to_confirm = queries.dismissed_high(draft, signer) if answered else ()
    return {
        "may_issue": True,
        "answered": labels.answered_lines(answered, list(to_confirm), ticked),
        "typed_reason": request.POST.get("reason", ""),
    }


def _way(actor: User, draft: Draft, card: Document, sign_form: SignForm | None) -> dict[str, object]:
    """Where an issued document stands: number, PDF to sign, signed and back."""
    gives = draft.numbered is None and bool(may_number(actor, draft.unit))
    return {
        "card": card,
        "confirmed": labels.answered_lines(queries.confirmed_in(draft)) if draft.confirmed else (),
        "copy": queries.last_copy_of(draft),
        "may_sign": bool(may_have_signed(actor, card)),
        "next_number": next_of(draft.unit, card.symbol) if gives and not (card.number and card.issued_on) else None,
        "sign_form": (sign_form or SignForm()) if gives else None,
    }


@require_safe
def proof_panel(request: HttpRequest, public_id: str) -> HttpResponse:
    """What proof-reading says of the document as it would be printed now."""
    assert isinstance(request.user, User)
    draft = found(request.user, public_id)
    context: dict[str, object] = {"draft": draft}
    try:
        told = proof(word_of(draft, queries.figures_of(draft)))
    except ActionRefused as refusal:
        context["problem"] = words_of(refusal)
    else:
        context["remarks"] = labels.remark_lines(told, queries.findings_of(draft))
    inside = "reports/proof.html" if request.headers.get("HX-Request") else "reports/proof_page.html"
    return render(request, inside, context)


@require_POST
def renew(request: HttpRequest, public_id: str) -> HttpResponse:
    """Bring stale figures up to date."""
    assert isinstance(request.user, User)
    draft = found(request.user, public_id)
    renew_figures(actor=request.user, draft=draft)
    messages.success(request, _("The figures are up to date."))
    return redirect("reports:draft", public_id)
