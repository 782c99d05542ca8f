"""Places: ties, exactness, who has none, and that the order of the input does not matter."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.engine.composite.cases import D, branch, criteria_set, done, gone, printed

from parindex.engine.composite.classes import band_of, gap_to_next_band, next_band
from parindex.engine.composite.ranking import (
    Contender,
    place_among,
    pooled_mean,
    rank_contenders,
    rank_units,
    rank_values,
)
from parindex.engine.composite.results import NodeTotal, UnitResult
from parindex.engine.composite.totals import total_up
from parindex.engine.rulebook.document import Band, ClassScheme, Ranking

TWO_FIELDS = criteria_set([branch("A", [printed("a1", "6")], "criteria"), printed("B", "4")])


def unit(name: str, a1: str, b: str) -> UnitResult:
    return total_up(TWO_FIELDS, name, {"a1": done(a1, "6"), "B": done(b, "4")})


def places(results: list[UnitResult], ranking: Ranking) -> list[tuple[str, int]]:
    return [(each.unit, each.rank) for each in rank_units(results, ranking).placed]


def test_equal_units_share_a_place() -> None:
    results = [unit("d", "1", "1"), unit("c", "5", "1"), unit("b", "3", "3"), unit("a", "6", "4")]
    assert places(results, Ranking()) == [("a", 1), ("b", 2), ("c", 2), ("d", 4)]
    assert places(results, Ranking(ties="dense")) == [("a", 1), ("b", 2), ("c", 2), ("d", 3)]
    broken = Ranking(ties="tie_break_fields", tie_break=("A",))
    assert places(results, broken) == [("a", 1), ("c", 2), ("b", 3), ("d", 4)]


def test_units_equal_in_the_tie_break_too_share_a_place() -> None:
    results = [unit("x", "3", "3"), unit("w", "3", "3")]
    assert places(results, Ranking(ties="tie_break_fields", tie_break=("A", "B"))) == [("w", 1), ("x", 1)]


def test_unknown_tie_break_and_node_are_refused() -> None:
    with pytest.raises(ValueError, match="no node Z"):
        rank_units([unit("x", "1", "1")], Ranking(ties="tie_break_fields", tie_break=("Z",)))
    with pytest.raises(ValueError, match="no node Z"):
        rank_values([unit("x", "1", "1")], "Z", Ranking())


def test_equal_at_two_decimals_is_not_equal() -> None:
    """SIPAS 2015: 84,94 twice, places 4 and 5."""
    results = [unit("x", "5.000000001", "3.493"), unit("y", "5", "3.493")]
    assert places(results, Ranking()) == [("x", 1), ("y", 2)]


def test_equal_shares_of_unlike_maxima_are_equal() -> None:
    """1/3 and 2/6 have no finite quotient; they are one place."""
    contenders = [Contender("x", D(1), D(3)), Contender("y", D(2), D(6)), Contender("z", D("0.999999999"), D(3))]
    ranked = rank_contenders(contenders, "competition")
    assert [(each.unit, each.rank) for each in ranked.placed] == [("x", 1), ("y", 1), ("z", 3)]


def test_who_has_nothing_is_listed_apart() -> None:
    nothing = total_up(TWO_FIELDS, "n", {})
    excluded = total_up(TWO_FIELDS, "e", {"a1": gone(), "B": gone()})
    zero = unit("z", "0", "0")
    for on in ("index", "points"):
        ranked = rank_units([nothing, zero, excluded], Ranking.model_validate({"on": on}), not_submitted=["s"])
        assert [(each.unit, each.rank) for each in ranked.placed] == [("z", 1)]
        assert ranked.unplaced == (("e", "nothing_scored"), ("n", "nothing_scored"), ("s", "not_submitted"))


def test_a_unit_stands_once() -> None:
    with pytest.raises(ValueError, match="x"):
        rank_units([unit("x", "1", "1"), unit("x", "2", "1")], Ranking())
    with pytest.raises(ValueError, match="x"):
        rank_units([unit("x", "1", "1")], Ranking(), not_submitted=["x"])


def test_by_field_and_by_criterion() -> None:
    results = [unit("x", "6", "1"), unit("y", "3", "4")]
    assert [each.unit for each in rank_values(results, "B", Ranking()).placed] == ["y", "x"]
    by_criterion = rank_values(results, "a1", Ranking(on="points")).placed
    assert [(each.unit, each.value, each.rank) for each in by_criterion] == [("x", D(6), 1), ("y", D(3), 2)]
    assert rank_values(results, "B", Ranking()).placed[0].value == 100


def test_the_mean_of_a_group_is_pooled() -> None:
    """9/10 and 0/90 have the mean 9 %, not 45 %."""
    cs = criteria_set([printed("A", "10"), printed("B", "90")])
    small = total_up(cs, "x", {"A": done("9", "10"), "B": gone()})
    large = total_up(cs, "y", {"A": gone(), "B": done("0", "90")})
    mean = pooled_mean([small, large, total_up(cs, "z", {})])
    assert mean is not None and mean == (D(9), D(100))
    assert pooled_mean([large], "A") is None


POINTS = st.tuples(st.integers(0, 12), st.integers(0, 8)).map(lambda two: (D(two[0]) / 2, D(two[1]) / 2))


@given(st.lists(POINTS, max_size=8), st.randoms(), st.sampled_from(["competition", "dense", "tie_break_fields"]))
def test_places_ignore_the_order_of_the_input(rows: list[tuple[Decimal, Decimal]], random: object, ties: str) -> None:
    results = [unit(f"u{number}", str(a), str(b)) for number, (a, b) in enumerate(rows)]
    ranking = Ranking.model_validate({"ties": ties, "tie_break": ["A"] if ties == "tie_break_fields" else []})
    expected = rank_units(results, ranking)
    shuffled = list(results)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert rank_units(shuffled, ranking) == expected
    if ties != "tie_break_fields":
        for each in expected.placed:
            others = [other.value for other in expected.placed if other.unit != each.unit]
            assert place_among(each.value, others, ties) == each.rank


SCHEME = ClassScheme(
    code="X", bands=(Band(name="A", at_least=D(90)), Band(name="B", at_least=D(80)), Band(name="C", at_least=D(0)))
)


def test_bands_start_at_their_bound_exactly() -> None:
    def total(points: str, maximum: str) -> NodeTotal:
        return NodeTotal(D(points), D(maximum), D(maximum), D(0))

    assert band_of(SCHEME, total("90", "100"), D(100)) == "A"
    assert band_of(SCHEME, total("89.999999999", "100"), D(100)) == "B"
    assert band_of(SCHEME, total("2.7", "3"), D(100)) == "A"
    assert band_of(SCHEME, total("-1", "3"), D(100)) is None
    assert band_of(SCHEME, NodeTotal(None, D(3), D(3), D(3)), D(100)) is None
    on_scale = SCHEME.model_copy(update={"base": "declared_scale"})
    assert band_of(on_scale, total("85.959", "99.5"), D(100)) == "B"
    gap = next_band(on_scale, total("85.959", "99.5"), D(100))
    assert gap is not None and (gap.name, gap.points_missing) == ("A", D("4.041"))
    assert next_band(SCHEME, total("95", "100"), D(100)) is None


def test_the_gap_of_a_unit_leaves_out_what_was_excluded() -> None:
    scheme = SCHEME.model_copy(update={"base": "declared_scale"}).model_dump()
    cs = criteria_set([printed("A", "10"), printed("B", "10")], class_scheme=scheme)
    result = total_up(cs, "x", {"A": done("8.5", "10"), "B": gone()})
    assert result.band == "B"
    gap = gap_to_next_band(cs, result)
    assert gap is not None and (gap.name, gap.points_missing) == ("A", D("0.5"))
    assert gap_to_next_band(TWO_FIELDS, unit("x", "1", "1")) is None
