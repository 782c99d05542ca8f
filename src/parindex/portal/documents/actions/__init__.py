"""What people do with documents. Only these write."""

from parindex.portal.documents.actions.attach_file import attach_examined, attach_file
from parindex.portal.documents.actions.confirm_signed import confirm_signed
from parindex.portal.documents.actions.edit_document_card import edit_document_card
from parindex.portal.documents.actions.keep_preview import keep_preview
from parindex.portal.documents.actions.keep_text import keep_text, read_catalogue, read_file
from parindex.portal.documents.actions.make_signing_copy import make_signing_copy
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
from parindex.portal.documents.actions.reserve_number import fill_in_number, give_up_number, reserve_number
from parindex.portal.documents.actions.set_kinds import KindAnswer, KindChoice, set_kinds
from parindex.portal.documents.actions.take_back_signed import receive_signed, set_signed_aside, take_back_signed

__all__ = [
    "DocumentCard",
    "KindAnswer",
    "KindChoice",
    "attach_examined",
    "attach_file",
    "begin_upload",
    "confirm_signed",
    "drop_expired_uploads",
    "drop_upload",
    "edit_document_card",
    "fill_in_number",
    "give_up_number",
    "give_up_upload",
    "keep_preview",
    "keep_text",
    "keep_whole",
    "make_signing_copy",
    "read_catalogue",
    "read_file",
    "receive_part",
    "receive_signed",
    "register_document",
    "relate_documents",
    "reserve_number",
    "set_kinds",
    "set_signed_aside",
    "take_back_signed",
]
