"""Rows as a workbook was made from them, where they were saved since: what of a cell is the person's own change."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from parindex.engine.scoring.values import Inputs
from parindex.portal.assessments import engine_bridge
from parindex.portal.assessments.models import ScoreVersion, Stage
from parindex.portal.assessments.queries.self_sheets import SelfSheet


class OpenedRow(NamedTuple):
    """A row as it stood then. ``texts``: box → text."""

    texts: Mapping[str, str]
    note: str
    inputs: Inputs


def opened_rows(standing: SelfSheet, versions: Mapping[str, int]) -> dict[str, OpenedRow]:
    """Leaf code → the row at the version of ``versions``, of rows that stand at another one; one query."""
    stale = {
        code: number
        for code, number in versions.items()
        if code in standing.leaves and standing.leaves[code].row_version != number
    }
    if not stale:
        return {}
    saved = ScoreVersion.objects.filter(
        score__entry__round_unit=standing.member,
        score__entry__leaf__code__in=stale,
        score__stage=Stage.SELF,
        score__actor=None,
        number__in=set(stale.values()),
    )
    found = dict.fromkeys(stale, OpenedRow({}, "", {}))
    for version in saved.select_related("score__entry__leaf"):
        code = version.score.entry.leaf.code
        if version.number == stale[code]:
            leaf = standing.ready.leaves[code].leaf
            inputs = engine_bridge.inputs_from_json(leaf, version.inputs)
            texts = engine_bridge.texts_of(leaf, inputs) | version.unfinished
            found[code] = OpenedRow(texts, version.note, inputs)
    return found
