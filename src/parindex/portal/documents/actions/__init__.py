"""What people do with documents. Only these write."""

from parindex.portal.documents.actions.attach_file import attach_file
from parindex.portal.documents.actions.register_document import DocumentCard, register_document
from parindex.portal.documents.actions.relate_documents import relate_documents

__all__ = ["DocumentCard", "attach_file", "register_document", "relate_documents"]
