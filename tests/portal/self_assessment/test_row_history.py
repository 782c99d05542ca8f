"""The history of a row: who, when, at which stage, from what to what; each person sees the stages that he may see."""

from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.portal.conftest import SignedIn
from tests.portal.self_assessment.conftest import CLOSES
from tests.portal.self_assessment.test_pages import at

from parindex.portal.accounts.models import User
from parindex.portal.assessments.actions import (
    StageTimes,
    dispute_known_figure,
    save_self_assessment_inputs,
    set_calendar,
    undo_last_save,
)
from parindex.portal.assessments.models import (
    AppraisalAssignment,
    Entry,
    RoundStage,
    RoundUnit,
    Score,
    ScoreVersion,
    Stage,
)
from parindex.portal.assessments.queries.row_history import row_history
from parindex.portal.facts.models import FactVersion
from parindex.portal.platform import clock


@pytest.fixture
def browser(signed_in: SignedIn, lan: User) -> Client:
    """Lan's browser."""
    return signed_in(lan)


def saves(lan: User, member: RoundUnit, version: int, **more: Any) -> None:
    texts = {f"x-{name.replace('_', '-')}": text for name, text in more.items() if name != "note"}
    save_self_assessment_inputs(
        actor=lan, round_unit=member, leaf="KH-TILE", texts=texts, note=more.get("note"), row_version=version
    )


@pytest.fixture
def filled(lan: User, thinh: User, nam_nung: RoundUnit) -> RoundUnit:
    """Lan enters 40/42 with an explanation, Y Thịnh corrects to 41, Lan takes that back."""
    saves(lan, nam_nung, 0, tasks_tu="40", tasks_mau="42", note="Hai nhiệm vụ chuyển năm sau")
    saves(thinh, nam_nung, 1, tasks_tu="41")
    undo_last_save(actor=lan, round_unit=nam_nung, leaf="KH-TILE", row_version=2)
    return nam_nung


@pytest.fixture
def appraised(filled: RoundUnit, minh: User) -> RoundUnit:
    """Minh's draft: 39/42. The first appraisal is under way."""
    times = [
        StageTimes(RoundStage.SELF_ASSESSMENT, CLOSES.replace(day=1), CLOSES.replace(day=9)),
        StageTimes(RoundStage.APPRAISAL_1, CLOSES.replace(day=9), CLOSES),
    ]
    set_calendar(actor=None, round_=filled.round, stages=times)
    entry = Entry.objects.get(round_unit=filled, leaf__code="KH-TILE")
    score = Score.objects.create(entry=entry, stage=Stage.APPRAISAL_1, inputs={"tasks": ["39", "42"]})
    ScoreVersion.objects.create(
        score=score,
        number=1,
        inputs=score.inputs,
        points=Decimal("1.857"),
        note="chưa có sản phẩm",
        saved_by=minh,
        saved_at=clock.now(),
    )
    return filled


def test_every_save_is_told_from_what_to_what(browser: Client, filled: RoundUnit) -> None:
    page = browser.get(at("row_history", filled, "KH-TILE")).content.decode()
    for words in ("Lê Thị Lan", "Y Thịnh Niê", "Nhiệm vụ đã hoàn thành", "Hai nhiệm vụ chuyển năm sau", "1,952"):
        assert words in page, words
    assert "10/12/2026" in page
    taken_back, corrected, first = row_history(filled, "KH-TILE", User.objects.get(username="lan"))
    assert [(move.before, move.after) for move in corrected.moves if move.box] == [("40", "41")]
    assert [(move.before, move.after) for move in taken_back.moves if move.box] == [("41", "40")]
    assert {move.what for move in first.moves} == {"", "note", "points"}


def test_the_history_opens_from_the_row_and_from_the_leaf(browser: Client, filled: RoundUnit) -> None:
    address = at("row_history", filled, "KH-TILE")
    assert f'hx-get="{address}"' in browser.get(at("sheet", filled) + "?dong=1.1.2").content.decode()
    assert f'href="{address}"' in browser.get(at("leaf", filled, "KH-TILE")).content.decode()


def test_an_untouched_row_says_so(browser: Client, nam_nung: RoundUnit) -> None:
    assert "Chưa có gì được nhập" in browser.get(at("row_history", nam_nung, "KH-TILE")).content.decode()
    assert browser.get(at("row_history", nam_nung, "khong-co")).status_code == 404


def test_disputes_stand_in_the_history(
    browser: Client, lan: User, nam_nung: RoundUnit, known_dossiers: FactVersion
) -> None:
    dispute_known_figure(
        actor=lan,
        round_unit=nam_nung,
        leaf="HS-HAN",
        input_code="on_time",
        texts={"x-on_time-tu": "1300", "x-on_time-mau": "1306"},
        reason="tạm dừng",
    )
    assert "Phản ánh" in browser.get(at("row_history", nam_nung, "HS-HAN")).content.decode()


def test_the_unit_does_not_see_the_draft_of_its_appraiser(
    browser: Client, signed_in: SignedIn, hoa: User, appraised: RoundUnit
) -> None:
    address = at("row_history", appraised, "KH-TILE")
    own, above = (who.get(address).content.decode() for who in (browser, signed_in(hoa)))
    assert "Nguyễn Văn Minh" not in own and "1,857" not in own and "chưa có sản phẩm" not in own
    assert "Nguyễn Văn Minh" in above and "1,857" in above and "Thẩm định 1" in above
    with clock.stopped_at(CLOSES):
        assert "1,857" in browser.get(address).content.decode(), "the stage is over"


def test_strangers_and_blind_appraisers_are_refused(
    signed_in: SignedIn, quan: User, minh: User, appraised: RoundUnit
) -> None:
    address = at("row_history", appraised, "KH-TILE")
    assert signed_in(quan).get(address).status_code == 403
    assert signed_in(minh).get(address).status_code == 200
    AppraisalAssignment.objects.create(round=appraised.round, person=minh, blind=True)
    assert signed_in(minh).get(address).status_code == 403
    assert address not in signed_in(minh).get(at("sheet", appraised) + "?dong=1.1.2").content.decode()


def test_the_history_takes_a_fixed_number_of_queries(browser: Client, lan: User, filled: RoundUnit) -> None:
    browser.get(at("row_history", filled, "KH-TILE"))
    with CaptureQueriesContext(connection) as few:
        browser.get(at("row_history", filled, "KH-TILE"))
    for version in range(3, 9):
        saves(lan, filled, version, tasks_tu=str(30 + version))
    with CaptureQueriesContext(connection) as many:
        browser.get(at("row_history", filled, "KH-TILE"))
    assert len(many) == len(few) <= 30
