"""A small round in its first appraisal: three communes handed in their sheets; Minh appraises field 1, Thu blindly.

The clock stands at 20/12/2026 09:00 in Vietnam. Self-assessment 01–15/12, appraisal 1 16–31/12, explanation 01–10/01,
appraisal 2 11–20/01.
"""

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal

import pytest
from django.urls import reverse
from tests.portal.conftest import TWO_LEVELS, Places
from tests.portal.self_assessment.conftest import SET

from parindex.engine.scoring.values import Ratio, Value
from parindex.portal.accounts.actions.register_person import register_person
from parindex.portal.accounts.models import User
from parindex.portal.assessments.actions import (
    Assigning,
    StageTimes,
    TakingPart,
    assign_appraiser,
    hand_in_self_assessment,
    open_round,
    save_self_assessment_inputs,
    set_calendar,
)
from parindex.portal.assessments.models import Round, RoundStage, RoundUnit, Score, Stage
from parindex.portal.criteria.actions import import_criteria_set, issue_criteria_set
from parindex.portal.criteria.models import CriteriaSetVersion, NodeRow
from parindex.portal.documents.actions.register_document import DocumentCard, register_document
from parindex.portal.documents.models import Document, DocumentKind
from parindex.portal.organisations.actions.appoint import appoint
from parindex.portal.platform import clock

D = Decimal


def at(day: int, month: int = 12, hour: int = 0) -> datetime:
    """A moment of the winter of 2026."""
    return datetime(2026 if month == 12 else 2027, month, day, hour, tzinfo=clock.VIETNAM)


FILLING, APPRAISING, SECOND = at(10, hour=9), at(20, hour=9), at(15, 1, 9)
STAGES = [
    StageTimes(RoundStage.SELF_ASSESSMENT, at(1), at(16)),
    StageTimes(RoundStage.APPRAISAL_1, at(16), at(1, 1)),
    StageTimes(RoundStage.EXPLANATION, at(1, 1), at(11, 1)),
    StageTimes(RoundStage.APPRAISAL_2, at(11, 1), at(21, 1)),
]
FILLED: Mapping[str, Mapping[str, str]] = {
    "KH-NGAY": {"x-issued_on": "20/01/2026"},
    "KH-TILE": {"x-tasks-tu": "45", "x-tasks-mau": "50"},
    "KH-SANGKIEN": {"x-ideas": "2"},
    "CD-TT": {"x-done": "co"},
    "HS-THU": {"x-way": "a", "x-money": "120"},
}
"""What every unit types: 1 + 1,8 + 1 + 2 + 1 points."""


@pytest.fixture(autouse=True)
def appraising() -> Iterator[None]:
    """The clock stands within the first appraisal."""
    with clock.stopped_at(APPRAISING):
        yield


@pytest.fixture
def small_set(db: None) -> CriteriaSetVersion:
    """The set of seven leaves, issued."""
    return issue_criteria_set(actor=None, version=import_criteria_set(actor=None, content=SET.encode(), source="tests"))


@pytest.fixture
def round_2026(small_set: CriteriaSetVersion, places: Places) -> Round:
    """The round; every unit handed in what ``FILLED`` says, Phước Hội with four ideas of which the rule asks two."""
    round_ = open_round(
        actor=None,
        title="Chỉ số CCHC cấp xã năm 2026",
        owner=places.province,
        set_version=small_set,
        year=2026,
        units=[TakingPart(unit) for unit in (places.nam_nung, places.dak_wil, places.phuoc_hoi)],
    )
    set_calendar(actor=None, round_=round_, stages=STAGES)
    with clock.stopped_at(FILLING):
        for member in round_.units.all():
            for leaf, texts in FILLED.items():
                note = "theo báo cáo năm"
                save_self_assessment_inputs(actor=None, round_unit=member, leaf=leaf, texts=texts, note=note)
            hand_in_self_assessment(actor=None, round_unit=member)
    return round_


def member_of(round_: Round, short: str) -> RoundUnit:
    """A unit in the round as the views load it."""
    units = round_.units.select_related("unit", "group", "sheet", "round__owner", "round__set_version")
    return units.get(name__endswith=short)


@pytest.fixture
def nam_nung(round_2026: Round) -> RoundUnit:
    """Xã Nâm Nung in the round."""
    return member_of(round_2026, "Nâm Nung")


@pytest.fixture
def dak_wil(round_2026: Round) -> RoundUnit:
    """Xã Đắk Wil in the round."""
    return member_of(round_2026, "Đắk Wil")


@pytest.fixture
def nodes(round_2026: Round) -> dict[str, NodeRow]:
    """Code → node of the round's set."""
    return {node.code: node for node in NodeRow.objects.filter(version=round_2026.set_version)}


@pytest.fixture
def thu(places: Places) -> User:
    """The blind second appraiser."""
    person = register_person(
        actor=None, username="thu", full_name="Vũ Thị Thu", email="thu@parindex.example", password="cai-cach-2026"
    )
    scope, unit = places.province, places.home_affairs
    appoint(actor=None, person=person, role="appraiser", unit=unit, scope=scope, title="Sở Nội vụ", start=TWO_LEVELS)
    return person


@pytest.fixture
def assigned(round_2026: Round, nodes: dict[str, NodeRow], minh: User, thu: User) -> None:
    """Minh appraises field 1, Thu the same blindly."""
    rows = [Assigning(minh, nodes["CD"]), Assigning(thu, nodes["CD"], blind=True)]
    assign_appraiser(actor=None, round_=round_2026, rows=rows)


@pytest.fixture
def survey_report(places: Places) -> Document:
    """The report on which a survey leaf is entered."""
    card = DocumentCard(
        kind=DocumentKind.REPORT,
        title="Báo cáo kết quả khảo sát hài lòng 2026",
        number="12",
        symbol="BC-SNV",
        issued_on=date(2026, 12, 10),
        published=True,
    )
    return register_document(actor=None, card=card)


def tasks(done: int, planned: int) -> dict[str, Value]:
    """Inputs of KH-TILE: 2 points × share from 80 % on."""
    return {"tasks": Ratio(D(done), D(planned))}


def leaf_page(member: RoundUnit, leaf: str = "KH-TILE", query: str = "") -> str:
    """Where one leaf of one unit is appraised, among the units that have it."""
    ids = [member.round.public_id, leaf, member.unit.public_id]
    return reverse("assessments:appraise_by_leaf", args=ids) + query


def typed(done: str, planned: str, **more: str) -> dict[str, str]:
    """The form of the tasks' leaf as nobody has saved it before; names of more boxes with _ for -."""
    return {"x-tasks-tu": done, "x-tasks-mau": planned, "row_version": "0"} | {
        name.replace("_", "-"): value for name, value in more.items()
    }


def first(member: RoundUnit, leaf: str = "KH-TILE") -> Score | None:
    """The score of the first appraisal, if there is one."""
    return Score.objects.filter(entry__round_unit=member, entry__leaf__code=leaf, stage=Stage.APPRAISAL_1).first()
