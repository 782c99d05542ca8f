"""Form fields for days and figures as offices write them: ambiguous writing is asked back, never guessed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from parindex.engine.numbers.dates import read_date
from parindex.engine.numbers.decimals import read_count, read_decimal
from parindex.engine.numbers.readings import Reading
from parindex.portal.platform import clock, words


class _ReadField(forms.CharField):
    """A line of text that the engine reads; empty is None."""

    read: Callable[..., Reading[Any]]

    def to_python(self, value: Any) -> Any:
        """What the text means, or what is wrong with it."""
        text = super().to_python(value)
        if not text:
            return None
        reading = type(self).read(text)
        if reading.problem is not None or reading.value is None:
            raise ValidationError(words.say(str(reading.problem), reading.values))
        return reading.value


class DayField(_ReadField):
    """A day: 30/9/2027."""

    read = staticmethod(read_date)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("widget", day_box())
        super().__init__(*args, **kwargs)


class PastDayField(DayField):
    """A day that is not later than today."""

    def to_python(self, value: Any) -> Any:
        """The day, or what is wrong with the text."""
        day = super().to_python(value)
        if day is not None and day > clock.today():
            raise ValidationError(_("The date lies in the future."))
        return day


class CountField(_ReadField):
    """A whole number of things: 1.310."""

    read = staticmethod(read_count)

    def to_python(self, value: Any) -> Any:
        """The number, or what is wrong with the text."""
        number = super().to_python(value)
        return None if number is None else int(number)


class PointsField(_ReadField):
    """Points: 0,75."""

    read = staticmethod(read_decimal)


def day_box() -> forms.TextInput:
    """The text box of a day: digits on a phone's keyboard, no suggestion that looks like a value."""
    attrs = {"class": "form-control", "autocomplete": "off", "inputmode": "numeric", "placeholder": _("dd/mm/yyyy")}
    return forms.TextInput(attrs=attrs)
