"""What people do with documents. Only these write."""

from parindex.portal.documents.actions.attach_file import attach_examined, attach_file
from parindex.portal.documents.actions.edit_document_card import edit_document_card
from parindex.portal.documents.actions.keep_preview import keep_preview
from parindex.portal.documents.actions.receive_upload import (
    begin_upload,
    drop_expired_uploads,
    drop_upload,
    give_up_upload,
    keep_whole,
    receive_part,
)
from parindex.portal.documents.actions.register_document import DocumentCard, register_document
from parindex.portal.documents.actions.relate_documents import relate_documents

__all__ = [
    "DocumentCard",
    "attach_examined",
    "attach_file",
    "begin_upload",
    "drop_expired_uploads",
    "drop_upload",
    "edit_document_card",
    "give_up_upload",
    "keep_preview",
    "keep_whole",
    "receive_part",
    "register_document",
    "relate_documents",
]
