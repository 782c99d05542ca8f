"""Addresses of everybody's work, the overview and searching."""

from django.urls import include, path

from parindex.portal.dashboards.views.calendar import calendar, calendar_feed
from parindex.portal.dashboards.views.my_work import my_work_page
from parindex.portal.dashboards.views.overview import overview
from parindex.portal.dashboards.views.search import search

DASHBOARDS = [
    path("", overview, name="overview"),
    path("viec-cua-toi/", my_work_page, name="my_work"),
    path("viec-cua-toi/lich/", calendar, name="calendar"),
    path("lich/<str:secret>/viec-cua-toi.ics", calendar_feed, name="calendar_feed"),
]
urlpatterns = [
    path("", include((DASHBOARDS, "dashboards"))),
    path("tim-kiem/", search, name="search"),
]
