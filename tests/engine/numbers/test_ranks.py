"""Who stands alone is ranked with nobody."""

import pytest

from parindex.engine.numbers.ranks import shown_rank


@pytest.mark.parametrize(
    ("rank", "of", "shown"), [(1, 1, None), (1, 2, 1), (2, 2, 2), (None, 1, None), (None, 5, None), (1, None, 1)]
)
def test_a_unit_alone_shows_no_rank(rank: int | None, of: int | None, shown: int | None) -> None:
    assert shown_rank(rank, of) == shown
