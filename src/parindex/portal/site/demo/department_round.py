"""Load the simulated round of the province's departments, already published, by the model set for departments."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from parindex.portal.accounts.models import User
from parindex.portal.assessments.actions import (
    FigureRow,
    TakingPart,
    compute_results,
    open_round,
    record_figures,
)
from parindex.portal.assessments.models import Round, Stage
from parindex.portal.assessments.queries import compiled_for
from parindex.portal.organisations.models import UnitLevel
from parindex.portal.organisations.queries import names_on, unit_by_code
from parindex.portal.site.demo.cast import LAM_DONG, departments_of_lam_dong
from parindex.portal.site.demo.commune_rounds import CLOSED_BEFORE, SOURCE, publish_under, with_facts
from parindex.portal.site.demo.criteria_sets import load_criteria_set
from parindex.portal.site.demo.simulated_figures import figures_for

SET, YEAR = "model_department", 2026
TITLE = "Chỉ số CCHC sở, ngành năm 2026 (mô phỏng, theo bộ tiêu chí mẫu)"
DECISION = "322/QĐ-UBND"
PUBLISHED_ON = date(2026, 11, 18)
Progress = Callable[[int, int], None]


def load_department_round(*, actor: User | None, progress: Progress = lambda done, total: None) -> Round:
    """Open, fill, compute and publish the round of the departments; a round that stands is left as it is."""
    province = unit_by_code(LAM_DONG, UnitLevel.PROVINCE)
    standing = Round.objects.filter(owner=province, set_version__criteria_set__code=SET, year=YEAR).first()
    if standing is not None:
        return standing
    units = departments_of_lam_dong()
    round_ = open_round(
        actor=actor,
        title=TITLE,
        owner=province,
        set_version=load_criteria_set(actor, f"{SET}/{YEAR}"),
        year=YEAR,
        units=[TakingPart(unit) for unit in units],
        simulated=True,
    )
    leaves = tuple(leaf.leaf for leaf in compiled_for(round_).leaves.values())
    rows = []
    for unit, name in names_on(units, date(YEAR, 12, 31)).items():
        figures = figures_for(name.code, leaves, YEAR, PUBLISHED_ON - CLOSED_BEFORE)
        rows += [FigureRow(unit, leaf.code, figures[leaf.code], place=SOURCE) for leaf in leaves]
    progress(1, 3)
    record_figures(actor=actor, round_=round_, stage=Stage.FINAL, rows=with_facts(actor, round_, rows))
    progress(2, 3)
    compute_results(actor=actor, round_=round_)
    published = publish_under(actor, round_, DECISION, PUBLISHED_ON)
    progress(3, 3)
    return published
