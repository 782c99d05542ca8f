"""The ledger adds up exactly: Krông Nô, and whatever else can happen in a tree."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st
from tests.engine.composite.cases import (
    COMMUNE,
    KRONG_NO,
    D,
    branch,
    commune_set,
    criteria_set,
    done,
    gone,
    krong_no_set,
    linear,
    printed,
)

from parindex.engine.composite.ledger import LedgerKind, lost_points
from parindex.engine.composite.reasons import ReasonCode
from parindex.engine.composite.totals import score_unit, total_up
from parindex.engine.rulebook.document import CriteriaSet
from parindex.engine.scoring.exact import compile_set
from parindex.engine.scoring.values import Absence, Figures, Outcome, Ratio, Status


def test_krong_no_in_the_order_of_lost_points() -> None:
    cs = krong_no_set()
    ledger = lost_points(cs, total_up(cs, "krong_no", KRONG_NO))
    assert [(group.key, group.lost) for group in ledger.by_field()] == [
        (("7",), D("4.734")),
        (("5",), D("3.213")),
        (("8",), D("3.16")),
        (("3",), D("2.409")),
        ((), D("0.5")),
        (("6",), D("0.025")),
    ]
    assert [path for path in ledger.kept if len(path) == 1] == [("1",), ("2",), ("4",)]
    assert ledger.lost == D("13.541") and ledger.gap == D("14.041")
    short = next(line for line in ledger.lines if line.reason == ReasonCode.MAXIMA_SHORT_OF_SCALE)
    assert (short.path, short.lost, short.kind, short.recoverable) == ((), D("0.5"), LedgerKind.PRINTED, False)


def test_the_printed_total_has_a_line_of_its_own() -> None:
    cs = krong_no_set()
    result = total_up(cs, "krong_no", KRONG_NO)
    ledger = lost_points(cs, result, printed_total=D("85.96"))
    assert ledger.gap == D("14.04") == sum((line.lost for line in ledger.lines), D(0))
    assert (ledger.lines[-1].reason, ledger.lines[-1].lost) == (ReasonCode.PRINTED_TOTAL_ROUNDED, D("-0.001"))
    wrong = lost_points(cs, result, printed_total=D("85.69"))
    assert (wrong.lines[-1].reason, wrong.lines[-1].lost) == (ReasonCode.PRINTED_TOTAL_DIFFERS, D("0.269"))


def test_reasons_by_default_and_as_given() -> None:
    compiled = compile_set(commune_set(), year=2026)
    result = score_unit(compiled, "x", COMMUNE)
    ledger = lost_points(commune_set(), result, reasons={"b1": "S01"})
    assert {line.path[-1]: (line.reason, line.lost) for line in ledger.lines} == {
        "a1": ("ratio_below_target", D(3)),
        "a2": ("not_done", D(2)),
        "b1": ("S01", D(3)),
        "b2": ("survey_result", D(1)),
    }
    assert ledger.recoverable == 8  # the survey cannot be won back by own work
    assert [group.key for group in ledger.by_reason()] == [
        ("ratio_below_target",),
        ("S01",),
        ("not_done",),
        ("survey_result",),
    ]


def test_open_excluded_and_group_maxima_have_their_lines() -> None:
    cs = criteria_set(
        [
            linear("A", "6"),
            linear("B", "4"),
            printed("C", "5", maximum_by_group=[{"group": "g", "maximum": "3"}]),
            printed("T", "2", outside_scale=True),
        ]
    )
    figures: Figures = {"A": {}, "B": {"share": Absence.NOT_APPLICABLE}, "C": {"points": D(2)}, "T": {"points": D(1)}}
    ledger = lost_points(cs, score_unit(compile_set(cs, year=2026, group="g"), "x", figures))
    assert [(line.path, line.kind, line.reason, line.lost) for line in ledger.lines] == [
        (("A",), LedgerKind.OPEN, "figures_missing", D(6)),
        (("B",), LedgerKind.LEFT_OUT, "not_applicable", D(4)),
        (("C",), LedgerKind.LEFT_OUT, "maximum_of_group", D(2)),
        (("C",), LedgerKind.LOST, "as_printed", D(1)),
        (("T",), LedgerKind.OUTSIDE_SCALE, "bonus", D(-1)),
    ]
    assert ledger.gap == 12 and ledger.lost == 7


def test_late_never_and_nothing_arisen() -> None:
    plan = {
        "code": "P",
        "title": "Kế hoạch",
        "maximum": "2",
        "inputs": [{"code": "issued", "title": "Ngày ban hành", "type": "date"}],
        "rule": {"kind": "boolean_by_deadline", "done_on": "issued", "month": 1, "day": 31},
    }
    cs = criteria_set([plan, linear("Q", "3", policies={"zero_denominator": "zero_if_denominator_zero"})])
    compiled = compile_set(cs, year=2026)
    nothing = {"share": Ratio(D(0), D(0))}
    never = lost_points(cs, score_unit(compiled, "x", {"P": {"issued": Absence.NEVER}, "Q": nothing}))
    assert [line.reason for line in never.lines] == ["not_done", "nothing_arisen"]


def test_rounding_stands_on_the_node_that_rounds() -> None:
    fields = [branch("A", [branch("a", [printed("a1", "1"), printed("a2", "1")], "sub_criteria")], "criteria")]
    cs = criteria_set(fields, rounding={"criterion": 2, "total": 1})
    outcomes = {"a1": done("0.333", "1"), "a2": done("0.333", "1")}
    rounding = [line for line in lost_points(cs, total_up(cs, "x", outcomes)).lines if line.kind == LedgerKind.ROUNDING]
    assert [(line.path, line.reason, line.lost) for line in rounding] == [
        (("A", "a"), "rounded_criterion", D("-0.004")),
        ((), "rounded_total", D("-0.03")),
    ]


CODES = ("a1", "a2", "b1", "b2", "C", "T")
OUTCOMES = st.one_of(
    st.integers(-200_000_000, 12_000_000_000).map(
        lambda points: Outcome(Decimal(points).scaleb(-9), D(10), Status.SCORED, ())
    ),
    st.sampled_from([Outcome(None, D(10), Status.MISSING, ()), gone(), gone(Status.MISSING), done("4", "8")]),
)


def _any_set(rounding: dict[str, int], scale: str) -> CriteriaSet:
    fields = [
        branch("A", [printed("a1", "10"), printed("a2", "10")], "criteria", maximum="20.5"),
        branch("B", [branch("b", [printed("b1", "10"), printed("b2", "10")], "sub_criteria")], "criteria"),
        printed("C", "10"),
        printed("T", "10", outside_scale=True),
    ]
    return criteria_set(fields, rounding=rounding, scale=scale)


@given(
    st.fixed_dictionaries({code: OUTCOMES for code in CODES}),
    st.dictionaries(st.sampled_from(["criterion", "field", "total"]), st.integers(0, 3)),
    st.sampled_from(["50", "50.5", "51", "100"]),
    st.none() | st.integers(0, 10_000).map(lambda cents: Decimal(cents) / 100),
)
def test_it_adds_up_whatever_happens(
    outcomes: dict[str, Outcome], rounding: dict[str, int], scale: str, printed_total: Decimal | None
) -> None:
    cs = _any_set(rounding, scale)
    result = total_up(cs, "x", outcomes)
    ledger = lost_points(cs, result, printed_total=printed_total)
    total = (result.total.points or D(0)) if printed_total is None else printed_total
    assert sum((line.lost for line in ledger.lines), D(0)) == cs.scale - total
    for groups in (ledger.by_field(), ledger.by_criterion(), ledger.by_leaf(), ledger.by_reason()):
        assert sum((group.lost for group in groups), D(0)) == ledger.gap
        assert [group.lost for group in groups] == sorted((group.lost for group in groups), reverse=True)
