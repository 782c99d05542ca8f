"""Processing time of resolved dossiers in working minutes: sum, count, median, 90 %.

A quantile is *discrete*: the smallest value that at least the share of all known values does not exceed (nearest rank,
⌈share × n⌉). It is always a time that some dossier really took, and is the same whole number on every engine.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import ibis
from ibis.expr.types import IntegerColumn, Table

from parindex.lake.columns import DONE, Name
from parindex.lake.figures import Window, time_of
from parindex.lake.movements import Grain, in_plain_utc, local_day

SHARES = {"median": (1, 2), "ninetieth": (9, 10)}


@dataclass(frozen=True, slots=True)
class Spent:
    """Working minutes of one group. The mean is ``minutes`` / ``known``, made where it is shown."""

    keys: tuple[str | int | None, ...]
    minutes: int
    known: int
    median: int
    ninetieth: int


def spent_in(records: Table, window: Window, *, keys: Sequence[Name]) -> tuple[Spent, ...]:
    """Dossiers resolved (not withdrawn) in ``window`` whose processing time is known, by ``keys``; in their order.

    ``records``: each dossier once. A group without any known time does not occur.
    """
    names = [name.value for name in keys]
    t = in_plain_utc(records)
    closed = local_day(ibis.coalesce(t[Name.FINISHED_AT], t[Name.RETURNED_AT]))
    first, last = time_of(window.first, Grain.DAY), time_of(window.last, Grain.DAY)
    known = t.filter(
        t[Name.STATUS].isin([int(each) for each in DONE])
        & (closed >= first)
        & (closed <= last)
        & t[Name.PROCESSING_MINUTES].notnull()
    ).select(*names, minutes_=t[Name.PROCESSING_MINUTES].cast("int64"))
    numbered = known.mutate(
        place_=ibis.row_number().over(group_by=names, order_by=known.minutes_).cast("int64") + 1,
        of_=known.count().over(group_by=names).cast("int64"),
    )
    sums = {"minutes": numbered.minutes_.sum().cast("int64"), "known": numbered.count().cast("int64")}
    for name, (share, whole) in SHARES.items():
        sums[name] = numbered.minutes_.min(where=_reached(numbered, share, whole)).cast("int64")
    summed = numbered.group_by(names).agg(**sums).order_by(names) if names else numbered.agg(**sums)
    rows = summed.to_pyarrow().to_pylist()
    return tuple(
        Spent(tuple(row[name] for name in names), *(int(row[name]) for name in sums)) for row in rows if row["known"]
    )


def _reached(numbered: Table, share: int, whole: int) -> ibis.expr.types.BooleanColumn:
    """From the nearest rank on: place ≥ ⌈share × n / whole⌉, in whole numbers."""
    place: IntegerColumn = numbered.place_
    return place * whole >= numbered.of_ * share
