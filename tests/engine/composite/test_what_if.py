"""What if: gains, places, classes, and changes that are not carried out."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.engine.composite.cases import COMMUNE, D, commune_set

from parindex.engine.composite.totals import score_unit
from parindex.engine.composite.what_if import ChangeRefusal, what_if
from parindex.engine.scoring.exact import compile_set
from parindex.engine.scoring.values import Absence, Figures, Ratio

COMPILED = compile_set(
    commune_set(
        class_scheme={
            "code": "T",
            "bands": [
                {"name": "Tốt", "at_least": "80"},
                {"name": "Khá", "at_least": "50"},
                {"name": "Yếu", "at_least": "0"},
            ],
        }
    ),
    year=2026,
)
RIVALS = {"p": D("90"), "q": D("65"), "r": D("55"), "x": D("99")}


def test_gain_place_and_class() -> None:
    answer = what_if(
        COMPILED, "x", COMMUNE, {"a2": {"done": True}, "b1": {"number": D(3)}}, rivals=RIVALS, rival_shift=D(0)
    )
    assert (answer.before.index, answer.after.index) == (D(55), D(80))
    assert (answer.before.band, answer.after.band) == ("Khá", "Tốt")
    assert (answer.place_before, answer.place_after) == (3, 2)
    assert answer.gain == 5
    assert [(change.leaf, change.gain) for change in answer.leaves] == [("a2", D(2)), ("b1", D(3))]
    assert answer.refused == ()


def test_rivals_move_too() -> None:
    answer = what_if(COMPILED, "x", COMMUNE, {"b1": {"number": D(3)}}, rivals=RIVALS, rival_shift=D("5.5"))
    assert answer.after.index == 70
    assert (answer.place_before, answer.place_after) == (3, 3)


def test_only_the_named_inputs_change() -> None:
    answer = what_if(COMPILED, "x", COMMUNE, {"a1": {"share": Ratio(D(60), D(60))}})
    assert answer.gain == 3 and answer.place_after is None


def test_an_absence_is_a_change() -> None:
    answer = what_if(COMPILED, "x", COMMUNE, {"a1": {"share": Absence.NOT_APPLICABLE}})
    assert answer.after.base == 14
    assert answer.leaves[0].gain == -3


def test_refused_changes_are_all_reported_and_left_undone() -> None:
    changes: Figures = {
        "zz": {"done": True},
        "a1": {"share": Ratio(D(70), D(60))},
        "a2": {"done": True, "when": True},
        "b1": {"number": D(-1)},
    }
    answer = what_if(COMPILED, "x", COMMUNE, changes)
    assert {(each.leaf, each.input, each.reason) for each in answer.refused} == {
        ("zz", None, ChangeRefusal.UNKNOWN_LEAF),
        ("a1", None, ChangeRefusal.FIGURES_REFUSED),
        ("a2", "when", ChangeRefusal.UNKNOWN_INPUT),
        ("b1", None, ChangeRefusal.FIGURES_REFUSED),
    }
    assert all(each.steps for each in answer.refused if each.reason is ChangeRefusal.FIGURES_REFUSED)
    assert answer.gain == 2  # a2's known part is carried out


def test_figures_of_unknown_leaves_are_refused() -> None:
    with pytest.raises(ValueError, match="zz"):
        what_if(COMPILED, "x", {"zz": {}}, {})


SHARES = st.integers(0, 60).map(lambda upper: Ratio(Decimal(upper), D(60)))


@given(SHARES, st.booleans(), st.integers(0, 5))
def test_no_change_changes_nothing(share: Ratio, done: bool, number: int) -> None:
    figures: Figures = {"a1": {"share": share}, "a2": {"done": done}, "b1": {"number": D(number)}}
    for changes in ({}, figures):
        answer = what_if(COMPILED, "x", figures, changes, rivals=RIVALS)
        assert answer.before == answer.after == score_unit(COMPILED, "x", figures)
        assert answer.gain == 0 and answer.place_before == answer.place_after


@given(SHARES, SHARES, st.booleans())
def test_what_if_equals_scoring_the_changed_figures(share: Ratio, other: Ratio, done: bool) -> None:
    figures: Figures = {**COMMUNE, "a1": {"share": share}}
    answer = what_if(COMPILED, "x", figures, {"a1": {"share": other}, "a2": {"done": done}})
    assert answer.after == score_unit(COMPILED, "x", {**figures, "a1": {"share": other}, "a2": {"done": done}})
    assert sum((change.gain for change in answer.leaves), D(0)) == answer.gain
