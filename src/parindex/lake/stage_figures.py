"""Which office took how long at which stage in a window, whether its limits were kept; and the dossiers of a figure.

A dossier is counted at a stage when it lay there on a day of the window. What came after the last day of the window is
not known yet: a dossier that lay there still at its end is judged as at that moment.
"""
# ruff: noqa: S608  (SQL from the names of our own columns; everything asked for goes in as a parameter)

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import NamedTuple

import duckdb

from parindex.lake.engine_room import connection
from parindex.lake.figures import PLACE_OF, View, Window
from parindex.lake.stages import show_stages

MEMORY = "512MB"


class StageKey(NamedTuple):
    """An office at a stage: the unit's code or name as the source writes it, the step, the office or desk."""

    unit: str
    stage: str
    queue: str


@dataclass(frozen=True, slots=True)
class AskedStages:
    """Which dossiers: received or decided by ``places``, of a field and procedure ("" for all)."""

    view: View
    places: tuple[str, ...]
    field: str = ""
    procedure: str = ""


@dataclass(frozen=True, slots=True)
class StageFigures:
    """Dossiers that lay at a stage. ``minutes``: working minutes without waiting of the ``left`` dossiers that went on;
    ``over``: of the ``limited`` dossiers (those that had a limit there) the ones that were kept longer.
    """

    key: StageKey
    dossiers: int
    left: int
    minutes: int
    limited: int
    over: int


def stage_figures(
    root: str, asked: AskedStages, window: Window, *, storage_options: Mapping[str, str] | None = None
) -> tuple[StageFigures, ...] | None:
    """By office and stage, most over their limit first; None where no source tells of changes.

    ``root``: folder of the roll-ups. One question to one table, whatever the number of offices.
    """
    with connection(threads=1, memory=MEMORY) as opened:
        if not show_stages(opened, root, storage_options):
            return None
        rows = opened.execute(
            f"""SELECT unit, stage, queue, count(*), count(*) FILTER ("left"),
                    coalesce(sum(minutes) FILTER ("left"), 0), count(*) FILTER (limited),
                    count(*) FILTER ("over") AS late
                FROM ({_by_dossier()}) GROUP BY unit, stage, queue
                ORDER BY late DESC, sum(minutes) FILTER ("left") / count(*) FILTER ("left") DESC NULLS LAST,
                    unit, stage, queue""",
            _given(asked, window),
        ).fetchall()
    return tuple(StageFigures(StageKey(*row[:3]), *(int(each) for each in row[3:])) for row in rows)


def show_dossiers_at(
    opened: duckdb.DuckDBPyConnection,
    root: str,
    asked: AskedStages,
    window: Window,
    key: StageKey,
    *,
    only_over: bool,
    storage_options: Mapping[str, str] | None = None,
) -> bool:
    """Make a table ``at_stage`` (source, record_code) of the dossiers behind a figure. False: no source tells."""
    if not show_stages(opened, root, storage_options):
        return False
    wanted = 'AND "over"' if only_over else ""
    opened.execute(
        f"""CREATE TABLE at_stage AS SELECT source, record_code FROM ({_by_dossier()})
            WHERE unit = $unit AND stage = $stage AND queue = $queue {wanted}""",
        _given(asked, window) | key._asdict(),
    )
    return True


def _given(asked: AskedStages, window: Window) -> dict[str, object]:
    after = datetime.combine(window.last + timedelta(days=1), time.min)
    return {
        "first": datetime.combine(window.first, time.min),
        "after": after,
        "cut": after - timedelta(microseconds=1),
        "places": list(asked.places),
        "receives": PLACE_OF[asked.view] is PLACE_OF[View.RECEIVED],
        "field": asked.field,
        "procedure": asked.procedure,
    }


def _by_dossier() -> str:
    """One row a dossier and stage: a dossier that came there twice counts once, late when it was late either time."""
    return """SELECT source, record_code, unit, stage, queue, bool_or(went) AS "left",
            sum(minutes) FILTER (went) AS minutes, bool_or(limit_hours IS NOT NULL) AS limited,
            bool_or(coalesce(
                list_filter(turns, lambda turn: turn.known_from <= seen_at)[-1].late_from <= seen_at, false)) AS "over"
        FROM (SELECT *, coalesce(left_at < $after, false) AS went,
                CASE WHEN left_at < $after THEN left_at ELSE $cut END AS seen_at
            FROM stays WHERE received_at < $after AND began_at < $after AND (left_at IS NULL OR left_at >= $first)
                AND list_contains($places, CASE WHEN $receives THEN receiving_unit ELSE deciding_unit END)
                AND ($field = '' OR field_code = $field) AND ($procedure = '' OR procedure_code = $procedure))
        GROUP BY source, record_code, unit, stage, queue"""
