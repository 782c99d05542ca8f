"""The check of the demonstration; started by `parindex manage demo --check`, which sets its environment."""

import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from parindex.portal.site.demo.check import check


class Command(BaseCommand):
    """Serve on a throw-away database, wait for the loading, request every page as everyone, say what came of it."""

    help = "The check of the demonstration; start it with `parindex manage demo --check`."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        """Where to serve."""
        parser.add_argument("--port", type=int, required=True)

    def handle(self, *args: Any, **options: Any) -> None:
        """End with 0 when everything is as it should be, with 1 otherwise."""
        sys.exit(check(options["port"], self.stdout.write))
