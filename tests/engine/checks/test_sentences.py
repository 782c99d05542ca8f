"""Every finding and cause can be said in both languages."""

from decimal import Decimal

import pytest
from tests.engine.checks.test_krong_no import KRONG_NO

from parindex.engine.checks import (
    Cause,
    Finding,
    FindingCode,
    PrintedPart,
    PrintedRank,
    PrintedResult,
    check_printed_ranks,
    check_printed_results,
)
from parindex.wording import codes, sentence

D = Decimal

PILLARS = (PrintedPart("8.1", D("7.84"), D("10")), PrintedPart("8.2", D("1.5"), D("2.5")))
EVERYTHING: tuple[Finding, ...] = (
    *check_printed_results(KRONG_NO),
    *check_printed_results(PrintedResult("A", (PrintedPart("8", D("9.43"), D("13"), D("60"), PILLARS),), D("48"))),
    *check_printed_results(PrintedResult("A", (PrintedPart("1", D("11"), D("10")),))),
    *check_printed_ranks([PrintedRank("A", D("90"), 1), PrintedRank("B", D("91"), 2), PrintedRank("C", D("80"), 2)]),
    *check_printed_ranks([PrintedRank("A", D("90"), 9)], size=3),
)


def test_the_examples_hold_every_finding() -> None:
    assert {finding.code for finding in EVERYTHING} == set(FindingCode)


@pytest.mark.parametrize("finding", EVERYTHING, ids=lambda finding: finding.code.value)
def test_a_finding_can_be_said(finding: Finding) -> None:
    assert sentence(f"finding.{finding.code}", finding.figures, "en")
    assert sentence(f"finding.{finding.code}", finding.figures, "vi")
    if finding.cause is not None:
        assert sentence(f"cause.{finding.cause}", finding.cause_values, "vi")


def test_every_cause_has_a_sentence() -> None:
    assert {f"cause.{cause}" for cause in Cause} <= codes("vi") & codes("en")


def test_krong_no_in_vietnamese() -> None:
    scale, index = check_printed_results(KRONG_NO)
    assert "99,5" in sentence(f"finding.{scale.code}", scale.figures)
    said = sentence(f"finding.{index.code}", index.figures) + sentence(f"cause.{index.cause}", index.cause_values)
    assert "85,69" in said and "85,96" in said and "đảo" in said
