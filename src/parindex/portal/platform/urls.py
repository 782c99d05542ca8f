"""Addresses of the platform."""

from django.urls import path
from django.views.i18n import set_language

from parindex.portal.platform.views.jobs import job

urlpatterns = [
    path("cong-viec/<str:public_id>/", job, name="job"),
    path("ngon-ngu/", set_language, name="set_language"),
]
