"""From a result to a plan: drafted, changed, downloaded as Word and PDF; refused when it should be."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation
from tests.engine.documents.reading import ROOT
from tests.engine.documents.reading import lines as printed_lines
from tests.portal.conftest import Places, SignedIn

from parindex.engine.documents.plan_builder import Offices
from parindex.engine.numbers.exact import ZERO
from parindex.engine.rulebook.reader import read_criteria_set
from parindex.engine.scoring.values import Ratio
from parindex.portal.accounts.models import User
from parindex.portal.assessments.actions import FigureRow, TakingPart, compute_results, open_round, record_figures
from parindex.portal.assessments.models import Round, RoundUnit, Stage, UnitResult
from parindex.portal.assessments.queries.unit_sheets import unit_sheet
from parindex.portal.criteria.actions import import_criteria_set, issue_criteria_set
from parindex.portal.documents.models import Document
from parindex.portal.improvement import engine_bridge, queries
from parindex.portal.improvement.actions import (
    HeadChange,
    LineChange,
    draft_improvement_plan,
    issue_improvement_plan,
    save_improvement_line,
    save_plan_head,
)
from parindex.portal.improvement.engine_bridge import Manner
from parindex.portal.improvement.models import Improvement, Signer
from parindex.portal.plans.actions import LineWords, issue_plan, withdraw_plan
from parindex.portal.platform import clock, files
from parindex.portal.platform.models import AuditEntry
from parindex.portal.platform.refusals import ActionRefused, Conflict, NotAllowed
from parindex.tools.libreoffice import Absent

D = Decimal
SET = """
schema: parindex/criteria-set/1
code: small
version: "2026"
title: Bộ thử
level: commune
standing: model
scale: 10
fields:
  - code: A
    number: "1"
    title: Cải cách thủ tục hành chính
    maximum: 6
    criteria:
      - code: A1
        number: "1.1"
        title: Hồ sơ giải quyết đúng hạn
        maximum: 4
        measured: self
        inputs: [{code: r, title: Tỷ lệ đúng hạn, type: ratio, numerator: đúng hạn, denominator: đã giải quyết}]
        rule: {kind: linear_to_target, ratio: r, target: 1}
        policies: {missing: pending, zero_denominator: refuse}
        remedies: [Trực hồ sơ hằng ngày.]
        product: Báo cáo tháng
      - code: A2
        number: "1.2"
        title: Công khai thủ tục
        maximum: 2
        measured: self
        inputs: [{code: done, title: Công khai đủ thủ tục, type: yes_no}]
        rule: {kind: boolean, answer: done}
        policies: {missing: pending}
        remedies: [Niêm yết đủ.]
  - code: B
    number: "2"
    title: Cải cách tài chính công
    maximum: 4
    criteria:
      - code: B1
        number: "2.1"
        title: Giải ngân vốn
        maximum: 4
        measured: self
        inputs: [{code: done, title: Giải ngân đủ, type: yes_no}]
        rule: {kind: boolean, answer: done}
        policies: {missing: pending}
"""


@pytest.fixture(autouse=True)
def _own_files(settings: LazySettings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def round_(places: Places) -> Round:
    version = issue_criteria_set(
        actor=None, version=import_criteria_set(actor=None, content=SET.encode(), source="tests")
    )
    opened = open_round(
        actor=None,
        title="Cấp xã 2026",
        owner=places.province,
        set_version=version,
        year=2026,
        units=[TakingPart(places.nam_nung), TakingPart(places.dak_wil)],
        simulated=True,
    )
    rows = [
        FigureRow(places.nam_nung.pk, "A1", {"r": Ratio(D(3), D(4))}),
        FigureRow(places.nam_nung.pk, "A2", {"done": False}),
        FigureRow(places.nam_nung.pk, "B1", {"done": True}),
    ]
    record_figures(actor=None, round_=opened, stage=Stage.SELF, rows=rows)
    return compute_results(actor=None, round_=opened)


@pytest.fixture
def member(round_: Round, places: Places) -> RoundUnit:
    return RoundUnit.objects.select_related("round__set_version", "unit", "group").get(
        round=round_, unit=places.nam_nung
    )


@pytest.fixture
def plan(member: RoundUnit, lan: User) -> Improvement:
    return draft_improvement_plan(actor=lan, round_unit=member, manner=Manner.REMEDY)


def test_every_lost_point_becomes_a_line(plan: Improvement) -> None:
    lines = {line.leaf.code: line for line in queries.lines_of(plan)}
    assert {code: (line.lost, line.aimed) for code, line in lines.items()} == {"A1": (D(1), D(1)), "A2": (D(2), D(2))}
    assert lines["A1"].line.task == "Trực hồ sơ hằng ngày."
    assert lines["A1"].line.product == "Báo cáo tháng"
    assert "Tỷ lệ đúng hạn: 4/4" in lines["A1"].line.target
    assert (plan.plan.year, plan.plan.simulated, plan.plan.state) == (2027, True, "draft")
    actions = AuditEntry.objects.filter(stream=f"plan:{plan.plan.public_id}").values_list("action", flat=True)
    assert set(actions) == {"plans.draft_plan", "improvement.draft_improvement_plan"}


def test_a_unit_named_by_a_number_keeps_its_type_in_the_place(plan: Improvement, places: Places) -> None:
    places.nam_nung.versions.update(name="Phường 2 Bảo Lộc", short_name="2 Bảo Lộc")
    text = "\n".join(printed_lines(queries.docx_of(plan)))
    assert "Phường 2 Bảo Lộc, ngày" in text
    assert "của Ủy ban nhân dân phường 2 Bảo Lộc)" in text


def test_years_with_other_maxima_are_compared_by_the_index(plan: Improvement) -> None:
    sheet = unit_sheet(plan.round_unit)
    assert plan.result.index is not None and plan.result.points is not None
    base, points, index = plan.result.base, plan.result.points + 1, plan.result.index + 2
    before = UnitResult(points=points, base=base, index=index)
    alike = queries.head_of(plan, replace(sheet, before=before))
    assert (alike.change, alike.change_percent) == (D(-1), None)
    before.base = base - 1
    unlike = queries.head_of(plan, replace(sheet, before=before))
    assert (unlike.change, unlike.change_percent) == (None, D(-2))


def test_usual_offices_of_the_model_set_are_proposed() -> None:
    content = (ROOT / "src/parindex/rulebooks/criteria_sets/model_commune/2026/criteria_set.yaml").read_bytes()
    offices = engine_bridge.proposed_offices(read_criteria_set(content), year=2027, unit_called="phường")
    assert offices is not None
    assert offices.leads["SK-CONGNHAN"] == "Văn phòng HĐND và UBND phường"
    assert offices.cooperating["SK-CONGNHAN"] == ("Các phòng chuyên môn",)
    assert offices.dues["SK-CONGNHAN"] == date(2027, 10, 31)
    assert engine_bridge.proposed_offices(read_criteria_set(SET.encode()), year=2027) is None


def test_proposed_offices_come_into_the_drafted_lines(
    member: RoundUnit, lan: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    offices = Offices({"A1": "Trung tâm"}, {"A1": ("Phòng Kinh tế", "Bưu điện")}, dues={"A1": date(2027, 9, 30)})
    monkeypatch.setattr(engine_bridge, "proposed_offices", lambda *_, **__: offices)
    lines = {
        line.leaf.code: line.line for line in queries.lines_of(draft_improvement_plan(actor=lan, round_unit=member))
    }
    first = lines["A1"]
    assert (first.lead, first.cooperating, first.due) == ("Trung tâm", "Phòng Kinh tế; Bưu điện", date(2027, 9, 30))
    assert (lines["A2"].lead, lines["A2"].due) == ("", None)


def test_official_words_stay_vietnamese_on_an_english_page(member: RoundUnit, lan: User) -> None:
    with translation.override("en"):
        made = draft_improvement_plan(actor=lan, round_unit=member)
    assert made.plan.title.startswith("Kế hoạch duy trì")


def test_chosen_criteria_only(member: RoundUnit, lan: User) -> None:
    made = draft_improvement_plan(actor=lan, round_unit=member, leaves=["A2"])
    assert [line.leaf.code for line in queries.lines_of(made)] == ["A2"]


def test_a_path_to_a_target(member: RoundUnit, lan: User) -> None:
    made = draft_improvement_plan(actor=lan, round_unit=member, target_index=D(90))
    aimed = sum((line.aimed for line in queries.lines_of(made)), ZERO)
    assert D(7) + aimed >= D(9)


def test_drafting_is_refused(
    member: RoundUnit, round_: Round, places: Places, lan: User, quan: User, phu: User
) -> None:
    for person in (quan, phu):
        with pytest.raises(NotAllowed):
            draft_improvement_plan(actor=person, round_unit=member)
    with pytest.raises(ActionRefused, match="target_out_of_reach"):
        draft_improvement_plan(actor=lan, round_unit=member, target_index=D(101))
    with pytest.raises(ActionRefused, match="no_such_criterion"):
        draft_improvement_plan(actor=lan, round_unit=member, leaves=["X"])
    with pytest.raises(ActionRefused, match="nothing_to_take_up"):
        draft_improvement_plan(actor=lan, round_unit=member, leaves=["B1"])
    empty = RoundUnit.objects.get(round=round_, unit=places.dak_wil)
    with pytest.raises(ActionRefused, match="no_result"):
        draft_improvement_plan(actor=None, round_unit=empty)
    assert not Improvement.objects.exists()


def test_a_second_draft_waits_until_the_first_is_withdrawn(plan: Improvement, member: RoundUnit, lan: User) -> None:
    with pytest.raises(ActionRefused, match="draft_stands"):
        draft_improvement_plan(actor=lan, round_unit=member)
    withdraw_plan(actor=lan, plan=plan.plan, because="Làm lại")
    assert draft_improvement_plan(actor=lan, round_unit=member).pk != plan.pk


CHANGE = LineChange(LineWords(task="Trực hồ sơ", lead="Văn phòng"), cause="Thiếu người", aimed=D("0.5"))


def test_a_line_is_saved_and_bounded(plan: Improvement, lan: User, quan: User) -> None:
    line = queries.lines_of(plan).get(leaf__code="A1")
    for aimed in (D("1.1"), D("-0.1"), D("0.0000000001")):
        with pytest.raises(ActionRefused, match="aimed_out_of_range"):
            save_improvement_line(actor=lan, line=line, change=replace(CHANGE, aimed=aimed), row_version=1)
    with pytest.raises(NotAllowed):
        save_improvement_line(actor=quan, line=line, change=CHANGE, row_version=1)
    saved = save_improvement_line(actor=lan, line=line, change=CHANGE, row_version=1)
    assert (saved.cause, saved.aimed, saved.line.task) == ("Thiếu người", D("0.5"), "Trực hồ sơ")
    with pytest.raises(Conflict):
        save_improvement_line(actor=lan, line=line, change=CHANGE, row_version=1)
    assert AuditEntry.objects.filter(action="improvement.save_improvement_line").count() == 1


def test_an_issued_plan_is_not_changed(plan: Improvement, lan: User) -> None:
    issue_plan(actor=lan, plan=plan.plan, number="12", issued_on=clock.today())
    head = HeadChange(Manner.RAISE, "Văn phòng", Signer.HEAD, "", [], [], [])
    with pytest.raises(ActionRefused, match="no_longer_draft"):
        save_plan_head(actor=lan, improvement=plan, change=head)
    with pytest.raises(ActionRefused, match="no_longer_draft"):
        save_improvement_line(actor=lan, line=queries.lines_of(plan)[0], change=CHANGE, row_version=1)


def test_issuing_keeps_the_document(plan: Improvement, lan: User, quan: User, signed_in: SignedIn) -> None:
    with pytest.raises(NotAllowed):
        issue_improvement_plan(actor=quan, improvement=plan, number="12", issued_on=clock.today())
    assert not Document.objects.exists()
    page = signed_in(lan).post(
        f"/cai-thien/{plan.plan.public_id}/ban-hanh/", {"number": "12", "issued_on": f"{clock.today():%d/%m/%Y}"}
    )
    document = Document.objects.get()
    assert page.headers["Location"] == f"/van-ban/{document.public_id}/"
    assert (document.sign, document.simulated, document.unit) == ("12/KH-UBND", True, plan.plan.unit)
    assert document.issuer.startswith("Ủy ban nhân dân xã "), document.issuer
    assert files.read(document.files.get().stored).startswith(b"PK")


def test_the_word_document_holds_lines_head_and_sums(plan: Improvement, lan: User) -> None:
    line = queries.lines_of(plan).get(leaf__code="A2")
    left_out = LineChange(LineWords(), cause="", aimed=D(0), taken_up=False)
    save_improvement_line(actor=lan, line=line, change=left_out, row_version=1)
    head = HeadChange(
        Manner.REMEDY,
        "Văn phòng",
        Signer.DEPUTY,
        "Lê Văn A",
        ["- Căn cứ một;", ""],
        ["Sở Nội vụ;"],
        ["SIPAS trên 80 %."],
    )
    save_plan_head(actor=lan, improvement=plan, change=head)
    text = "\n".join(printed_lines(queries.docx_of(queries.improvement_for(lan, plan.plan.public_id))))
    assert "Khắc phục các tiêu chí bị đánh giá thấp" in text
    assert "TM. ỦY BAN NHÂN DÂN / KT. CHỦ TỊCH / PHÓ CHỦ TỊCH / Lê Văn A" in text
    assert "ỦY BAN NHÂN DÂN / XÃ NÂM NUNG" in text
    assert "Căn cứ một." in text and "- Sở Nội vụ;" in text
    assert "đạt 7/10 điểm" in text and "(Số liệu mô phỏng" in text
    assert "về: giải ngân vốn." in text
    assert "Cộng các tiêu chí đưa vào Kế hoạch | 1 |  | 1" in text
    assert "Điểm mất chưa đưa vào Kế hoạch | 2 |" in text


def test_pages_of_the_plan(plan: Improvement, lan: User, quan: User, phu: User, signed_in: SignedIn) -> None:
    address = f"/cai-thien/{plan.plan.public_id}/"
    browser = signed_in(lan)
    assert plan.plan.title in browser.get("/cai-thien/").content.decode()
    page = browser.get(address).content.decode()
    assert "Trực hồ sơ hằng ngày." in page and "7,000 → 10,000" in page and "Tải Word" in page
    assert signed_in(quan).get(address).status_code == 404
    reader = signed_in(phu).get(address).content.decode()
    assert "Trực hồ sơ" in reader and "Sửa</a>" not in reader
    assert browser.get(f"{address}the-thuc/").status_code == 200
    assert signed_in(phu).get(f"{address}the-thuc/").status_code == 403


def test_a_line_is_edited_on_the_page(plan: Improvement, lan: User, signed_in: SignedIn) -> None:
    browser = signed_in(lan)
    line = queries.lines_of(plan).get(leaf__code="A1")
    address = f"/cai-thien/{plan.plan.public_id}/dong/{line.line.public_id}/"
    form = browser.get(f"{address}?open=1", headers={"hx-request": "true"}).content.decode()
    assert 'value="1"' in form and "<html" not in form
    typed = {"task": "Trực hồ sơ", "aimed": "0,75", "due": "30/9/2027", "taken_up": "on", "row_version": "1"}
    posted = {f"{line.pk}-{name}": value for name, value in typed.items()}
    wrong = browser.post(address, {**posted, f"{line.pk}-due": "31/2/2027"})
    assert wrong.status_code == 422
    assert "Trực hồ sơ" in wrong.content.decode()
    assert browser.post(address, posted).status_code == 302
    line.refresh_from_db()
    assert (line.aimed, str(line.line.due)) == (D("0.75"), "2027-09-30")
    conflict = browser.post(address, {**posted, f"{line.pk}-task": "Của người khác"})
    assert conflict.status_code == 409
    assert "Của người khác" in conflict.content.decode()


def test_drafting_from_the_unit_page(member: RoundUnit, lan: User, signed_in: SignedIn) -> None:
    browser = signed_in(lan)
    address = f"/cai-thien/lap/{member.round.public_id}/{member.unit.public_id}/"
    page = browser.get(address, {"leaf": "A1"}).content.decode()
    assert "Hồ sơ giải quyết đúng hạn" in page
    refused = browser.post(address, {"manner": "raise", "target": "101"})
    assert refused.status_code == 422
    assert "không có cách nào đạt" in refused.content.decode()
    made = browser.post(address, {"manner": "raise", "leaf": ["A1"]})
    assert made.status_code == 302
    assert [line.leaf.code for line in queries.lines_of(Improvement.objects.get())] == ["A1"]
    assert "Đã có bản nháp" not in page
    again = browser.get(address).content.decode()
    assert "Đã có bản nháp" in again, "said before a target is chosen"
    assert f'href="{made.headers["Location"]}">Mở bản nháp</a>' in again


def test_word_and_pdf_downloads(
    plan: Improvement, lan: User, signed_in: SignedIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = signed_in(lan)
    word = browser.get(f"/cai-thien/{plan.plan.public_id}/word/")
    assert word.content.startswith(b"PK")
    assert "ke-hoach-cai-thien-2027-xa-nam-nung.docx" in word.headers["Content-Disposition"]
    monkeypatch.setattr(engine_bridge, "pdf_maker", lambda: Absent("not_installed"))
    page = browser.get(f"/cai-thien/{plan.plan.public_id}/").content.decode()
    assert "chưa cài LibreOffice" in page and "Tải Word" in page and "Tải PDF" not in page
    assert browser.get(f"/cai-thien/{plan.plan.public_id}/pdf/").status_code == 422


@pytest.mark.skipif(isinstance(engine_bridge.pdf_maker(), Absent), reason="LibreOffice is absent")
def test_pdf_is_made(plan: Improvement, lan: User, signed_in: SignedIn) -> None:
    answer = signed_in(lan).get(f"/cai-thien/{plan.plan.public_id}/pdf/")
    assert answer.content.startswith(b"%PDF-")


def test_the_plan_page_asks_a_fixed_number_of_questions(plan: Improvement, hoa: User, signed_in: SignedIn) -> None:
    browser = signed_in(hoa)
    address = f"/cai-thien/{plan.plan.public_id}/"
    browser.get(address)
    with CaptureQueriesContext(connection) as asked:
        browser.get(address)
    assert len(asked) <= 14
