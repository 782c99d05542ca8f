"""One line of a plan: its form in place of the row, and its saving."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from parindex.portal.accounts.models import User
from parindex.portal.improvement import queries
from parindex.portal.improvement.actions import save_improvement_line
from parindex.portal.improvement.forms import LineForm
from parindex.portal.improvement.views.plan import plan_context
from parindex.portal.plans.permissions import may_write
from parindex.portal.platform.refusals import ActionRefused, Conflict, NotAllowed
from parindex.portal.platform.words import words_of


@require_http_methods(["GET", "HEAD", "POST"])
def line(request: HttpRequest, public_id: str, line_id: str) -> HttpResponse:
    """GET: the row or (``?open=1``) its form for htmx, the whole page otherwise. POST: save; what was typed stays."""
    assert isinstance(request.user, User)
    improvement = queries.improvement_for(request.user, public_id)
    shown = get_object_or_404(queries.lines_of(improvement), line__public_id=line_id)
    page = f"{reverse('improvement:plan', args=[public_id])}?line={line_id}#line-{line_id}"
    context: dict[str, object] = {"plan": improvement.plan, "line": shown, "may_change": True}
    if request.method != "POST":
        if not request.headers.get("HX-Request"):
            return redirect(page)
        opened = bool(request.GET.get("open")) and bool(may_write(request.user, improvement.plan.unit))
        context["form"] = LineForm.of(shown) if opened else None
        return render(request, "improvement/line.html", context)
    form = LineForm(request.POST, prefix=str(shown.pk))
    refusal, status = "", 422
    if form.is_valid():
        try:
            version = form.cleaned_data["row_version"]
            save_improvement_line(actor=request.user, line=shown, change=form.change(), row_version=version)
        except NotAllowed:
            raise
        except ActionRefused as refused:
            refusal, status = words_of(refused), 409 if isinstance(refused, Conflict) else 422
        else:
            return redirect(f"{reverse('improvement:plan', args=[public_id])}#line-{line_id}")
    context = plan_context(request, improvement, request.user)
    context |= {"opened": shown, "form": form, "line_refusal": refusal}
    return render(request, "improvement/plan.html", context, status=status)
