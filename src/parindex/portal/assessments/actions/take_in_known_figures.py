"""Write what the system knows into open sheets, when new figures have been recorded; sealed stages stay as they are."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction

from parindex.portal.assessments.actions.save_self_assessment_inputs import SheetDesk
from parindex.portal.assessments.models import Origin, RoundStage, RoundUnit, StageWindow
from parindex.portal.assessments.queries.figures import compiled_for
from parindex.portal.assessments.queries.known_figures import known_figures
from parindex.portal.assessments.queries.self_sheets import self_scored
from parindex.portal.criteria.queries.printed_rows import leaf_row_of
from parindex.portal.platform.refusals import ActionRefused


def take_in_known_figures(*, year: int, indicators: Sequence[str]) -> int:
    """Save anew, as the system's own, the rows of open sheets that these indicators fill; gives how many changed.

    Rounds of the year and of the one after it, which asks for last year's figure. A sheet that is handed in, waits for
    its head or whose stage is closed is left alone; its figures were those of its day.
    """
    opened = StageWindow.objects.filter(stage=RoundStage.SELF_ASSESSMENT, round__year__in=[year, year + 1])
    rounds = opened.exclude(round__origin=Origin.IMPORTED).values("round")
    members = RoundUnit.objects.filter(round__in=rounds, sheet__isnull=False)
    found = members.select_related("unit", "group", "round__set_version", "round__owner").order_by("pk")
    return sum(_fill(member, frozenset(indicators)) for member in found)


@transaction.atomic
def _fill(member: RoundUnit, indicators: frozenset[str]) -> int:
    ready = compiled_for(member.round, member.group.set_group)
    leaves = [
        code
        for code, leaf in ready.leaves.items()
        if any(declared.indicator in indicators for declared in leaf.leaf.inputs)
    ]
    known = known_figures(member, ready, leaves)
    try:
        desk = SheetDesk(None, member)
        changed = 0
        for code in known:
            node = leaf_row_of(member.round.set_version, code)
            if node is not None and self_scored(node):
                changed += desk.save(code, {}).changed
        return changed
    except ActionRefused:
        return 0
