"""How far an appraisal is: cells done of cells to do, by leaf and by unit. Rows are counted, points never.

In the second appraisal the first one's points stand: a cell is done by either, unless it is to be scored again.

One definition everywhere: a cell is a leaf that the person appraises × a unit that handed in its sheet. For the whole
round (nobody's desk, closing the stage) the leaves are those of the scale.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from parindex.portal.assessments.models import PeerGroup, Round, RoundUnit, SampledUnit, Score, Stage
from parindex.portal.assessments.queries.appraisal import Bench
from parindex.portal.assessments.queries.assigned import assigned_leaves
from parindex.portal.assessments.queries.work_left import not_rescored
from parindex.portal.assessments.sheet_workflow import SheetState
from parindex.portal.criteria.models import NodeRow


@dataclass(frozen=True, slots=True)
class LeafProgress:
    """A leaf with the units that handed in and wait for this person."""

    node: NodeRow
    done: int
    of: int


@dataclass(frozen=True, slots=True)
class UnitProgress:
    """A unit with the leaves that wait for this person; none to do while it has not handed in."""

    member: RoundUnit
    done: int
    of: int
    handed_in: bool


@dataclass(frozen=True, slots=True)
class Progress:
    """A person's whole appraisal of a round."""

    leaves: Sequence[LeafProgress]
    units: Sequence[UnitProgress]
    whole: bool = False
    """Of the whole round, not of one person: leaves outside the scale do not count."""

    @property
    def done(self) -> int:
        """Cells appraised."""
        return sum(line.done for line in self.counted)

    @property
    def of(self) -> int:
        """Cells to appraise."""
        return sum(line.of for line in self.counted)

    @property
    def counted(self) -> list[LeafProgress]:
        """Leaves of which the cells are counted."""
        return [line for line in self.leaves if not (self.whole and line.node.outside_scale)]

    @property
    def handed_in(self) -> int:
        """Units that handed in."""
        return sum(1 for line in self.units if line.handed_in)


def progress_of(bench: Bench) -> Progress:
    """By leaf and by unit, for the leaves that the person appraises (nobody: all). At most eight queries."""
    nodes = list(NodeRow.objects.filter(version=bench.round.set_version_id, is_leaf=True).order_by("position"))
    members = list(bench.round.units.select_related("unit", "sheet").order_by("sort_key", "pk"))
    if bench.is_blind:
        sampled = set(SampledUnit.objects.filter(round_unit__round=bench.round).values_list("round_unit_id", flat=True))
        members = [member for member in members if member.pk in sampled]
    every = frozenset(node.pk for node in nodes)
    if bench.person is None:
        covered = dict.fromkeys(PeerGroup.objects.filter(round=bench.round).values_list("pk", flat=True), every)
    else:
        covered = assigned_leaves(bench.person, bench.round, blind=bench.is_blind)
    owner = bench.person if bench.is_blind else None
    handed_in = {member.pk for member in members if member.sheet.state == SheetState.HANDED_IN}
    again = bench.stage is Stage.APPRAISAL_2
    stages = (Stage.APPRAISAL_1, Stage.APPRAISAL_2) if again else (bench.stage,)
    done = Score.objects.filter(entry__round_unit__in=handed_in, stage__in=stages, actor=owner)
    waiting = not_rescored(bench.round) if again else set()
    found = done.values_list("entry__round_unit_id", "entry__round_unit__group_id", "entry__leaf_id").distinct()
    cells = [
        (unit, leaf) for unit, group, leaf in found if leaf in covered.get(group, ()) and (unit, leaf) not in waiting
    ]
    by_unit, by_leaf = Counter(unit for unit, _ in cells), Counter(leaf for _, leaf in cells)
    sizes = Counter(member.group_id for member in members if member.pk in handed_in)
    groups = {member.group_id for member in members}
    return Progress(
        leaves=[
            LeafProgress(
                node, by_leaf[node.pk], sum(sizes[group] for group in groups if node.pk in covered.get(group, ()))
            )
            for node in nodes
            if any(node.pk in covered.get(group, ()) for group in groups)
        ],
        units=[
            UnitProgress(member, by_unit[member.pk], of if member.pk in handed_in else 0, member.pk in handed_in)
            for member in members
            if (of := len(covered.get(member.group_id, ())))
        ],
        whole=bench.person is None,
    )


def unfinished_cells(round_: Round) -> int:
    """Cells of the first appraisal that nobody did: units that handed in × leaves of the scale; three queries."""
    leaves = NodeRow.objects.filter(version=round_.set_version_id, is_leaf=True, outside_scale=False).count()
    units = round_.units.filter(sheet__state=SheetState.HANDED_IN).count()
    done = Score.objects.filter(
        entry__round_unit__round=round_,
        entry__round_unit__sheet__state=SheetState.HANDED_IN,
        entry__leaf__outside_scale=False,
        stage=Stage.APPRAISAL_1,
        actor=None,
    ).count()
    return leaves * units - done
