"""Addresses of rounds."""

from django.urls import path

from parindex.portal.assessments.views.leaf import leaf
from parindex.portal.assessments.views.ranking import ranking
from parindex.portal.assessments.views.rounds import round_page, rounds
from parindex.portal.assessments.views.unit import unit

app_name = "assessments"
urlpatterns = [
    path("", rounds, name="rounds"),
    path("<str:public_id>/", round_page, name="round"),
    path("<str:public_id>/xep-hang/", ranking, name="ranking"),
    path("<str:public_id>/don-vi/<str:unit_id>/", unit, name="unit"),
    path("<str:public_id>/don-vi/<str:unit_id>/tieu-chi/<str:leaf_code>/", leaf, name="leaf"),
]
