"""Checks after an import, and the printed figures that are held against themselves."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import Any

from ruamel.yaml import YAML

from parindex.engine.checks import PrintedStatement, StatementFinding, check_statement, read_statement
from parindex.engine.checks.dossier_imports import FormRows, FoundSign, SignLimits, signs_of
from parindex.engine.checks.statements import StatementCode
from parindex.lake.agreement import Agreement, compare_sources
from parindex.lake.figures import View, Window
from parindex.lake.import_signs import signs_of_units, unit_signs
from parindex.lake.movements import CUBES, Measure
from parindex.lake.undated import UndatedRecord, UndatedUnit, undated_records, undated_units
from parindex.portal.dossiers.engine_bridge import dashboard, reports
from parindex.portal.dossiers.engine_bridge.dashboard import Part
from parindex.portal.dossiers.engine_bridge.figures import counted_records, rollup
from parindex.portal.dossiers.engine_bridge.importing import working_calendar
from parindex.portal.dossiers.engine_bridge.store import lake
from parindex.portal.platform import clock

_DATA = files("parindex") / "rulebooks"
KEPT_BY_PROCEDURES = ("procedures_", "one_stop_", "not_one_stop_", "by_post_base", "not_by_post_base")
"""Codes of printed numbers of procedures: the app of procedures checks them, so that each is found once."""
MOST_UNDATED = 50_000
STATEMENTS = ("cao_loc_2024_h1.yaml",)
"""Reports whose figures of dossiers are shown as printed."""


@cache
def limits() -> SignLimits:
    """From which counts on something is a sign."""
    told: Any = YAML(typ="safe", pure=True).load((_DATA / "check_rules" / "dossier_imports.yaml").read_text("utf-8"))
    return SignLimits(**{name: int(value) for name, value in told.items() if name != "schema"})


def signs_after(lake_batch: str) -> tuple[FoundSign, ...]:
    """What is worth a look in what a batch brought; nothing when all is well."""
    found = unit_signs(lake(), lake_batch, calendar=working_calendar(), today=clock.today(), limits=limits())
    return tuple(sign for unit in found for sign in signs_of(unit, limits()))


def signs_standing(units: Collection[str]) -> tuple[FoundSign, ...]:
    """What is worth a look in all that the store holds of these units, whichever imports brought it."""
    found = signs_of_units(lake(), units, calendar=working_calendar(), today=clock.today(), limits=limits())
    return tuple(sign for unit in found for sign in signs_of(unit, limits()))


def differing(first: str, second: str) -> tuple[int, int]:
    """Records that two sources hold: in all, and those of different content."""
    counts = compare_sources(lake(), first, second).counts
    return counts[Agreement.BOTH] + counts[Agreement.DIFFERENT], counts[Agreement.DIFFERENT]


@cache
def printed_statements() -> tuple[tuple[str, PrintedStatement, tuple[StatementFinding, ...]], ...]:
    """Printed figures of dossiers as shipped: name of the file, figures, what does not hold in them."""
    room = _DATA / "published_results" / "statements"
    read = [(name.removesuffix(".yaml"), read_statement((room / name).read_bytes())) for name in STATEMENTS]
    return tuple((name, statement, check_statement(statement)) for name, statement in read)


@cache
def indicator_titles() -> dict[str, tuple[str, str, str]]:
    """Code of an indicator → title, shape, unit of measure, as shipped."""
    stored: Any = YAML(typ="safe", pure=True).load((_DATA / "indicators" / "indicators.yaml").read_text("utf-8"))
    return {each["code"]: (each["title"], each["shape"], each.get("unit", "")) for each in stored["indicators"]}


def is_of_procedures(found: StatementFinding) -> bool:
    """Whether a finding is about numbers of procedures, which are recorded by their own app."""
    return found.subject.rpartition("/")[2].startswith(KEPT_BY_PROCEDURES)


def units_without_due(lake_batch: str, version: int) -> tuple[UndatedUnit, ...]:
    """Units of an import with dossiers without due date, most first. Raises ``VersionGone``."""
    return undated_units(lake(), lake_batch, version)


def records_without_due(lake_batch: str, version: int) -> tuple[UndatedRecord, ...]:
    """Those dossiers, by unit. Raises ``VersionGone``."""
    return undated_records(lake(), lake_batch, version, limit=MOST_UNDATED)


def form_of(places: Sequence[str], window: Window) -> FormRows:
    """How many rows of form II.06a by unit do not hold in a window, and how many of them for want of due dates only."""
    part = Part(View.RECEIVED, tuple(places))
    before = reports.day_before(window)
    lines = {code: reports.line_of(code, figures) for code, figures in reports.by_place(part, window).items()}
    held = {code: reports.line_of(code, figures) for code, figures in reports.by_place(part, before).items()}
    total = reports.line_of("", dashboard.whole(part, window))
    found = reports.findings_of(list(lines.values()), total, held)
    off: dict[str, list[StatementFinding]] = {}
    for each in found:
        off.setdefault(each.subject.rpartition("/")[0], []).append(each)
    units = {unit: each for unit, each in off.items() if unit}
    undated = {code for code, line in lines.items() if line.without_due}
    explained = [code for code, each in units.items() if code in undated and _wants_dates(each, lines[code])]
    stray = 1 if "" in off and not units else 0
    return FormRows(len(units) + stray, len(explained), total.without_due)


def _wants_dates(found: Sequence[StatementFinding], line: reports.FormLine) -> bool:
    """Whether the gaps of a row add up to its dossiers without due date."""
    return all(each.code is StatementCode.SUM_DIFFERS for each in found) and line.without_due == sum(
        abs(Decimal(each.figures["difference"])) for each in found
    )


def report_windows_looked_at() -> tuple[Window, ...]:
    """Windows of the periodic reports of this year and the last."""
    this = clock.today().year
    spans = [each.span for year in (this - 1, this) for each in dashboard.report_windows(year)]
    return tuple(Window(span.first, span.last) for span in spans)


def ended_report_windows() -> tuple[Window, ...]:
    """Those of them that have ended and in which something happened."""
    known = dashboard.first_and_last_day()
    if known is None:
        return ()
    return tuple(
        window
        for window in report_windows_looked_at()
        if known[0] <= window.last < clock.today() and window.first <= known[1]
    )


def rollup_gaps() -> Mapping[str, tuple[int, int]]:
    """Roll-ups that hold not as many received dossiers as the records: name → (in the roll-up, in the records)."""
    records = counted_records()
    gaps = {}
    for cube in CUBES:
        held = rollup(cube)
        summed = 0 if held is None else int(held.every[Measure.RECEIVED].sum().to_pyarrow().as_py() or 0)
        if summed != records:
            gaps[cube.name] = (summed, records)
    return gaps
