"""Reads a rendered document back as text, in printed order."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from docx import Document
from docx.table import Table
from docx.text.paragraph import Paragraph

from parindex.engine.documents.layout import Layout, read_layout

ROOT = Path(__file__).resolve().parents[3]
LAYOUT_FILE = ROOT / "src/parindex/rulebooks/document_templates/nd30_layout.yaml"


def layout() -> Layout:
    """The layout that the project ships."""
    return read_layout(LAYOUT_FILE.read_bytes())


def lines(docx: bytes) -> list[str]:
    """Every paragraph and table row of the body; cells apart with `` | ``, lines in a cell with `` / ``."""
    return [line for line in _lines(Document(io.BytesIO(docx))) if line.strip()]


def _lines(document: Any) -> Iterator[str]:
    for block in document.iter_inner_content():
        if isinstance(block, Paragraph):
            yield block.text
        elif isinstance(block, Table):
            for row in block.rows:
                cells = {cell._tc: cell for cell in row.cells}.values()  # a cell over several columns comes once
                yield " | ".join(" / ".join(p.text for p in cell.paragraphs if p.text) for cell in cells)
