"""App registration."""

from django.apps import AppConfig


class PlansConfig(AppConfig):
    """Plans and their lines."""

    name = "parindex.portal.plans"
    label = "plans"
