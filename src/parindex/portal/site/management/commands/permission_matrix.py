"""`parindex manage permission_matrix [--write]`: who may open and do what."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from parindex.portal.site.permission_matrix import DOCUMENT, document


class Command(BaseCommand):
    """Print the matrix, or write it into the documentation."""

    help = "Print who may open which page and has which right; --write puts it into docs/permissions.md."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        """Where to."""
        parser.add_argument("--write", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print or write."""
        if options["write"]:
            DOCUMENT.write_text(document(), encoding="utf-8")
            self.stdout.write(f"written {DOCUMENT.name}")
        else:
            self.stdout.write(document())
