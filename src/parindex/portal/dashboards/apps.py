"""App registration."""

from django.apps import AppConfig


class DashboardsConfig(AppConfig):
    """Overviews."""

    name = "parindex.portal.dashboards"
    label = "dashboards"
