"""Timed work, once a week: files of the record store go that no version within the time of keeping needs any more."""

from __future__ import annotations

import structlog
from django.conf import settings

from parindex.portal.dossiers import engine_bridge
from parindex.portal.dossiers.engine_bridge.store import drop_old_files, versions_pinned
from parindex.portal.dossiers.models import FigureFact, ImportBatch
from parindex.portal.dossiers.workflow import BatchState
from parindex.portal.platform import audit

log = structlog.get_logger(__name__)


def vacuum_records() -> int:
    """Delete old files of the store; gives their number. Switched off by ``PARINDEX_LAKE_VACUUM=no``.

    What a recorded figure was counted of is never touched, whatever its age; while an import is at work nothing is
    done until the next week. Raises what the store raises, before anything is deleted, where a version that must stay
    is not there: somebody has to look.
    """
    if not settings.LAKE_VACUUM or not engine_bridge.has_records():
        return 0
    try:
        with engine_bridge.one_import_at_a_time():
            kept = versions_needed() | versions_pinned()
            dropped = drop_old_files(kept)
            version = engine_bridge.store_version()
    except engine_bridge.StoreBusy:
        log.info("record store not vacuumed: an import is at work")
        return 0
    log.info("record store vacuumed", files=dropped, kept_versions=len(kept), store_version=version)
    audit.record(
        stream="dossiers",
        actor=None,
        action="dossiers.vacuum_records",
        subject="",
        references={"files_dropped": dropped, "versions_kept": len(kept), "store_version": version},
    )
    return dropped


def versions_needed() -> frozenset[int]:
    """Versions that the portal's own rows name: of every recorded figure, also one that was superseded (an assessment
    or a publication may have been made with it), and of the import that may still be undone.
    """
    named = set(FigureFact.objects.values_list("store_version", flat=True).distinct().order_by())
    last = ImportBatch.objects.filter(state=BatchState.IMPORTED, version_before__isnull=False).first()
    if last is not None and last.version_before is not None:
        named.add(last.version_before)
    return frozenset(named)
