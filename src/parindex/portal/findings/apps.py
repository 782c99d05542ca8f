"""App registration."""

from django.apps import AppConfig


class FindingsConfig(AppConfig):
    """Findings of every check."""

    name = "parindex.portal.findings"
    label = "findings"
