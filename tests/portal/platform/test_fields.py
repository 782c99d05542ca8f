"""Days and figures as people type them."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.utils import translation

from parindex.portal.platform import clock
from parindex.portal.platform.fields import CountField, DayField, PastDayField, PointsField

TODAY = datetime(2026, 11, 21, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    ("field", "typed", "meant"),
    [
        (DayField, "30/9/2027", date(2027, 9, 30)),
        (DayField, " ngày 20 tháng 3 năm 2024 ", date(2024, 3, 20)),
        (PastDayField, "21/11/2026", date(2026, 11, 21)),
        (CountField, "1.310", 1310),
        (CountField, "0", 0),
        (PointsField, "0,75", Decimal("0.75")),
    ],
)
def test_what_is_typed_is_read_as_offices_write_it(field: type[forms.CharField], typed: str, meant: object) -> None:
    with clock.stopped_at(TODAY):
        assert field().clean(typed) == meant
    assert field(required=False).clean("  ") is None


@pytest.mark.parametrize(
    ("field", "typed", "words"),
    [
        (DayField, "31/02/2026", "31/02/2026"),
        (PastDayField, "31/02/2026", "31/02/2026"),
        (PastDayField, "22/11/2026", "tương lai"),
        (CountField, "1,5", "1,5"),
        (PointsField, "1.310", "1.310"),
        (PointsField, "nhiều", "nhiều"),
    ],
)
def test_what_cannot_be_read_is_said_in_words(field: type[forms.CharField], typed: str, words: str) -> None:
    with clock.stopped_at(TODAY), translation.override("vi"), pytest.raises(ValidationError) as refused:
        field().clean(typed)
    assert words in " ".join(refused.value.messages)


def test_a_box_of_a_day_holds_no_day_of_its_own() -> None:
    box = str(DayField().widget.render("ngay", None))
    assert 'placeholder="ngày/tháng/năm"' in box
    assert 'inputmode="numeric"' in box
