"""A round of three communes on the shipped model set, made by the same actions that people use."""

from dataclasses import dataclass
from datetime import date

import pytest
from tests.portal.conftest import Places

from parindex.portal.accounts.models import User
from parindex.portal.assessments.actions import (
    FigureRow,
    TakingPart,
    compute_results,
    open_round,
    publish_results,
    record_figures,
)
from parindex.portal.assessments.models import Round, Stage
from parindex.portal.assessments.queries import compiled_for
from parindex.portal.criteria.models import CriteriaSetVersion
from parindex.portal.organisations.models import OrgUnit
from parindex.portal.site.demo.criteria_sets import load_criteria_set
from parindex.portal.site.demo.simulated_figures import figures_for

DECISION = "Quyết định số 318/QĐ-UBND ngày 11/02/2027"


@pytest.fixture
def set_2026(db: None) -> CriteriaSetVersion:
    """This year's model set, issued."""
    return load_criteria_set(None, "model_commune/2026")


@pytest.fixture
def set_2025(db: None) -> CriteriaSetVersion:
    """Last year's model set, issued."""
    return load_criteria_set(None, "model_commune/2025")


@dataclass(frozen=True, slots=True)
class Years:
    """Last year's round and this year's, both published."""

    before: Round
    now: Round


def opened(hoa: User, places: Places, set_version: CriteriaSetVersion, previous: Round | None = None) -> Round:
    """An open round of three communes; Phước Hội has not handed in this year."""
    year = int(set_version.version)
    return open_round(
        actor=hoa,
        title=f"Chỉ số CCHC cấp xã năm {year}",
        owner=places.province,
        set_version=set_version,
        year=year,
        units=[
            TakingPart(places.nam_nung),
            TakingPart(places.dak_wil),
            TakingPart(places.phuoc_hoi, submitted=year == 2025, reason="chưa nộp phiếu"),
        ],
        simulated=True,
        previous=previous,
    )


def rows_of(round_: Round, units: list[OrgUnit]) -> list[FigureRow]:
    """Simulated figures of the units for every leaf."""
    leaves = tuple(leaf.leaf for leaf in compiled_for(round_).leaves.values())
    return [
        FigureRow(unit.pk, leaf.code, figures_for(str(place), leaves, round_.year)[leaf.code])
        for place, unit in enumerate(units)
        for leaf in leaves
    ]


@pytest.fixture
def open_2026(hoa: User, places: Places, set_2026: CriteriaSetVersion) -> Round:
    """This year's round, open, without figures."""
    return opened(hoa, places, set_2026)


@pytest.fixture
def years(hoa: User, places: Places, set_2025: CriteriaSetVersion, set_2026: CriteriaSetVersion) -> Years:
    """Both rounds filled, computed and published."""
    before = _published(hoa, opened(hoa, places, set_2025), [places.nam_nung, places.dak_wil, places.phuoc_hoi])
    now = _published(hoa, opened(hoa, places, set_2026, before), [places.nam_nung, places.dak_wil])
    return Years(before, now)


def _published(hoa: User, round_: Round, units: list[OrgUnit]) -> Round:
    record_figures(actor=hoa, round_=round_, stage=Stage.FINAL, rows=rows_of(round_, units))
    compute_results(actor=hoa, round_=round_)
    return publish_results(actor=hoa, round_=round_, decision=DECISION, published_on=date(2027, 2, 11))
