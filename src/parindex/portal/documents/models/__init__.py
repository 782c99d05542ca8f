"""Models of documents."""

from parindex.portal.documents.models.document import Document, DocumentFile, DocumentKind, Relation, RelationKind

__all__ = ["Document", "DocumentFile", "DocumentKind", "Relation", "RelationKind"]
