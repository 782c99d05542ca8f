"""App registration."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """People and sign-in."""

    name = "parindex.portal.accounts"
    label = "accounts"
