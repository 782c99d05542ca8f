"""The server of the demonstration; started by `parindex manage demo`, which sets its environment."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from parindex.portal.site.background import collect_less_often
from parindex.portal.site.demo.run import prepare, serve


class Command(BaseCommand):
    """Migrate, load what signing in needs, ask for the rest, serve until stopped."""

    help = "The server of the demonstration; start it with `parindex manage demo`."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        """Where to serve."""
        parser.add_argument("--port", type=int, required=True)

    def handle(self, *args: Any, **options: Any) -> None:
        """Refuse a database that is not the demonstration's own, otherwise serve."""
        if not settings.DEMONSTRATION:
            raise CommandError("Bản trình diễn chạy bằng `parindex manage demo`.")
        collect_less_often()
        reasons = prepare()
        if reasons:
            lines = "".join(f"\n  - {reason}" for reason in reasons)
            raise CommandError(
                f"Không chạy bản trình diễn trên cơ sở dữ liệu này:{lines}\n"
                "Trỏ PARINDEX_VAR (hoặc PARINDEX_DATABASE_URL) tới chỗ khác."
            )
        serve(options["port"])
