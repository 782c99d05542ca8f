"""Numbers of procedures as a report prints them: typing them in, and what in them holds."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from parindex.portal.accounts.models import User
from parindex.portal.findings.engine_bridge import from_json
from parindex.portal.findings.models import Finding
from parindex.portal.organisations.queries import names_on
from parindex.portal.platform.refusals import ActionRefused, NotAllowed
from parindex.portal.platform.words import say, words_of
from parindex.portal.procedures import labels, permissions
from parindex.portal.procedures.actions import keep_printed_counts
from parindex.portal.procedures.engine_bridge import FIGURES, LEVELS, identity_lines
from parindex.portal.procedures.forms.printed import PrintedForm


@require_safe
def printed(request: HttpRequest, public_id: str) -> HttpResponse:
    """One statement: its figures, each sum that must hold, and the findings."""
    assert isinstance(request.user, User)
    shown = get_object_or_404(permissions.printed_visible_to(request.user), public_id=public_id)
    levels = [level for level in LEVELS if any(code.startswith(f"{level}_") for code in shown.figures)]
    context = {
        "printed": shown,
        "levels": [labels.LEVELS[level] for level in levels],
        "rows": [
            (labels.figure_name(figure), [shown.figures.get(f"{level}_{figure}") for level in levels])
            for figure in FIGURES
            if any(f"{level}_{figure}" in shown.figures for level in levels)
        ],
        "identities": [
            {
                "level": labels.LEVELS[line.level],
                "whole": labels.figure_name(line.whole),
                "parts": " + ".join(labels.figure_name(part) for part in line.parts),
                "line": line,
            }
            for line in sorted(identity_lines(shown), key=lambda line: LEVELS.index(line.level))
        ],
        "findings": [
            (each, say(f"finding.{each.rule}", from_json(each.figures)))
            for each in Finding.objects.filter(subject_kind="procedure_counts", subject_id=shown.public_id)
        ],
    }
    return render(request, "procedures/printed.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def new_printed(request: HttpRequest) -> HttpResponse:
    """Type in what a report prints; a refusal keeps what was typed."""
    assert isinstance(request.user, User)
    managed = permissions.owners_managed(request.user)
    permissions.may_manage(request.user, None).or_refuse()
    names = names_on(managed)
    form = PrintedForm(request.POST or None)
    context: dict[str, object] = {
        "form": form,
        "levels": [labels.LEVELS[level] for level in LEVELS],
        "owners": [(each.public_id, names[each.pk].name) for each in managed],
    }
    status = 200
    if request.method == "POST":
        status = 422
        owner = next((each for each in managed if each.public_id == request.POST.get("owner")), None)
        if form.is_valid() and owner is not None:
            try:
                kept = keep_printed_counts(
                    actor=request.user,
                    owner=owner,
                    unit_name=form.cleaned_data["unit_name"],
                    title=form.cleaned_data["title"],
                    figures=form.figures(),
                    as_of=form.cleaned_data["as_of"],
                    source_title=form.cleaned_data["source_title"],
                )
            except NotAllowed:
                raise
            except ActionRefused as refusal:
                context["refusal"] = words_of(refusal)
            else:
                return redirect("procedures:printed", kept.public_id)
    return render(request, "procedures/new_printed.html", context, status=status)
