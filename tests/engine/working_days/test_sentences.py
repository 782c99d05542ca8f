"""Every step, group, unit and refusal can be said in both languages."""

from __future__ import annotations

import pytest
from tests.engine.working_days.shipped import moment, pauses, policy, shipped_calendar, table, term

from parindex.engine.working_days import (
    Compare,
    DayKind,
    DaysCounted,
    Due,
    Extension,
    ExtensionCode,
    ExtensionRefused,
    StepCode,
    Supplement,
    Timing,
    Unit,
    due_at,
    extend,
    judge,
)
from parindex.engine.working_days.judging import Course
from parindex.wording import LANGUAGES, Language, codes, sentence


def every_due() -> list[Due]:
    calendar = shipped_calendar()
    dues = []
    for row in [*table("deadlines"), {"policy": "law", "received": "2026-12-31 10:00", "term": "5 working_day"}]:
        received = moment(row["received"])
        found = policy(row["policy"], received.date())
        dues.append(due_at(calendar, received, term(row["term"]), found, pauses(row)))
    dues.append(extend(calendar, dues[0], Extension(moment("2026-01-05"), moment("2026-01-15").date()), found).due)
    twice = {"pauses": ["2026-01-06 08:00 – 2026-01-06 10:00", "2026-01-07 08:00 – 2026-01-07 10:00"]}
    course = Course(moment("2026-01-05 09:00"), term("5 working_day"), pauses=pauses(twice))
    dues.append(judge(calendar, course, policy("qd766", course.received_at.date()), moment("2026-01-31")).due)
    return dues


def test_the_golden_deadlines_show_every_step_and_each_can_be_said() -> None:
    steps = [step for due in every_due() for step in due.steps]
    assert {step.code for step in steps} == set(StepCode)
    for step in steps:
        for language in LANGUAGES:
            assert sentence(step.code, step.values, language)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_word_has_a_sentence(language: Language) -> None:
    known = codes(language)
    assert {*StepCode, *ExtensionCode} <= known
    assert {f"timing.{timing.name.lower()}" for timing in Timing} <= known
    assert {f"term.unit.{unit}" for unit in Unit} <= known
    assert {f"supplement.{each}" for each in Supplement} <= known
    assert {f"compare.{each}" for each in Compare} <= known
    assert {f"days_counted.{each}" for each in DaysCounted} <= known
    assert {f"calendar_day.{each}" for each in DayKind} <= known


def test_a_deadline_in_vietnamese() -> None:
    due = due_at(
        shipped_calendar(), moment("2026-08-21 10:00"), term("2 working_day"), policy({}, moment("2026-08-21").date())
    )
    assert [sentence(step.code, step.values) for step in due.steps] == [
        "Tiếp nhận lúc 10:00 ngày 21/08/2026.",
        "2 ngày làm việc, không tính ngày 21/08/2026: ngày cuối là 24/08/2026.",
        "Ngày làm bù trong thời gian này: 22/08/2026.",
        "Ngày có căn cứ chưa chắc chắn, cần đối chiếu văn bản: 22/08/2026.",
        "Hẹn trả kết quả lúc 17:00 ngày 24/08/2026.",
    ]


def test_a_refused_extension_says_why() -> None:
    calendar, law = shipped_calendar(), policy("law", moment("2026-01-05").date())
    due = due_at(calendar, moment("2026-01-05 09:00"), term("5 working_day"), law)
    for day, earlier in (("2026-01-15", 1), ("2026-01-09", 0), ("2026-01-18", 0)):
        with pytest.raises(ExtensionRefused) as refused:
            extend(calendar, due, Extension(moment("2026-01-06"), moment(day).date()), law, earlier=earlier)
        assert sentence(refused.value.code, refused.value.values)
