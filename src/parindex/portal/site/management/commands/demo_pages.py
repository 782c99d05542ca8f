"""A running demonstration's pages and password as JSON, once its loads have ended: for journeys and photographs."""

import json
import time
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import OperationalError, close_old_connections

from parindex.portal.platform.models import JobProgress
from parindex.portal.site.demo.cast import PASSWORD
from parindex.portal.site.demo.loaders import THEN
from parindex.portal.site.demo.pages import PAGES


class Command(BaseCommand):
    """Runs beside `demo_serve`, with its environment."""

    help = "Wait for the demonstration's loads, then print name, address and readers of every page as JSON."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        """How long to wait, in seconds."""
        parser.add_argument("--wait", type=int, default=120)

    def handle(self, *args: Any, **options: Any) -> None:
        """Raises CommandError when a load fails or does not end in time."""
        until = time.monotonic() + options["wait"]
        while not _loaded():
            if time.monotonic() > until:
                raise CommandError(f"the loads did not end within {options['wait']} s")
            time.sleep(0.3)
        listed = [{"name": p.name, "address": p.address(), "open_to": sorted(p.open_to)} for p in PAGES]
        self.stdout.write(json.dumps({"password": PASSWORD, "pages": listed}))


def _loaded() -> bool:
    close_old_connections()
    try:
        rows = list(JobProgress.objects.filter(kind__in=[load.kind for load in THEN]))
    except OperationalError:  # not migrated yet
        return False
    if failed := [
        f"{row.kind} ({row.problem_code} {row.problem_values})" for row in rows if row.state == JobProgress.State.FAILED
    ]:
        raise CommandError(f"loads failed: {', '.join(failed)}")
    return len(rows) == len(THEN) and all(row.is_finished for row in rows)
