"""Models of documents."""

from parindex.portal.documents.models.checked_file import CheckedFile, SignatureState
from parindex.portal.documents.models.document import Document, DocumentFile, DocumentKind, Relation, RelationKind
from parindex.portal.documents.models.upload import Upload

__all__ = [
    "CheckedFile",
    "Document",
    "DocumentFile",
    "DocumentKind",
    "Relation",
    "RelationKind",
    "SignatureState",
    "Upload",
]
