"""The round of three communes with its whole calendar; Minh appraises plans, nobody else does.

Self-assessment 01–15/12, first appraisal 16/12–10/01, explanation and objection 11–17/01, second appraisal 18–29/01,
council 01–05/02. The clock stands on 12/01/2027 09:00 unless a test moves it.
"""

from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal

import pytest
from tests.portal.conftest import Places, _holder
from tests.portal.self_assessment.conftest import known_dossiers as known_dossiers
from tests.portal.self_assessment.conftest import nam_nung as nam_nung
from tests.portal.self_assessment.conftest import round_2026 as round_2026
from tests.portal.self_assessment.conftest import small_set as small_set

from parindex.engine.scoring.values import Ratio
from parindex.portal.accounts.models import User
from parindex.portal.assessments.actions import FigureRow, StageTimes, record_figures, set_calendar
from parindex.portal.assessments.models import AppraisalAssignment, Round, RoundStage, RoundUnit, Sheet, Stage
from parindex.portal.criteria.models import NodeRow
from parindex.portal.platform import clock


def at(day: int, month: int, year: int = 2027, hour: int = 0) -> datetime:
    """A moment in Vietnam."""
    return datetime(year, month, day, hour, tzinfo=clock.VIETNAM)


def handed_in(member: RoundUnit) -> None:
    """The sheet of the unit was handed in."""
    sheet = Sheet.objects.get(round_unit=member)
    sheet.hand_in()
    sheet.save()


NOW = at(12, 1, hour=9)
STAGES = (
    StageTimes(RoundStage.APPRAISAL_1, at(16, 12, 2026), at(11, 1)),
    StageTimes(RoundStage.EXPLANATION, at(11, 1), at(18, 1)),
    StageTimes(RoundStage.OBJECTION, at(11, 1), at(18, 1)),
    StageTimes(RoundStage.APPRAISAL_2, at(18, 1), at(30, 1)),
    StageTimes(RoundStage.COUNCIL, at(1, 2), at(6, 2)),
)


@pytest.fixture(autouse=True)
def january() -> Iterator[None]:
    """The clock stands within the explanation."""
    with clock.stopped_at(NOW):
        yield


@pytest.fixture
def appraised(round_2026: Round, places: Places, minh: User) -> Round:
    """Every stage has its time; Minh appraises criterion 1.1; Nâm Nung's plan was cut from 2 points."""
    set_calendar(actor=None, round_=round_2026, stages=STAGES)
    plans = NodeRow.objects.get(version=round_2026.set_version, code="CD-KH")
    AppraisalAssignment.objects.create(round=round_2026, person=minh, node=plans)
    for stage, done in ((Stage.SELF, 10), (Stage.APPRAISAL_1, 8)):
        row = FigureRow(places.nam_nung.pk, "KH-TILE", {"tasks": Ratio(Decimal(done), Decimal(10))})
        (answer,) = record_figures(actor=None, round_=round_2026, stage=stage, rows=[row])
        assert answer.outcome is not None
    early = FigureRow(places.nam_nung.pk, "KH-NGAY", {"issued_on": date(2026, 1, 20)})
    record_figures(actor=None, round_=round_2026, stage=Stage.SELF, rows=[early])
    return round_2026


@pytest.fixture
def dak_wil(round_2026: Round, places: Places) -> RoundUnit:
    """Xã Đắk Wil in the round."""
    return round_2026.units.get(unit=places.dak_wil)


@pytest.fixture
def tasks(small_set: object, round_2026: Round) -> NodeRow:
    """1.1.2: the share of planned tasks that were done."""
    return NodeRow.objects.get(version=round_2026.set_version, code="KH-TILE")


@pytest.fixture
def issued(round_2026: Round) -> NodeRow:
    """1.1.1: the plan was issued in time."""
    return NodeRow.objects.get(version=round_2026.set_version, code="KH-NGAY")


@pytest.fixture
def nga(places: Places) -> User:
    """Officer of Xã Đắk Wil."""
    return _holder("nga", "Hoàng Thị Nga", "unit_officer", places.dak_wil, places.dak_wil, "công chức")
