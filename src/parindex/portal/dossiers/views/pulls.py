"""Sources that are asked for their dossiers each night: a section of the page of imports; declaring, pulling now."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from parindex.portal.accounts.models import User
from parindex.portal.dossiers import jobs, permissions
from parindex.portal.dossiers.actions.begin_pull import begin_pull
from parindex.portal.dossiers.actions.declare_pull import declare_pull
from parindex.portal.dossiers.engine_bridge.pulling import token_place
from parindex.portal.dossiers.forms.nightly_pull import NightlyPullForm, standing_words
from parindex.portal.dossiers.labels import BATCH_STATES
from parindex.portal.dossiers.models import PULLED, DossierSource, SourceMapping
from parindex.portal.dossiers.queries.pulls import newest_of
from parindex.portal.dossiers.workflow import BatchState
from parindex.portal.platform.refusals import ActionRefused


def section(actor: User, changed: str = "") -> dict[str, object]:
    """What the section shows: each pull with its last run; the form, filled where ``changed`` names a pull."""
    pulls = list(permissions.pulls_of(actor))
    newest = newest_of(pulls) if pulls else {}
    sources = [each.source_id for each in pulls]
    confirmed = set(SourceMapping.objects.filter(source__in=sources, layout=PULLED).values_list("source", flat=True))
    open_to = {each.public_id: each for each in permissions.pulling_sources(actor)}
    chosen = next((each for each in pulls if each.public_id == changed), None)
    return {
        "pulls": [
            {
                "pull": each,
                "hour": f"{each.hour:02d}:00",
                "run": (run := newest.get(each.source_id)),
                "state": BATCH_STATES[run.shown_state] if run else None,
                "failed": run is not None and run.state in (BatchState.FAILED, BatchState.INTERRUPTED),
                "confirmed": each.source_id in confirmed,
                "token": token_place(each.source.code, each.token_from),
                "may_change": each.source.public_id in open_to,
            }
            for each in pulls
        ],
        "pull_changed": chosen,
        "pull_form": NightlyPullForm(sources=list(open_to.values()), initial=standing_words(chosen) if chosen else None)
        if open_to
        else None,
    }


@require_POST
def declare(request: HttpRequest) -> HttpResponse:
    """Declare or change one."""
    assert isinstance(request.user, User)
    permissions.may_declare_pull(request.user, None).or_refuse()
    form = NightlyPullForm(request.POST, sources=list(permissions.pulling_sources(request.user)))
    if not form.is_valid():
        wrong = "; ".join(
            f"{form.fields[name].label}: {', '.join(map(str, told))}" for name, told in form.errors.items()
        )
        raise ActionRefused("dossiers.pull_unreadable", {"wrong": wrong})
    source = get_object_or_404(DossierSource, public_id=form.cleaned_data["source"])
    _pull, changed = declare_pull(actor=request.user, source=source, words=form.words)
    messages.success(request, _("Nightly pull declared.") if changed else _("The same nightly pull stands already."))
    return redirect("dossiers:imports")


@require_POST
def begin(request: HttpRequest, public_id: str) -> HttpResponse:
    """Pull now; the first time, and where the person asks for it, its fields are shown to be confirmed."""
    assert isinstance(request.user, User)
    pull = get_object_or_404(permissions.pulls_of(request.user), public_id=public_id)
    ask = request.POST.get("cot") == "1"
    batch = begin_pull(actor=request.user, pull=pull, start=jobs.start_import, ask_columns=ask)
    return redirect("dossiers:batch", batch.public_id)
