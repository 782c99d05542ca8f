"""A round as the engine's canonical results file and open data package take it; and whether stored results agree."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from parindex.engine.scoring.values import Figures
from parindex.portal.assessments.engine_bridge import ENGINE_VERSION, publishing
from parindex.portal.assessments.models import Round, RoundUnit, UnitResult
from parindex.portal.assessments.queries.figures import compiled_for, figures_of
from parindex.portal.assessments.queries.standing import standing_scores
from parindex.portal.organisations.queries import names_on


def _silent(done: int) -> None:
    """Tells nobody."""


@dataclass(frozen=True)
class Prepared:
    """A round's figures and canonical results, read at one moment."""

    open_round: publishing.OpenRound
    results: bytes

    @cached_property
    def results_hash(self) -> str:
        """SHA-256 of the canonical results file."""
        return publishing.results_hash(self.results)

    @cached_property
    def figures_hash(self) -> str:
        """SHA-256 of units and figures as the package holds them."""
        return figures_hash_of(self.open_round)


def open_round_of(round_: Round) -> publishing.OpenRound:
    """Units and standing figures of the round; units are called by their public ids. A fixed number of queries."""
    members = list(round_.units.select_related("unit", "group"))
    codes = names_on([member.unit_id for member in members], date(round_.year, 12, 31))
    scores = standing_scores(round_)
    figures: dict[str, Figures] = {}
    for set_group in {member.group.set_group for member in members}:
        named = {member.pk: member.unit.public_id for member in members if member.group.set_group == set_group}
        ready = compiled_for(round_, set_group)
        held = figures_of(ready, {key: score for key, score in scores.items() if key[0] in named})
        figures |= {named[pk]: given for pk, given in held.items()}
    return publishing.OpenRound(
        criteria_set=compiled_for(round_).criteria_set,
        year=round_.year,
        units=[_open_unit(member, codes[member.unit_id].code) for member in members],
        figures=figures,
    )


def _open_unit(member: RoundUnit, code: str) -> publishing.OpenUnit:
    return publishing.OpenUnit(
        unit=member.unit.public_id,
        name=member.name,
        code=code,
        group=member.group.code,
        set_group=member.group.set_group,
        submitted=member.submitted,
    )


def figures_hash_of(open_round: publishing.OpenRound) -> str:
    """SHA-256 of units and figures as the package holds them."""
    return publishing.figures_hash(publishing.figures_csv(open_round), publishing.units_csv(open_round))


def prepare(
    round_: Round, *, engine_version: str = ENGINE_VERSION, progress: Callable[[int], None] = _silent
) -> Prepared:
    """Score the round's standing figures into the canonical file; ``progress`` is told how many units are done."""
    open_round = open_round_of(round_)
    results = publishing.canonical_results(
        open_round.criteria_set,
        publishing.peer_groups(open_round),
        year=open_round.year,
        engine_version=engine_version,
        progress=progress,
    )
    return Prepared(open_round, results)


def agrees_with_stored(round_: Round, results: bytes) -> bool:
    """Whether the newest stored results say what the canonical file says: points, rank and class of every unit."""
    told = publishing.standings_of(results)
    stored = UnitResult.objects.filter(round_unit__round=round_, version=round_.result_version)
    rows = stored.values_list("round_unit__unit__public_id", "points", "rank", "band")
    seen = {unit: (points, rank, band) for unit, points, rank, band in rows}
    return seen == {unit: (each.points, each.rank, each.band or "") for unit, each in told.items()}
