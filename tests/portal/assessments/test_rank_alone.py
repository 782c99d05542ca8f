"""A unit that stands alone in its group is ranked with nobody: no page, no file and no plan gives it a first place."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from io import BytesIO

import pytest
from django.urls import reverse
from python_calamine import CalamineWorkbook
from tests.engine.documents import reading
from tests.portal.assessments.publication_cast import DAY, NOW, SET
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
from parindex.portal.assessments.models import Publication, Round, RoundUnit, Stage, UnitResult
from parindex.portal.assessments.queries.council import changes_since
from parindex.portal.assessments.queries.draft_trials import trial_of
from parindex.portal.assessments.queries.unit_sheets import unit_sheet
from parindex.portal.criteria.actions import copy_last_years_set, import_criteria_set, issue_criteria_set
from parindex.portal.criteria.queries.drafts import view_of
from parindex.portal.improvement.actions import draft_improvement_plan
from parindex.portal.improvement.queries import head_of
from parindex.portal.platform import clock, files

D = Decimal


@pytest.fixture(autouse=True)
def _now() -> Iterator[None]:
    with clock.stopped_at(NOW):
        yield


@dataclass(frozen=True, slots=True)
class Alone:
    """Two years of one commune; the second one is not handed in."""

    before: Round
    now: Round


@pytest.fixture
def alone(places: Places, hoa: User) -> Alone:
    version = issue_criteria_set(
        actor=None, version=import_criteria_set(actor=None, content=SET.encode(), source="tests")
    )

    def opened(year: int, part: TakingPart, previous: Round | None = None) -> Round:
        return open_round(
            actor=hoa,
            title=f"Cấp xã {year}",
            owner=places.province,
            set_version=version,
            year=year,
            units=[part],
            simulated=True,
            previous=previous,
        )

    def announced(round_: Round) -> Round:
        computed = compute_results(actor=hoa, round_=round_)
        return publish_results(
            actor=hoa, round_=computed, decision="Quyết định", decision_number="318/QĐ-UBND", published_on=DAY
        )

    before = opened(2025, TakingPart(places.nam_nung))
    rows = [
        FigureRow(places.nam_nung.pk, "A1", {"r": Ratio(D(3), D(4))}),
        FigureRow(places.nam_nung.pk, "A2", {"done": False}),
        FigureRow(places.nam_nung.pk, "B1", {"done": True}),
    ]
    record_figures(actor=hoa, round_=before, stage=Stage.SELF, rows=rows)
    before = announced(before)
    now = opened(2026, TakingPart(places.nam_nung, submitted=False, reason="chưa nộp"), before)
    return Alone(before, announced(now))


def test_no_page_ranks_a_unit_with_nobody(signed_in: SignedIn, hoa: User, places: Places, alone: Alone) -> None:
    result = UnitResult.objects.get(round_unit__round=alone.before)
    assert (result.rank, result.of, result.place) == (1, 1, None)
    browser = signed_in(hoa)
    for round_, by in ((alone.before, ""), (alone.before, "?by=A")):
        page = browser.get(reverse("assessments:ranking", args=[round_.public_id]) + by).content.decode()
        row = page.partition("<tbody")[2].partition("</tr>")[0]
        assert "Xã Nâm Nung" in row and ">–</td>" in row.partition("Xã Nâm Nung")[0], row
    overview = browser.get(reverse("assessments:round", args=[alone.before.public_id])).content.decode()
    assert "Nâm Nung" in overview and "1. <a" not in overview
    absent = browser.get(reverse("assessments:unit", args=[alone.now.public_id, places.nam_nung.public_id]))
    assert "Năm 2025: chỉ số 70,00 %." in absent.content.decode()


def test_no_file_ranks_a_unit_with_nobody(signed_in: SignedIn, hoa: User, alone: Alone) -> None:
    browser = signed_in(hoa)
    address = reverse("assessments:publication_workbook", args=[alone.before.public_id, 1])
    book = CalamineWorkbook.from_filelike(BytesIO(browser.get(address).content))
    for name in book.sheet_names:
        head, *rows = [row for row in book.get_sheet_by_name(name).to_python() if len(row) > 2 and row[1]]
        ranks = [place for place, title in enumerate(head) if title == "Hạng"]
        assert ranks and [[row[place] for place in ranks] for row in rows] == [[""] * len(ranks)], name
    word = reverse("assessments:publication_decision", args=[alone.before.public_id, 1])
    assert "– | Xã Nâm Nung | 3,000 | 4,000 | 7,000 | 10,000 | 70,00 | – | –" in "\n".join(
        reading.lines(browser.get(word).content)
    )


def test_no_list_of_changes_ranks_a_unit_with_nobody(places: Places, alone: Alone) -> None:
    before = files.read(Publication.objects.get(round=alone.before).package)
    with zipfile.ZipFile(BytesIO(before)) as package:
        published = package.read("results.json")
    (changed,) = changes_since(alone.before, published, published.replace(b'"3"', b'"2"')).units
    assert (changed.name, changed.rank_before, changed.rank_after) == ("Xã Nâm Nung", None, None)


def test_no_trial_of_a_draft_ranks_a_unit_with_nobody(hoa: User, places: Places, alone: Alone) -> None:
    draft = copy_last_years_set(actor=hoa, base=alone.before.set_version, owner=places.province)
    document = view_of(draft).judged.document
    assert document is not None
    (table,) = trial_of(alone.before, document)
    (row,) = table.rows
    assert row.tried.after is not None, "it is scored"
    assert (row.tried.rank_before, row.tried.rank_after, row.tried.places) == (None, None, None)


def test_no_question_about_points_answers_with_a_rank(
    signed_in: SignedIn, hoa: User, places: Places, alone: Alone
) -> None:
    address = reverse("assessments:unit", args=[alone.before.public_id, places.nam_nung.public_id])
    page = signed_in(hoa).get(address, {"tc": "A1", "hang": "1"}).content.decode()
    said = page.partition("Hạng, nếu đơn vị khác giữ nguyên")[2].partition("</dd>")[0]
    assert said.endswith("– → <b>–</b>"), said


def test_the_plan_of_a_unit_alone_names_no_rank(hoa: User, alone: Alone) -> None:
    member = RoundUnit.objects.get(round=alone.before)
    plan = draft_improvement_plan(actor=hoa, round_unit=member)
    head = head_of(plan, unit_sheet(member))
    assert (head.rank, head.ranked_among) == (None, "")
