"""Form II.06a and the monthly assessment from the pages: the same counts everywhere, only what one may see."""

from __future__ import annotations

from datetime import date
from io import BytesIO

import pytest
from django.urls import reverse
from docx import Document
from python_calamine import CalamineWorkbook
from tests.portal.conftest import Places, SignedIn
from tests.portal.procedures.conftest import BIRTH, TODAY, take_in

from parindex.engine.checks.proof_reading.from_reading import proof_text
from parindex.engine.checks.proof_reading.proof import proof_read
from parindex.engine.documents.reading.reader import read_document
from parindex.engine.numbers.printing import show_count, show_date
from parindex.lake.figures import View, Window, form_06a
from parindex.portal.accounts.models import User
from parindex.portal.dossiers.engine_bridge import dashboard
from parindex.portal.dossiers.engine_bridge.dashboard import Part
from parindex.portal.organisations.actions.appoint import appoint
from parindex.portal.organisations.models import OrgUnit
from parindex.portal.platform import clock
from parindex.tools.shipped_reading import days_off, shipped_proof_rules, shipped_words

FORM, WORD, MONTH = (reverse(f"dossiers:{name}") for name in ("form_06a", "form_06a_word", "month_word"))
SPRING = Window(date(2026, 4, 1), date(2026, 6, 30))
ALL = Part(View.RECEIVED, ("23235", "24649", "24703", "68"))


def _text(content: bytes) -> str:
    document = Document(BytesIO(content))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])


@pytest.mark.usefixtures("records")
def test_page_excel_and_word_hold_the_same_total(hoa: User, signed_in: SignedIn) -> None:
    row = form_06a(dashboard.whole(ALL, SPRING))
    client = signed_in(hoa)
    page = client.get(FORM, {"ky": "quy-2026-2"}).content.decode()
    sheet = client.get(FORM, {"ky": "quy-2026-2", "export": "xlsx"}).content
    lines = [tuple(row) for row in CalamineWorkbook.from_filelike(BytesIO(sheet)).get_sheet_by_index(0).to_python()]
    total = next(line for line in lines if line[0] == "Tổng số")
    assert total[1:12] == (
        row.received, row.received_online, row.received_direct_post, row.carried_over, row.resolved, row.early,
        row.on_time, row.late, row.pending, row.within, row.overdue,
    )  # fmt: skip
    counted = [
        [int(str(cell).partition(".")[0]) for cell in line[1:14]] for line in lines if isinstance(line[1], float)
    ]
    assert len(counted) > 4
    for line in counted:
        assert line[4] == sum(line[5:8]) + line[11] and line[8] == sum(line[9:11]) + line[12], line
    word = _text(client.get(WORD, {"ky": "quy-2026-2"}).content)
    for count in (row.received, row.resolved, row.late, row.pending):
        assert show_count(count) in page
        assert show_count(count) in word
    assert "Xã Nâm Nung" in word
    assert "HO-TICH" in word


@pytest.mark.usefixtures("records")
def test_the_page_holds_with_what_has_no_due_date_as_its_excel_and_word_do(hoa: User, signed_in: SignedIn) -> None:
    """(14) and (15) are parts of (7) and (11): it is told how many they are, nothing is red."""
    without = form_06a(dashboard.whole(ALL, SPRING)).without_due
    assert without > 0
    client = signed_in(hoa)
    page = client.get(FORM, {"ky": "quy-2026-2"}).content.decode()
    assert f"{without} hồ sơ không có hạn trả" in page
    assert "(7) = (8) + (9) + (10) + (14); (11) = (12) + (13) + (15)" in page
    assert "Không khớp" not in page and "Các dòng và dòng tổng số đều khớp" in page
    sheet = client.get(FORM, {"ky": "quy-2026-2", "export": "xlsx"}).content
    lines = [str(row[0]) for row in CalamineWorkbook.from_filelike(BytesIO(sheet)).get_sheet_by_index(0).to_python()]
    assert not any("Chỗ chưa khớp" in line for line in lines)


@pytest.mark.usefixtures("records")
def test_who_sees_several_units_is_led_to_choose_one_before_the_monthly_assessment(
    lan: User, places: Places, signed_in: SignedIn
) -> None:
    appoint(
        actor=None, person=lan, role="unit_officer", unit=places.dak_wil, scope=places.dak_wil,
        title="công chức (biệt phái)", start=date(2025, 7, 1),
    )  # fmt: skip
    client, asked = signed_in(lan), {"ky": "nam-2026"}
    for address in (reverse("dossiers:dashboard"), FORM):
        page = client.get(address, asked).content.decode()
        assert MONTH not in page
        assert 'href="#unit"' in page and 'id="unit"' in page
        assert "chọn một đơn vị trước" in page
        chosen = asked | {"don-vi": places.nam_nung.public_id}
        assert "Đánh giá tháng 10/2026 (Word)" in client.get(address, chosen).content.decode()
    assert client.get(MONTH, chosen).status_code == 200


@pytest.mark.usefixtures("records")
def test_the_monthly_assessment_compares_with_the_month_before(hoa: User, signed_in: SignedIn) -> None:
    june, may = (dashboard.whole(ALL, Window(date(2026, month, 1), date(2026, month, last)))
                 for month, last in ((6, 30), (5, 31)))  # fmt: skip
    answer = signed_in(hoa).get(MONTH, {"ky": "thang-2026-06"})
    assert "danh-gia-mot-cua-2026-06.docx" in answer["Content-Disposition"]
    text = _text(answer.content).replace("\u00a0", " ")
    assert f"Đã giải quyết {show_count(june.resolved + june.withdrawn)} hồ sơ" in text
    assert f"{june.early + june.on_time}/{june.resolved}, đạt" in text
    change = june.late - may.late
    assert f"quá hạn {'+' if change > 0 else '−' if change else ''}{abs(change)} hồ sơ" in text
    assert "98,00 % hồ sơ" in text or "98 % hồ sơ" in text
    assert "Mục tiêu của tỉnh Lâm Đồng" in text and "không đặt riêng cho từng tháng" in text
    row = form_06a(june)
    rest = row.resolved - row.early - row.on_time - row.late
    assert f"quá hạn {show_count(row.late)}, không có hạn trả {show_count(rest)}." in text
    rest = row.pending - row.within - row.overdue
    assert f"quá hạn {show_count(row.overdue)}, không có hạn trả {show_count(rest)}." in text
    assert f"{june.pending_overdue} hồ sơ đang giải quyết đã quá hạn" in text


@pytest.mark.usefixtures("records")
def test_the_own_proof_reading_finds_nothing_in_the_two_words(hoa: User, signed_in: SignedIn) -> None:
    """Only that a draft has no number yet."""
    client = signed_in(hoa)
    for address, asked in ((WORD, "nam-2026"), (MONTH, "thang-2026-06"), (MONTH, "thang-2026-10")):
        reading = read_document(client.get(address, {"ky": asked}).content, file_name="a.docx", words=shipped_words())
        found = proof_read(proof_text(reading), shipped_proof_rules(), days_off("vi"))
        assert [each for each in found if each.rule != "number_left_blank"] == [], asked


@pytest.mark.usefixtures("records")
def test_a_month_that_the_records_cover_partly_is_held_to_no_target(hoa: User, signed_in: SignedIn) -> None:
    """The records end on 20/10/2026 and begin in December 2025: nothing is known of November."""
    client = signed_in(hoa)
    last = dashboard.first_and_last_day()
    assert last is not None
    october = _text(client.get(MONTH, {"ky": "thang-2026-10"}).content)
    assert f"đến ngày {show_date(last[1])}, chưa đủ tháng" in october and "Chưa đạt" not in october
    december = _text(client.get(MONTH, {"ky": "thang-2025-12"}).content)
    assert "không có số liệu của tháng trước" in december
    trend = client.get(reverse("dossiers:league"), {"ky": "nam-2026"}).context["trend"]
    assert [(row.month, row.standing) for row in trend if row.covered] == [(date(2026, 10, 1), "partial")]
    page = client.get(reverse("dossiers:league"), {"ky": "nam-2026"}).content.decode()
    assert f"chỉ có 01/10/2026 – {show_date(last[1])}" in page and "Chưa đủ tháng" in page
    assert "Mục tiêu của tỉnh Lâm Đồng: 98,00 %" in page


@pytest.mark.usefixtures("records")
def test_fields_have_the_names_of_the_catalogue_beside_their_codes(
    hoa: User, places: Places, signed_in: SignedIn
) -> None:
    """A field whose procedures the catalogue calls by different names keeps its code alone."""
    held = dashboard.procedures_of_fields()
    civil, other = sorted(held["HO-TICH"])[0], sorted(held["CHUNG-THUC"])[:2]
    assert len(other) == 2
    named = ((civil, "Hộ tịch"), *zip(other, ("Chứng thực", "Tư pháp"), strict=True))
    rows = [{**BIRTH, "code": code, "field": name} for code, name in named]
    with clock.stopped_at(TODAY):
        take_in(signed_in, hoa, places, *rows)
    client = signed_in(hoa)
    word = _text(client.get(WORD, {"ky": "quy-2026-2"}).content)
    assert "Hộ tịch (HO-TICH)" in word and "\nCHUNG-THUC\n" in word
    assert "Hộ tịch (HO-TICH)" in client.get(FORM, {"ky": "quy-2026-2"}).content.decode()
    table = client.get(reverse("dossiers:dashboard"), {"ky": "quy-2026-2", "theo": "linh-vuc"}).content.decode()
    assert "HO-TICH" in table and "Hộ tịch" in table


@pytest.mark.usefixtures("records")
def test_a_commune_reports_its_own_only(lan: User, places: Places, signed_in: SignedIn) -> None:
    client = signed_in(lan)
    text = _text(client.get(WORD, {"ky": "quy-2026-2"}).content)
    assert "XÃ NÂM NUNG" in text
    assert "Đắk Wil" not in text
    for address in (FORM, WORD, MONTH):
        assert client.get(address, {"don-vi": places.dak_wil.public_id}).status_code == 403


def test_who_sees_no_results_is_refused(long: User, records: OrgUnit, signed_in: SignedIn) -> None:
    for address in (FORM, WORD, MONTH):
        assert signed_in(long).get(address).status_code == 403


@pytest.mark.usefixtures("no_records")
def test_without_records_there_is_a_sentence_and_no_document(hoa: User, signed_in: SignedIn) -> None:
    client = signed_in(hoa)
    assert "Chưa nhập tệp kết xuất nào" in client.get(FORM).content.decode()
    for address in (WORD, MONTH):
        answer = client.get(address)
        assert answer.status_code == 422
        assert "kho hồ sơ chưa có dữ liệu" in answer.content.decode()
