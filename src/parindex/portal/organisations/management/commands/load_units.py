"""`parindex manage load_units`: take in the catalogue of units that ships with the rulebooks."""

from typing import Any

from django.core.management.base import BaseCommand

from parindex.portal.organisations.jobs import load_catalogue


class Command(BaseCommand):
    """Load provinces, communes, the 63 provinces of before 2025 and their lineage."""

    help = "Load provinces, communes, the 63 provinces of before 2025 and their lineage."

    def handle(self, *args: Any, **options: Any) -> None:
        """Load, and say what came of it."""
        imported = load_catalogue()
        self.stdout.write(f"{imported.added} added, {imported.known} known, {len(imported.refused)} refused")
        for row in imported.refused:
            self.stdout.write(f"row {row.place} {row.key}: {row.reason}")
