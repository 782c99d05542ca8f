"""Đắk Wil objects to Nâm Nung's points, Nâm Nung replies, Minh decides; only where the round allows it."""

import pytest
from tests.portal.explanations.conftest import at, handed_in

from parindex.portal.accounts.models import User
from parindex.portal.assessments.actions.allow_objections import allow_objections
from parindex.portal.assessments.actions.decide_thread import decide_thread
from parindex.portal.assessments.actions.raise_objection import raise_objection
from parindex.portal.assessments.actions.reply_objection import reply_objection
from parindex.portal.assessments.actions.withdraw_thread import withdraw_thread
from parindex.portal.assessments.models import PeerGroup, Round, RoundUnit, Thread, ThreadKind, ThreadState
from parindex.portal.criteria.models import NodeRow
from parindex.portal.platform import clock
from parindex.portal.platform.models import AuditEntry
from parindex.portal.platform.refusals import ActionRefused, NotAllowed
from parindex.portal.platform.words import words_of


@pytest.fixture
def open_to_peers(appraised: Round, nam_nung: RoundUnit, hoa: User) -> Round:
    """The round lets its units object; Nâm Nung handed in."""
    handed_in(nam_nung)
    return allow_objections(actor=hoa, round_=appraised, allowed=True)


@pytest.fixture
def raised(open_to_peers: Round, dak_wil: RoundUnit, tasks: NodeRow, nga: User) -> Thread:
    """Đắk Wil objects to Nâm Nung's 1.1.2."""
    against = RoundUnit.objects.get(round=open_to_peers, name="Xã Nâm Nung")
    return raise_objection(actor=nga, from_unit=dak_wil, against=against, leaf=tasks, reason="Mẫu số chưa đủ")


def test_objected_replied_decided(raised: Thread, lan: User, minh: User, nga: User) -> None:
    assert (raised.kind, raised.state) == (ThreadKind.OBJECTION, ThreadState.OPEN)
    reply_objection(actor=lan, thread=raised, text="Kế hoạch có 10 nhiệm vụ")
    with clock.stopped_at(at(19, 1)):
        decide_thread(actor=minh, thread=raised, upheld=False, reason="Mẫu số đúng kế hoạch")
    raised.refresh_from_db()
    assert [message.author for message in raised.messages.all()] == [nga, lan]
    assert (raised.state, raised.decision) == (ThreadState.DISMISSED, "Mẫu số đúng kế hoạch")
    actions = set(AuditEntry.objects.filter(subject=raised.public_id).values_list("action", flat=True))
    assert actions == {
        "assessments.raise_objection",
        "assessments.reply_objection",
        "assessments.decide_thread",
    }


def test_not_where_the_round_does_not_allow_it(
    appraised: Round, nam_nung: RoundUnit, dak_wil: RoundUnit, tasks: NodeRow, nga: User, lan: User
) -> None:
    with pytest.raises(NotAllowed):
        allow_objections(actor=lan, round_=appraised, allowed=True)
    with pytest.raises(ActionRefused) as refused:
        raise_objection(actor=nga, from_unit=dak_wil, against=nam_nung, leaf=tasks, reason="Sai")
    assert refused.value.code == "assessments.no_objections" and words_of(refused.value)


def test_refused_outside_of_time_unit_and_group(
    open_to_peers: Round, nam_nung: RoundUnit, dak_wil: RoundUnit, tasks: NodeRow, nga: User, lan: User
) -> None:
    nam_nung, dak_wil = (RoundUnit.objects.get(pk=unit.pk) for unit in (nam_nung, dak_wil))

    def objecting(against: RoundUnit, reason: str = "Sai") -> str:
        with pytest.raises(ActionRefused) as refused:
            raise_objection(actor=nga, from_unit=dak_wil, against=against, leaf=tasks, reason=reason)
        assert words_of(refused.value)
        return refused.value.code

    with clock.stopped_at(at(18, 1)):
        assert objecting(nam_nung) == "assessments.window_closed"
    assert objecting(dak_wil) == "assessments.objects_to_itself"
    assert objecting(nam_nung, " ") == "assessments.reason_missing"
    RoundUnit.objects.filter(pk=nam_nung.pk).update(
        group=PeerGroup.objects.create(round=open_to_peers, code="khac", title="Cụm khác")
    )
    nam_nung = RoundUnit.objects.get(pk=nam_nung.pk)
    assert objecting(nam_nung) == "assessments.other_group"
    with pytest.raises(NotAllowed):
        raise_objection(actor=lan, from_unit=dak_wil, against=nam_nung, leaf=tasks, reason="Không phải đơn vị tôi")


def test_one_objection_at_a_time_and_one_reply(raised: Thread, dak_wil: RoundUnit, nga: User, lan: User) -> None:
    against, leaf = raised.entry.round_unit, raised.entry.leaf
    with pytest.raises(ActionRefused) as refused:
        raise_objection(actor=nga, from_unit=dak_wil, against=against, leaf=leaf, reason="Lần nữa")
    assert refused.value.code == "assessments.already_objected"
    with pytest.raises(NotAllowed):
        reply_objection(actor=nga, thread=raised, text="Tự trả lời")
    reply_objection(actor=lan, thread=raised, text="Trả lời")
    with pytest.raises(ActionRefused) as refused:
        reply_objection(actor=lan, thread=raised, text="Trả lời nữa")
    assert refused.value.code == "assessments.thread_locked"


def test_an_objection_is_withdrawn_by_who_raised_it(raised: Thread, lan: User, nga: User, hoa: User) -> None:
    with pytest.raises(NotAllowed):
        withdraw_thread(actor=lan, thread=raised)
    assert withdraw_thread(actor=nga, thread=raised).state == ThreadState.WITHDRAWN


def test_the_policy_stays_while_objections_stand(raised: Thread, hoa: User) -> None:
    with pytest.raises(ActionRefused) as refused:
        allow_objections(actor=hoa, round_=raised.entry.round_unit.round, allowed=False)
    assert refused.value.code == "assessments.objections_stand"
