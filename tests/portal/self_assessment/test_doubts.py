"""Warnings beside a figure that is worth a second look: never in the way, recorded as seen, silent when all is well."""

import pytest
from django.core.cache import cache
from django.test import Client
from tests.portal.conftest import SignedIn
from tests.portal.self_assessment.conftest import CLOSES
from tests.portal.self_assessment.test_last_year import following  # noqa: F401  a fixture
from tests.portal.self_assessment.test_pages import at

from parindex.engine.checks.plausibility import DoubtCode
from parindex.portal.accounts.models import User
from parindex.portal.assessments.actions import save_self_assessment_inputs
from parindex.portal.assessments.actions.keep_doubted_figure import keep_doubted_figure
from parindex.portal.assessments.engine_bridge.doubts import plausibility_rule
from parindex.portal.assessments.models import RoundUnit, Score
from parindex.portal.platform import clock
from parindex.portal.platform.models import AuditEntry
from parindex.portal.platform.refusals import ActionRefused, NotAllowed
from parindex.wording import LANGUAGES, codes

BY_SCRIPT = {"X-Sheet": "1"}


@pytest.fixture(autouse=True)
def nothing_remembered() -> None:
    """Last year's figures are kept for some minutes."""
    cache.clear()


@pytest.fixture
def browser(signed_in: SignedIn, lan: User) -> Client:
    """Lan's browser."""
    return signed_in(lan)


@pytest.fixture
def year_before(lan: User, nam_nung: RoundUnit) -> None:
    """Last year: 40 of 42 tasks."""
    texts = {"x-tasks-tu": "40", "x-tasks-mau": "42"}
    save_self_assessment_inputs(actor=lan, round_unit=nam_nung, leaf="KH-TILE", texts=texts)


def row(member: RoundUnit) -> str:
    return at("sheet_row", member, "KH-TILE")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_doubt_has_its_sentence(language: str) -> None:
    assert {code.value for code in DoubtCode} <= codes(language)  # type: ignore[arg-type]


def test_the_limits_come_from_the_rulebook() -> None:
    rule = plausibility_rule()
    assert rule.jump_factor > 1 and 0 < rule.share_points < 100


@pytest.mark.usefixtures("year_before")
def test_a_jump_is_doubted_beside_the_box_and_saved_all_the_same(browser: Client, following: RoundUnit) -> None:  # noqa: F811
    answer = browser.post(
        row(following), {"x-tasks-tu": "4100", "x-tasks-mau": "4200", "phien": "0"}, headers=BY_SCRIPT
    )
    parts = answer.content.decode()
    assert answer.status_code == 200 and "Đã lưu" in parts, "never in the way"
    assert "4.200 gấp 5 lần năm 2026" in parts and "Vẫn giữ số này" in parts
    page = browser.get(at("sheet", following) + "?dong=1.1.2").content.decode()
    assert 'id="ngo-x-tasks-tu" role="status">4.200 gấp' in page


@pytest.mark.usefixtures("year_before")
def test_all_is_well_and_nothing_is_said(browser: Client, following: RoundUnit) -> None:  # noqa: F811
    answer = browser.post(row(following), {"x-tasks-tu": "41", "x-tasks-mau": "42", "phien": "0"}, headers=BY_SCRIPT)
    for text in (answer.content.decode(), browser.get(row(following)).content.decode()):
        assert "Vẫn giữ số này" not in text and "gấp" not in text


def test_without_a_year_before_nothing_is_said(browser: Client, nam_nung: RoundUnit) -> None:
    browser.post(row(nam_nung), {"x-tasks-tu": "4100", "x-tasks-mau": "4200", "phien": "0"})
    assert "Vẫn giữ số này" not in browser.get(row(nam_nung)).content.decode()


@pytest.mark.usefixtures("year_before")
def test_kept_once_it_is_silent_until_the_figure_changes(browser: Client, lan: User, following: RoundUnit) -> None:  # noqa: F811
    form = {"x-tasks-tu": "4100", "x-tasks-mau": "4200", "phien": "0"}
    browser.post(row(following), form)
    kept = browser.post(at("keep_figure", following, "KH-TILE"), {**form, "phien": "1", "giu-so": "tasks"}, follow=True)
    assert "Đã giữ số liệu" in kept.content.decode() and "Vẫn giữ số này" not in kept.content.decode()
    told = AuditEntry.objects.get(action="assessments.keep_doubted_figure")
    assert told.actor_id == lan.pk
    assert told.references["doubts"] == ["doubt.rise"] and told.references["kept"] == ["4100", "4200"]
    again = {**form, "phien": "1", "giu-so": "tasks"}
    assert browser.post(at("keep_figure", following, "KH-TILE"), again, headers=BY_SCRIPT).status_code == 200
    assert AuditEntry.objects.filter(action="assessments.keep_doubted_figure").count() == 1, "double click"
    assert Score.objects.get(entry__round_unit=following).row_version == 1, "figures and versions as they were"
    browser.post(row(following), {**form, "x-tasks-mau": "4300", "phien": "1"})
    assert "Vẫn giữ số này" in browser.get(row(following)).content.decode()


@pytest.mark.usefixtures("year_before")
def test_keeping_is_refused(lan: User, quan: User, hoa: User, following: RoundUnit) -> None:  # noqa: F811
    def keeps(person: User) -> None:
        keep_doubted_figure(actor=person, round_unit=following, leaf="KH-TILE", input_code="tasks")

    save_self_assessment_inputs(
        actor=lan, round_unit=following, leaf="KH-TILE", texts={"x-tasks-tu": "41", "x-tasks-mau": "42"}
    )
    for stranger in (quan, hoa):
        with pytest.raises(NotAllowed):
            keeps(stranger)
    with pytest.raises(ActionRefused) as nothing:
        keeps(lan)
    assert nothing.value.code == "assessments.no_doubt"
    with clock.stopped_at(CLOSES.replace(year=2028)), pytest.raises(ActionRefused) as late:
        keeps(lan)
    assert late.value.code == "assessments.window_closed"


def test_a_date_after_today_is_doubted_and_told_before_the_hand_in(
    browser: Client, signed_in: SignedIn, thinh: User, lan: User, nam_nung: RoundUnit
) -> None:
    """It is 10/12/2026: a plan of 10/01/2027 cannot have been issued yet, however many points its date gives."""
    own = at("sheet_row", nam_nung, "KH-NGAY")
    answer = browser.post(own, {"x-issued_on": "10/01/2027", "phien": "0"}, headers=BY_SCRIPT).content.decode()
    assert "Đã lưu" in answer and "Ngày 10/01/2027 sau hôm nay (10/12/2026)" in answer, "never in the way"
    head = signed_in(thinh).get(at("sheet_hand_in", nam_nung)).content.decode()
    assert "Ngày sau hôm nay (1)" in head and "ngày đã nhập: 10/01/2027" in head
    browser.post(own, {"x-issued_on": "10/01/2026", "phien": "1"}, headers=BY_SCRIPT)
    assert "Ngày sau hôm nay" not in signed_in(thinh).get(at("sheet_hand_in", nam_nung)).content.decode()
