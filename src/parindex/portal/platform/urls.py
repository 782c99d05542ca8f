"""Addresses of the platform."""

from django.urls import path
from django.views.i18n import set_language

from parindex.portal.platform.views.jobs import job
from parindex.portal.platform.views.personal_words import personal_words

urlpatterns = [
    path("cong-viec/<str:public_id>/", job, name="job"),
    path("du-lieu-ca-nhan/", personal_words, name="personal_words"),
    path("ngon-ngu/", set_language, name="set_language"),
]
