"""Beginning, issuing and throwing away drafts; their list."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from parindex.engine.numbers.reading import read_date
from parindex.portal.accounts.models import User
from parindex.portal.criteria import permissions, queries
from parindex.portal.criteria.actions.copy_last_years_set import copy_last_years_set
from parindex.portal.criteria.actions.discard_draft import discard_draft
from parindex.portal.criteria.actions.issue_draft import DraftHasErrors, issue_draft
from parindex.portal.criteria.actions.undo_last_change import undo_last_change
from parindex.portal.criteria.engine_bridge.draft_tree import next_version
from parindex.portal.criteria.models import CriteriaSetDraft
from parindex.portal.criteria.queries.codes import code_for
from parindex.portal.criteria.queries.drafts import draft_by_id, view_of
from parindex.portal.criteria.queries.examples import examples_of
from parindex.portal.criteria.views.draft_faults import fault_lines, lines_at_issue
from parindex.portal.organisations.queries import names_on, version_on
from parindex.portal.platform.refusals import ActionRefused, Conflict
from parindex.portal.platform.words import say, words_of


def permitted_draft(request: HttpRequest, public_id: str) -> CriteriaSetDraft:
    """The draft, for those who may write it."""
    assert isinstance(request.user, User)
    draft = draft_by_id(public_id)
    permissions.may_edit_draft(request.user, draft).or_refuse()
    return draft


def row_version_in(request: HttpRequest) -> int:
    """The version of the draft that the form was made from; 0 when it says nothing."""
    text = request.POST.get("row_version", "")
    return int(text) if text.isdigit() and len(text) < 10 else 0


class CopyForm(forms.Form):
    """For whom, under which code and number."""

    owner = forms.ChoiceField()
    code = forms.CharField(required=False, max_length=100)
    version = forms.CharField(required=False, max_length=50)
    title = forms.CharField(required=False, max_length=500)


@require_http_methods(["GET", "HEAD", "POST"])
def copy_set(request: HttpRequest, public_id: str) -> HttpResponse:
    """Begin next year's set from this version."""
    assert isinstance(request.user, User)
    base = queries.version_by_id(public_id)
    permissions.may_see(request.user, base).or_refuse()
    owners = {owner.public_id: owner for owner in permissions.owners_to_copy_for(request.user)}
    if not owners:
        permissions.may_issue(request.user, base).or_refuse()
        raise Http404("nothing to copy for")
    names = names_on(list(owners.values()))
    first = next(iter(owners.values()))
    version = next_version(base.version)
    initial = {"code": code_for(base, first), "version": version, "title": base.title.replace(base.version, version)}
    form = CopyForm(request.POST or None, initial=initial)
    form.fields["owner"].choices = [(key, names[owner.pk].name) for key, owner in owners.items()]  # type: ignore[attr-defined]
    refusal = ""
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            draft = copy_last_years_set(
                actor=request.user, base=base, owner=owners[given["owner"]], code=given["code"],
                version=given["version"], title=given["title"],
            )  # fmt: skip
        except ActionRefused as refused:
            refusal = words_of(refused)
        else:
            return redirect("criteria:draft", draft.public_id)
    context = {"base": base, "form": form, "refusal": refusal}
    return render(request, "criteria/draft/copy.html", context, status=422 if refusal else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def issue(request: HttpRequest, public_id: str) -> HttpResponse:
    """State the consequence and what is missing; then issue by decision number and date."""
    draft = permitted_draft(request, public_id)
    assert isinstance(request.user, User)
    refusal, status = "", 200
    if request.method == "POST":
        refusal, status = _issue(request, request.user, draft)
        if status == 200:
            return redirect("criteria:version", draft_by_id(public_id).issued_version.public_id)  # type: ignore[union-attr]
        draft = draft_by_id(public_id)
    view = view_of(draft)
    context = {
        "draft": draft,
        "errors": lines_at_issue(draft, examples_of(draft)) + fault_lines(view, view.judged.errors),
        "issuer": draft.issuer or version_on(draft.owner).name,
        "warnings": fault_lines(view, view.judged.warnings),
        "act": request.POST.get("act", ""),
        "date": request.POST.get("date", ""),
        "refusal": refusal,
    }
    return render(request, "criteria/draft/issue.html", context, status=status)


def _issue(request: HttpRequest, person: User, draft: CriteriaSetDraft) -> tuple[str, int]:
    text = request.POST.get("date", "").strip()
    day = read_date(text)
    if text and day.problem is not None:
        return say(day.problem.value, day.values), 422
    try:
        issue_draft(
            actor=person, draft=draft, row_version=row_version_in(request), act=request.POST.get("act", ""),
            issued_on=day.value,
        )  # fmt: skip
    except DraftHasErrors as refused:
        return words_of(refused), 422
    except ActionRefused as refused:
        return words_of(refused), 409 if isinstance(refused, Conflict) else 422
    messages.success(request, _("Issued. From now on nothing in it changes."))
    return "", 200


@require_http_methods(["GET", "HEAD", "POST"])
def discard(request: HttpRequest, public_id: str) -> HttpResponse:
    """Throw the draft away, after saying so."""
    draft = permitted_draft(request, public_id)
    assert isinstance(request.user, User)
    if request.method == "POST":
        discard_draft(actor=request.user, draft=draft)
        messages.success(request, _("The draft was thrown away."))
        return redirect("criteria:versions")
    return render(request, "criteria/draft/discard.html", {"draft": draft})


@require_POST
def undo(request: HttpRequest, public_id: str) -> HttpResponse:
    """Take the newest save back."""
    draft = permitted_draft(request, public_id)
    assert isinstance(request.user, User)
    undo_last_change(actor=request.user, draft=draft, row_version=row_version_in(request))
    messages.success(request, _("The last change was taken back."))
    return redirect("criteria:draft", public_id)
