"""App registration."""

from importlib import import_module

from django.apps import AppConfig


class DossiersConfig(AppConfig):
    """One-stop dossiers: imports, figures, overdue work."""

    name = "parindex.portal.dossiers"
    label = "dossiers"

    def ready(self) -> None:
        """Tell the findings, which stand below, who may open the import that a finding of dossiers is about."""
        findings = import_module("parindex.portal.findings.permissions")  # models are not loaded when this file is
        imports = import_module("parindex.portal.dossiers.permissions")
        for kind in imports.SUBJECTS_OF_IMPORTS:
            findings.tell_door(kind, imports.may_open_address)
