"""App registration."""

from django.apps import AppConfig


class ReportsConfig(AppConfig):
    """Drafts of documents, and those that were issued."""

    name = "parindex.portal.reports"
    label = "reports"
