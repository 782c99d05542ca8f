"""Targets: entered by who answers for them, kept with their history, from Excel and back, shown where figures stand."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries
from python_calamine import CalamineWorkbook
from tests.portal.conftest import Places, SignedIn

from parindex.portal.accounts.models import User
from parindex.portal.dossiers.actions.set_target import TargetWords, set_target
from parindex.portal.dossiers.actions.withdraw_target import withdraw_target
from parindex.portal.dossiers.engine_bridge.target_sheet import HEAD, target_workbook
from parindex.portal.dossiers.engine_bridge.targets import ON_TIME, book_of, target_of
from parindex.portal.dossiers.models import DossierTarget
from parindex.portal.platform.models import AuditEntry
from parindex.portal.platform.refusals import ActionRefused, NotAllowed

LIST, BRING_IN, LEAGUE, PAGE = (
    reverse(f"dossiers:{name}") for name in ("targets", "targets_in", "league", "dashboard")
)
DAY = date(2026, 6, 30)


def words(
    percent: str = "95", *, year: int = 2026, indicator: str = ON_TIME, number: str = "12/KH-UBND"
) -> TargetWords:
    return TargetWords(indicator, year, Decimal(percent), "Kế hoạch cải cách hành chính", number, date(2026, 1, 15))


def test_a_target_is_written_with_its_document_and_audited(hoa: User, places: Places) -> None:
    target, changed = set_target(actor=hoa, unit=places.province, words=words("95.5"))
    assert changed and (target.percent, target.document_number, target.in_force) == (
        Decimal("95.5"),
        "12/KH-UBND",
        True,
    )
    entry = AuditEntry.objects.get(action="dossiers.set_target", subject=target.public_id)
    assert entry.references["percent"] == "95.50" and entry.references["percent_before"] == ""
    assert set_target(actor=hoa, unit=places.province, words=words("95.5")) == (target, False)
    assert AuditEntry.objects.filter(action="dossiers.set_target").count() == 1


def test_a_later_version_replaces_it_and_history_stays(hoa: User, places: Places) -> None:
    first, _ = set_target(actor=hoa, unit=places.province, words=words("95"))
    second, _ = set_target(actor=hoa, unit=places.province, words=words("97", number="40/KH-UBND"))
    first.refresh_from_db()
    assert (first.standing, first.ended_by, second.standing) == ("replaced", hoa, "in_force")
    withdraw_target(actor=hoa, target=second, reason="nhầm kế hoạch")
    second.refresh_from_db()
    assert (second.standing, second.ended_reason) == ("withdrawn", "nhầm kế hoạch")
    assert AuditEntry.objects.filter(action="dossiers.withdraw_target", subject=second.public_id).count() == 1
    with pytest.raises(ActionRefused) as refused:
        withdraw_target(actor=hoa, target=second, reason="lần nữa")
    assert refused.value.code == "dossiers.target_ended"
    with pytest.raises(ActionRefused) as refused:
        withdraw_target(actor=hoa, target=set_target(actor=hoa, unit=places.province, words=words())[0], reason=" ")
    assert refused.value.code == "dossiers.target_without_reason"


def test_only_who_runs_the_rounds_over_a_unit_sets_its_target(
    lan: User, minh: User, quan: User, hoa: User, places: Places
) -> None:
    for person in (lan, minh, quan):
        with pytest.raises(NotAllowed):
            set_target(actor=person, unit=places.nam_nung, words=words())
    target, _ = set_target(actor=hoa, unit=places.nam_nung, words=words())
    with pytest.raises(NotAllowed):
        withdraw_target(actor=lan, target=target, reason="không thích")


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        (words(indicator="dossiers.early"), "dossiers.target_unknown_indicator"),
        (words(year=1999), "dossiers.target_wrong_year"),
        (words("100.5"), "dossiers.target_wrong_percent"),
        (words("95.123"), "dossiers.target_wrong_percent"),
        (words("-1"), "dossiers.target_wrong_percent"),
        (words(number=" "), "dossiers.target_without_document"),
        (replace(words(), document_date=date(2099, 1, 1)), "dossiers.target_document_in_future"),
    ],
)
def test_what_is_no_target_is_refused_with_its_reason(hoa: User, places: Places, wrong: TargetWords, code: str) -> None:
    with pytest.raises(ActionRefused) as refused:
        set_target(actor=hoa, unit=places.province, words=wrong)
    assert refused.value.code == code and not DossierTarget.objects.exists()


def test_the_own_target_comes_first_then_the_province_then_the_shipped_one(hoa: User, places: Places) -> None:
    communes = {places.nam_nung.pk, places.dak_wil.pk, places.stranger_commune.pk}
    set_target(actor=hoa, unit=places.province, words=words("90"))
    set_target(actor=hoa, unit=places.nam_nung, words=words("99.5"))
    book = book_of(communes)

    def percent(unit: int, day: date = DAY) -> Decimal | None:
        found = book.of(ON_TIME, day, unit)
        return Decimal(found.numerator * 100) / found.denominator if found else None

    assert percent(places.nam_nung.pk) == Decimal("99.5") and percent(places.dak_wil.pk) == 90
    shipped = target_of(ON_TIME, DAY)
    assert book.of(ON_TIME, DAY, places.stranger_commune.pk) == shipped == book.of(ON_TIME, DAY, None)
    assert percent(places.nam_nung.pk, date(2027, 6, 30)) == 98  # entered for 2026 only
    set_target(actor=hoa, unit=places.nam_nung, words=words("33.33"))
    exact = book_of(communes).of(ON_TIME, DAY, places.nam_nung.pk)
    assert exact is not None and exact.reached(3333, 10000) is True and exact.reached(3332, 10000) is False


@pytest.mark.usefixtures("records")
def test_it_stands_in_the_dashboard_the_trend_and_the_league(hoa: User, places: Places, signed_in: SignedIn) -> None:
    client = signed_in(hoa)
    set_target(actor=hoa, unit=places.province, words=words("61.25"), simulated=True)
    set_target(actor=hoa, unit=places.nam_nung, words=words("99.75"))
    league = client.get(LEAGUE, {"ky": "quy-2026-2"}).content.decode()
    assert "61,25" in league and "12/KH-UBND" in league and "số liệu mô phỏng" in league and "99,75" in league
    assert 'class="line-before"' in league
    dashboard = client.get(PAGE, {"ky": "quy-2026-2"}).content.decode()
    assert "61,25" in dashboard
    own = client.get(PAGE, {"ky": "quy-2026-2", "don-vi": places.nam_nung.public_id}).content.decode()
    assert "99,75" in own


@pytest.mark.usefixtures("records")
def test_queries_do_not_grow_with_the_targets(
    hoa: User, places: Places, signed_in: SignedIn, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    client = signed_in(hoa)
    for unit in (places.province, places.nam_nung, places.dak_wil, places.phuoc_hoi):
        for year in (2025, 2026):
            set_target(actor=hoa, unit=unit, words=words(year=year))
    for address in (LEAGUE, PAGE):
        with django_assert_max_num_queries(34):
            client.get(address, {"ky": "quy-2026-2"})
    with django_assert_max_num_queries(22):
        client.get(LIST)


def test_the_empty_page_says_who_enters_targets_and_shows_the_shipped_ones(lan: User, signed_in: SignedIn) -> None:
    page = signed_in(lan).get(LIST).content.decode()
    assert "Chưa ghi mục tiêu nào" in page and "98,00 %" in page and "Chưa đối chiếu" in page
    assert "Ghi một mục tiêu" not in page


def test_from_the_form_to_the_history(hoa: User, lan: User, quan: User, places: Places, signed_in: SignedIn) -> None:
    client = signed_in(hoa)
    typed = {
        "indicator": ON_TIME, "year": "2026", "unit": places.province.public_id, "percent": "98,5",
        "document_title": "Kế hoạch CCHC năm 2026", "document_number": "15/KH-UBND", "document_date": "10/01/2026",
    }  # fmt: skip
    assert client.post(LIST, typed | {"percent": "một trăm"}).status_code == 422
    refused = client.post(LIST, typed | {"percent": "120"})
    assert refused.status_code == 422 and "tỷ lệ phải từ 0 đến 100" in refused.content.decode()
    sent = client.post(LIST, typed)
    assert sent.status_code == 302
    client.post(LIST, typed | {"percent": "99"})
    target = DossierTarget.objects.get(ended_at__isnull=True)
    page = client.get(reverse("dossiers:target", args=[target.public_id])).content.decode()
    assert "98,50" in page
    assert "Đã thay" in page
    assert "99,00 %" in page
    # a commune sees what holds for it, and cannot change it; a stranger sees nothing
    assert "15/KH-UBND" in signed_in(lan).get(LIST).content.decode()
    assert signed_in(lan).post(LIST, typed).status_code == 403
    withdraw = reverse("dossiers:withdraw_target", args=[target.public_id])
    assert signed_in(lan).post(withdraw, {"reason": "x"}).status_code == 403
    assert "15/KH-UBND" not in signed_in(quan).get(LIST).content.decode()
    assert signed_in(quan).get(reverse("dossiers:target", args=[target.public_id])).status_code == 404
    assert signed_in(hoa).post(withdraw, {"reason": "kế hoạch bị thay"}).status_code == 302
    assert (
        "Đã thu hồi: kế hoạch bị thay"
        in signed_in(hoa).get(reverse("dossiers:target", args=[target.public_id])).content.decode()
    )


def test_excel_out_is_excel_in_and_wrong_rows_are_named(
    hoa: User, lan: User, places: Places, signed_in: SignedIn
) -> None:
    set_target(actor=hoa, unit=places.province, words=words("98.25"))
    client = signed_in(hoa)
    content = client.get(LIST, {"export": "xlsx"}).content
    head, row = CalamineWorkbook.from_filelike(BytesIO(content)).get_sheet_by_index(0).to_python()
    assert tuple(head) == HEAD and row[2:4] == ["Tỉnh Lâm Đồng", 98.25]
    same = client.post(BRING_IN, {"file": SimpleUploadedFile("muc-tieu.xlsx", content)})
    assert same.status_code == 200 and DossierTarget.objects.count() == 1
    rows: list[tuple[str | int | Decimal | date, ...]] = [
        (str(row[0]), 2026, "Xã Nâm Nung", Decimal("97.5"), "Kế hoạch", "3/KH-UBND", date(2026, 1, 20)),
        (ON_TIME, 2026, "24649", Decimal(96), "Kế hoạch", "3/KH-UBND", date(2026, 1, 20)),
        (ON_TIME, 2026, "Xã Thất Khê", Decimal(96), "Kế hoạch", "3/KH-UBND", date(2026, 1, 20)),
        (ON_TIME, 2026, "Xã Nâm Nung", "chín mươi", "Kế hoạch", "3/KH-UBND", date(2026, 1, 20)),
        ("Chỉ tiêu lạ", 2026, "Xã Nâm Nung", Decimal(96), "Kế hoạch", "3/KH-UBND", date(2026, 1, 20)),
    ]
    page = client.post(BRING_IN, {"file": SimpleUploadedFile("a.xlsx", target_workbook(rows))}).content.decode()
    assert set(DossierTarget.objects.values_list("unit__pk", "percent")) == {
        (places.province.pk, Decimal("98.25")), (places.nam_nung.pk, Decimal("97.5")), (places.dak_wil.pk, Decimal(96)),
    }  # fmt: skip
    assert "«Xã Thất Khê»" in page and "không đọc được" in page and "«Chỉ tiêu lạ»" in page
    wrong = client.post(BRING_IN, {"file": SimpleUploadedFile("a.csv", b"a;b\r\n1;2\r\n")})
    assert wrong.status_code == 422 and "Mục tiêu (%)" in wrong.content.decode()
    assert signed_in(lan).post(BRING_IN, {"file": SimpleUploadedFile("a.xlsx", content)}).status_code == 403
