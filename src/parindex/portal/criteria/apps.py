"""App registration."""

from django.apps import AppConfig


class CriteriaConfig(AppConfig):
    """Criteria sets, their versions and derived rows."""

    name = "parindex.portal.criteria"
    label = "criteria"
