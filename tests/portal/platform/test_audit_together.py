"""Two acts on one stream at the same moment: both are written, one after the other, and the chain holds."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection, transaction

from parindex.portal.platform import audit
from parindex.portal.platform.models import AuditEntry

WRITERS, ACTS = 4, 10


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer at a time")
def test_acts_at_the_same_moment_make_one_chain() -> None:
    together = Barrier(WRITERS)

    def acts(writer: int) -> None:
        together.wait(timeout=20)
        try:
            for number in range(ACTS):
                with transaction.atomic():
                    audit.record(stream="unit:a", action="tests.act", subject=f"{writer}.{number}", actor=None)
        finally:
            connection.close()

    with ThreadPoolExecutor(WRITERS) as pool:
        list(pool.map(acts, range(WRITERS)))
    assert AuditEntry.objects.filter(stream="unit:a").count() == WRITERS * ACTS
    assert list(audit.broken_entries("unit:a")) == []
