"""Acts of one person on one unit, one after the other, as one line that names the rows: thirteen saves are one line."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby

from parindex.portal.assessments.models import RoundUnit
from parindex.portal.criteria.models import NodeRow
from parindex.portal.platform import words
from parindex.portal.platform.folding import sort_key
from parindex.portal.platform.models import AuditEntry

ROWS_NAMED = 6
Numbers = Mapping[int, str]
"""Entry (row id) → printed number of the leaf that it is about."""


def runs_of_acts(entries: Sequence[AuditEntry]) -> list[list[AuditEntry]]:
    """Entries that follow each other and are the same act of the same person on the same unit; order kept."""
    return [list(run) for _key, run in groupby(entries, key=lambda each: (each.actor_id, each.action, each.stream))]


def numbers_of(entries: Iterable[AuditEntry], members: Mapping[str, RoundUnit]) -> Numbers:
    """Printed numbers of the leaves, of entries that name one; at most one query."""
    leaves = {
        each.pk: (members[each.stream].round.set_version_id, str(each.references["leaf"]))
        for each in entries
        if each.stream in members and each.references.get("leaf")
    }
    if not leaves:
        return {}
    versions, codes = {version for version, _ in leaves.values()}, {code for _, code in leaves.values()}
    rows = NodeRow.objects.filter(version__in=versions, code__in=codes).values_list("version", "code", "number")
    printed = {(version, code): number for version, code, number in rows}
    return {entry: printed[place] for entry, place in leaves.items() if place in printed}


def rows_of(run: Sequence[AuditEntry], numbers: Numbers) -> str:
    """Which rows the acts are about, and how often where it was more than once a row; empty for one act on none."""
    rows = sorted({numbers[each.pk] for each in run if each.pk in numbers}, key=sort_key)
    more = len(rows) - ROWS_NAMED
    said = ", ".join(rows[:ROWS_NAMED])
    if more > 0:
        said = words.say("happening.more_rows", {"rows": said, "more": more})
    if len(run) <= max(len(rows), 1):
        return said
    times = words.say("happening.times", {"number": len(run)})
    return f"{said} ({times})" if said else times
