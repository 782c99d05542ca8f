"""Models of documents."""

from parindex.portal.documents.models.checked_file import CheckedFile, SignatureState
from parindex.portal.documents.models.document import Document, DocumentFile, DocumentKind, Relation, RelationKind
from parindex.portal.documents.models.reserved_number import ReservedNumber
from parindex.portal.documents.models.signing_copy import Comparison, SigningCopy
from parindex.portal.documents.models.text import CitedDocument, FileReading, TextPassage
from parindex.portal.documents.models.upload import Upload

__all__ = [
    "CheckedFile",
    "CitedDocument",
    "Comparison",
    "Document",
    "DocumentFile",
    "DocumentKind",
    "FileReading",
    "Relation",
    "RelationKind",
    "ReservedNumber",
    "SignatureState",
    "SigningCopy",
    "TextPassage",
    "Upload",
]
