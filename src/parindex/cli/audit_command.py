"""``audit``: documents and figures proof-read, and several of them against each other."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from parindex.cli.answers import Answer, Column, Shown, Table
from parindex.cli.check_command import read_statement_or_stop
from parindex.cli.commands import Reply, Setting, command
from parindex.cli.read_command import read_path
from parindex.cli.sources import read_file
from parindex.cli.stray_output import nothing_else_on_stdout
from parindex.cli.words import HelpText, Key
from parindex.engine.checks.printed import Severity
from parindex.engine.checks.proof_reading.across import across_documents, across_statements
from parindex.engine.checks.proof_reading.findings import ProofFinding
from parindex.engine.checks.proof_reading.from_reading import proof_text
from parindex.engine.checks.proof_reading.passages import ProofText
from parindex.engine.checks.proof_reading.proof import proof_read, proof_read_statement
from parindex.engine.checks.proof_reading.rules import ProofRules
from parindex.engine.checks.statements import PrintedStatement
from parindex.tools.shipped_reading import days_off, shipped_proof_rules
from parindex.wording import Language, sentence

_STATEMENT = b"parindex/printed-statement/"
_WHERE = (Column(Key.SEVERITY, word="cli.severity"), Column(Key.WHERE))
_WORDS = (Column(Key.TEXT), Column(Key.CAUSE), Column(Key.REPAIR))
_COLUMNS = {
    "table": (*_WHERE, *_WORDS),
    "csv": (*_WHERE, Column(Key.CODE), *_WORDS),
    "json": (*_WHERE, Column(Key.CODE), *_WORDS, Column(Key.VALUES)),
}
FROM_PICTURE = "cause.from_recognition"
_GRAVEST_FIRST = (Severity.HIGH, Severity.MEDIUM, Severity.LOW)


@command("audit", HelpText.AUDIT)
@click.argument("documents", metavar="FILE...", nargs=-1, required=True)
def audit(setting: Setting, documents: Sequence[str]) -> Reply:
    """Findings in documents and figures; exit code 1 when one of them is high."""
    rules = shipped_proof_rules()
    statements: list[tuple[str, PrintedStatement]] = []
    texts: list[ProofText] = []
    for path in documents:
        content = read_file(path, setting.language)
        if _STATEMENT in content:
            statements.append((Path(path).name, read_statement_or_stop(content, path, setting.language)))
        else:
            with nothing_else_on_stdout():
                texts.append(proof_text(read_path(path, setting.language)))
    findings = [each for name, statement in statements for each in proof_read_statement(statement, rules, name)]
    findings += _of_texts(texts, rules, setting.language)
    findings += [*across_statements(statements, rules), *across_documents(texts, rules)]
    return _reply(setting, len(documents), findings)


def _of_texts(texts: Sequence[ProofText], rules: ProofRules, language: Language) -> list[ProofFinding]:
    if not texts:
        return []
    day_off = days_off(language)
    return [each for text in texts for each in proof_read(text, rules, day_off)]


def _reply(setting: Setting, documents: int, findings: Sequence[ProofFinding]) -> Reply:
    graded = sorted(findings, key=lambda each: _GRAVEST_FIRST.index(each.severity))
    rows = [_row(finding, setting.language) for finding in graded]
    if setting.form == "table":
        rows = [row[:2] + row[3:-1] for row in rows]
    elif setting.form == "csv":
        rows = [row[:-1] for row in rows]
    facts = ((Column(Key.DOCUMENTS), documents), (Column(Key.FINDINGS), len(findings)))
    high = any(finding.severity is Severity.HIGH for finding in findings)
    return Reply(Answer(facts, (Table(Key.LINES, _COLUMNS[setting.form], rows),)), found=high)


def _row(finding: ProofFinding, language: Language) -> tuple[object, ...]:
    where = f"{finding.document}:{finding.at.line}" if finding.at.line else finding.document
    return (
        finding.severity,
        Shown(where, where),
        finding.rule,
        sentence(f"finding.{finding.rule}", finding.values, language),
        _cause(finding, language),
        _repairs(finding, language),
        dict(finding.values),
    )


def _cause(finding: ProofFinding, language: Language) -> str | None:
    """The proposed cause; with it that a machine read the place from a picture."""
    said = [sentence(f"cause.{finding.cause}", finding.cause_values, language)] if finding.cause else []
    said += [sentence(FROM_PICTURE, language=language)] if finding.recognised else []
    return " ".join(said) or None


def _repairs(finding: ProofFinding, language: Language) -> str | None:
    """The smallest repairs in words; none is applied."""
    if not finding.repairs:
        return None
    said = [
        " + ".join(
            sentence("repair.change", {"title": line.title, "printed": line.printed, "right": line.right}, language)
            for line in repair
        )
        for repair in finding.repairs
    ]
    code = "repair.single" if len(said) == 1 else "repair.several"
    return sentence(code, {"changes": "; ".join(said), "count": len(said)}, language)
