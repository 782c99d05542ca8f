"""From the officers to the head and out of the house: what is missing is named, what is handed in is sealed."""

from io import BytesIO

import pytest
from django.test import Client
from docx import Document
from tests.portal.conftest import SignedIn
from tests.portal.self_assessment.conftest import CLOSES
from tests.portal.self_assessment.test_pages import at

from parindex.portal.accounts.models import User
from parindex.portal.assessments.actions import (
    NotReady,
    hand_in_self_assessment,
    reopen_sheet,
    save_self_assessment_inputs,
    send_back_sheet,
    submit_to_head,
)
from parindex.portal.assessments.models import Round, RoundUnit, Score, Sheet
from parindex.portal.assessments.queries import rounds_with_counts
from parindex.portal.facts.models import FactVersion
from parindex.portal.platform import clock
from parindex.portal.platform.models import AuditEntry
from parindex.portal.platform.refusals import ActionRefused, NotAllowed


def fill(actor: User, member: RoundUnit, leaf: str, note: str = "", **texts: str) -> None:
    named = {f"x-{name.replace('_tu', '-tu').replace('_mau', '-mau')}": text for name, text in texts.items()}
    save_self_assessment_inputs(actor=actor, round_unit=member, leaf=leaf, texts=named, note=note)


def test_only_the_head_hands_in(lan: User, hoa: User, nam_nung: RoundUnit) -> None:
    for person in (lan, hoa):
        with pytest.raises(NotAllowed):
            hand_in_self_assessment(actor=person, round_unit=nam_nung)


def test_points_without_evidence_or_explanation_stop_it(lan: User, thinh: User, nam_nung: RoundUnit) -> None:
    fill(lan, nam_nung, "KH-TILE", tasks_tu="41", tasks_mau="42")
    fill(lan, nam_nung, "KH-SANGKIEN", ideas="0")
    fill(lan, nam_nung, "CD-TT", note="Kế hoạch số 5", done="co")
    with pytest.raises(NotReady) as refused:
        hand_in_self_assessment(actor=thinh, round_unit=nam_nung)
    assert refused.value.code == "assessments.leaves_without_evidence"
    assert [row.node.number for row in refused.value.rows] == ["1.1.2"]
    assert Sheet.objects.get(round_unit=nam_nung).state == "drafting"


def test_unsettled_figures_stop_it(lan: User, thinh: User, nam_nung: RoundUnit) -> None:
    fill(lan, nam_nung, "KH-TILE", tasks_tu="41")
    fill(lan, nam_nung, "HS-THU", money="1.500")
    with pytest.raises(NotReady) as refused:
        hand_in_self_assessment(actor=thinh, round_unit=nam_nung)
    assert refused.value.values == {"count": 2, "leaves": ("1.1.2", "2.2")}


def test_what_is_handed_in_is_sealed_with_what_is_known(
    lan: User, thinh: User, nam_nung: RoundUnit, known_dossiers: FactVersion
) -> None:
    fill(lan, nam_nung, "CD-TT", note="Kế hoạch số 5", done="co")
    hand_in_self_assessment(actor=thinh, round_unit=nam_nung)
    sheet = Sheet.objects.get(round_unit=nam_nung)
    assert (sheet.state, sheet.handed_in_by) == ("handed_in", thinh)
    sealed = {score.entry.leaf.code: score for score in Score.objects.select_related("entry__leaf")}
    assert sorted(sealed) == ["CD-TT", "HS-HAN"]
    assert all(score.sealed_at == clock.now() for score in sealed.values())
    assert sealed["HS-HAN"].fact_versions == {"on_time": known_dossiers.pk}
    told = AuditEntry.objects.get(action="assessments.hand_in_self_assessment")
    assert (told.actor_id, told.references["leaves"], told.references["not_entered"]) == (thinh.pk, 2, 4)
    with pytest.raises(ActionRefused) as refused:
        fill(lan, nam_nung, "CD-TT", done="khong")
    assert refused.value.code == "assessments.sheet_handed_in"
    with pytest.raises(ActionRefused):
        hand_in_self_assessment(actor=thinh, round_unit=nam_nung)


def test_the_list_of_rounds_counts_who_has_not_handed_in(
    lan: User, hoa: User, thinh: User, nam_nung: RoundUnit, known_dossiers: FactVersion
) -> None:
    fill(lan, nam_nung, "CD-TT", note="Kế hoạch số 5", done="co")
    (before,) = rounds_with_counts(hoa)
    hand_in_self_assessment(actor=thinh, round_unit=nam_nung)
    (after,) = rounds_with_counts(hoa)
    counts = [(round_.unit_count, round_.absent_count) for round_ in (before, after)]  # type: ignore[attr-defined]
    assert counts == [(3, 3), (3, 2)]
    Round.objects.filter(pk=nam_nung.round_id).update(published_version=1)
    (published,) = rounds_with_counts(hoa)
    assert published.absent_count == 0, "sheets of a published round wait for nobody"  # type: ignore[attr-defined]


def test_after_the_deadline_nothing_is_handed_in(thinh: User, nam_nung: RoundUnit) -> None:
    with clock.stopped_at(CLOSES), pytest.raises(ActionRefused) as refused:
        hand_in_self_assessment(actor=thinh, round_unit=nam_nung)
    assert refused.value.code == "assessments.window_closed"


def test_the_head_sends_back_with_a_reason(lan: User, thinh: User, nam_nung: RoundUnit) -> None:
    submit_to_head(actor=lan, round_unit=nam_nung)
    with pytest.raises(ActionRefused) as waits:
        fill(lan, nam_nung, "CD-TT", done="co")
    assert waits.value.code == "assessments.sheet_waits_for_head"
    with pytest.raises(ActionRefused):
        send_back_sheet(actor=thinh, round_unit=nam_nung, reason=" ")
    send_back_sheet(actor=thinh, round_unit=nam_nung, reason="thiếu mục 1.2")
    fill(lan, nam_nung, "CD-TT", done="co")
    assert Sheet.objects.get(round_unit=nam_nung).sent_back_reason == "thiếu mục 1.2"


def test_the_coordinator_opens_it_again(lan: User, thinh: User, hoa: User, nam_nung: RoundUnit) -> None:
    fill(lan, nam_nung, "CD-TT", note="Kế hoạch số 5", done="co")
    hand_in_self_assessment(actor=thinh, round_unit=nam_nung)
    with clock.stopped_at(CLOSES):
        reopen_sheet(actor=hoa, round_unit=nam_nung, until=CLOSES.replace(day=20), reason="nhập nhầm")
        fill(lan, nam_nung, "CD-TT", note="Kế hoạch số 5", done="khong")
    assert Score.objects.get().points == 0


def test_the_pages_state_the_consequence(signed_in: SignedIn, lan: User, thinh: User, nam_nung: RoundUnit) -> None:
    fill(lan, nam_nung, "CD-TT", done="co")
    head, officer = signed_in(thinh), signed_in(lan)
    assert officer.get(at("sheet_hand_in", nam_nung)).status_code == 403
    assert "1.2" in officer.get(at("sheet_missing", nam_nung)).content.decode()
    page = head.get(at("sheet_hand_in", nam_nung)).content.decode()
    assert "Nộp phiếu của Xã Nâm Nung" in page and "còn 1 dòng phải sửa" in page
    refused = head.post(at("sheet_hand_in", nam_nung))
    assert refused.status_code == 422 and "chưa có minh chứng" in refused.content.decode()
    fill(lan, nam_nung, "CD-TT", note="Kế hoạch số 5", done="co")
    assert "Trình phiếu của Xã Nâm Nung" in officer.get(at("sheet_submit", nam_nung)).content.decode()
    assert officer.post(at("sheet_submit", nam_nung)).status_code == 302
    back = head.post(at("sheet_hand_in", nam_nung), {"tra-lai": "1", "ly-do": "xem lại"}, follow=True)
    assert "Người đứng đầu trả lại: xem lại" in " ".join(back.content.decode().split())
    done = head.post(at("sheet_hand_in", nam_nung), follow=True)
    assert "Đã nộp" in done.content.decode()


def text_of(content: bytes) -> str:
    document = Document(BytesIO(content))
    cells = (cell.text for table in document.tables for row in table.rows for cell in row.cells)
    return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])


def test_the_report_is_an_official_document(
    signed_in: SignedIn, lan: User, thinh: User, nam_nung: RoundUnit, known_dossiers: FactVersion
) -> None:
    browser: Client = signed_in(lan)
    fill(lan, nam_nung, "CD-TT", note="Kế hoạch số 5", done="co")
    draft = text_of(browser.get(at("sheet_report", nam_nung)).content)
    assert "Bản nháp: phiếu tự đánh giá chưa nộp" in draft
    hand_in_self_assessment(actor=thinh, round_unit=nam_nung)
    answer = browser.get(at("sheet_report", nam_nung))
    assert answer["Content-Type"].endswith("wordprocessingml.document")
    text = text_of(answer.content)
    for words in (
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "UBND xã Nâm Nung",
        "Tổng điểm tự chấm đạt 3,975/9,000 điểm đơn vị tự chấm; đã nhập 2/6",
        "9,000 điểm tự chấm; 1,000 điểm do điều tra và cơ quan khác chấm; cộng 10,000 điểm",
        "1.2 Có kế hoạch tuyên truyền: Kế hoạch số 5",
        "1.290/1.306",
        "Hệ thống một cửa của tỉnh",
        "Cộng phần tự chấm",
        "Phần do điều tra và cơ quan khác chấm",
    ):
        assert words in text, words
    assert "Bản nháp" not in text
