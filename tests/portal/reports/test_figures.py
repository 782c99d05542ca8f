"""Figures that differ in their view are told apart; one of another period is marked beside it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from tests.portal.conftest import Places, SignedIn
from tests.portal.reports.conftest import words
from tests.portal.reports.test_pages import address

from parindex.portal.accounts.models import User
from parindex.portal.dossiers.models import FigureFact
from parindex.portal.facts.actions.declare_indicators import IndicatorRow, declare_indicators
from parindex.portal.facts.actions.record_values import ValueRow, record_values
from parindex.portal.facts.models import Fact, Shape
from parindex.portal.reports.actions.bind_figure import bind_figure
from parindex.portal.reports.engine_bridge import TemplateKind
from parindex.portal.reports.engine_bridge.figures import document_days, lies_within, period_label, value_of
from parindex.portal.reports.labels import fact_lines, figure_lines
from parindex.portal.reports.models import Draft
from parindex.portal.reports.queries import facts_for, figures_of


@pytest.fixture
def overdue(row: ValueRow) -> ValueRow:
    """Counted of the unit that received, and of the one that decides."""
    declare_indicators(actor=None, rows=[IndicatorRow("t.overdue", "Hồ sơ quá hạn", Shape.COUNT, "hồ sơ")])
    year = replace(row, indicator="t.overdue", period_from=date(2026, 1, 1), period_to=date(2026, 12, 31))
    received = replace(year, numerator=None, denominator=None, value=Decimal(1310))
    record_values(actor=None, rows=[received, replace(received, value=Decimal(30), scope={"view": "decided"})])
    for view, fact in zip(("received", "decided"), Fact.objects.filter(indicator__code="t.overdue"), strict=True):
        assert fact.current is not None
        FigureFact.objects.create(
            version=fact.current,
            store_version=1,
            first=date(2025, 12, 15),
            last=date(2026, 6, 14),
            view=view,
            counts={},
        )
    return received


def test_two_views_of_one_measure_are_told_apart_with_unit_and_vietnamese_number(
    overdue: ValueRow, places: Places
) -> None:
    lines = fact_lines(list(facts_for(places.nam_nung, text="qua han")))
    assert [(each.title, each.value) for each in lines] == [
        ("Hồ sơ quá hạn (theo nơi nhận)", "1.310 hồ sơ"),
        ("Hồ sơ quá hạn (theo nơi giải quyết)", "30 hồ sơ"),
    ]
    assert "Hồ sơ quá hạn (theo nơi giải quyết) · 15/12/2025 – 14/06/2026" in lines[1].source


def test_a_figure_outside_the_documents_period_is_marked(draft: Draft, lan: User, signed_in: SignedIn) -> None:
    browser = signed_in(lan)
    words(draft, lan, "Đạt {{ s1 }}.", subject="Kết quả quý III năm 2026")
    page = browser.get(address(draft)).content.decode()
    assert "Số liệu kỳ 15/12/2025 – 14/06/2026, ngoài kỳ của văn bản 01/07/2026 – 30/09/2026" in page
    words(Draft.objects.get(), lan, "Đạt {{ s1 }}.", subject="Kết quả 6 tháng đầu năm, nhiệm vụ 6 tháng cuối năm 2026")
    assert "ngoài kỳ của văn bản" not in browser.get(address(draft)).content.decode()


@pytest.mark.parametrize(
    ("first", "last", "within"),
    [
        (date(2026, 1, 1), date(2026, 6, 30), True),
        (date(2025, 12, 15), date(2026, 6, 14), True),
        (date(2025, 12, 14), date(2026, 6, 14), False),
        (date(2026, 1, 1), date(2026, 12, 31), False),
    ],
)
def test_days_that_belong_into_a_half_year(first: date, last: date, *, within: bool) -> None:
    assert lies_within((first, last), (date(2026, 1, 1), date(2026, 6, 30))) is within


def test_a_document_that_names_no_period_and_a_plan_mark_nothing(draft: Draft) -> None:
    assert document_days(draft) is None and figure_lines(figures_of(draft), None)[0].outside == ""
    draft.kind, draft.subject = TemplateKind.PLAN, "Cải cách hành chính năm 2027"
    assert document_days(draft) is None
    draft.kind = TemplateKind.REPORT
    assert document_days(draft) == (date(2027, 1, 1), date(2027, 12, 31))


def test_figures_are_found_by_the_days_that_were_counted(
    draft: Draft, overdue: ValueRow, lan: User, signed_in: SignedIn
) -> None:
    october = replace(overdue, period_from=date(2026, 10, 1), period_to=date(2026, 10, 31), value=Decimal(77))
    record_values(actor=None, rows=[october])
    browser = signed_in(lan)
    page = browser.get(address(draft)).content.decode()
    assert '<option value="20261001-20261031">Tháng 10/2026</option>' in page and "77 hồ sơ" in page
    assert "1.310 hồ sơ" in page and '<option value="20251215-20260614">15/12/2025 – 14/06/2026</option>' in page
    only = browser.get(address(draft), {"ky": "20261001-20261031"}).content.decode()
    assert "77 hồ sơ" in only and "1.310 hồ sơ" not in only
    assert '<option value="20261001-20261031" selected>' in only, "and goes along when the words are saved"
    words(draft, lan, "Đạt {{ s1 }}.", subject="Kết quả tháng 10 năm 2026")
    own = browser.get(address(draft)).content.decode()
    assert "77 hồ sơ" in own and "1.310 hồ sơ" not in own, "its own period is offered first"
    assert "1.310 hồ sơ" in browser.get(address(draft), {"ky": ""}).content.decode()


def test_a_figure_for_reports_says_its_period_and_stays_when_the_years_is_recorded_anew(
    draft: Draft, overdue: ValueRow, lan: User
) -> None:
    days = {"period_from": date(2026, 7, 1), "period_to": date(2026, 9, 30)}
    quarter = replace(overdue, **days, value=Decimal(77), scope={"counted_for": "report"})  # type: ignore[arg-type]
    record_values(actor=None, rows=[quarter])
    found = facts_for(draft.unit, days=(days["period_from"], days["period_to"]))
    line = fact_lines(list(found))[0]
    assert line.title == "Hồ sơ quá hạn"
    assert line.source == "Hồ sơ quá hạn · Quý III/2026 (01/07/2026 – 30/09/2026) · Kho hồ sơ một cửa"
    figure = bind_figure(actor=lan, draft=draft, fact=found.get())
    record_values(actor=None, rows=[replace(overdue, value=Decimal(1400))])
    bound = next(each for each in figures_of(draft) if each.name == figure.name)
    assert not bound.is_stale and value_of(bound.version) == "77 hồ sơ"
    year = fact_lines(list(facts_for(draft.unit, text="qua han")))[-1]
    assert "số của năm đánh giá 2026" in year.source


def test_without_figures_of_exactly_its_period_those_inside_it_stand_first(
    draft: Draft, overdue: ValueRow, lan: User, signed_in: SignedIn
) -> None:
    august = replace(overdue, period_from=date(2026, 8, 1), period_to=date(2026, 8, 31), value=Decimal(77))
    later = replace(overdue, period_from=date(2027, 1, 1), period_to=date(2027, 12, 31), value=Decimal(99))
    record_values(actor=None, rows=[later, august])
    words(draft, lan, "Đạt {{ s1 }}.", subject="Kết quả quý III năm 2026")
    page = signed_in(lan).get(address(draft)).content.decode()
    assert page.index("77 hồ sơ") < page.index("99 hồ sơ")
    assert "Chưa có số liệu nào ghi đúng kỳ của văn bản, Quý III/2026 (01/07/2026 – 30/09/2026)" in page


def test_the_signers_name_is_seen_without_opening_anything(draft: Draft, lan: User, signed_in: SignedIn) -> None:
    browser = signed_in(lan)
    words(draft, lan, "Đạt {{ s1 }}.", head={**draft.head, "signer_name": ""})
    page = browser.get(address(draft)).content.decode()
    assert "<details open><summary>Thể thức" in page.replace("\n", "")
    words(Draft.objects.get(), lan, "Đạt {{ s1 }}.", head={**draft.head, "signer_name": "Nguyễn Văn A"})
    page = browser.get(address(draft)).content.decode()
    summary = page[page.index("<summary>Thể thức") :].partition("</summary>")[0]
    assert "Nguyễn Văn A" in summary


@pytest.mark.parametrize(
    ("first", "last", "label"),
    [
        (date(2026, 10, 1), date(2026, 10, 31), "Tháng 10/2026"),
        (date(2026, 7, 1), date(2026, 9, 30), "Quý III/2026"),
        (date(2026, 1, 1), date(2026, 12, 31), "Năm 2026"),
        (date(2026, 1, 1), date(2026, 6, 30), "6 tháng đầu năm 2026"),
        (date(2026, 7, 1), date(2026, 12, 31), "6 tháng cuối năm 2026"),
        (date(2026, 2, 1), date(2026, 4, 30), "01/02/2026 – 30/04/2026"),
        (date(2025, 12, 1), date(2026, 1, 31), "01/12/2025 – 31/01/2026"),
    ],
)
def test_days_by_the_calendars_name(first: date, last: date, label: str) -> None:
    assert period_label((first, last)) == label
