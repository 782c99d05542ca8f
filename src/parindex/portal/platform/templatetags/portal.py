"""Filters and tags for numbers, dates and sentences. All printing is the engine's: a page never formats by itself."""

from datetime import date, datetime
from decimal import Decimal

from django import template
from django.utils.safestring import SafeString, mark_safe

from parindex.engine.numbers import printing
from parindex.engine.rulebook.document import Node
from parindex.engine.scoring.naming import named_values
from parindex.engine.scoring.values import Step
from parindex.portal.platform import clock
from parindex.portal.platform import words as house_words

register = template.Library()


def _exact(value: object) -> Decimal | None:
    if value is None or value == "":
        return None
    if isinstance(value, float):
        raise TypeError("points are Decimal, never float")
    return value if isinstance(value, Decimal) else Decimal(str(value))


@register.filter
def points(value: object, decimals: int = 3) -> str:
    """Points: 85,959; – when there are none."""
    number = _exact(value)
    return printing.MISSING if number is None else printing.show_points(number, decimals)


@register.filter
def index(value: object, decimals: int = 2) -> str:
    """An index: 85,96."""
    number = _exact(value)
    return printing.MISSING if number is None else printing.show_index(number, decimals)


@register.filter
def percent(value: object, decimals: int = 2) -> str:
    """Of a value in percent: 85,96 %; a column keeps its decimals, so 70 is 70,00 %."""
    number = _exact(value)
    return printing.MISSING if number is None else f"{printing.show_index(number, decimals)} %"


@register.filter
def signed(value: object, decimals: int = 2) -> str:
    """A change: +0,90, −2,35, 0."""
    number = _exact(value)
    return printing.MISSING if number is None else printing.show_signed(number, decimals)


@register.filter
def signed_tone(value: object) -> str:
    """The class of a change's cell: `fall` below zero, nothing otherwise."""
    number = _exact(value)
    return "fall" if number is not None and number < 0 else ""


@register.filter
def count(value: object) -> str:
    """A count: 1.310."""
    number = _exact(value)
    return printing.MISSING if number is None else printing.show_count(number)


@register.filter
def plain(value: object) -> SafeString:
    """A number for an attribute (`value=`, `max=`): a point, no grouping, whatever the language."""
    number = _exact(value)
    return mark_safe("" if number is None else format(number, "f"))  # noqa: S308  # digits, sign and point only


@register.filter
def vn_date(value: date | datetime | None) -> str:
    """A day: 05/12/2026; of a moment, its day in Vietnam."""
    if value is None:
        return printing.MISSING
    return printing.show_date(value.astimezone(clock.VIETNAM).date() if isinstance(value, datetime) else value)


@register.filter
def vn_moment(value: datetime | None) -> str:
    """A moment in Vietnam: 11/12/2026 09:41."""
    if value is None:
        return printing.MISSING
    local = value.astimezone(clock.VIETNAM)
    return f"{printing.show_date(local.date())} {local:%H:%M}"


@register.filter
def vn_kept_moment(value: str) -> str:
    """A moment that a row keeps in ISO form (a signature's), as ``vn_moment``."""
    return vn_moment(datetime.fromisoformat(value) if value else None)


@register.simple_tag
def say(code: str, values: dict[str, object] | None = None, **more: object) -> str:
    """The sentence of a code: `{% say finding.code values=finding.values %}` or `{% say "step.ratio" numerator=41
    %}`.
    """
    return house_words.say(code, {**(values or {}), **more})


@register.simple_tag
def sentence(step: object, leaf: Node | None = None) -> str:
    """The sentence of anything that has `code` and `values`: a step, a finding, a refusal.

    With the ``leaf`` of the criteria set that a step is of, its inputs and choices are named by their titles:
    `{% sentence step leaf %}`.
    """
    if leaf is not None and isinstance(step, Step):
        return house_words.say(step.code, named_values(leaf, step))
    return house_words.say(str(step.code), step.values)  # type: ignore[attr-defined]
