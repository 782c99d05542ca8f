"""Converting a Word or Excel file to PDF, so that it can be shown beside the score."""

from __future__ import annotations

from django_tasks import task

from parindex.portal.documents import engine_bridge
from parindex.portal.documents.actions import keep_preview
from parindex.portal.documents.models import CheckedFile
from parindex.portal.platform import files, jobs


@task()
def make_preview(progress_id: int, checked_id: int, address: str) -> None:
    """Convert once and keep the PDF; a file that LibreOffice cannot read keeps the reason instead."""
    with jobs.running(progress_id) as progress:
        checked = CheckedFile.objects.select_related("stored").get(pk=checked_id)
        if checked.preview_id is None:
            try:
                keep_preview(
                    checked=checked, content=engine_bridge.preview_of(files.read(checked.stored), checked.kind)
                )
            except engine_bridge.ConversionFailed as failed:
                keep_preview(checked=checked, content=None, problem=failed.reason)
        progress.finish_with({}, address=address)
