"""``dossiers indicators --tt01``: the nine quality indicators of TT 01/2018 by unit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from parindex.cli.answers import Column, Table
from parindex.cli.dossiers_commands import RULEBOOKS
from parindex.cli.problems import stop
from parindex.cli.values import number
from parindex.cli.words import Key, ProblemCode
from parindex.lake.figures import View, Window
from parindex.lake.quality_tt01 import MOST, quality_counts, quality_of, read_quality
from parindex.lake.store import RecordStore
from parindex.wording import Language

_VALUES = (
    Column(Key.UNIT),
    Column(Key.NUMBER),
    Column(Key.TITLE),
    Column(Key.COUNTED_RECORDS),
    Column(Key.SUM_OF_POINTS),
    Column(Key.POINTS, "index"),
    Column(Key.REMARK),
)
_TOTALS = (Column(Key.UNIT), Column(Key.POINTS, "index"), Column(Key.MAXIMUM), Column(Key.CLASS_OF_SUM))


def given_points(said: Sequence[str], language: Language) -> dict[str, Decimal]:
    """``NO=POINTS`` as typed; stops the command at what cannot be read or is not 0 to 2."""
    found = {}
    for each in said:
        no, sign, points = each.partition("=")
        value = number(points, "--given", language) if sign else None
        if value is None or not 0 <= value <= MOST:
            stop(ProblemCode.OUT_OF_RANGE, language, option="--given", value=each, least="0", most=str(MOST))
        found[no.strip()] = value
    return found


def quality_tables(
    store: RecordStore,
    window: Window,
    view: View,
    units: Sequence[str] | None,
    as_of: int | None,
    given: Mapping[str, Decimal],
) -> tuple[Table, Table]:
    """The nine of every unit, and their sums; a class only where all nine have points. Raises ``VersionGone``."""
    scheme = read_quality((RULEBOOKS / "indicators" / "tt01_2018.yaml").read_bytes())
    values: list[tuple[object, ...]] = []
    totals: list[tuple[object, ...]] = []
    for unit, counts in quality_counts(store, window, view=view, places=units, as_of_version=as_of).items():
        found = quality_of(scheme, counts, given)
        for each in found.values:
            said = each.indicator
            remark = said.unsure or (said.why if each.score is None else "")
            values.append((unit, said.no, said.title, each.records, each.points, each.score, remark))
        totals.append((unit, found.total, found.maximum, found.class_of(scheme)))
    return Table(Key.QUALITY_TT01, _VALUES, values), Table(Key.QUALITY_TOTALS, _TOTALS, totals)
