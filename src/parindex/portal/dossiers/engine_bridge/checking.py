"""Checks after an import, and the printed figures that are held against themselves."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Any

from ruamel.yaml import YAML

from parindex.engine.checks import PrintedStatement, StatementFinding, check_statement, read_statement
from parindex.engine.checks.dossier_imports import FoundSign, SignLimits, signs_of
from parindex.lake.agreement import Agreement, compare_sources
from parindex.lake.import_signs import unit_signs
from parindex.portal.dossiers.engine_bridge.importing import working_calendar
from parindex.portal.dossiers.engine_bridge.store import lake
from parindex.portal.platform import clock

_DATA = files("parindex") / "rulebooks"
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
