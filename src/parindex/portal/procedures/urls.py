"""Addresses of procedures."""

from django.urls import path

from parindex.portal.procedures.views.catalogue import procedure, procedure_list
from parindex.portal.procedures.views.numbers import counts, publication, record
from parindex.portal.procedures.views.printed import new_printed, printed
from parindex.portal.procedures.views.taking_in import empty_workbook, take_in, workbook

app_name = "procedures"

urlpatterns = [
    path("", procedure_list, name="list"),
    path("so-luong/", counts, name="counts"),
    path("so-luong/ghi-so-lieu/", record, name="record"),
    path("so-luong/so-in/", new_printed, name="new_printed"),
    path("so-luong/so-in/<str:public_id>/", printed, name="printed"),
    path("cong-bo/", publication, name="publication"),
    path("nap/", workbook, name="workbook"),
    path("nap/ghi/", take_in, name="take_in"),
    path("nap/mau/", empty_workbook, name="empty_workbook"),
    path("<str:public_id>/", procedure, name="procedure"),
]
