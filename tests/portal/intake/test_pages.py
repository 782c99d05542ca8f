"""Pages: who opens them, what they ask of the database, how heavy they are, marks in the text."""

from __future__ import annotations

import gzip
from dataclasses import replace
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests.portal.conftest import Places, SignedIn
from tests.portal.intake.conftest import REPORT

from parindex.portal.accounts.models import User
from parindex.portal.documents.actions import DocumentCard, register_document
from parindex.portal.documents.models import DocumentKind
from parindex.portal.intake import labels, queries
from parindex.portal.intake.actions.read_document import read_document
from parindex.portal.intake.actions.take_in_document import take_in_document
from parindex.portal.intake.models import Intake

LIST_QUERIES, PAGE_QUERIES = 16, 21
LARGEST = 100_000


@pytest.mark.parametrize(
    ("who", "status"), [("lan", 200), ("hoa", 200), ("phu", 200), ("ngan", 200), ("quan", 404), ("long", 404)]
)
def test_who_opens_the_document(
    who: str, status: int, report: Intake, request: pytest.FixtureRequest, signed_in: SignedIn
) -> None:
    browser = signed_in(request.getfixturevalue(who))
    for address in ("intake:intake", "intake:file"):
        assert browser.get(reverse(address, args=[report.public_id])).status_code == status
    listed = browser.get(reverse("intake:list"))
    assert listed.status_code == (403 if who == "long" else 200)
    assert ("45/BC-UBND" in listed.content.decode()) == (status == 200)


def test_who_only_reads_sees_no_buttons(report: Intake, phu: User, signed_in: SignedIn) -> None:
    browser = signed_in(phu)
    assert "Đọc văn bản</button>" not in browser.get(reverse("intake:list")).content.decode()
    for tab in labels.TABS:
        page = browser.get(reverse("intake:intake", args=[report.public_id]) + f"?muc={tab}").content.decode()
        main = page.split("<main")[1]
        assert "<button" not in main and "</textarea>" not in main, tab


def test_the_list_asks_again_while_a_document_is_being_read(places: Places, lan: User, signed_in: SignedIn) -> None:
    """And rests when all are read."""
    browser = signed_in(lan)
    intake = take_in_document(actor=lan, unit=places.nam_nung, name="bao-cao.txt", content=REPORT.encode())
    assert 'hx-trigger="every 5s"' in browser.get(reverse("intake:list")).content.decode()
    read_document(intake=intake)
    assert "hx-trigger" not in browser.get(reverse("intake:list")).content.decode().split("<main")[1]


@pytest.fixture
def long_report(places: Places, lan: User) -> Intake:
    """A report of some thirty pages."""
    part = REPORT.split("I. KẾT QUẢ\n")[1].split("Nơi nhận")[0]
    head, tail = REPORT.split("I. KẾT QUẢ\n")[0], "Nơi nhận" + REPORT.split("Nơi nhận")[1]
    text = head + "".join(f"{_roman(n)}. KẾT QUẢ\n{part.replace('1.310', f'{n + 1}.310')}" for n in range(1, 60)) + tail
    intake = take_in_document(actor=lan, unit=places.nam_nung, name="dai.txt", content=text.encode())
    return read_document(intake=intake)


def _roman(number: int) -> str:
    return "".join(
        digit * (number // value % (10 if value == 1 else 99)) if value != 1 else "I" * (number % 10)
        for digit, value in (("X", 10), ("I", 1))
    )


def test_pages_of_a_long_report_stay_light_and_ask_no_more(long_report: Intake, lan: User, signed_in: SignedIn) -> None:
    browser = signed_in(lan)
    address = reverse("intake:intake", args=[long_report.public_id])
    assert long_report.items.filter(kind="figure").count() > 200
    for tab in labels.TABS:
        browser.get(f"{address}?muc={tab}")
        with CaptureQueriesContext(
            connection,
        ) as asked:
            page = browser.get(f"{address}?muc={tab}").content
        assert len(asked) <= PAGE_QUERIES, (tab, len(asked))
        assert len(gzip.compress(page)) <= LARGEST // 3 and len(page) <= 2 * LARGEST, (tab, len(page))
    with CaptureQueriesContext(connection) as asked:
        browser.get(reverse("intake:list"))
    assert len(asked) <= LIST_QUERIES, len(asked)


def test_the_text_is_shown_in_parts_and_a_passage_leads_to_its_part(
    long_report: Intake, lan: User, signed_in: SignedIn
) -> None:
    address = reverse("intake:intake", args=[long_report.public_id])
    far = long_report.items.filter(kind="figure", line__gt=queries.WINDOW * 2).first()
    assert far is not None
    page = signed_in(lan).get(f"{address}?muc=so-lieu&tu={far.line}").content.decode()
    assert f'id="L{far.line}"' in page and 'id="L1"' not in page
    assert f"#i-{far.public_id}" in page
    row = page.split(f"#i-{far.public_id}")[0].rsplit('href="', 1)[1].replace("&amp;", "&")
    assert f'id="i-{far.public_id}"' in signed_in(lan).get(address + row).content.decode()


def test_marks_keep_the_text_and_do_not_overlap() -> None:
    lines = [queries.TextLine(1, None, "tiếp nhận 1.310 hồ sơ"), queries.TextLine(2, 2, "<b>dòng hai</b>")]
    marks = [
        labels.Mark(1, 10, 15, 1, "a", "#a"),
        labels.Mark(1, 12, 15, 1, "b", "#b"),
        labels.Mark(2, 0, 0, 1, "c", "#c"),
    ]
    shown = labels.shown_lines(lines, marks)
    assert ["".join(piece.text for piece in line.pieces) for line in shown] == [line.text for line in lines]
    assert [[piece.mark for piece in line.pieces] for line in shown] == [["", "a", ""], ["c"]]
    assert [line.page for line in shown] == [None, 2]


def test_found_without_accents(report: Intake, lan: User, signed_in: SignedIn) -> None:
    browser = signed_in(lan)
    assert "45/BC-UBND" in browser.get(reverse("intake:list") + "?q=cai+cach+nam+nung").content.decode()
    assert "Chưa có văn bản nào" in browser.get(reverse("intake:list") + "?q=khong+co").content.decode()


def test_a_citation_leads_to_the_document_of_the_catalogue(report: Intake, lan: User, signed_in: SignedIn) -> None:
    address = reverse("intake:intake", args=[report.public_id]) + "?muc=vien-dan"
    browser = signed_in(lan)
    assert "Trong danh mục" not in browser.get(address).content.decode()
    card = DocumentCard(
        kind=DocumentKind.PLAN, title="Kế hoạch CCHC", number="12", symbol="KH-UBND", issued_on=date(2026, 1, 5),
        published=True,
    )  # fmt: skip
    cited = register_document(actor=None, card=card)
    register_document(actor=None, card=replace(card, issued_on=date(2025, 1, 6), title="Năm trước"))
    page = browser.get(address).content.decode()
    assert reverse("documents:document", args=[cited.public_id]) in page and "Năm trước" not in page
