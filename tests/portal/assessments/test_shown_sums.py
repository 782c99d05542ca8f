"""A column whose shown figures do not add up to the shown total says by how much, and only then."""

from decimal import Decimal

import pytest

from parindex.engine.numbers.exact import percent
from parindex.portal.assessments.queries.shown_sums import index_in_full, shown_difference

D = Decimal


def test_rounding_of_four_figures_makes_two_thousandths() -> None:
    figures = [D("1.0005"), D("2.0005"), D("3.0005"), D("4.0005")]
    assert shown_difference([(figures, D("10.0020"))]) == D("0.002")


def test_a_column_that_adds_up_as_shown_says_nothing() -> None:
    assert shown_difference([([D("1.500"), None, D("2.250")], D("3.750")), ([], None)]) is None


def test_a_total_that_is_not_the_sum_is_no_matter_of_rounding() -> None:
    assert shown_difference([([D(1), D(2)], D("3.5"))]) is None


def test_the_largest_difference_of_all_columns_is_told() -> None:
    small, large = [D("0.0005")] * 2, [D("0.0005")] * 4
    assert shown_difference([(small, D("0.001")), (large, D("0.002"))]) == D("0.002")


@pytest.mark.parametrize(
    ("points", "maximum", "full"),
    [
        ("84.7648", "100", "84.7648"),  # shown 84,765 and 84,76 %
        ("84.76499996", "100", "84.764999960"),
        ("84.7650", "100", None),  # 84,765 and 84,77 %: half up
        ("84.76", "100", None),
        ("61.829", "86", None),
    ],
)
def test_an_index_that_is_not_the_rounded_points_rounded_again(points: str, maximum: str, full: str | None) -> None:
    exact = Decimal(points)
    found = index_in_full(exact, Decimal(maximum), percent(exact, Decimal(maximum)))
    assert found == (None if full is None else Decimal(full))
