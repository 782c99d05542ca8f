"""Take the examples of a rulebook's file (``examples/*.yaml``) into a draft."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from django.db import transaction

from parindex.portal.accounts.models import User
from parindex.portal.criteria.actions.draft_changes import draft_to_write, stream_of
from parindex.portal.criteria.actions.keep_example import LONGEST_NAME, LONGEST_SOURCE, MOST
from parindex.portal.criteria.engine_bridge import draft_tree
from parindex.portal.criteria.engine_bridge.examples import ExamplesFile, WorkedExample, kept_inputs, read_examples
from parindex.portal.criteria.models import CriteriaSetDraft, DraftExample
from parindex.portal.platform import audit, clock
from parindex.portal.platform.refusals import ActionRefused


class RowFault(NamedTuple):
    """What is wrong with one row; ``place`` as in ``examples[3]``, ``line`` of the file."""

    code: str
    place: str
    line: int | None
    values: dict[str, object]


class ExamplesRefused(ActionRefused):
    """The file has faults; all of them are in ``faults``, nothing was taken in."""

    def __init__(self, faults: list[RowFault]) -> None:
        super().__init__("criteria.examples_have_faults", {"count": len(faults)})
        self.faults = faults


@dataclass(frozen=True, slots=True)
class TakenIn:
    """How many were new, replaced one of the same name, stood already; ``units``: of whole units, left out."""

    added: int
    replaced: int
    same: int
    units: int


@transaction.atomic
def take_in_examples(*, actor: User | None, draft: CriteriaSetDraft, content: bytes) -> TakenIn:
    """Keep every leaf example of the file; one of the same leaf and name is replaced.

    Raises ``ExamplesRefused`` with every fault, ``ActionRefused`` when the file is of another set or too long.
    """
    draft = draft_to_write(actor, draft)
    file = read_examples(content)
    readable = file.criteria_set or not file.faults
    if readable and file.criteria_set not in (draft.code, draft.base.criteria_set.code):
        raise ActionRefused("criteria.examples_of_another_set", {"found": file.criteria_set, "expected": draft.code})
    faults = list(_faults(file, draft))
    if faults:
        raise ExamplesRefused(faults)
    standing = {(row.leaf, row.name): row for row in draft.examples.all()}
    named = {(each.leaf, each.name[:LONGEST_NAME]): each for each in file.examples}
    if len(standing | named) > MOST:
        raise ActionRefused("criteria.examples_too_many", {"most": MOST})
    rows = {key: _row(actor, draft, each) for key, each in named.items()}
    same = {key for key, row in rows.items() if key in standing and _said(row) == _said(standing[key])}
    replaced = {key for key in rows if key in standing} - same
    DraftExample.objects.filter(pk__in=[standing[key].pk for key in replaced]).delete()
    DraftExample.objects.bulk_create([row for key, row in rows.items() if key not in same])
    taken = TakenIn(len(rows) - len(same) - len(replaced), len(replaced), len(same), file.unit_examples)
    audit.record(
        stream=stream_of(draft),
        actor=actor,
        action="criteria.take_in_examples",
        subject=draft.public_id,
        references={
            "added": taken.added,
            "replaced": taken.replaced,
            "sha256": hashlib.sha256(content).hexdigest(),
        },
    )
    return taken


def _faults(file: ExamplesFile, draft: CriteriaSetDraft) -> Iterable[RowFault]:
    for fault in file.faults:
        yield RowFault(fault.code, fault.place, fault.line, {})
    leaves = {place.code for place in draft_tree.node_places(draft.content) if place.node.get("rule")}
    for position, each in enumerate(file.examples):
        if each.leaf not in leaves:
            yield RowFault("examples.leaf_unknown", f"{each.leaf}: {each.name}", None, {"leaf": each.leaf})
        elif not 1900 < each.year < 2200:
            yield RowFault("examples.year", f"examples[{position}]", None, {"year": each.year})


def _row(actor: User | None, draft: CriteriaSetDraft, each: WorkedExample) -> DraftExample:
    return DraftExample(
        draft=draft, leaf=each.leaf, name=each.name[:LONGEST_NAME], source=each.source[:LONGEST_SOURCE],
        year=each.year, group=(each.group or "")[:100], inputs=kept_inputs(each.inputs), points=each.points,
        status=each.status.value if each.status else "", maximum=each.maximum, kept_at=clock.now(), kept_by=actor,
    )  # fmt: skip


def _said(row: DraftExample) -> tuple[object, ...]:
    return row.source, row.year, row.group, row.inputs, row.points, row.status, row.maximum
