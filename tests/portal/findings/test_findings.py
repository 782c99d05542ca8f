"""Findings: recorded in bulk, shown, answered; printed figures stay as they are."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.portal.conftest import Places, SignedIn

from parindex.engine.checks import PrintedPart, PrintedResult, Severity
from parindex.engine.checks.identities import IdentityCode, identities_of
from parindex.portal.accounts.models import User
from parindex.portal.findings.actions import Answer, FindingAnswer, FindingRow, Subject, answer_finding, record_findings
from parindex.portal.findings.models import Finding
from parindex.portal.findings.queries import counts, counts_to_answer, listed, waiting_for
from parindex.portal.platform.models import AuditEntry
from parindex.portal.platform.refusals import ActionRefused, NotAllowed
from parindex.wording import codes

D = Decimal
PRINTED = PrintedResult(
    unit="krong_no",
    parts=(PrintedPart("LV3", D("14.591"), D(17), D("85.83")), PrintedPart("LV5", D("7.787"), D(11), D("70.79"))),
    total=D("22.378"),
    scale=D("28.5"),
    index=D("85.69"),
)


def _row(places: Places, *, number: int = 1, printed: str = "85.69", severity: Severity = Severity.HIGH) -> FindingRow:
    return FindingRow(
        rule="index_differs_from_total",
        severity=severity,
        subject=Subject("round_unit", f"subject{number}", f"Kết quả năm 2026, xã Nâm Nung {number}"),
        figures={"printed": D(printed), "expected": D("85.96"), "points": D("85.96"), "scale": D(100)},
        place="Mục I",
        cause="digits_swapped",
        cause_values={"printed": D(printed), "expected": D("85.96")},
        repair=D("85.96"),
        identities=identities_of(PRINTED),
        unit=places.nam_nung,
        source="Kế hoạch năm 2027",
    )


@pytest.fixture
def finding(places: Places) -> Finding:
    return record_findings(actor=None, rows=[_row(places)])[0].finding


def test_sums_of_a_printed_result_hold_or_not() -> None:
    found = {(each.code, str(each.values.get("part", ""))): each for each in identities_of(PRINTED)}
    assert found[IdentityCode.PERCENT_AND_POINTS, "LV3"].holds
    assert found[IdentityCode.PARTS_AND_TOTAL, ""].holds
    scale = found[IdentityCode.MAXIMA_AND_SCALE, ""]
    assert (scale.holds, scale.difference) == (False, D("-0.5"))
    assert not found[IdentityCode.INDEX_AND_TOTAL, ""].holds


def test_every_identity_has_a_sentence() -> None:
    assert {code.value for code in IdentityCode} <= codes("vi") & codes("en")


def test_recording_the_same_again_changes_nothing(places: Places) -> None:
    rows = [_row(places, number=number) for number in range(3)]
    assert {each.answer for each in record_findings(actor=None, rows=rows)} == {Answer.RECORDED}
    assert {each.answer for each in record_findings(actor=None, rows=rows)} == {Answer.UNCHANGED}
    assert Finding.objects.count() == 3
    assert AuditEntry.objects.filter(action="findings.record_findings").count() == 2


def test_changed_figures_open_a_closed_finding(places: Places, hoa: User, finding: Finding) -> None:
    answer_finding(actor=hoa, finding=finding, answer=FindingAnswer.EXPLAIN, note="In nhầm.")
    assert record_findings(actor=None, rows=[_row(places)])[0].finding.state == "explained"
    again = record_findings(actor=None, rows=[_row(places, printed="85.66")])[0]
    assert (again.answer, again.finding.state, Finding.objects.get().state) == (Answer.CHANGED, "open", "open")


def test_only_who_runs_rounds_records(places: Places, lan: User) -> None:
    with pytest.raises(NotAllowed):
        record_findings(actor=lan, rows=[_row(places)], owner=places.province)


def test_an_answer_is_kept_and_audited(finding: Finding, lan: User) -> None:
    answered = answer_finding(actor=lan, finding=finding, answer=FindingAnswer.CORRECT, note=" Đã đính chính. ")
    assert (answered.state, answered.note, answered.answered_by) == ("corrected", "Đã đính chính.", lan)
    assert answered.figure("printed") == D("85.69")
    entry = AuditEntry.objects.get(stream=f"finding:{finding.public_id}")
    assert (entry.action, entry.actor_id) == ("findings.correct", lan.pk)


def test_answers_are_refused_without_words_or_right_or_twice(finding: Finding, lan: User, quan: User) -> None:
    with pytest.raises(ActionRefused, match="words_missing"):
        answer_finding(actor=lan, finding=finding, answer=FindingAnswer.EXPLAIN, note=" ")
    with pytest.raises(NotAllowed):
        answer_finding(actor=quan, finding=finding, answer=FindingAnswer.EXPLAIN, note="Tôi")
    answer_finding(actor=lan, finding=finding, answer=FindingAnswer.FALSE_ALARM, note="Khác kỳ.")
    with pytest.raises(ActionRefused, match="state_forbids"):
        answer_finding(actor=lan, finding=finding, answer=FindingAnswer.EXPLAIN, note="Nữa")


def test_the_list_finds_without_accents_and_shows_the_drawer(finding: Finding, lan: User, signed_in: SignedIn) -> None:
    browser = signed_in(lan)
    page = browser.get("/phat-hien/", {"q": "nam nung ke hoach"}).content.decode()
    assert "85,69" in page and "85,96" in page and "−0,27" in page
    assert '<span class="tag info">Mở</span>' in page
    assert "Không có phát hiện nào" in browser.get("/phat-hien/", {"q": "khong co"}).content.decode()
    drawer = browser.get(f"/phat-hien/{finding.public_id}/", {"view": "open"}).content.decode()
    assert "Có thể hai chữ số cạnh nhau bị đảo" in drawer
    assert "khớp" in drawer and "lệch −0,500" in drawer
    assert "số in được giữ nguyên" in drawer


def test_a_stranger_sees_nothing(finding: Finding, quan: User, signed_in: SignedIn) -> None:
    browser = signed_in(quan)
    assert "85,69" not in browser.get("/phat-hien/").content.decode()
    assert browser.get(f"/phat-hien/{finding.public_id}/").status_code == 404
    assert browser.post(f"/phat-hien/{finding.public_id}/tra-loi/", {"answer": "explain"}).status_code == 404


def test_only_what_a_person_may_answer_waits_for_him(places: Places, lan: User, thinh: User, hoa: User) -> None:
    own = _row(places)
    elsewhere = replace(_row(places, number=2), unit=places.phuoc_hoi, published=True)
    record_findings(actor=None, rows=[own, elsewhere])
    assert (waiting_for(hoa), waiting_for(thinh)) == (2, 1)
    assert counts(thinh)["open"] == 1, "the badge and the list agree"
    assert counts_to_answer(thinh)["open"] == 1


def test_a_commune_reads_findings_of_published_documents_of_others_apart_from_its_own(
    places: Places, lan: User, hoa: User, signed_in: SignedIn
) -> None:
    others = [
        replace(_row(places, number=2), unit=places.phuoc_hoi, published=True),
        replace(_row(places, number=3), unit=None, published=True),
    ]
    record_findings(actor=None, rows=[_row(places), *others])
    assert [counts(lan)[name] for name in ("open", "all", "of_others")] == [1, 1, 2]
    assert counts(lan)["open"] == waiting_for(lan) == listed(lan).count()
    assert counts(hoa)["of_others"] == 0 and counts(hoa)["open"] == waiting_for(hoa) == listed(hoa).count() == 3
    elsewhere = Finding.objects.filter(published=True).order_by("pk")
    assert set(listed(lan, view="published")) == set(elsewhere) and not listed(hoa, view="published")
    browser = signed_in(lan)
    page = browser.get("/phat-hien/").content.decode()
    assert "Tài liệu đã công bố của nơi khác 2" in page
    assert not [each for each in elsewhere if each.public_id in page]
    page = browser.get("/phat-hien/", {"view": "published"}).content.decode()
    assert all(each.public_id in page for each in elsewhere) and "Chỉ để tham khảo" in page
    assert browser.get(f"/phat-hien/{elsewhere[0].public_id}/").status_code == 200, "a public reference"


def test_answering_from_the_drawer(finding: Finding, lan: User, signed_in: SignedIn) -> None:
    browser = signed_in(lan)
    address = f"/phat-hien/{finding.public_id}/tra-loi/"
    refused = browser.post(address, {"answer": "explain", "note": ""})
    assert refused.status_code == 422
    assert "thiếu lời giải thích" in refused.content.decode()
    assert browser.post(address, {"answer": "explain", "note": "Làm tròn."}).status_code == 302
    assert Finding.objects.get().state == "explained"


def test_leaders_have_no_buttons(finding: Finding, phu: User, signed_in: SignedIn) -> None:
    page = signed_in(phu).get(f"/phat-hien/{finding.public_id}/").content.decode()
    assert "85,69" in page
    assert 'value="explain"' not in page


def test_queries_do_not_grow_with_rows(places: Places, hoa: User, signed_in: SignedIn) -> None:
    browser = signed_in(hoa)
    record_findings(actor=None, rows=[_row(places, number=1)])
    browser.get("/phat-hien/")
    with CaptureQueriesContext(connection) as few:
        browser.get("/phat-hien/")
    record_findings(actor=None, rows=[_row(places, number=number) for number in range(2, 20)])
    with CaptureQueriesContext(connection) as many:
        browser.get("/phat-hien/")
    assert len(many) == len(few)
    assert len(many) <= 17


def test_excel_has_the_filtered_rows(finding: Finding, hoa: User, signed_in: SignedIn) -> None:
    answer = signed_in(hoa).get("/phat-hien/", {"export": "xlsx"})
    assert answer.headers["Content-Type"].endswith("sheet")
    assert answer.content.startswith(b"PK")
