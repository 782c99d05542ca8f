"""Addresses of criteria sets."""

from django.urls import path

from parindex.portal.criteria.views.browser import version
from parindex.portal.criteria.views.comparison import comparison
from parindex.portal.criteria.views.versions import versions

app_name = "criteria"
urlpatterns = [
    path("", versions, name="versions"),
    path("<str:public_id>/", version, name="version"),
    path("<str:public_id>/so-sanh/", comparison, name="comparison"),
]
