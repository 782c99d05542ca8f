"""Minh asks, Lan answers, Y Thịnh hands in, Minh decides; refusals on the way."""

from datetime import date

import pytest
from tests.portal.conftest import Places
from tests.portal.explanations.conftest import at, handed_in

from parindex.portal.accounts.models import User
from parindex.portal.assessments.actions.answer_explanation import answer_explanation
from parindex.portal.assessments.actions.decide_thread import decide_thread
from parindex.portal.assessments.actions.extend_stage import extend_stage
from parindex.portal.assessments.actions.hand_in_explanations import hand_in_explanations
from parindex.portal.assessments.actions.request_explanation import request_explanation
from parindex.portal.assessments.actions.withdraw_thread import withdraw_thread
from parindex.portal.assessments.models import Round, RoundStage, RoundUnit, Sheet, Thread, ThreadState
from parindex.portal.criteria.models import NodeRow
from parindex.portal.documents.actions import DocumentCard, register_document
from parindex.portal.documents.models import Document, DocumentKind
from parindex.portal.platform import audit, clock
from parindex.portal.platform.models import AuditEntry, Event
from parindex.portal.platform.refusals import ActionRefused, Conflict, NotAllowed
from parindex.portal.platform.words import words_of

WHY = "Báo cáo chỉ nêu 8 nhiệm vụ hoàn thành"


@pytest.fixture
def asked(appraised: Round, nam_nung: RoundUnit, tasks: NodeRow, minh: User) -> Thread:
    """Nâm Nung has handed in; Minh asks about 1.1.2."""
    handed_in(nam_nung)
    return request_explanation(actor=minh, round_unit=nam_nung, leaf=tasks, reason=WHY)


@pytest.fixture
def report(places: Places, lan: User) -> Document:
    """A report of the commune."""
    card = DocumentCard(
        kind=DocumentKind.REPORT,
        title="Báo cáo kết quả thực hiện kế hoạch",
        number="14",
        symbol="BC-UBND",
        issued_on=date(2026, 12, 20),
        unit=places.nam_nung,
    )
    return register_document(actor=lan, card=card)


def refusal(raised: pytest.ExceptionInfo[ActionRefused]) -> str:
    """The code, once it is known to have words."""
    assert words_of(raised.value)
    return raised.value.code


def test_asked_answered_handed_in_decided(
    asked: Thread, report: Document, nam_nung: RoundUnit, minh: User, lan: User, thinh: User
) -> None:
    answer_explanation(actor=lan, thread=asked, text="Hai nhiệm vụ nữa xong ngày 28/12", documents=[report])
    assert asked.messages.count() == 1, "a draft is no message"
    hand_in_explanations(actor=thinh, round_unit=nam_nung)
    asked.refresh_from_db()
    assert asked.state == ThreadState.ANSWERED and asked.draft == ""
    answer = asked.messages.last()
    assert answer is not None
    assert (answer.author, answer.text, [*answer.documents.all()]) == (
        lan,
        "Hai nhiệm vụ nữa xong ngày 28/12",
        [report],
    )
    sheet = Sheet.objects.get(round_unit=nam_nung)
    assert (sheet.explained_at, sheet.explained_by) == (clock.now(), thinh)
    with clock.stopped_at(at(19, 1)):
        decide_thread(actor=minh, thread=asked, upheld=True, reason="Đủ căn cứ")
    asked.refresh_from_db()
    assert (asked.state, asked.decision, asked.decided_by) == (ThreadState.UPHELD, "Đủ căn cứ", minh)
    assert [message.text for message in asked.messages.all()] == [WHY, "Hai nhiệm vụ nữa xong ngày 28/12"]


def test_every_step_is_in_the_audit_without_its_words(
    asked: Thread, nam_nung: RoundUnit, minh: User, lan: User, thinh: User
) -> None:
    answer_explanation(actor=lan, thread=asked, text="Đã hoàn thành")
    hand_in_explanations(actor=thinh, round_unit=nam_nung)
    with clock.stopped_at(at(19, 1)):
        decide_thread(actor=minh, thread=asked, upheld=False, reason="Chưa có văn bản")
    stream = f"round:{nam_nung.round.public_id}/unit:{nam_nung.unit.public_id}"
    told = AuditEntry.objects.filter(stream=stream).order_by("number")
    assert [
        (entry.action, entry.actor_id) for entry in told if "explanation" in entry.action or "thread" in entry.action
    ] == [
        ("assessments.request_explanation", minh.pk),
        ("assessments.answer_explanation", lan.pk),
        ("assessments.hand_in_explanation", thinh.pk),
        ("assessments.hand_in_explanations", thinh.pk),
        ("assessments.decide_thread", minh.pk),
    ]
    kept = str([entry.references for entry in told])
    assert WHY not in kept and "Đã hoàn thành" not in kept and "Chưa có văn bản" not in kept
    assert list(audit.broken_entries(stream)) == []
    kinds = set(Event.objects.values_list("kind", flat=True))
    assert {
        "assessments.explanation_requested",
        "assessments.explanations_handed_in",
        "assessments.thread_decided",
    } <= kinds


def test_only_the_assigned_appraiser_asks(
    appraised: Round, nam_nung: RoundUnit, tasks: NodeRow, minh: User, hoa: User, lan: User, quan: User
) -> None:
    elsewhere = NodeRow.objects.get(version=appraised.set_version, code="HS-THU")
    with pytest.raises(NotAllowed) as refused:
        request_explanation(actor=minh, round_unit=nam_nung, leaf=elsewhere, reason=WHY)
    assert refusal(refused) == "assessments.not_assigned"
    for person in (hoa, lan, quan):
        with pytest.raises(NotAllowed):
            request_explanation(actor=person, round_unit=nam_nung, leaf=tasks, reason=WHY)
    assert not Thread.objects.exists()


def test_a_request_needs_a_reason_and_runs_once(
    asked: Thread, nam_nung: RoundUnit, tasks: NodeRow, issued: NodeRow, minh: User
) -> None:
    with pytest.raises(ActionRefused) as refused:
        request_explanation(actor=minh, round_unit=nam_nung, leaf=issued, reason="  ")
    assert refusal(refused) == "assessments.reason_missing"
    with pytest.raises(ActionRefused) as refused:
        request_explanation(actor=minh, round_unit=nam_nung, leaf=tasks, reason=WHY)
    assert refusal(refused) == "assessments.already_asked"


def test_nobody_is_asked_while_he_fills_his_sheet_or_after_the_stage(
    appraised: Round, nam_nung: RoundUnit, tasks: NodeRow, minh: User
) -> None:
    for moment, code in (
        (at(10, 12, 2026), "assessments.window_not_yet"),
        (at(18, 1), "assessments.window_closed"),
    ):
        with clock.stopped_at(moment), pytest.raises(ActionRefused) as refused:
            request_explanation(actor=minh, round_unit=nam_nung, leaf=tasks, reason=WHY)
        assert refusal(refused) == code
    with clock.stopped_at(at(20, 12, 2026)):
        extend_stage(
            actor=None, round_unit=nam_nung, stage=RoundStage.SELF_ASSESSMENT, until=at(25, 12, 2026), reason="lũ"
        )
        with pytest.raises(ActionRefused) as refused:
            request_explanation(actor=minh, round_unit=nam_nung, leaf=tasks, reason=WHY)
        assert refusal(refused) == "assessments.still_filling"
    with clock.stopped_at(at(26, 12, 2026)):
        with pytest.raises(ActionRefused) as refused:
            request_explanation(actor=minh, round_unit=nam_nung, leaf=tasks, reason=WHY)
        assert refusal(refused) == "assessments.asked_without_sheet"
        assert refused.value.values["until"] == "24/12/2026 23:59"
        assert not Thread.objects.exists()
        handed_in(nam_nung)
        assert request_explanation(actor=minh, round_unit=nam_nung, leaf=tasks, reason=WHY).state == ThreadState.OPEN


def test_the_answer_is_the_units_own_and_in_time(
    asked: Thread, nam_nung: RoundUnit, lan: User, nga: User, minh: User, hoa: User
) -> None:
    for person in (nga, minh, hoa):
        with pytest.raises(NotAllowed):
            answer_explanation(actor=person, thread=asked, text="Không phải của tôi")
    with clock.stopped_at(at(18, 1)):
        with pytest.raises(ActionRefused) as refused:
            answer_explanation(actor=lan, thread=asked, text="Muộn")
        assert refusal(refused) == "assessments.window_closed"
        extend_stage(actor=hoa, round_unit=nam_nung, stage=RoundStage.EXPLANATION, until=at(20, 1), reason="mất điện")
        answer_explanation(actor=lan, thread=asked, text="Đã được gia hạn")
    asked.refresh_from_db()
    assert asked.draft == "Đã được gia hạn"


def test_two_people_answering_the_same_request_conflict_and_nothing_is_lost(
    asked: Thread, lan: User, thinh: User
) -> None:
    opened_with = asked.row_version
    answer_explanation(actor=thinh, thread=asked, text="Của Chủ tịch", row_version=opened_with)
    with pytest.raises(Conflict) as refused:
        answer_explanation(actor=lan, thread=asked, text="Của Lan", row_version=opened_with)
    assert refusal(refused) == "assessments.thread_changed"
    asked.refresh_from_db()
    assert asked.draft == "Của Chủ tịch"


def test_only_the_head_hands_in_and_everything_is_answered(
    asked: Thread, nam_nung: RoundUnit, issued: NodeRow, minh: User, lan: User, thinh: User
) -> None:
    request_explanation(actor=minh, round_unit=nam_nung, leaf=issued, reason="Chưa thấy kế hoạch đã ký")
    answer_explanation(actor=lan, thread=asked, text="Đủ")
    with pytest.raises(NotAllowed):
        hand_in_explanations(actor=lan, round_unit=nam_nung)
    with pytest.raises(ActionRefused) as refused:
        hand_in_explanations(actor=thinh, round_unit=nam_nung)
    assert refusal(refused) == "assessments.unanswered"
    assert "1.1.1" in words_of(refused.value)
    asked.refresh_from_db()
    assert asked.state == ThreadState.OPEN


def test_what_was_handed_in_is_locked(asked: Thread, nam_nung: RoundUnit, minh: User, lan: User, thinh: User) -> None:
    answer_explanation(actor=lan, thread=asked, text="Đủ")
    hand_in_explanations(actor=thinh, round_unit=nam_nung)
    with pytest.raises(ActionRefused) as refused:
        answer_explanation(actor=lan, thread=asked, text="Sửa")
    assert refusal(refused) == "assessments.thread_locked"
    with pytest.raises(ActionRefused) as refused:
        withdraw_thread(actor=minh, thread=asked)
    assert refusal(refused) == "assessments.thread_locked"
    with pytest.raises(ActionRefused) as refused:
        hand_in_explanations(actor=thinh, round_unit=nam_nung)
    assert refusal(refused) == "assessments.nothing_to_explain"


def test_a_request_is_withdrawn_and_may_be_asked_again(
    asked: Thread, nam_nung: RoundUnit, tasks: NodeRow, minh: User, lan: User
) -> None:
    with pytest.raises(NotAllowed):
        withdraw_thread(actor=lan, thread=asked)
    assert withdraw_thread(actor=minh, thread=asked).state == ThreadState.WITHDRAWN
    again = request_explanation(actor=minh, round_unit=nam_nung, leaf=tasks, reason="Hỏi lại")
    assert again.pk != asked.pk


def test_the_decision_has_its_time_its_person_and_its_reason(
    asked: Thread, nam_nung: RoundUnit, minh: User, hoa: User, thinh: User
) -> None:
    with pytest.raises(ActionRefused) as refused:
        decide_thread(actor=minh, thread=asked, upheld=True, reason="Sớm")
    assert refusal(refused) == "assessments.window_not_yet"
    with clock.stopped_at(at(17, 1)):
        extend_stage(actor=hoa, round_unit=nam_nung, stage=RoundStage.EXPLANATION, until=at(20, 1), reason="mất điện")
    with clock.stopped_at(at(19, 1)):
        with pytest.raises(ActionRefused) as refused:
            decide_thread(actor=minh, thread=asked, upheld=False, reason="Không trả lời")
        assert refusal(refused) == "assessments.may_still_answer"
    with clock.stopped_at(at(21, 1)):
        with pytest.raises(NotAllowed):
            decide_thread(actor=hoa, thread=asked, upheld=True, reason="Không phải việc của tôi")
        with pytest.raises(ActionRefused) as refused:
            decide_thread(actor=minh, thread=asked, upheld=False, reason=" ")
        assert refusal(refused) == "assessments.reason_missing"
        decide_thread(actor=minh, thread=asked, upheld=False, reason="Không trả lời")
        with pytest.raises(ActionRefused) as refused:
            decide_thread(actor=minh, thread=asked, upheld=True, reason="Đổi ý")
        assert refusal(refused) == "assessments.thread_closed"


def test_another_units_document_is_no_evidence(asked: Thread, places: Places, lan: User, nga: User) -> None:
    card = DocumentCard(kind=DocumentKind.REPORT, title="Báo cáo của xã khác", unit=places.dak_wil)
    foreign = register_document(actor=nga, card=card)
    with pytest.raises(ActionRefused) as refused:
        answer_explanation(actor=lan, thread=asked, text="Xem văn bản", documents=[foreign])
    assert refusal(refused) == "assessments.foreign_document"
    assert Thread.objects.get(pk=asked.pk).draft == ""
