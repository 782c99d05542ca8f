"""The self-assessment report says when printed parts do not add up to the printed total."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal as D

import pytest

from parindex.engine.documents.parts import IssuingBody, Recipients, Signature
from parindex.engine.documents.self_assessment_report import ReportRow, SelfAssessmentReport


def report(*points: str) -> SelfAssessmentReport:
    rows: list[ReportRow] = []
    for number, each in enumerate(points, start=1):
        rows.append(ReportRow(str(number), "Lĩnh vực", D(2), D(each), 0, is_leaf=False))
        rows.append(ReportRow(f"{number}.1", "Tiêu chí", D(2), D(each), 2, is_leaf=True))
    issuer = IssuingBody(("ỦY BAN NHÂN DÂN", "XÃ A"), "Xã A", "BC-UBND")
    return SelfAssessmentReport("Xã", 2026, "Đợt", "Bộ", issuer, Recipients(()), Signature("CHỦ TỊCH"), tuple(rows))


@pytest.mark.parametrize(
    ("points", "adds_up"),
    [(("0.5", "1.25"), True), (("0.3335", "0.3335"), False), (("0.333333333", "0.333333333", "0.333333333"), False)],
)
def test_it_says_when_what_is_printed_does_not_add_up(points: tuple[str, ...], adds_up: bool) -> None:
    assert report(*points).adds_up_as_shown is adds_up


def test_the_fields_own_maxima_add_up_to_the_maximum_of_the_self_score() -> None:
    """Others score a part of the second field; a bonus belongs to no maximum."""
    one = report("1", "1")
    survey = ReportRow("2.2", "Khảo sát", D(3), None, 2, is_leaf=True, own=False)
    bonus = replace(survey, number="2.3", maximum=D(5), outside_scale=True)
    wider = replace(one.rows[2], maximum=D(5))
    shared = replace(one, rows=(*one.rows[:2], wider, one.rows[3], survey, bonus))
    assert (shared.own_maxima, shared.maximum, shared.others) == ((D(2), D(2)), D(4), D(3))
    fields = [row.maximum for row in shared.rows if row.level == 0]
    assert sum(fields) == shared.maximum + shared.others
