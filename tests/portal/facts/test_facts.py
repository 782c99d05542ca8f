"""Recording values, and the published tables."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from io import BytesIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from python_calamine import CalamineWorkbook
from tests.portal.conftest import Places, SignedIn

from parindex.portal.accounts.models import User
from parindex.portal.facts.actions import Answer, IndicatorRow, ValueRow, declare_indicators, record_values
from parindex.portal.facts.models import Fact, FactStatus, FactVersion, Indicator, Shape
from parindex.portal.platform.models import AuditEntry
from parindex.portal.platform.refusals import NotAllowed


@pytest.fixture
def row(places: Places) -> ValueRow:
    """Lâm Đồng's index of 2024 as one source prints it."""
    declare_indicators(actor=None, rows=[IndicatorRow("par_index", "Chỉ số CCHC", Shape.PERCENT, "%")])
    return ValueRow(
        indicator="par_index",
        unit=places.province,
        period_from=date(2025, 1, 1),
        period_to=date(2025, 12, 31),
        status=FactStatus.PRINTED,
        source_title="Công báo",
        value=Decimal("83.10"),
        printed="83,10",
        place="bang.csv:2",
    )


def test_a_first_value_becomes_current(row: ValueRow) -> None:
    (answer,) = record_values(actor=None, rows=[row])
    assert answer.answer is Answer.RECORDED
    fact = Fact.objects.get()
    assert fact.current is not None and fact.current.value == Decimal("83.1")
    assert AuditEntry.objects.get(action="facts.record_values").references["recorded"] == 1


def test_the_same_again_changes_nothing(row: ValueRow) -> None:
    record_values(actor=None, rows=[row])
    (answer,) = record_values(actor=None, rows=[row])
    assert answer.answer is Answer.UNCHANGED
    assert FactVersion.objects.count() == 1


def test_a_source_corrects_itself(row: ValueRow) -> None:
    record_values(actor=None, rows=[row])
    (answer,) = record_values(actor=None, rows=[replace(row, value=Decimal("83.20"))])
    assert answer.answer is Answer.RECORDED
    fact = Fact.objects.get()
    assert fact.current is not None and (fact.current.value, fact.current.number) == (Decimal("83.2"), 2)
    assert fact.versions.get(number=1).value == Decimal("83.1"), "the first is kept"


def test_another_source_that_differs_never_becomes_current_by_itself(row: ValueRow) -> None:
    record_values(actor=None, rows=[row])
    (answer,) = record_values(actor=None, rows=[replace(row, source_title="Báo khác", value=Decimal("89.76"))])
    assert answer.answer is Answer.DIFFERS
    fact = Fact.objects.get()
    assert fact.current is not None and fact.current.source_title == "Công báo"
    assert fact.versions.count() == 2


def test_another_source_that_agrees_is_kept_beside(row: ValueRow) -> None:
    record_values(actor=None, rows=[row])
    (answer,) = record_values(actor=None, rows=[replace(row, source_title="Báo khác")])
    assert answer.answer is Answer.AGREES
    fact = Fact.objects.get()
    assert fact.current is not None and fact.current.source_title == "Công báo"
    assert fact.versions.count() == 2


def test_every_row_gets_its_own_answer(row: ValueRow) -> None:
    rows = [
        row,
        replace(row, indicator="unknown"),
        replace(row, period_to=date(2024, 1, 1)),
        replace(row, value=None),
        replace(row, value=Decimal("0.00001")),
    ]
    answers = record_values(actor=None, rows=rows)
    assert [answer.code for answer in answers] == [
        "",
        "facts.unknown_indicator",
        "facts.period_turned",
        "facts.no_value",
        "facts.too_many_digits",
    ]
    assert len(answers) == len(rows)
    assert FactVersion.objects.count() == 1


def test_scopes_keep_facts_apart(row: ValueRow) -> None:
    record_values(actor=None, rows=[replace(row, scope={"part": "sipas"}), replace(row, scope={"part": "survey"}), row])
    assert Fact.objects.count() == 3


def test_an_officer_may_not_record_for_the_country(row: ValueRow, lan: User) -> None:
    with pytest.raises(NotAllowed):
        record_values(actor=lan, rows=[row])
    with pytest.raises(NotAllowed):
        declare_indicators(actor=lan, rows=[IndicatorRow("x", "X", Shape.COUNT)])
    assert not FactVersion.objects.exists()


def test_a_standing_indicator_is_left_as_it_is(row: ValueRow) -> None:
    assert declare_indicators(actor=None, rows=[IndicatorRow("par_index", "Tên khác", Shape.COUNT)]) == 0
    assert Indicator.objects.get(code="par_index").title == "Chỉ số CCHC"


def test_the_published_table_prints_value_and_source(signed_in: SignedIn, row: ValueRow, lan: User) -> None:
    record_values(actor=None, rows=[row, replace(row, source_title="Báo khác", value=Decimal("89.76"))])
    page = signed_in(lan).get(reverse("facts:par_index")).content.decode()
    assert "Tỉnh Lâm Đồng" in page
    assert "83,10" in page
    assert "Công báo" in page
    assert "89,76 (Báo khác)" in page


def test_the_published_table_is_found_without_accents_and_exported(
    signed_in: SignedIn, row: ValueRow, places: Places, lan: User
) -> None:
    record_values(actor=None, rows=[row, replace(row, unit=places.other_province)])
    client = signed_in(lan)
    page = client.get(reverse("facts:par_index"), {"q": "lam dong"}).content.decode()
    assert ">Tỉnh Lâm Đồng</a>" in page
    assert ">Tỉnh Lạng Sơn</a>" not in page
    answer = client.get(reverse("facts:par_index"), {"format": "xlsx"})
    rows = CalamineWorkbook.from_filelike(BytesIO(answer.content)).get_sheet_by_index(0).to_python()
    assert [83.1, 83.1] == [line[2] for line in rows[-2:]]


def test_the_collectors_note_stands_in_excel_only(signed_in: SignedIn, row: ValueRow, lan: User) -> None:
    record_values(actor=None, rows=[replace(row, note="as printed in the annex")])
    client = signed_in(lan)
    assert "as printed in the annex" not in client.get(reverse("facts:par_index")).content.decode()
    answer = client.get(reverse("facts:par_index"), {"format": "xlsx"})
    rows = CalamineWorkbook.from_filelike(BytesIO(answer.content)).get_sheet_by_index(0).to_python()
    assert [line[-1] for line in rows[-2:]] == ["Ghi chú (nguyên văn)", "as printed in the annex"]


@pytest.mark.parametrize("name", ["facts:par_index", "facts:parts", "facts:merger"])
def test_the_tables_are_open_to_those_who_see_results(
    signed_in: SignedIn, row: ValueRow, quan: User, lan: User, long: User, name: str
) -> None:
    address = reverse(name)
    assert [signed_in(person).get(address).status_code for person in (quan, lan, long)] == [200, 200, 403]


def test_an_unknown_table_is_not_found(signed_in: SignedIn, row: ValueRow, lan: User) -> None:
    assert signed_in(lan).get(reverse("facts:published", args=["pci"])).status_code == 404


def test_the_table_takes_the_same_queries_for_more_rows(
    signed_in: SignedIn, row: ValueRow, places: Places, lan: User
) -> None:
    record_values(actor=None, rows=[row])
    client = signed_in(lan)
    client.get(reverse("facts:par_index"))
    with CaptureQueriesContext(connection) as one:
        client.get(reverse("facts:par_index"))
    units = [places.other_province, places.nam_nung, places.dak_wil]
    record_values(actor=None, rows=[replace(row, unit=unit) for unit in units])
    with CaptureQueriesContext(connection) as four:
        client.get(reverse("facts:par_index"))
    assert len(four) == len(one) <= 20
