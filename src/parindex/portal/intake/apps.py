"""App registration."""

from importlib import import_module

from django.apps import AppConfig


class IntakeConfig(AppConfig):
    """Documents that somebody sent, read and proof-read."""

    name = "parindex.portal.intake"
    label = "intake"

    def ready(self) -> None:
        """Tell the findings, which stand below, who may open the document that a finding is about."""
        findings = import_module("parindex.portal.findings.permissions")  # models are not loaded when this file is
        intake = import_module("parindex.portal.intake.permissions")
        findings.tell_door(intake.SUBJECT, intake.may_open_address)
