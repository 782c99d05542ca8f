"""Who raised a petition: seen by those who handle it, every view audited, nowhere else, wiped in time; publication."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.urls import reverse
from pytest_django import DjangoCaptureOnCommitCallbacks
from tests.portal.conftest import Places, SignedIn
from tests.portal.petitions.conftest import IDENTIFYING, at
from tests.tools import sample_files as sample

from parindex.portal.accounts.models import User
from parindex.portal.documents.actions import DocumentCard, attach_file, register_document
from parindex.portal.documents.engine_bridge import examine
from parindex.portal.documents.models import DocumentKind
from parindex.portal.petitions import engine_bridge
from parindex.portal.petitions.actions.answer_petition import Reply, answer_petition
from parindex.portal.petitions.actions.forget_petitioners import forget_petitioners
from parindex.portal.petitions.actions.handle_petition import Act, Handling, handle_petition
from parindex.portal.petitions.actions.publish_petition import publish_petition
from parindex.portal.petitions.actions.see_petitioner import Purpose, open_reply_file, see_petitioner
from parindex.portal.petitions.models import Petition, Petitioner
from parindex.portal.platform import clock
from parindex.portal.platform.models import AuditEntry, StoredFile
from parindex.portal.platform.refusals import ActionRefused, NotAllowed
from parindex.wording import codes

RESTRICTED = "petitions_petitioner"
REPLY = "Kính gửi ông Nguyễn Văn Bình, thôn Đắk Prí: UBND xã đã nhắc nhở công chức và xin lỗi ông Bình."


def cells(besides: set[str]) -> Iterator[tuple[str, str]]:
    """Every text of every table of the database but these, with its table."""
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            if table in besides:
                continue
            cursor.execute(f'SELECT * FROM "{table}"')  # names come from the database itself
            for row in cursor.fetchall():
                yield from ((table, str(value)) for value in row if value is not None)


def tables_holding(*texts: str, besides: set[str] | None = None) -> set[tuple[str, str]]:
    folded = [text.casefold() for text in texts]
    return {
        (table, wanted) for table, text in cells(besides or set()) for wanted in folded if wanted in text.casefold()
    }


@pytest.fixture
def answered(petition: Petition, lan: User) -> Petition:
    handle_petition(actor=lan, petition=petition, handling=Handling(Act.CLASSIFY))
    file = examine(sample.pdf("Kinh gui ong Nguyen Van Binh"), "tra-loi-nguyen-van-binh.pdf")
    return answer_petition(actor=lan, petition=petition, reply=Reply(REPLY, "15/UBND", None, file))


def published(petition: Petition, actor: User) -> Petition:
    return publish_petition(actor=actor, petition=petition, content=petition.content, reply=petition.reply)


def test_only_the_restricted_table_holds_the_person(answered: Petition, lan: User) -> None:
    published(answered, lan)
    see_petitioner(actor=lan, petition=answered, purpose=Purpose.CONTACT)
    assert tables_holding("Nguyễn Văn Bình") == {(RESTRICTED, "nguyễn văn bình")}
    assert tables_holding(*IDENTIFYING, "nguyen-van-binh", besides={RESTRICTED}) == set()
    assert "Bình" not in str(Petitioner.objects.get())


def test_a_view_says_what_for_and_is_audited(
    answered: Petition, lan: User, thinh: User, ngan: User, signed_in: SignedIn
) -> None:
    with pytest.raises(ActionRefused) as refused:
        see_petitioner(actor=lan, petition=answered, purpose=None)
    assert refused.value.code == "petitions.purpose_missing"
    assert not AuditEntry.objects.filter(action="petitions.see_petitioner").exists()
    assert see_petitioner(actor=thinh, petition=answered, purpose=Purpose.VERIFY).phone == "0912 345 678"
    entry = AuditEntry.objects.get(action="petitions.see_petitioner")
    assert (entry.actor, entry.references) == (thinh, {"purpose": "verify"})
    page = signed_in(ngan).get(reverse("petitions:petition", args=[answered.public_id])).content.decode()
    assert "Xem thông tin người phản ánh: Để xác minh nội dung phản ánh" in page
    assert "Y Thịnh Niê" in page
    content, name = open_reply_file(actor=lan, petition=answered)
    assert content.startswith(b"%PDF")
    assert name == "tra-loi-nguyen-van-binh.pdf"
    assert AuditEntry.objects.get(action="petitions.open_reply_file").actor == lan


def test_who_oversees_sees_the_register_but_not_the_person(
    answered: Petition, hoa: User, phu: User, ngan: User, long: User, quan: User, minh: User
) -> None:
    for person in (hoa, phu, ngan, long, quan, minh):
        with pytest.raises(NotAllowed):
            see_petitioner(actor=person, petition=answered, purpose=Purpose.CONTACT)
        with pytest.raises(NotAllowed):
            open_reply_file(actor=person, petition=answered)
        with pytest.raises(NotAllowed):
            publish_petition(actor=person, petition=answered, content="x", reply="x")
    assert not AuditEntry.objects.filter(action__in=["petitions.see_petitioner", "petitions.open_reply_file"]).exists()


@pytest.mark.parametrize("found", [*IDENTIFYING, "ông Bình", "NGUYEN VAN BINH", "0987 111 222", "068.090.001.234"])
def test_nothing_identifying_can_be_published(answered: Petition, lan: User, found: str) -> None:
    for content, reply in ((f"Của {found} gửi.", "Đã xử lý."), ("Về hộ tịch.", f"Trả lời {found}.")):
        with pytest.raises(ActionRefused) as refused:
            publish_petition(actor=lan, petition=answered, content=content, reply=reply)
        assert refused.value.code == "petitions.personal_found"
        assert found not in str(refused.value.values)
    assert Petition.objects.get(pk=answered.pk).published_at is None


def test_what_only_looks_personal_is_covered_in_the_proposal_and_needs_a_look(
    answered: Petition, lan: User, signed_in: SignedIn
) -> None:
    answered.content = "Ông Trần Văn Tư ở số nhà 9 nói với bà Chủ tịch UBND xã Hàm Thuận."
    answered.save()
    browser, address = signed_in(lan), reverse("petitions:publish", args=[answered.public_id])
    proposed = browser.get(address).content.decode()
    assert "Ông […] ở […] nói với bà Chủ tịch UBND xã Hàm Thuận." in proposed and "Trần Văn Tư" not in proposed
    typed = {"content": answered.content, "reply": "Đã xử lý.", "row_version": str(answered.row_version)}
    refused = browser.post(address, typed)
    page = refused.content.decode()
    assert refused.status_code == 422 and "họ tên “Trần Văn Tư”" in page and "da-xem" in page
    with pytest.raises(ActionRefused) as likely:
        publish_petition(actor=lan, petition=answered, content=answered.content, reply="Đã xử lý.")
    assert likely.value.code == "petitions.personal_likely" and "Tư" not in str(likely.value.values)
    assert Petition.objects.get(pk=answered.pk).published_at is None
    with clock.stopped_at(at("2026-11-10 08:00")):
        assert browser.post(address, typed | {"da-xem": "on"}).status_code == 302
    entry = AuditEntry.objects.get(action="petitions.publish")
    assert entry.references["looked_at"] == 2 and "Tư" not in str(entry.references)


def test_looking_does_not_let_through_what_is_sure(answered: Petition, lan: User) -> None:
    with pytest.raises(ActionRefused) as refused:
        publish_petition(actor=lan, petition=answered, content="Gọi 0987 111 222.", reply="x", looked_at=True)
    assert refused.value.code == "petitions.personal_found"


def test_published_texts_are_covered_and_late_publishing_is_told(answered: Petition, lan: User) -> None:
    with clock.stopped_at(at("2026-11-10 08:00")):
        petition = published(answered, lan)
    assert petition.state == "published"
    assert engine_bridge.COVER in petition.published_reply
    assert AuditEntry.objects.get(action="petitions.publish").references["late"] is True
    with pytest.raises(ActionRefused):
        published(petition, lan)


def test_empty_texts_and_unanswered_petitions_are_not_published(
    petition: Petition, lan: User, signed_in: SignedIn
) -> None:
    with pytest.raises(ActionRefused) as refused:
        publish_petition(actor=lan, petition=petition, content="x", reply="y")
    assert refused.value.code == "petitions.state_forbids"
    handle_petition(actor=lan, petition=petition, handling=Handling(Act.CLASSIFY))
    answer_petition(actor=lan, petition=petition, reply=Reply("Đã xử lý."))
    with pytest.raises(ActionRefused) as refused:
        publish_petition(actor=lan, petition=petition, content=" ", reply="y")
    assert refused.value.code == "petitions.publish_empty"


def test_after_a_year_the_person_is_wiped(
    answered: Petition, lan: User, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    kept = Petitioner.objects.get().reply_file
    assert kept is not None
    with clock.stopped_at(at("2027-11-20 02:00")):
        assert forget_petitioners() == 0, "not published yet: its texts are still to be checked against him"
    published(answered, lan)
    with clock.stopped_at(at("2027-11-04 02:00")):
        assert forget_petitioners() == 0
    with clock.stopped_at(at("2027-11-06 02:00")), django_capture_on_commit_callbacks(execute=True):
        assert forget_petitioners() == 1
        assert forget_petitioners() == 0
    assert tables_holding(*IDENTIFYING, "nguyen-van-binh") == set()
    assert not StoredFile.objects.filter(pk=kept.pk).exists()
    assert not kept.content.storage.exists(str(kept.content.name))
    assert AuditEntry.objects.get(action="petitions.forget_petitioner").actor is None
    with pytest.raises(ActionRefused) as refused:
        see_petitioner(actor=lan, petition=answered, purpose=Purpose.CONTACT)
    assert refused.value.code == "petitions.petitioner_wiped"


def test_the_bytes_stay_when_another_row_keeps_the_same(answered: Petition, lan: User, places: Places) -> None:
    kept = Petitioner.objects.get().reply_file
    assert kept is not None
    document = register_document(
        actor=None, card=DocumentCard(kind=DocumentKind.LETTER, title="Trả lời", unit=places.nam_nung)
    )
    content = ContentFile(open_reply_file(actor=lan, petition=answered)[0]).read()
    attach_file(actor=None, document=document, content=content, name="a.pdf", media_type="application/pdf")
    published(answered, lan)
    with clock.stopped_at(at("2027-11-06 02:00")):
        assert forget_petitioners() == 1
    assert StoredFile.objects.filter(pk=kept.pk).exists()


def test_the_person_is_shown_by_post_only_and_never_kept_by_a_browser(
    answered: Petition, lan: User, hoa: User, signed_in: SignedIn
) -> None:
    address = reverse("petitions:petitioner", args=[answered.public_id])
    browser = signed_in(lan)
    assert browser.get(address).status_code == 405
    refused = browser.post(address, {"purpose": "because"})
    assert refused.status_code == 422
    assert "Nguyễn Văn Bình" not in refused.content.decode()
    shown = browser.post(address, {"purpose": "contact"})
    assert "Nguyễn Văn Bình" in shown.content.decode()
    assert "no-store" in shown["Cache-Control"]
    assert signed_in(hoa).post(address, {"purpose": "contact"}).status_code == 403
    assert signed_in(hoa).post(reverse("petitions:reply_file", args=[answered.public_id])).status_code == 403


def test_no_page_and_no_file_shows_the_person(
    answered: Petition, lan: User, hoa: User, ngan: User, signed_in: SignedIn
) -> None:
    published(answered, lan)
    one = [answered.public_id]
    addresses = [
        reverse("petitions:list"),
        reverse("petitions:list") + "?export=xlsx",
        reverse("petitions:list") + "?q=nguyen+van+binh",
        reverse("petitions:petition", args=one),
        reverse("petitions:published"),
        reverse("petitions:published_petition", args=one),
        reverse("petitions:report"),
        reverse("petitions:report") + "?export=xlsx",
        reverse("petitions:report_word"),
        reverse("audit_log"),
        reverse("dashboards:my_work"),
        reverse("search") + "?q=binh",
    ]
    for person in (lan, hoa, ngan):
        browser = signed_in(person)
        for address in addresses:
            answer = browser.get(address)
            assert answer.status_code == 200, (person.username, address)
            text = _text(answer.content)
            for found in IDENTIFYING:
                assert found.casefold() not in text, (person.username, address, found)
            if "q=nguyen" in address:
                assert answered.code.casefold() not in text
    assert "căn cước" in signed_in(hoa).get(addresses[3]).content.decode()


def _text(content: bytes) -> str:
    """Words of a page, or of every part of a packed file."""
    if content[:2] != b"PK":
        return content.decode().casefold()
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        return " ".join(packed.read(name).decode("utf-8", "ignore") for name in packed.namelist()).casefold()


def test_the_reply_page_takes_text_and_file(petition: Petition, lan: User, hoa: User, signed_in: SignedIn) -> None:
    handle_petition(actor=lan, petition=petition, handling=Handling(Act.CLASSIFY))
    address = reverse("petitions:reply", args=[petition.public_id])
    assert signed_in(hoa).get(address).status_code == 403
    browser = signed_in(lan)
    assert browser.post(address, {"text": ""}).status_code == 422
    evil = SimpleUploadedFile("tra-loi.pdf", b"MZ\x90\x00 program")
    assert browser.post(address, {"text": REPLY, "file": evil}).status_code == 422
    file = SimpleUploadedFile("tra-loi.pdf", sample.pdf("Tra loi"))
    answer = browser.post(address, {"text": REPLY, "sign": "15/UBND", "signed_on": "05/11/2026", "file": file})
    assert answer.status_code == 302
    after = Petition.objects.get(pk=petition.pk)
    assert (after.state, after.reply_sign) == ("answered", "15/UBND")
    assert "Bình" not in after.reply
    download = browser.post(reverse("petitions:reply_file", args=[petition.public_id]))
    assert download["Content-Disposition"].startswith("attachment")


def test_a_signed_reply_is_offered_where_there_is_one(answered: Petition, lan: User, signed_in: SignedIn) -> None:
    page = signed_in(lan).get(reverse("petitions:petition", args=[answered.public_id])).content.decode()
    assert reverse("petitions:reply_file", args=[answered.public_id]) in page


def test_no_signed_reply_is_offered_where_there_is_none(petition: Petition, lan: User, signed_in: SignedIn) -> None:
    handle_petition(actor=lan, petition=petition, handling=Handling(Act.CLASSIFY))
    answer_petition(actor=lan, petition=petition, reply=Reply("Đã xử lý."))
    page = signed_in(lan).get(reverse("petitions:petition", args=[petition.public_id])).content.decode()
    assert reverse("petitions:reply_file", args=[petition.public_id]) not in page


def test_the_publishing_page_shows_the_covered_texts_and_refuses(
    answered: Petition, lan: User, hoa: User, signed_in: SignedIn
) -> None:
    address = reverse("petitions:publish", args=[answered.public_id])
    assert signed_in(hoa).get(address).status_code == 403
    browser = signed_in(lan)
    assert engine_bridge.COVER in browser.get(address).content.decode()
    refused = browser.post(address, {"content": "Ông Bình gửi", "reply": "Đã xử lý"})
    assert refused.status_code == 422
    assert "họ tên" in refused.content.decode()
    assert browser.post(address, {"content": answered.content, "reply": answered.reply}).status_code == 302


def test_every_kind_of_find_has_its_word() -> None:
    wanted = {f"personal.{kind.value}" for kind in engine_bridge.PersonalKind}
    assert wanted <= codes("vi") & codes("en")
