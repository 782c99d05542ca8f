"""Addresses of findings."""

from django.urls import path

from parindex.portal.findings.views.answering import answer
from parindex.portal.findings.views.listing import finding_list

app_name = "findings"

urlpatterns = [
    path("phat-hien/", finding_list, name="list"),
    path("phat-hien/<str:public_id>/", finding_list, name="finding"),
    path("phat-hien/<str:public_id>/tra-loi/", answer, name="answer"),
]
