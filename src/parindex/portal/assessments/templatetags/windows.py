"""Ends of stages as they are printed."""

from datetime import datetime

from django import template

from parindex.engine.numbers.printing import MISSING
from parindex.portal.assessments.queries.windows import end_text

register = template.Library()


@register.filter
def window_end(moment: datetime | None) -> str:
    """15/12/2026 for an end at midnight (to the end of that day), 15/12/2026 17:00 otherwise; – for none."""
    return MISSING if moment is None else end_text(moment)
