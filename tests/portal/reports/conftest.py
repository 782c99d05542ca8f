"""A half-year report of Xã Nâm Nung that Lan writes; its figures are facts recorded for these tests."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from tests.portal.conftest import Places

from parindex.portal.accounts.models import User
from parindex.portal.facts.actions.declare_indicators import IndicatorRow, declare_indicators
from parindex.portal.facts.actions.record_values import ValueRow, record_values
from parindex.portal.facts.models import Fact, FactStatus, Shape
from parindex.portal.reports.actions.bind_figure import bind_figure
from parindex.portal.reports.actions.create_draft import create_draft
from parindex.portal.reports.actions.save_draft import SectionWords, save_draft
from parindex.portal.reports.engine_bridge import TemplateKind
from parindex.portal.reports.models import Draft


@pytest.fixture
def row(places: Places) -> ValueRow:
    declare_indicators(actor=None, rows=[IndicatorRow("t.online", "Hồ sơ nộp trực tuyến", Shape.RATIO)])
    return ValueRow(
        indicator="t.online",
        unit=places.nam_nung,
        period_from=date(2025, 12, 15),
        period_to=date(2026, 6, 14),
        status=FactStatus.COMPUTED,
        source_title="Kho hồ sơ một cửa",
        numerator=Decimal(805),
        denominator=Decimal(1310),
    )


@pytest.fixture
def online(row: ValueRow) -> Fact:
    record_values(actor=None, rows=[row])
    return Fact.objects.get(indicator__code="t.online")


def corrected(row: ValueRow) -> None:
    """The same source counts anew."""
    record_values(actor=None, rows=[replace(row, numerator=Decimal(812))])


@pytest.fixture
def empty(places: Places, lan: User) -> Draft:
    return create_draft(
        actor=lan, unit=places.nam_nung, kind=TemplateKind.REPORT, subject="Kết quả cải cách hành chính 6 tháng"
    )


def words(draft: Draft, actor: User, text: str, **changed: object) -> Draft:
    """Save one section with this text."""
    given: dict[str, object] = {
        "actor": actor,
        "draft": draft,
        "subject": draft.subject,
        "head": {**draft.head, "recipients": "Sở Nội vụ", "addressees": "Sở Nội vụ"},
        "sections": [SectionWords(1, "Kết quả", text), SectionWords(1, "", "")],
        "row_version": draft.row_version,
        **changed,
    }
    return save_draft(**given)  # type: ignore[arg-type]


@pytest.fixture
def draft(empty: Draft, online: Fact, lan: User) -> Draft:
    """With a bound figure, ready to be issued."""
    figure = bind_figure(actor=lan, draft=empty, fact=online)
    assert figure.name == "s1"
    return words(empty, lan, "Trong kỳ có {{ s1.tu }}/{{ s1.mau }} hồ sơ nộp trực tuyến, đạt {{ s1 }}.")
