"""All evidence of a unit in a round, with what is worth a look; prints as number, symbol, date."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from parindex.portal.accounts.models import User
from parindex.portal.assessments import permissions, queries
from parindex.portal.assessments.queries.evidence import Evidence, evidence_of
from parindex.portal.assessments.queries.evidence_windows import WINDOWS
from parindex.portal.platform.folding import fold


@require_safe
def my_evidence(request: HttpRequest) -> HttpResponse:
    """To the evidence of the newest round in which the person fills a sheet; to the rounds when there is none."""
    assert isinstance(request.user, User)
    member = permissions.sheets_of(request.user).first()
    if member is None:
        return redirect("assessments:rounds")
    return redirect("assessments:unit_evidence", member.round.public_id, member.unit.public_id)


@require_safe
def unit_evidence(request: HttpRequest, public_id: str, unit_id: str) -> HttpResponse:
    """The list in printed order; ``?view=warned`` only what has a warning, ``?q=`` found without accents."""
    assert isinstance(request.user, User)
    member = queries.unit_in_round(public_id, unit_id)
    permissions.may_see_unit_result(request.user, member).or_refuse()
    everything = evidence_of(member, stages=tuple(WINDOWS))
    warned = [each for each in everything if each.has_warning]
    asked = request.GET.get("view", "")
    text = request.GET.get("q", "")
    shown = [each for each in (warned if asked == "warned" else everything) if _matches(each, text)]
    context = {
        "member": member,
        "round": member.round,
        "shown_unit": member.name,
        "simulated": member.round.simulated,
        "evidence": shown,
        "views": [("", _("All"), len(everything)), ("warned", _("With warnings"), len(warned))],
        "view": asked if asked == "warned" else "",
        "search": text,
        "may_see_points": bool(permissions.may_see_points(request.user, member)),
        "documents": len({each.link.document_id for each in everything}),
        "leaves": len({each.leaf for each in everything}),
        "warned": len(warned),
    }
    return render(request, "assessments/evidence/unit.html", context)


def _matches(evidence: Evidence, text: str) -> bool:
    written = f"{evidence.document.folded} {fold(evidence.number)} {fold(evidence.title)}"
    return all(word in written for word in fold(text).split())
