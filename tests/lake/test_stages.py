"""Lateness by office and stage: stays made of changes, limits as the engine judges a dossier, windows with cut-off."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest
from tests.lake.exported import NOW
from tests.lake.test_events import CHANGES, DOSSIERS, Line, calendar, dossier

from parindex.engine.working_days import (
    StateChange,
    Timing,
    judge_stages,
    pauses_of,
    policy_on,
    stages_of,
    to_local,
)
from parindex.lake.declared import Declared, shipped_policies
from parindex.lake.engine_room import connection
from parindex.lake.events import events_of
from parindex.lake.events_applied import shipped_effects
from parindex.lake.figures import View, Window
from parindex.lake.imports import ImportOptions, ImportReport, import_file, propose_mapping
from parindex.lake.mapping import dossier_layout, event_layout
from parindex.lake.register import undo_batch
from parindex.lake.stage_figures import AskedStages, StageFigures, StageKey, show_dossiers_at, stage_figures
from parindex.lake.stages import Counting, bring_stages_up_to_date, show_stages, stages_version
from parindex.lake.store import RecordStore, StoreSetting, create_store

HEAD = (*CHANGES[:5], "Bước xử lý", *CHANGES[5:8])
RECEIVED = datetime.fromisoformat("2026-10-05T08:00")
OCTOBER = Window(date(2026, 10, 1), date(2026, 10, 31))
COMMUNE = AskedStages(View.RECEIVED, ("24703",))
A, B, C = (f"H68.01-261005-000{number}" for number in (1, 2, 3))


def step(code: str, at: str, to: str, unit: str = "", stage: str = "", hours: str = "") -> Line:
    """A line with a step; its queue is the desk where a unit is named."""
    return (code, "", to, at, unit, stage, "Tổ hộ tịch" if unit else "", hours, "")


# offices are open 07:00–11:30 and 13:30–17:00
LINES = (
    step(A, "05/10/2026 08:00", "Được tiếp nhận", "24703", "Tiếp nhận", "4"),
    step(A, "05/10/2026 10:00", "Đang xử lý", "24706", "Thụ lý", "8"),
    step(A, "06/10/2026 08:00", "Yêu cầu bổ sung giấy tờ"),
    step(A, "07/10/2026 13:30", "Đang xử lý"),
    step(A, "09/10/2026 10:00", "Đã xử lý xong"),
    step(B, "05/10/2026 08:00", "Được tiếp nhận", "24703", "Tiếp nhận", "4"),
    step(B, "07/10/2026 09:00", "Đang xử lý", "24706", "Thụ lý", "16"),
)


@pytest.fixture
def store(tmp_path: Path) -> RecordStore:
    return create_store(StoreSetting(str(tmp_path / "kho")))


@pytest.fixture
def bring_steps(store: RecordStore, tmp_path: Path) -> Any:
    """Import dossiers, then their changes with steps; the report of the changes."""

    def bring(records: Sequence[Line], changes: Sequence[Line]) -> ImportReport:
        reports = []
        for layout, head, lines in ((dossier_layout(), DOSSIERS, records), (event_layout(), HEAD, changes)):
            path = tmp_path / f"xuat-{len(list(tmp_path.iterdir()))}.csv"
            path.write_text("\r\n".join(";".join(line) for line in (head, *lines)), encoding="utf-8-sig")
            options = ImportOptions("mot_cua", NOW, layout, calendar=calendar())
            _, proposal = propose_mapping(path, layout, options.setting)
            reports.append(import_file(store, path, proposal.mapping, options))
            assert reports[-1].entry.rejected == 0, reports[-1].reasons
        return reports[-1]

    return bring


@pytest.fixture
def told(store: RecordStore, bring_steps: Any) -> RecordStore:
    bring_steps([dossier(A), dossier(B, "Đang xử lý", "")], LINES)
    return store


@pytest.fixture
def root(store: RecordStore) -> str:
    return f"{store.root}/rollups"


def figures(store: RecordStore, root: str, window: Window = OCTOBER, **declared: Any) -> dict[str, StageFigures]:
    bring_stages_up_to_date(store, root, Counting(calendar(), declared))
    found = stage_figures(root, COMMUNE, window)
    assert found is not None
    return {each.key.stage: each for each in found}


def test_each_office_answers_for_the_hours_that_a_dossier_lay_there(told: RecordStore, root: str) -> None:
    found = figures(told, root)
    desk, office = found["Tiếp nhận"], found["Thụ lý"]
    assert desk.key == StageKey("24703", "Tiếp nhận", "Tổ hộ tịch")
    # A: 2 hours; B: the rest of the 5th (7 h), all of the 6th, 2 hours of the 7th
    assert (desk.dossiers, desk.left, desk.minutes) == (2, 2, 120 + 420 + 480 + 120)
    assert (desk.limited, desk.over) == (2, 1)
    # A from the 5th 10:00 to the 9th 10:00 without the wait of the 6th 08:00 – 7th 13:30; B lies there still
    assert (office.dossiers, office.left, office.minutes) == (2, 1, 90 + 210 + 60 + 210 + 480 + 180)
    assert (office.limited, office.over) == (2, 2)


def test_what_came_after_the_window_is_not_known_in_it(told: RecordStore, root: str) -> None:
    cut = Window(date(2026, 10, 5), date(2026, 10, 6))
    found = figures(told, root, cut)
    desk, office = found["Tiếp nhận"], found["Thụ lý"]
    # B lay at the desk past the day on which its 4 hours ended; A waited for papers, which is nobody's delay
    assert (desk.dossiers, desk.left, desk.minutes, desk.over) == (2, 1, 120, 1)
    assert (office.dossiers, office.left, office.minutes, office.over) == (1, 0, 0, 0)
    assert set(figures(told, root, Window(date(2026, 10, 8), date(2026, 10, 31)))) == {"Thụ lý"}
    assert figures(told, root, Window(date(2026, 9, 1), date(2026, 9, 30))) == {}


def test_only_dossiers_of_the_places_in_the_view_are_counted(told: RecordStore, root: str) -> None:
    figures(told, root)
    elsewhere = replace(COMMUNE, places=("24706",))
    assert stage_figures(root, elsewhere, OCTOBER) == ()
    assert stage_figures(root, replace(COMMUNE, procedure="9.999999"), OCTOBER) == ()
    assert stage_figures(root, replace(COMMUNE, procedure="1.001193", view=View.DECIDED), OCTOBER)


def test_the_dossiers_behind_a_figure_are_as_many_as_it_says(told: RecordStore, root: str) -> None:
    for each in figures(told, root).values():
        for only_over, count in ((False, each.dossiers), (True, each.over)):
            with connection() as opened:
                assert show_dossiers_at(opened, root, COMMUNE, OCTOBER, each.key, only_over=only_over)
                codes = {code for (code,) in opened.execute("SELECT record_code FROM at_stage").fetchall()}
            assert len(codes) == count and codes <= {A, B}


def test_a_declared_policy_counts_the_limit_from_its_day_on(told: RecordStore, root: str) -> None:
    """8 hours from the 5th 10:00, papers waited for from the 6th 08:00 to the 7th 13:30: by the law a full term from
    then, until the 8th 11:30; by adding the wait (7 h + 4,5 h) only until the 7th.
    """
    window = Window(date(2026, 10, 5), date(2026, 10, 8))
    system = (Declared(date(2026, 10, 1), "system"),)
    late = {"law": 0, "system": 1}

    def over(*declared: Declared) -> int:
        return figures(told, root, window, mot_cua=declared)["Thụ lý"].over

    assert over() == late["law"]
    assert over(*system) == late["system"]
    assert over(Declared(date(2026, 11, 1), "system")) == late["law"], "not for dossiers received before"
    assert over(*system, Declared(date(2026, 10, 5), "law")) == late["law"], "the one that began last"


def test_it_is_made_again_only_when_something_else_is_told(told: RecordStore, root: str, bring_steps: Any) -> None:
    first = bring_stages_up_to_date(told, root, Counting(calendar(), {}))
    assert bring_stages_up_to_date(told, root, Counting(calendar(), {})) == first
    other = bring_stages_up_to_date(told, root, Counting(calendar(), {"mot_cua": [Declared(date(2026, 1, 1), "law")]}))
    assert other != first and stages_version(root) == other
    bring_steps([dossier(C, "Đang xử lý", "")], [step(C, "06/10/2026 08:00", "Đang xử lý", "24706", "Thụ lý")])
    found = figures(told, root)["Thụ lý"]
    assert (found.dossiers, found.limited) == (3, 2)


def test_without_changes_there_is_no_figure_and_undone_ones_leave_none(
    store: RecordStore, root: str, bring_steps: Any
) -> None:
    assert bring_stages_up_to_date(store, root, Counting(calendar(), {})) is None
    assert stage_figures(root, COMMUNE, OCTOBER) is None and stages_version(root) is None
    report = bring_steps([dossier(A), dossier(B, "Đang xử lý", "")], LINES)
    assert figures(store, root)
    undo_batch(store, report.entry.batch_id)
    bring_stages_up_to_date(store, root, Counting(calendar(), {}))
    assert stage_figures(root, COMMUNE, OCTOBER) in (None, ())


@pytest.mark.parametrize("code", ["law", "system", "qd766", "interlinked"])
def test_limits_are_those_of_the_engine_dossier_by_dossier(
    store: RecordStore, root: str, bring_steps: Any, code: str
) -> None:
    """Any course, any policy: late at the end of any day exactly when the engine says so of what was known then."""
    chance = Random(7)
    lines: list[Line] = []
    codes: list[str] = []
    for number in range(40):
        codes.append(f"H68.01-261005-{number:04d}")
        lines.extend(_course(chance, codes[-1]))
    bring_steps([dossier(each, "Đang xử lý", "") for each in codes], lines)
    bring_stages_up_to_date(store, root, Counting(calendar(), {"mot_cua": [Declared(date(2026, 1, 1), code)]}))
    policy = policy_on(shipped_policies(), code, RECEIVED.date())
    courses = {each: [told.change for told in events_of(store, "mot_cua", each)] for each in codes}
    checked = 0
    for day in (date(2026, 10, 6), date(2026, 10, 9), date(2026, 10, 14), date(2026, 10, 30)):
        cut = datetime.combine(day, time(23, 59, 59))
        with connection() as opened:
            late = _late_at(opened, root, cut)
        for record in codes:
            changes = [each for each in courses[record] if each.at <= cut]
            for name, timing in _judged(changes, policy, cut):
                checked += 1
                assert late[record, name] == (timing in (Timing.LATE, Timing.PENDING_OVERDUE)), (record, name, day)
    assert checked > 150


def _course(chance: Random, code: str) -> Sequence[Line]:
    """A dossier that goes through steps and waits, each step at most once."""
    at = RECEIVED
    lines = [step(code, f"{at:%d/%m/%Y %H:%M}", "Được tiếp nhận", "24703", "Bước 0", "4")]
    for number in range(1, 4):
        for _ in range(chance.randrange(3)):
            for state in (chance.choice(["Yêu cầu bổ sung giấy tờ", "Dừng xử lý"]), "Đang xử lý"):
                at += timedelta(minutes=chance.randrange(30, 2500))
                lines.append(step(code, f"{at:%d/%m/%Y %H:%M}", state))
        at += timedelta(minutes=chance.randrange(30, 2500))
        hours = str(chance.choice([2, 8, 16]))
        lines.append(step(code, f"{at:%d/%m/%Y %H:%M}", "Đang xử lý", "24706", f"Bước {number}", hours))
    return lines


def _judged(changes: Sequence[StateChange], policy: Any, cut: datetime) -> list[tuple[str, Timing]]:
    """What was known at the cut, by the engine; stages that were left are judged as at the moment of leaving."""
    effects, found = shipped_effects(), []
    pauses = pauses_of(changes, effects, RECEIVED, None)
    for stage in stages_of(changes, effects, pauses, None):
        moment = stage.finished_at or cut
        (judged,) = judge_stages(calendar(), [stage], policy, moment).stages
        found.append((stage.code.partition(" · ")[2], judged.timing))
    return found


def _late_at(opened: Any, root: str, cut: datetime) -> dict[tuple[str, str], bool]:
    assert show_stages(opened, root)
    rows = opened.execute(
        """SELECT record_code, stage, coalesce(list_filter(turns, lambda t: t.known_from <= least(left_at, $cut))[-1]
            .late_from <= least(coalesce(left_at, $cut), $cut), false) FROM stays WHERE began_at <= $cut""",
        {"cut": cut},
    ).fetchall()
    return {(code, stage): late for code, stage, late in rows}


def test_moments_are_local(told: RecordStore, root: str) -> None:
    figures(told, root)
    with connection() as opened:
        assert show_stages(opened, root)
        found = opened.execute("SELECT min(began_at), min(received_at) FROM stays").fetchone()
    assert found == (RECEIVED, RECEIVED)
    assert to_local(told.table().to_pyarrow_table()["received_at"][0].as_py()).hour == 8
