"""Exports in: the list, a new file, its columns, the report, rejects, undoing."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from parindex.portal.accounts.models import User
from parindex.portal.dossiers import engine_bridge, jobs, permissions
from parindex.portal.dossiers.actions.ask_to_undo import ask_to_undo
from parindex.portal.dossiers.actions.choose_header_row import choose_header_row
from parindex.portal.dossiers.actions.confirm_columns import confirm_columns
from parindex.portal.dossiers.actions.declare_source import declare_source
from parindex.portal.dossiers.actions.stop_import import stop_import
from parindex.portal.dossiers.actions.take_in_export import ENDINGS, take_in_export
from parindex.portal.dossiers.labels import BATCH_STATES, LAYOUTS
from parindex.portal.dossiers.models import DossierSource, ImportBatch
from parindex.portal.dossiers.queries.imports import batches_after, forms_of, forms_of_rejects, rejects_rows, report_of
from parindex.portal.dossiers.tables.imports import BatchTable
from parindex.portal.dossiers.views import agreement, pulls
from parindex.portal.dossiers.views.counting_policies import section
from parindex.portal.dossiers.workflow import BatchState
from parindex.portal.organisations.models import OrgUnit
from parindex.portal.organisations.queries import names_on
from parindex.portal.platform import excel
from parindex.portal.platform.refusals import ActionRefused, NotAllowed
from parindex.portal.platform.tables import arrange
from parindex.portal.platform.words import say, words_of


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def imports(request: HttpRequest) -> HttpResponse:
    """The history, and a new file."""
    assert isinstance(request.user, User)
    permissions.may_open_imports(request.user).or_refuse()
    context: dict[str, object] = {"chosen": request.GET.get("nguon", ""), "chosen_layout": ""}
    if request.method == "POST":
        context = {"chosen": request.POST.get("source", ""), "chosen_layout": request.POST.get("layout", "")}
        try:
            return redirect("dossiers:batch", _take_in(request, request.user).public_id)
        except NotAllowed:
            raise
        except ActionRefused as refusal:
            context["refusal"] = words_of(refusal)
    found = permissions.batches_of(request.user)
    context |= section(request.user) | pulls.section(request.user, request.GET.get("keo", ""))
    context |= {
        "table": arrange(request, BatchTable(found)),
        "sources": permissions.sources_of(request.user),
        "layouts": list(LAYOUTS.items()),
        "owners": list(names_on(permissions.owners_of(request.user)).values()),
        "endings": ",".join(ENDINGS),
        "simulated": found.filter(simulated=True, state=BatchState.IMPORTED).exists(),
    }
    return render(request, "dossiers/imports.html", context, status=422 if "refusal" in context else 200)


def _take_in(request: HttpRequest, actor: User) -> ImportBatch:
    uploaded = request.FILES.get("file")
    source = DossierSource.objects.filter(public_id=request.POST.get("source", "")).select_related("owner").first()
    if source is None:
        raise ActionRefused("dossiers.source_missing")
    if uploaded is None:
        raise ActionRefused("dossiers.file_missing")
    chosen = request.POST.get("layout", "")
    layout = chosen if chosen in LAYOUTS else ""
    return take_in_export(
        actor=actor, source=source, name=uploaded.name or "", content=uploaded.chunks(), layout=layout
    )


@require_POST
def new_source(request: HttpRequest) -> HttpResponse:
    """Declare a source."""
    assert isinstance(request.user, User)
    owner = get_object_or_404(OrgUnit, public_id=request.POST.get("owner", ""))
    source = declare_source(actor=request.user, owner=owner, title=request.POST.get("title", ""))
    messages.success(request, _("Source declared: %(title)s") % {"title": source.title})
    return redirect(f"{reverse('dossiers:imports')}?{urlencode({'nguon': source.public_id})}")


@require_http_methods(["GET", "HEAD", "POST"])
def batch(request: HttpRequest, public_id: str) -> HttpResponse:
    """One import: its columns to confirm, how far it is, or what came of it. POST confirms the columns."""
    assert isinstance(request.user, User)
    row = _batch(request.user, public_id)
    if request.GET.get("doi-soat"):
        return agreement.workbook(request.user, row, request.GET["doi-soat"])
    chosen = _chosen(request, row) if request.method == "POST" else None
    if chosen is not None:
        person = request.user
        try:
            confirm_columns(
                actor=person, batch=row, columns=chosen, start=lambda batch: jobs.start_import(batch, person)
            )
            return redirect("dossiers:batch", public_id)
        except NotAllowed:
            raise
        except ActionRefused as refusal:
            return _page(request, row, chosen=chosen, refusal=refusal)
    return _page(request, row)


def _page(
    request: HttpRequest,
    row: ImportBatch,
    *,
    chosen: Mapping[str, str] | None = None,
    refusal: ActionRefused | None = None,
    undoing: str | None = None,
) -> HttpResponse:
    """The page; with ``refusal`` what was chosen, or the typed reason of ``undoing``, stands in it again."""
    assert isinstance(request.user, User)
    may = bool(permissions.may_import(request.user, row.source.owner))
    own = row.job if row.job is not None and row.job.started_by_id == request.user.pk else None
    undo_job = own if own is not None and own.kind == jobs.UNDOING and row.is_standing else None
    context: dict[str, object] = {
        "batch": row,
        "state": BATCH_STATES[row.shown_state],
        "layout_words": LAYOUTS.get(row.layout, ""),
        "of_events": row.layout == engine_bridge.EVENTS,
        "may_import": may,
        "report": report_of(row, chosen),
        "portals": agreement.section(request.user, row),
        "forms": forms_of(row) if row.state == BatchState.UPLOADED else [],
        "columns": [
            (each.column, engine_bridge.column_title(each.column, row.layout))
            for each in engine_bridge.layout(row.layout).columns
        ],
        "own_job": own,
        "undo_job": undo_job,
        "may_undo": may and row.is_standing and row.good > 0 and (undo_job is None or undo_job.is_finished),
        "later": batches_after(row) if row.is_standing and may else [],
        "undoing": undoing,
        "simulated": row.simulated,
    }
    if refusal is not None:
        context["refusal"] = words_of(refusal)
    return render(request, "dossiers/batch.html", context, status=422 if refusal else 200)


def _batch(actor: User, public_id: str) -> ImportBatch:
    found = ImportBatch.objects.select_related("source__owner", "job", "uploaded_by", "undone_by")
    row = get_object_or_404(found, public_id=public_id)
    permissions.may_see_batch(actor, row).or_refuse()
    return row


def _chosen(request: HttpRequest, row: ImportBatch) -> dict[str, str]:
    """Header → column as chosen; boxes are numbered, so that no header is part of a name."""
    typed = {at: request.POST.get(f"c{at}", "") for at in range(len(row.proposal))}
    return {row.proposal[at][0]: column for at, column in typed.items() if column}


@require_POST
def stop(request: HttpRequest, public_id: str) -> HttpResponse:
    """Stop it."""
    assert isinstance(request.user, User)
    stopped = stop_import(actor=request.user, batch=_batch(request.user, public_id))
    said = _("Stopped.") if stopped.state == BatchState.CANCELLED else _("The import will stop at its next row group.")
    messages.success(request, said)
    return redirect("dossiers:batch", public_id)


@require_POST
def header_row(request: HttpRequest, public_id: str) -> HttpResponse:
    """Take another line as that of the headers."""
    assert isinstance(request.user, User)
    row, typed = _batch(request.user, public_id), request.POST.get("dong", "").strip()
    try:
        choose_header_row(
            actor=request.user, batch=row, row=int(typed) if typed.isdecimal() and len(typed) < 7 else None
        )
    except NotAllowed:
        raise
    except ActionRefused as refusal:
        return _page(request, row, refusal=refusal)
    return redirect("dossiers:batch", public_id)


@require_POST
def undo(request: HttpRequest, public_id: str) -> HttpResponse:
    """Undo it as a job; the ones after it too, where the box is ticked. A refusal keeps the reason on the page."""
    assert isinstance(request.user, User)
    row, reason = _batch(request.user, public_id), request.POST.get("reason", "")
    try:
        ask_to_undo(
            actor=request.user,
            batch=row,
            reason=reason,
            later_too=request.POST.get("later") == "1",
            start=partial(jobs.start_undoing, person=request.user),
        )
    except NotAllowed:
        raise
    except ActionRefused as refusal:
        return _page(request, _batch(request.user, public_id), refusal=refusal, undoing=reason)
    return redirect("dossiers:batch", public_id)


@require_safe
def rejects(request: HttpRequest, public_id: str) -> HttpResponse:
    """The rejected rows as a workbook to mend and to import again."""
    assert isinstance(request.user, User)
    row = _batch(request.user, public_id)
    rows = rejects_rows(row)
    facts = [
        row.file_name,
        _("Mend the cells and import this file again as it is: these lines above the headers may stay."),
    ]
    facts += [f"{form.title}: {say(form.code, form.values)}" for form in forms_of_rejects(row)]
    content = excel.workbook(rows, title=_("Rejected rows"), facts=facts)
    response = HttpResponse(content, content_type=excel.MEDIA_TYPE)
    response["Content-Disposition"] = f'attachment; filename="dong-bi-loai-{row.public_id}.xlsx"'
    return response
