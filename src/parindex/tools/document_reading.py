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
from parindex.engine.documents.reading.recognised import Recognised, recognised_to_json
from parindex.engine.documents.reading.source_text import ReadingFault, ReadingRefused
from parindex.tools.text_recognition import Tell, pictures_of

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


def read_and_proof(
    content: bytes, *, name: str, timeout_s: float = DEFAULT_TIMEOUT_S, recognised: Recognised | None = None
) -> Proofed:
    """Read and proof-read. Raises ``DocumentRefused``; ``took_too_long`` when time or memory ran out."""
    command = [sys.executable, *READER, name]
    if recognised is not None:
        told_before = recognised_to_json(recognised)
        command, content = [*command, str(len(told_before))], told_before + content
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


def read_with_pictures(content: bytes, *, name: str, tell: Tell = lambda done, total: None) -> Proofed:
    """As ``read_and_proof``; pages that are pictures are read by machine and marked so (``text_recognition``).

    ``tell``: how many of so many pictures are done. Raises ``DocumentRefused``.
    """
    first: Proofed | None = None
    recognised: Recognised | None
    try:
        first = read_and_proof(content, name=name)
        recognised = pictures_of(content, first.reading, tell)
    except DocumentRefused as refused:
        if refused.code not in (ReadingFault.NO_TEXT_LAYER, ReadingFault.PICTURE):
            raise
        recognised = _recognised_of_scan(content, refused, tell)
    if first is not None and recognised is None:
        return first
    return read_and_proof(content, name=name, recognised=recognised)


def _recognised_of_scan(content: bytes, refused: DocumentRefused, tell: Tell) -> Recognised | None:
    try:
        return pictures_of(content, ReadingRefused(ReadingFault(refused.code), **refused.values), tell)
    except ReadingRefused as fault:
        raise DocumentRefused(fault.fault.value, fault.values) from fault
