"""Figures of a period add up at any day; the report is page, Excel and Word; facts lead back to the rows."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal as D
from io import BytesIO

import docx
import pytest
from django.urls import reverse
from tests.portal.conftest import Places, SignedIn
from tests.portal.petitions.conftest import at, new

from parindex.engine.documents.petition_report import PetitionReportRefused
from parindex.portal.accounts.models import User
from parindex.portal.facts.models import Fact
from parindex.portal.organisations.queries import subtree_on
from parindex.portal.petitions.actions.answer_petition import Reply, answer_petition
from parindex.portal.petitions.actions.handle_petition import Act, Handling, handle_petition
from parindex.portal.petitions.actions.receive_petitions import receive_petitions
from parindex.portal.petitions.actions.record_figures import record_figures
from parindex.portal.petitions.actions.register_dialogue import NewDialogue, register_dialogue
from parindex.portal.petitions.engine_bridge import ReportLine
from parindex.portal.petitions.models import Petition
from parindex.portal.petitions.queries import Figures, Period, figures_of
from parindex.portal.platform import clock
from parindex.portal.platform.models import AuditEntry
from parindex.portal.platform.refusals import NotAllowed

YEAR = Period(date(2025, 12, 15), date(2026, 12, 14))
OCTOBER = Period(date(2026, 10, 1), date(2026, 10, 31))


def move(petition: Petition, moment: str, act: Act, **more: str) -> None:
    with clock.stopped_at(at(moment)):
        handle_petition(actor=None, petition=petition, handling=Handling(act, **more))  # type: ignore[arg-type]


@pytest.fixture
def register(places: Places) -> list[Petition]:
    """Nâm Nung: answered in October on time; answered late; open and overdue; refused. Đắk Wil: forwarded; open."""
    with clock.stopped_at(at("2026-10-30 09:00")):
        rows = [
            new("a", received_at=at("2026-09-28 08:00"), dossier_code="HS-1"),
            new("b", received_at=at("2026-10-02 08:00"), dossier_code="HS-2"),
            new("c", received_at=at("2026-10-05 08:00"), dossier_code="HS-2"),
            new("d", received_at=at("2026-10-28 08:00")),
        ]
        made = [*receive_petitions(actor=None, unit=places.nam_nung, rows=rows)]
        others = [new("e", received_at=at("2026-10-20 08:00")), new("f", received_at=at("2026-10-29 08:00"))]
        made += receive_petitions(actor=None, unit=places.dak_wil, rows=others)
    petitions = [each.petition for each in made if each.petition]
    for place, moment in ((0, "2026-10-12 09:00"), (1, "2026-11-03 09:00")):
        move(petitions[place], moment, Act.CLASSIFY)
        with clock.stopped_at(at(moment)):
            answer_petition(actor=None, petition=petitions[place], reply=Reply("Đã xử lý."))
    move(petitions[2], "2026-10-06 09:00", Act.CLASSIFY)
    move(petitions[3], "2026-10-29 09:00", Act.REFUSE, text="Đã trả lời")
    move(petitions[4], "2026-10-21 09:00", Act.FORWARD, to="Sở Y tế")
    return petitions


def of(places: Places, period: Period) -> Figures:
    return figures_of(subtree_on(places.province), period)


def test_the_running_year(register: list[Petition], places: Places) -> None:
    figures = of(places, YEAR)
    nam_nung, dak_wil = figures.rows[places.nam_nung.pk], figures.rows[places.dak_wil.pk]
    assert (nam_nung.opening, nam_nung.received, nam_nung.on_time, nam_nung.late) == (0, 4, 2, 1)
    assert (nam_nung.pending, nam_nung.overdue) == (1, 1)
    assert (dak_wil.received, dak_wil.forwarded, dak_wil.pending, dak_wil.overdue) == (2, 1, 1, 0)
    assert (figures.total.handled, figures.total.all) == (4, 6)
    assert (figures.first_time, figures.unhappy) == (6, 1)
    assert sum(figures.kinds.values()) == sum(figures.sources.values()) == 6
    assert figures.complained == {places.nam_nung.pk: 2}


def test_a_past_month_as_it_stood_on_its_last_day(register: list[Petition], places: Places) -> None:
    total = of(places, OCTOBER).total
    # b was answered on 3/11 only: open at the end of October, and overdue since 23/10
    assert (total.opening, total.received, total.closed, total.pending, total.overdue) == (1, 5, 3, 3, 2)


def test_every_window_of_every_length_adds_up(register: list[Petition], places: Places) -> None:
    for first in range(0, 50, 7):
        for length in (1, 9, 33):
            begins = date(2026, 9, 20) + timedelta(days=first)
            total = of(places, Period(begins, begins + timedelta(days=length))).total
            assert total.opening + total.received == total.closed + total.pending


def test_periods_that_follow_hand_over_what_is_open(register: list[Petition], places: Places) -> None:
    after = of(places, Period(date(2026, 11, 1), date(2026, 11, 30))).total
    assert of(places, OCTOBER).total.pending == after.opening


def test_a_line_that_does_not_add_up_is_refused() -> None:
    with pytest.raises(PetitionReportRefused):
        ReportLine("Xã Nâm Nung", opening=1, received=2, on_time=1, pending=1, answered=1)


def test_facts_have_two_numbers_and_lead_back(
    register: list[Petition], places: Places, hoa: User, lan: User, quan: User, signed_in: SignedIn
) -> None:
    register_dialogue(
        actor=None,
        unit=places.nam_nung,
        given=NewDialogue(date(2026, 9, 10), "Chủ tịch UBND xã", "Hộ kinh doanh", "Đất đai", by_head=True),
    )
    for stranger in (lan, quan):
        with pytest.raises(NotAllowed):
            record_figures(actor=stranger, owner=places.province, period=YEAR)
    recorded = record_figures(actor=hoa, owner=places.province, period=YEAR)
    assert {each.answer.value for each in recorded} == {"recorded"}
    facts = {
        (fact.indicator.code, fact.unit_id): fact.current
        for fact in Fact.objects.select_related("indicator", "current")
    }
    on_time = facts["petitions.handled_on_time", places.nam_nung.pk]
    assert on_time is not None
    assert (on_time.numerator, on_time.denominator, on_time.status) == (D(2), D(4), "computed")
    held, complained = facts["dialogues.held", places.nam_nung.pk], facts["dossiers.complained", places.nam_nung.pk]
    assert held is not None
    assert complained is not None
    assert (held.value, complained.value) == (D(1), D(2))
    assert ("dialogues.held", places.dak_wil.pk) not in facts
    page = signed_in(hoa).get(on_time.source_url).content.decode()
    assert all(petition.public_id in page for petition in register[:4])
    assert register[4].public_id not in page
    assert {each.answer.value for each in record_figures(actor=hoa, owner=places.province, period=YEAR)} == {
        "unchanged"
    }
    assert AuditEntry.objects.filter(action="petitions.record_figures", actor=hoa).count() == 2


def test_a_later_recording_supersedes_the_earlier(register: list[Petition], places: Places, hoa: User) -> None:
    record_figures(actor=hoa, owner=places.province, period=YEAR)
    with clock.stopped_at(at("2026-11-05 10:00")):
        answer_petition(actor=None, petition=register[2], reply=Reply("Đã xử lý."))
        receive_petitions(actor=None, unit=places.nam_nung, rows=[new("g")])
    with clock.stopped_at(at("2026-11-06 10:00")):
        record_figures(actor=hoa, owner=places.province, period=YEAR)
    current = Fact.objects.get(indicator__code="petitions.handled_on_time", unit=places.nam_nung).current
    assert current is not None
    assert (current.numerator, current.denominator, current.number) == (D(3), D(5), 2)


def test_the_report_page_its_button_and_excel(
    register: list[Petition], places: Places, hoa: User, lan: User, quan: User, signed_in: SignedIn
) -> None:
    address = reverse("petitions:report")
    page = signed_in(hoa).get(address).content.decode()
    assert "66,67 %" in page
    assert "Ghi số liệu vào chỉ tiêu" in page
    assert "Ghi số liệu vào chỉ tiêu" not in signed_in(lan).get(address).content.decode()
    foreign = f"{address}?don-vi={places.nam_nung.public_id}"
    assert signed_in(quan).get(foreign).status_code == 403
    assert signed_in(hoa).get(f"{address}?export=xlsx").content[:2] == b"PK"
    sent = {"don-vi": places.province.public_id, "tu": "15/12/2025", "den": "14/12/2026"}
    assert signed_in(lan).post(reverse("petitions:record_figures"), sent).status_code == 403
    assert signed_in(hoa).post(reverse("petitions:record_figures"), sent).status_code == 302
    assert Fact.objects.count() == 4


def test_the_report_in_word(
    register: list[Petition], places: Places, hoa: User, lan: User, signed_in: SignedIn
) -> None:
    for person, issuer in ((hoa, "TỈNH LÂM ĐỒNG"), (lan, "XÃ NÂM NUNG")):
        content = signed_in(person).get(reverse("petitions:report_word")).content
        document = docx.Document(BytesIO(content))
        text = "\n".join(
            [*(paragraph.text for paragraph in document.paragraphs)]
            + [cell.text for table in document.tables for row in table.rows for cell in row.cells]
        )
        assert "BÁO CÁO" in text
        assert issuer in text
        assert "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM" in text
        assert "./." in text
    assert "kỳ trước chuyển sang 0, tiếp nhận trong kỳ 4; đã xử lý 3, đang xử lý 1" in text
