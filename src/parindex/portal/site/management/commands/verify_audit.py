"""`parindex manage verify_audit`: whether the chains and seals of the audit are whole."""

import sys
from typing import Any

from django.core.management.base import BaseCommand

from parindex.portal.platform import audit
from parindex.portal.platform.models import AuditEntry, AuditSeal


class Command(BaseCommand):
    """Walk every chain and every seal; end with 1 and the broken ones when something does not follow."""

    help = "Check chains and seals of the audit; ends with 1 when an entry was changed, removed or slipped in."

    def handle(self, *args: Any, **options: Any) -> None:
        """Print one line per broken entry or seal, then the counts."""
        streams = AuditEntry.objects.order_by("stream").values_list("stream", flat=True).distinct()
        broken = 0
        for stream in streams:
            for entry in audit.broken_entries(stream):
                broken += 1
                self.stdout.write(f"BROKEN {entry.stream} #{entry.number} {entry.action} {entry.at.isoformat()}")
        for seal in audit.broken_seals():
            broken += 1
            self.stdout.write(f"BROKEN seal of {seal.day.isoformat()}")
        counts = f"{AuditEntry.objects.count()} entries in {len(streams)} chains, {AuditSeal.objects.count()} seals"
        self.stdout.write(f"{counts}: {f'{broken} broken' if broken else 'whole'}")
        if broken:
            sys.exit(1)
