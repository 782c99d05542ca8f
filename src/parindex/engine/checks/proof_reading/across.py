"""Several documents against each other: one figure in two reports, and targets down the levels."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import combinations

from parindex.engine.checks.proof_reading.claim_checks import LEVELS
from parindex.engine.checks.proof_reading.findings import ProofFinding, TextCode, Values
from parindex.engine.checks.proof_reading.passages import Aim, At, ProofText
from parindex.engine.checks.proof_reading.rules import ProofRules
from parindex.engine.checks.proof_reading.text_figures import figures_of
from parindex.engine.checks.statements import PrintedStatement, StatementCause

_WORD = re.compile(r"\w+")
_PERIOD = re.compile(r"(?i)\b(?:\d+ tháng(?: đầu| cuối)?|quý [ivx\d]+|tháng \d+|cả năm)\b")
LEAST_SHARED = 0.6
"""Share of the words of two measures that must be the same for them to be one."""
SHORTEST_NAME = 8
_STOP = frozenset("tỷ tỉ lệ đạt từ trở lên tối thiểu ít nhất phấn đấu của các và được trên là có".split())


def across_statements(statements: Sequence[tuple[str, PrintedStatement]], rules: ProofRules) -> Iterator[ProofFinding]:
    """Figures of one unit under one code and title that two documents print differently. (name, statement)."""
    for (one_name, one), (other_name, other) in combinations(statements, 2):
        if one.unit != other.unit:
            continue
        known = {(figure.code, figure.title): figure for figure in one.figures if figure.value is not None}
        for figure in other.figures:
            before = known.get((figure.code, figure.title))
            if before is not None and figure.value is not None and before.value != figure.value:
                values = {"title": figure.title, "printed": figure.value, "other": one_name, "expected": before.value}
                yield from _told(TextCode.DOCUMENTS_DIFFER, rules, other_name, At(), figure.title, values)


def across_documents(texts: Sequence[ProofText], rules: ProofRules) -> Iterator[ProofFinding]:
    """What two documents of one body and period count differently; targets below those of a superior level."""
    for one, other in combinations(texts, 2):
        recognised = bool(one.recognised_pages or other.recognised_pages)
        yield from (each._replace(recognised=recognised) for each in _between(one, other, rules))


def _between(one: ProofText, other: ProofText, rules: ProofRules) -> Iterator[ProofFinding]:
    if _same_report(one, other):
        yield from _figures(one, other, rules)
    if one.level in LEVELS and other.level in LEVELS and one.level != other.level and one.year == other.year:
        lower, upper = sorted((one, other), key=lambda each: LEVELS.index(each.level))
        yield from _cascade(lower, upper, rules)


def _same_report(one: ProofText, other: ProofText) -> bool:
    period = [sorted(found.lower() for found in _PERIOD.findall(text.title)) for text in (one, other)]
    return bool(one.body) and (one.body, one.year, period[0]) == (other.body, other.year, period[1])


def _figures(one: ProofText, other: ProofText, rules: ProofRules) -> Iterator[ProofFinding]:
    tables = [figures_of(text.passages, rules, text.name) for text in (one, other)]
    first, second = (table.statement() for table in tables)
    if first is None or second is None:
        return
    titles = [figure.title.lower() for figure in (*first.figures, *second.figures)]
    known = {figure.title.lower(): figure for figure in first.figures}
    for figure in second.figures:
        name = figure.title.lower()
        before = known.get(name)
        if before is None or len(name) < SHORTEST_NAME or titles.count(name) != 2 or before.value == figure.value:
            continue
        passage = tables[1].passage_of(figure.code)
        values: Values = {"title": figure.title, "printed": figure.value, "other": one.name, "expected": before.value}
        where = At(passage.line, passage.page, passage.section)
        yield from _told(TextCode.DOCUMENTS_DIFFER, rules, other.name, where, figure.title, values)


def _cascade(lower: ProofText, upper: ProofText, rules: ProofRules) -> Iterator[ProofFinding]:
    for aim in lower.aims:
        alike = [(_shared(aim, each), each) for each in upper.aims if each.unit == aim.unit and each.at_least]
        share, above = max(alike, key=lambda each: each[0], default=(0.0, None))
        if above is None or share < LEAST_SHARED or not aim.at_least or aim.value >= above.value:
            continue
        values = {"measure": aim.measure, "printed": aim.value, "expected": above.value, "other": upper.name}
        yield from _told(TextCode.TARGET_BELOW_SUPERIOR, rules, lower.name, aim.at, aim.measure, values)


def _shared(one: Aim, other: Aim) -> float:
    mine, theirs = (set(_WORD.findall(each.measure.lower())) - _STOP for each in (one, other))
    return len(mine & theirs) / len(mine | theirs) if len(mine & theirs) >= 2 else 0.0


def _told(
    code: TextCode, rules: ProofRules, document: str, where: At, quote: str, values: Values
) -> Iterator[ProofFinding]:
    rule = rules.by_id.get(code)
    if rule is not None:
        cause = StatementCause.DATES_MAY_DIFFER if StatementCause.DATES_MAY_DIFFER in rule.causes else None
        yield ProofFinding(code, rule.severity, document, where, quote, values, cause)
