"""``dossiers indicators``: figures of a window as two numbers each, times spent, the index of QĐ 766, TT 01/2018."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from functools import cache

import click
from ruamel.yaml import YAML

from parindex.cli.answers import Answer, Column, Table
from parindex.cli.commands import Reply, Setting, command
from parindex.cli.dossiers_commands import RULEBOOKS, working_calendar
from parindex.cli.problems import stop
from parindex.cli.quality_tables import given_points, quality_tables
from parindex.cli.store_options import KEYS, months_of, place_options, store_at, window_of
from parindex.cli.values import number
from parindex.cli.words import HelpText, Key, ProblemCode, help_text
from parindex.lake.asked import answer, progress, rollups_of, spent
from parindex.lake.figures import View, Window
from parindex.lake.index_766 import NoScheme, read_schemes, scheme_of, values_766
from parindex.lake.indicators import indicator_values, read_indicators
from parindex.lake.progress_766 import Progress
from parindex.lake.store import RecordStore, VersionGone

_HEADS = {"field": Key.FIELD, "procedure": Key.PROCEDURE, "channel": Key.CHANNEL, "month": Key.MONTH}
_VALUES = (
    Column(Key.CODE),
    Column(Key.TITLE),
    Column(Key.NUMERATOR),
    Column(Key.DENOMINATOR),
    Column(Key.PERCENT, "index"),
)
_TIMES = (
    Column(Key.TIMED),
    Column(Key.MEAN_MINUTES, "index"),
    Column(Key.MEDIAN_MINUTES),
    Column(Key.NINETIETH_MINUTES),
)
_INDEX = (
    Column(Key.UNIT),
    Column(Key.NUMBER),
    Column(Key.TITLE),
    Column(Key.NUMERATOR),
    Column(Key.DENOMINATOR),
    Column(Key.POINTS, "index"),
    Column(Key.MAXIMUM, "index"),
    Column(Key.SOURCE_STANDING, word="cli.source_standing"),
    Column(Key.REMARK),
)


@command("indicators", HelpText.DOSSIERS_INDICATORS)
@click.argument("store")
@click.option("--window", required=True, metavar="TỪ..ĐẾN", help=help_text(HelpText.WINDOW))
@click.option("--by", type=click.Choice(list(_HEADS)), multiple=True, help=help_text(HelpText.BY_KEYS))
@click.option("--qd766", is_flag=True, help=help_text(HelpText.QD766))
@click.option("--due-holds-pause", is_flag=True, help=help_text(HelpText.DUE_HOLDS_PAUSE))
@click.option("--tt01", is_flag=True, help=help_text(HelpText.TT01))
@click.option("--given", multiple=True, metavar="SỐ=ĐIỂM", help=help_text(HelpText.GIVEN_POINTS))
@click.option("--scheme", help=help_text(HelpText.SCHEME))
@click.option("--sync", metavar="SỐ", help=help_text(HelpText.SYNC))
@place_options
def indicators(
    setting: Setting,
    store: str,
    window: str,
    by: tuple[str, ...],
    qd766: bool,
    due_holds_pause: bool,
    tt01: bool,
    given: tuple[str, ...],
    scheme: str | None,
    sync: str | None,
    view: str,
    units: tuple[str, ...],
    as_of: int | None,
) -> Reply:
    """Every indicator that the records tell, by unit and the keys asked for; ``--qd766``, ``--tt01``: those instead."""
    language = setting.language
    days = window_of(window, language)
    rate = None if sync is None else number(sync, "--sync", language)
    if rate is not None and not 0 <= rate <= 1:
        stop(ProblemCode.OUT_OF_RANGE, language, option="--sync", value=sync, least="0", most="1")
    opened = store_at(store, language)
    facts = ((Column(Key.WINDOW), window), (Column(Key.STORE_VERSION), opened.version() if as_of is None else as_of))
    try:
        if tt01:
            points = given_points(given, language)
            tables: tuple[Table, ...] = quality_tables(opened, days, View(view), units or None, as_of, points)
        elif qd766 or scheme is not None:
            tables = (_index(opened, days, View(view), units or None, as_of, scheme, rate, due_holds_pause),)
        else:
            tables = _figures(opened, days, View(view), units or None, as_of, by)
    except VersionGone:
        stop(ProblemCode.NO_VERSION, language, version=as_of)
    except NoScheme:
        stop(ProblemCode.NO_SCHEME, language, scheme=scheme or str(days.last))
    return Reply(Answer(facts, tables))


def _figures(
    store: RecordStore, window: Window, view: View, units: Sequence[str] | None, as_of: int | None, by: Sequence[str]
) -> tuple[Table, Table]:
    definitions = read_indicators((RULEBOOKS / "indicators" / "dossier_figures.yaml").read_bytes()).figures
    names = [KEYS[each] for each in by if each != "month"]
    heads = (Column(Key.UNIT), *(Column(_HEADS[each]) for each in by if each != "month"))
    monthly = "month" in by
    values: list[tuple[object, ...]] = []
    times: list[tuple[object, ...]] = []
    for part in months_of(window) if monthly else [window]:
        month = (f"{part.first:%Y-%m}",) if monthly else ()
        told = answer(store, rollups_of(store), part, view=view, by=names, places=units, as_of_version=as_of)
        for group in told.groups:
            for value in indicator_values(definitions, group.figures):
                share = _percent(value.numerator, value.denominator)
                title = _titles().get(value.code, value.code)
                values.append((*group.keys, *month, value.code, title, value.numerator, value.denominator, share))
        for each in spent(store, part, view=view, by=names, places=units, as_of_version=as_of):
            mean = _rounded(Fraction(each.minutes, each.known))
            times.append((*each.keys, *month, each.known, mean, each.median, each.ninetieth))
    more = (Column(Key.MONTH),) if monthly else ()
    return Table(Key.INDICATORS, (*heads, *more, *_VALUES), values), Table(Key.TIMES, (*heads, *more, *_TIMES), times)


def _index(
    store: RecordStore,
    window: Window,
    view: View,
    units: Sequence[str] | None,
    as_of: int | None,
    code: str | None,
    sync: Decimal | None,
    due_holds_pause: bool,
) -> Table:
    schemes = read_schemes((RULEBOOKS / "indicators" / "qd766.yaml").read_bytes())
    scheme = scheme_of(schemes, window.last, code=code)
    counted = progress(
        store,
        window,
        working_calendar(),
        view=view,
        places=units,
        as_of_version=as_of,
        due_holds_pause=due_holds_pause,
    )
    rows = []
    for group in answer(store, rollups_of(store), window, view=view, places=units, as_of_version=as_of).groups:
        own = counted.get(str(group.keys[0]), Progress())
        for value in values_766(scheme, group.figures, own, sync=sync):
            said = value.indicator
            numbers = (value.numerator, value.denominator, value.points, said.max)
            rows.append((group.keys[0], said.no, said.title, *numbers, said.status, said.why or said.note))
    return Table(Key.INDEX_766, _INDEX, rows)


def _percent(numerator: int, denominator: int | None) -> Decimal | None:
    return _rounded(Fraction(numerator * 100, denominator)) if denominator else None


def _rounded(exact: Fraction) -> Decimal:
    """Two decimals, half up."""
    return Decimal(int(exact * 100 + Fraction(1, 2))).scaleb(-2)


@cache
def _titles() -> Mapping[str, str]:
    text = (RULEBOOKS / "indicators" / "indicators.yaml").read_text(encoding="utf-8")
    return {each["code"]: each["title"] for each in YAML(typ="safe", pure=True).load(text)["indicators"]}
