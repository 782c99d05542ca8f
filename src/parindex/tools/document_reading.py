"""Reads and proof-reads someone's document in a process of its own, with limits on time and memory.

A file comes from anyone; the reader bounds pages, lines and depth, this bounds what no count foresees. The child is
``document_reader.py``; whoever asks never loads the readers of Word and PDF.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Mapping
from typing import Any, NamedTuple

from pydantic import ValidationError

from parindex.engine.documents.reading.model import Reading

DEFAULT_TIMEOUT_S = 90.0
READER = ["-m", "parindex.tools.document_reader"]


class DocumentRefused(ValueError):
    """The file is not read: ``code`` is one of ``reading.fault.<code>``, ``values`` fill its sentence."""

    def __init__(self, code: str, values: Mapping[str, str | int] | None = None) -> None:
        super().__init__(code)
        self.code, self.values = code, dict(values or {})


class Proofed(NamedTuple):
    """What a document says, and what in it does not hold: findings as ``document_reader`` writes them."""

    reading: Reading
    findings: tuple[Mapping[str, Any], ...]


def read_and_proof(content: bytes, *, name: str, timeout_s: float = DEFAULT_TIMEOUT_S) -> Proofed:
    """Read and proof-read. Raises ``DocumentRefused``; ``took_too_long`` when time or memory ran out."""
    command = [sys.executable, *READER, name]
    try:
        done = subprocess.run(  # noqa: S603 - ourselves, no shell
            command, input=content, capture_output=True, timeout=timeout_s, check=False
        )
    except subprocess.TimeoutExpired as fault:
        raise DocumentRefused("took_too_long") from fault
    if done.returncode != 0:
        raise DocumentRefused("took_too_long")
    try:
        told = json.loads(done.stdout)
        if "fault" in told:
            raise DocumentRefused(told["fault"], told["values"])
        return Proofed(Reading.model_validate(told["reading"]), tuple(told["findings"]))
    except (ValidationError, ValueError, KeyError, TypeError) as fault:
        if isinstance(fault, DocumentRefused):
            raise
        raise DocumentRefused("took_too_long") from fault
