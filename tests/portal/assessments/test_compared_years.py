"""With which year a round is compared, and which points are: the same on the pages, in Excel and in the decision."""

from __future__ import annotations

from decimal import Decimal
from hashlib import sha256
from io import BytesIO

import pytest
from django.urls import reverse
from python_calamine import CalamineWorkbook
from tests.engine.documents import reading
from tests.portal.assessments.conftest import Years
from tests.portal.conftest import Places, SignedIn

from parindex.portal.accounts.models import User
from parindex.portal.assessments.engine_bridge.announcing import decision_document
from parindex.portal.assessments.models import NodeResult, Origin, Publication, Round, RoundUnit, UnitResult
from parindex.portal.assessments.queries import ranking_of
from parindex.portal.assessments.queries.announcements import decision_of, workbook_of
from parindex.portal.assessments.queries.compared_years import compared_round
from parindex.portal.assessments.queries.overviews import field_means
from parindex.portal.assessments.queries.unit_sheets import unit_sheet
from parindex.portal.criteria.models import NodeRow
from parindex.portal.platform.models import AuditEntry

LAST_YEARS_COLUMNS = ("Điểm năm trước", "Chỉ số năm trước (%)", "Hạng năm trước", "Tăng, giảm điểm")


def round_now(years: Years) -> Round:
    """This year's round as the pages read it."""
    return Round.objects.get(pk=years.now.pk)


def not_published(round_: Round) -> None:
    """The round as if its results were still provisional."""
    Round.objects.filter(pk=round_.pk).update(published_version=None, state="computed")


def sheet_of(round_: Round, name: str) -> list[dict[str, object]]:
    """One sheet of the workbook as its publication would write it now, a row for each unit; a heading that stands again
    has its number behind."""
    publication = Publication.objects.get(round=round_, number=1)
    book = CalamineWorkbook.from_filelike(BytesIO(workbook_of(round_, publication)))
    rows = book.get_sheet_by_name(name).to_python()
    head = next(place for place, row in enumerate(rows) if "Đơn vị" in row)
    seen: dict[str, int] = {}
    names = []
    for cell in rows[head]:
        seen[str(cell)] = seen.get(str(cell), 0) + 1
        names.append(f"{cell}#{seen[str(cell)]}" if seen[str(cell)] > 1 else str(cell))
    return [dict(zip(names, row, strict=False)) for row in rows[head + 1 :]]


def grid_of(content: bytes) -> list[list[object]]:
    """The first sheet, row by row."""
    return [list(row) for row in CalamineWorkbook.from_filelike(BytesIO(content)).get_sheet_by_index(0).to_python()]


def decision_of_round(round_: Round) -> str:
    """The lines of the decision as its publication would write it now."""
    publication = Publication.objects.get(round=round_, number=1)
    return "\n".join(reading.lines(decision_document(decision_of(round_, publication))))


# The year that is compared with ---------------------------------------------------------------------------------------
def test_a_published_round_of_the_same_owner_a_year_before_is_compared_with(years: Years, places: Places) -> None:
    assert compared_round(round_now(years)) == years.before
    for change in (
        {"published_version": None},
        {"owner": places.nam_nung},
        {"year": 2024},
    ):
        kept = {name: getattr(years.before, name) for name in change}
        Round.objects.filter(pk=years.before.pk).update(**change)
        assert compared_round(round_now(years)) is None, change
        Round.objects.filter(pk=years.before.pk).update(**kept)
    Round.objects.filter(pk=years.before.pk).update(published_version=None, origin=Origin.IMPORTED)
    assert compared_round(round_now(years)) == years.before, "results as printed were announced elsewhere"


def test_a_real_round_is_not_compared_with_simulated_results(years: Years) -> None:
    Round.objects.filter(pk=years.now.pk).update(simulated=False)
    assert compared_round(round_now(years)) is None


def test_a_year_that_is_not_published_is_nowhere_beside_this_year(
    signed_in: SignedIn, years: Years, places: Places, hoa: User
) -> None:
    before = ranking_of(round_now(years)).placed[0]
    assert before.before_index is not None and before.change is not None
    not_published(years.before)
    now = round_now(years)
    shown = ranking_of(now)
    assert not shown.comparable
    assert {(row.before_index, row.before_rank, row.change) for row in shown.placed} == {(None, None, None)}
    assert all(mean.change is None for mean in field_means(now))
    member = RoundUnit.objects.get(round=now, unit=places.nam_nung)
    sheet = unit_sheet(member, hoa)
    assert sheet.before is None and all(line.change is None for line in sheet.fields)
    rows = sheet_of(now, "Theo tổng điểm")
    assert rows[0]["Đơn vị"] == before.name
    assert [rows[0][column] for column in LAST_YEARS_COLUMNS] == [""] * 4
    for name in ("Theo lĩnh vực", "Theo tiêu chí"):
        (*_, last) = sheet_of(now, name)[:2]
        assert {value for column, value in last.items() if column.startswith("Tăng, giảm điểm")} == {""}
    annex = next(line for line in decision_of_round(now).split("\n") if f"| {before.name} |" in line)
    assert annex.endswith("| –")
    client = signed_in(hoa)
    page = client.get(reverse("assessments:round", args=[now.public_id])).content.decode()
    assert "So với 2025" not in page
    page = client.get(reverse("assessments:unit", args=[now.public_id, places.nam_nung.public_id])).content.decode()
    assert "So với 2025" not in page and "2025: " not in page


def test_the_published_decision_stays_as_it_was_written(signed_in: SignedIn, years: Years, hoa: User) -> None:
    """What happens to last year's results afterwards changes no act that was signed."""
    publication = Publication.objects.get(round=years.now)
    address = reverse("assessments:publication_decision", args=[years.now.public_id, 1])
    signed = signed_in(hoa).get(address).content
    assert publication.decision_file and sha256(signed).hexdigest() == publication.decision_file.sha256
    told = AuditEntry.objects.filter(action="assessments.publish_results").order_by("pk").last()
    assert told and told.references["decision_file"] == publication.decision_file.sha256
    page = signed_in(hoa).get(reverse("assessments:publications", args=[years.now.public_id])).content.decode()
    assert publication.decision_file.sha256 in page
    not_published(years.before)
    assert decision_of_round(round_now(years)) != "\n".join(reading.lines(signed)), "it would compare no more"
    assert signed_in(hoa).get(address).content == signed


def test_a_decision_that_was_not_kept_is_written_anew_and_the_page_says_so(
    signed_in: SignedIn, years: Years, hoa: User
) -> None:
    Publication.objects.filter(round=years.now).update(decision_file=None)  # published by an older release
    page = signed_in(hoa).get(reverse("assessments:publications", args=[years.now.public_id])).content.decode()
    assert "chưa lưu khi công bố: lập lại từ kết quả đã công bố mỗi lần tải" in page
    address = reverse("assessments:publication_decision", args=[years.now.public_id, 1])
    assert "\n".join(reading.lines(signed_in(hoa).get(address).content)) == decision_of_round(round_now(years))


def test_the_published_workbook_stays_as_it_was_written(signed_in: SignedIn, years: Years, hoa: User) -> None:
    """What was published says the same for ever, in every language, whatever happens to last year's results."""
    publication = Publication.objects.get(round=years.now)
    address = reverse("assessments:publication_workbook", args=[years.now.public_id, 1])
    published = signed_in(hoa).get(address).content
    assert publication.workbook_file and sha256(published).hexdigest() == publication.workbook_file.sha256
    told = AuditEntry.objects.filter(action="assessments.publish_results").order_by("pk").last()
    assert told and told.references["workbook_file"] == publication.workbook_file.sha256
    page = signed_in(hoa).get(reverse("assessments:publications", args=[years.now.public_id])).content.decode()
    assert publication.workbook_file.sha256 in page
    rows = sheet_of(years.now, "Theo tổng điểm")
    assert "" not in [rows[0][column] for column in LAST_YEARS_COLUMNS]
    assert "so sánh với năm trước theo số liệu lúc tải" not in str(grid_of(published))
    not_published(years.before)
    assert ranking_of(round_now(years)).placed[0].before_index is None, "it would compare no more"
    browser = signed_in(hoa)
    assert browser.get(address).content == published
    assert browser.get(address, headers={"accept-language": "en"}).content == published


def test_a_workbook_that_was_not_kept_compares_at_the_download_and_says_so(
    signed_in: SignedIn, years: Years, hoa: User
) -> None:
    Publication.objects.filter(round=years.now).update(workbook_file=None)  # published by an older release
    page = signed_in(hoa).get(reverse("assessments:publications", args=[years.now.public_id])).content.decode()
    assert "chưa lưu khi công bố: lập lại mỗi lần tải, so sánh với năm trước theo số liệu lúc tải" in page
    address = reverse("assessments:publication_workbook", args=[years.now.public_id, 1])
    heads = str(grid_of(signed_in(hoa).get(address).content)[:5])
    assert "so sánh với năm trước theo số liệu lúc tải: " in heads
    assert sheet_of(years.now, "Theo tổng điểm")[0]["Điểm năm trước"] != ""


# Points under different maxima ----------------------------------------------------------------------------------------
def test_the_workbook_compares_points_only_under_the_same_maximum(years: Years, places: Places) -> None:
    now = round_now(years)
    was, is_now = (
        NodeResult.objects.get(
            result__round_unit__round=each, result__round_unit__unit=places.nam_nung, node__code="CDDH-KH"
        )
        for each in (years.before, now)
    )
    assert was.applicable_maximum != is_now.applicable_maximum, "4 points in 2025, 3 in 2026"
    nodes = list(NodeRow.objects.filter(version=now.set_version, kind="criterion").order_by("position"))
    own = next(row for row in sheet_of(now, "Theo tiêu chí") if row["Đơn vị"] == "Xã Nâm Nung")
    changes = [value for column, value in own.items() if column.startswith("Tăng, giảm điểm")]
    by_code = dict(zip([node.code for node in nodes], changes, strict=True))
    assert by_code["CDDH-KH"] == "", "points of 4 and points of 3 say nothing about a change"
    same = NodeResult.objects.get(
        result__round_unit__round=now, result__round_unit__unit=places.nam_nung, node__code="TTHC-MC"
    )
    past = NodeResult.objects.get(
        result__round_unit__round=years.before, result__round_unit__unit=places.nam_nung, node__code="TTHC-MC"
    )
    assert same.points is not None and past.points is not None
    assert by_code["TTHC-MC"] == pytest.approx(float(same.points - past.points))


def test_totals_under_different_maxima_keep_only_the_change_of_the_index(years: Years, places: Places) -> None:
    now = round_now(years)
    own = UnitResult.objects.get(round_unit__round=now, round_unit__unit=places.nam_nung)
    past = UnitResult.objects.filter(round_unit__round=years.before, round_unit__unit=places.nam_nung)
    past.update(applicable_maximum=own.base, base=own.base)
    rows = {row["Đơn vị"]: row for row in sheet_of(now, "Theo tổng điểm")}
    assert rows["Xã Nâm Nung"]["Tăng, giảm điểm"] != ""
    past.update(applicable_maximum=own.base - Decimal("2.5"), base=own.base - Decimal("2.5"))
    rows = {row["Đơn vị"]: row for row in sheet_of(now, "Theo tổng điểm")}
    assert rows["Xã Nâm Nung"]["Tăng, giảm điểm"] == ""
    assert rows["Xã Nâm Nung"]["Điểm năm trước"] != ""
    assert rows["Xã Nâm Nung"]["Tăng, giảm chỉ số (điểm %)"] != ""


def test_maxima_in_headings_are_written_as_offices_write_them(years: Years) -> None:
    heads = " ".join(sheet_of(round_now(years), "Theo tiêu chí")[0])
    assert "(/1,5)" in heads and "(/1.5)" not in heads
    assert "(/2)" in heads


def test_a_field_of_which_parts_were_left_out_for_most_units_is_not_compared(
    signed_in: SignedIn, years: Years, places: Places, hoa: User
) -> None:
    now = round_now(years)
    address = reverse("assessments:round", args=[now.public_id])
    before = {mean.node.code: mean.change for mean in field_means(now)}
    assert before["TDONG"] is not None
    field = NodeResult.objects.filter(result__round_unit__round=now, node__code="TDONG", points__isnull=False)
    one = field.get(result__round_unit__unit=places.nam_nung)
    NodeResult.objects.filter(pk=one.pk).update(applicable_maximum=Decimal("14.5"))
    assert {mean.node.code: mean.change for mean in field_means(now)}["TDONG"] is not None, "left out for one unit"
    field.update(points=Decimal("0.5"), applicable_maximum=Decimal(5))
    means = {mean.node.code: mean for mean in field_means(now)}
    assert means["TDONG"].change is None and means["TDONG"].share == 10, "no survey: 5 points of 15 are left"
    assert {code: mean.change for code, mean in means.items()} == before | {"TDONG": None}, "the others as before"
    page = signed_in(hoa).get(address).content.decode()
    assert ">–</span>" in page.partition("Tác động của cải cách")[2].partition("</tr>")[0]
    assert "được chấm trên điểm tối đa khác năm 2025" in page


def test_the_name_of_a_sheet_reads_as_words(signed_in: SignedIn, years: Years, places: Places, hoa: User) -> None:
    address = reverse("assessments:unit", args=[years.now.public_id, places.nam_nung.public_id])
    content = signed_in(hoa).get(address, {"format": "xlsx"}).content
    assert CalamineWorkbook.from_filelike(BytesIO(content)).sheet_names == ["Điểm mất – Xã Nâm Nung"]
