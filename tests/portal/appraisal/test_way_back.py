"""From the appraiser's pane back to the records that the system's figure was counted of."""

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse
from tests.portal.appraisal.conftest import APPRAISING, FILLING, STAGES
from tests.portal.conftest import Places, SignedIn
from tests.portal.self_assessment.conftest import SET

from parindex.portal.accounts.models import User
from parindex.portal.assessments.actions import (
    Assigning,
    TakingPart,
    assign_appraiser,
    hand_in_self_assessment,
    open_round,
    save_self_assessment_inputs,
    set_calendar,
)
from parindex.portal.criteria.actions import import_criteria_set, issue_criteria_set
from parindex.portal.facts.actions import IndicatorRow, ValueRow, declare_indicators, record_values
from parindex.portal.facts.models import FactStatus, Shape
from parindex.portal.platform import clock


@pytest.mark.parametrize(("address", "leads"), [("/ho-so/so-lieu/abc123/", True), ("https://noi.example/", False)])
def test_the_appraiser_is_led_to_the_rows_of_the_systems_figure(
    places: Places, minh: User, signed_in: SignedIn, address: str, leads: bool
) -> None:
    declare_indicators(actor=None, rows=[IndicatorRow("thu_ho_so_dung_han", "Hồ sơ đúng hạn", Shape.RATIO, "hồ sơ")])
    counted = ValueRow(
        indicator="thu_ho_so_dung_han",
        unit=places.nam_nung,
        period_from=date(2026, 1, 1),
        period_to=date(2026, 12, 31),
        status=FactStatus.COMPUTED,
        source_title="Kho hồ sơ một cửa",
        source_url=address,
        numerator=Decimal(1238),
        denominator=Decimal(1306),
        as_of=date(2026, 12, 2),
    )
    record_values(actor=None, rows=[counted])
    version = issue_criteria_set(
        actor=None, version=import_criteria_set(actor=None, content=SET.encode(), source="tests")
    )
    round_ = open_round(
        actor=None, title="Đợt 2026", owner=places.province, set_version=version, year=2026,
        units=[TakingPart(places.nam_nung)],
    )  # fmt: skip
    set_calendar(actor=None, round_=round_, stages=STAGES)
    with clock.stopped_at(FILLING):
        member = round_.units.get()
        save_self_assessment_inputs(actor=None, round_unit=member, leaf="HS-HAN", texts={}, note="theo sổ")
        hand_in_self_assessment(actor=None, round_unit=member)
    assign_appraiser(actor=None, round_=round_, rows=[Assigning(minh)])
    with clock.stopped_at(APPRAISING):
        asked = [round_.public_id, "HS-HAN", places.nam_nung.public_id]
        page = signed_in(minh).get(reverse("assessments:appraise_by_leaf", args=asked)).content.decode()
    assert "Hệ thống: Kho hồ sơ một cửa, 02/12/2026" in page
    assert (f'<a href="{address}">Số này từ đâu</a>' in page) == leads
