"""Việc của tôi: mine, the whole unit, done."""

from __future__ import annotations

import pytest
from django.urls import reverse
from tests.portal.conftest import SignedIn

from parindex.portal.accounts.models import User
from parindex.portal.assessments.actions import save_self_assessment_inputs, submit_to_head
from parindex.portal.assessments.actions.assign_leaf_owner import assign_leaf_owner
from parindex.portal.assessments.models import Round, RoundUnit
from parindex.portal.dashboards.queries.my_work import done, my_work, recent, remembered_work
from parindex.portal.dashboards.queries.work_lines import WorkCode


def codes(person: User, *, whole_unit: bool = False) -> set[WorkCode]:
    return {line.code for line in my_work(person, whole_unit=whole_unit).lines}


def test_the_whole_unit_shows_what_waits_for_others(
    running: Round, nam_nung: RoundUnit, lan: User, thinh: User
) -> None:
    assign_leaf_owner(actor=thinh, round_unit=nam_nung, leaves=["KH-TILE"], person=thinh)
    assert WorkCode.FILL_OTHERS not in codes(lan)
    assert WorkCode.FILL_OTHERS in codes(lan, whole_unit=True)
    assert WorkCode.FILL_MINE in codes(thinh)
    before = remembered_work(lan)
    assert len(my_work(lan, whole_unit=True).lines) > before == remembered_work(lan), "the navigation counts mine"


def test_a_sheet_that_waits_for_its_head_is_seen_by_the_officer_too(
    running: Round, nam_nung: RoundUnit, lan: User, thinh: User
) -> None:
    submit_to_head(actor=lan, round_unit=nam_nung)
    assert WorkCode.HAND_IN in codes(thinh) and WorkCode.HAND_IN in codes(thinh, whole_unit=True)
    assert WorkCode.WAITS_FOR_HEAD not in codes(lan)
    assert WorkCode.WAITS_FOR_HEAD in codes(lan, whole_unit=True)


def test_rows_saved_one_after_the_other_are_one_line_with_their_numbers(
    running: Round, nam_nung: RoundUnit, lan: User, thinh: User
) -> None:
    for ideas in ("1", "2"):
        save_self_assessment_inputs(actor=lan, round_unit=nam_nung, leaf="KH-SANGKIEN", texts={"x-ideas": ideas})
    save_self_assessment_inputs(actor=lan, round_unit=nam_nung, leaf="KH-NGAY", texts={"x-issued_on": "24/01/2026"})
    said, what = "1.1.1, 1.1.3 (3 lần)", "Lưu dòng tự đánh giá"
    assert {act.what for act in (*done(lan), *recent(thinh)) if act.who or act.rows} == {what}
    assert [act.rows for act in done(lan)] == [said]
    assert [(act.who, act.rows) for act in recent(thinh) if act.who] == [(lan.full_name, said)]
    save_self_assessment_inputs(actor=thinh, round_unit=nam_nung, leaf="CD-TT", texts={"x-done": "co"})
    save_self_assessment_inputs(actor=lan, round_unit=nam_nung, leaf="KH-SANGKIEN", texts={"x-ideas": "3"})
    assert [act.rows for act in done(lan)] == ["1.1.1, 1.1.3 (4 lần)"]
    assert [act.rows for act in recent(thinh) if act.who] == ["1.1.1, 1.1.3 (4 lần)"]
    assert [act.rows for act in recent(lan) if act.who] == ["1.2"]


def test_done_tells_ones_own_acts_only(running: Round, nam_nung: RoundUnit, lan: User, thinh: User) -> None:
    save_self_assessment_inputs(
        actor=lan, round_unit=nam_nung, leaf="KH-TILE", texts={"x-tasks-tu": "8", "x-tasks-mau": "10"}
    )
    (act,) = done(lan)
    assert act.place == nam_nung.name and act.address
    assert done(thinh) == []


@pytest.mark.parametrize("view", ["", "ca-don-vi", "da-xong", "gì-đó"])
def test_the_pages(running: Round, lan: User, hoa: User, signed_in: SignedIn, view: str) -> None:
    address = reverse("dashboards:my_work")
    page = signed_in(lan).get(address, {"xem": view})
    assert page.status_code == 200
    assert "Cả đơn vị" in page.content.decode() and "Đã xong" in page.content.decode()
    assert "Cả đơn vị" not in signed_in(hoa).get(address, {"xem": view}).content.decode(), "she fills no sheet"
