"""A real round of three communes and the people who take it from the first figure to publication."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from parindex.engine.scoring.values import Ratio
from parindex.portal.accounts.actions.register_person import register_person
from parindex.portal.accounts.models import User
from parindex.portal.assessments import actions
from parindex.portal.assessments.models import Round, RoundStage, RoundUnit, Stage
from parindex.portal.criteria.actions import import_criteria_set, issue_criteria_set
from parindex.portal.organisations.actions.appoint import appoint
from parindex.portal.organisations.actions.import_units import UnitRow, import_units
from parindex.portal.organisations.models import OrgUnit
from parindex.portal.platform import clock

PASSWORD = "cai-cach-2026"  # of people of a test
SINCE = date(2025, 7, 1)
TITLE = "Chỉ số CCHC cấp xã năm 2026"
SLOT = timedelta(days=10)
SET = """
schema: parindex/criteria-set/1
code: hanh_trinh
version: "2026"
title: Bộ tiêu chí của hành trình
level: commune
standing: model
scale: 10
fields:
  - code: A
    number: "1"
    title: Cải cách thủ tục hành chính
    maximum: 6
    criteria:
      - code: A1
        number: "1.1"
        title: Hồ sơ giải quyết đúng hạn
        maximum: 4
        measured: self
        inputs: [{code: r, title: Tỷ lệ đúng hạn, type: ratio, numerator: Đúng hạn, denominator: Đã giải quyết}]
        rule: {kind: linear_proportion, ratio: r}
        policies: {missing: pending, zero_denominator: refuse}
      - code: A2
        number: "1.2"
        title: Công khai thủ tục
        maximum: 2
        measured: self
        inputs: [{code: done, title: Công khai đủ thủ tục, type: yes_no}]
        rule: {kind: boolean, answer: done}
        policies: {missing: pending}
  - code: B
    number: "2"
    title: Cải cách tài chính công
    maximum: 4
    criteria:
      - code: B1
        number: "2.1"
        title: Công khai ngân sách
        maximum: 4
        measured: self
        inputs: [{code: done, title: Công khai đủ, type: yes_no}]
        rule: {kind: boolean, answer: done}
        policies: {missing: pending}
"""


@dataclass(frozen=True, slots=True)
class Cast:
    """The round, the commune that is walked through, and who acts."""

    round: Round
    member: RoundUnit
    people: dict[str, User]


def prepare() -> Cast:
    """Units, people, a round with its calendar; the two other communes have filled their sheets."""
    rows = [
        UnitRow("p", "Tỉnh Lâm Đồng", "Lâm Đồng", "province", "province", SINCE, code="68"),
        UnitRow("h", "Sở Nội vụ tỉnh Lâm Đồng", "Sở Nội vụ", "department", "department", SINCE, code="H46", parent="p"),
        UnitRow("a", "Xã Nâm Nung", "Nâm Nung", "commune", "commune", SINCE, code="24703", parent="p"),
        UnitRow("b", "Xã Đắk Wil", "Đắk Wil", "commune", "commune", SINCE, code="24649", parent="p"),
        UnitRow("c", "Phường Phước Hội", "Phước Hội", "commune", "ward", SINCE, code="23235", parent="p"),
    ]
    units = import_units(actor=None, rows=rows, source="tests").units
    people = {
        "hoa": _holder("hoa", "Trần Thị Hoa", "coordinator", units["h"], units["p"]),
        "minh": _holder("minh", "Nguyễn Văn Minh", "appraiser", units["h"], units["p"]),
        "lan": _holder("lan", "Lê Thị Lan", "unit_officer", units["a"], units["a"]),
        "tam": _holder("tam", "Phạm Văn Tâm", "unit_officer", units["a"], units["a"]),
        "khue": _holder("khue", "Đỗ Minh Khuê", "unit_officer", units["b"], units["b"]),
        "thinh": _holder("thinh", "Y Thịnh Niê", "unit_head", units["a"], units["a"]),
    }
    version = import_criteria_set(actor=None, content=SET.encode(), source="tests")
    issue_criteria_set(actor=None, version=version)
    round_ = actions.open_round(
        actor=people["hoa"],
        title=TITLE,
        owner=units["p"],
        set_version=version,
        year=2026,
        units=[actions.TakingPart(units[key]) for key in ("a", "b", "c")],
    )
    open_stage(round_, RoundStage.SELF_ASSESSMENT)
    actions.assign_appraiser(actor=people["hoa"], round_=round_, rows=[actions.Assigning(people["minh"])])
    for place, key in enumerate(("b", "c")):
        hand_in(round_, units[key], right=60 + 10 * place)
    member = RoundUnit.objects.select_related("round", "unit").get(round=round_, unit=units["a"])
    return Cast(round_, member, people)


def open_stage(round_: Round, stage: RoundStage) -> None:
    """Move the calendar so that today falls in the middle of this stage; one stage follows the other."""
    order: list[RoundStage] = [each for each in RoundStage if each != RoundStage.OBJECTION]
    first = clock.now() - SLOT / 2 - SLOT * order.index(stage)
    times = [
        actions.StageTimes(each, first + SLOT * place, first + SLOT * (place + 1)) for place, each in enumerate(order)
    ]
    # Moving the whole calendar brings ends forward over open requests: said and confirmed, as on the page.
    actions.set_calendar(actor=None, round_=round_, stages=times, confirmed=True, reason="chuyển bước trong thử nghiệm")


def hand_in(round_: Round, unit: OrgUnit, right: int) -> None:
    """Fill a commune's sheet (``right`` of 100 dossiers on time) and hand it in, without a browser."""
    note = "Theo sổ theo dõi."
    rows = [
        actions.FigureRow(unit.pk, "A1", {"r": Ratio(Decimal(right), Decimal(100))}, note=note),
        actions.FigureRow(unit.pk, "A2", {"done": True}, note=note),
        actions.FigureRow(unit.pk, "B1", {"done": False}, note=note),
    ]
    actions.record_figures(actor=None, round_=round_, stage=Stage.SELF, rows=rows)
    actions.hand_in_self_assessment(actor=None, round_unit=round_.units.get(unit=unit))


def _holder(username: str, full_name: str, role: str, unit: OrgUnit, scope: OrgUnit) -> User:
    person = register_person(
        actor=None,
        username=username,
        full_name=full_name,
        email=f"{username}@parindex.example",
        password=PASSWORD,
    )
    appoint(actor=None, person=person, role=role, unit=unit, scope=scope, title="", start=SINCE)
    return person
