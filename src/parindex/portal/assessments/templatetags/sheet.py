"""Filters of the self-assessment sheet."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from itertools import groupby
from typing import Any

from django import template

from parindex.engine.numbers.printing import show_decimal

register = template.Library()


@register.filter
def under(values: Mapping[str, str], key: str) -> str:
    """The value under a key; empty when there is none."""
    return values.get(key, "")


@register.filter
def row_state(state: str) -> str:
    """Wording code of a row's state."""
    return f"row_state.{state}"


@register.filter
def figure(stored: Any) -> str:
    """A stored figure as it is printed: 1.290/1.306, 12,5."""
    parts = stored if isinstance(stored, list) else [stored]
    return "/".join(show_decimal(Decimal(part)) for part in parts)


@register.filter
def disputable(boxes: Iterable[Any]) -> list[list[Any]]:
    """Boxes of known figures that nobody disputes yet, by figure."""
    known = [box for box in boxes if box.known and not box.dispute]
    return [list(group) for _, group in groupby(known, key=lambda box: box.box.input_code)]


@register.filter
def result_code(result: str) -> str:
    """Wording code of what became of a row."""
    return f"row_result.{result}"


@register.filter
def sheet_state(state: str) -> str:
    """Wording code of a sheet's state."""
    return f"sheet_state.{state}"


@register.filter
def stage_code(stage: str) -> str:
    """Wording code of a round's stage."""
    return f"round_stage.{stage}"
