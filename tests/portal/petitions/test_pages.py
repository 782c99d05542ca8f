"""The register's pages: lists, filters, Excel in and out, acts from the page, dialogues, reminders, query counts."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook
from tests.portal.conftest import Places, SignedIn
from tests.portal.petitions.conftest import IDENTIFYING, at, new
from tests.tools import sample_files as sample

from parindex.portal.accounts.models import User
from parindex.portal.documents.engine_bridge import examine
from parindex.portal.petitions import labels
from parindex.portal.petitions.actions.handle_petition import Act
from parindex.portal.petitions.actions.receive_petitions import receive_petitions
from parindex.portal.petitions.actions.register_dialogue import NewDialogue, register_dialogue
from parindex.portal.petitions.actions.remind_of_petitions import remind_of_petitions
from parindex.portal.petitions.actions.see_petitioner import Purpose
from parindex.portal.petitions.engine_bridge import Duty
from parindex.portal.petitions.forms import workbook
from parindex.portal.petitions.models import Dialogue, Petition, Petitioner, PetitionKind, PetitionSource, Rating
from parindex.portal.petitions.workflow import PetitionState
from parindex.portal.platform import clock
from parindex.portal.platform.models import AuditEntry, Notification
from parindex.portal.platform.refusals import ActionRefused, NotAllowed
from parindex.wording import codes

LIST = "petitions:list"


@pytest.fixture
def three(places: Places, lan: User) -> list[Petition]:
    """Two of Nâm Nung, one of Đắk Wil."""
    rows = [
        new("Đường thôn ngập nước, chưa sửa", kind=PetitionKind.OTHER, received_at=at("2026-10-01 08:00")),
        new("Quy định thu phí chứng thực chưa rõ", kind=PetitionKind.REGULATION, source=PetitionSource.POST),
    ]
    made = [*receive_petitions(actor=lan, unit=places.nam_nung, rows=rows)]
    made += receive_petitions(actor=None, unit=places.dak_wil, rows=[new("Hồ sơ đất đai chậm trả")])
    return [each.petition for each in made if each.petition]


def sheet(*rows: Sequence[object]) -> bytes:
    content = BytesIO()
    with xlsxwriter.Workbook(content) as book:
        page = book.add_worksheet()
        for number, row in enumerate(rows):
            page.write_row(number, 0, row)
    return content.getvalue()


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", {0, 1}),
        ("q=duong+thon", {0}),
        ("q=PHÍ", {1}),
        ("xem=overdue", {0}),
        ("xem=soon", set()),
        ("loai=regulation", {1}),
        ("nguon=post", {1}),
        ("trang-thai=answered", set()),
        ("tu=01/11/2026", {1}),
        ("den=31/10/2026", {0}),
        ("q=Bình", set()),
        ("q=0912345678", set()),
        ("loai=nonsense&xem=nonsense&tu=nonsense", {0, 1}),
    ],
)
def test_the_list_filters(three: list[Petition], lan: User, signed_in: SignedIn, query: str, found: set[int]) -> None:
    page = signed_in(lan).get(f"{reverse(LIST)}?{query}").content.decode()
    assert {place for place, petition in enumerate(three) if petition.public_id in page} == found


def test_the_province_sees_all_its_units_a_stranger_none(
    three: list[Petition], hoa: User, quan: User, long: User, signed_in: SignedIn
) -> None:
    page = signed_in(hoa).get(reverse(LIST)).content.decode()
    assert all(petition.public_id in page for petition in three)
    assert "Xã Đắk Wil" in page
    assert not any(petition.public_id in signed_in(quan).get(reverse(LIST)).content.decode() for petition in three)
    assert signed_in(long).get(reverse(LIST)).status_code == 403
    assert signed_in(quan).get(reverse("petitions:petition", args=[three[0].public_id])).status_code == 404


def test_who_does_not_handle_a_petition_reads_no_names_of_others(
    places: Places, lan: User, hoa: User, signed_in: SignedIn
) -> None:
    written = "Khai sinh cho cháu Trần Thị Mận chậm, cán bộ tên Hùng hẹn bà Lê Na nhiều lần. UBND xã Nâm Nung xem lại."
    (received,) = receive_petitions(actor=lan, unit=places.nam_nung, rows=[new(written, subject_field="Hộ tịch")])
    assert received.petition is not None
    one = reverse("petitions:petition", args=[received.petition.public_id])
    act = reverse("petitions:act", args=[received.petition.public_id])
    browser = signed_in(lan)
    browser.post(act, {"act": "classify", "kind": "other"})
    browser.post(act, {"act": "ask_supplement", "text": "Giấy chứng sinh của cháu Trần Thị Mận"})
    people = ("Mận", "Hùng", "Lê Na")
    for address in (one, reverse(LIST)):
        own, other = (signed_in(person).get(address).content.decode() for person in (lan, hoa))
        assert all(name in own for name in people), address
        assert not [name for name in people if name in other], address
        assert "UBND xã Nâm Nung xem lại" in other and "Hộ tịch" in other
    for text, seen in (("man", {lan}), ("le na", {lan}), ("khai sinh", {lan, hoa}), ("pakn-2026", {lan, hoa})):
        for person in (lan, hoa):
            listed = signed_in(person).get(reverse(LIST), {"q": text}).content.decode()
            assert (received.petition.public_id in listed) is (person in seen), (text, person.username)
    assert "Giấy chứng sinh của cháu […]" in signed_in(hoa).get(one).content.decode()
    for person, names in ((lan, people), (hoa, ())):
        book = load_workbook(BytesIO(signed_in(person).get(f"{reverse(LIST)}?export=xlsx").content))
        cells = " ".join(str(cell.value) for row in book.active.iter_rows() for cell in row)
        assert [name for name in people if name in cells] == list(names)


def test_pages_take_few_queries_however_long_the_register(
    places: Places, lan: User, hoa: User, signed_in: SignedIn
) -> None:
    counts = []
    for many in (3, 15):
        receive_petitions(actor=lan, unit=places.nam_nung, rows=[new() for _ in range(many)])
        browser = signed_in(hoa)
        browser.get(reverse(LIST))
        pair = []
        for address in (reverse(LIST), reverse("petitions:report"), reverse("petitions:published")):
            with CaptureQueriesContext(
                connection,
            ) as seen:
                assert browser.get(address).status_code == 200
            pair.append(len(seen))
        counts.append(pair)
    assert counts[0] == counts[1], counts
    assert max(counts[0]) <= 24, counts


def test_one_is_received_from_the_form(places: Places, lan: User, hoa: User, signed_in: SignedIn) -> None:
    address = reverse("petitions:receive")
    assert signed_in(hoa).get(address).status_code == 403
    browser = signed_in(lan)
    sent = {
        "unit": places.nam_nung.public_id,
        "source": "direct",
        "kind": "behaviour",
        "content": "Tôi, Nguyễn Văn Bình, phản ánh thái độ",
        "full_name": "Nguyễn Văn Bình",
        "phone": "0912345678",
    }
    assert browser.post(address, {**sent, "received_on": "31/02/2026"}).status_code == 422
    assert browser.post(address, {**sent, "unit": places.dak_wil.public_id}).status_code == 422
    assert not Petition.objects.exists()
    assert browser.post(address, sent).status_code == 302
    assert Petition.objects.get().content == "Tôi, […], phản ánh thái độ"
    assert Petitioner.objects.get().content_as_written == sent["content"]


def test_a_file_is_taken_in_row_by_row(places: Places, lan: User, signed_in: SignedIn) -> None:
    content = sheet(
        ["Mã trên hệ thống", "Ngày tiếp nhận", "Nguồn", "Loại", "Nội dung", "Họ tên", "Số điện thoại", "Màu sắc"],
        ["PAKN.1", "02/11/2026", "Hệ thống quốc gia", "Hành vi hành chính", "Chậm trả lời ông Bình",
         "Nguyễn Văn Bình", "0912345678", "đỏ"],
        ["PAKN.2", "31/02/2026", "", "", "Ngày sai", "Nguyễn Văn Bình", "", ""],
        ["PAKN.3", "", "bồ câu", "", "Nguồn sai", "", "", ""],
        ["PAKN.4", "", "", "", "", "Nguyễn Văn Bình", "", ""],
    )  # fmt: skip
    address, unit = reverse("petitions:from_table"), places.nam_nung.public_id
    browser = signed_in(lan)
    for new_rows, known in ((1, 0), (0, 1)):
        sent = {"unit": unit, "file": SimpleUploadedFile("so.xlsx", content)}
        page = browser.post(address, sent).content.decode()
        assert f"Mới: {new_rows} · đã có trong sổ: {known} · dòng không nạp: 3" in page
        assert "Màu sắc" in page
        for found in (*IDENTIFYING, "bồ câu", "đỏ"):
            assert found not in page
    petition = Petition.objects.get()
    assert (petition.outside_code, petition.content) == ("PAKN.1", "Chậm trả lời […]")
    assert petition.petitioner.phone == "0912345678"


def test_cells_are_pasted_and_bad_files_refused(places: Places, lan: User, hoa: User, signed_in: SignedIn) -> None:
    address, unit = reverse("petitions:from_table"), places.nam_nung.public_id
    assert signed_in(hoa).post(address, {"unit": unit, "cells": "x"}).status_code == 403
    browser = signed_in(lan)
    pasted = "Nội dung\tHọ và tên\nĐường hỏng\tNguyễn Văn Bình\n"
    assert "Mới: 1" in browser.post(address, {"unit": unit, "cells": pasted}).content.decode()
    for sent in (
        {"unit": unit},
        {"unit": places.dak_wil.public_id, "cells": pasted},
        {"unit": unit, "cells": "Họ và tên\nBình\n"},
        {"unit": unit, "file": SimpleUploadedFile("so.xlsx", b"not a workbook")},
        {"unit": unit, "file": SimpleUploadedFile("so.exe", b"MZ")},
    ):
        assert browser.post(address, sent).status_code == 422, sent
    assert Petition.objects.count() == 1


def test_the_template_is_read_again(lan: User, signed_in: SignedIn) -> None:
    content = signed_in(lan).get(reverse("petitions:template")).content
    with pytest.raises(ActionRefused) as refused:
        workbook.read(content, "mau.xlsx")
    assert refused.value.code == "petitions.file_empty"


def test_acts_from_the_page(petition: Petition, lan: User, hoa: User, signed_in: SignedIn) -> None:
    one, browser = [petition.public_id], signed_in(lan)
    page, act = reverse("petitions:petition", args=one), reverse("petitions:act", args=one)
    assert "Phân loại" in browser.get(page).content.decode()
    assert "Xem người phản ánh" not in signed_in(hoa).get(page).content.decode()
    assert signed_in(hoa).post(act, {"act": "classify"}).status_code == 403
    assert browser.post(act, {"act": "nonsense"}).status_code == 400
    kept = browser.post(act, {"act": "refuse", "text": " "})
    assert kept.status_code == 422
    assert browser.post(act, {"act": "classify", "kind": "other", "row_version": "1"}).status_code == 302
    stale = browser.post(act, {"act": "forward", "to": "Sở Y tế", "text": "Lý do dài", "row_version": "1"})
    assert stale.status_code == 409
    assert "Lý do dài" in stale.content.decode()
    assert browser.post(act, {"act": "take_up"}).status_code == 302
    assert browser.post(reverse("petitions:progress", args=one), {"text": "Đang xác minh"}).status_code == 302
    assert browser.post(reverse("petitions:reply", args=one), {"text": "Đã xử lý"}).status_code == 302
    assert browser.post(reverse("petitions:rating", args=one), {"rating": "satisfied"}).status_code == 302
    again = {"source": "phone", "text": "Vẫn chưa được"}
    assert browser.post(reverse("petitions:again", args=one), again).status_code == 302
    for address, sent in (("rating", {"rating": "x"}), ("again", {"source": "x"})):
        assert browser.post(reverse(f"petitions:{address}", args=one), sent).status_code == 400
    page_again = browser.get(page).content.decode()
    assert "Phản ánh lại" in page_again


def test_dialogues_are_registered_counted_and_listed(places: Places, lan: User, hoa: User, signed_in: SignedIn) -> None:
    page = signed_in(lan).get(reverse("petitions:dialogues")).content.decode()
    assert "chưa có cuộc đối thoại nào do Chủ tịch chủ trì" in page
    given = NewDialogue(
        held_on=at("2026-09-10 00:00").date(),
        chaired_by="Chủ tịch UBND xã",
        by_head=True,
        held_with="Hộ kinh doanh, hợp tác xã",
        topics="Thủ tục đất đai, liên hệ 0912345678",
        participants=60,
        questions=12,
        answered=12,
        minutes_sign="05/BB-UBND",
        minutes_file=examine(sample.pdf("Bien ban"), "bien-ban.pdf"),
    )
    with pytest.raises(NotAllowed):
        register_dialogue(actor=hoa, unit=places.nam_nung, given=given)
    dialogue = register_dialogue(actor=lan, unit=places.nam_nung, given=given)
    assert "0912345678" not in dialogue.topics
    assert dialogue.minutes is not None
    assert dialogue.minutes.sign == "05/BB-UBND"
    assert AuditEntry.objects.get(action="petitions.register_dialogue").actor == lan
    with pytest.raises(ActionRefused) as refused:
        register_dialogue(actor=lan, unit=places.nam_nung, given=given)
    assert refused.value.code == "petitions.dialogue_known"
    page = signed_in(lan).get(reverse("petitions:dialogues")).content.decode()
    assert "chưa có cuộc đối thoại nào" not in page
    assert "05/BB-UBND" in page
    assert "05/BB-UBND" in signed_in(hoa).get(reverse("petitions:dialogues") + "?q=ho+kinh+doanh").content.decode()


def test_a_dialogue_from_the_form(places: Places, lan: User, hoa: User, signed_in: SignedIn) -> None:
    address = reverse("petitions:new_dialogue")
    assert signed_in(hoa).get(address).status_code == 403
    browser = signed_in(lan)
    sent = {
        "unit": places.nam_nung.public_id,
        "held_on": "10/09/2026",
        "chaired_by": "Chủ tịch UBND xã",
        "by_head": "on",
        "held_with": "Người dân thôn",
        "topics": "Hộ tịch",
        "questions": "3",
        "answered": "4",
    }
    assert browser.post(address, sent).status_code == 422
    assert browser.post(address, {**sent, "answered": "3", "held_on": "10/12/2026"}).status_code == 422
    assert browser.post(address, {**sent, "answered": "3"}).status_code == 302
    assert Dialogue.objects.get().by_head


def test_reminders_go_out_once_on_working_days(three: list[Petition], lan: User, thinh: User, phu: User) -> None:
    assert remind_of_petitions() == 2  # the late one: to the officer and to the head
    assert remind_of_petitions() == 0
    assert {(row.person, row.code) for row in Notification.objects.all()} == {
        (lan, "petitions.late"), (thinh, "petitions.late"),
    }  # fmt: skip
    assert three[0].code in str(Notification.objects.first().values)  # type: ignore[union-attr]
    with clock.stopped_at(at("2026-11-08 07:30")):  # a Sunday
        assert remind_of_petitions() == 0
    with clock.stopped_at(at("2026-11-11 07:30")):
        assert remind_of_petitions() == 4  # late to both, due soon: the officer and the head, who enters as well
    assert {row.code for row in Notification.objects.all()} <= codes("vi") & codes("en")


def test_my_work_tells_what_is_late_and_due(three: list[Petition], lan: User, hoa: User, signed_in: SignedIn) -> None:
    page = signed_in(lan).get(reverse("dashboards:my_work")).content.decode()
    assert f"{reverse(LIST)}?xem=overdue" in page
    assert f"{reverse(LIST)}?xem=overdue" not in signed_in(hoa).get(reverse("dashboards:my_work")).content.decode()


def test_every_code_has_its_words() -> None:
    assert set(labels.STATES) == set(PetitionState.values)
    assert set(labels.KINDS) == set(PetitionKind.values)
    assert set(labels.SOURCES) == set(PetitionSource.values)
    assert set(labels.DUTIES) == {duty.value for duty in Duty}
    assert set(labels.ACTS) == {act.value for act in Act}
    assert set(labels.RATINGS) == set(Rating.values)
    assert set(labels.PURPOSES) == {purpose.value for purpose in Purpose}
    said = {f"audit.petitions.{act.value}" for act in Act}
    said |= {f"petition.kind.{kind}" for kind in PetitionKind.values}
    said |= {f"petition.source.{source}" for source in PetitionSource.values}
    said |= {f"audit.value.purpose.{purpose.value}" for purpose in Purpose}
    assert said <= codes("vi") & codes("en")
