"""Ends of stages as they are printed."""

from datetime import datetime

from django import template

from parindex.engine.numbers.printing import MISSING
from parindex.portal.assessments.queries.windows import moment_text

register = template.Library()


@register.filter
def window_end(moment: datetime | None) -> str:
    """15/12/2026 23:59 for an end at midnight; – for none."""
    return MISSING if moment is None else moment_text(moment)
