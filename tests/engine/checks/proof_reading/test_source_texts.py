"""The texts that stand beside the project, when they are there: every grave finding of theirs, and no other."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from importlib.resources import files
from pathlib import Path

import pytest

from parindex.engine.checks import Severity
from parindex.engine.checks.proof_reading.findings import ProofFinding
from parindex.engine.checks.proof_reading.from_reading import proof_text
from parindex.engine.checks.proof_reading.proof import proof_read
from parindex.engine.checks.proof_reading.rules import read_rules
from parindex.engine.documents.reading.reader import read_document
from parindex.engine.documents.reading.words import read_words

PROJECT = Path(__file__).resolve().parents[4]
RULEBOOKS = files("parindex") / "rulebooks"
RULES = read_rules((RULEBOOKS / "check_rules" / "proof_reading.yaml").read_bytes())
WORDS = read_words((RULEBOOKS / "aliases" / "reading_words.yaml").read_bytes())
FOUND = next(PROJECT.parent.glob("*/sources/cao_loc_2024_h1_report.txt"), None)
pytestmark = [
    pytest.mark.reference,
    pytest.mark.skipif(FOUND is None, reason="the source texts are not there"),
]

HIGH: Mapping[str, set[tuple[int, str]]] = {
    "krong_no_2024_plan": {(13, "maxima_differ_from_scale"), (13, "index_differs_from_total")},  # X001 - X003
    "cao_loc_2024_h1_report": {
        (110, "sum_differs"),  # X012
        (118, "sum_differs"),  # X013, with its cause X014
        (124, "rate_differs"),  # X015
        (152, "figures_differ"),  # X016
        (170, "figures_differ"),  # X020
        (301, "section_missing"),  # X031
    },
    "ba_nam_2024_decision_and_plan": {
        (60, "act_with_two_dates"),  # X052
        (224, "window_after_deadline"),  # X058
        (222, "window_gap"),  # X059
    },
    "loc_binh_2024_plan": {(73, "improved_and_kept")},  # X074
    "lang_son_2017_plan": set(),
}
OTHER: Mapping[str, set[tuple[int, str]]] = {
    "krong_no_2024_plan": {(3, "number_left_blank"), (45, "year_of_another_time"), (59, "attachment_missing")},
    "cao_loc_2024_h1_report": {
        (3, "number_left_blank"), (5, "number_left_blank"), (17, "year_of_another_time"), (87, "year_of_another_time"),
        (114, "attachment_missing"), (168, "issued_on_day_off"), (255, "attachment_missing"),
        (313, "claim_against_figure"), (333, "year_of_another_time"),
    },
    "ba_nam_2024_decision_and_plan": {
        (74, "target_of_another_level"), (208, "attachment_missing"), (208, "number_left_blank"),
    },
    "loc_binh_2024_plan": {(3, "number_left_blank"), (5, "number_left_blank"), (87, "attachment_missing")},
    "lang_son_2017_plan": {(6, "attachment_missing"), (65, "attachment_missing")},
}  # fmt: skip
"""Lower findings that the list of known ones holds; of the last text there is no list, its annexes are not there."""


def _findings(name: str) -> list[ProofFinding]:
    assert FOUND is not None
    content = (FOUND.parent / f"{name}.txt").read_bytes()
    text = proof_text(read_document(content, file_name=f"{name}.txt", words=WORDS))
    return list(proof_read(text, RULES, lambda day: "Chủ nhật" if day.weekday() == 6 else None))


@pytest.mark.parametrize("name", sorted(HIGH))
def test_every_grave_finding_and_no_other_is_told(name: str) -> None:
    """What is not in these two lists holds: none of the passing checks fires."""
    found = _findings(name)
    assert {(each.at.line, each.rule) for each in found if each.severity is Severity.HIGH} == HIGH[name]
    assert {(each.at.line, each.rule) for each in found if each.severity is not Severity.HIGH} == OTHER[name]


def test_causes_and_repairs_are_those_of_the_diagnosis() -> None:
    found = {(each.at.line, each.rule): each for each in _findings("cao_loc_2024_h1_report")}
    received = found[110, "sum_differs"]
    assert received.cause == "one_of_these_off" and len(received.repairs) >= 2
    rights = {(line.printed, line.right) for repair in received.repairs for line in repair}
    assert {(Decimal(1309), Decimal(1239)), (Decimal(856), Decimal(786)), (Decimal(430), Decimal(360))} <= rights
    portals = found[118, "sum_differs"]
    assert portals.cause == "other_figure_used"
    assert portals.cause_values["used"] == 1310 and portals.cause_values["meant"] == 1171
    assert found[124, "rate_differs"].cause == "mean_of_rates"
    post = found[152, "figures_differ"]
    assert [(line.printed, line.right) for line in post.repairs[0]] == [(Decimal(109), Decimal(121))]
    plan = {each.rule: each for each in _findings("krong_no_2024_plan")}
    assert plan["index_differs_from_total"].cause == "digits_swapped"
    assert plan["maxima_differ_from_scale"].cause_values["part"] == "8"


def test_windows_of_the_plan() -> None:
    found = {each.rule: each.values for each in _findings("ba_nam_2024_decision_and_plan")}
    assert (found["window_after_deadline"]["last"], found["window_after_deadline"]["due"]) == (
        date(2024, 12, 14),
        date(2024, 12, 10),
    )
    assert found["window_gap"]["days"] == 4


def test_no_known_passing_line_is_accused() -> None:
    """Lines of the known passing checks of figures that are named in no known finding are silent."""
    assert FOUND is not None
    listed = (FOUND.parents[1] / "domain" / "consistency_findings.md").read_text("utf-8")
    rows = re.findall(r"^\| ([XP]\d+) \| (\w+) \| ([\d,-]+) \| (\w+) \|", listed, re.MULTILINE)
    names = {"cao_loc": "cao_loc_2024_h1_report", "krong_no": "krong_no_2024_plan"}
    for short, name in names.items():
        accused = {each.at.line for each in _findings(name) if RULES.by_id[each.rule].over == "figures"}
        failing = {line for code, doc, lines, _ in rows if code[0] == "X" and doc == short for line in _lines(lines)}
        passing = {line for code, doc, lines, _ in rows if code[0] == "P" and doc == short for line in _lines(lines)}
        # Line 118 holds the total of the footnote in line 138, which is the one that is listed.
        assert len(passing) > 10 and not accused & (passing - failing - {118})


def _lines(printed: str) -> set[int]:
    lines: set[int] = set()
    for each in printed.split(","):
        first, _, last = each.partition("-")
        lines |= set(range(int(first), int(last or first) + 1))
    return lines
