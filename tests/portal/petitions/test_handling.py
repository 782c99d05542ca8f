"""From receipt to answer: states, clocks, refusals, audit."""

from __future__ import annotations

import pytest
from tests.portal.conftest import Places
from tests.portal.petitions.conftest import IDENTIFYING, at, new

from parindex.portal.accounts.models import User
from parindex.portal.petitions import engine_bridge
from parindex.portal.petitions.actions.answer_petition import Reply, answer_petition
from parindex.portal.petitions.actions.handle_petition import Act, Handling, handle_petition
from parindex.portal.petitions.actions.raise_again import note_rating, raise_again
from parindex.portal.petitions.actions.receive_petitions import receive_petitions
from parindex.portal.petitions.actions.tell_progress import tell_progress
from parindex.portal.petitions.models import Petition, PetitionKind, PetitionSource, Rating
from parindex.portal.petitions.workflow import PetitionState
from parindex.portal.platform import audit, clock
from parindex.portal.platform.models import AuditEntry
from parindex.portal.platform.refusals import ActionRefused, Conflict, NotAllowed
from parindex.wording import codes


def act(actor: User | None, petition: Petition, act: Act, **more: object) -> Petition:
    return handle_petition(actor=actor, petition=petition, handling=Handling(act, **more))  # type: ignore[arg-type]


def day(petition: Petition) -> str:
    assert petition.duty_due_at is not None
    return f"{petition.duty_due_at.astimezone(clock.VIETNAM):%d/%m/%Y %H:%M}"


def test_receipt_gives_a_code_a_clock_and_an_audit_entry(petition: Petition, places: Places, lan: User) -> None:
    assert (petition.code, petition.state, petition.unit) == ("PAKN-2026-0001", "received", places.nam_nung)
    assert (petition.duty, day(petition)) == ("forward", "12/11/2026 17:00")
    # 24/11 is a day off
    assert petition.due_at == at("2026-11-27 17:00")
    entry = AuditEntry.objects.get(stream=f"petition:{petition.public_id}")
    assert (entry.action, entry.actor) == ("petitions.receive", lan)
    (second,) = receive_petitions(actor=lan, unit=places.nam_nung, rows=[new()])
    assert second.petition is not None
    assert second.petition.code == "PAKN-2026-0002"


def test_the_same_outside_code_is_taken_once_and_wrong_rows_are_named(places: Places, lan: User) -> None:
    rows = [
        new(outside_code="PAKN.20261104.0012", place=2),
        new(outside_code="PAKN.20261104.0012", place=3),
        new("", place=4),
        new(received_at=at("2026-11-06 08:00"), place=5),
        new(received_at=at("2016-11-06 08:00"), place=6),
        new(dossier_code="0912345678", place=7),
    ]
    answers = receive_petitions(actor=lan, unit=places.nam_nung, rows=rows)
    assert [each.is_new for each in answers] == [True, False, False, False, False, False]
    assert answers[1].petition == answers[0].petition
    assert [each.code.removeprefix("petitions.") for each in answers[2:]] == [
        "content_missing", "received_in_future", "received_too_early", "code_is_personal",
    ]  # fmt: skip
    assert Petition.objects.count() == 1
    assert {each.code for each in answers if each.code} <= codes("vi") & codes("en")


def test_who_may_not_handle_is_refused(petition: Petition, hoa: User, phu: User, ngan: User, quan: User) -> None:
    for stranger in (hoa, phu, ngan, quan):
        with pytest.raises(NotAllowed):
            act(stranger, petition, Act.CLASSIFY)
        with pytest.raises(NotAllowed):
            answer_petition(actor=stranger, petition=petition, reply=Reply("x"))
        with pytest.raises(NotAllowed):
            tell_progress(actor=stranger, petition=petition, text="x")
        with pytest.raises(NotAllowed):
            receive_petitions(actor=stranger, unit=petition.unit, rows=[new()])
    assert AuditEntry.objects.filter(stream__startswith="petition:").count() == 1


def test_classified_taken_up_answered_on_time(petition: Petition, lan: User) -> None:
    petition = act(lan, petition, Act.CLASSIFY, kind=PetitionKind.REGULATION, subject_field="Đất đai")
    assert (petition.kind, petition.subject_field, petition.duty, day(petition)) == (
        "regulation", "Đất đai", "answer", "27/11/2026 17:00",
    )  # fmt: skip
    petition = act(lan, petition, Act.TAKE_UP)
    with clock.stopped_at(at("2026-11-27 20:00")):  # on the day, after hours: compared by date
        petition = answer_petition(actor=lan, petition=petition, reply=Reply("Đã nhắc nhở.", "15/UBND"))
    assert (petition.state, petition.late, petition.closed_as) == ("answered", False, "answer")
    assert (petition.duty, day(petition)) == ("publish", "02/12/2026 17:00")
    assert list(audit.broken_entries(f"petition:{petition.public_id}")) == []


def test_a_day_later_is_late(petition: Petition, lan: User) -> None:
    petition = act(lan, petition, Act.CLASSIFY)
    with clock.stopped_at(at("2026-11-28 08:00")):
        assert petition.is_overdue
        petition = answer_petition(actor=lan, petition=petition, reply=Reply("Đã nhắc nhở."))
    assert petition.late


def test_waiting_for_the_petitioner_moves_the_answer_day(petition: Petition, lan: User) -> None:
    petition = act(lan, petition, Act.CLASSIFY)
    with clock.stopped_at(at("2026-11-09 10:00")):
        petition = act(lan, petition, Act.ASK_SUPPLEMENT, text="Ảnh giấy hẹn; gọi ông Bình 0912345678")
        assert (petition.state, petition.due_at, petition.duty_due_at) == ("supplement", None, None)
        what = petition.supplements.get().what
        assert "0912345678" not in what
        assert "Bình" not in what
    with clock.stopped_at(at("2026-11-12 10:00")):
        petition = act(lan, petition, Act.TAKE_SUPPLEMENT)
    assert (petition.state, day(petition)) == ("in_process", "02/12/2026 17:00")


@pytest.mark.parametrize(("moment", "late"), [("2026-11-12 16:00", False), ("2026-11-13 08:00", True)])
def test_forwarding_after_five_working_days_is_late(petition: Petition, lan: User, moment: str, late: bool) -> None:
    with clock.stopped_at(at(moment)):
        petition = act(lan, petition, Act.FORWARD, to="Sở Xây dựng", text="Không thuộc thẩm quyền")
    assert (petition.state, petition.late, petition.duty) == ("forwarded", late, "")


@pytest.mark.parametrize(("moment", "late"), [("2026-11-09 16:00", False), ("2026-11-10 08:00", True)])
def test_refusing_after_two_working_days_is_late(petition: Petition, lan: User, moment: str, late: bool) -> None:
    with clock.stopped_at(at(moment)):
        petition = act(lan, petition, Act.REFUSE, text="Nội dung đã được trả lời trước đây")
    assert (petition.state, petition.late) == ("refused", late)


@pytest.mark.parametrize(
    ("wanted", "code"),
    [
        (Act.FORWARD, "petitions.forward_to_missing"),
        (Act.REFUSE, "petitions.reason_missing"),
        (Act.TAKE_UP, "petitions.state_forbids"),
        (Act.TAKE_SUPPLEMENT, "petitions.state_forbids"),
    ],
)
def test_what_misses_words_or_its_state_is_refused(petition: Petition, lan: User, wanted: Act, code: str) -> None:
    with pytest.raises(ActionRefused) as refused:
        act(lan, petition, wanted)
    assert refused.value.code == code
    petition = Petition.objects.get(pk=petition.pk)
    assert petition.state == PetitionState.RECEIVED


def test_two_people_at_once(petition: Petition, lan: User, thinh: User) -> None:
    seen = petition.row_version
    act(lan, petition, Act.CLASSIFY)
    with pytest.raises(Conflict):
        handle_petition(actor=thinh, petition=petition, handling=Handling(Act.CLASSIFY), row_version=seen)


def test_while_late_the_petitioner_is_told_every_seven_days(petition: Petition, lan: User) -> None:
    petition = act(lan, petition, Act.CLASSIFY)
    with clock.stopped_at(at("2026-11-30 09:00")):
        tell_progress(actor=lan, petition=petition, text="Đang chờ ý kiến của Sở; báo ông Bình")
        petition = Petition.objects.get(pk=petition.pk)
        assert (petition.duty, day(petition)) == ("update", "07/12/2026 17:00")
        assert "Bình" not in petition.notes.get().text
    with clock.stopped_at(at("2026-12-08 09:00")):
        assert petition.is_overdue
        lines = engine_bridge.clock_lines(petition, [])
        assert [line.due for line in lines if line.duty is engine_bridge.Duty.UPDATE] == [at("2026-12-07 17:00")]


def test_raised_again_is_a_further_petition_with_its_own_clock(petition: Petition, lan: User) -> None:
    act(lan, petition, Act.CLASSIFY)
    answer_petition(actor=lan, petition=petition, reply=Reply("Đã nhắc nhở."))
    with clock.stopped_at(at("2026-11-20 09:00")):
        later = raise_again(
            actor=lan, petition=petition, content="Ông Bình: vẫn bị đòi bản sao", source=PetitionSource.PHONE
        )
    petition = Petition.objects.get(pk=petition.pk)
    assert (petition.state, petition.rating, later.earlier, later.state) == (
        "reopened", "not_satisfied", petition, "received",
    )  # fmt: skip
    assert later.due_at == at("2026-12-14 17:00")
    assert later.petitioner.full_name == "Nguyễn Văn Bình"
    assert "Bình" not in later.content
    with pytest.raises(ActionRefused):
        raise_again(actor=lan, petition=petition, content="Lần nữa", source=PetitionSource.PHONE)


def test_a_rating_needs_an_answer(petition: Petition, lan: User) -> None:
    with pytest.raises(ActionRefused):
        note_rating(actor=lan, petition=petition, rating=Rating.SATISFIED)
    act(lan, petition, Act.CLASSIFY)
    answer_petition(actor=lan, petition=petition, reply=Reply("Đã nhắc nhở."))
    assert note_rating(actor=lan, petition=petition, rating=Rating.SATISFIED).rating == "satisfied"


def test_a_reply_dated_before_the_petition_is_refused(petition: Petition, lan: User) -> None:
    act(lan, petition, Act.CLASSIFY)
    with pytest.raises(ActionRefused) as refused:
        answer_petition(
            actor=lan, petition=petition, reply=Reply("Đã nhắc nhở.", signed_on=at("2026-11-04 00:00").date())
        )
    assert refused.value.code == "petitions.reply_date_wrong"


def test_every_step_of_every_clock_has_its_sentence_and_act(petition: Petition) -> None:
    lines = engine_bridge.clock_lines(petition, [])
    assert [line.duty.value for line in lines] == ["refuse", "forward", "supplement", "answer", "answer"]
    assert all(line.act and line.steps for line in lines)
    assert {str(step.code) for line in lines for step in line.steps} <= codes("vi") & codes("en")
    beside = [line for line in lines if not line.counts]
    assert [(line.act, bool(line.unsure)) for line in beside] == [("02/2017/TT-VPCP", True)]


def test_stored_texts_hold_nothing_of_the_petitioner(petition: Petition) -> None:
    for text in IDENTIFYING:
        assert text.lower() not in petition.content.lower()
        assert text.lower() not in petition.folded
    assert "căn cước" in petition.content
