"""Two years side by side, and an old year under new rules."""

from __future__ import annotations

from typing import Any

import pytest
from tests.engine.composite.cases import COMMUNE, D, branch, commune_set, counted, criteria_set, linear, yes_no

from parindex.engine.composite.totals import score_unit
from parindex.engine.composite.years import TOTAL, Likeness, NotCarried, compare_years, recompute_under
from parindex.engine.rulebook.document import CriteriaSet
from parindex.engine.scoring.exact import compile_set
from parindex.engine.scoring.values import Absence, Figures, Ratio


def next_year(lines: list[dict[str, Any]] | None = None) -> CriteriaSet:
    """a1 stays, a2 and b1 are renumbered and stand in one field, b1's bands are new, b2 is gone, c1 is new."""
    standard = [
        {"before": ["a2"], "after": ["n2"]},
        {"before": ["b1"], "after": ["n1"], "note": "Thay đổi mức điểm"},
        {"before": ["b2"], "after": [], "comparable": False},
    ]
    return criteria_set(
        [
            branch("A", [linear("a1", "6")], "criteria"),
            branch("N", [yes_no("n2", "2"), counted("n1", "7", {"2": "7", "1": "2"})], "criteria"),
            branch("C", [yes_no("c1", "5")], "criteria"),
        ],
        version="2027",
        crosswalk={"code": "sample", "version": "2026", "lines": standard if lines is None else lines},
    )


AFTER: Figures = {
    "a1": {"share": Ratio(D(54), D(60))},
    "n2": {"done": True},
    "n1": {"number": D(1)},
    "c1": {"done": True},
}


def test_unlike_sets() -> None:
    old, new = commune_set(), next_year()
    before = score_unit(compile_set(old, year=2026), "x", COMMUNE)
    after = score_unit(compile_set(new, year=2027), "x", AFTER)
    years = compare_years(
        old, before, new, after, places_before={TOTAL: 24, "a1": 3}, places_after={TOTAL: 52, "a1": 1}
    )
    assert not years.same_parts
    assert (years.points, years.index, years.places) == (D("3.4"), D(17), -28)
    assert {line.after.codes or line.before.codes: (line.likeness, line.points) for line in years.leaves} == {
        ("a1",): (Likeness.SAME, D("2.4")),
        ("n2",): (Likeness.SAME, D(2)),
        ("n1",): (Likeness.SAME, D(-2)),
        ("c1",): (Likeness.NEW, None),
        ("b2",): (Likeness.DROPPED, None),
    }
    assert years.leaves[0].percent == 40 and years.leaves[0].places == 2
    assert years.leaves[2].note == "Thay đổi mức điểm"
    assert (years.alike_before, years.alike_after) == (Ratio(D(7), D(15)), Ratio(D("9.4"), D(15)))
    fields = {line.after.codes or line.before.codes: line.likeness for line in years.fields}
    assert fields == {
        ("A",): Likeness.DIFFERENT_PARTS,
        ("N",): Likeness.NEW,
        ("C",): Likeness.NEW,
        ("B",): Likeness.DROPPED,
    }
    assert years.fields[0].points is None


def test_like_sets_compare_at_every_level() -> None:
    old = commune_set()
    new = old.model_copy(update={"version": "2027"})
    before = score_unit(compile_set(old, year=2026), "x", COMMUNE)
    after = score_unit(compile_set(new, year=2027), "x", {**COMMUNE, "a2": {"done": True}})
    years = compare_years(old, before, new, after)
    assert years.same_parts and years.points == 2 and years.places is None
    assert [(line.after.codes, line.likeness, line.points) for line in years.fields] == [
        (("A",), Likeness.SAME, D(2)),
        (("B",), Likeness.SAME, D(0)),
    ]
    assert years.fields[0].percent == 25
    assert [line.points for line in years.criteria] == [0, 2, 0, 0]


def test_a_renamed_field_of_the_same_leaves_is_comparable() -> None:
    old = commune_set()
    fields = [field.model_copy(update={"code": f"new{field.code}"}) for field in old.fields]
    new = old.model_copy(update={"version": "2027", "fields": tuple(fields)})
    result = score_unit(compile_set(old, year=2026), "x", COMMUNE)
    years = compare_years(old, result, new, score_unit(compile_set(new, year=2027), "x", COMMUNE))
    assert [(line.before.codes, line.after.codes, line.likeness) for line in years.fields] == [
        (("A",), ("newA",), Likeness.SAME),
        (("B",), ("newB",), Likeness.SAME),
    ]


def test_what_was_not_scored_or_is_declared_unlike_is_said() -> None:
    old = commune_set()
    lines: list[dict[str, Any]] = [
        {"before": ["a2"], "after": ["n2"], "comparable": False},
        {"before": ["b1"], "after": ["n1"]},
    ]
    new = next_year(lines)
    before = score_unit(compile_set(old, year=2026), "x", {**COMMUNE, "a1": {"share": Absence.NOT_APPLICABLE}})
    after = score_unit(compile_set(new, year=2027), "x", {**AFTER, "n1": {}})
    likeness = {line.after.codes or line.before.codes: line.likeness for line in
                compare_years(old, before, new, after).leaves}  # fmt: skip
    assert likeness == {
        ("a1",): Likeness.NOT_SCORED_BEFORE,
        ("n2",): Likeness.DECLARED,
        ("n1",): Likeness.NOT_SCORED_AFTER,
        ("c1",): Likeness.NEW,
        ("b2",): Likeness.DROPPED,
    }


def test_a_split_leaf_is_compared_as_a_sum() -> None:
    old = criteria_set([linear("p", "6")])
    new = criteria_set(
        [linear("q", "4"), linear("r", "2")],
        version="2027",
        crosswalk={"code": "sample", "version": "2026", "lines": [{"before": ["p"], "after": ["q", "r"]}]},
    )
    half, full = {"share": Ratio(D(1), D(2))}, {"share": Ratio(D(1), D(1))}
    before = score_unit(compile_set(old, year=2026), "x", {"p": half})
    after = score_unit(compile_set(new, year=2027), "x", {"q": full, "r": half})
    years = compare_years(old, before, new, after)
    assert [(line.points, line.after.maximum) for line in years.leaves] == [(D(2), D(6))]
    assert years.same_parts
    again = recompute_under(compile_set(old, year=2026), compile_set(new, year=2026), "x", {"p": half})
    assert {each.reason for each in again.not_carried} == {NotCarried.SPLIT_OR_MERGED}


def test_an_old_year_under_new_rules() -> None:
    old, new = compile_set(commune_set(), year=2026), compile_set(next_year(), year=2026)
    again = recompute_under(old, new, "x", COMMUNE)
    assert again.carried == (("a1", "a1"), ("a2", "n2"), ("b1", "n1"))
    assert [(each.leaf, each.reason) for each in again.not_carried] == [("c1", NotCarried.NEW)]
    assert (again.result.total.points, again.result.total.applicable_maximum) == (D(5), D(15))  # 3 + 0 + 2
    assert again.under_old == Ratio(D(7), D(15))
    with pytest.raises(ValueError, match="2026"):
        recompute_under(old, compile_set(next_year(), year=2027), "x", COMMUNE)


def test_figures_that_the_new_rules_cannot_use() -> None:
    old = criteria_set([counted("a", "2", {"1": "2"}), yes_no("b", "1"), linear("d", "3")])
    capped = counted("a", "2", {"1": "2"})
    capped["inputs"][0]["maximum"] = "3"
    new = criteria_set([capped, linear("b", "1"), yes_no("d", "3")], version="2027")
    figures: Figures = {"a": {"number": D(4)}, "b": {"done": True}, "d": {"share": Ratio(D(1), D(2))}}
    again = recompute_under(compile_set(old, year=2026), compile_set(new, year=2026), "x", figures)
    assert [(each.leaf, each.reason, each.inputs) for each in again.not_carried] == [
        ("a", NotCarried.FIGURES_REFUSED, ()),
        ("b", NotCarried.INPUTS_DIFFER, ("share",)),
        ("d", NotCarried.INPUTS_DIFFER, ("done",)),
    ]
    assert again.result.index is None


def test_recomputing_under_the_same_rules_changes_nothing() -> None:
    compiled = compile_set(commune_set(), year=2026)
    again = recompute_under(compiled, compiled, "x", COMMUNE)
    assert again.result == score_unit(compiled, "x", COMMUNE) and again.not_carried == ()
