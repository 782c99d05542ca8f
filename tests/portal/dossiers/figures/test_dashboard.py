"""The dashboard: figures of what one may see, down to the records and back; league, trend and tiles."""

from __future__ import annotations

import sys
import time
from dataclasses import replace
from datetime import date
from io import BytesIO

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries
from python_calamine import CalamineWorkbook
from tests.portal.conftest import Places, SignedIn

from parindex.lake.figures import View, Window
from parindex.portal.accounts.models import User
from parindex.portal.documents.models import Document
from parindex.portal.dossiers.engine_bridge import Figures, Name, dashboard
from parindex.portal.dossiers.engine_bridge.dashboard import Part
from parindex.portal.dossiers.engine_bridge.league import Standing, league, standing_of
from parindex.portal.dossiers.engine_bridge.records import Counted, records_of
from parindex.portal.dossiers.engine_bridge.targets import ON_TIME, target_of
from parindex.portal.organisations.models import OrgUnit
from parindex.portal.platform import clock
from parindex.portal.procedures.models import Announcement, Procedure, ProcedureLevel, ProcedureVersion

PAGE, RECORDS, LEAGUE = (reverse(f"dossiers:{name}") for name in ("dashboard", "records", "league"))
RECORD = reverse("dossiers:record")
PAGES = (PAGE, RECORDS, LEAGUE)


def _page(client: Client, address: str, **asked: str) -> str:
    response = client.get(address, asked)
    assert response.status_code == 200, response.status_code
    return response.content.decode()


def _sheet(client: Client, address: str, **asked: str) -> list[tuple[object, ...]]:
    content = client.get(address, asked | {"export": "xlsx"}).content
    return [tuple(row) for row in CalamineWorkbook.from_filelike(BytesIO(content)).get_sheet_by_index(0).to_python()]


@pytest.mark.usefixtures("records")
def test_figures_by_unit_say_where_they_come_from(hoa: User, signed_in: SignedIn) -> None:
    page = _page(signed_in(hoa), PAGE, ky="quy-2026-2")
    assert "01/04/2026 – 30/06/2026" in page
    assert "phiên bản 1" in page
    for name in ("Xã Nâm Nung", "Xã Đắk Wil", "Phường Phước Hội"):
        assert name in page
    assert "Thất Khê" not in page


@pytest.mark.usefixtures("records")
def test_the_excel_file_holds_the_counts_of_the_roll_up(hoa: User, places: Places, signed_in: SignedIn) -> None:
    rows = _sheet(signed_in(hoa), PAGE, ky="quy-2026-2")
    counts = {
        row[0]: row[1] for row in rows if row[0] and str(row[0]).startswith(("Xã", "Phường")) and "·" not in str(row[0])
    }
    spring = Window(date(2026, 4, 1), date(2026, 6, 30))
    assert counts["Xã Nâm Nung"] == dashboard.whole(Part(View.RECEIVED, ("24703",)), spring).received_new > 0


@pytest.mark.usefixtures("records")
@pytest.mark.parametrize("by", ["don-vi", "linh-vuc", "thu-tuc", "thang"])
def test_every_table_leads_to_records_and_back(hoa: User, signed_in: SignedIn, by: str) -> None:
    client = signed_in(hoa)
    page = _page(client, PAGE, ky="quy-2026-2", theo=by, order="-share")
    address = next(part.split('"')[0] for part in page.split('href="') if "so=received_new" in part.split('"')[0])
    listed = _page(client, address.replace("&amp;", "&"))
    assert f'href="{PAGE}?' in listed
    assert "Tiếp nhận trong kỳ" in listed


@pytest.mark.usefixtures("records")
@pytest.mark.parametrize("counted", ["resolved", "pending", "early"])
def test_a_count_leads_to_its_records_and_each_of_them_opens(hoa: User, signed_in: SignedIn, counted: str) -> None:
    client = signed_in(hoa)
    page = _page(client, PAGE, ky="quy-2026-2", theo="don-vi")
    address = next(part.split('"')[0] for part in page.split('href="') if f"so={counted}" in part.split('"')[0])
    shown = page.split(f'href="{address}">')[1].split("<")[0]
    listed = _page(client, address.replace("&amp;", "&"))
    assert f": {shown}</h1>" in listed.replace("\n", "")
    record = next(part.split('"')[0] for part in listed.split('href="') if part.startswith(f"{RECORD}?ma="))
    code = listed.split(f'href="{record}">')[1].split("<")[0]
    assert code in _page(client, record.replace("&amp;", "&"))


@pytest.mark.usefixtures("records")
def test_dossiers_without_a_field_are_listed_by_themselves(hoa: User, signed_in: SignedIn) -> None:
    listed = _page(signed_in(hoa), RECORDS, **{"ky": "quy-2026-2", "linh-vuc": "-"})
    assert "Lĩnh vực: chưa ghi" in listed
    part = Part(View.RECEIVED, ("24703", "24649", "22915"), field="-")
    spring = Window(date(2026, 4, 1), date(2026, 6, 30))
    every = records_of(replace(part, field=""), spring, Counted.HANDLED, limit=100_000)
    bare = [row.record_code for row in every.rows if not row.field_code]
    assert [row.record_code for row in records_of(part, spring, Counted.HANDLED, limit=100_000).rows] == bare


@pytest.mark.usefixtures("records")
def test_a_search_needs_no_accents(hoa: User, signed_in: SignedIn) -> None:
    client = signed_in(hoa)
    rows = _sheet(client, PAGE, ky="quy-2026-2", q="dak wil")
    assert [
        row[0] for row in rows if row[0] and str(row[0]).startswith(("Xã", "Phường")) and "·" not in str(row[0])
    ] == ["Xã Đắk Wil"]


@pytest.mark.usefixtures("records")
def test_procedures_are_of_whole_months(hoa: User, signed_in: SignedIn) -> None:
    page = _page(signed_in(hoa), PAGE, ky="tu-chon", tu="15/12/2025", den="14/03/2026", theo="thu-tuc")
    assert "từ 01/01/2026 đến 28/02/2026" in page


@pytest.mark.usefixtures("records")
def test_a_window_ends_with_the_records(hoa: User, signed_in: SignedIn) -> None:
    known = dashboard.first_and_last_day()
    assert known is not None
    page = _page(signed_in(hoa), PAGE, ky="nam-2026")
    assert f"01/01/2026 – {known[1]:%d/%m/%Y}" in page


@pytest.mark.usefixtures("records")
def test_days_that_are_none_are_refused_in_words(hoa: User, signed_in: SignedIn) -> None:
    page = _page(signed_in(hoa), PAGE, ky="tu-chon", tu="31/02/2026", den="14/03/2026")
    assert 'role="alert"' in page
    assert "31/02/2026" in page


@pytest.mark.usefixtures("records")
def test_days_typed_beside_a_choice_left_as_it_was_are_meant(hoa: User, signed_in: SignedIn) -> None:
    client, days = signed_in(hoa), {"tu": "05/03/2026", "den": "10/03/2026"}
    assert "05/03/2026 – 10/03/2026" in _page(client, PAGE, ky="nam-2026", truoc="nam-2026", **days)
    assert "01/04/2026 – 30/06/2026" in _page(client, PAGE, ky="quy-2026-2", truoc="tu-chon", **days)


@pytest.mark.usefixtures("records")
def test_days_that_the_page_showed_are_no_days_of_ones_own(hoa: User, signed_in: SignedIn) -> None:
    client = signed_in(hoa)
    shown = {"tu": "01/04/2026", "den": "30/06/2026"}
    page = _page(client, PAGE, ky="quy-2026-2", truoc="quy-2026-2", **shown)
    assert 'value="01/04/2026"' in page
    assert 'value="30/06/2026"' in page
    assert 'value="quy-2026-2" selected' in page
    assert 'value="quy-2026-1" selected' in _page(client, PAGE, ky="quy-2026-1", truoc="quy-2026-2", **shown)
    assert 'value="tu-chon" selected' in _page(client, PAGE, ky="tu-chon", truoc="quy-2026-2", **shown)


@pytest.mark.usefixtures("records")
def test_a_commune_sees_its_own(lan: User, places: Places, signed_in: SignedIn) -> None:
    client = signed_in(lan)
    rows = _sheet(client, PAGE, ky="quy-2026-2", theo="don-vi")
    assert [
        row[0] for row in rows if row[0] and str(row[0]).startswith(("Xã", "Phường")) and "·" not in str(row[0])
    ] == ["Xã Nâm Nung"]
    for address in PAGES:
        assert client.get(address, {"don-vi": places.dak_wil.public_id}).status_code == 403


@pytest.mark.usefixtures("records")
def test_a_stranger_sees_nothing_of_it(quan: User, places: Places, signed_in: SignedIn) -> None:
    client = signed_in(quan)
    assert "Nâm Nung" not in _page(client, PAGE, ky="quy-2026-2")
    assert "H68" not in _page(client, RECORDS, ky="quy-2026-2")
    assert client.get(PAGE, {"don-vi": places.nam_nung.public_id}).status_code == 403


def test_who_sees_no_results_is_refused(long: User, records: OrgUnit, signed_in: SignedIn) -> None:
    for address in PAGES:
        assert signed_in(long).get(address).status_code == 403


@pytest.mark.usefixtures("no_records")
def test_before_the_first_import_the_pages_say_why_they_are_empty(hoa: User, signed_in: SignedIn) -> None:
    for address in PAGES:
        assert "Chưa nhập tệp kết xuất nào" in _page(signed_in(hoa), address)


@pytest.mark.usefixtures("records")
def test_the_number_of_queries_does_not_grow_with_the_units(
    hoa: User, signed_in: SignedIn, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    client = signed_in(hoa)
    for address in PAGES:
        with django_assert_max_num_queries(34):
            _page(client, address, ky="quy-2026-2")


@pytest.mark.usefixtures("records")
def test_how_long_an_answer_takes(hoa: User, signed_in: SignedIn, capsys: pytest.CaptureFixture[str]) -> None:
    client = signed_in(hoa)
    told = []
    for address in (PAGE, LEAGUE):
        _page(client, address, ky="quy-2026-2")
        begun = time.perf_counter()
        assert "Nâm Nung" in _page(client, address, ky="quy-2026-2")
        told.append(f"{address} {(time.perf_counter() - begun) * 1000:.0f} ms")
    with capsys.disabled():
        sys.stdout.write("\nanswered from roll-ups: " + "; ".join(told) + "\n")


@pytest.mark.usefixtures("records")
def test_league_tiles_and_trend_hold_the_same_shares(hoa: User, signed_in: SignedIn) -> None:
    client = signed_in(hoa)
    page = _page(client, LEAGUE, ky="quy-2026-2")
    tiles = page.split('class="tiles"')[1].split("</ul>")[0]
    order = [name for name in ("Đắk Wil", "Nâm Nung", "Phước Hội") if name in tiles]
    assert order == sorted(order, key=tiles.index) == ["Đắk Wil", "Nâm Nung", "Phước Hội"]
    assert "97" in tiles or "Chưa đạt, xa mục tiêu" in tiles or "Chưa đạt, gần mục tiêu" in tiles
    assert "98,00 %" in page
    assert "Chưa đối chiếu" in page
    assert 'class="line-before"' in page
    marks = [part.split("</text>")[0] for part in page.split('<text class="end"')[1:]]
    assert ' dx="6" text-anchor="start"' in marks[0], "beside the axis, not over its words"
    assert all('text-anchor="middle"' in mark for mark in marks[1:])


def _counts(early: int, late: int) -> Figures:
    names = Figures.__dataclass_fields__
    given = {"early": early, "late": late, "resolved": early + late}
    return Figures(**{name: given.get(name, 0) for name in names})


def test_the_league_is_of_all_procedures(hoa: User, signed_in: SignedIn) -> None:
    """A dashboard of one procedure leads to the league of the same window, inside a month as well."""
    browser = signed_in(hoa)
    for window in ("ky=nam-2026", "ky=tu-chon&tu=05/03/2026&den=20/09/2026"):
        of_one = browser.get(f"{LEAGUE}?{window}&thu-tuc=1.001012&linh-vuc=HO-TICH")
        assert of_one.status_code == 200
        assert of_one.context["tiles"] == browser.get(f"{LEAGUE}?{window}").context["tiles"]


def test_equal_shares_have_equal_ranks_and_few_dossiers_are_marked() -> None:
    target = target_of(ON_TIME, date(2026, 6, 30))
    counted = {"a": _counts(1, 1), "b": _counts(50, 50), "c": _counts(98, 2), "d": _counts(0, 0)}
    found = league(counted, dict.fromkeys(counted, target))
    assert [(row.code, row.rank, row.tied, row.few) for row in found] == [
        ("c", 1, False, False), ("a", 2, True, True), ("b", 2, True, False), ("d", None, False, False)
    ]  # fmt: skip
    assert [row.standing for row in found] == [Standing.REACHED, Standing.FAR, Standing.FAR, Standing.NOTHING]


def test_one_unit_alone_has_no_rank() -> None:
    """A commune's own people see their commune only: first among one says nothing."""
    (alone,) = league({"a": _counts(98, 2)}, {})
    assert (alone.rank, alone.tied) == (None, False)
    found = league({"a": _counts(98, 2), "b": _counts(0, 0)}, {})
    assert [(row.code, row.rank) for row in found] == [("a", None), ("b", None)]


def test_a_share_that_rounds_to_the_target_has_not_reached_it() -> None:
    target = target_of(ON_TIME, date(2026, 6, 30))
    assert standing_of(_counts(979_999, 20_001), target) is Standing.NEAR
    assert standing_of(_counts(98, 2), None) is Standing.NO_TARGET


@pytest.mark.usefixtures("records")
def test_a_procedure_bears_its_name_from_the_catalogue(hoa: User, places: Places, signed_in: SignedIn) -> None:
    summer = Window(date(2026, 5, 1), date(2026, 8, 31))
    part = Part(View.RECEIVED, ("24703", "24649", "23235"))
    code = str(dashboard.groups(part, summer, Name.PROCEDURE_CODE)[0].keys[0])
    decision = Document.objects.create(
        kind="decision", title="Quyết định công bố", identity="x", registered_at=clock.now()
    )
    procedure = Procedure.objects.create(owner=places.province, code=code, sort_key=code)
    ProcedureVersion.objects.create(
        procedure=procedure, announcement=Announcement.NEW, decision=decision, effective_from=date(2026, 1, 1),
        name="Đăng ký khai sinh", field="Hộ tịch", level=ProcedureLevel.COMMUNE, digest="x", recorded_at=clock.now(),
    )  # fmt: skip
    asked = {"ky": "tu-chon", "tu": "01/05/2026", "den": "31/08/2026", "theo": "thu-tuc"}
    assert "Đăng ký khai sinh" in _page(signed_in(hoa), PAGE, **asked, q="khai sinh")


@pytest.mark.usefixtures("records")
def test_a_field_is_said_in_words_wherever_it_stands(hoa: User, signed_in: SignedIn) -> None:
    """Also where no catalogue of procedures is there to name it."""
    client, asked = signed_in(hoa), {"ky": "nam-2026", "linh-vuc": "NONG-NGHIEP"}
    for name in ("dashboard", "records"):
        page = client.get(reverse(f"dossiers:{name}"), asked).content.decode()
        assert "Lĩnh vực: Nông nghiệp và môi trường (NONG-NGHIEP)" in page, name
    listed = _page(client, RECORDS, ky="nam-2026", **{"linh-vuc": "HO-TICH"})
    address = next(part.split('"')[0] for part in listed.split('href="') if part.startswith(f"{RECORD}?ma="))
    assert "Hộ tịch (HO-TICH)" in _page(client, address.replace("&amp;", "&"))
