"""In the objection window, where the round allows it, peers read scores and evidence of each other; never otherwise."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from tests.portal.conftest import SignedIn
from tests.portal.explanations.conftest import at, handed_in

from parindex.portal.accounts.models import User
from parindex.portal.assessments.actions.allow_objections import allow_objections
from parindex.portal.assessments.actions.extend_stage import extend_stage
from parindex.portal.assessments.actions.keep_answer_file import keep_answer_file
from parindex.portal.assessments.actions.link_evidence import link_evidence
from parindex.portal.assessments.actions.raise_objection import raise_objection
from parindex.portal.assessments.models import EvidenceLink, Round, RoundStage, RoundUnit, Sheet
from parindex.portal.assessments.sheet_workflow import SheetState
from parindex.portal.criteria.models import NodeRow
from parindex.portal.platform import clock
from parindex.portal.platform.refusals import ActionRefused


@pytest.fixture
def shown(appraised: Round, nam_nung: RoundUnit, lan: User) -> EvidenceLink:
    """Nâm Nung shows a photographed page for the share of tasks, and hands in."""
    with clock.stopped_at(at(10, 12, 2026)):
        document = keep_answer_file(actor=lan, round_unit=nam_nung, name="ke-hoach.txt", content=b"viec;xong\n10;8\n")
        link = link_evidence(actor=lan, round_unit=nam_nung, leaf="KH-TILE", document=document)
    handed_in(nam_nung)
    return link


def pages(round_: Round, member: RoundUnit, leaf: NodeRow, link: EvidenceLink) -> list[str]:
    place = [round_.public_id, member.unit.public_id]
    return [
        reverse("assessments:peer", args=place),
        reverse("assessments:peer_leaf", args=[*place, leaf.code]),
        reverse("assessments:peer_file", args=[*place, link.public_id]),
    ]


def statuses(client: Client, addresses: list[str]) -> set[int]:
    return {client.get(address).status_code for address in addresses}


def test_a_peer_reads_figures_points_and_evidence_in_the_window(
    appraised: Round,
    nam_nung: RoundUnit,
    tasks: NodeRow,
    shown: EvidenceLink,
    hoa: User,
    nga: User,
    signed_in: SignedIn,
) -> None:
    allow_objections(actor=hoa, round_=appraised, allowed=True)
    client, (_, leaf, file) = signed_in(nga), pages(appraised, nam_nung, tasks, shown)
    words = client.get(leaf).content.decode()
    assert "2,000" in words and "1,600" in words and "10/10" in words and file in words
    assert "Chỉ xem" in words and "<form" not in words.partition("<main")[2], "nothing can be changed here"
    sent = client.get(file)
    assert sent.content == b"viec;xong\n10;8\n"
    assert sent["Content-Disposition"].startswith("attachment") and sent["X-Content-Type-Options"] == "nosniff"
    assert client.post(leaf).status_code == client.post(file).status_code == 405


def test_refused_where_the_round_does_not_allow_it_and_outside_of_the_window(
    appraised: Round,
    nam_nung: RoundUnit,
    tasks: NodeRow,
    shown: EvidenceLink,
    hoa: User,
    nga: User,
    signed_in: SignedIn,
) -> None:
    addresses, client = pages(appraised, nam_nung, tasks, shown), signed_in(nga)
    assert statuses(client, addresses) == {403}
    allow_objections(actor=hoa, round_=appraised, allowed=True)
    assert statuses(client, addresses) == {200}
    for moment in (at(10, 1), at(18, 1)):
        with clock.stopped_at(moment):
            assert statuses(client, addresses) == {403}
    allow_objections(actor=hoa, round_=appraised, allowed=False)
    assert statuses(client, addresses) == {403}


def test_refused_to_strangers_and_for_the_own_unit(
    appraised: Round,
    nam_nung: RoundUnit,
    tasks: NodeRow,
    shown: EvidenceLink,
    hoa: User,
    lan: User,
    minh: User,
    quan: User,
    long: User,
    signed_in: SignedIn,
) -> None:
    allow_objections(actor=hoa, round_=appraised, allowed=True)
    addresses = pages(appraised, nam_nung, tasks, shown)
    for person in (minh, quan, long, lan):
        assert statuses(signed_in(person), addresses) == {404}, person.username


def test_a_stage_that_is_open_for_the_peer_is_not_shown(
    appraised: Round,
    nam_nung: RoundUnit,
    tasks: NodeRow,
    shown: EvidenceLink,
    hoa: User,
    nga: User,
    signed_in: SignedIn,
) -> None:
    allow_objections(actor=hoa, round_=appraised, allowed=True)
    stage = RoundStage.APPRAISAL_1
    extend_stage(actor=hoa, round_unit=nam_nung, stage=stage, until=at(20, 1), reason="chờ xác minh")
    client = signed_in(nga)
    for address in pages(appraised, nam_nung, tasks, shown)[:2]:
        words = client.get(address).content.decode()
        assert "2,000" in words and "1,600" not in words


def test_after_the_window_the_objecting_unit_keeps_its_words_not_the_points(
    appraised: Round, nam_nung: RoundUnit, dak_wil: RoundUnit, tasks: NodeRow, hoa: User, nga: User, signed_in: SignedIn
) -> None:
    allow_objections(actor=hoa, round_=appraised, allowed=True)
    handed_in(nam_nung)
    nam_nung.round = Round.objects.get(pk=appraised.pk)
    thread = raise_objection(actor=nga, from_unit=dak_wil, against=nam_nung, leaf=tasks, reason="Mẫu số chưa đủ")
    client, address = signed_in(nga), reverse("assessments:thread", args=[thread.public_id])
    assert "1,600" in client.get(address).content.decode()
    with clock.stopped_at(at(19, 1)):
        words = client.get(address).content.decode()
    assert "Mẫu số chưa đủ" in words and "1,600" not in words


def test_a_draft_is_not_shown_to_peers_nor_objected_to(
    appraised: Round,
    nam_nung: RoundUnit,
    dak_wil: RoundUnit,
    tasks: NodeRow,
    shown: EvidenceLink,
    hoa: User,
    nga: User,
    signed_in: SignedIn,
) -> None:
    """Where sheets are handed in, a sheet that was not is a draft: nobody else reads what the unit left in it."""
    allow_objections(actor=hoa, round_=appraised, allowed=True)
    Sheet.objects.filter(round_unit=nam_nung).update(state=SheetState.DRAFTING)
    client, addresses = signed_in(nga), pages(appraised, nam_nung, tasks, shown)
    listed = reverse("assessments:peers", args=[appraised.public_id])
    assert statuses(client, addresses) == {403}
    words = client.get(listed).content.decode()
    assert "Xã Nâm Nung <span" in words and addresses[0] not in words and "Chưa nộp" in words
    against = RoundUnit.objects.get(pk=nam_nung.pk)
    with pytest.raises(ActionRefused) as refused:
        raise_objection(actor=nga, from_unit=dak_wil, against=against, leaf=tasks, reason="Thiếu căn cứ")
    assert refused.value.code == "assessments.peer_not_handed_in"
    handed_in(nam_nung)
    assert statuses(client, addresses) == {200} and addresses[0] in client.get(listed).content.decode()
    against = RoundUnit.objects.get(pk=nam_nung.pk)
    raise_objection(actor=nga, from_unit=dak_wil, against=against, leaf=tasks, reason="Thiếu căn cứ")
