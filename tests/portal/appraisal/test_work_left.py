"""Work of the appraisal that nobody did hinders approval until it is done, or a reason is written down."""

from __future__ import annotations

import io
from collections.abc import Mapping
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from python_calamine import CalamineWorkbook
from tests.portal.appraisal.conftest import SECOND, at, member_of, tasks
from tests.portal.conftest import SignedIn

from parindex.portal.accounts.models import User
from parindex.portal.assessments.actions import (
    appraise,
    close_appraisal_stage,
    compute_results,
    decide_thread,
    reopen_sheet,
    state_work_left_reason,
)
from parindex.portal.assessments.actions.publication_checks import check_nothing_open
from parindex.portal.assessments.models import (
    Entry,
    Message,
    Round,
    RoundStage,
    RoundUnit,
    Score,
    Stage,
    Thread,
    ThreadKind,
    ThreadState,
    WorkLeftKind,
    WorkLeftReason,
)
from parindex.portal.assessments.queries.appraisal import Bench
from parindex.portal.assessments.queries.appraisal_progress import progress_of, unfinished_cells
from parindex.portal.assessments.queries.readiness import Readiness
from parindex.portal.assessments.queries.work_left import not_appraised, not_rescored, waits_for_new_points, work_left
from parindex.portal.criteria.models import NodeRow
from parindex.portal.platform import clock
from parindex.portal.platform.models import AuditEntry
from parindex.portal.platform.refusals import ActionRefused, NotAllowed

Nodes = Mapping[str, NodeRow]
D = Decimal
NEVER, AGAIN = WorkLeftKind.NOT_APPRAISED, WorkLeftKind.NOT_RESCORED


def accept_the_rest(round_: Round) -> None:
    """Every cell of the scale has points of the first appraisal: those of the unit where nobody appraised."""
    for unit, leaf in not_appraised(round_):
        entry, _ = Entry.objects.get_or_create(round_unit_id=unit, leaf_id=leaf)
        Score.objects.create(entry=entry, stage=Stage.APPRAISAL_1, saved_at=clock.now())


@pytest.fixture
def upheld(minh: User, nam_nung: RoundUnit, nodes: Nodes, assigned: None) -> Thread:
    """Nâm Nung's tasks were cut, explained and upheld; nobody appraised them again."""
    place = {"actor": minh, "round_unit": nam_nung, "leaf": nodes["KH-TILE"], "stage": Stage.APPRAISAL_1}
    appraise(**place, inputs=tasks(45, 50), reasons={"S01": D("0.2")})  # type: ignore[arg-type]
    entry = Entry.objects.get(round_unit=nam_nung, leaf=nodes["KH-TILE"])
    thread = Thread.objects.create(
        kind=ThreadKind.EXPLANATION, entry=entry, opened_at=clock.now(), state=ThreadState.ANSWERED
    )
    with clock.stopped_at(SECOND):
        return decide_thread(actor=minh, thread=thread, upheld=True, reason="Đã đối chiếu.")


def refused_for(round_: Round) -> ActionRefused:
    with pytest.raises(ActionRefused) as refused:
        check_nothing_open(round_)
    return refused.value


# Leaves never appraised -----------------------------------------------------------------------------------------------
def test_leaves_never_appraised_hinder_approval_and_are_named(
    minh: User, round_2026: Round, nam_nung: RoundUnit, nodes: Nodes, assigned: None
) -> None:
    every = unfinished_cells(round_2026)
    refused = refused_for(round_2026)
    assert (refused.code, refused.values["count"]) == ("assessments.leaves_not_appraised", every)
    assert "Xã Đắk Wil: " in str(refused.values["names"])
    leaf = nodes["KH-TILE"]
    appraise(
        actor=minh,
        round_unit=nam_nung,
        leaf=leaf,
        stage=Stage.APPRAISAL_1,
        inputs=tasks(45, 50),
        reasons={"S01": D("0.2")},
    )
    assert len(not_appraised(round_2026)) == unfinished_cells(round_2026) == every - 1
    assert (nam_nung.pk, leaf.pk) not in not_appraised(round_2026)
    accept_the_rest(round_2026)
    check_nothing_open(round_2026)


def test_points_of_the_second_appraisal_do_for_a_leaf_never_appraised(round_2026: Round, nam_nung: RoundUnit) -> None:
    every = not_appraised(round_2026)
    entry = Entry.objects.filter(round_unit=nam_nung, leaf__outside_scale=False).earliest("pk")
    Score.objects.create(entry=entry, stage=Stage.APPRAISAL_2)
    assert every - not_appraised(round_2026) == {(nam_nung.pk, entry.leaf_id)}


def test_a_written_reason_lets_it_pass_and_stays_in_the_audit(hoa: User, round_2026: Round) -> None:
    count = len(not_appraised(round_2026))
    kept = state_work_left_reason(actor=hoa, round_=round_2026, kind=NEVER, reason=" Tiêu chí chưa có số ", seen=count)
    assert (kept.reason, kept.stated_by, len(kept.cells)) == ("Tiêu chí chưa có số", hoa, count)
    check_nothing_open(round_2026)
    assert work_left(round_2026, NEVER).tone == "mute"
    entry = AuditEntry.objects.get(action="assessments.state_work_left_reason")
    assert (entry.actor_id, entry.references["kind"], entry.references["cells"]) == (hoa.pk, "not_appraised", count)
    assert "Tiêu chí" not in str(entry.references)


def test_a_reason_covers_only_what_was_left_then(hoa: User, round_2026: Round, nam_nung: RoundUnit) -> None:
    accept_the_rest(round_2026)
    first, second = Score.objects.filter(entry__round_unit=nam_nung, stage=Stage.APPRAISAL_1)[:2]
    first.delete()
    state_work_left_reason(actor=hoa, round_=round_2026, kind=NEVER, reason="thiếu số liệu")
    check_nothing_open(round_2026)
    second.delete()
    refused = refused_for(round_2026)
    assert (refused.code, refused.values["count"]) == ("assessments.leaves_not_appraised", 1)


def test_who_may_not_say_it_and_when(hoa: User, minh: User, lan: User, round_2026: Round) -> None:
    for person in (minh, lan):
        with pytest.raises(NotAllowed):
            state_work_left_reason(actor=person, round_=round_2026, kind=NEVER, reason="x")
    cases: list[tuple[str, WorkLeftKind, str, int | None]] = [
        ("assessments.reason_missing", NEVER, "  ", None),
        ("assessments.work_left_reason_long", NEVER, "x" * 4001, None),
        ("assessments.no_work_left", AGAIN, "x", None),
        ("assessments.work_left_changed", NEVER, "x", 1),
    ]
    for code, kind, reason, seen in cases:
        with pytest.raises(ActionRefused) as refused:
            state_work_left_reason(actor=hoa, round_=round_2026, kind=kind, reason=reason, seen=seen)
        assert refused.value.code == code
    round_2026.published_version = 1
    with pytest.raises(ActionRefused) as refused:
        state_work_left_reason(actor=hoa, round_=round_2026, kind=NEVER, reason="x")
    assert refused.value.code == "assessments.round_frozen"
    assert not WorkLeftReason.objects.exists()


def test_the_reason_for_closing_the_first_appraisal_is_the_same_reason(hoa: User, round_2026: Round) -> None:
    close_appraisal_stage(actor=hoa, round_=round_2026, stage=Stage.APPRAISAL_1, reason="hết thời gian")
    kept = WorkLeftReason.objects.get()
    assert (kept.kind, kept.reason, len(kept.cells)) == (NEVER, "hết thời gian", len(not_appraised(round_2026)))
    check_nothing_open(round_2026)


def test_a_round_without_an_appraisal_leaves_none(round_2026: Round) -> None:
    round_2026.windows.filter(stage=RoundStage.APPRAISAL_1).delete()
    assert not not_appraised(round_2026)


# Upheld, and the point stayed -----------------------------------------------------------------------------------------
def test_an_upheld_explanation_without_new_points_hinders_approval(
    hoa: User, minh: User, round_2026: Round, nam_nung: RoundUnit, nodes: Nodes, upheld: Thread
) -> None:
    accept_the_rest(round_2026)
    assert waits_for_new_points(upheld)
    refused = refused_for(round_2026)
    assert (refused.code, refused.values) == (
        "assessments.upheld_not_rescored",
        {"count": 1, "names": "Xã Nâm Nung: 1.1.2"},
    )
    with clock.stopped_at(SECOND):
        appraise(
            actor=minh,
            round_unit=nam_nung,
            leaf=nodes["KH-TILE"],
            stage=Stage.APPRAISAL_2,
            inputs=tasks(50, 50),
            reasons={},
        )
    assert not waits_for_new_points(upheld)
    check_nothing_open(round_2026)


def test_points_saved_again_in_the_first_appraisal_after_the_decision_do_too(
    minh: User, round_2026: Round, nam_nung: RoundUnit, nodes: Nodes, upheld: Thread
) -> None:
    assert not_rescored(round_2026) == {(nam_nung.pk, nodes["KH-TILE"].pk)}
    appraised = Score.objects.get(entry=upheld.entry, stage=Stage.APPRAISAL_1)
    appraised.saved_at = at(16, 1)
    appraised.save()
    assert not not_rescored(round_2026)


def test_a_dismissed_one_leaves_nothing(round_2026: Round, upheld: Thread) -> None:
    Thread.objects.filter(pk=upheld.pk).update(state=ThreadState.DISMISSED)
    assert not not_rescored(round_2026)


def test_each_kind_needs_its_own_reason(hoa: User, round_2026: Round, upheld: Thread) -> None:
    state_work_left_reason(actor=hoa, round_=round_2026, kind=NEVER, reason="thiếu số liệu")
    assert refused_for(round_2026).code == "assessments.upheld_not_rescored"
    assert not Readiness(round_2026).nothing_open
    state_work_left_reason(actor=hoa, round_=round_2026, kind=AGAIN, reason="điểm giữ nguyên theo biên bản")
    check_nothing_open(round_2026)
    assert Readiness(round_2026).nothing_open


# Pages ----------------------------------------------------------------------------------------------------------------
def page_of(kind: str, round_: Round, query: str = "") -> str:
    return reverse("assessments:work_left", args=[round_.public_id, kind]) + query


def test_the_page_before_the_button_lists_what_is_left(
    signed_in: SignedIn, hoa: User, round_2026: Round, upheld: Thread
) -> None:
    member = member_of(round_2026, "Đắk Wil")
    with clock.stopped_at(SECOND):
        sheet_open_again(hoa, member)
        compute_results(actor=hoa, round_=round_2026)
        address = reverse("assessments:announce", args=[round_2026.public_id])
        page = signed_in(hoa).get(address).content.decode()
    assert "Xã Đắk Wil" in page
    assert "còn thời hạn đến 19/01/2027 23:59" in page
    assert page_of("chua-tham-dinh", round_2026) in page
    assert page_of("chua-cham-lai", round_2026) in page
    assert page.count("disabled") == 2


def sheet_open_again(hoa: User, member: RoundUnit) -> None:
    """The sheet of the unit is open again until 19/01."""
    reopen_sheet(actor=hoa, round_unit=member, until=at(20, 1), reason="sai biểu")


def test_the_list_leads_to_the_pane_and_takes_the_reason(
    signed_in: SignedIn, hoa: User, round_2026: Round, nam_nung: RoundUnit, upheld: Thread
) -> None:
    ids = [round_2026.public_id, nam_nung.unit.public_id, "KH-TILE"]
    browser = signed_in(hoa)
    page = browser.get(page_of("chua-cham-lai", round_2026)).content.decode()
    assert reverse("assessments:appraise_by_unit", args=ids) + "?lan=2" in page
    assert reverse("assessments:thread", args=[upheld.public_id]) in page
    assert "Nguyễn Văn Minh" in page
    stale = browser.post(page_of("chua-cham-lai", round_2026), {"ly-do": "giữ điểm", "so": "7"})
    assert stale.status_code == 422
    assert "giữ điểm" in stale.content.decode()
    done = browser.post(page_of("chua-cham-lai", round_2026), {"ly-do": "giữ điểm", "so": "1"}, follow=True)
    assert "giữ điểm" in done.content.decode()
    assert WorkLeftReason.objects.get().kind == AGAIN


def test_the_list_of_leaves_never_appraised_is_found_sorted_and_exported(
    signed_in: SignedIn, hoa: User, minh: User, lan: User, thu: User, round_2026: Round, assigned: None
) -> None:
    left = len(not_appraised(round_2026))
    page = signed_in(hoa).get(page_of("chua-tham-dinh", round_2026, "?q=nam nung&per_page=100")).content.decode()
    assert "Xã Nâm Nung" in page
    assert "Xã Đắk Wil" not in page
    answer = signed_in(minh).get(page_of("chua-tham-dinh", round_2026, "?format=xlsx"))
    (sheet,) = CalamineWorkbook.from_filelike(io.BytesIO(answer.content)).sheet_names
    rows = CalamineWorkbook.from_filelike(io.BytesIO(answer.content)).get_sheet_by_name(sheet).to_python()
    assert sum(1 for row in rows if row[0] in {"Xã Nâm Nung", "Xã Đắk Wil", "Phường Phước Hội"}) == left
    assert "ly-do" not in signed_in(minh).get(page_of("chua-tham-dinh", round_2026)).content.decode()
    assert signed_in(minh).post(page_of("chua-tham-dinh", round_2026), {"ly-do": "x"}).status_code == 403
    for person in (lan, thu):  # a unit, and who scores blindly
        assert signed_in(person).get(page_of("chua-tham-dinh", round_2026)).status_code == 403
    assert signed_in(hoa).get(page_of("gi-do", round_2026)).status_code == 404


def test_the_second_appraisal_shows_what_is_to_be_scored_again_with_all_that_stands(
    signed_in: SignedIn, minh: User, round_2026: Round, nam_nung: RoundUnit, nodes: Nodes, upheld: Thread
) -> None:
    """Its row stands first and alone in its view; the first round's points, reason and remark, and the unit's answer
    are beside the form that begins with them.
    """
    before = Score.objects.get(entry=upheld.entry, stage=Stage.APPRAISAL_1)
    before.note = "Hai nhiệm vụ chưa có sản phẩm"
    before.save()
    Message.objects.create(thread=upheld, text="Sản phẩm ban hành ngày 28/12", author=None, written_at=at(5, 1))
    page = reverse("assessments:appraise_unit", args=[round_2026.public_id, nam_nung.unit.public_id])
    with clock.stopped_at(SECOND):
        shown = signed_in(minh).get(page, {"lan": "2"})
        only = signed_in(minh).get(page, {"lan": "2", "loc": "cham-lai"}).context["place"].rows
        first_round = signed_in(minh).get(page, {"lan": "1"}).content.decode()
    here = shown.context["place"].here
    assert (here.node.code, here is shown.context["place"].rows[0]) == ("KH-TILE", True)
    assert [row.node.code for row in only] == ["KH-TILE"]
    assert [reason.code for reason in shown.context["form"].reasons if reason.code] == [
        reason.code for reason in before.loss_reasons.all()
    ]
    assert shown.context["form"].note == before.note
    words = shown.content.decode()
    for each in ("Cần chấm lại (giải trình được chấp nhận)", "Lần 1", "Sản phẩm ban hành ngày 28/12"):
        assert each in words, each
        assert each == "Lần 1" or each not in first_round, each


def test_first_points_that_stand_count_as_appraised_in_the_second_appraisal(
    signed_in: SignedIn, minh: User, round_2026: Round, nam_nung: RoundUnit, dak_wil: RoundUnit, nodes: Nodes,
    upheld: Thread,
) -> None:  # fmt: skip
    """Of four leaves two were appraised in the first round; one of them is to be scored again."""
    place = {"actor": minh, "round_unit": nam_nung, "leaf": nodes["KH-SANGKIEN"], "stage": Stage.APPRAISAL_1}
    appraise(**place, inputs={"ideas": D(2)}, reasons={})  # type: ignore[arg-type]
    page = reverse("assessments:appraise_unit", args=[round_2026.public_id, nam_nung.unit.public_id])
    with clock.stopped_at(SECOND):
        listed = signed_in(minh).get(page, {"lan": "2"}).context["place"].listed
        progress = progress_of(Bench(round_2026, Stage.APPRAISAL_2, minh))
        (mine,) = (line for line in progress.units if line.member == nam_nung)
        assert (listed.done, listed.of) == (mine.done, mine.of) == (1, 4)
        again = {"actor": minh, "round_unit": nam_nung, "leaf": nodes["KH-TILE"], "stage": Stage.APPRAISAL_2}
        appraise(**again, inputs=tasks(50, 50), reasons={})  # type: ignore[arg-type]
        listed = signed_in(minh).get(page, {"lan": "2"}).context["place"].listed
        progress = progress_of(Bench(round_2026, Stage.APPRAISAL_2, minh))
        (mine,) = (line for line in progress.units if line.member == nam_nung)
        assert (listed.done, mine.done, progress.done) == (2, 2, 2)


def test_the_thread_leads_to_the_pane_until_new_points_stand(
    signed_in: SignedIn, minh: User, lan: User, round_2026: Round, nam_nung: RoundUnit, nodes: Nodes, upheld: Thread
) -> None:
    pane = reverse("assessments:appraise_by_unit", args=[round_2026.public_id, nam_nung.unit.public_id, "KH-TILE"])
    address = reverse("assessments:thread", args=[upheld.public_id])
    with clock.stopped_at(SECOND):
        assert pane + "?lan=2" in signed_in(minh).get(address).content.decode()
        assert pane not in signed_in(lan).get(address).content.decode()
        assert signed_in(minh).get(pane + "?lan=2").status_code == 200
        Score.objects.create(entry=upheld.entry, stage=Stage.APPRAISAL_2)
        assert pane not in signed_in(minh).get(address).content.decode()


def test_the_pages_cost_the_same_however_many_cells_are_left(
    signed_in: SignedIn, hoa: User, round_2026: Round, upheld: Thread
) -> None:
    compute_results(actor=hoa, round_=round_2026)
    browser = signed_in(hoa)
    addresses = [
        page_of("chua-tham-dinh", round_2026),
        reverse("assessments:announce", args=[round_2026.public_id]),
        reverse("assessments:round", args=[round_2026.public_id]),
        reverse("assessments:rounds"),
    ]

    def queries() -> list[int]:
        counts = []
        for address in addresses:
            browser.get(address)  # what is kept from request to request is there
            with CaptureQueriesContext(connection) as captured:
                assert browser.get(address).status_code == 200
            counts.append(len(captured))
        return counts

    many = queries()
    accept_the_rest(round_2026)
    Score.objects.filter(entry__round_unit__name="Xã Đắk Wil", stage=Stage.APPRAISAL_1).earliest("pk").delete()
    assert len(not_appraised(round_2026)) == 1
    assert queries() == many
    assert all(count <= most for count, most in zip(many, (36, 60, 40, 25), strict=True)), many
