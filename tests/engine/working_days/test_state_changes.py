"""Changes of state as the engine reads them: pauses, requests, extensions, stages of an inter-agency dossier."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.engine.working_days.shipped import DATA, POLICIES, shipped_calendar

from parindex.engine.working_days import (
    Course,
    DocumentRefused,
    Effect,
    Pause,
    StateChange,
    Term,
    Timing,
    Unit,
    extensions_of,
    judge,
    judge_stages,
    pauses_of,
    policy_on,
    read_state_effects,
    requests_of,
    stages_of,
)

EFFECTS = read_state_effects((DATA / "state_effects.yaml").read_bytes())
RECEIVED = datetime.fromisoformat("2026-10-05T08:00")
TWICE = b"""
schema: parindex/state-effects/1
states:
  - {status: 1, effect: runs, read: {grade: C, note: x}}
  - {status: 1, effect: ends, read: {grade: C, note: x}}
"""
LAW = policy_on(POLICIES, "law", RECEIVED.date())


def at(text: str) -> datetime:
    return datetime.fromisoformat(f"2026-10-{text}")


def test_every_state_of_the_national_portal_has_an_effect_and_doubts_are_said() -> None:
    assert [each.status for each in EFFECTS.states] == list(range(1, 11))
    assert EFFECTS.with_effect(Effect.SUPPLEMENT) == (5,) and EFFECTS.with_effect(Effect.CITIZEN) == (6, 8)
    assert all(each.read.unsure for each in EFFECTS.states if each.status in (6, 8))
    with pytest.raises(DocumentRefused):
        read_state_effects(TWICE)


def test_waiting_is_a_pause_and_changes_of_one_effect_are_one_pause() -> None:
    changes = (
        StateChange(at("05T08:00"), 2),
        StateChange(at("06T08:00"), 5),
        StateChange(at("06T09:00"), 5),
        StateChange(at("07T13:30"), 4),
        StateChange(at("08T08:00"), 8),
    )
    assert pauses_of(changes, EFFECTS, RECEIVED, None) == (
        Pause(at("06T08:00"), at("07T13:30")),
        Pause(at("08T08:00"), None, by_citizen=True),
    )
    assert requests_of(changes, EFFECTS) == (at("06T08:00"),)


def test_a_pause_begins_no_earlier_than_receipt_and_ends_with_the_dossier() -> None:
    changes = (StateChange(at("04T08:00"), 5), StateChange(at("06T08:00"), 4), StateChange(at("08T08:00"), 6),
               StateChange(at("20T08:00"), 4))  # fmt: skip
    assert pauses_of(changes, EFFECTS, RECEIVED, at("09T08:00")) == (
        Pause(RECEIVED, at("06T08:00")),
        Pause(at("08T08:00"), at("09T08:00"), by_citizen=True),
    )


def test_only_as_many_extensions_count_as_the_policy_allows() -> None:
    changes = [
        StateChange(at("08T08:00"), 4, new_due_on=date(2026, 10, 11)),
        StateChange(at("08T09:00"), 4, new_due_on=date(2026, 10, 14)),
        StateChange(at("13T08:00"), 4, new_due_on=date(2026, 10, 16)),
    ]
    seen = extensions_of(shipped_calendar(), changes, at("09T17:00"), LAW)
    assert [(each.due_at, each.refused) for each in seen] == [
        (None, "extension.day_off"),
        (at("14T17:00"), ""),
        (None, "extension.only_so_many"),
    ]
    assert extensions_of(shipped_calendar(), changes, None, LAW)[0].refused == "extension.no_due_date"


def test_each_stage_is_judged_by_its_own_limit_and_waiting_is_not_held_against_it() -> None:
    changes = (
        StateChange(at("05T08:00"), 2, "24703", "", 8),
        StateChange(at("06T08:00"), 5),
        StateChange(at("07T13:30"), 4, "24703", "", 8),
        StateChange(at("07T15:00"), 4, "68", "Thẩm định", 4),
        StateChange(at("12T08:00"), 9),
    )
    pauses = pauses_of(changes, EFFECTS, RECEIVED, at("12T08:00"))
    stages = stages_of(changes[:2] + changes[3:], EFFECTS, pauses, None)
    assert [(each.code, each.received_at, each.finished_at) for each in stages] == [
        ("24703", at("05T08:00"), at("07T15:00")),
        ("68 · Thẩm định", at("07T15:00"), at("12T08:00")),
    ]
    judged = judge_stages(shipped_calendar(), stages, LAW, at("20T08:00"))
    assert [each.timing for each in judged.stages] == [Timing.EARLY, Timing.LATE]
    assert judged.late[0].minutes_late > 0
    # without its pause the first stage would have been late
    bare = [each._replace(pauses=()) for each in stages]
    assert judge_stages(shipped_calendar(), bare, LAW, at("20T08:00")).stages[0].timing is Timing.LATE


def test_a_stage_that_has_not_ended_lies_there() -> None:
    changes = (StateChange(at("05T08:00"), 4, "68", "", 8),)
    (stage,) = stages_of(changes, EFFECTS, (), None)
    assert stage.finished_at is None
    judged = judge_stages(shipped_calendar(), (stage,), LAW, at("09T08:00"))
    assert judged.stages[0].timing is Timing.PENDING_OVERDUE


def test_a_stage_goes_on_through_changes_that_name_no_place_and_an_end_begins_none() -> None:
    changes = (
        StateChange(at("05T08:00"), 4, "68", "Thụ lý", 8),
        StateChange(at("06T08:00"), 5),
        StateChange(at("07T08:00"), 4, "68", "Thụ lý", 8),
        StateChange(at("08T08:00"), 9, "24703", "Trả kết quả", 4),
    )
    stages = stages_of(changes, EFFECTS, (), at("08T08:00"))
    assert [(each.received_at, each.finished_at) for each in stages] == [(at("05T08:00"), at("08T08:00"))]


def test_under_the_qd766_rule_a_stop_by_the_citizen_counts_beside_a_request() -> None:
    pauses = (Pause(at("06T08:00"), at("07T08:00")), Pause(at("07T09:00"), at("09T09:00"), by_citizen=True))
    course = Course(RECEIVED, Term(2, Unit.WORKING_DAY), finished_at=at("12T10:00"), pauses=pauses)
    policy = policy_on(POLICIES, "qd766", RECEIVED.date())
    # due on the 7th; the request adds a working day, the stop two more: Monday the 12th
    assert judge(shipped_calendar(), course, policy, at("20T08:00")).timing is Timing.ON_TIME
    alone = Course(RECEIVED, Term(2, Unit.WORKING_DAY), finished_at=at("12T10:00"), pauses=pauses[:1])
    assert judge(shipped_calendar(), alone, policy, at("20T08:00")).timing is Timing.LATE


@given(st.lists(st.tuples(st.integers(0, 4000), st.integers(1, 10)), max_size=12))
def test_pauses_are_in_order_and_never_overlap(told: list[tuple[int, int]]) -> None:
    changes = [StateChange(RECEIVED + timedelta(minutes=minute - 500), status) for minute, status in sorted(told)]
    pauses = pauses_of(changes, EFFECTS, RECEIVED, RECEIVED + timedelta(minutes=3000))
    for first, second in zip(pauses, pauses[1:], strict=False):
        assert first.ended_at is not None and first.ended_at <= second.began_at
    assert all(each.ended_at is None or each.ended_at > each.began_at for each in pauses)
    assert all(each.began_at >= RECEIVED for each in pauses)
