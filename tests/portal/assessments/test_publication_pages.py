"""Council, approval, publication, correction and appeal in the browser, without script."""

from __future__ import annotations

import io
import sys
import zipfile
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from python_calamine import CalamineWorkbook
from tests.engine.documents import reading
from tests.portal.assessments.publication_cast import (
    DAY,
    NOW,
    later_figures,
    published,
    voted,
)
from tests.portal.assessments.publication_cast import minutes as minutes
from tests.portal.assessments.publication_cast import round_ as round_
from tests.portal.conftest import Places, SignedIn

from parindex.portal.accounts.models import User
from parindex.portal.assessments.actions import TakingPart, approve_results, compute_results, open_round
from parindex.portal.assessments.models import (
    CouncilMeeting,
    Publication,
    Round,
    RoundStage,
    StageWindow,
    Thread,
    UnitResult,
)
from parindex.portal.documents.actions import DocumentCard, register_document
from parindex.portal.documents.models import Document, DocumentKind
from parindex.portal.organisations.queries import version_on
from parindex.portal.platform import clock, worker
from parindex.portal.platform.models import JobProgress, Notification

PDF = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]>>endobj\nxref\n0 4\n0000000000 65535 f \n"
    b"0000000009 00000 n \n0000000052 00000 n \n0000000101 00000 n \n"
    b"trailer<</Size 4/Root 1 0 R>>\nstartxref\n164\n%%EOF\n"
)


@pytest.fixture(autouse=True)
def _now() -> object:
    with clock.stopped_at(NOW):
        yield


def address(name: str, round_: Round, *more: object) -> str:
    return reverse(f"assessments:{name}", args=[round_.public_id, *more])


def meeting_form(in_favour: int, members: int = 3) -> dict[str, object]:
    form: dict[str, object] = {"held_on": "11/02/2027", "members": str(members)}
    form["minutes"] = SimpleUploadedFile("bien-ban.pdf", PDF, content_type="application/pdf")
    for row in range(1, in_favour + 1):
        form |= {f"phieu-{row}-member": f"Thành viên {row}", f"phieu-{row}-choice": "for"}
    return form


def test_the_secretary_records_a_meeting(signed_in: SignedIn, hoa: User, phu: User, round_: Round) -> None:
    browser = signed_in(hoa)
    page = browser.get(address("council", round_)).content.decode()
    assert "Ghi phiên họp" in page
    many = browser.post(address("council", round_), meeting_form(4))
    assert many.status_code == 422
    assert "có 4 phiếu nhưng Hội đồng có 3 thành viên" in many.content.decode()
    assert "Thành viên 1" in many.content.decode()  # what was typed stays
    assert not CouncilMeeting.objects.exists()
    assert not Document.objects.exists()  # nor do minutes of a refused meeting
    short = browser.post(address("council", round_), meeting_form(1), follow=True).content.decode()
    assert "kết quả biểu quyết: không thông qua (1/3 thành viên tán thành, cần ít nhất 2" in short
    assert "Không thông qua</span>" in short  # in the table, too
    done = browser.post(address("council", round_), meeting_form(2), follow=True)
    assert "2 trong 3 thành viên" in done.content.decode()
    page = signed_in(phu).get(address("council", round_)).content.decode()
    assert "Biên bản" in page
    assert "Ghi phiên họp" not in page  # who only reads


def test_before_its_time_the_page_says_when_and_offers_no_form(
    signed_in: SignedIn, hoa: User, phu: User, round_: Round
) -> None:
    """A form that can only be refused was offered, and nothing said when or by whom."""
    opens, closes = NOW + timedelta(days=3), NOW + timedelta(days=5)
    window = StageWindow.objects.create(round=round_, stage=RoundStage.COUNCIL, opens_at=opens, closes_at=closes)
    page = signed_in(hoa).get(address("council", round_)).content.decode()
    assert "từ 14/02/2027 10:00 đến 16/02/2027 10:00" in page and "chưa ghi được phiên họp" in page
    assert 'name="minutes"' not in page and "Chưa ghi phiên họp nào" in page
    StageWindow.objects.filter(pk=window.pk).update(opens_at=NOW - timedelta(days=1))
    page = signed_in(hoa).get(address("council", round_)).content.decode()
    assert "đang mở" in page and 'name="minutes"' in page and "Bạn chỉ xem" not in page
    StageWindow.objects.filter(pk=window.pk).update(closes_at=NOW - timedelta(hours=1))
    page = signed_in(hoa).get(address("council", round_)).content.decode()
    assert "Thời gian của Hội đồng đã hết" in page and 'name="minutes"' in page, "late is allowed"
    page = signed_in(phu).get(address("council", round_)).content.decode()
    assert f"Người ghi phiên họp là đầu mối đánh giá của {version_on(round_.owner).name}" in page


def test_a_published_round_without_meetings_does_not_wait_for_one(
    signed_in: SignedIn, hoa: User, round_: Round
) -> None:
    Round.objects.filter(pk=round_.pk).update(state="published", published_version=1)
    page = signed_in(hoa).get(address("council", round_)).content.decode()
    assert "Chưa ghi phiên họp nào" not in page and "Thời gian của Hội đồng" not in page
    assert "đã công bố. Không có phiên họp nào của Hội đồng được ghi trong hệ thống" in page
    Round.objects.filter(pk=round_.pk).update(state="computed", published_version=None, origin="imported")
    page = signed_in(hoa).get(address("council", round_)).content.decode()
    assert "lấy từ bản đã in" in page and "Chưa ghi phiên họp nào" not in page


@pytest.mark.django_db(transaction=True)
def test_from_approval_to_the_published_page(
    signed_in: SignedIn, hoa: User, phu: User, lan: User, round_: Round, minutes: Document
) -> None:
    browser = signed_in(hoa)
    page = browser.get(address("announce", round_)).content.decode()
    assert "Không hoàn tác được" in page
    assert page.count("disabled") == 2
    assert signed_in(phu).get(address("announce", round_)).status_code == 403
    refused = browser.post(address("announce", round_), {"act": "publish"})
    assert refused.status_code == 422
    assert "chưa được phê duyệt" in refused.content.decode()
    voted(hoa, round_, minutes)
    typed = {"act": "approve", "decision_number": "318/QĐ-UBND", "decided_on": "11/02/2027"}
    browser.post(address("announce", round_), typed)
    asked = browser.post(address("announce", round_), {"act": "publish"})
    worker.run_waiting()
    worker.run_waiting()  # what follows by itself
    job = JobProgress.objects.get(kind="assessments.publish_round")
    assert (asked["Location"], job.state, job.done, job.total) == (reverse("job", args=[job.public_id]), "done", 2, 2)
    page = signed_in(lan).get(address("publications", round_)).content.decode()
    publication = Publication.objects.get()
    assert "Quyết định số 318/QĐ-UBND ngày 11/02/2027" in page
    assert publication.results_hash in page
    assert "Tính lại ngay" not in page
    told = Notification.objects.get(person=lan)
    assert (told.code, told.address) == ("assessments.told_published", address("publications", round_))
    assert not Notification.objects.exclude(person=lan).exists()  # nobody else acts for one of its units
    assert "Quyết định số 318/QĐ-UBND" in signed_in(lan).get(address("ranking", round_)).content.decode()


@pytest.mark.django_db(transaction=True)
def test_a_publication_that_broke_is_asked_for_again(
    signed_in: SignedIn, hoa: User, round_: Round, minutes: Document, monkeypatch: pytest.MonkeyPatch
) -> None:
    voted(hoa, round_, minutes)
    approve_results(actor=hoa, round_=round_, decision_number="318/QĐ-UBND", decided_on=DAY)
    module = sys.modules["parindex.portal.assessments.actions.publish_results"]
    with monkeypatch.context() as half:
        half.setattr(module, "write_publication", lambda *_, **__: 1 / 0)
        signed_in(hoa).post(address("announce", round_), {"act": "publish"})
        worker.run_waiting()
    assert JobProgress.objects.get().problem_code == "jobs.broke"
    assert Round.objects.get(pk=round_.pk).state == "computed"
    signed_in(hoa).post(address("announce", round_), {"act": "publish"})
    worker.run_waiting()
    assert Round.objects.get(pk=round_.pk).state == "published"


@pytest.mark.django_db(transaction=True)
def test_computing_anew(signed_in: SignedIn, hoa: User, lan: User, round_: Round, places: Places) -> None:
    later_figures(hoa, round_, places)
    page = signed_in(hoa).get(address("council", round_)).content.decode()
    assert "Số liệu đã đổi sau lần tính kết quả gần nhất" in page
    assert signed_in(lan).post(address("compute", round_)).status_code == 403
    signed_in(hoa).post(address("compute", round_))
    worker.run_waiting()
    assert JobProgress.objects.get().state == "done"
    page = signed_in(hoa).get(address("council", round_)).content.decode()
    assert "Kết quả là của số liệu hiện tại" in page
    assert str(UnitResult.objects.get(round_unit__unit=places.nam_nung).points) == "9.000000000"


def test_files_of_a_publication(signed_in: SignedIn, hoa: User, lan: User, round_: Round, minutes: Document) -> None:
    published(hoa, round_, minutes)
    browser = signed_in(lan)
    package = browser.get(address("publication_package", round_, 1))
    with zipfile.ZipFile(io.BytesIO(package.content)) as opened:
        assert "results.json" in opened.namelist()
    book = CalamineWorkbook.from_filelike(io.BytesIO(browser.get(address("publication_workbook", round_, 1)).content))
    assert book.sheet_names == ["Theo tổng điểm", "Theo lĩnh vực", "Theo tiêu chí"]
    total = book.get_sheet_by_name("Theo tổng điểm").to_python()
    assert [row[:3] for row in total if row[0] in (1.0, 2.0)] == [[1.0, "Xã Đắk Wil", 10.0], [2.0, "Xã Nâm Nung", 7.0]]
    word = reading.lines(browser.get(address("publication_decision", round_, 1)).content)
    text = "\n".join(word)
    assert "Số: 318/QĐ-UBND | Lâm Đồng, ngày 11 tháng 02 năm 2027" in text
    assert "1 | Xã Đắk Wil | 6,000 | 4,000 | 10,000 | 10,000 | 100,00 | – | –" in text
    assert "Không xếp hạng: Phường Phước Hội" in text
    assert browser.get(address("publication_package", round_, 2)).status_code == 404


def test_the_draft_decision_has_no_number(signed_in: SignedIn, hoa: User, lan: User, round_: Round) -> None:
    draft = signed_in(hoa).get(address("draft_decision", round_))
    assert "Số:        /QĐ-UBND" in "\n".join(reading.lines(draft.content))
    assert signed_in(lan).get(address("draft_decision", round_)).status_code == 403


def test_the_draft_prints_what_was_decided_on_these_results(
    signed_in: SignedIn, hoa: User, round_: Round, minutes: Document, places: Places
) -> None:
    voted(hoa, round_, minutes)
    approve_results(actor=hoa, round_=round_, decision_number="318", decided_on=DAY)
    browser = signed_in(hoa)
    draft = "\n".join(reading.lines(browser.get(address("draft_decision", round_)).content))
    assert "Số: 318/QĐ-UBND | Lâm Đồng, ngày 11 tháng 02 năm 2027" in draft
    assert "Kèm theo Quyết định số 318/QĐ-UBND ngày 11 tháng 02 năm 2027" in draft
    with clock.stopped_at(NOW + timedelta(hours=1)):
        compute_results(actor=hoa, round_=round_)
    assert "Số: 318/" in "\n".join(reading.lines(browser.get(address("draft_decision", round_)).content))
    with clock.stopped_at(NOW + timedelta(hours=2)):
        later_figures(hoa, round_, places)
        compute_results(actor=hoa, round_=round_)
    assert "Số:        /QĐ-UBND" in "\n".join(reading.lines(browser.get(address("draft_decision", round_)).content))


def test_replay_by_hand(signed_in: SignedIn, hoa: User, lan: User, round_: Round, minutes: Document) -> None:
    published(hoa, round_, minutes)
    done = signed_in(hoa).post(address("replay", round_), follow=True).content.decode()
    assert "trùng khớp hoàn toàn" in done
    assert signed_in(lan).post(address("replay", round_)).status_code == 403


@pytest.mark.django_db(transaction=True)
def test_a_correction_is_looked_at_before_it_is_published(
    signed_in: SignedIn, hoa: User, round_: Round, minutes: Document
) -> None:
    published(hoa, round_, minutes)
    browser = signed_in(hoa)
    typed = {"decision_number": "402/QĐ-UBND", "decided_on": "11/02/2027", "reason": "Phúc tra"}
    bad = "unit;leaf;input;value\nXã Nâm Nung;A2;done;có\nXã Lạ;A2;done;có\n"
    page = browser.post(address("correction", round_), {**typed, "file": SimpleUploadedFile("x.csv", bad.encode())})
    assert page.status_code == 422
    assert "Xã Lạ" in page.content.decode()
    good = "unit;leaf;input;value\nXã Nâm Nung;A2;done;có\n"
    page = browser.post(address("correction", round_), {**typed, "file": SimpleUploadedFile("x.csv", good.encode())})
    token = page.context["preview"].token
    assert not Publication.objects.filter(number=2).exists()
    browser.post(address("correction", round_), {**typed, "kept": token, "act": "publish"})
    worker.run_waiting()
    assert JobProgress.objects.get().problem_code == ""
    listed = browser.get(address("publications", round_)).content.decode()
    assert listed.index("Bản 2: ") < listed.index("Bản 1: ")
    assert "Đính chính, lý do:" in listed
    old = reading.lines(browser.get(address("publication_decision", round_, 1)).content)
    new = "\n".join(reading.lines(browser.get(address("publication_decision", round_, 2)).content))
    assert any("2 | Xã Nâm Nung" in line and "7,000" in line for line in old)
    assert "đã công bố tại Quyết định số 318/QĐ-UBND ngày 11/02/2027" in new


def test_the_head_appeals_and_the_coordinator_decides(
    signed_in: SignedIn, hoa: User, thinh: User, lan: User, round_: Round, minutes: Document, places: Places
) -> None:
    published(hoa, round_, minutes)
    form = address("appeal", round_, places.nam_nung.public_id, "A2")
    assert signed_in(lan).get(form).status_code == 403
    assert signed_in(thinh).get(form).status_code == 200
    proof = SimpleUploadedFile("x.pdf", PDF, content_type="application/pdf")
    card = DocumentCard(DocumentKind.REPORT, "Báo cáo công khai", unit=places.nam_nung)
    known = register_document(actor=None, card=card)
    assert known.title in signed_in(thinh).get(form).content.decode()
    signed_in(thinh).post(form, {"reason": "Đã công khai đủ", "file": proof, "document": known.public_id})
    thread = Thread.objects.get()
    shown = list(thread.messages.get().documents.all())
    assert known in shown and len(shown) == 2, "one of the catalogue and the new file"
    page = signed_in(hoa).get(address("appeals", round_)).content.decode()
    assert "Đã công khai đủ" in page
    answer = {f"{thread.public_id}-{name}": value for name, value in (("upheld", "1"), ("reason", "Có tài liệu"))}
    late = {"thread": thread.public_id, **answer, f"{thread.public_id}-row_version": "9"}
    assert signed_in(hoa).post(address("appeals", round_), late).status_code in (409, 422)
    signed_in(hoa).post(address("appeals", round_), {**late, f"{thread.public_id}-row_version": "1"})
    thread.refresh_from_db()
    assert thread.state == "upheld"
    assert "Có tài liệu" in signed_in(thinh).get(address("appeals", round_)).content.decode()


def test_the_provinces_own_return_takes_points_from_a_file(
    signed_in: SignedIn, hoa: User, lan: User, round_: Round, places: Places
) -> None:
    own = open_round(
        actor=hoa,
        title="PAR INDEX tỉnh",
        owner=places.province,
        set_version=round_.set_version,
        year=2027,
        units=[TakingPart(places.province)],
    )
    rows = "unit;leaf;value\nTỉnh Lâm Đồng;A1;3,25\nTỉnh Lâm Đồng;A2;2\nTỉnh Lâm Đồng;B1;5\nTỉnh Lâm Đồng;C9;1\n"
    typed = {"source": "Công văn số 1/BNV-CCHC", "file": SimpleUploadedFile("diem.csv", rows.encode())}
    page = signed_in(hoa).post(address("outside", own), typed).content.decode()
    assert "quá điểm tối đa" in page
    assert "C9" in page
    assert str(UnitResult.objects.get(round_unit__round=own).points) == "5.250000000"
    assert signed_in(lan).get(address("outside", own)).status_code == 403
    assert (
        "công bố ở đây"
        in signed_in(hoa)
        .post(address("announce", own), {"act": "approve", "decision_number": "1", "decided_on": "11/02/2027"})
        .content.decode()
    )
