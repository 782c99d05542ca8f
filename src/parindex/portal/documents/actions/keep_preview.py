"""Keep the PDF that a Word or Excel file was converted to, or why none came out."""

from __future__ import annotations

from django.db import transaction

from parindex.portal.documents.models import CheckedFile
from parindex.portal.platform import files


@transaction.atomic
def keep_preview(*, checked: CheckedFile, content: bytes | None, problem: str = "") -> CheckedFile:
    """Write the converted PDF beside the file; ``content`` None: the converter's ``problem``."""
    checked.preview = None if content is None else files.keep(content, media_type="application/pdf")
    checked.preview_problem = problem
    checked.save(update_fields=["preview", "preview_problem"])
    return checked
