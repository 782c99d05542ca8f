"""Cards that stand under "other": their kinds proposed, confirmed by a person, set at once."""

from __future__ import annotations

from typing import NamedTuple

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from parindex.portal.accounts.models import User
from parindex.portal.documents import permissions
from parindex.portal.documents.actions.set_kinds import KindChoice, set_kinds
from parindex.portal.documents.engine_bridge.kinds import proposed_kind
from parindex.portal.documents.models import Document, DocumentKind
from parindex.portal.documents.queries import uses_of
from parindex.portal.platform.words import say

AT_ONCE = 50
LOOKED_AT = 500
SHOWN_REFUSALS = 5


class KindRow(NamedTuple):
    """A card under "other" with the kind that its symbol or title names."""

    document: Document
    proposed: str
    """Empty where nothing names one."""
    sure: bool
    """The symbol says so: ticked from the beginning."""


def rows_to_sort(actor: User) -> list[KindRow]:
    """Cards under "other" that the person may put right; those with a proposal first, sure ones before.

    What a sealed stage shows is not offered: it is changed no more.
    """
    rows, found = [], permissions.editable_by(actor).filter(kind=DocumentKind.OTHER)
    for each in found.order_by("sort_key", "pk")[:LOOKED_AT]:
        told = proposed_kind(each.symbol, each.title)
        rows.append(KindRow(each, told.kind.value if told else "", bool(told and told.by_symbol)))
    rows.sort(key=lambda row: (not row.sure, not row.proposed))
    uses = uses_of([row.document.pk for row in rows])
    return [row for row in rows if not any(use.sealed for use in uses[row.document.pk])][:AT_ONCE]


@require_POST
def sort_kinds(request: HttpRequest) -> HttpResponse:
    """Set the kinds that were ticked."""
    assert isinstance(request.user, User)
    chosen = {key: request.POST.get(f"kind-{key}", "") for key in request.POST.getlist("chosen")[:AT_ONCE]}
    visible = permissions.visible_to(request.user).select_related("unit").filter(public_id__in=chosen)
    choices = [
        KindChoice(each, DocumentKind(chosen[each.public_id]), _version(request, each.public_id))
        for each in visible
        if chosen[each.public_id] in DocumentKind.values
    ]
    address = f"{reverse('documents:list')}?kind={DocumentKind.OTHER.value}#dat-loai"
    if not choices:
        messages.error(request, _("Tick documents and choose a kind for each."))
        return redirect(address)
    answers = set_kinds(actor=request.user, choices=choices)
    done = sum(not each.code for each in answers)
    if done:
        said = ngettext("%(count)s document has its kind.", "%(count)s documents have their kinds.", done)
        messages.success(request, said % {"count": done})
    for each in [each for each in answers if each.code][:SHOWN_REFUSALS]:
        messages.error(request, say(each.code, each.values))
    return redirect(address)


def _version(request: HttpRequest, public_id: str) -> int:
    typed = request.POST.get(f"version-{public_id}", "")
    return int(typed) if typed.isdecimal() and len(typed) < 9 else 0
