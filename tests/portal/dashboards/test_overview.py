"""The first page leads from lost points to winning them back; the search finds units and criteria."""

import re
from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse
from tests.portal.conftest import Places, SignedIn

from parindex.engine.scoring.values import Ratio
from parindex.portal.accounts.models import User
from parindex.portal.assessments.actions import (
    FigureRow,
    TakingPart,
    compute_results,
    open_round,
    publish_results,
    record_figures,
)
from parindex.portal.assessments.models import Round, Stage, UnitResult
from parindex.portal.criteria.actions import import_criteria_set, issue_criteria_set

OVERVIEW, SEARCH = "dashboards:overview", "search"
SET = """
schema: parindex/criteria-set/1
code: bo_thu_tong_quan
version: "2026"
title: Bộ tiêu chí nhỏ để thử trang tổng quan
level: commune
standing: model
scale: 3
fields:
  - code: HS
    number: "1"
    title: Cải cách thủ tục hành chính
    maximum: 3
    criteria:
      - code: HS-HAN
        number: "1.1"
        title: Hồ sơ giải quyết đúng hạn
        maximum: 2
        measured: self
        inputs:
          - code: on_time
            title: Hồ sơ đúng hạn
            type: ratio
            unit: hồ sơ
            numerator: Hồ sơ đúng hạn
            denominator: Hồ sơ đã giải quyết
        rule: {kind: linear_proportion, ratio: on_time}
        policies: {missing: pending, zero_denominator: refuse}
      - code: HS-SK
        number: "1.2"
        title: Sáng kiến được công nhận
        maximum: 1
        measured: self
        inputs: [{code: ideas, title: Số sáng kiến, type: count, unit: sáng kiến}]
        rule: {kind: count_thresholds, count: ideas, bands: [{at_least: 2, points: 1}, {at_least: 1, points: 0.5}]}
        policies: {missing: pending}
"""


@pytest.fixture
def published(hoa: User, places: Places) -> Round:
    """Three communes: Phước Hội is first with 2,800, Nâm Nung has 2,000 of 3 points, Đắk Wil has not handed in."""
    version = import_criteria_set(actor=hoa, content=SET.encode(), source="tests")
    issue_criteria_set(actor=hoa, version=version)
    round_ = open_round(
        actor=hoa,
        title="Chỉ số CCHC cấp xã năm 2026",
        owner=places.province,
        set_version=version,
        year=2026,
        units=[
            TakingPart(places.nam_nung),
            TakingPart(places.phuoc_hoi),
            TakingPart(places.dak_wil, submitted=False, reason="chưa nộp phiếu"),
        ],
        simulated=True,
    )
    figures = {places.nam_nung: (75, 100, 1), places.phuoc_hoi: (90, 100, 2)}
    record_figures(
        actor=hoa,
        round_=round_,
        stage=Stage.FINAL,
        rows=[
            row
            for unit, (on_time, of, ideas) in figures.items()
            for row in (
                FigureRow(unit.pk, "HS-HAN", {"on_time": Ratio(Decimal(on_time), Decimal(of))}),
                FigureRow(unit.pk, "HS-SK", {"ideas": Decimal(ideas)}),
            )
        ],
    )
    compute_results(actor=hoa, round_=round_)
    return publish_results(actor=hoa, round_=round_, decision="Quyết định số 1", published_on=date(2027, 2, 11))


def test_someone_without_results_is_told_so(signed_in: SignedIn, hoa: User) -> None:
    page = signed_in(hoa).get(reverse(OVERVIEW)).content.decode()
    assert "Chưa có đợt đánh giá nào" in page


def test_points_and_index_that_look_at_odds_after_rounding_are_explained(
    signed_in: SignedIn, thinh: User, published: Round, places: Places
) -> None:
    browser = signed_in(thinh)
    assert "không từ số đã làm tròn" not in browser.get(reverse(OVERVIEW)).content.decode()
    result = UnitResult.objects.get(round_unit__unit=places.nam_nung)
    result.applicable_maximum, result.points, result.index = Decimal(100), Decimal("84.7648"), Decimal("84.7648")
    result.save()
    page = browser.get(reverse(OVERVIEW)).content.decode()
    assert "84,765" in page and "84,76 %" in page
    assert "đều làm tròn từ số đầy đủ (84,7648 %) chứ không từ số đã làm tròn" in page


def test_a_commune_sees_why_it_lost_points_most_to_win_back_first(
    signed_in: SignedIn, thinh: User, published: Round, places: Places
) -> None:
    page = signed_in(thinh).get(reverse(OVERVIEW)).content.decode()
    assert "<h1>Xã Nâm Nung</h1>" in page
    assert "66,67 %" in page  # 2,000 of 3
    assert page.index("Sáng kiến được công nhận") < page.index("Các đợt đánh giá")
    assert page.index("Hồ sơ giải quyết đúng hạn") < page.index("Các đợt đánh giá")
    unit_page = reverse("assessments:unit", args=[published.public_id, places.nam_nung.public_id])
    for part in ("#ledger", "#trial", "#path"):
        assert f'href="{unit_page}{part}"' in page
    assert "Số liệu mô phỏng" in page


def test_home_says_of_what_nobody_scored_what_the_page_of_the_unit_says(
    signed_in: SignedIn, hoa: User, thinh: User, places: Places
) -> None:
    """One unit alone in a published round, 2,000 of 3 points scored and all of them reached."""
    version = import_criteria_set(actor=hoa, content=SET.encode(), source="tests")
    issue_criteria_set(actor=hoa, version=version)
    round_ = open_round(
        actor=hoa,
        title="Chỉ số CCHC cấp xã năm 2026",
        owner=places.province,
        set_version=version,
        year=2026,
        units=[TakingPart(places.nam_nung)],
        simulated=True,
    )
    full = FigureRow(places.nam_nung.pk, "HS-HAN", {"on_time": Ratio(Decimal(100), Decimal(100))})
    record_figures(actor=hoa, round_=round_, stage=Stage.FINAL, rows=[full])
    compute_results(actor=hoa, round_=round_)
    publish_results(actor=hoa, round_=round_, decision="Quyết định số 1", published_on=date(2027, 2, 11))
    client = signed_in(thinh)
    home = client.get(reverse(OVERVIEW)).content.decode()
    unit_page = reverse("assessments:unit", args=[round_.public_id, places.nam_nung.public_id])
    page = client.get(unit_page).content.decode()
    for facts in (facts_of(home), facts_of(page)):
        assert facts["Điểm"] == "2,000 / 3,000"
        assert facts["Hạng"] == "– / 1"
        assert facts["Điểm mất"].startswith("0,000")
        assert facts["Chưa chấm hoặc không tính"] == "1,000"
    assert "sau khi một đợt được công bố" not in home
    assert "Không mất điểm." in home
    assert "tạm tính" not in page and "còn 1,000 điểm chưa chấm" in facts_of(page)["Chỉ số"]
    assert page.partition("<tfoot>")[2].partition("</tfoot>")[0].endswith('<td class="number">–</td>\n  </tr>')


def facts_of(page: str) -> dict[str, str]:
    """Label → words of the fact line at the head of a page."""
    line = page.partition('<dl class="fact-line">')[2].partition("</dl>")[0]
    pairs = re.findall(r"<dt[^>]*>(.*?)</dt>\s*<dd[^>]*>(.*?)</dd>", line, re.S)
    return {plain(label): plain(words) for label, words in pairs}


def plain(part: str) -> str:
    """A part of a page without its marks."""
    return " ".join(re.sub(r"<[^>]+>", "", part).split())


def test_a_coordinator_sees_the_lowest_and_where_most_is_lost(
    signed_in: SignedIn, hoa: User, published: Round, places: Places
) -> None:
    page = signed_in(hoa).get(reverse(OVERVIEW)).content.decode()
    lowest = reverse("assessments:unit", args=[published.public_id, places.nam_nung.public_id])
    assert f'href="{lowest}#ledger"' in page
    assert "1 đơn vị chưa có kết quả" in page
    assert "Xã Đắk Wil" in page


def test_a_stranger_sees_nothing_of_it(signed_in: SignedIn, quan: User, published: Round) -> None:
    client = signed_in(quan)
    assert "Chỉ số CCHC cấp xã năm 2026" not in client.get(reverse(OVERVIEW)).content.decode()
    found = client.get(reverse(SEARCH), {"q": "nam nung"}).content.decode()
    assert "Xã Nâm Nung" in found  # names are open to everyone
    assert "66,67" not in found


def test_the_search_finds_units_with_results_and_criteria(
    signed_in: SignedIn, hoa: User, published: Round, places: Places
) -> None:
    client = signed_in(hoa)
    units = client.get(reverse(SEARCH), {"q": "nam nung"}).content.decode()
    assert reverse("assessments:unit", args=[published.public_id, places.nam_nung.public_id]) in units
    assert "hạng 2/2" in units
    UnitResult.objects.filter(round_unit__unit=places.nam_nung).update(points=0, index=0)
    nothing = client.get(reverse(SEARCH), {"q": "nam nung"}).content.decode()
    assert "<b>0,00 %</b>" in nothing, "0 is a result, no missing one"
    criteria = client.get(reverse(SEARCH), {"q": "sang kien"}).content.decode()
    assert "1.2 Sáng kiến được công nhận" in criteria
    assert "Không có đơn vị nào mang tên này." in criteria
