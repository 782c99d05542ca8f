"""App registration."""

from pathlib import Path

from django.apps import AppConfig
from django.conf import settings


class SiteConfig(AppConfig):
    """Settings, addresses, demonstration."""

    name = "parindex.portal.site"
    label = "site"

    def ready(self) -> None:
        """Make the folders for the database file and the static files: neither SQLite nor whitenoise makes its own."""
        database = settings.DATABASES["default"]
        if database["ENGINE"].endswith("sqlite3") and "memory" not in str(database["NAME"]):
            Path(database["NAME"]).parent.mkdir(parents=True, exist_ok=True)
        Path(settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)
