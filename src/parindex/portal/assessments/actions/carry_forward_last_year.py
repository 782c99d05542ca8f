"""Carry last year's explanation and evidence over to this year's leaf; figures are never carried over."""

from __future__ import annotations

from django.db import transaction

from parindex.portal.accounts.models import User
from parindex.portal.assessments.actions.save_self_assessment_inputs import SavedRow, SheetDesk, audit_row
from parindex.portal.assessments.models import Entry, EvidenceLink, RoundUnit, Score, Stage
from parindex.portal.assessments.queries.last_year import LastYear, last_year_of
from parindex.portal.criteria.models import NodeRow
from parindex.portal.platform import clock
from parindex.portal.platform.refusals import ActionRefused


@transaction.atomic
def carry_forward_last_year(
    *, actor: User | None, round_unit: RoundUnit, leaf: str, row_version: int | None = None
) -> SavedRow:
    """Take over the text (unless one is written already) and the documents of last year's leaf.

    Raises what a save raises, and ``ActionRefused`` when last year holds nothing to take over.
    """
    desk = SheetDesk(actor, round_unit)
    node = desk.leaf_row(leaf)
    found = last_year_of(round_unit, leaf)
    if found is None or not (found.note or found.evidence):
        raise ActionRefused("assessments.nothing_last_year", {"leaf": node.number})
    score = desk.score_of(node)
    note = score.note if score is not None and score.note else found.note
    saved = desk.save(leaf, {}, note, row_version)
    carried = _link(actor, round_unit, node, found)
    references = {"from_year": found.year, "from_leaves": list(found.numbers), "documents": carried}
    audit_row(actor, round_unit, "assessments.carry_forward_last_year", node, saved.score, references)
    return saved


def _link(actor: User | None, member: RoundUnit, node: NodeRow, found: LastYear) -> list[str]:
    """Link the documents that are not linked yet; their public ids."""
    if not found.evidence:
        return []
    entry, _ = Entry.objects.get_or_create(round_unit=member, leaf=node)
    score, _ = Score.objects.get_or_create(entry=entry, stage=Stage.SELF, actor=None, defaults={"row_version": 0})
    linked = set(score.evidence.values_list("document_id", flat=True))
    new = [link for link in found.evidence if link.document_id not in linked]
    EvidenceLink.objects.bulk_create(
        EvidenceLink(
            score=score,
            document=link.document,
            file_id=link.file_id,
            section=link.section,
            pages=link.pages,
            note=link.note,
            linked_at=clock.now(),
            linked_by=actor,
        )
        for link in new
    )
    return [link.document.public_id for link in new]
