"""Reading and proof-reading of one document, as a process of its own with limits on memory and processor time.

``python -m parindex.tools.document_reader NAME [LENGTH]`` takes the file on standard input and answers in JSON:
``reading`` and ``findings``, or ``fault`` with its ``values``. With a length, so many bytes stand before the file: the
pages that were recognised in its pictures. Called by ``document_reading.read_and_proof``.
"""

from __future__ import annotations

import json
import os
import resource
import sys
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from parindex.engine.checks.proof_reading.findings import ProofFinding
from parindex.engine.checks.proof_reading.from_reading import proof_text
from parindex.engine.checks.proof_reading.proof import proof_read
from parindex.engine.documents.reading import ReadingRefused, read_document
from parindex.engine.documents.reading.recognised import Recognised, recognised_from_json
from parindex.tools.shipped_reading import days_off, shipped_proof_rules, shipped_words

_MEMORY = 1536 * 1024 * 1024
_PROCESSOR_SECONDS = 80


def answer(content: bytes, name: str, recognised: Recognised | None = None) -> dict[str, Any]:
    """What is printed: the reading with its findings, or why there is none."""
    try:
        reading = read_document(content, file_name=name, words=shipped_words(), recognised=recognised)
    except ReadingRefused as refused:
        return {"fault": refused.fault.value, "values": refused.values}
    findings = proof_read(proof_text(reading), shipped_proof_rules(), days_off("vi"))
    return {"reading": reading.model_dump(mode="json", by_alias=True), "findings": [_told(each) for each in findings]}


def _told(found: ProofFinding) -> dict[str, Any]:
    return {
        "rule": found.rule,
        "severity": found.severity.value,
        "line": found.at.line,
        "page": found.at.page,
        "section": found.at.section,
        "quote": found.quote,
        "values": _values(found.values),
        "cause": found.cause or "",
        "cause_values": _values(found.cause_values),
        "repairs": [
            [[line.title, format(line.printed, "f"), format(line.right, "f"), line.at.line] for line in repair]
            for repair in found.repairs
        ],
        "involved": [[each.title, each.printed, each.at.line] for each in found.involved],
        "recognised": found.recognised,
    }


def _values(values: Mapping[str, object]) -> dict[str, Any]:
    """Decimals as text under ``n``, dates under ``d``, counts as they are, the rest as text."""
    return {name: _value(each) for name, each in values.items()}


def _value(each: object) -> object:
    if isinstance(each, Decimal):
        return {"n": format(each, "f")}
    if isinstance(each, date):
        return {"d": each.isoformat()}
    return each if isinstance(each, int) else str(each)


def main() -> None:
    """Read standard input, print the answer. What readers print by themselves goes nowhere."""
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (_PROCESSOR_SECONDS, _PROCESSOR_SECONDS))
    content, printed = sys.stdin.buffer.read(), os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    name, length = (*sys.argv[1:], "", "")[:2]
    recognised = recognised_from_json(content[: int(length)]) if length else None
    told = answer(content[int(length or 0) :], name, recognised)
    json.dump(told, printed, ensure_ascii=False)
    printed.close()


if __name__ == "__main__":
    main()
