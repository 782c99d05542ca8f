"""Reads the documents written for these tests, with the words that come with the package."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from pathlib import Path

import pytest

from parindex.engine.documents.reading import ReadingWords, read_document, read_words
from parindex.engine.documents.reading.model import Reading

FOLDER = Path(__file__).parent / "reading_files"
SOURCES = Path(__file__).parents[4] / "shared" / "sources"


@cache
def words() -> ReadingWords:
    """The shipped words."""
    folder = files("parindex") / "rulebooks"
    acts = (folder / "legal_acts" / "legal_acts.yaml").read_bytes()
    return read_words((folder / "aliases" / "reading_words.yaml").read_bytes(), acts=acts)


@cache
def read_own(name: str) -> Reading:
    """One of the documents of these tests."""
    return read_document((FOLDER / name).read_bytes(), file_name=name, words=words())


def read_text(text: str) -> Reading:
    """A document given as text."""
    return read_document(text.encode(), file_name="text.txt", words=words())


@cache
def read_reference(name: str) -> Reading:
    """A document that stands outside the project; skips when it is absent."""
    path = SOURCES / name
    if not path.is_file():
        pytest.skip("the reference documents are absent")
    return read_document(path.read_bytes(), file_name=name, words=words())
