"""App registration."""

from django.apps import AppConfig


class OrganisationsConfig(AppConfig):
    """Units, their tree and history, positions."""

    name = "parindex.portal.organisations"
    label = "organisations"
