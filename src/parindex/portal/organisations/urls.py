"""Addresses of units."""

from django.urls import path

from parindex.portal.organisations.views.unit import unit
from parindex.portal.organisations.views.units import units

app_name = "organisations"
urlpatterns = [
    path("", units, name="units"),
    path("<str:public_id>/", unit, name="unit"),
]
