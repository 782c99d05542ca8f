"""Addresses of published figures."""

from django.urls import path

from parindex.portal.facts.views.published import merger, parts, published

app_name = "facts"
urlpatterns = [
    path("thanh-phan/", parts, name="parts"),
    path("sap-nhap/", merger, name="merger"),
    path("par-index/", published, {"table_name": "par-index"}, name="par_index"),
    path("<str:table_name>/", published, name="published"),
]
