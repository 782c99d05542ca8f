"""How files arrive as evidence: by a plain form, in pieces over a weak line, past the scanner; what is refused."""

from __future__ import annotations

import hashlib
import json
import socket
import threading
from datetime import timedelta

from django.conf import LazySettings
from django.core.files.uploadedfile import SimpleUploadedFile
from tests.portal.conftest import Places, SignedIn
from tests.portal.evidence.conftest import LEAF, TYPED
from tests.tools import sample_files as sample
from tests.tools.test_clamav import EICAR, like_clamd

from parindex.portal.accounts.models import User
from parindex.portal.assessments.models import EvidenceLink, RoundUnit, Stage
from parindex.portal.documents.models import Document, Upload
from parindex.portal.platform import clock


def _sent(content: bytes, name: str) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, content_type="application/pdf")


def test_a_plain_form_adds_a_file(address: str, lan: User, signed_in: SignedIn) -> None:
    browser = signed_in(lan)
    page = browser.get(address).content.decode()
    assert "Chưa có minh chứng" in page and 'enctype="multipart/form-data"' in page and 'capture="environment"' in page
    answer = browser.post(f"{address}tai-len/", {**TYPED, "file": _sent(sample.pdf(), "kh.pdf")}, follow=True)
    text = answer.content.decode()
    assert "Đã thêm 1 tệp làm minh chứng." in text
    assert "12/KH-UBND, 20/01/2026" in text and "tr. 3–5" in text
    assert not Upload.objects.exists()


def test_several_files_of_a_plain_form_become_several_documents(address: str, lan: User, signed_in: SignedIn) -> None:
    files = [_sent(sample.jpeg(), "anh1.jpg"), _sent(sample.png(), "anh2.png")]
    signed_in(lan).post(f"{address}tai-len/", {"file": files})
    assert sorted(Document.objects.values_list("title", flat=True)) == ["anh1", "anh2"]


def test_a_refused_file_says_why_and_keeps_what_was_typed(address: str, lan: User, signed_in: SignedIn) -> None:
    browser = signed_in(lan)
    answer = browser.post(f"{address}tai-len/", {**TYPED, "file": _sent(sample.macro_docx(), "bao-cao.pdf")})
    assert answer.status_code == 422
    text = answer.content.decode()
    assert "Chưa nhận tệp “bao-cao.pdf”: tệp có macro" in text and 'value="Kế hoạch tuyên truyền"' in text
    wrong = browser.post(
        f"{address}tai-len/", {**TYPED, "issued_on": "31/02/2026", "file": _sent(sample.pdf(), "a.pdf")}
    )
    assert wrong.status_code == 422 and "31/02/2026" in wrong.content.decode()
    assert not Document.objects.exists() and not Upload.objects.exists()


def test_the_same_file_again_is_offered_and_the_file_need_not_be_chosen_again(
    address: str, lan: User, signed_in: SignedIn, link: EvidenceLink, nam_nung: RoundUnit
) -> None:
    other = address.replace(LEAF, "KH-NGAY")
    browser = signed_in(lan)
    answer = browser.post(f"{other}tai-len/", {"file": _sent(sample.pdf(), "copy.pdf")})
    assert answer.status_code == 422
    text = answer.content.decode()
    assert "Danh mục đã có tệp này" in text and "Dùng văn bản này" in text
    upload = Upload.objects.get()
    assert upload.public_id in text
    browser.post(f"{other}tu-danh-muc/", {"document": link.document.public_id})
    assert EvidenceLink.objects.filter(document=link.document).count() == 2
    anyway = browser.post(f"{other}tai-len/", {"upload": upload.public_id, "anyway": "1"})
    assert anyway.status_code == 302 and Document.objects.count() == 2


def _begin(browser: object, places: Places, content: bytes, **more: str) -> dict[str, object]:
    told = {"unit": places.nam_nung.public_id, "place": "x", "name": "lon.pdf", "size": str(len(content)), **more}
    answer = browser.post("/tai-len/", told)  # type: ignore[attr-defined]
    assert answer.status_code == 201, answer.content
    found: dict[str, object] = json.loads(answer.content)
    return found


def _put(browser: object, upload: str, offset: int, piece: bytes) -> object:
    address = f"/tai-len/{upload}/?offset={offset}"
    return browser.put(address, piece, content_type="application/octet-stream")  # type: ignore[attr-defined]


def test_a_file_arrives_in_pieces_over_a_weak_line(
    address: str, lan: User, signed_in: SignedIn, places: Places
) -> None:
    content = sample.pdf("x" * 5000)
    browser = signed_in(lan)
    begun = _begin(browser, places, content, sha256=hashlib.sha256(content).hexdigest())
    upload = str(begun["id"])
    assert _put(browser, upload, 0, content[:2000]).status_code == 200  # type: ignore[attr-defined]
    twice = _put(browser, upload, 0, content[:2000])  # the answer was lost, the piece is sent again
    assert twice.status_code == 409 and json.loads(twice.content)["received"] == 2000  # type: ignore[attr-defined]
    # The page is loaded again, the same file is chosen again.
    again = _begin(browser, places, content, sha256=hashlib.sha256(content).hexdigest())
    assert (again["id"], again["received"]) == (upload, 2000)
    early = browser.post(f"{address}tai-len/", {"upload": upload}, headers={"hx-request": "true"})
    assert early.status_code == 422 and "chưa tải xong" in early.content.decode()
    assert _put(browser, upload, 2000, content[2000:] + b"more").status_code == 422  # type: ignore[attr-defined]
    assert _put(browser, upload, 2000, content[2000:]).status_code == 200  # type: ignore[attr-defined]
    done = browser.post(f"{address}tai-len/", {"upload": upload}, headers={"hx-request": "true"})
    assert done.status_code == 200 and "lon" in done.content.decode()
    assert EvidenceLink.objects.get().file.stored.sha256 == hashlib.sha256(content).hexdigest()  # type: ignore[union-attr]


def test_pieces_that_make_another_file_are_refused(
    address: str, lan: User, signed_in: SignedIn, places: Places
) -> None:
    content = sample.pdf()
    browser = signed_in(lan)
    upload = str(_begin(browser, places, content, sha256=hashlib.sha256(b"another").hexdigest())["id"])
    _put(browser, upload, 0, content)
    answer = browser.post(f"{address}tai-len/", {"upload": upload}, headers={"hx-request": "true"})
    assert answer.status_code == 422 and "khác tệp trên máy" in answer.content.decode()


def test_uploads_belong_to_one_person_and_end(
    lan: User, thinh: User, quan: User, signed_in: SignedIn, places: Places
) -> None:
    content = sample.pdf()
    upload = str(_begin(signed_in(lan), places, content)["id"])
    path = Upload.objects.get().path
    assert signed_in(thinh).get(f"/tai-len/{upload}/").status_code == 404
    assert _put(signed_in(thinh), upload, 0, content).status_code == 404  # type: ignore[attr-defined]
    told = {"unit": places.nam_nung.public_id, "name": "a.pdf", "size": "10"}
    assert signed_in(quan).post("/tai-len/", told).status_code == 403
    for size in ("0", "-5", "x", str(51 * 1024 * 1024)):
        assert signed_in(lan).post("/tai-len/", {**told, "size": size}).status_code == 422
    large = signed_in(lan).put(f"/tai-len/{upload}/?offset=0", b"x" * (2 * 1024 * 1024 + 1), content_type="text/plain")
    assert large.status_code == 413
    _put(signed_in(lan), upload, 0, content)
    assert path.exists()
    with clock.stopped_at(clock.now() + timedelta(days=3)):
        assert signed_in(lan).get(f"/tai-len/{upload}/").status_code == 404
        _begin(signed_in(lan), places, content, name="khac.pdf")
        assert Upload.objects.count() == 1
    given_up = str(_begin(signed_in(lan), places, content, name="bo.pdf")["id"])
    assert signed_in(lan).delete(f"/tai-len/{given_up}/").status_code == 204
    assert not Upload.objects.filter(public_id=given_up).exists()


def test_an_upload_in_the_explanation_stage_is_closed_by_the_calendar(
    address: str, lan: User, signed_in: SignedIn
) -> None:
    page = signed_in(lan).get(address, {"giai-doan": Stage.EXPLANATION.value})
    assert page.status_code == 200 and "tai-len/" not in page.content.decode()
    assert signed_in(lan).get(address, {"giai-doan": "final"}).status_code == 404


def test_a_configured_scanner_decides(address: str, lan: User, signed_in: SignedIn, settings: LazySettings) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        settings.CLAMAV_ADDRESS = f"tcp://127.0.0.1:{server.getsockname()[1]}"

        def infected() -> None:
            line, _ = server.accept()
            with line:
                like_clamd(line)

        threading.Thread(target=infected, daemon=True).start()
        browser = signed_in(lan)
        answer = browser.post(f"{address}tai-len/", {"file": _sent(sample.pdf(EICAR.decode("ascii")), "a.pdf")})
        assert answer.status_code == 422
        assert "phát hiện mã độc Eicar-Test-Signature" in answer.content.decode()
    silent = browser.post(f"{address}tai-len/", {"file": _sent(sample.pdf(), "b.pdf")})
    assert silent.status_code == 422 and "máy quét mã độc không trả lời" in silent.content.decode()
    assert not Document.objects.exists()
