"""Words of the appraisal pages."""

from collections.abc import Iterable
from datetime import datetime

from django import template
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from parindex.engine.numbers.printing import show_parts
from parindex.portal.assessments.engine_bridge.appraisal import Risk
from parindex.portal.assessments.models import LossReason
from parindex.portal.assessments.queries.windows import moment_text
from parindex.portal.platform.words import say

register = template.Library()


@register.filter
def risk_words(risk: Risk) -> str:
    """A sign in words; moments with their time, as evidence comes to the minute."""
    values = {name: moment_text(value) if isinstance(value, datetime) else value for name, value in risk.values.items()}
    return say(risk.wording, values)


@register.filter
def all_risks(risks: Iterable[Risk]) -> SafeString:
    """All signs of a row in one line."""
    return format_html_join(" · ", "{}", ((risk_words(risk),) for risk in risks))


@register.filter
def reason_words(code: str) -> str:
    """S01 · Số liệu không khớp hệ thống."""
    return f"{code} · {say(f'reason.{code}')}"


@register.filter
def as_parts(reasons: Iterable[LossReason]) -> list[tuple[LossReason, str]]:
    """The reasons of one loss with their points as printed: what is printed adds up to the loss."""
    parts = list(reasons)
    return list(zip(parts, show_parts([part.points for part in parts]), strict=True))
