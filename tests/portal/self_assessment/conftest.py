"""A round of three communes on a set of seven leaves, one of each kind of entry box; the self-assessment is open.

The clock stands at 10/12/2026 09:00 in Vietnam; the stage is open from 01/12 to the end of 15/12.
"""

from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal

import pytest
from tests.portal.conftest import Places

from parindex.portal.assessments.actions import StageTimes, TakingPart, open_round, set_calendar
from parindex.portal.assessments.models import Round, RoundStage, RoundUnit
from parindex.portal.criteria.actions import import_criteria_set, issue_criteria_set
from parindex.portal.criteria.models import CriteriaSetVersion
from parindex.portal.facts.actions import IndicatorRow, ValueRow, declare_indicators, record_values
from parindex.portal.facts.models import FactStatus, FactVersion, Shape
from parindex.portal.platform import clock

SET = """
schema: parindex/criteria-set/1
code: bo_thu_phieu
version: "2026"
title: Bộ tiêu chí nhỏ để thử phiếu
level: commune
standing: model
scale: 10
fields:
  - code: CD
    number: "1"
    title: Công tác chỉ đạo, điều hành
    maximum: 6
    criteria:
      - code: CD-KH
        number: "1.1"
        title: Kế hoạch cải cách hành chính
        maximum: 4
        sub_criteria:
          - code: KH-NGAY
            number: "1.1.1"
            title: Ban hành kế hoạch đúng hạn
            maximum: 1
            measured: self
            inputs: [{code: issued_on, title: Ngày ban hành, type: date}]
            rule: {kind: boolean_by_deadline, done_on: issued_on, month: 1, day: 31}
            policies: {missing: pending}
            evidence: [Kế hoạch đã ký]
          - code: KH-TILE
            number: "1.1.2"
            title: Mức độ hoàn thành kế hoạch
            maximum: 2
            measured: self
            inputs:
              - code: tasks
                title: Nhiệm vụ đã hoàn thành
                type: ratio
                unit: nhiệm vụ
                numerator: Nhiệm vụ đã hoàn thành
                denominator: Nhiệm vụ trong kế hoạch
            rule:
              kind: step_table_ratio
              ratio: tasks
              bands: [{at_least: 1, points: 2}, {at_least: 0.8, linear: true}]
            policies: {missing: pending, zero_denominator: refuse}
          - code: KH-SANGKIEN
            number: "1.1.3"
            title: Sáng kiến cải cách hành chính
            maximum: 1
            measured: self
            inputs: [{code: ideas, title: Số sáng kiến, type: count, unit: sáng kiến}]
            rule:
              kind: count_thresholds
              count: ideas
              bands: [{at_least: 2, points: 1}, {at_least: 1, points: 0.5}]
            policies: {missing: pending}
      - code: CD-TT
        number: "1.2"
        title: Có kế hoạch tuyên truyền
        maximum: 2
        measured: self
        inputs: [{code: done, title: Đã ban hành, type: yes_no}]
        rule: {kind: boolean, answer: done}
        policies: {missing: pending}
  - code: HS
    number: "2"
    title: Cải cách thủ tục hành chính
    maximum: 4
    criteria:
      - code: HS-HAN
        number: "2.1"
        title: Hồ sơ giải quyết đúng hạn
        maximum: 2
        measured: facts
        inputs:
          - code: on_time
            title: Hồ sơ đúng hạn
            type: ratio
            unit: hồ sơ
            numerator: Hồ sơ đúng hạn
            denominator: Hồ sơ đã giải quyết
            indicator: thu_ho_so_dung_han
        rule: {kind: linear_proportion, ratio: on_time}
        policies: {missing: pending, zero_denominator: refuse}
      - code: HS-THU
        number: "2.2"
        title: Thu ngân sách
        maximum: 1
        measured: self
        inputs:
          - code: way
            title: Cách tính
            type: choice
            choices: [{code: a, title: Theo dự toán}, {code: b, title: Theo số}]
          - {code: money, title: Số thu, type: number, unit: triệu đồng}
        rule:
          kind: alternatives_pick_one
          choice: way
          alternatives:
            - code: a
              title: Theo dự toán
              rule: {kind: count_thresholds, count: money, bands: [{at_least: 100, points: 1}]}
            - code: b
              title: Theo số
              rule: {kind: count_thresholds, count: money, bands: [{at_least: 10, points: 0.5}]}
        policies: {missing: pending}
      - code: HS-DTXHH
        number: "2.3"
        title: Mức độ hài lòng
        maximum: 1
        measured: survey
        inputs: [{code: mean, title: Trung bình, type: ratio}]
        rule: {kind: linear_proportion, ratio: mean}
        policies: {missing: pending, zero_denominator: refuse}
"""
OPENS = datetime(2026, 12, 1, 0, 0, tzinfo=clock.VIETNAM)
CLOSES = datetime(2026, 12, 16, 0, 0, tzinfo=clock.VIETNAM)
NOW = datetime(2026, 12, 10, 9, 0, tzinfo=clock.VIETNAM)


@pytest.fixture(autouse=True)
def december() -> Iterator[None]:
    """The clock stands within the stage."""
    with clock.stopped_at(NOW):
        yield


@pytest.fixture
def small_set(db: None) -> CriteriaSetVersion:
    """The set of seven leaves, issued."""
    version = import_criteria_set(actor=None, content=SET.encode(), source="tests")
    return issue_criteria_set(actor=None, version=version)


@pytest.fixture
def round_2026(small_set: CriteriaSetVersion, places: Places) -> Round:
    """The round of the three communes; self-assessment is open."""
    round_ = open_round(
        actor=None,
        title="Chỉ số CCHC cấp xã năm 2026",
        owner=places.province,
        set_version=small_set,
        year=2026,
        units=[TakingPart(unit) for unit in (places.nam_nung, places.dak_wil, places.phuoc_hoi)],
    )
    set_calendar(actor=None, round_=round_, stages=[StageTimes(RoundStage.SELF_ASSESSMENT, OPENS, CLOSES)])
    return round_


@pytest.fixture
def nam_nung(round_2026: Round, places: Places) -> RoundUnit:
    """Xã Nâm Nung in the round: Lan's and Y Thịnh's."""
    return round_2026.units.get(unit=places.nam_nung)


@pytest.fixture
def known_dossiers(round_2026: Round, places: Places) -> FactVersion:
    """The system knows Nâm Nung's dossiers: 1.306 solved, 1.290 on time."""
    declare_indicators(actor=None, rows=[IndicatorRow("thu_ho_so_dung_han", "Hồ sơ đúng hạn", Shape.RATIO, "hồ sơ")])
    row = ValueRow(
        indicator="thu_ho_so_dung_han",
        unit=places.nam_nung,
        period_from=date(2026, 1, 1),
        period_to=date(2026, 12, 31),
        status=FactStatus.COMPUTED,
        source_title="Hệ thống một cửa của tỉnh",
        numerator=Decimal(1290),
        denominator=Decimal(1306),
        as_of=date(2026, 12, 5),
    )
    (recorded,) = record_values(actor=None, rows=[row])
    assert recorded.fact is not None and recorded.fact.current is not None
    return recorded.fact.current
