"""What declarations of ways of counting and of targets have in common: their document, and their withdrawal."""

from __future__ import annotations

from datetime import date
from typing import TypeVar

from parindex.portal.accounts.models import User
from parindex.portal.dossiers.models import CountingPolicy, DossierTarget
from parindex.portal.platform import clock
from parindex.portal.platform.refusals import ActionRefused

LONGEST_TITLE, LONGEST_NUMBER, LONGEST_REASON = 300, 80, 1000
D = TypeVar("D", CountingPolicy, DossierTarget)


def checked_document(kind: str, title: str, number: str, day: date) -> tuple[str, str]:
    """Title and number without needless spaces. ``kind``: policy or target, in the codes of refusals.

    Raises ``ActionRefused`` where one of them is missing, or the document is of a day to come.
    """
    title, number = " ".join(title.split())[:LONGEST_TITLE], " ".join(number.split())[:LONGEST_NUMBER]
    if not title or not number:
        raise ActionRefused(f"dossiers.{kind}_without_document")
    if day > clock.today():
        raise ActionRefused(f"dossiers.{kind}_document_in_future")
    return title, number


def withdrawn(kind: str, declared: D, *, actor: User | None, reason: str) -> D:
    """The row, locked and ended with a reason; call it inside the transaction that audits it.

    Raises ``ActionRefused`` without a reason or when it counts no more.
    """
    row = type(declared)._default_manager.select_for_update(of=("self",)).select_related("unit").get(pk=declared.pk)
    reason = " ".join(reason.split())[:LONGEST_REASON]
    if not row.in_force:
        raise ActionRefused(f"dossiers.{kind}_ended")
    if not reason:
        raise ActionRefused(f"dossiers.{kind}_without_reason")
    row.ended_at, row.ended_by, row.ended_reason = clock.now(), actor, reason
    row.save()
    return row
