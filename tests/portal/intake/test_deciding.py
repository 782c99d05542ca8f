"""A person accepts, rejects, puts right, takes back; the card; figures as facts with their passage."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse
from tests.portal.conftest import Places, SignedIn
from tests.portal.intake.conftest import REPORT, as_word

from parindex.portal.accounts.models import User
from parindex.portal.documents.actions import DocumentCard, register_document
from parindex.portal.documents.models import Document, DocumentKind
from parindex.portal.facts.models import Fact, FactStatus, FactVersion
from parindex.portal.intake.actions.confirm_card import confirm_card
from parindex.portal.intake.actions.correct_item import correct_item
from parindex.portal.intake.actions.decide_items import ItemAnswer, decide_items
from parindex.portal.intake.actions.read_document import read_document
from parindex.portal.intake.actions.record_figures import record_figures
from parindex.portal.intake.actions.take_in_document import take_in_document
from parindex.portal.intake.models import Intake, ReadingItem
from parindex.portal.intake.workflow import ItemState
from parindex.portal.platform.models import AuditEntry
from parindex.portal.platform.refusals import ActionRefused, Conflict, NotAllowed

TITLE = "Báo cáo Công tác cải cách hành chính 6 tháng đầu năm 2026"


def figure(intake: Intake, printed: str) -> ReadingItem:
    return intake.items.select_related("intake__unit").get(kind="figure", values__printed=printed)


def card(**more: object) -> DocumentCard:
    given = {
        "kind": DocumentKind.REPORT,
        "number": "45",
        "symbol": "BC-UBND",
        "issued_on": date(2026, 6, 15),
        "issuer": "Ủy ban nhân dân xã Nâm Nung",
        "title": TITLE,
    }
    return DocumentCard(**{**given, **more})  # type: ignore[arg-type]


def decide(actor: User, intake: Intake, answer: ItemAnswer, *items: ReadingItem) -> list[str]:
    return [each.code for each in decide_items(actor=actor, intake=intake, items=items, answer=answer)]


def test_many_are_accepted_at_once_and_one_without_period_is_left(report: Intake, lan: User) -> None:
    doubted, named = figure(report, "1.310"), figure(report, "805/1.310")
    bare = figure(report, "450")
    ReadingItem.objects.filter(pk=bare.pk).update(values={"name": "Đã số hóa", "value": "450", "printed": "450"})
    answers = decide(lan, report, ItemAnswer.ACCEPT, doubted, named, bare)
    assert answers == ["intake.finding_waits", "", "intake.period_missing"]
    assert [each.state for each in (figure(report, "805/1.310"), figure(report, "450"))] == ["accepted", "open"]
    entry = AuditEntry.objects.get(action="intake.accept")
    assert (entry.actor_id, entry.references) == (lan.pk, {"figures": 1})
    assert decide(lan, report, ItemAnswer.ACCEPT, doubted) == [""]  # looked at by itself


def test_a_share_that_its_sentence_contradicts_is_left_for_a_look_of_its_own(places: Places, lan: User) -> None:
    wrong = "Tổng số cán bộ, công chức xã là 42 người, trong đó 40 người có trình độ đại học trở lên, đạt 92,24%."
    text = REPORT.replace("Đã số hóa 450 hồ sơ.", wrong)
    taken = read_document(
        intake=take_in_document(actor=lan, unit=places.nam_nung, name="sai.docx", content=as_word(text))
    )
    items = list(taken.items.filter(kind="figure"))
    decide_items(actor=lan, intake=taken, items=items, answer=ItemAnswer.ACCEPT, unseen=True)
    line = 1 + text.split("\n").index(wrong)
    assert {each.state for each in taken.items.filter(kind="figure", line=line)} == {"open"}
    assert taken.items.filter(kind="figure", state="accepted").exists()


def test_rejected_and_taken_back(report: Intake, lan: User) -> None:
    item = figure(report, "14")
    assert decide(lan, report, ItemAnswer.REJECT, item) == [""]
    assert decide(lan, report, ItemAnswer.TAKE_BACK, item) == [""]
    assert decide(lan, report, ItemAnswer.TAKE_BACK, item) == ["intake.answered_already"]
    assert figure(report, "14").state == ItemState.OPEN
    assert AuditEntry.objects.filter(action__in=["intake.reject", "intake.take_back"]).count() == 2


def test_refused_to_who_only_reads_and_to_strangers(report: Intake, phu: User, quan: User) -> None:
    item = figure(report, "14")
    for person in (phu, quan):
        with pytest.raises(NotAllowed):
            decide(person, report, ItemAnswer.ACCEPT, item)
        with pytest.raises(NotAllowed):
            correct_item(actor=person, item=item, values={}, row_version=1)
        with pytest.raises(NotAllowed):
            confirm_card(actor=person, intake=report, card=card())
    assert figure(report, "14").state == ItemState.OPEN and not Document.objects.exists()


def test_items_of_another_document_are_not_touched(report: Intake, lan: User) -> None:
    assert report.reading is not None
    other = Intake.objects.create(
        unit=report.unit, stored=report.reading, file_name="x", kind="txt", taken_in_at=report.taken_in_at,
        folded="", sort_key="",
    )  # fmt: skip
    assert decide(lan, other, ItemAnswer.ACCEPT, figure(report, "14")) == []
    assert figure(report, "14").state == ItemState.OPEN


def test_what_was_read_stays_beside_what_was_put_right(report: Intake, lan: User) -> None:
    item = figure(report, "450")
    values = {**item.told, "name": "Hồ sơ được số hóa", "value": "460"}
    changed = correct_item(actor=lan, item=item, values=values, row_version=item.row_version)
    assert (changed.state, changed.values["value"], changed.told["value"]) == (ItemState.ACCEPTED, "450", "460")
    assert changed.corrected["name"] == "Hồ sơ được số hóa"
    with pytest.raises(Conflict):
        correct_item(actor=lan, item=item, values=values, row_version=item.row_version)
    with pytest.raises(ActionRefused) as refused:
        turned = {**values, "period_to": "2025-01-01"}
        correct_item(actor=lan, item=item, values=turned, row_version=changed.row_version)
    assert refused.value.code == "intake.period_turned"
    assert AuditEntry.objects.get(action="intake.correct_item").references == {"line": item.line, "corrected": 2}


def test_the_card_puts_the_document_into_the_one_catalogue(report: Intake, lan: User) -> None:
    known = register_document(actor=lan, card=card(unit=report.unit))
    report = confirm_card(actor=lan, intake=report, card=card())
    assert report.document == known and Document.objects.count() == 1
    assert known.files.get().stored.sha256 == report.stored.sha256
    assert hasattr(known.files.get().stored, "checked")
    with pytest.raises(ActionRefused) as refused:
        confirm_card(actor=lan, intake=report, card=card(title="Khác"))
    assert refused.value.code == "intake.card_confirmed"
    assert AuditEntry.objects.filter(action="intake.confirm_card", actor=lan).count() == 1


def accepted(intake: Intake, lan: User, *printed: str) -> Intake:
    for each in printed:
        decide(lan, intake, ItemAnswer.ACCEPT, figure(intake, each))
    return confirm_card(actor=lan, intake=intake, card=card())


def test_accepted_figures_become_facts_with_document_and_passage(report: Intake, lan: User, hoa: User) -> None:
    report = accepted(report, lan, "1.310", "805/1.310")
    recorded = record_figures(actor=hoa, intake=report)
    assert [(each.answer, each.code) for each in recorded] == [("recorded", ""), ("recorded", "")]
    count = FactVersion.objects.get(fact__indicator__shape="count")
    assert (count.value, count.printed, count.status) == (Decimal(1310), "1.310", FactStatus.PRINTED)
    assert (count.fact.period_from, count.fact.period_to) == (date(2026, 1, 1), date(2026, 6, 30))
    assert count.source_title == f"45/BC-UBND {TITLE}"
    assert count.source_url.endswith("#L15") and count.recorded_by == hoa and count.fact.unit == report.unit
    ratio = FactVersion.objects.get(fact__indicator__shape="ratio")
    assert (ratio.numerator, ratio.denominator, ratio.value) == (Decimal(805), Decimal(1310), None)
    assert figure(report, "1.310").state == ItemState.USED and figure(report, "1.310").fact == count.fact
    assert decide(lan, report, ItemAnswer.TAKE_BACK, figure(report, "1.310")) == ["intake.answered_already"]
    assert AuditEntry.objects.get(action="intake.record_figures").references["values"] == 2
    with pytest.raises(ActionRefused) as refused:
        record_figures(actor=hoa, intake=report)
    assert refused.value.code == "intake.no_figures"


def test_nothing_is_recorded_unaccepted_without_card_or_by_who_may_not(report: Intake, lan: User, hoa: User) -> None:
    decide(lan, report, ItemAnswer.ACCEPT, figure(report, "1.310"))
    with pytest.raises(ActionRefused) as refused:
        record_figures(actor=hoa, intake=report)
    assert refused.value.code == "intake.card_missing"
    report = confirm_card(actor=lan, intake=report, card=card())
    with pytest.raises(NotAllowed):
        record_figures(actor=lan, intake=report)
    assert not Fact.objects.exists()


def test_a_figure_printed_twice_with_two_values_waits_for_a_person(report: Intake, lan: User, hoa: User) -> None:
    one, other = figure(report, "14"), figure(report, "80")
    values = {**other.told, "name": one.told["name"]}
    correct_item(actor=lan, item=other, values=values, row_version=other.row_version)
    report = accepted(report, lan, "14", "1.310")
    answers = {each.item.pk: each.code for each in record_figures(actor=hoa, intake=report)}
    assert answers == {one.pk: "intake.printed_twice", other.pk: "intake.printed_twice", figure(report, "1.310").pk: ""}
    decide(lan, report, ItemAnswer.REJECT, figure(report, "80"))
    assert [each.code for each in record_figures(actor=hoa, intake=report)] == [""]
    decide(lan, report, ItemAnswer.ACCEPT, figure(report, "80"))
    assert [each.code for each in record_figures(actor=hoa, intake=report)] == ["intake.printed_twice"]
    assert FactVersion.objects.filter(fact__indicator__title=one.told["name"]).count() == 1


def test_another_source_that_differs_does_not_count_by_itself(report: Intake, lan: User, hoa: User) -> None:
    record_figures(actor=hoa, intake=accepted(report, lan, "1.310"))
    fact = Fact.objects.get()
    Intake.objects.filter(pk=report.pk).update(document=None)
    item = figure(report, "1.310")
    ReadingItem.objects.filter(pk=item.pk).update(state=ItemState.OPEN, fact=None, values={**item.values, "value": "9"})
    decide(lan, report, ItemAnswer.ACCEPT, figure(report, "1.310"))
    report = confirm_card(actor=lan, intake=report, card=card(number="99"))
    assert [each.answer for each in record_figures(actor=hoa, intake=report)] == ["differs"]
    fact.refresh_from_db()
    assert fact.current is not None and fact.current.value == Decimal(1310) and fact.versions.count() == 2


def test_the_whole_story_on_the_page(report: Intake, lan: User, hoa: User, signed_in: SignedIn) -> None:
    browser, address = signed_in(lan), reverse("intake:intake", args=[report.public_id])
    item, both = figure(report, "1.310"), (figure(report, "805/1.310"), figure(report, "450"))
    answer = browser.post(
        reverse("intake:decide", args=[report.public_id]),
        {"muc": "so-lieu", "answer": "accept", "item": [both[0].public_id, both[1].public_id], "tu": "1"},
    )
    page = browser.get(answer["Location"]).content.decode()
    assert "Đã lưu câu trả lời cho 2 mục" in page and "take_back:undo" in page
    stamp = page.split('name="stamp" value="')[1].split('"')[0]
    browser.post(
        reverse("intake:decide", args=[report.public_id]),
        {"muc": "so-lieu", "answer": "take_back:undo", "stamp": stamp},
    )
    assert {figure(report, each).state for each in ("805/1.310", "450")} == {ItemState.OPEN}
    form = browser.get(f"{address}?muc=so-lieu&sua={item.public_id}").content.decode()
    assert 'value="01/01/2026"' in form and 'value="1.310"' in form
    typed = {
        "m-name": "Hồ sơ tiếp nhận", "m-value": "1.310", "m-period_from": "1/1/2026", "m-period_to": "30/6/2026",
        "m-row_version": figure(report, "1.310").row_version, "m-unit": "hồ sơ", "muc": "so-lieu",
        "sua": item.public_id,
    }  # fmt: skip
    correct = reverse("intake:correct", args=[report.public_id, item.public_id])
    wrong = browser.post(correct, {**typed, "m-period_to": "31/6/2026"})
    assert wrong.status_code == 422 and "31/6/2026" in wrong.content.decode()
    assert browser.post(correct, {**typed, "m-row_version": 99}).status_code == 409
    assert browser.post(correct, typed).status_code == 302
    shown = {"kind": "report", "number": "45/BC-UBND", "issued_on": "15/6/2026", "issuer": "UBND xã", "title": TITLE}
    assert browser.post(reverse("intake:card", args=[report.public_id]), shown).status_code == 302
    waiting = browser.get(f"{address}?muc=so-lieu").content.decode()
    assert "đang chờ người điều phối" in waiting
    assert browser.post(reverse("intake:record", args=[report.public_id])).status_code == 403
    assert signed_in(hoa).post(reverse("intake:record", args=[report.public_id])).status_code == 302
    version = FactVersion.objects.get()
    assert version.fact.indicator.title == "Hồ sơ tiếp nhận"
    back = signed_in(hoa).get(version.source_url.partition("#")[0]).content.decode()
    assert 'id="L15"' in back and ">1.310</a>" in back
