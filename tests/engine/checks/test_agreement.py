"""Agreement of two appraisers, against values worked out by hand."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from parindex.engine.checks.agreement import Judgement, TwoOpinions, agreement, judgement

D = Decimal
POINTS = st.decimals(min_value=0, max_value=3, places=3)


def rows(first: str, second: str, count: int) -> list[TwoOpinions]:
    """``count`` rows in which the two did these things to 2 points: = accepted, - lowered by 0,5, + raised by 0,25."""
    given_points = {"=": D(2), "-": D("1.5"), "+": D("2.25")}
    return [TwoOpinions(D(2), given_points[first], given_points[second])] * count


def test_judgement_is_exact() -> None:
    assert judgement(D("2.936"), D("2.936000000")) is Judgement.ACCEPTED
    assert judgement(D("2.936"), D("2.935999999")) is Judgement.LOWERED
    assert judgement(D("2.936"), D("2.936000001")) is Judgement.RAISED


def test_figures_worked_out_by_hand() -> None:
    # 20 rows: both accept 10, both lower 4, first accepts and second lowers 3, the other way 2, first accepts and
    # second raises 1. Observed 14/20 = 0,7. First: 14 accepted, 6 lowered; second: 12 accepted, 7 lowered, 1 raised.
    # By chance (14·12 + 6·7 + 0·1) ÷ 400 = 210/400 = 0,525. Kappa = (0,7 − 0,525) ÷ 0,475 = 7/19.
    found = agreement(
        rows("=", "=", 10) + rows("-", "-", 4) + rows("=", "-", 3) + rows("-", "=", 2) + rows("=", "+", 1)
    )
    assert (found.rows, found.same, found.percent) == (20, 14, D(70))
    assert found.kappa is not None
    assert round(found.kappa, 10) == round(D(7) / D(19), 10)
    assert found.mean_difference == (5 * D("0.5") + D("0.25")) / 20
    assert found.table[Judgement.ACCEPTED, Judgement.LOWERED] == 3
    assert sum(found.table.values()) == 20


def test_kappa_below_chance_is_negative() -> None:
    # 2 × 2 each way: never the same judgement. Observed 0, by chance 0,5: kappa −1.
    found = agreement(rows("=", "-", 2) + rows("-", "=", 2))
    assert (found.percent, found.kappa) == (D(0), D(-1))


def test_kappa_says_nothing_where_everyone_always_accepts() -> None:
    found = agreement(rows("=", "=", 7))
    assert (found.percent, found.kappa, found.mean_difference) == (D(100), None, D(0))


def test_no_rows_no_figures() -> None:
    found = agreement([])
    assert (found.rows, found.percent, found.kappa, found.mean_difference) == (0, None, None, None)


@given(st.lists(st.builds(TwoOpinions, POINTS, POINTS, POINTS), min_size=1))
def test_neither_of_the_two_comes_first(opinions: list[TwoOpinions]) -> None:
    found = agreement(opinions)
    turned = agreement(TwoOpinions(row.self_assessed, row.second, row.first) for row in opinions)
    assert (found.percent, found.kappa, found.mean_difference) == (turned.percent, turned.kappa, turned.mean_difference)
    assert found.kappa is None or D(-1) <= found.kappa <= D(1)
