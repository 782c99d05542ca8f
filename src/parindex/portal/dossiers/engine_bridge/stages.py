"""Which office took how long at which stage, for the pages; remembered by version like the other figures."""

from __future__ import annotations

from functools import lru_cache

from parindex.lake.figures import Window
from parindex.lake.stage_figures import AskedStages, StageFigures, StageKey, stage_figures
from parindex.lake.stages import Counting, bring_stages_up_to_date, stages_version
from parindex.portal.dossiers.engine_bridge.counting import declared_for_sources
from parindex.portal.dossiers.engine_bridge.dashboard import REMEMBERED, Part
from parindex.portal.dossiers.engine_bridge.importing import working_calendar
from parindex.portal.dossiers.engine_bridge.store import has_records, lake, rollup_root, storage_options
from parindex.portal.dossiers.models import DossierSource

__all__ = ["StageFigures", "StageKey", "staged", "stages_of"]


def staged() -> int | None:
    """Count the stages of the store's newest version, by the policies that are declared now. Its version."""
    if not has_records():
        return None
    precedence = tuple(DossierSource.objects.order_by("place", "pk").values_list("code", flat=True))
    return bring_stages_up_to_date(
        lake(), rollup_root(), Counting(working_calendar(), declared_for_sources(), precedence)
    )


def stages_of(part: Part, window: Window) -> tuple[StageFigures, ...] | None:
    """By office and stage, most over their limit first; None where no source tells of changes of state."""
    version = stages_version(rollup_root(), storage_options())
    return None if version is None else _stages_of(f"{rollup_root()}@{version}", asked_stages(part), window)


def asked_stages(part: Part) -> AskedStages:
    """The same question, as the record store takes it."""
    return AskedStages(part.view, part.places, part.field, part.procedure)


@lru_cache(REMEMBERED)
def _stages_of(version: str, asked: AskedStages, window: Window) -> tuple[StageFigures, ...] | None:
    return stage_figures(rollup_root(), asked, window, storage_options=storage_options())
