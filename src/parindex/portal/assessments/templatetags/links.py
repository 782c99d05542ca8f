"""Links that are shown only to who may open them; everyone else reads the plain name.

The permission is given in bulk (``permissions.open_units``), so that a list asks nothing a row.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django import template
from django.template import Context
from django.urls import reverse
from django.utils.html import format_html

from parindex.portal.accounts.models import User
from parindex.portal.assessments.models import Round
from parindex.portal.assessments.queries.disclosure import blind_rounds

register = template.Library()
_KEPT = "_blind_rounds_of_this_request"


@register.simple_tag
def unit_link(round_: Round, row: Any, words: str, opened: Collection[int]) -> str:
    """``words`` as a link to the unit's page in the round, or plain. ``row``: a ranked unit or a round unit."""
    if row.pk not in opened:
        return words
    unit_id = row.unit.public_id if hasattr(row, "unit") else row.public_id
    return format_html('<a href="{}">{}</a>', reverse("assessments:unit", args=[round_.public_id, unit_id]), words)


@register.simple_tag(takes_context=True)
def council_is_open(context: Context, round_: Round) -> bool:
    """Whether the reader may open the council's papers of a round that is not published; one query a page."""
    request = context.get("request")
    person = getattr(request, "user", None)
    if not isinstance(person, User) or "see_units_below" not in (context.get("rights") or ()):
        return False
    waiting = getattr(request, _KEPT, None)
    if waiting is None:
        waiting = blind_rounds(person)
        setattr(request, _KEPT, waiting)
    return round_.pk not in waiting
