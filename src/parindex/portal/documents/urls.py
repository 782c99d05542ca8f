"""Addresses of documents."""

from django.urls import path

from parindex.portal.documents.views.catalogue import document, document_list, download
from parindex.portal.documents.views.editing import edit_card
from parindex.portal.documents.views.uploading import begin, upload
from parindex.portal.documents.views.viewing import convert, file_page, shown

app_name = "documents"

urlpatterns = [
    path("van-ban/", document_list, name="list"),
    path("van-ban/<str:public_id>/", document, name="document"),
    path("van-ban/<str:public_id>/sua/", edit_card, name="edit"),
    path("van-ban/<str:public_id>/tep/<str:file_id>/", download, name="file"),
    path("van-ban/<str:public_id>/tep/<str:file_id>/xem/", file_page, name="view"),
    path("van-ban/<str:public_id>/tep/<str:file_id>/trong-trang/", shown, name="shown"),
    path("van-ban/<str:public_id>/tep/<str:file_id>/chuyen-pdf/", convert, name="convert"),
    path("tai-len/", begin, name="begin_upload"),
    path("tai-len/<str:public_id>/", upload, name="upload"),
]
