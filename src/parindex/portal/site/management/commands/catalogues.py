"""`parindex manage catalogues`: compile the word catalogues; `--update` adds new texts; `--check` lists what is
missing.
"""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from parindex.portal.site import catalogues


class Command(BaseCommand):
    """Compile, update or check the Vietnamese catalogues of all apps."""

    help = "Compile the word catalogues; --update adds new texts, --check lists what is missing."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        """The two other things it can do, and for which apps."""
        parser.add_argument("apps", nargs="*", help="only these apps (for --update and --check)")
        parser.add_argument("--update", action="store_true")
        parser.add_argument("--check", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        """Do what was asked."""
        chosen = [app for app in catalogues.apps() if not options["apps"] or app.name in options["apps"]]
        if options["update"]:
            for app in chosen:
                added, left = catalogues.update(app)
                self.stdout.write(f"{app.name}: {added} new, {left} no longer used")
        if options["check"]:
            lines = [line for app in chosen for line in catalogues.faults(app)] + catalogues.contradictions()
            if lines:
                raise CommandError("\n".join(lines))
        for path in catalogues.compile_all():
            if options["verbosity"] > 1:
                self.stdout.write(f"compiled {path.relative_to(catalogues.PORTAL)}")
