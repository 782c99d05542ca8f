"""App registration."""

from django.apps import AppConfig


class ImprovementConfig(AppConfig):
    """Improvement plans."""

    name = "parindex.portal.improvement"
    label = "improvement"
