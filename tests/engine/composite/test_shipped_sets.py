"""The room on the sets that ship: Krông Nô's published result, and a model commune with figures by chance."""

from __future__ import annotations

import random
from datetime import date
from decimal import Decimal
from importlib.resources import files

import pytest
from tests.engine.composite.cases import D

from parindex.engine.composite.ledger import lost_points
from parindex.engine.composite.path import TargetPoints, TargetRank, path_to_target
from parindex.engine.composite.ranking import rank_units
from parindex.engine.composite.totals import score_unit, score_units
from parindex.engine.composite.years import compare_years, recompute_under
from parindex.engine.rulebook.document import CriteriaSet, Input, InputType
from parindex.engine.rulebook.reader import read_criteria_set
from parindex.engine.scoring.exact import CompiledSet, compile_set
from parindex.engine.scoring.values import Absence, Figures, Inputs, Ratio, Status, Value

PRINTED = ("14", "11", "14.591", "7.5", "7.787", "10.975", "10.766", "7.84", "1.5")


def shipped(name: str, version: str) -> CriteriaSet:
    file = files("parindex.rulebooks") / "criteria_sets" / name / version / "criteria_set.yaml"
    return read_criteria_set(file.read_bytes(), source=f"{name}/{version}")


def test_krong_no_on_the_shipped_set() -> None:
    cs = shipped("dak_nong_district", "2023")
    compiled = compile_set(cs, year=2023)
    figures = {code: {"points": D(points)} for code, points in zip(compiled.leaves, PRINTED, strict=True)}
    result = score_unit(compiled, "krong_no", figures)
    assert result.total.points == result.index == D("85.959")
    ledger = lost_points(cs, result, printed_total=D("85.96"))
    lost = [group.lost for group in ledger.by_field() if group.key]
    assert lost == [D(text) for text in ("4.734", "3.213", "3.16", "2.409", "0.025")]
    assert ledger.gap == D("14.04")


def _value(declared: Input, chance: random.Random) -> Value:
    match declared.type:
        case InputType.YES_NO:
            return chance.random() < 0.6
        case InputType.DATE:
            return date(2026, chance.randint(1, 12), chance.randint(1, 28))
        case InputType.CHOICE:
            return chance.choice(declared.choices).code
        case InputType.RATIO:
            whole = chance.randint(0, 200)
            return Ratio(Decimal(chance.randint(0, whole)), Decimal(whole))
        case InputType.COUNT:
            return Decimal(chance.randint(0, 6))
        case InputType.NUMBER:
            top = declared.maximum if declared.maximum is not None else Decimal(10)
            return (top * chance.randint(0, 8) / 8).quantize(D("0.01"))


def by_chance(compiled: CompiledSet, seed: int) -> Figures:
    """Figures of a unit; now and then one is missing or does not apply."""
    chance = random.Random(seed)
    figures: dict[str, Inputs] = {}
    for code, leaf in compiled.leaves.items():
        inputs: dict[str, Value | Absence] = {name: _value(own, chance) for name, own in leaf.declared.items()}
        if chance.random() < 0.1:
            inputs[chance.choice(sorted(inputs))] = chance.choice([Absence.MISSING, Absence.NOT_APPLICABLE])
        figures[code] = inputs
    return figures


@pytest.fixture(scope="module")
def commune() -> CompiledSet:
    return compile_set(shipped("model_commune", "2026"), year=2026)


@pytest.mark.parametrize("seed", range(6))
def test_a_model_commune_by_chance(commune: CompiledSet, seed: int) -> None:
    figures = by_chance(commune, seed)
    result = score_unit(commune, "x", figures)
    assert sum(outcome.status is Status.SCORED for outcome in result.outcomes.values()) > len(commune.leaves) // 2
    ledger = lost_points(commune.criteria_set, result)
    assert sum((line.lost for line in ledger.lines), D(0)) == commune.criteria_set.scale - ledger.points
    assert result.points_on_scale is not None  # more than the ledger's points where the survey is missing
    target = result.points_on_scale + 2
    path = path_to_target(commune, "x", figures, TargetPoints(target))
    assert path.reachable and path.proven_least and path.effort > 0
    changed = dict(figures)
    for step in path.steps:
        changed[step.leaf] = {**figures[step.leaf], **step.changes}
    again = score_unit(commune, "x", changed)
    assert again == path.after
    assert again.points_on_scale is not None and again.points_on_scale >= target


def test_a_province_of_model_communes(commune: CompiledSet) -> None:
    figures = {f"u{seed}": by_chance(commune, seed) for seed in range(30)}
    ranked = rank_units(score_units(commune, figures), commune.criteria_set.ranking, not_submitted=["late"])
    assert [each.rank for each in ranked.placed] == sorted(each.rank for each in ranked.placed)
    assert len(ranked.placed) == 30 and ranked.unplaced == (("late", "not_submitted"),)
    last = ranked.placed[-1]
    rivals = {each.unit: each.value for each in ranked.placed}
    path = path_to_target(commune, last.unit, figures[last.unit], TargetRank(25), rivals=rivals)
    assert path.reachable
    place = path.steps[-1].place
    assert place is not None and place <= 25


def test_last_year_of_the_model_commune() -> None:
    old_set, new_set = shipped("model_commune", "2025"), shipped("model_commune", "2026")
    old, new = compile_set(old_set, year=2025), compile_set(new_set, year=2026)
    figures = by_chance(old, 1)
    before, after = score_unit(old, "x", figures), score_unit(new, "x", by_chance(new, 2))
    years = compare_years(old_set, before, new_set, after)
    codes = [code for line in years.leaves for code in line.after.codes]
    assert sorted(codes) == sorted(new.leaves)
    again = recompute_under(old, compile_set(new_set, year=2025), "x", figures)
    assert len(again.carried) + len(again.not_carried) == len(new.leaves) and again.carried
