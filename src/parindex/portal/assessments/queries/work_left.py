"""Work of the appraisal that nobody did, before results are approved: which cells, who appraises them, what was said.

A cell is a leaf of the scale × a unit that handed in. ``NOT_APPRAISED``: it has no appraised points at any stage, so
the self points would count. ``NOT_RESCORED``: an explanation or objection was upheld, and nobody saved points of the
leaf after it or in the second appraisal, so the old point stayed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from django.db.models import Exists, OuterRef, Q, QuerySet

from parindex.portal.assessments.models import (
    AppraisalAssignment,
    Round,
    RoundStage,
    RoundUnit,
    Score,
    Stage,
    Thread,
    ThreadKind,
    ThreadState,
    WorkLeftKind,
    WorkLeftReason,
)
from parindex.portal.assessments.queries.assigned import lies_under
from parindex.portal.assessments.sheet_workflow import SheetState
from parindex.portal.criteria.models import NodeRow

Cell = tuple[int, int]
"""(unit in the round, leaf), both row ids."""
SECOND = (Stage.APPRAISAL_2, Stage.COUNCIL, Stage.FINAL)
SLUGS = {WorkLeftKind.NOT_APPRAISED: "chua-tham-dinh", WorkLeftKind.NOT_RESCORED: "chua-cham-lai"}
APPRAISED = (Stage.APPRAISAL_1, *SECOND)


@dataclass(frozen=True)
class WorkLeft:
    """What is left of one kind, and the newest written reason to leave it."""

    kind: WorkLeftKind
    cells: frozenset[Cell]
    reason: WorkLeftReason | None

    @cached_property
    def uncovered(self) -> frozenset[Cell]:
        """Cells that no reason covers: they hinder approval and publication."""
        said = {(unit, leaf) for unit, leaf in self.reason.cells} if self.reason else set()
        return self.cells - said

    @property
    def slug(self) -> str:
        """Its place in addresses."""
        return SLUGS[self.kind]

    @property
    def tone(self) -> str:
        """Tint of its tag."""
        if self.uncovered:
            return "warn"
        return "mute" if self.cells else "ok"


@dataclass(frozen=True, slots=True)
class WorkLine:
    """A cell as a list shows it. ``thread``: the newest upheld one, of ``NOT_RESCORED`` only."""

    member: RoundUnit
    node: NodeRow
    claimed: Decimal | None
    given: Decimal | None
    appraisers: str
    thread: Thread | None
    covered: bool

    @property
    def state(self) -> str:
        """Whether a reason covers it, for its tag."""
        return "covered" if self.covered else "open"


def work_left(round_: Round, kind: WorkLeftKind) -> WorkLeft:
    """What is left of one kind; at most five queries."""
    reason = round_.work_left_reasons.filter(kind=kind).select_related("stated_by").order_by("-pk").first()
    found = not_appraised(round_) if kind == WorkLeftKind.NOT_APPRAISED else not_rescored(round_)
    return WorkLeft(kind, frozenset(found), reason)


def not_appraised(round_: Round) -> set[Cell]:
    """Cells without appraised points at any stage; none in a round without a first appraisal. Four queries."""
    if not round_.windows.filter(stage=RoundStage.APPRAISAL_1).exists():
        return set()
    leaves = NodeRow.objects.filter(version=round_.set_version_id, is_leaf=True, outside_scale=False)
    nodes = list(leaves.values_list("pk", flat=True))
    units = round_.units.filter(sheet__state=SheetState.HANDED_IN).values_list("pk", flat=True)
    done = Score.objects.filter(entry__round_unit__round=round_, stage__in=APPRAISED, actor=None)
    seen = set(done.values_list("entry__round_unit_id", "entry__leaf_id"))
    return {(unit, node) for unit in units for node in nodes} - seen


def not_rescored(round_: Round) -> set[Cell]:
    """Cells of upheld threads whose points nobody saved again; one query."""
    return set(_upheld(round_).values_list("entry__round_unit_id", "entry__leaf_id"))


def waits_for_new_points(thread: Thread) -> bool:
    """Whether the thread was upheld and the point stayed; one query."""
    return thread.state == ThreadState.UPHELD and _upheld(thread.entry.round_unit.round).filter(pk=thread.pk).exists()


def _upheld(round_: Round) -> QuerySet[Thread]:
    again = Score.objects.filter(entry=OuterRef("entry"), actor=None)
    again = again.filter(Q(stage__in=SECOND) | Q(stage=Stage.APPRAISAL_1, saved_at__gte=OuterRef("decided_at")))
    rows = Thread.objects.filter(entry__round_unit__round=round_, entry__round_unit__submitted=True)
    asked = rows.filter(kind__in=(ThreadKind.EXPLANATION, ThreadKind.OBJECTION), state=ThreadState.UPHELD)
    return asked.filter(~Exists(again))


def work_lines(round_: Round, left: WorkLeft) -> list[WorkLine]:
    """Every cell with unit, leaf, points and appraisers, by unit in Vietnamese order and leaf as printed; six queries
    at most.
    """
    members = {each.pk: each for each in round_.units.select_related("unit").filter(pk__in={c[0] for c in left.cells})}
    nodes = {node.pk: node for node in NodeRow.objects.filter(version=round_.set_version_id)}
    threads: dict[Cell, Thread] = {}
    if left.kind == WorkLeftKind.NOT_RESCORED:
        for thread in _upheld(round_).select_related("entry", "decided_by").order_by("pk"):
            threads[thread.entry.round_unit_id, thread.entry.leaf_id] = thread
    points = _points(round_, left.cells)
    people = _appraisers(round_, nodes)
    lines = [
        WorkLine(
            member=members[unit],
            node=nodes[leaf],
            claimed=points.get((unit, leaf, Stage.SELF.value)),
            given=points.get((unit, leaf, Stage.APPRAISAL_1.value)),
            appraisers=", ".join(people.get((members[unit].group_id, leaf), ())),
            thread=threads.get((unit, leaf)),
            covered=(unit, leaf) not in left.uncovered,
        )
        for unit, leaf in left.cells
    ]
    return sorted(lines, key=lambda line: (line.member.sort_key, line.member.pk, line.node.position))


def _points(round_: Round, cells: Collection[Cell]) -> dict[tuple[int, int, str], Decimal | None]:
    """(unit, leaf, stage) → points of the self-assessment and the first appraisal."""
    wanted = Score.objects.filter(
        entry__round_unit__round=round_, stage__in=(Stage.SELF, Stage.APPRAISAL_1), actor=None, points__isnull=False
    )
    rows = wanted.values_list("entry__round_unit_id", "entry__leaf_id", "stage", "points")
    return {(unit, leaf, stage): points for unit, leaf, stage, points in rows if (unit, leaf) in cells}


def _appraisers(round_: Round, nodes: Mapping[int, NodeRow]) -> dict[tuple[int, int], list[str]]:
    """(peer group, leaf) → names of those who appraise it."""
    held = AppraisalAssignment.objects.filter(round=round_, blind=False).select_related("person").order_by("pk")
    groups = list(round_.groups.values_list("pk", flat=True))
    found: dict[tuple[int, int], list[str]] = defaultdict(list)
    for each in held:
        covered = [node.pk for node in nodes.values() if node.is_leaf and lies_under(node, [each.node_id], nodes)]
        for group in groups if each.group_id is None else [each.group_id]:
            for leaf in covered:
                if each.person.full_name not in found[group, leaf]:
                    found[group, leaf].append(each.person.full_name)
    return found
