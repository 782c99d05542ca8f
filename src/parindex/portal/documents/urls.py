"""Addresses of documents."""

from django.urls import path

from parindex.portal.documents.views.catalogue import document, document_list, download

app_name = "documents"

urlpatterns = [
    path("van-ban/", document_list, name="list"),
    path("van-ban/<str:public_id>/", document, name="document"),
    path("van-ban/<str:public_id>/tep/<str:file_id>/", download, name="file"),
]
