"""The catalogue of procedures: taken in from Excel by decision, never written over, counted, held against print."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from python_calamine import CalamineWorkbook
from tests.portal.conftest import Places, SignedIn

from parindex.portal.accounts.models import User
from parindex.portal.facts.models import FactVersion
from parindex.portal.findings.models import Finding
from parindex.portal.platform import clock
from parindex.portal.platform.models import AuditEntry
from parindex.portal.platform.refusals import ActionRefused, NotAllowed
from parindex.portal.procedures import engine_bridge, queries
from parindex.portal.procedures.actions import keep_printed_counts, record_figures
from parindex.portal.procedures.forms.workbook import HEADERS, read, template
from parindex.portal.procedures.models import OnlineLevel, PrintedCounts, Procedure, ProcedureVersion
from parindex.portal.procedures.queries import Period, Sought, counts_on, listed, publication_of

pytestmark = pytest.mark.django_db
YEAR = Period(date(2026, 1, 1), date(2026, 12, 31))
TODAY = datetime(2026, 11, 20, 9, tzinfo=clock.VIETNAM)
BIRTH: Mapping[str, str] = {
    "code": "1.001193",
    "name": "Đăng ký khai sinh",
    "field": "Hộ tịch",
    "level": "Cấp xã",
    "announcement": "Mới ban hành",
    "decision": "100/QĐ-UBND",
    "decided": "05/01/2026",
    "effective": "12/01/2026",
    "made_public": "08/01/2026",
    "online": "Toàn trình",
    "online_eligible": "Có",
    "one_stop": "Có",
    "inter_agency": "Có",
    "joined": "Có",
    "by_post": "Có",
    "has_workflow": "Có",
    "has_fee": "Không",
    "term": "Trong ngày",
    "legal_basis": "Luật Hộ tịch",
    "parts": "7",
}
COPY = {
    **BIRTH,
    "code": "2.000635",
    "name": "Cấp bản sao trích lục hộ tịch",
    "online": "Một phần",
    "one_stop": "Không",
    "by_post": "Không",
    "joined": "Không",
    "effective": "09/01/2026",
    "made_public": "",
    "parts": "6",
    "term": "3",
    "term_unit": "Ngày làm việc",
}


def _lines(*rows: Mapping[str, str]) -> str:
    body = ["\t".join(row.get(key, "") for key in HEADERS) for row in rows]
    return "\n".join(["\t".join(HEADERS.values()), *body])


def _book(*rows: Mapping[str, str]) -> bytes:
    return excel_sheet([list(HEADERS.values()), *([row.get(key, "") for key in HEADERS] for row in rows)])


def excel_sheet(rows: list[list[str]]) -> bytes:
    """A sheet whose first line is the head."""
    content = BytesIO()
    book = xlsxwriter.Workbook(content, {"in_memory": True})
    sheet = book.add_worksheet("Danh mục TTHC")
    for number, row in enumerate(rows):
        sheet.write_row(number, 0, row)
    book.close()
    return content.getvalue()


def _take_in(signed_in: SignedIn, person: User, places: Places, *rows: Mapping[str, str]) -> tuple[str, str]:
    """Preview and take in by the pages; the text of both."""
    browser = signed_in(person)
    owner = places.province.public_id
    preview = browser.post(
        reverse("procedures:workbook"),
        {"owner": owner, "workbook": SimpleUploadedFile("danh-muc.xlsx", _book(*rows))},
    )
    text = preview.content.decode()
    assert preview.status_code == 200, text[-3000:]
    done = browser.post(reverse("procedures:take_in"), {"owner": owner, "upload": preview.context["upload"].public_id})
    return text, done.content.decode()


@pytest.fixture
def catalogue(signed_in: SignedIn, hoa: User, places: Places) -> list[Procedure]:
    """Two procedures of communes."""
    with clock.stopped_at(TODAY):
        _take_in(signed_in, hoa, places, BIRTH, COPY)
    return list(Procedure.objects.order_by("code"))


def test_the_preview_writes_nothing_and_the_same_file_again_changes_nothing(
    signed_in: SignedIn, hoa: User, places: Places
) -> None:
    browser = signed_in(hoa)
    pasted = {"owner": places.province.public_id, "pasted": _lines(BIRTH, COPY)}
    page = browser.post(reverse("procedures:workbook"), pasted)
    assert "Xem trước, chưa ghi gì." in page.content.decode() and not ProcedureVersion.objects.exists()
    _, done = _take_in(signed_in, hoa, places, BIRTH, COPY)
    assert "Đã nạp." in done and ProcedureVersion.objects.count() == 2
    entry = AuditEntry.objects.filter(action="procedures.take_in_procedures").latest("pk")
    assert entry.references["recorded"] == 2
    preview, again = _take_in(signed_in, hoa, places, BIRTH, COPY)
    assert "Tệp này không có gì mới." in preview
    assert "Đã có 2" in again and ProcedureVersion.objects.count() == 2


def test_every_fault_is_told_at_once_with_row_column_and_remedy(signed_in: SignedIn, hoa: User, places: Places) -> None:
    bad = {
        **BIRTH,
        "code": "??",
        "level": "Cấp trời",
        "decided": "31/02/2026",
        "decision": "một trăm",
        "one_stop": "có lẽ",
        "term": "lâu",
        "parts": "9",
    }
    late = {**BIRTH, "code": "1.001194", "effective": "01/01/2026", "level": "Cấp huyện", "name": ""}
    unknown = {**BIRTH, "code": "1.001195", "announcement": "Bãi bỏ"}
    preview, done = _take_in(signed_in, hoa, places, BIRTH, bad, late, unknown, BIRTH)
    for part in (
        "không phải mã thủ tục",
        "“Cấp trời” không có trong danh sách",
        "“31/02/2026” không phải ngày",
        "“một trăm” không phải số, ký hiệu",
        "“có lẽ” không có trong danh sách",
        "“lâu” không phải thời hạn",
        "Ghi số từ 0 đến 7",
        "01/01/2026 trước ngày quyết định 05/01/2026",
        "Không còn cấp huyện",
        "Thiếu tên thủ tục",
        "Danh mục chưa có thủ tục 1.001195",
        "đã có ở dòng 2",
    ):
        assert part in preview, part
    assert "Mới 1" in done and "Không nạp 4" in done
    assert Procedure.objects.get().code == "1.001193"


@pytest.mark.parametrize(
    ("content", "name", "says"),
    [
        (b"PK", "x.xlsx", "không phải tệp"),
        (b"a;b\n1;2\n", "x.csv", "thiếu cột"),
        (";".join(HEADERS.values()).encode(), "x.csv", "không có dòng nào"),
    ],
)
def test_a_file_that_is_not_this_workbook_is_refused(
    signed_in: SignedIn, hoa: User, places: Places, content: bytes, name: str, says: str
) -> None:
    sent = {"owner": places.province.public_id, "workbook": SimpleUploadedFile(name, content)}
    page = signed_in(hoa).post(reverse("procedures:workbook"), sent)
    assert page.status_code == 422 and says in page.content.decode()


def test_the_empty_workbook_has_the_headings_that_are_read() -> None:
    rows = CalamineWorkbook.from_filelike(BytesIO(template())).get_sheet_by_index(0).to_python()
    assert rows[0] == list(HEADERS.values())
    with pytest.raises(ActionRefused):
        read(template(), "mau.xlsx")


def test_only_who_runs_rounds_of_the_owner_takes_in(signed_in: SignedIn, lan: User, quan: User, places: Places) -> None:
    sent = {"owner": places.province.public_id, "pasted": _lines(BIRTH)}
    for person in (lan, quan):
        assert signed_in(person).post(reverse("procedures:workbook"), sent).status_code == 403
    assert signed_in(lan).get(reverse("procedures:empty_workbook")).status_code == 403
    assert not Procedure.objects.exists()


def test_a_decision_makes_a_version_and_the_past_stays(
    signed_in: SignedIn, hoa: User, places: Places, catalogue: list[Procedure]
) -> None:
    amended = {
        **COPY,
        "announcement": "Sửa đổi, bổ sung",
        "decision": "200/QĐ-UBND",
        "decided": "01/06/2026",
        "effective": "15/06/2026",
        "online": "Toàn trình",
        "term": "1",
    }
    gone = {
        "code": "1.001193",
        "announcement": "Bãi bỏ",
        "decision": "300/QĐ-UBND",
        "decided": "01/09/2026",
        "effective": "01/10/2026",
    }
    with clock.stopped_at(TODAY):
        _take_in(signed_in, hoa, places, amended, gone)
    on = {day: {v.procedure.code: v for v in queries.on_day(day)} for day in (date(2026, 2, 1), date(2026, 11, 1))}
    assert on[date(2026, 2, 1)]["2.000635"].online == OnlineLevel.PARTIAL
    assert on[date(2026, 11, 1)]["2.000635"].online == OnlineLevel.FULL
    assert on[date(2026, 11, 1)]["1.001193"].announcement == "abolished"
    assert on[date(2026, 11, 1)]["1.001193"].name == "Đăng ký khai sinh"
    assert not queries.on_day(date(2026, 1, 8)).exists()
    page = signed_in(hoa).get(reverse("procedures:procedure", args=[catalogue[1].public_id])).content.decode()
    assert "Trực tuyến một phần" in page and "<strong>Trực tuyến toàn trình</strong>" in page and "200/QĐ-UBND" in page
    page = signed_in(hoa).get(reverse("procedures:procedure", args=[catalogue[0].public_id])).content.decode()
    assert "Bãi bỏ từ ngày 01/10/2026 theo 300/QĐ-UBND" in page


def test_a_row_of_the_same_decision_with_other_content_is_a_correction(
    signed_in: SignedIn, hoa: User, places: Places, catalogue: list[Procedure]
) -> None:
    preview, _ = _take_in(signed_in, hoa, places, {**BIRTH, "effective": "14/01/2026"}, COPY)
    assert "Đính chính 1" in preview
    assert catalogue[0].versions.count() == 2
    assert not queries.on_day(date(2026, 1, 13)).filter(procedure=catalogue[0]).exists()
    again, _ = _take_in(signed_in, hoa, places, {**BIRTH, "effective": "14/01/2026"})
    assert "không có gì mới" in again and catalogue[0].versions.count() == 2


@pytest.mark.parametrize(
    ("text", "day", "level", "of_its_day"),
    [
        ("Mức độ 4", date(2021, 5, 1), OnlineLevel.FULL, True),
        ("mức độ 3", date(2021, 5, 1), OnlineLevel.PARTIAL, True),
        ("Mức độ 2", date(2021, 5, 1), OnlineLevel.INFORMATION, True),
        ("Mức độ 4", date(2024, 5, 1), OnlineLevel.FULL, False),
        ("TOÀN TRÌNH", date(2026, 1, 1), OnlineLevel.FULL, True),
        ("Một phần", date(2020, 1, 1), OnlineLevel.PARTIAL, False),
    ],
)
def test_online_levels_keep_their_words_and_mean_the_same(
    text: str, day: date, level: OnlineLevel, of_its_day: bool
) -> None:
    meaning = engine_bridge.online_level_of(text, day)
    assert meaning is not None and (meaning.level, meaning.of_its_day) == (level, of_its_day)
    assert engine_bridge.online_level_of("Mức độ 9", day) is None


def test_everyone_signed_in_reads_and_nobody_else(
    signed_in: SignedIn, lan: User, quan: User, long: User, catalogue: list[Procedure]
) -> None:
    addresses = [reverse(f"procedures:{name}") for name in ("list", "counts", "publication")]
    addresses.append(reverse("procedures:procedure", args=[catalogue[0].public_id]))
    for address in addresses:
        for person in (lan, quan, long):
            assert signed_in(person).get(address).status_code == 200
        assert Client().get(address).status_code == 302


def _list(signed_in: SignedIn, person: User, query: str) -> str:
    return signed_in(person).get(reverse("procedures:list") + query).content.decode()


def test_the_list_is_searched_without_accents_and_filtered(
    signed_in: SignedIn, lan: User, catalogue: list[Procedure]
) -> None:
    assert "Đăng ký khai sinh" in _list(signed_in, lan, "?q=khai+sinh")
    assert "Đăng ký khai sinh" not in _list(signed_in, lan, "?q=trich+luc")
    assert "1.001193" in _list(signed_in, lan, "?q=1.001193&field=Hộ+tịch&level=commune&online=full")
    assert "1.001193" not in _list(signed_in, lan, "?one_stop=no&online=partial")
    assert "1.001193" not in _list(signed_in, lan, "?ngay=10/01/2026")
    assert "1.001193" not in _list(signed_in, lan, "?state=abolished")
    assert listed(Sought(day=date(2026, 3, 1), text="ho tich")).count() == 2
    sheet = signed_in(lan).get(reverse("procedures:list") + "?q=khai+sinh&export=xlsx")
    rows = CalamineWorkbook.from_filelike(BytesIO(sheet.content)).get_sheet_by_index(0).to_python()
    assert any("1.001193" in row for row in rows) and not any("2.000635" in row for row in rows)


def test_counts_by_level_add_up_and_say_what_is_not_said(
    signed_in: SignedIn, hoa: User, places: Places, catalogue: list[Procedure]
) -> None:
    (commune,) = counts_on(date(2026, 3, 1), places.province)
    assert (commune.total, commune.one_stop, commune.not_one_stop, commune.online) == (2, 1, 1, 2)
    assert commune.complete
    unsaid = {**BIRTH, "code": "1.009999", "one_stop": "", "by_post": "", "level": "Cấp tỉnh"}
    between = {**BIRTH, "code": "1.009998", "internal": "Có"}
    _take_in(signed_in, hoa, places, unsaid, between)
    province, commune = counts_on(date(2026, 3, 1), places.province)
    assert (province.level, province.total, province.one_stop_unknown, province.complete) == ("province", 1, 1, False)
    assert commune.total == 2
    page = signed_in(hoa).get(reverse("procedures:counts") + "?ngay=01/03/2026").content.decode()
    assert "1 thủ tục chưa ghi" in page and "khớp" in page


def _of_cao_loc(actor: User | None = None, **changed: int) -> PrintedCounts:
    unit, title, source, figures = engine_bridge.cao_loc()
    return keep_printed_counts(
        actor=actor, owner=None, unit_name=unit, title=title, figures={**figures, **changed}, source_title=source
    )


def test_the_printed_counts_of_cao_loc_have_one_finding_and_121_is_offered(signed_in: SignedIn, hoa: User) -> None:
    printed = _of_cao_loc()
    found = Finding.objects.get()
    assert (found.rule, found.figure("printed"), found.repair) == ("figures_differ", Decimal(109), "121")
    held = [line for line in engine_bridge.identity_lines(printed) if line.holds]
    assert [(line.level, line.whole, line.printed) for line in held if len(line.parts) == 2] == [
        ("district", "total", Decimal(257)),
        ("district", "total", Decimal(257)),
        ("commune", "total", Decimal(121)),
        ("commune", "total", Decimal(121)),
        ("district", "total", Decimal(257)),
        ("commune", "total", Decimal(121)),
    ]
    assert [line.expected for line in held if line.at_most] == [212, 98]
    page = signed_in(hoa).get(reverse("procedures:printed", args=[printed.public_id])).content.decode()
    assert "in 109" in page and "227 + 30 = 257" in page
    assert _of_cao_loc() == printed and Finding.objects.count() == 1
    with pytest.raises(ActionRefused):
        _of_cao_loc(commune_total=120)


def test_printed_numbers_that_hold_are_silent_and_a_wrong_sum_is_a_finding(
    signed_in: SignedIn, hoa: User, lan: User, quan: User, places: Places
) -> None:
    typed = {
        "owner": places.province.public_id,
        "unit_name": "Tỉnh Lâm Đồng",
        "title": "Quý III/2026",
        "as_of": "30/09/2026",
        "commune_total": "1.121",
        "commune_one_stop": "1.109",
        "commune_not_one_stop": "12",
    }
    page = signed_in(hoa).post(reverse("procedures:new_printed"), typed)
    assert page.status_code == 302 and not Finding.objects.exists()
    wrong = {**typed, "title": "Quý IV/2026", "commune_not_one_stop": "13"}
    signed_in(hoa).post(reverse("procedures:new_printed"), wrong)
    assert Finding.objects.get().rule == "sum_differs"
    assert AuditEntry.objects.filter(action="procedures.keep_printed_counts").count() == 2
    online = {**typed, "title": "Năm 2026", "commune_full": "1.000", "commune_partial": "122"}
    signed_in(hoa).post(reverse("procedures:new_printed"), online)
    assert Finding.objects.latest("pk").rule == "online_above_catalogue"
    unread = signed_in(hoa).post(reverse("procedures:new_printed"), {**typed, "commune_total": "nhiều"})
    assert unread.status_code == 422 and PrintedCounts.objects.count() == 3
    assert signed_in(lan).post(reverse("procedures:new_printed"), typed).status_code == 403
    kept = PrintedCounts.objects.earliest("pk")
    assert signed_in(quan).get(reverse("procedures:printed", args=[kept.public_id])).status_code == 404


def test_what_is_announced_and_made_public_in_time(places: Places, catalogue: list[Procedure]) -> None:
    told = publication_of(places.province, YEAR, date(2026, 11, 20))
    # 5 to 9 January 2026: four working days; to 12 January: six, for Saturday the 10th makes up for the 2nd
    assert {line.version.procedure.code: line.days_before for line in told.lines} == {"1.001193": 6, "2.000635": 4}
    assert (told.announced_on_time, told.announced) == (1, 2)
    assert (told.public_on_time, told.due_public) == (1, 2)
    assert (told.standing_complete, told.standing_public) == (1, 1)
    early = publication_of(places.province, YEAR, date(2026, 1, 9))
    assert (early.public_on_time, early.due_public) == (1, 1), "what has still time is not late"


def test_figures_become_facts_of_the_province_and_of_its_communes(
    signed_in: SignedIn, hoa: User, lan: User, places: Places, catalogue: list[Procedure]
) -> None:
    sent = {"owner": places.province.public_id, "tu": "01/01/2026", "den": "31/12/2026"}
    with clock.stopped_at(TODAY):
        page = signed_in(hoa).post(reverse("procedures:record"), sent)
    assert page.status_code == 302
    facts = {
        (each.fact.indicator.code, each.fact.unit_id): each
        for each in FactVersion.objects.select_related("fact__indicator")
    }
    own = {code: each for (code, unit), each in facts.items() if unit == places.province.pk}
    pairs = {code: (int(each.numerator or 0), int(each.denominator or 0)) for code, each in own.items()}
    assert pairs == {
        "procedures.at_one_stop": (1, 2),
        "procedures.online": (2, 2),
        "procedures.joined": (1, 2),
        "procedures.published": (1, 2),
        "procedures.published_on_time": (1, 2),
        "qd766.i11": (1, 2),
        "qd766.i12": (1, 2),
        "qd766.i13": (1, 1),
        "qd766.i31": (2, 2),
    }
    of_commune = {code for code, unit in facts if unit == places.nam_nung.pk}
    assert of_commune == {"procedures.at_one_stop", "procedures.online", "procedures.joined", "qd766.i31"}
    assert not [1 for _code, unit in facts if unit == places.stranger_commune.pk]
    back = facts["qd766.i11", places.province.pk].source_url
    assert "1/2" in signed_in(lan).get(back).content.decode()
    assert AuditEntry.objects.filter(action="procedures.record_figures").count() == 1
    before = FactVersion.objects.count()
    with clock.stopped_at(TODAY):
        signed_in(hoa).post(reverse("procedures:record"), sent)
    assert FactVersion.objects.count() == before
    assert signed_in(lan).post(reverse("procedures:record"), sent).status_code == 403
    with pytest.raises(NotAllowed):
        record_figures(actor=lan, owner=places.province, period=YEAR)


@pytest.mark.parametrize("page", ["list", "counts", "publication"])
def test_the_number_of_queries_does_not_grow_with_the_catalogue(
    signed_in: SignedIn, hoa: User, places: Places, catalogue: list[Procedure], page: str
) -> None:
    browser = signed_in(hoa)

    def queries_of_page() -> int:
        browser.get(reverse(f"procedures:{page}"))
        with CaptureQueriesContext(connection) as captured:
            response: HttpResponse = browser.get(reverse(f"procedures:{page}"))  # type: ignore[assignment]
        assert response.status_code == 200
        return len(captured)

    few = queries_of_page()
    _take_in(signed_in, hoa, places, *({**BIRTH, "code": f"3.{number:06d}"} for number in range(15)))
    assert queries_of_page() <= few + 1, "+1: paging"
