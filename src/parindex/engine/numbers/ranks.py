"""The rank of a unit as pages and files show it."""

from __future__ import annotations


def shown_rank(rank: int | None, of: int | None) -> int | None:
    """The rank among the ``of`` units that have one: none for a unit that stands alone, ranked with nobody.

    The one place that says so; results keep the rank as it was computed.
    """
    return None if of == 1 else rank
