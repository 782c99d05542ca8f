"""Addresses of the overview and of searching."""

from django.urls import include, path

from parindex.portal.dashboards.views.overview import overview
from parindex.portal.dashboards.views.search import search

urlpatterns = [
    path("", include(([path("", overview, name="overview")], "dashboards"))),
    path("tim-kiem/", search, name="search"),
]
