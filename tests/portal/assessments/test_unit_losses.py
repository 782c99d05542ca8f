"""What a unit's page calls lost, and what it compares with last year."""

from decimal import Decimal
from io import BytesIO

import pytest
from django.urls import reverse
from python_calamine import CalamineWorkbook
from tests.portal.assessments.conftest import Years
from tests.portal.conftest import Places, SignedIn

from parindex.engine.numbers.exact import ZERO
from parindex.engine.numbers.printing import show_points
from parindex.portal.accounts.models import User
from parindex.portal.assessments.models import NodeResult, RoundUnit, Score, UnitResult
from parindex.portal.assessments.queries.unit_sheets import unit_sheet


def address(member: RoundUnit) -> str:
    """The unit's page."""
    return reverse("assessments:unit", args=[member.round.public_id, member.unit.public_id])


def test_points_not_scored_yet_are_lost_nowhere_on_the_page(
    signed_in: SignedIn, years: Years, places: Places, hoa: User
) -> None:
    member = RoundUnit.objects.get(round=years.now, unit=places.nam_nung)
    before = unit_sheet(member)
    leaf = next(
        each for each in before.nodes.values() if each.is_leaf and before.examined.result.nodes[each.code].points
    )
    Score.objects.filter(entry__round_unit=member, entry__leaf=leaf).delete()
    computed = unit_sheet(member).examined.result
    for part in NodeResult.objects.filter(result__round_unit=member).select_related("node"):
        total = computed.nodes[part.node.code]
        NodeResult.objects.filter(pk=part.pk).update(points=total.points, applicable_maximum=total.applicable_maximum)
    UnitResult.objects.filter(round_unit=member).update(
        points=computed.total.points, applicable_maximum=computed.total.applicable_maximum
    )
    sheet = unit_sheet(member)
    assert sheet.unscored == before.unscored + leaf.maximum
    assert sheet.lost == sum((line.lost for line in sheet.fields), ZERO)
    assert sheet.lost + sheet.unscored == sheet.examined.ledger.gap
    page = signed_in(hoa).get(address(member) + "?so=tat-ca").content.decode()
    assert "Chưa chấm hoặc không tính" in page
    assert "điểm chưa đạt" in page
    losses, apart = page.partition('id="ledger"')[2].split("<details>")
    assert leaf.title not in losses and leaf.title in apart, "what nobody scored stands apart from what is lost"
    assert f"trên {show_points(sheet.lost)} điểm mất" in losses


@pytest.mark.parametrize(
    ("measured", "standing", "giver"),
    [
        ("imported", "Chưa chấm", "lấy từ kết quả đã công bố"),
        ("survey", "Không tính", "điều tra xã hội học"),
    ],
)
def test_the_page_of_a_leaf_that_nobody_scored_calls_nothing_lost_and_names_who_gives_its_figures(
    signed_in: SignedIn, years: Years, places: Places, hoa: User, measured: str, standing: str, giver: str
) -> None:
    member = RoundUnit.objects.get(round=years.now, unit=places.nam_nung)
    leaf = next(each for each in unit_sheet(member).nodes.values() if each.is_leaf and each.measured == measured)
    Score.objects.filter(entry__round_unit=member, entry__leaf=leaf).delete()
    page_of_leaf = reverse("assessments:leaf", args=[years.now.public_id, places.nam_nung.public_id, leaf.code])
    answer = signed_in(hoa).get(page_of_leaf)
    assert answer.context["lost"] == ZERO
    assert answer.context["unscored"] + answer.context["left_out"] == leaf.maximum
    facts = answer.content.decode().partition('<dl class="fact-line">')[2].partition("</dl>")[0]
    assert standing in facts and "Mất" not in facts
    table = answer.content.decode().partition("</dl>")[2].partition("</table>")[0]
    assert "missing" not in table and "chưa có số liệu" in table
    assert giver in table and "đơn vị tự nhập" not in table


def test_the_page_of_a_leaf_says_what_the_ledger_says_it_lost(
    signed_in: SignedIn, years: Years, places: Places, hoa: User
) -> None:
    member = RoundUnit.objects.get(round=years.now, unit=places.nam_nung)
    line = next(each for each in unit_sheet(member).lost_lines() if each.node is not None and each.node.is_leaf)
    assert line.node is not None
    page_of_leaf = reverse("assessments:leaf", args=[years.now.public_id, places.nam_nung.public_id, line.node.code])
    answer = signed_in(hoa).get(page_of_leaf)
    assert answer.context["lost"] == line.line.lost > 0
    assert "Chưa chấm" not in answer.content.decode().partition('<dl class="fact-line">')[2].partition("</dl>")[0]


def test_the_excel_file_keeps_what_nobody_scored_apart(
    signed_in: SignedIn, years: Years, places: Places, hoa: User
) -> None:
    member = RoundUnit.objects.get(round=years.now, unit=places.nam_nung)
    leaf = next(
        each for each in unit_sheet(member).nodes.values()
        if each.is_leaf and unit_sheet(member).examined.result.nodes[each.code].points
    )  # fmt: skip
    Score.objects.filter(entry__round_unit=member, entry__leaf=leaf).delete()
    sheet = unit_sheet(member)
    content = signed_in(hoa).get(address(member), {"format": "xlsx"}).content
    rows = CalamineWorkbook.from_filelike(BytesIO(content)).get_sheet_by_index(0).to_python()
    head = next(row for row in rows if "Mất" in row)
    lost, apart = head.index("Mất"), head.index("Chưa chấm hoặc không tính")
    (own,) = [row for row in rows if row[0] == leaf.number]
    assert (own[lost], own[apart]) == ("", float(leaf.maximum))
    assert (rows[-1][lost], rows[-1][apart]) == pytest.approx((float(sheet.lost), float(sheet.unscored)))
    below = rows[rows.index(head) + 1 : -1]
    assert sum(float(str(row[lost] or 0)) for row in below) == pytest.approx(float(sheet.lost))


def test_points_under_different_maxima_are_not_compared(
    signed_in: SignedIn, years: Years, places: Places, hoa: User
) -> None:
    member = RoundUnit.objects.get(round=years.now, unit=places.nam_nung)
    past = NodeResult.objects.filter(result__round_unit__round=years.before, result__round_unit__unit=places.nam_nung)
    field = unit_sheet(member).fields[0]
    assert field.change is not None
    past.filter(node__code=field.node.code).update(applicable_maximum=field.maximum + Decimal(10))
    first, *others = unit_sheet(member).fields
    assert first.maxima_differ and first.change is None
    assert all(line.change is not None for line in others if not line.maxima_differ)
    answer = signed_in(hoa).get(address(member))
    assert "không so điểm, chỉ so chỉ số" in answer.content.decode()
    assert answer.context["total_change"] is None
