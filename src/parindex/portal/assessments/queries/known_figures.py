"""Figures that the system knows already: they fill a unit's sheet, with their source, and are not asked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from parindex.engine.rulebook.document import Input, InputType, Node
from parindex.engine.rulebook.rules import GrowthVsPreviousYear
from parindex.engine.scoring.values import Ratio
from parindex.portal.assessments.engine_bridge import CompiledSet
from parindex.portal.assessments.models import Round, RoundUnit
from parindex.portal.facts.models import Fact, FactVersion

KnownByLeaf = Mapping[str, Mapping[str, "KnownFigure"]]


@dataclass(frozen=True, slots=True)
class KnownFigure:
    """A figure of the unit for the year, and the fact version that says so."""

    value: Decimal | Ratio
    version: FactVersion

    @property
    def as_of(self) -> date:
        """The day for which the figure holds, else the day on which it was recorded."""
        return self.version.as_of or self.version.recorded_at.date()


def known_figures(member: RoundUnit, ready: CompiledSet, leaves: Iterable[str] | None = None) -> KnownByLeaf:
    """Leaf code → input code → what is known; one query. ``leaves``: only these."""
    codes = ready.leaves if leaves is None else leaves
    asked = [ready.leaves[code].leaf for code in codes]
    return known_in_round(member.round, asked, [member.unit_id]).get(member.unit_id, {})


def known_by_unit(round_: Round, leaf: Node, units: Iterable[int]) -> dict[int, Mapping[str, KnownFigure]]:
    """Organisation unit (row id) → input code → what is known for one leaf; at most one query."""
    return {unit: known[leaf.code] for unit, known in known_in_round(round_, [leaf], units).items()}


def known_in_round(round_: Round, leaves: Iterable[Node], units: Iterable[int]) -> dict[int, KnownByLeaf]:
    """Organisation unit (row id) → leaf code → input code → what is known; at most one query.

    A fact counts with its current version, without scope, over days of the year that the input asks for.
    """
    wanted: dict[tuple[str, int], list[tuple[str, Input]]] = {}
    for leaf in leaves:
        for declared in leaf.inputs:
            if declared.indicator:
                year = round_.year - (1 if _of_last_year(leaf, declared) else 0)
                wanted.setdefault((declared.indicator, year), []).append((leaf.code, declared))
    if not wanted:
        return {}
    facts = Fact.objects.filter(
        unit__in=list(units),
        indicator__code__in={indicator for indicator, _ in wanted},
        scope_key="",
        current__isnull=False,
        period_from__year__in={year for _, year in wanted},
    ).select_related("current", "indicator")
    known: dict[int, dict[str, dict[str, KnownFigure]]] = {}
    for fact in facts.order_by("period_to", "period_from"):
        if fact.period_from.year != fact.period_to.year or fact.current is None:
            continue
        for leaf_code, declared in wanted.get((fact.indicator.code, fact.period_from.year), ()):
            figure = _figure(declared, fact.current)
            if figure is not None:
                known.setdefault(fact.unit_id, {}).setdefault(leaf_code, {})[declared.code] = figure
    return dict(known)


def _of_last_year(leaf: Node, declared: Input) -> bool:
    return isinstance(leaf.rule, GrowthVsPreviousYear) and leaf.rule.previous == declared.code


def _figure(declared: Input, version: FactVersion) -> KnownFigure | None:
    if declared.type is InputType.RATIO:
        if version.numerator is None or version.denominator is None:
            return None
        return KnownFigure(Ratio(_plain(version.numerator), _plain(version.denominator)), version)
    if declared.type in {InputType.COUNT, InputType.NUMBER} and version.value is not None:
        return KnownFigure(_plain(version.value), version)
    return None


def _plain(number: Decimal) -> Decimal:
    """Without the zeros that the column adds."""
    whole = number.to_integral_value()
    return whole if whole == number else number.normalize()
