"""App registration."""

from importlib import import_module

from django.apps import AppConfig


class ReportsConfig(AppConfig):
    """Drafts of documents, and those that were issued."""

    name = "parindex.portal.reports"
    label = "reports"

    def ready(self) -> None:
        """Tell the findings, which stand below, that those of a draft are for who may see the draft."""
        findings = import_module("parindex.portal.findings.permissions")  # models are not loaded when this file is
        reports = import_module("parindex.portal.reports.permissions")
        findings.tell_seen(reports.SUBJECT, reports.seen_subjects)
