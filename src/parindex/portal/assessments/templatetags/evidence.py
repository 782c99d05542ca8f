"""``{% evidence_row member "1.1.2" may_change=may_save %}``: a row's evidence, wherever a row is shown."""

from __future__ import annotations

from typing import Any

from django import template
from django.template import Context

from parindex.portal.assessments.forms.evidence import pages_words
from parindex.portal.assessments.models import RoundUnit, Stage
from parindex.portal.assessments.queries import evidence

register = template.Library()


@register.inclusion_tag("assessments/evidence/row.html", takes_context=True)
def evidence_row(
    context: Context, member: RoundUnit, leaf: str, may_change: object = False, stage: str = Stage.SELF.value
) -> dict[str, Any]:
    """The chips of one leaf, and what adds to them where ``may_change`` is true; at most seven queries."""
    shown = evidence.evidence_row(member, leaf, stage=Stage(stage), may_change=bool(may_change))
    return {"evidence_row": shown, "csrf_token": context.get("csrf_token"), "request": context.get("request")}


@register.filter
def in_words(pages: str) -> str:
    """``{{ link.pages|in_words }}``: trang 3–5."""
    return pages_words(pages)
