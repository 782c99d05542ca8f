"""Addresses of documents."""

from django.urls import path

from parindex.portal.documents.views.catalogue import document, document_list, download
from parindex.portal.documents.views.editing import edit_card
from parindex.portal.documents.views.kinds import sort_kinds
from parindex.portal.documents.views.registers import number, open_register, register_list
from parindex.portal.documents.views.signing import clean, confirm, hand_back, set_aside, signing, take_out
from parindex.portal.documents.views.texts import texts
from parindex.portal.documents.views.uploading import begin, upload
from parindex.portal.documents.views.viewing import convert, file_page, shown

app_name = "documents"

urlpatterns = [
    path("van-ban/", document_list, name="list"),
    path("van-ban/noi-dung/", texts, name="texts"),
    path("van-ban/dat-loai/", sort_kinds, name="sort_kinds"),
    path("van-ban/so-van-ban/", register_list, name="registers"),
    path("van-ban/so-van-ban/mo/", open_register, name="register"),
    path("van-ban/so-van-ban/so/<str:public_id>/", number, name="number"),
    path("van-ban/<str:public_id>/", document, name="document"),
    path("van-ban/<str:public_id>/sua/", edit_card, name="edit"),
    path("van-ban/<str:public_id>/ky-so/", signing, name="signing"),
    path("van-ban/<str:public_id>/ky-so/lay-ban-pdf/", take_out, name="take_out"),
    path("van-ban/<str:public_id>/ky-so/<str:copy_id>/ban-pdf/", clean, name="clean_pdf"),
    path("van-ban/<str:public_id>/ky-so/<str:copy_id>/nop-lai/", hand_back, name="hand_back"),
    path("van-ban/<str:public_id>/ky-so/<str:copy_id>/khong-dung-tep/", set_aside, name="set_aside"),
    path("van-ban/<str:public_id>/ky-so/<str:copy_id>/xac-nhan/", confirm, name="confirm_signed"),
    path("van-ban/<str:public_id>/tep/<str:file_id>/", download, name="file"),
    path("van-ban/<str:public_id>/tep/<str:file_id>/xem/", file_page, name="view"),
    path("van-ban/<str:public_id>/tep/<str:file_id>/trong-trang/", shown, name="shown"),
    path("van-ban/<str:public_id>/tep/<str:file_id>/chuyen-pdf/", convert, name="convert"),
    path("tai-len/", begin, name="begin_upload"),
    path("tai-len/<str:public_id>/", upload, name="upload"),
]
