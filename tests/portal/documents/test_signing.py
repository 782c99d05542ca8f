"""A document goes out to be signed and comes back: works · refused to whom · refused when · audited."""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
import typst
from django.conf import LazySettings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from docx import Document as Word
from tests.portal.conftest import Places, SignedIn
from tests.tools import sample_files as sample
from tests.tools import signing_support as made

from parindex.engine.documents.signing_places import Box, Place
from parindex.portal.accounts.models import User
from parindex.portal.documents import engine_bridge
from parindex.portal.documents.actions import (
    DocumentCard,
    attach_examined,
    confirm_signed,
    make_signing_copy,
    receive_signed,
    register_document,
    set_signed_aside,
    take_back_signed,
)
from parindex.portal.documents.models import Comparison, Document, DocumentFile, DocumentKind, SigningCopy
from parindex.portal.documents.workflow import SigningState
from parindex.portal.platform import files
from parindex.portal.platform.models import AuditEntry, JobProgress
from parindex.portal.platform.refusals import ActionRefused, Conflict, NotAllowed
from parindex.portal.platform.worker import run_waiting
from parindex.tools import libreoffice
from parindex.tools.signature_drawing import draw_lines
from parindex.tools.signing import sign_pdf
from parindex.tools.signing_keys import SigningKey, from_pkcs12

DAY = date(2026, 2, 11)
ACTS = ("documents.make_signing_copy", "documents.take_back_signed", "documents.confirm_signed")


def page(number: str = "", day: str = "", month: str = "", points: str = "95,5") -> bytes:
    """The decision as a PDF; number and date blank for the clerk."""
    lines = (
        "ỦY BAN NHÂN DÂN XÃ NÂM NUNG",
        f"Số: {number}/QĐ-UBND",
        f"Nâm Nung, ngày {day} tháng {month} năm 2026",
        "QUYẾT ĐỊNH",
        "Về việc công bố kết quả chấm điểm cải cách hành chính",
        f"Điều 1. Xã Nâm Nung đạt {points} điểm.",
        "Điều 2. Quyết định này có hiệu lực kể từ ngày ký.",
        "CHỦ TỊCH",
        "Nguyễn Văn An",
    )
    source = '#set page(paper: "a4")\n#set text(font: "Libertinus Serif", size: 13pt)\n'
    source += "".join(f"#par(sys.inputs.l{at})\n" for at in range(len(lines)))
    inputs = {f"l{at}": line for at, line in enumerate(lines)}
    written = typst.compile(source.encode(), format="pdf", sys_inputs=inputs)
    assert isinstance(written, bytes)
    return written


@dataclass(frozen=True)
class Office:
    """The officers' own document system: it holds the key."""

    key: SigningKey
    root: bytes

    def sign(self, content: bytes) -> bytes:
        place = Place(1, Box(300, 100, 400, 140))
        drawn = draw_lines(["ký"], size=10, width_pt=100, height_pt=40)
        return sign_pdf(content, self.key, place=place, picture=drawn).content


@pytest.fixture(scope="module")
def office() -> Office:
    packed, root = made.packed(made.AN)
    return Office(from_pkcs12(packed, made.PASSWORD, now=datetime.now(UTC)), root)


@pytest.fixture
def trusted(settings: LazySettings, tmp_path: Path, office: Office) -> None:
    (tmp_path / "roots").mkdir()
    (tmp_path / "roots" / "root.pem").write_bytes(office.root)
    settings.TRUSTED_CERTIFICATES = str(tmp_path / "roots")


@pytest.fixture
def decision(places: Places, lan: User) -> Document:
    card = DocumentCard(
        kind=DocumentKind.DECISION,
        title="Quyết định công bố kết quả chấm điểm",
        issuer="UBND xã Nâm Nung",
        unit=places.nam_nung,
    )
    return register_document(actor=lan, card=card)


@pytest.fixture
def file(decision: Document, lan: User) -> DocumentFile:
    return attach_examined(actor=lan, document=decision, examined=engine_bridge.examine(page(), "quyet-dinh.pdf"))


@pytest.fixture
def copy(decision: Document, file: DocumentFile, lan: User) -> SigningCopy:
    return make_signing_copy(actor=lan, document=decision, file=file)


def _returned(copy: SigningCopy, lan: User, content: bytes) -> SigningCopy:
    return take_back_signed(actor=lan, copy=copy, name="da-ky.pdf", content=content)


def _confirmed(copy: SigningCopy, lan: User, **more: object) -> SigningCopy:
    assert copy.returned is not None
    asked = {"seen": copy.returned.sha256, "number": "318", "symbol": "QĐ-UBND", "issued_on": DAY, **more}
    return confirm_signed(actor=lan, copy=copy, **asked)  # type: ignore[arg-type]


def test_out_signed_back_confirmed(
    decision: Document, copy: SigningCopy, office: Office, trusted: None, lan: User
) -> None:
    assert files.read(copy.clean_file) == files.read(copy.source.stored)  # a PDF goes out as it is
    back = _returned(copy, lan, office.sign(page("318", "11", "02")))
    assert (back.state, back.signature, back.comparison) == (SigningState.RETURNED, "valid", Comparison.SAME)
    assert (back.number, back.symbol, back.issued_on) == ("318", "QĐ-UBND", DAY)
    assert back.signatures[0][1] == made.AN
    decision.refresh_from_db()
    assert decision.sign == "" and decision.files.count() == 1  # nothing stands there before a person confirms
    done = _confirmed(back, lan)
    decision.refresh_from_db()
    assert (decision.sign, decision.issued_on) == ("318/QĐ-UBND", DAY)
    assert done.state == SigningState.CONFIRMED and done.attached in decision.files.all()
    written = AuditEntry.objects.filter(action__in=ACTS).order_by("pk")
    assert [each.action for each in written] == list(ACTS)
    assert all(made.AN not in str(each.references) for each in written)


def test_differences_are_told_and_ask_for_a_reason(
    copy: SigningCopy, office: Office, trusted: None, lan: User, decision: Document
) -> None:
    back = _returned(copy, lan, office.sign(page("318", "11", "02", points="96,5")))
    assert back.comparison == Comparison.DIFFERENT and back.differences == [
        ["changed", 1, "95,5", "96,5", "Điều 1. Xã Nâm Nung đạt"]
    ]
    with pytest.raises(ActionRefused, match="signed_reason_missing"):
        _confirmed(back, lan)
    decision.refresh_from_db()
    assert decision.number == ""
    assert _confirmed(back, lan, reason="Sửa theo ý kiến của Chủ tịch").reason == "Sửa theo ý kiến của Chủ tịch"


def test_an_unknown_signer_asks_for_a_reason(copy: SigningCopy, office: Office, lan: User) -> None:
    back = _returned(copy, lan, office.sign(page("318", "11", "02")))
    assert (back.signature, back.comparison) == ("unknown_signer", Comparison.SAME)
    with pytest.raises(ActionRefused, match="signed_reason_missing"):
        _confirmed(back, lan)
    assert _confirmed(back, lan, reason="Đã đối chiếu chứng thư").state == SigningState.CONFIRMED


def test_files_that_do_not_come_back(copy: SigningCopy, office: Office, lan: User) -> None:
    signed = office.sign(page("318", "11", "02"))
    place = signed.index(b"/Contents")
    flipped = signed[:place] + b"/contents" + signed[place + 9 :]
    word = io.BytesIO()
    Word().save(word)
    for content, code in (
        (page("318", "11", "02"), "signed_without_signature"),
        (flipped, "signed_and_altered"),
        (word.getvalue(), "signed_no_pdf"),
        (sample.locked_pdf("mat khau"), "file_password"),
    ):
        with pytest.raises(ActionRefused, match=code):
            take_back_signed(actor=lan, copy=copy, name="da-ky", content=content)
    copy = SigningCopy.objects.get(pk=copy.pk)
    assert copy.state == SigningState.OUT and copy.returned is None


def test_it_is_refused_to_strangers_and_readers(
    copy: SigningCopy, file: DocumentFile, office: Office, lan: User, quan: User, ngan: User
) -> None:
    back = _returned(copy, lan, office.sign(page("318", "11", "02")))
    for person in (quan, ngan):
        with pytest.raises(NotAllowed):
            make_signing_copy(actor=person, document=copy.document, file=file)
        with pytest.raises(NotAllowed):
            take_back_signed(actor=person, copy=back, name="x.pdf", content=b"")
        with pytest.raises(NotAllowed):
            set_signed_aside(actor=person, copy=back)
        with pytest.raises(NotAllowed):
            _confirmed(back, person)


def test_what_is_not_taken_out(
    decision: Document, copy: SigningCopy, office: Office, lan: User, places: Places
) -> None:
    picture = attach_examined(actor=lan, document=decision, examined=engine_bridge.examine(sample.png(), "anh.png"))
    signed = office.sign(page())
    already = attach_examined(actor=lan, document=decision, examined=engine_bridge.examine(signed, "da-ky.pdf"))
    other = register_document(actor=lan, card=DocumentCard(DocumentKind.PLAN, "Kế hoạch", unit=places.nam_nung))
    for document, asked, code in (
        (decision, picture, "signing_kind"),
        (other, copy.source, "signing_kind"),
        (decision, already, "signing_signed_already"),
    ):
        with pytest.raises(ActionRefused, match=code):
            make_signing_copy(actor=lan, document=document, file=asked)


def test_a_new_copy_closes_the_one_before(copy: SigningCopy, file: DocumentFile, office: Office, lan: User) -> None:
    newer = make_signing_copy(actor=lan, document=copy.document, file=file)
    copy = SigningCopy.objects.get(pk=copy.pk)
    assert (copy.state, newer.state) == (SigningState.GIVEN_UP, SigningState.OUT)
    with pytest.raises(Conflict, match="signing_closed"):
        _returned(copy, lan, office.sign(page()))


def test_a_file_set_aside_or_replaced_is_not_confirmed(copy: SigningCopy, office: Office, lan: User) -> None:
    first = _returned(copy, lan, office.sign(page("318", "11", "02")))
    aside = set_signed_aside(actor=lan, copy=first)
    assert aside.state == SigningState.OUT and aside.returned is None
    with pytest.raises(Conflict, match="signed_not_waiting"):
        set_signed_aside(actor=lan, copy=aside)
    seen = _returned(aside, lan, office.sign(page("318", "11", "02"))).returned
    assert seen is not None
    newer = _returned(aside, lan, office.sign(page("319", "11", "02")))
    with pytest.raises(Conflict, match="signed_another_came"):
        _confirmed(newer, lan, seen=seen.sha256, reason="x")
    for missing in ({"number": " "}, {"issued_on": None}):
        with pytest.raises(ActionRefused, match="signed_number_missing"):
            _confirmed(newer, lan, reason="x", **missing)


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(isinstance(libreoffice.find(), libreoffice.Absent), reason="LibreOffice is absent")
def test_the_pages_lead_from_the_document_to_the_signed_one(
    decision: Document, office: Office, lan: User, signed_in: SignedIn
) -> None:
    written = io.BytesIO()
    word = Word()
    for line in ("Số:      /QĐ-UBND", "Điều 1. Công bố kết quả."):
        word.add_paragraph(line)
    word.save(written)
    draft = attach_examined(
        actor=lan, document=decision, examined=engine_bridge.examine(written.getvalue(), "quyet-dinh.docx")
    )
    browser, address = signed_in(lan), f"/van-ban/{decision.public_id}/ky-so/"
    assert address in browser.get(f"/van-ban/{decision.public_id}/").content.decode()
    assert "Lấy bản PDF để ký" in browser.get(address).content.decode()
    assert browser.post(f"{address}lay-ban-pdf/", {"file": draft.public_id}).status_code == 302
    run_waiting()
    made_pdf = JobProgress.objects.get(kind="documents.make_signing_copy")
    assert (made_pdf.state, made_pdf.result_address) == ("done", address)
    copy = SigningCopy.objects.get()
    clean = browser.get(f"{address}{copy.public_id}/ban-pdf/")
    assert clean.content.startswith(b"%PDF-") and "quyet-dinh-de-ky.pdf" in clean.headers["Content-Disposition"]
    at_once = _hand_in(browser, f"{address}{copy.public_id}/nop-lai/", written.getvalue())
    assert at_once.status_code == 422 and "phải là tệp PDF" in at_once.content.decode()
    refused = _hand_in(browser, f"{address}{copy.public_id}/nop-lai/", clean.content)
    run_waiting()
    told = browser.get(refused["Location"]).content.decode()
    assert "chưa có chữ ký số" in told and f'href="{address}"' in told
    back = _hand_in(browser, f"{address}{copy.public_id}/nop-lai/", office.sign(clean.content))
    assert back.status_code == 302 and SigningCopy.objects.get().state == SigningState.OUT  # the request only keeps it
    run_waiting()
    job = JobProgress.objects.filter(kind="documents.job_check_signed").latest("pk")
    assert (job.state, job.done, job.total, job.result_address) == ("done", 2, 2, address)
    shown = browser.get(address).content.decode()
    assert "Không rõ người ký" in shown and made.AN in shown and "Nội dung giống" in shown
    copy = SigningCopy.objects.get(pk=copy.pk)
    typed = {"seen": copy.returned.sha256, "number": "318", "symbol": "QĐ-UBND", "issued_on": "11/02/2026"}  # type: ignore[union-attr]
    unsure = browser.post(f"{address}{copy.public_id}/xac-nhan/", typed)
    assert unsure.status_code == 422 and "Ghi lý do vẫn xác nhận" in unsure.content.decode()
    done = browser.post(f"{address}{copy.public_id}/xac-nhan/", {**typed, "reason": "Đã đối chiếu"}, follow=True)
    assert "Bản đã ký đã vào danh mục văn bản." in done.content.decode()
    decision.refresh_from_db()
    assert decision.sign == "318/QĐ-UBND"


def _hand_in(browser: Client, address: str, content: bytes) -> Any:
    return browser.post(address, {"file": SimpleUploadedFile("da-ky.pdf", content, content_type="application/pdf")})


def test_what_is_not_even_kept(copy: SigningCopy, file: DocumentFile, lan: User, quan: User) -> None:
    with pytest.raises(NotAllowed):
        receive_signed(actor=quan, copy=copy, name="da-ky.pdf", content=page())
    for content, code in ((b"", "file_empty"), (b"%PDF-1.7 cut off", "file_damaged"), (sample.png(), "signed_no_pdf")):
        with pytest.raises(ActionRefused, match=code):
            receive_signed(actor=lan, copy=copy, name="da-ky.pdf", content=content)
    make_signing_copy(actor=lan, document=copy.document, file=file)
    with pytest.raises(Conflict, match="signing_closed"):
        receive_signed(actor=lan, copy=SigningCopy.objects.get(pk=copy.pk), name="da-ky.pdf", content=page())


def test_pages_for_readers_and_strangers(copy: SigningCopy, ngan: User, quan: User, signed_in: SignedIn) -> None:
    address = f"/van-ban/{copy.document.public_id}/ky-so/"
    assert signed_in(quan).get(address).status_code == 404
    assert signed_in(quan).get(f"{address}{copy.public_id}/ban-pdf/").status_code == 404
    shown = signed_in(ngan).get(address)
    assert shown.status_code == 200 and '<form class="act"' not in shown.content.decode()
    assert signed_in(ngan).post(f"{address}{copy.public_id}/khong-dung-tep/").status_code == 403
