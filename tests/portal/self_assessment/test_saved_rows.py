"""The answer to a save by script shows the figures that the whole page shows, from few queries."""

import re
from datetime import date, timedelta
from html import unescape

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests.portal.conftest import SignedIn
from tests.portal.self_assessment.conftest import CLOSES

from parindex.portal.accounts.models import User
from parindex.portal.assessments.actions import assign_leaf_owner, dispute_known_figure, extend_stage, link_evidence
from parindex.portal.assessments.models import RoundStage, RoundUnit
from parindex.portal.assessments.queries.self_sheets import self_sheet
from parindex.portal.documents.actions import DocumentCard, register_document
from parindex.portal.documents.models import DocumentKind
from parindex.portal.facts.models import FactVersion
from parindex.portal.platform import clock

SAVES: tuple[tuple[str, dict[str, str]], ...] = (
    ("KH-TILE", {"x-tasks-tu": "41", "x-tasks-mau": "42"}),
    ("KH-TILE", {"x-tasks-tu": "42", "x-tasks-mau": "42", "giai-trinh": "Đủ cả"}),
    ("KH-SANGKIEN", {"x-ideas": "1"}),
    ("KH-NGAY", {"x-issued_on": "15/01/2026", "giai-trinh": "Ban hành ngày 15/01"}),
    ("CD-TT", {"x-done": "khong"}),
    ("HS-THU", {"x-way": "a", "x-money": "1.500"}),
    ("HS-THU", {"x-way": "b", "x-money": "12"}),
    ("KH-TILE", {"x-tasks-tu": "43", "x-tasks-mau": "42"}),
    ("KH-SANGKIEN", {"x-ideas": ""}),
)
"""Whole rows, half rows, figures that may mean two things or contradict each other, rows taken back."""
MOST_QUERIES = 17 if connection.vendor == "postgresql" else 16
"""Of a save: who, where, may he, is it open; row, its version, its audit entry; the other rows, for sums and totals."""


def at(name: str, member: RoundUnit, *more: str) -> str:
    return reverse(f"assessments:{name}", args=[member.round.public_id, member.unit.public_id, *more])


def saved(browser: Client, member: RoundUnit, leaf: str, texts: dict[str, str]) -> str:
    """The answer to a save by script, whatever it says."""
    answer = browser.post(at("sheet_row", member, leaf), texts, headers={"X-Sheet": "1"})
    assert answer.status_code in {200, 422} and answer.headers["X-Sheet-Answer"] == "1"
    return answer.content.decode()


def figures_in(page: str) -> dict[str, str]:
    """Id → text of every sum, count and progress, and the fact line as one text."""
    found = {
        name: _words(text) for name, text in re.findall(r'id="((?:d|n|so)-[^"]+)"[^>]*>(.*?)</(?:span|td)>', page, re.S)
    }
    found["fact-line"] = _words(re.findall(r'<dl class="fact-line" id="fact-line">(.*?)</dl>', page, re.S)[0])
    return found


def _words(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", html)).split())


@pytest.fixture
def busy(nam_nung: RoundUnit, known_dossiers: FactVersion, lan: User, thinh: User) -> RoundUnit:
    """A sheet with a known figure that is disputed, a row with two documents, and rows of two owners."""
    for number in ("14", "15"):
        card = DocumentCard(
            kind=DocumentKind.REPORT, title="Báo cáo kết quả thực hiện kế hoạch", number=number, symbol="BC-UBND",
            issued_on=date(2026, 12, 1), unit=nam_nung.unit,
        )  # fmt: skip
        document = register_document(actor=lan, card=card)
        link_evidence(actor=lan, round_unit=nam_nung, leaf="KH-TILE", document=document)
    dispute_known_figure(
        actor=lan,
        round_unit=nam_nung,
        leaf="HS-HAN",
        input_code="on_time",
        texts={"x-on_time-tu": "1300", "x-on_time-mau": "1306"},
        reason="Thiếu mười hồ sơ",
    )
    assign_leaf_owner(actor=thinh, round_unit=nam_nung, leaves=["KH-TILE", "HS-THU"], person=lan)
    assign_leaf_owner(actor=thinh, round_unit=nam_nung, leaves=["CD-TT"], person=thinh)
    return nam_nung


def test_the_answer_shows_what_the_page_shows(signed_in: SignedIn, lan: User, busy: RoundUnit) -> None:
    browser, seen = signed_in(lan), set()
    for leaf, texts in SAVES:
        answer = figures_in(saved(browser, busy, leaf, texts))
        page = figures_in(browser.get(at("sheet", busy) + f"?dong={leaf}").content.decode())
        assert {"fact-line", "d-CD", "d-CD-KH", "n-CD", "d-tong", "d-toi-da", "n-tong", "so-cua-toi"} <= answer.keys()
        assert {name: page.get(name) for name in answer} == answer
        standing = self_sheet(busy)
        assert f"{standing.entered}/{len(standing.own)}" in answer["fact-line"]
        seen.add(answer["fact-line"])
    assert len(seen) > 4, "the saves change what is shown"


def test_the_answer_counts_an_extension(signed_in: SignedIn, lan: User, hoa: User, busy: RoundUnit) -> None:
    extend_stage(
        actor=hoa,
        round_unit=busy,
        stage=RoundStage.SELF_ASSESSMENT,
        until=CLOSES + timedelta(days=5),
        reason="Mất điện",
    )
    browser = signed_in(lan)
    with clock.stopped_at(CLOSES + timedelta(days=1)):
        answer = figures_in(saved(browser, busy, "KH-SANGKIEN", {"x-ideas": "2"}))
        page = figures_in(browser.get(at("sheet", busy)).content.decode())
    assert answer["fact-line"] == page["fact-line"]
    assert "20/12/2026" in answer["fact-line"]


def test_a_save_takes_few_queries(signed_in: SignedIn, lan: User, busy: RoundUnit) -> None:
    browser = signed_in(lan)
    saved(browser, busy, "KH-TILE", {"x-tasks-tu": "40", "x-tasks-mau": "42"})
    with CaptureQueriesContext(connection) as asked:
        saved(browser, busy, "KH-TILE", {"x-tasks-tu": "41", "x-tasks-mau": "42"})
    assert len(asked) <= MOST_QUERIES, [query["sql"] for query in asked.captured_queries]
