"""From issuing to the signed document: number and date from the register, the file with both: works · refused to whom
· refused when · audited.
"""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.urls import reverse
from tests.engine.documents.reading import lines
from tests.portal.conftest import Places, SignedIn
from tests.portal.reports.conftest import words

from parindex.engine.numbers.printing import show_date, show_date_in_words
from parindex.portal.accounts.models import User
from parindex.portal.documents.actions import reserve_number
from parindex.portal.documents.models import Document, ReservedNumber
from parindex.portal.platform import clock, files
from parindex.portal.platform.models import AuditEntry
from parindex.portal.platform.refusals import ActionRefused, NotAllowed
from parindex.portal.reports.actions.create_draft import create_draft
from parindex.portal.reports.actions.issue_draft import issue_draft
from parindex.portal.reports.actions.number_draft import number_draft
from parindex.portal.reports.engine_bridge import TemplateKind
from parindex.portal.reports.models import Draft


@pytest.fixture
def issued(draft: Draft, thinh: User) -> Draft:
    return issue_draft(actor=thinh, draft=draft, row_version=draft.row_version)


@pytest.fixture
def today() -> date:
    return clock.today()


def test_the_next_number_of_the_register_stands_on_card_and_file(issued: Draft, lan: User, today: date) -> None:
    frozen = files.read(issued.stored) if issued.stored else b""
    done = number_draft(actor=lan, draft=issued, issued_on=today)
    card = Document.objects.get(draft=issued)
    assert (card.sign, card.issued_on) == ("01/BC-UBND", today)
    given = ReservedNumber.objects.get()
    assert (given.document, given.number, given.state) == (card, 1, "filled")
    assert done.numbered is not None and done.numbered.document == card
    assert done.numbered.name == "01-bc-ubnd-bao-cao-ket-qua-cai-cach-hanh-chinh-6-thang.docx"
    before, now = lines(frozen), lines(files.read(done.numbered.stored))
    assert now[1].startswith("Số: 01/BC-UBND | Nâm Nung, ngày ") and str(today.year) in now[1]
    assert [line for at, line in enumerate(now) if at != 1] == [line for at, line in enumerate(before) if at != 1]
    after = Draft.objects.get(pk=issued.pk)
    assert after.stored is not None and files.read(after.stored) == frozen, "the frozen file stays"
    assert card.files.count() == 2
    entry = AuditEntry.objects.get(action="reports.number_draft")
    assert entry.references == {"number": "01/BC-UBND", "file": done.numbered.public_id}


def test_a_number_that_was_reserved_before_is_filled_in(issued: Draft, places: Places, lan: User, today: date) -> None:
    blank = reserve_number(actor=lan, unit=places.nam_nung, symbol="BC-UBND", number=15)
    number_draft(actor=lan, draft=issued, issued_on=today, number=15)
    given = ReservedNumber.objects.get()
    assert (given.pk, given.document, given.state) == (blank.pk, issued.document, "filled")


def test_numbers_go_on_and_none_is_given_twice(
    issued: Draft, places: Places, lan: User, thinh: User, today: date
) -> None:
    number_draft(actor=lan, draft=issued, issued_on=today)
    second = create_draft(actor=lan, unit=places.nam_nung, kind=TemplateKind.REPORT, subject="Báo cáo khác")
    second = words(second, lan, "Một đoạn.")
    second = issue_draft(actor=thinh, draft=second, row_version=second.row_version)
    with pytest.raises(ActionRefused, match=r"documents\.number_taken"):
        number_draft(actor=lan, draft=second, issued_on=today, number=1)
    assert Document.objects.get(draft=second).number == "", "nothing is written"
    number_draft(actor=lan, draft=second, issued_on=today)
    assert Document.objects.get(draft=second).sign == "02/BC-UBND"


def test_a_number_written_on_the_card_before_is_kept(issued: Draft, lan: User, today: date) -> None:
    Document.objects.filter(draft=issued).update(number="142", issued_on=today)
    done = number_draft(actor=lan, draft=issued)
    assert done.numbered is not None and "Số: 142/BC-UBND" in lines(files.read(done.numbered.stored))[1]
    assert not ReservedNumber.objects.exists()


def test_only_who_keeps_the_register_of_the_unit(issued: Draft, hoa: User, phu: User, quan: User, today: date) -> None:
    for person in (hoa, phu, quan):
        with pytest.raises(NotAllowed):
            number_draft(actor=person, draft=issued, issued_on=today)
    assert not ReservedNumber.objects.exists()


@pytest.mark.parametrize("days", [1, -366])
def test_not_for_a_day_to_come_or_of_another_year(days: int, issued: Draft, lan: User, today: date) -> None:
    with pytest.raises(ActionRefused, match=r"documents\.number_day_off"):
        number_draft(actor=lan, draft=issued, issued_on=today + timedelta(days=days))
    assert not ReservedNumber.objects.exists()


def test_not_before_it_is_issued_not_twice_not_without_a_day_not_of_another_body(
    draft: Draft, lan: User, thinh: User, today: date
) -> None:
    def refused(code: str, day: date | None = today) -> None:
        with pytest.raises(ActionRefused) as told:
            number_draft(actor=lan, draft=draft, issued_on=day)
        assert told.value.code == code

    refused("reports.not_issued")
    issue_draft(actor=thinh, draft=draft, row_version=draft.row_version)
    refused("reports.day_missing", None)
    Document.objects.filter(draft=draft).update(issuer="Hội đồng nhân dân xã Nâm Nung")
    refused("reports.numbered_elsewhere")
    Document.objects.filter(draft=draft).update(issuer="UBND xã Nâm Nung")
    number_draft(actor=lan, draft=draft, issued_on=today)
    refused("reports.numbered_already")


def test_the_steps_on_the_page(
    issued: Draft, lan: User, phu: User, thinh: User, signed_in: SignedIn, today: date
) -> None:
    address, give = (reverse(f"reports:{view}", args=[issued.public_id]) for view in ("draft", "number"))
    browser = signed_in(lan)
    page = browser.get(address).content.decode()
    assert "Số tiếp theo của sổ là 01/BC-UBND" in page and "Tạo bản PDF để ký" not in page
    reader = signed_in(phu).get(address).content.decode()
    assert "Văn thư của đơn vị cấp số tại đây." in reader and give not in reader
    assert signed_in(phu).post(give, {"issued_on": show_date(today)}).status_code == 403
    wrong = browser.post(give, {"number": "7", "issued_on": "không phải ngày"})
    assert wrong.status_code == 422 and 'value="7"' in wrong.content.decode(), "what was typed stays"
    told = browser.post(give, {"number": "", "issued_on": show_date(today)}, follow=True)
    page = told.content.decode()
    assert "01/BC-UBND" in page and "Tạo bản PDF để ký" in page
    done = Draft.objects.get(pk=issued.pk)
    assert done.numbered is not None and done.document is not None
    file = reverse("documents:file", args=[done.document.public_id, done.numbered.public_id])
    assert file in page and browser.get(file).status_code == 200
    assert browser.post(give, {"issued_on": show_date(today)}).status_code == 422


def test_the_preview_shows_number_and_date_once_given_and_nothing_is_said_of_what_can_still_be_changed(
    issued: Draft, draft: Draft, lan: User, signed_in: SignedIn, today: date
) -> None:
    browser, address = signed_in(lan), reverse("reports:draft", args=[issued.public_id])

    def printed() -> str:
        page = browser.get(address).content.decode()
        return page[page.index('<section class="preview"') :]

    before = printed()
    assert "Số:        /BC-UBND" in before and "còn để trống đến khi văn thư cấp" in before
    assert "không sửa được nữa" not in before
    number_draft(actor=lan, draft=issued, issued_on=today)
    after = printed()
    assert "Số: 01/BC-UBND" in after and f"Nâm Nung, {show_date_in_words(today)}" in after
    assert "Số:        /BC-UBND" not in after and "không sửa được nữa" not in after
    assert "có số và ngày văn thư đã cấp" in after


def test_a_blank_date_is_refused_in_words_on_the_page(issued: Draft, lan: User, signed_in: SignedIn) -> None:
    give = reverse("reports:number", args=[issued.public_id])
    told = signed_in(lan).post(give, {"number": "7", "issued_on": ""})
    page = told.content.decode()
    assert told.status_code == 422
    alert = page[page.index('class="message error"') :][:300]
    assert "còn thiếu ngày ban hành" in alert and 'value="7"' in page
    box = page[page.index('name="issued_on"') :].partition(">")[0]
    assert "required" not in box, "the browser would stop the form without a word of ours"
    assert not ReservedNumber.objects.exists()


def test_of_two_who_number_at_once_the_second_is_told_which_number_stands(
    issued: Draft, lan: User, thinh: User, signed_in: SignedIn, today: date
) -> None:
    """Both had the page open: each asks for a number of his own on what he saw, one after the other."""
    seen_by_first, seen_by_second = Draft.objects.get(pk=issued.pk), Draft.objects.get(pk=issued.pk)
    number_draft(actor=lan, draft=seen_by_first, issued_on=today, number=5)
    before = Document.objects.get(draft=issued)
    with pytest.raises(ActionRefused) as told:
        number_draft(actor=thinh, draft=seen_by_second, issued_on=today, number=6)
    assert (told.value.code, told.value.values) == ("reports.numbered_already", {"sign": "05/BC-UBND"})
    after = Document.objects.get(draft=issued)
    assert (after.sign, after.row_version) == ("05/BC-UBND", before.row_version) and after.files.count() == 2
    assert [each.number for each in ReservedNumber.objects.all()] == [5], "the register gave one number out"
    assert AuditEntry.objects.filter(action="reports.number_draft").count() == 1
    give = reverse("reports:number", args=[issued.public_id])
    answer = signed_in(thinh).post(give, {"number": "6", "issued_on": show_date(today)})
    assert answer.status_code == 422 and "đã có số 05/BC-UBND" in answer.content.decode()
