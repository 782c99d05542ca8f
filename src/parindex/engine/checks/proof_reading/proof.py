"""Proof-reading of figures (a statement) and of a document: every rule that does not hold, with cause and repair."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal

from parindex.engine.checks.printed import Cause, Finding, Severity
from parindex.engine.checks.proof_reading.claim_checks import claim_findings, kept_findings, level_findings
from parindex.engine.checks.proof_reading.findings import Involved, ProofFinding, RepairLine, TextFinding, Values
from parindex.engine.checks.proof_reading.index_text import PrintedIndex, index_in
from parindex.engine.checks.proof_reading.passages import At, Passage, ProofText, at, at_row
from parindex.engine.checks.proof_reading.repairs import BrokenIdentities, Repair, broken_identities
from parindex.engine.checks.proof_reading.rules import ProofRules
from parindex.engine.checks.proof_reading.slips import ProofCause, one_digit_changed
from parindex.engine.checks.proof_reading.table_figures import statement_of_table
from parindex.engine.checks.proof_reading.text_checks import (
    attachment_findings,
    blank_findings,
    numbering_findings,
    repetition_findings,
)
from parindex.engine.checks.proof_reading.text_figures import figures_of
from parindex.engine.checks.proof_reading.time_checks import (
    DayOff,
    act_findings,
    impossible_date_findings,
    later_act_findings,
    weekday_findings,
    window_findings,
    year_findings,
)
from parindex.engine.checks.results import check_printed_results
from parindex.engine.checks.statement_checks import check_statement
from parindex.engine.checks.statement_figures import StatementFinding
from parindex.engine.checks.statements import PrintedStatement

Places = Callable[[str], At]
"""Where the figure with a code stands."""
_GRAVITY = (Severity.LOW, Severity.MEDIUM, Severity.HIGH)
MOST_REPAIRS = 6
"""More repairs than these say no more than that it is open."""


def proof_read_statement(
    statement: PrintedStatement, rules: ProofRules, document: str = ""
) -> tuple[ProofFinding, ...]:
    """Findings in figures with their identities, in the order of the document; a rule that is not among ``rules`` is
    not held."""
    return tuple(_of_statement(statement, rules, document, lambda code: At()))


def proof_read(text: ProofText, rules: ProofRules, day_off: DayOff) -> tuple[ProofFinding, ...]:
    """Findings in a document, in the order of its lines."""
    found = [*_figures(text, rules), *(_told(each, rules, text.name) for each in _text(text, rules, day_off))]
    kept = [_from_picture(each, text) for each in found if each is not None]
    return tuple(sorted(kept, key=lambda each: (each.at.page, each.at.line)))


def _from_picture(found: ProofFinding, text: ProofText) -> ProofFinding:
    """Marked, when a place that it speaks of was read by machine; what is about no page is about all of them."""
    if not text.recognised_pages:
        return found
    pages = {each.page for each in (found.at, *(each.at for each in found.involved))}
    return found._replace(recognised=not pages.isdisjoint({0, *text.recognised_pages}))


def _text(text: ProofText, rules: ProofRules, day_off: DayOff) -> Iterator[TextFinding]:
    yield from numbering_findings(text)
    yield from window_findings(text)
    yield from act_findings(text, day_off)
    yield from later_act_findings(text)
    yield from weekday_findings(text)
    yield from impossible_date_findings(text)
    yield from kept_findings(text)
    yield from level_findings(text, rules)
    yield from claim_findings(text, rules)
    yield from year_findings(text, rules)
    yield from attachment_findings(text)
    yield from blank_findings(text, rules)
    yield from repetition_findings(text)


def _told(found: TextFinding, rules: ProofRules, document: str) -> ProofFinding | None:
    rule = rules.by_id.get(found.code)
    if rule is None:
        return None
    others = tuple(Involved("", "", each) for each in found.others)
    return ProofFinding(found.code, rule.severity, document, found.at, found.quote, found.values, involved=others)


def _figures(text: ProofText, rules: ProofRules) -> Iterator[ProofFinding]:
    index = index_in(text.passages, text.name)
    without = {index.total_at, *index.fields_at.values()} if index else set()
    if index:
        yield from _of_index(index, text, rules)
    table = figures_of(text.passages, rules, text.name, without)
    statement = table.statement()
    if statement is not None:
        yield from _of_statement(statement, rules, text.name, table.place_of)
    for passage in text.passages:
        if passage.rows and (cells := statement_of_table(passage.rows, text.name)):
            yield from _of_statement(cells, rules, text.name, _in_rows(passage))


def _in_rows(passage: Passage) -> Places:
    """Place of a cell ``r<row>c<column>``."""
    return lambda code: at_row(passage, int(code[1:].partition("c")[0]))


def _of_index(index: PrintedIndex, text: ProofText, rules: ProofRules) -> Iterator[ProofFinding]:
    for found in check_printed_results(index.result):
        code = found.subject.removeprefix(f"{index.result.unit}/").split(".")[0]
        passage = text.passages[index.fields_at.get(code, index.total_at)]
        told = _graded(found, rules, text.name, at(passage), " ".join(passage.text.split()[:8]))
        if told is None:
            continue
        # what is told of the total speaks of every field
        lines = [] if code in index.fields_at else sorted({index.total_at, *index.fields_at.values()})
        yield told._replace(involved=tuple(Involved("", "", at(text.passages[each])) for each in lines))


def _of_statement(
    statement: PrintedStatement, rules: ProofRules, document: str, place: Places
) -> Iterator[ProofFinding]:
    titles = {figure.code: figure.title for figure in statement.figures}
    broken = broken_identities(statement)
    for found in check_statement(statement):
        code = found.subject.rpartition("/")[2]
        repairs = _repairs(code, broken)
        if found.cause is Cause.ROUNDING:
            repairs = tuple(repair for repair in repairs if [change.code for change in repair.changes] == [code])
        told = _graded(found, rules, document, place(code), titles.get(code, ""))
        if told is None:
            continue
        lines = tuple(
            tuple(RepairLine(titles[c.code], c.printed, c.right, place(c.code)) for c in repair.changes)
            for repair in repairs[:MOST_REPAIRS]
        )
        told = told._replace(repairs=lines, involved=_involved(found, statement, place))
        yield _caused(told, code, repairs, rules) if told.cause is None else told


def _involved(found: StatementFinding, statement: PrintedStatement, place: Places) -> tuple[Involved, ...]:
    """Every figure of the identity, in the order of the document."""
    figures = [each for each in statement.figures if each.code in found.involved and each.value is not None]
    return tuple(Involved(each.title, format(each.value, "f"), place(each.code)) for each in figures)


def _repairs(code: str, broken: Iterable[BrokenIdentities]) -> tuple[Repair, ...]:
    """Repairs of the identities that a figure stands in; the one to propose first, alone when it is the only best."""
    group = next((each for each in broken if code in each.codes), None)
    if group is None:
        return ()
    return (group.proposed,) if group.proposed is not None else group.repairs


def _graded(
    found: StatementFinding | Finding, rules: ProofRules, document: str, where: At, quote: str
) -> ProofFinding | None:
    """The finding as graded by its rule; a check may think less of it (a last digit rounded wrongly), never more."""
    rule = rules.by_id.get(found.code)
    if rule is None:
        return None
    severity = min(rule.severity, found.severity, key=_GRAVITY.index)
    cause, values = (found.cause, found.cause_values) if found.cause in rule.causes else (None, {})
    repairs: tuple[tuple[RepairLine, ...], ...] = ()
    if isinstance(found, Finding) and found.repair is not None and cause is not None:
        printed = found.cause_values.get("printed")
        if isinstance(printed, Decimal):
            repairs = ((RepairLine(quote, printed, found.repair, where),),)
    return ProofFinding(found.code, severity, document, where, quote, found.figures, cause, values, repairs)


def _caused(told: ProofFinding, code: str, repairs: tuple[Repair, ...], rules: ProofRules) -> ProofFinding:
    """A cause read from the repairs: the whole printed for a part, a slip of the hand in the only figure to change."""
    rule = rules.by_id[told.rule]
    single = [repair.changes[0] for repair in repairs if len(repair.changes) == 1]
    taken = [change for change in single if change.code != code and change.printed == told.values.get("printed")]
    if ProofCause.TOTAL_FOR_PART in rule.causes and len(taken) == 1:
        cause_values: Values = {"printed": taken[0].printed, "expected": taken[0].right}
        return told._replace(cause=ProofCause.TOTAL_FOR_PART, cause_values=cause_values)
    slipped = [(change, cause) for change in single if (cause := _slip(change.printed, change.right, change.cause))]
    if len(slipped) == 1 and slipped[0][1] in rule.causes:
        change, cause = slipped[0]
        return told._replace(cause=cause, cause_values={"printed": change.printed, "expected": change.right})
    return told


def _slip(printed: Decimal, right: Decimal, cause: Cause | None) -> str | None:
    if cause is not None:
        return cause
    return ProofCause.DIGIT_CHANGED if one_digit_changed(printed, right) else None
