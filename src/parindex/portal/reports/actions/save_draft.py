"""Save the words of a draft."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from django.db import transaction

from parindex.portal.accounts.models import User
from parindex.portal.organisations.queries import version_on
from parindex.portal.platform import audit, clock, events
from parindex.portal.platform.refusals import ActionRefused
from parindex.portal.reports import permissions
from parindex.portal.reports.actions import DRAFT_SAVED, find_by, locked, stream_of
from parindex.portal.reports.models import Draft


class SectionWords(NamedTuple):
    """A section as it was typed."""

    level: int
    heading: str
    text: str


@transaction.atomic
def save_draft(
    *,
    actor: User | None,
    draft: Draft,
    subject: str,
    head: Mapping[str, str],
    sections: Sequence[SectionWords],
    row_version: int,
) -> Draft:
    """Replace the words. Empty sections go; a field without figure stays, and refuses issuing.

    Raises ``NotAllowed``; ``Conflict`` when someone else saved meanwhile; ``ActionRefused`` without subject or when
    it was issued.
    """
    permissions.may_draft(actor, draft.unit).or_refuse()
    draft = locked(draft, row_version)
    if not subject.strip():
        raise ActionRefused("reports.subject_missing")
    draft.subject = subject.strip()
    draft.head = {name: text.strip() for name, text in head.items()}
    draft.sections = [
        {"level": each.level, "heading": each.heading.strip(), "text": each.text.strip()}
        for each in sections
        if each.heading.strip() or each.text.strip()
    ]
    draft.changed_at, draft.changed_by = clock.now(), actor
    draft.row_version += 1
    find_by(draft, version_on(draft.unit).name)
    draft.save()
    audit.record(
        stream=stream_of(draft),
        actor=actor,
        action="reports.save_draft",
        subject=draft.public_id,
        references={"sections": len(draft.sections)},
    )
    events.happened(DRAFT_SAVED, draft.public_id)
    return draft
