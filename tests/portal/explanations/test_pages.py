"""The pages of explaining and objecting, as people use them without script; who may open them; how many queries."""

from datetime import datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from tests.portal.conftest import SignedIn
from tests.portal.explanations.conftest import at, handed_in

from parindex.portal.accounts.models import User
from parindex.portal.assessments.actions.allow_objections import allow_objections
from parindex.portal.assessments.actions.answer_explanation import answer_explanation
from parindex.portal.assessments.actions.request_explanation import request_explanation
from parindex.portal.assessments.models import (
    AppraisalAssignment,
    LossReason,
    Round,
    RoundStage,
    RoundUnit,
    Score,
    Stage,
    StageWindow,
    Thread,
    ThreadState,
)
from parindex.portal.assessments.queries.threads import thread_lines, visible_threads, waiting_threads, with_places
from parindex.portal.criteria.models import NodeRow
from parindex.portal.platform import clock
from parindex.portal.platform.words import say

REPORT = "Hai nhiệm vụ còn lại xong ngày 28/12/2026.".encode()


@pytest.fixture
def asked(appraised: Round, nam_nung: RoundUnit, tasks: NodeRow, minh: User) -> Thread:
    """Minh asks Nâm Nung about 1.1.2."""
    handed_in(nam_nung)
    return request_explanation(actor=minh, round_unit=nam_nung, leaf=tasks, reason="Thiếu hai nhiệm vụ")


def page(client: Client, name: str, *args: str) -> str:
    """The text of a page that opens."""
    answer = client.get(reverse(f"assessments:{name}", args=args))
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


def test_the_appraiser_asks_on_a_page(
    appraised: Round, nam_nung: RoundUnit, tasks: NodeRow, minh: User, lan: User, signed_in: SignedIn
) -> None:
    address = reverse("assessments:ask_explanation", args=[appraised.public_id, nam_nung.unit.public_id, tasks.code])
    client = signed_in(minh)
    assert "Yêu cầu Xã Nâm Nung giải trình" in client.get(address).content.decode()
    saved = Score.objects.filter(entry__round_unit=nam_nung, entry__leaf=tasks, stage=Stage.APPRAISAL_1)
    assert saved.update(note="Danh mục ghi 42 nhiệm vụ, chỉ có 40 sản phẩm") == 1
    assert "Danh mục ghi 42 nhiệm vụ, chỉ có 40 sản phẩm</textarea>" in client.get(address).content.decode()
    early = client.post(address, {"text": "Thiếu hai nhiệm vụ"})
    assert early.status_code == 422 and "không nộp phiếu" in early.content.decode()
    assert "Thiếu hai nhiệm vụ" in early.content.decode(), "the reason stays"
    handed_in(nam_nung)
    empty = client.post(address, {"text": " "})
    assert empty.status_code == 422 and "chưa ghi lý do" in empty.content.decode()
    done = client.post(address, {"text": "Thiếu hai nhiệm vụ"}, follow=True)
    assert done.status_code == 200 and "Thiếu hai nhiệm vụ" in done.content.decode()
    assert signed_in(lan).get(address).status_code == 403


def test_the_unit_sees_what_is_asked_at_stake_and_until_when(asked: Thread, lan: User, signed_in: SignedIn) -> None:
    shown = page(signed_in(lan), "threads")
    for words in ("Mức độ hoàn thành kế hoạch", "Thiếu hai nhiệm vụ", "0,400", "17/01/2027", "Chờ giải trình"):
        assert words in shown, words
    sheet = signed_in(lan).get(reverse("assessments:threads") + "?loc=cho&format=xlsx")
    assert sheet["Content-Type"].endswith("spreadsheetml.sheet") and len(sheet.content) > 1000


def test_the_unit_answers_with_a_document_and_the_head_hands_in(
    asked: Thread, nam_nung: RoundUnit, lan: User, thinh: User, signed_in: SignedIn
) -> None:
    address = reverse("assessments:thread", args=[asked.public_id])
    answered = signed_in(lan).post(
        address,
        {
            "act": "answer",
            "answer-text": "Hai nhiệm vụ xong ngày 28/12",
            "answer-row_version": "1",
            "answer-file": SimpleUploadedFile("bao-cao.txt", REPORT, "text/plain"),
        },
        follow=True,
    )
    assert answered.status_code == 200, answered.content.decode()
    assert "Đã lưu bản nháp" in answered.content.decode() and "bao-cao" in answered.content.decode()
    handing = reverse("assessments:hand_in_explanations", args=[nam_nung.round.public_id, nam_nung.unit.public_id])
    assert signed_in(lan).get(handing).status_code == 403
    head = signed_in(thinh)
    assert "Nộp giải trình của Xã Nâm Nung" in head.get(handing).content.decode()
    done = head.post(handing, follow=True)
    assert "Đã nộp và khóa 1 nội dung" in done.content.decode()
    asked.refresh_from_db()
    assert asked.state == ThreadState.ANSWERED
    message = asked.messages.last()
    assert message is not None and message.documents.count() == 1


def test_handing_in_with_an_unanswered_request_is_refused(
    asked: Thread, nam_nung: RoundUnit, thinh: User, signed_in: SignedIn
) -> None:
    handing = reverse("assessments:hand_in_explanations", args=[nam_nung.round.public_id, nam_nung.unit.public_id])
    refused = signed_in(thinh).post(handing)
    assert refused.status_code == 422 and "1.1.2" in refused.content.decode()


def test_a_conflict_shows_both_texts(asked: Thread, lan: User, thinh: User, signed_in: SignedIn) -> None:
    answer_explanation(actor=thinh, thread=asked, text="Của Chủ tịch")
    address = reverse("assessments:thread", args=[asked.public_id])
    posted = {"act": "answer", "answer-text": "Của Lan", "answer-row_version": "1"}
    answer = signed_in(lan).post(address, posted)
    shown = answer.content.decode()
    assert answer.status_code == 409 and "Của Chủ tịch" in shown and "Của Lan" in shown
    again = signed_in(lan).post(address, posted | {"answer-row_version": "2"})
    assert again.status_code == 302
    asked.refresh_from_db()
    assert asked.draft == "Của Lan"


def test_a_late_answer_is_refused_and_its_text_stays(asked: Thread, lan: User, signed_in: SignedIn) -> None:
    address = reverse("assessments:thread", args=[asked.public_id])
    with clock.stopped_at(at(18, 1)):
        answer = signed_in(lan).post(address, {"act": "answer", "answer-text": "Gõ dở", "answer-row_version": "1"})
    assert answer.status_code == 422
    assert "đã hết hạn" in answer.content.decode() and "Gõ dở" in answer.content.decode()


def test_the_appraiser_decides_on_the_page(asked: Thread, minh: User, signed_in: SignedIn) -> None:
    address = reverse("assessments:thread", args=[asked.public_id])
    with clock.stopped_at(at(19, 1)):
        client = signed_in(minh)
        assert "Không chấp nhận" in client.get(address).content.decode()
        posted = {
            "act": "decide",
            "decision-upheld": "no",
            "decision-text": "Không trả lời",
            "decision-row_version": "1",
        }
        assert client.post(address, posted).status_code == 302
    asked.refresh_from_db()
    assert (asked.state, asked.decision) == (ThreadState.DISMISSED, "Không trả lời")


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("lan", 200),
        ("thinh", 200),
        ("minh", 200),
        ("hoa", 200),
        ("ngan", 200),
        ("nga", 403),
        ("quan", 403),
        ("long", 403),
    ],
)
def test_who_reads_a_thread(
    asked: Thread, who: str, status: int, request: pytest.FixtureRequest, signed_in: SignedIn
) -> None:
    person: User = request.getfixturevalue(who)
    assert signed_in(person).get(reverse("assessments:thread", args=[asked.public_id])).status_code == status


def test_a_blind_appraiser_does_not_learn_the_first_ones_points(
    asked: Thread, minh: User, ngan: User, signed_in: SignedIn
) -> None:
    client, address = signed_in(ngan), reverse("assessments:thread", args=[asked.public_id])
    assert client.get(address).status_code == 200
    AppraisalAssignment.objects.create(round=asked.entry.round_unit.round, person=ngan, blind=True)
    assert client.get(address).status_code == 403
    assert "Thiếu hai nhiệm vụ" not in page(client, "threads")
    StageWindow.objects.filter(stage=RoundStage.APPRAISAL_1).update(sealed_at=clock.now())
    assert client.get(address).status_code == 200


def test_peers_are_seen_only_in_their_time_and_where_the_round_allows_it(
    appraised: Round, nam_nung: RoundUnit, tasks: NodeRow, hoa: User, nga: User, minh: User, signed_in: SignedIn
) -> None:
    handed_in(nam_nung)
    listing = reverse("assessments:peers", args=[appraised.public_id])
    one = reverse("assessments:peer", args=[appraised.public_id, nam_nung.unit.public_id])
    assert signed_in(nga).get(one).status_code == 403, "not allowed by the round"
    allow_objections(actor=hoa, round_=appraised, allowed=True)
    client = signed_in(nga)
    assert "Xã Nâm Nung" in client.get(listing).content.decode()
    shown = client.get(one).content.decode()
    assert "2,000" in shown and "1,600" in shown
    assert signed_in(minh).get(one).status_code == 404, "he reports for no unit"
    with clock.stopped_at(at(18, 1)):
        assert client.get(one).status_code == 403
    objecting = reverse("assessments:object", args=[appraised.public_id, nam_nung.unit.public_id, tasks.code])
    assert client.get(objecting).status_code == 200
    done = client.post(objecting, {"text": "Mẫu số chưa đủ"}, follow=True)
    assert "Đã gửi phản biện" in done.content.decode()


def test_a_reply_to_an_objection_on_the_page(
    appraised: Round, nam_nung: RoundUnit, tasks: NodeRow, hoa: User, nga: User, lan: User, signed_in: SignedIn
) -> None:
    handed_in(nam_nung)
    allow_objections(actor=hoa, round_=appraised, allowed=True)
    objecting = reverse("assessments:object", args=[appraised.public_id, nam_nung.unit.public_id, tasks.code])
    signed_in(nga).post(objecting, {"text": "Mẫu số chưa đủ"})
    raised = Thread.objects.get()
    address = reverse("assessments:thread", args=[raised.public_id])
    replied = signed_in(lan).post(address, {"act": "answer", "answer-text": "Đủ", "answer-row_version": "1"})
    assert replied.status_code == 302
    raised.refresh_from_db()
    assert raised.state == ThreadState.ANSWERED


def test_what_waits_for_whom(
    asked: Thread, nam_nung: RoundUnit, lan: User, minh: User, nga: User, hoa: User, thinh: User
) -> None:
    assert [waiting_threads(person) for person in (lan, minh, nga, hoa)] == [1, 0, 0, 0]
    Thread.objects.filter(pk=asked.pk).update(state=ThreadState.ANSWERED)
    assert [waiting_threads(person) for person in (lan, minh, nga, hoa)] == [0, 1, 0, 0]


def test_the_list_asks_the_database_a_fixed_number_of_times(
    asked: Thread, nam_nung: RoundUnit, issued: NodeRow, minh: User, lan: User, django_assert_num_queries: object
) -> None:
    request_explanation(actor=minh, round_unit=nam_nung, leaf=issued, reason="Chưa thấy kế hoạch đã ký")
    with django_assert_num_queries(7):  # type: ignore[operator]
        assert len(thread_lines(with_places(visible_threads(lan)))) == 2


@pytest.mark.parametrize(
    ("when", "words"),
    [
        (at(5, 1), ["giải trình mở từ 11/01/2027 00:00 đến 17/01/2027 23:59", "chuẩn bị minh chứng"]),
        (at(18, 1), ["đã hết hạn từ 17/01/2027 23:59", "gia hạn", "mở từ 18/01/2027 00:00 đến 29/01/2027 23:59"]),
    ],
)
def test_a_page_without_a_form_says_when_there_will_be_one(
    asked: Thread, lan: User, minh: User, signed_in: SignedIn, when: datetime, words: list[str]
) -> None:
    """Before the window there was neither a form nor a word why."""
    with clock.stopped_at(when):
        shown = page(signed_in(lan), "thread", asked.public_id)
        assert 'name="answer-text"' not in shown
        for each in words:
            assert each in shown, each
    with clock.stopped_at(at(5, 1)):
        shown = page(signed_in(minh), "thread", asked.public_id)
        assert 'name="decision-text"' not in shown
        assert "thẩm định lần 2 mở từ 18/01/2027 00:00 đến 29/01/2027 23:59" in shown


def test_a_page_with_a_form_and_a_decided_one_say_nothing_of_waiting(
    asked: Thread, lan: User, minh: User, signed_in: SignedIn
) -> None:
    shown = page(signed_in(lan), "thread", asked.public_id)
    assert 'name="answer-text"' in shown and "mở từ" not in shown
    Thread.objects.filter(pk=asked.pk).update(state=ThreadState.DISMISSED, decision="Không")
    for person in (lan, minh):
        assert "mở từ" not in page(signed_in(person), "thread", asked.public_id)


def test_a_lost_point_is_told_in_words(
    asked: Thread, nam_nung: RoundUnit, tasks: NodeRow, lan: User, minh: User, signed_in: SignedIn
) -> None:
    score = Score.objects.get(entry__round_unit=nam_nung, entry__leaf=tasks, stage=Stage.APPRAISAL_1)
    LossReason.objects.create(score=score, code="M01", points="0.4")
    shown = page(signed_in(minh), "thread", asked.public_id)
    assert say("reason.M01") in shown
