"""The sheet as the answer to a save shows it: the saved row, sums above it and totals; the rest as columns only.

Rows and totals come about by the rules of ``self_sheets``; what the save has read already is not read again.
"""

from __future__ import annotations

from parindex.portal.accounts.models import User
from parindex.portal.assessments.models import LeafOwner, RoundUnit, Score, Sheet
from parindex.portal.assessments.queries.figures import compiled_for
from parindex.portal.assessments.queries.known_figures import known_figures
from parindex.portal.assessments.queries.self_sheets import SelfSheet, sheet_of_parts
from parindex.portal.assessments.queries.sheet_parts import SheetParts
from parindex.portal.assessments.queries.stored_rows import stored_rows
from parindex.portal.assessments.queries.windows import Window
from parindex.portal.criteria.models import NodeRow


def sheet_after_save(
    person: User, member: RoundUnit, sheet: Sheet, window: Window | None, saved: tuple[NodeRow, Score | None]
) -> SelfSheet:
    """The unit's sheet with the row that was just saved; three queries, two where nothing is known.

    Of evidence and disputes it knows that they are there; of owners, which rows are ``person``'s.
    """
    ready = compiled_for(member.round, member.group.set_group)
    node, score = saved
    stored = stored_rows(member)
    if score is not None:
        stored.scores[node.pk] = score
    owned = LeafOwner.objects.filter(round_unit=member, person=person).values_list("leaf", flat=True)
    parts = SheetParts(
        scores=stored.scores,
        evidence={},
        disputes={},
        owners=dict.fromkeys(owned, person),
        known=known_figures(member, ready),
        proven=stored.proven,
        disputed=stored.disputed,
    )
    return sheet_of_parts(member, sheet, ready, window, parts)
