"""Every route to a figure gives the same figure: stored roll-ups, records, a kept version; processing times."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from math import ceil
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from tests.lake.plain_figures import figures_by_hand

from parindex.lake.asked import Answer, Source, answer, bring_up_to_date, rollups_of, spent
from parindex.lake.backends import duckdb_engine
from parindex.lake.columns import RECORD_SCHEMA, Name
from parindex.lake.figures import NO_FIGURES, View, Window
from parindex.lake.generate import Simulation, simulate
from parindex.lake.store import RecordStore, StoreSetting, VersionGone, create_store

WINTER = Window(date(2026, 1, 1), date(2026, 2, 28))
INSIDE = Window(date(2025, 12, 15), date(2026, 2, 14))
ENGINE = duckdb_engine(threads=1)


def _merge(store: RecordStore, rows: list[dict[str, Any]], folder: Path) -> int:
    path = folder / f"staged_{store.version()}.parquet"
    pq.write_table(pa.Table.from_pylist(rows, RECORD_SCHEMA), path)
    return store.merge([str(path)], lambda *_: {}).version


@pytest.fixture(scope="module")
def rows() -> list[dict[str, Any]]:
    wanted = Simulation(600, ("24703", "24649"), "H46", date(2025, 12, 1), date(2026, 3, 31), procedures=6)
    made: list[dict[str, Any]] = pa.Table.from_batches(simulate(wanted), RECORD_SCHEMA).to_pylist()
    return [row | {"processing_minutes": None if at % 5 == 0 else at * 7 % 900} for at, row in enumerate(made)]


@pytest.fixture(scope="module")
def store(rows: list[dict[str, Any]], tmp_path_factory: pytest.TempPathFactory) -> RecordStore:
    folder = tmp_path_factory.mktemp("asked")
    made = create_store(StoreSetting(str(folder / "store")))
    _merge(made, rows[:400], folder)
    _merge(made, rows[400:], folder)
    bring_up_to_date(made)
    return made


def _by_hand(groups: Answer, rows: list[dict[str, Any]], window: Window, view: View) -> None:
    found = {str(group.keys[0]): group.figures for group in groups.groups}
    expected = figures_by_hand(rows, window, view)
    for unit in found.keys() | expected.keys():
        assert found.get(unit, NO_FIGURES) == expected.get(unit, NO_FIGURES), unit


@pytest.mark.parametrize(
    ("window", "by", "source"),
    [
        (WINTER, (), Source.UNIT_PROCEDURE_MONTH),
        (WINTER, (Name.PROCEDURE_CODE, Name.CHANNEL), Source.UNIT_PROCEDURE_MONTH),
        (INSIDE, (Name.FIELD_CODE,), Source.UNIT_DAY),
        (INSIDE, (Name.PROCEDURE_CODE,), Source.RECORDS),
        (WINTER, (Name.ONLINE_LEVEL,), Source.RECORDS),
    ],
    ids=["months", "procedure and channel", "days", "procedure inside a month", "a key that no roll-up has"],
)
def test_every_route_gives_the_same(store: RecordStore, window: Window, by: tuple[Name, ...], source: Source) -> None:
    stored = answer(store, rollups_of(store), window, view=View.DECIDED, by=by, engine=ENGINE)
    live = answer(store, None, window, view=View.DECIDED, by=by, engine=ENGINE)
    assert (stored.source, live.source) == (source, Source.RECORDS)
    told = {group.keys: group.figures for group in live.groups if group.figures != NO_FIGURES}
    assert told == {group.keys: group.figures for group in stored.groups if group.figures != NO_FIGURES}
    assert told


def test_an_answer_is_what_the_dossiers_say(store: RecordStore, rows: list[dict[str, Any]]) -> None:
    _by_hand(answer(store, rollups_of(store), INSIDE, engine=ENGINE), rows, INSIDE, View.RECEIVED)


def test_a_kept_version_answers_from_its_own_records(store: RecordStore, rows: list[dict[str, Any]]) -> None:
    kept = answer(store, rollups_of(store), WINTER, as_of_version=1, engine=ENGINE)
    assert (kept.source, kept.version) == (Source.RECORDS, 1)
    _by_hand(kept, rows[:400], WINTER, View.RECEIVED)
    with pytest.raises(VersionGone):
        answer(store, None, WINTER, as_of_version=99, engine=ENGINE)


def test_a_roll_up_that_is_behind_is_not_believed(tmp_path: Path, rows: list[dict[str, Any]]) -> None:
    store = create_store(StoreSetting(str(tmp_path / "store")))
    _merge(store, rows[:50], tmp_path)
    bring_up_to_date(store)
    _merge(store, rows[50:80], tmp_path)
    behind = answer(store, rollups_of(store), WINTER, engine=ENGINE)
    assert behind.source is Source.RECORDS
    _by_hand(behind, rows[:80], WINTER, View.RECEIVED)
    bring_up_to_date(store)
    again = answer(store, rollups_of(store), WINTER, engine=ENGINE)
    assert again.source is Source.UNIT_PROCEDURE_MONTH
    _by_hand(again, rows[:80], WINTER, View.RECEIVED)


def test_some_units_and_their_total(store: RecordStore) -> None:
    one = answer(store, rollups_of(store), INSIDE, places=["24703"], engine=ENGINE)
    assert [group.keys for group in one.groups] == [("24703",)]
    (whole,) = answer(store, None, INSIDE, places=["24703"], total=True, engine=ENGINE).groups
    assert whole.keys == () and whole.figures == one.groups[0].figures


def test_times_are_of_real_dossiers(store: RecordStore, rows: list[dict[str, Any]]) -> None:
    answers = spent(store, INSIDE, engine=ENGINE)
    times: dict[str, list[int]] = defaultdict(list)
    for row in rows:
        ended = row["finished_at"] or row["returned_at"]
        minutes = row["processing_minutes"]
        if row["status"] in (9, 10) and minutes is not None and INSIDE.first <= _local(ended) <= INSIDE.last:
            times[row["receiving_unit"]].append(minutes)
    assert {each.keys[0] for each in answers} == times.keys()
    for each in answers:
        known = sorted(times[str(each.keys[0])])
        assert (each.minutes, each.known) == (sum(known), len(known))
        assert each.median == known[ceil(len(known) / 2) - 1]
        assert each.ninetieth == known[ceil(len(known) * 9 / 10) - 1]
    figures = answer(store, None, INSIDE, engine=ENGINE).groups
    assert [(one.figures.processing_minutes, one.figures.processing_known) for one in figures] == [
        (each.minutes, each.known) for each in answers
    ]


def _local(moment: Any) -> date:
    local: date = (moment.replace(tzinfo=None) + (date(2026, 1, 2) - date(2026, 1, 1)) * 7 / 24).date()
    return local
