"""What became of nightly pulls."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import F, OuterRef, QuerySet, Subquery

from parindex.portal.accounts.models import User
from parindex.portal.dossiers.models import ImportBatch, NightlyPull
from parindex.portal.dossiers.workflow import BatchState

ENDED = (BatchState.IMPORTED, BatchState.FAILED, BatchState.CANCELLED, BatchState.INTERRUPTED, BatchState.UNDONE)
BAD = (BatchState.FAILED, BatchState.INTERRUPTED)


def newest_of(pulls: Sequence[NightlyPull]) -> dict[int, ImportBatch]:
    """Row id of a source → its newest pull, also one that waits for its columns."""
    found = ImportBatch.objects.filter(source__in=[each.source_id for each in pulls], by_pull=True)
    newest = found.filter(pk=Subquery(_of_source().values("pk")[:1]))
    return {batch.source_id: batch for batch in newest}


def failed_for(person: User) -> list[tuple[NightlyPull, ImportBatch | None]]:
    """Pulls that the person declared, are on, and whose last run failed or could not begin, each with that run."""
    ended = _of_source("source").filter(state__in=ENDED)
    found = NightlyPull.objects.filter(declared_by=person, is_on=True).select_related("source")
    marked = list(found.annotate(last=Subquery(ended.values("pk")[:1]), state=Subquery(ended.values("state")[:1])))
    bad = [each for each in marked if each.problem_code or each.state in BAD]
    runs = ImportBatch.objects.in_bulk([each.last for each in bad if each.last]) if bad else {}
    return [(each, runs.get(each.last)) for each in bad]


def _of_source(path: str = "source") -> QuerySet[ImportBatch]:
    return ImportBatch.objects.filter(source=OuterRef(path), by_pull=True).order_by(F("pk").desc())
