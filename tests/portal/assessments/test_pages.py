"""Rankings and unit pages: what they show, to whom, with how many queries."""

from io import BytesIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from python_calamine import CalamineWorkbook
from tests.portal.assessments.conftest import Years
from tests.portal.conftest import Places, SignedIn

from parindex.portal.accounts.models import User
from parindex.portal.assessments.models import Round, UnitResult
from parindex.portal.assessments.queries import ranking_of
from parindex.portal.organisations.models import OrgUnit


def ranking(round_: Round) -> str:
    """Address of the ranking."""
    return reverse("assessments:ranking", args=[round_.public_id])


def page_of(round_: Round, unit: OrgUnit, *leaf: str) -> str:
    """Address of a unit's results, or of one of its leaves."""
    view = "assessments:leaf" if leaf else "assessments:unit"
    return reverse(view, args=[round_.public_id, unit.public_id, *leaf])


def test_the_ranking_names_units_points_class_and_last_year(signed_in: SignedIn, years: Years, hoa: User) -> None:
    page = signed_in(hoa).get(ranking(years.now)).content.decode()
    assert page.index("Xã Nâm Nung") and page.index("Xã Đắk Wil")
    assert "Năm trước (%)" in page
    assert "Số liệu mô phỏng" in page
    assert "Hiện 1–2 trong 2 đơn vị có hạng" in page
    assert page.index("Phường Phước Hội") > max(page.index(">Xã Nâm Nung<"), page.index(">Xã Đắk Wil<"))
    assert "Chưa nộp" in page


def test_a_unit_that_has_not_handed_in_is_never_ranked_last(years: Years) -> None:
    shown = ranking_of(years.now)
    assert [row.rank for row in shown.placed] == [1, 2]
    assert [(row.name, row.rank, row.reason) for row in shown.unplaced] == [("Phường Phước Hội", None, "not_submitted")]
    assert shown.unplaced[0].before_rank is not None, "last year it was placed"


def test_ranked_by_field_and_criterion(years: Years) -> None:
    for code in ("CDDH", "CDDH-KH"):
        shown = ranking_of(years.now, code)
        assert shown.node is not None and shown.node.code == code
        assert all(row.maximum == shown.node.maximum for row in shown.placed)
        assert [row.index for row in shown.placed] == sorted((row.index or 0 for row in shown.placed), reverse=True)
        assert all(row.before_index is not None for row in shown.placed)


def test_filters_sort_and_find_without_accents(signed_in: SignedIn, years: Years, hoa: User) -> None:
    client = signed_in(hoa)
    found = client.get(ranking(years.now), {"q": "dak wil"}).content.decode()
    assert ">Xã Đắk Wil<" in found
    assert ">Xã Nâm Nung<" not in found
    wards = client.get(ranking(years.now), {"kind": "ward"}).content.decode()
    assert ">Xã Nâm Nung<" not in wards
    assert "Phường Phước Hội" in wards
    by_name = client.get(ranking(years.now), {"order": "name"}).content.decode()
    assert by_name.index(">Xã Đắk Wil<") < by_name.index(">Xã Nâm Nung<")
    turned = client.get(ranking(years.now), {"order": "-name"}).content.decode()
    assert turned.index(">Xã Đắk Wil<") > turned.index(">Xã Nâm Nung<")


def test_excel_holds_every_unit_with_all_decimals(signed_in: SignedIn, years: Years, places: Places, hoa: User) -> None:
    answer = signed_in(hoa).get(ranking(years.now), {"format": "xlsx"})
    rows = CalamineWorkbook.from_filelike(BytesIO(answer.content)).get_sheet_by_index(0).to_python()
    cells = {row[1]: row for row in rows if len(row) > 2}
    assert {"Xã Nâm Nung", "Xã Đắk Wil", "Phường Phước Hội"} <= set(cells)
    points = UnitResult.objects.get(round_unit__round=years.now, round_unit__unit=places.nam_nung).points
    assert points is not None and cells["Xã Nâm Nung"][2] == pytest.approx(float(points), abs=1e-9)
    assert any("Số liệu mô phỏng" in str(cell) for row in rows for cell in row)


def test_lan_finds_her_commune_first(signed_in: SignedIn, years: Years, lan: User) -> None:
    page = signed_in(lan).get(ranking(years.now)).content.decode()
    assert page.index('<tr class="selected') < page.index(">Xã Đắk Wil<")


@pytest.mark.parametrize(
    ("name", "ranking_open", "own_open", "other_open"),
    [
        ("hoa", 200, 200, 200),
        ("minh", 200, 200, 200),
        ("phu", 200, 200, 200),
        ("ngan", 200, 200, 200),
        ("lan", 200, 200, 403),
        ("thinh", 200, 200, 403),
        ("long", 403, 403, 403),
        ("quan", 403, 403, 403),
    ],
)
def test_who_opens_which_page(
    request: pytest.FixtureRequest,
    signed_in: SignedIn,
    years: Years,
    places: Places,
    name: str,
    ranking_open: int,
    own_open: int,
    other_open: int,
) -> None:
    client = signed_in(request.getfixturevalue(name))
    assert client.get(ranking(years.now)).status_code == ranking_open
    assert client.get(reverse("assessments:round", args=[years.now.public_id])).status_code == ranking_open
    assert client.get(page_of(years.now, places.nam_nung)).status_code == own_open
    assert client.get(page_of(years.now, places.nam_nung, "DVC-TOANTRINH")).status_code == own_open
    assert client.get(page_of(years.now, places.dak_wil)).status_code == other_open


def test_the_list_holds_only_rounds_that_one_may_open(signed_in: SignedIn, years: Years, lan: User, quan: User) -> None:
    assert years.now.title in signed_in(lan).get(reverse("assessments:rounds")).content.decode()
    assert years.now.title not in signed_in(quan).get(reverse("assessments:rounds")).content.decode()


def test_the_unit_page_accounts_for_every_lost_point(
    signed_in: SignedIn, years: Years, places: Places, lan: User
) -> None:
    page = signed_in(lan).get(page_of(years.now, places.nam_nung), {"so": "tat-ca"}).content.decode()
    assert "Sổ mất điểm" in page
    assert "Thử phương án" in page
    assert "Đường tới mục tiêu" in page
    result = UnitResult.objects.get(round_unit__round=years.now, round_unit__unit=places.nam_nung)
    assert result.points is not None
    lost = f"{100 - result.points:.3f}".replace(".", ",")
    assert f"{lost} điểm mất" in page


def test_what_if_answers_and_saves_nothing(signed_in: SignedIn, years: Years, places: Places, lan: User) -> None:
    client = signed_in(lan)
    before = list(UnitResult.objects.values_list("points", "rank"))
    asked = {"tc": "WEB-TINBAI", "x-WEB-TINBAI-posts": "0"}
    none = client.get(page_of(years.now, places.nam_nung), asked)
    many = client.get(page_of(years.now, places.nam_nung), asked | {"x-WEB-TINBAI-posts": "1.310"})
    gain = many.context["trial"].after.total.points - none.context["trial"].after.total.points
    assert str(gain.normalize()) == "0.5", "from nothing to the whole maximum"
    assert list(UnitResult.objects.values_list("points", "rank")) == before


@pytest.mark.parametrize(
    ("typed", "words"), [("abc", "không phải là số"), ("-3", "số âm"), ("2,5", "không phải là số nguyên")]
)
def test_what_if_says_what_it_cannot_read(
    signed_in: SignedIn, years: Years, places: Places, lan: User, typed: str, words: str
) -> None:
    asked = {"tc": "WEB-TINBAI", "x-WEB-TINBAI-posts": typed}
    page = signed_in(lan).get(page_of(years.now, places.nam_nung), asked).content.decode()
    assert words in page
    assert 'aria-invalid="true"' in page
    assert f'value="{typed}"' in page, "what was typed stays"


def test_what_if_refuses_a_numerator_above_its_denominator(
    signed_in: SignedIn, years: Years, places: Places, lan: User
) -> None:
    name = "x-DVC-TOANTRINH-fully_online"
    asked = {"tc": "DVC-TOANTRINH", f"{name}-tu": "1.378", f"{name}-mau": "1.306"}
    page = signed_in(lan).get(page_of(years.now, places.nam_nung), asked).content.decode()
    assert "1.378 lớn hơn 1.306" in page


def test_the_path_reaches_the_target_or_says_that_nothing_does(
    signed_in: SignedIn, years: Years, places: Places, lan: User
) -> None:
    client = signed_in(lan)
    index = UnitResult.objects.get(round_unit__round=years.now, round_unit__unit=places.nam_nung).index
    assert index is not None
    near = client.get(page_of(years.now, places.nam_nung), {"dich": f"{index + 1:.2f}".replace(".", ",")})
    path = near.context["path"]
    assert path.reachable and path.steps
    assert path.after.index >= path.threshold
    assert "Đạt mục tiêu với" in near.content.decode()
    far = client.get(page_of(years.now, places.nam_nung), {"dich": "100"})
    assert not far.context["path"].reachable
    assert "Không có tập hợp thay đổi nào đạt mục tiêu" in far.content.decode()


def test_the_path_leaves_out_what_the_reader_leaves_out(
    signed_in: SignedIn, years: Years, places: Places, lan: User
) -> None:
    client = signed_in(lan)
    first = client.get(page_of(years.now, places.nam_nung), {"dich": "100"}).context["path"].steps[0].leaf
    page = client.get(page_of(years.now, places.nam_nung), {"dich": "100", "bo": first})
    assert first not in [step.leaf for step in page.context["path"].steps]


def test_a_target_rank_counts_the_others(signed_in: SignedIn, years: Years, places: Places, lan: User) -> None:
    page = signed_in(lan).get(page_of(years.now, places.nam_nung), {"hang": "1"})
    path = page.context["path"]
    assert path.reachable
    assert not path.steps or path.steps[-1].place == 1


def test_the_leaf_page_tells_why(signed_in: SignedIn, years: Years, places: Places, lan: User) -> None:
    page = signed_in(lan).get(page_of(years.now, places.nam_nung, "DVC-TOANTRINH")).content.decode()
    assert "Vì sao được điểm này" in page
    assert "Trích xuất Hệ thống thông tin giải quyết TTHC" in page, "evidence asked"
    assert signed_in(lan).get(page_of(years.now, places.nam_nung, "NO-SUCH")).status_code == 404


def test_a_unit_without_results_says_why(signed_in: SignedIn, years: Years, places: Places, hoa: User) -> None:
    page = signed_in(hoa).get(page_of(years.now, places.phuoc_hoi)).content.decode()
    assert "Chưa nộp" in page
    assert "Mở kết quả năm trước" in page


def test_the_number_of_queries_does_not_grow_with_units(
    signed_in: SignedIn, years: Years, places: Places, hoa: User
) -> None:
    client = signed_in(hoa)
    addresses = {
        ranking(years.now): 24,
        ranking(years.now) + "?by=CDDH": 24,
        page_of(years.now, places.nam_nung): 24,
        page_of(years.now, places.nam_nung, "DVC-TOANTRINH"): 24,
        reverse("assessments:round", args=[years.now.public_id]): 30,
    }
    for address, most in addresses.items():
        client.get(address)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address).status_code == 200
        assert len(queries) <= most, address
    with CaptureQueriesContext(connection) as for_two:
        ranking_of(years.now)
    with CaptureQueriesContext(connection) as for_three:
        ranking_of(years.before)
    assert len(for_two) == 4, "results, fields, nodes, last year"
    assert len(for_three) == 3, "no year before"
