"""App registration."""

from django.apps import AppConfig


class ProceduresConfig(AppConfig):
    """Catalogue of administrative procedures."""

    name = "parindex.portal.procedures"
    label = "procedures"
