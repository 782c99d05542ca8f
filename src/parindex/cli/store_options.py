"""What commands over a record store share: the store itself, windows, days, keys."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import click

from parindex.cli.problems import stop
from parindex.cli.words import HelpText, ProblemCode, help_text
from parindex.lake.columns import Name
from parindex.lake.figures import View, Window
from parindex.lake.store import RecordStore, StoreMissing, StoreSetting, open_store
from parindex.wording import Language

KEYS = {"field": Name.FIELD_CODE, "procedure": Name.PROCEDURE_CODE, "channel": Name.CHANNEL}


def place_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """``--view``, ``--unit`` (as often as wanted), ``--as-of``."""
    view = click.option(
        "--view", type=click.Choice([each.value for each in View]), default="received", help=help_text(HelpText.VIEW)
    )
    unit = click.option("--unit", "units", multiple=True, help=help_text(HelpText.UNITS_ASKED))
    as_of = click.option("--as-of", type=click.IntRange(min=0), help=help_text(HelpText.AS_OF))
    return view(unit(as_of(function)))


def store_at(place: str, language: Language) -> RecordStore:
    """The store. Raises ``Stop``."""
    try:
        return open_store(StoreSetting(place))
    except StoreMissing:
        stop(ProblemCode.NO_STORE, language, store=place)


def window_of(text: str, language: Language) -> Window:
    """``2026-01-01..2026-06-30``. Raises ``Stop``."""
    first, _, last = text.partition("..")
    try:
        return Window(date.fromisoformat(first), date.fromisoformat(last))
    except ValueError:
        stop(ProblemCode.BAD_WINDOW, language, window=text)


def months_of(window: Window) -> list[Window]:
    """The window cut at the ends of months."""
    found, first = [], window.first
    while first <= window.last:
        after = (first.replace(day=1) + timedelta(days=32)).replace(day=1)
        found.append(Window(first, min(window.last, after - timedelta(days=1))))
        first = after
    return found
