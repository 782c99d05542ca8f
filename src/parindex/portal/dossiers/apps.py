"""App registration."""

from django.apps import AppConfig


class DossiersConfig(AppConfig):
    """One-stop dossiers: imports, figures, overdue work."""

    name = "parindex.portal.dossiers"
    label = "dossiers"
