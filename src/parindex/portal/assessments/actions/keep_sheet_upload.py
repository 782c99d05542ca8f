"""Keep a pasted block or an uploaded workbook until the person has looked at its preview."""

from __future__ import annotations

from django.db import transaction

from parindex.portal.accounts.models import User
from parindex.portal.assessments import permissions
from parindex.portal.assessments.models import RoundUnit
from parindex.portal.assessments.queries.kept_sheets import kept_sheets, place_of
from parindex.portal.documents.actions import drop_upload, keep_whole
from parindex.portal.documents.models import Upload

MOST_KEPT = 4
"""Previews of one sheet that a person has open at once, in as many tabs; an older one is dropped."""


@transaction.atomic
def keep_sheet_upload(*, actor: User, round_unit: RoundUnit, name: str, content: bytes) -> Upload:
    """Keep the bytes for the person and this sheet. Nothing of the sheet changes.

    Raises ``NotAllowed``; ``ActionRefused`` for an empty or too large file, and for too many uploads at once.
    """
    permissions.may_fill_sheet(actor, round_unit).or_refuse()
    for older in kept_sheets(actor, round_unit)[MOST_KEPT - 1 :]:
        drop_upload(older)
    return keep_whole(actor=actor, unit=round_unit.unit, name=name, content=content, place=place_of(round_unit))
