"""App registration."""

from django.apps import AppConfig


class PlatformConfig(AppConfig):
    """Foundations that every app of the portal stands on."""

    name = "parindex.portal.platform"
    label = "platform"
