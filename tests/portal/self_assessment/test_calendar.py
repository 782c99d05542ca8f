"""The coordinator's calendar: open by the clock, to the minute; extended and opened again for one unit."""

from datetime import datetime, timedelta

import pytest
from tests.portal.self_assessment.conftest import CLOSES, NOW, OPENS, SET

from parindex.portal.accounts.models import User
from parindex.portal.assessments.actions import (
    CalendarRefused,
    StageTimes,
    copy_round_from_last_year,
    extend_stage,
    reopen_sheet,
    set_calendar,
)
from parindex.portal.assessments.models import Round, RoundStage, RoundUnit, Sheet
from parindex.portal.assessments.queries.windows import (
    WindowState,
    countdown,
    is_open,
    moment_text,
    start_text,
    window_for,
    window_of,
    windows_by_unit,
)
from parindex.portal.criteria.actions import import_criteria_set, issue_criteria_set
from parindex.portal.platform import clock
from parindex.portal.platform.models import AuditEntry
from parindex.portal.platform.permissions import Refused
from parindex.portal.platform.refusals import ActionRefused, Conflict, NotAllowed

SELF = RoundStage.SELF_ASSESSMENT
MINUTE = timedelta(minutes=1)


def at(day: int, month: int = 12, year: int = 2026) -> datetime:
    return datetime(year, month, day, tzinfo=clock.VIETNAM)


def test_the_stage_is_open_to_the_minute(nam_nung: RoundUnit) -> None:
    assert not is_open(nam_nung, SELF, OPENS - MINUTE)
    assert is_open(nam_nung, SELF, OPENS)
    assert is_open(nam_nung, SELF, CLOSES - MINUTE)
    refused = is_open(nam_nung, SELF, CLOSES)
    assert not refused
    assert refused.reason == "assessments.window_closed"
    assert refused.values["ends"] == "15/12/2026 23:59"


def test_a_stage_without_times_is_not_open(nam_nung: RoundUnit) -> None:
    refused = is_open(nam_nung, RoundStage.COUNCIL)
    assert not refused and refused.reason == "assessments.window_not_set"


def test_an_extension_is_one_units_own(hoa: User, round_2026: Round, nam_nung: RoundUnit) -> None:
    with clock.stopped_at(CLOSES + 60 * MINUTE):
        extend_stage(actor=hoa, round_unit=nam_nung, stage=SELF, until=at(18), reason="mất điện hai ngày")
        assert is_open(nam_nung, SELF)
        others = [unit for unit in round_2026.units.all() if unit.pk != nam_nung.pk]
        assert not any(is_open(unit, SELF) for unit in others)
        assert not is_open(nam_nung, SELF, CLOSES + 30 * MINUTE), "not before it was granted"
        assert not is_open(nam_nung, SELF, at(18))
        assert windows_by_unit(round_2026, SELF)[nam_nung.pk].ends_at == at(18)
        assert countdown(window_for(nam_nung, SELF)).state == WindowState.EXTENDED
    told = AuditEntry.objects.get(action="assessments.extend_stage")
    assert told.actor_id == hoa.pk
    assert "mất điện" not in str(told.references)


@pytest.mark.parametrize(
    ("until", "reason", "code"),
    [(at(18), "  ", "assessments.reason_missing"), (at(15), "bận", "assessments.no_more_time")],
)
def test_an_extension_needs_a_reason_and_gives_time(
    hoa: User, nam_nung: RoundUnit, until: datetime, reason: str, code: str
) -> None:
    with pytest.raises(ActionRefused) as refused:
        extend_stage(actor=hoa, round_unit=nam_nung, stage=SELF, until=until, reason=reason)
    assert refused.value.code == code


def test_only_the_coordinator_of_the_province_moves_dates(
    quan: User, lan: User, round_2026: Round, nam_nung: RoundUnit
) -> None:
    for person in (quan, lan):
        with pytest.raises(NotAllowed):
            extend_stage(actor=person, round_unit=nam_nung, stage=SELF, until=at(20), reason="xin thêm")
        with pytest.raises(NotAllowed):
            set_calendar(actor=person, round_=round_2026, stages=[StageTimes(SELF, OPENS, at(20))])
        with pytest.raises(NotAllowed):
            reopen_sheet(actor=person, round_unit=nam_nung, until=at(20), reason="xin sửa")


def test_a_sheet_that_was_not_handed_in_is_not_opened_again(hoa: User, nam_nung: RoundUnit) -> None:
    with pytest.raises(ActionRefused) as refused:
        reopen_sheet(actor=hoa, round_unit=nam_nung, until=at(20), reason="sai số liệu")
    assert refused.value.code == "assessments.sheet_not_handed_in"


def test_all_contradictions_of_a_calendar_are_told_at_once(hoa: User, round_2026: Round) -> None:
    with pytest.raises(CalendarRefused) as refused:
        set_calendar(
            actor=hoa,
            round_=round_2026,
            stages=[
                StageTimes(RoundStage.EXPLANATION, at(10), at(20)),
                StageTimes(RoundStage.APPRAISAL_2, at(18), at(28)),
                StageTimes(RoundStage.COUNCIL, at(30), at(29)),
            ],
        )
    codes = [fault.reason for fault in refused.value.faults]
    assert codes == ["assessments.stage_without_length", "assessments.stages_overlap", "assessments.stages_overlap"]
    assert round_2026.windows.count() == 1


def test_a_calendar_changed_meanwhile_is_a_conflict(hoa: User, round_2026: Round) -> None:
    row = window_of(round_2026, SELF)
    assert row is not None
    before = row.row_version
    set_calendar(actor=hoa, round_=round_2026, stages=[StageTimes(SELF, OPENS, at(17), before)])
    with pytest.raises(Conflict):
        set_calendar(actor=hoa, round_=round_2026, stages=[StageTimes(SELF, OPENS, at(20), before)])
    kept = window_of(round_2026, SELF)
    assert kept is not None and kept.closes_at == at(17)


@pytest.mark.parametrize(
    ("moment", "state", "days"),
    [
        (OPENS - MINUTE, WindowState.NOT_YET, 0),
        (NOW, WindowState.OPEN, 5),
        (CLOSES - 90 * MINUTE, WindowState.LAST_HOURS, 0),
        (CLOSES, WindowState.CLOSED, 0),
    ],
)
def test_the_countdown(nam_nung: RoundUnit, moment: datetime, state: WindowState, days: int) -> None:
    left = countdown(window_for(nam_nung, SELF), moment)
    assert (left.state, left.days) == (state, days)


def test_midnight_is_the_end_of_the_day_before() -> None:
    assert moment_text(CLOSES) == "15/12/2026 23:59"
    assert moment_text(NOW) == "10/12/2026 09:00"


def test_a_start_at_midnight_is_printed_as_it_is(nam_nung: RoundUnit) -> None:
    assert start_text(OPENS) == f"{OPENS.astimezone(clock.VIETNAM):%d/%m/%Y} 00:00"
    ahead = countdown(window_for(nam_nung, SELF), OPENS - MINUTE)
    assert ahead.values["ends"] == start_text(OPENS)
    refused = is_open(nam_nung, SELF, OPENS - MINUTE)
    assert isinstance(refused, Refused) and refused.values["opens"] == start_text(OPENS)


def test_next_years_round_has_the_same_units_and_the_calendar_a_year_later(hoa: User, round_2026: Round) -> None:
    following = SET.replace('version: "2026"', 'version: "2027"')
    version = issue_criteria_set(
        actor=None, version=import_criteria_set(actor=None, content=following.encode(), source="tests")
    )
    copy = copy_round_from_last_year(actor=hoa, previous=round_2026, title="Năm 2027", set_version=version, year=2027)
    assert copy.previous == round_2026
    assert [unit.unit_id for unit in copy.units.all()] == [unit.unit_id for unit in round_2026.units.all()]
    window = window_of(copy, SELF)
    assert window is not None
    assert (window.opens_at, window.closes_at) == (at(1, 12, 2027), at(16, 12, 2027))
    assert Sheet.objects.filter(round_unit__round=copy).count() == 3
