"""Template words: everything printed is the engine's printing."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.template import Context, Template


def _render(source: str, **values: object) -> str:
    return Template("{% load portal %}" + source).render(Context(values))


@pytest.mark.parametrize(
    ("source", "value", "shown"),
    [
        ("{{ x|points }}", Decimal("85.959"), "85,959"),
        ("{{ x|points:1 }}", Decimal("85.959"), "86,0"),
        ("{{ x|points }}", None, "–"),
        ("{{ x|index }}", Decimal("85.959"), "85,96"),
        ("{{ x|percent }}", Decimal("97.6190476"), "97,62 %"),
        ("{{ x|percent }}", Decimal("69.996"), "70,00 %"),
        ("{{ x|signed }}", Decimal("0.9"), "+0,90"),
        ("{{ x|signed }}", Decimal("-2.35"), "−2,35"),
        ("{{ x|count }}", 1310, "1.310"),
        ("{{ x|plain }}", Decimal("1310.5"), "1310.5"),
        ("{{ x|vn_date }}", date(2026, 12, 5), "05/12/2026"),
        ("{{ x|vn_date }}", datetime(2026, 12, 4, 18, tzinfo=UTC), "05/12/2026"),
        ("{{ x|vn_moment }}", datetime(2026, 12, 11, 2, 41, tzinfo=UTC), "11/12/2026 09:41"),
        ("{{ x|vn_kept_moment }}", "2026-12-11T18:41:00+00:00", "12/12/2026 01:41"),
        ("{{ x|vn_kept_moment }}", "", "–"),
    ],
)
def test_filters(source: str, value: object, shown: str) -> None:
    assert _render(source, x=value) == shown


def test_points_are_never_float() -> None:
    with pytest.raises(TypeError):
        _render("{{ x|points }}", x=0.1)


def test_sentence_of_a_code() -> None:
    assert "“khách”" in _render('{% say "organisations.role_unknown" role="khách" %}')
