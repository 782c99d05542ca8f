"""App registration."""

from django.apps import AppConfig


class FactsConfig(AppConfig):
    """Indicators, facts and their versions."""

    name = "parindex.portal.facts"
    label = "facts"
