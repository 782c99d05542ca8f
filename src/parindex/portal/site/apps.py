"""App registration."""

from importlib import import_module
from pathlib import Path

from django.apps import AppConfig
from django.conf import settings


class SiteConfig(AppConfig):
    """Settings, addresses, demonstration."""

    name = "parindex.portal.site"
    label = "site"

    def ready(self) -> None:
        """Make the folders that neither SQLite nor whitenoise makes; connect the reactions (models are loaded now)."""
        database = settings.DATABASES["default"]
        if database["ENGINE"].endswith("sqlite3") and "memory" not in str(database["NAME"]):
            Path(database["NAME"]).parent.mkdir(parents=True, exist_ok=True)
        Path(settings.STATIC_ROOT).mkdir(parents=True, exist_ok=True)
        import_module("parindex.portal.site.reactions").connect()
