"""Reading administrative documents: bytes of a file in, what the document says as typed values out."""

from parindex.engine.documents.reading.reader import read_document, read_source
from parindex.engine.documents.reading.source_text import ReadingFault, ReadingLimits, ReadingRefused, SourceText
from parindex.engine.documents.reading.words import ReadingWords, read_words

__all__ = [
    "ReadingFault",
    "ReadingLimits",
    "ReadingRefused",
    "ReadingWords",
    "SourceText",
    "read_document",
    "read_source",
    "read_words",
]
