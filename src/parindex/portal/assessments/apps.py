"""App registration."""

from django.apps import AppConfig


class AssessmentsConfig(AppConfig):
    """Rounds, figures, scores, results."""

    name = "parindex.portal.assessments"
    label = "assessments"
