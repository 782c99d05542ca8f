"""A figure whose numerator and denominator do not make its percentage: told, chosen by a person, then one value."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.urls import reverse
from tests.portal.conftest import SignedIn
from tests.portal.intake.test_deciding import card, figure

from parindex.portal.accounts.models import User
from parindex.portal.facts.models import FactVersion
from parindex.portal.intake.actions.confirm_card import confirm_card
from parindex.portal.intake.actions.correct_item import correct_item
from parindex.portal.intake.actions.decide_items import ItemAnswer, decide_items
from parindex.portal.intake.actions.record_figures import record_figures
from parindex.portal.intake.engine_bridge.measured import Holds, contradiction_of
from parindex.portal.intake.models import Intake, ReadingItem
from parindex.portal.intake.workflow import ItemState
from parindex.portal.platform.refusals import ActionRefused
from parindex.portal.reports.engine_bridge import printed


@pytest.fixture
def item(report: Intake) -> ReadingItem:
    """Read as 805/1.310 (61,45%)."""
    return figure(report, "805/1.310")


def wrong(item: ReadingItem) -> dict[str, str]:
    return {**item.told, "percent": "64.15"}


@pytest.mark.parametrize(
    ("percent", "told"),
    [("61.45", False), ("61.5", False), ("61", False), ("61.46", True), ("62", True), ("97.5", True), ("", False)],
)
def test_rounding_is_no_contradiction(percent: str, told: bool) -> None:
    values = {"numerator": "805", "denominator": "1310", "percent": percent}
    assert (contradiction_of(values) is not None) == told


def test_a_percentage_kept_as_a_value_is_held_against_the_numbers_too() -> None:
    found = contradiction_of({"numerator": "1121", "denominator": "1180", "value": "97.5", "unit": "%"})
    assert found is not None and (found.made, found.stated) == (Decimal(95), Decimal("97.5"))
    assert contradiction_of({"numerator": "5", "denominator": "0", "percent": "97.5"}) is None


def test_a_contradiction_is_not_saved_until_a_person_chose(item: ReadingItem, lan: User) -> None:
    with pytest.raises(ActionRefused) as refused:
        correct_item(actor=lan, item=item, values=wrong(item), row_version=item.row_version)
    assert refused.value.code == "intake.percent_contradicts"
    assert (refused.value.values["made"], refused.value.values["stated"]) == (Decimal("61.45"), Decimal("64.15"))
    item = ReadingItem.objects.get(pk=item.pk)
    assert (item.state, item.corrected) == (ItemState.OPEN, {})


def test_the_numbers_hold_and_every_page_says_what_they_make(
    report: Intake, item: ReadingItem, lan: User, hoa: User, signed_in: SignedIn
) -> None:
    values = {**wrong(item), "numerator": "1245"}
    kept = correct_item(actor=lan, item=item, values=values, row_version=item.row_version, holds=Holds.NUMBERS)
    assert kept.told["percent"] == "95.04"
    report = confirm_card(actor=lan, intake=report, card=card())
    record_figures(actor=hoa, intake=report)
    version = FactVersion.objects.select_related("fact__indicator").get()
    assert (version.numerator, version.denominator) == (Decimal(1245), Decimal(1310))
    assert printed(version)[""] == "95,04 %"
    browser = signed_in(hoa)
    page = browser.get(reverse("intake:intake", args=[report.public_id]) + "?muc=so-lieu").content.decode()
    row = page.split(f'id="i-{item.public_id}"')[1].split("</li>")[0]
    assert '<strong class="nowrap">1.245/1.310 (95,04 %)</strong>' in row and "64,15" not in row
    fact = browser.get(reverse("intake:fact", args=[report.public_id, item.public_id])).content.decode()
    assert "1.245/1.310 (95,04 %)" in fact and "805/1.310" not in fact


def test_the_percentage_holds_alone(report: Intake, item: ReadingItem, lan: User, hoa: User) -> None:
    correct_item(actor=lan, item=item, values=wrong(item), row_version=item.row_version, holds=Holds.PERCENT)
    report = confirm_card(actor=lan, intake=report, card=card())
    record_figures(actor=hoa, intake=report)
    version = FactVersion.objects.get()
    assert (version.numerator, version.denominator, version.value) == (None, None, Decimal("64.15"))


def test_what_was_read_as_contradicting_is_neither_accepted_nor_recorded(
    report: Intake, item: ReadingItem, lan: User, hoa: User
) -> None:
    item.values = wrong(item)
    item.save()
    decided = decide_items(actor=lan, intake=report, items=[item], answer=ItemAnswer.ACCEPT)
    assert [each.code for each in decided] == ["intake.percent_doubted"]
    item = ReadingItem.objects.get(pk=item.pk)
    item.accept()  # as one that was accepted before the two were held against each other
    item.save()
    report = confirm_card(actor=lan, intake=report, card=card())
    assert [each.code for each in record_figures(actor=hoa, intake=report)] == ["intake.percent_doubted"]
    assert not FactVersion.objects.exists()


def test_the_page_says_both_and_asks(report: Intake, item: ReadingItem, lan: User, signed_in: SignedIn) -> None:
    browser, address = signed_in(lan), reverse("intake:correct", args=[report.public_id, item.public_id])
    typed = {
        "muc": "so-lieu", "m-row_version": "1", "m-name": "Hồ sơ nộp trực tuyến", "m-numerator": "1.121",
        "m-denominator": "1.180", "m-percent": "97,5", "m-period_from": "01/01/2026", "m-period_to": "30/06/2026",
    }  # fmt: skip
    asked = browser.post(address, typed)
    page = asked.content.decode()
    assert asked.status_code == 422
    assert "1.121/1.180 = 95 %, nhưng tỷ lệ ghi là 97,5 %" in page
    assert page.count('name="m-holds"') == 2 and "checked" not in page.split("m-holds")[1].split("</div>")[0]
    assert browser.post(address, {**typed, "m-holds": "numbers"}).status_code == 302
    item = ReadingItem.objects.get(pk=item.pk)
    assert (item.state, item.told["percent"]) == (ItemState.ACCEPTED, "95")
