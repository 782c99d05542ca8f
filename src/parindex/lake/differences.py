"""What writes of the store changed in a roll-up: movements of the rows put in, less those of the rows taken away.

Roll-ups hold whole numbers that add up, so the difference of two states of the store is the difference of their
roll-ups, whatever the rows are. With several sources a code counts once: then the codes that a write touched are
counted once by precedence as they stand after it, less as they stood before it, and no other code can change.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import ibis
import pyarrow as pa
from ibis.expr.types import IntegerColumn, Table

from parindex.lake import backends
from parindex.lake.changes import Change
from parindex.lake.columns import KEY, RECORD_SCHEMA, Name
from parindex.lake.movements import MOVED_ON, PLACES, Cube, DueDate, Measure, counted_once, movements

if TYPE_CHECKING:
    from ibis.backends import BaseBackend

_ALWAYS = (
    Measure.RECEIVED, Measure.CLOSED_UNDATED, Measure.FELL_OVERDUE, Measure.WAITING_PAST_DUE, Measure.RESOLVED,
    Measure.WITHDRAWN,
)  # fmt: skip
"""Every movement adds one to one of these: a row of a roll-up stands for as many movements as they have together."""


_AS_READ = pa.schema([field.with_nullable(True) for field in RECORD_SCHEMA])
"""As engines see the columns of a file, so that no file at all can stand beside one."""


class NotTheDifference(ValueError):
    """The changes do not fit the stored sums: less than nothing would be left."""


def keys_of(cube: Cube) -> list[str]:
    """Columns that a roll-up is kept by."""
    return [Name.RECEIVED_MONTH.value, *(name.value for name in (*PLACES, *cube.keys)), MOVED_ON]


def difference(
    engine: BaseBackend,
    changes: Sequence[Change],
    cube: Cube,
    *,
    due: DueDate,
    precedence: Sequence[str],
    several_sources: bool,
    files: Mapping[str, Sequence[str]],
) -> Table | None:
    """Sums to be added to the roll-up, below zero where rows went. ``files``: the store's files after the changes.

    None where it cannot be told: several sources and several writes, between which nobody knows what counted.
    """
    put = _rows(engine, [path for each in changes for path in each.put])
    taken = _rows(engine, [path for each in changes for path in each.taken])
    if several_sources:
        if len(changes) > 1:
            return None
        others = _others(_rows(engine, [path for paths in files.values() for path in paths]), put, taken)
        put, taken = (counted_once(ibis.union(each, others), precedence) for each in (put, taken))
    more, less = movements(put, cube, due=due), movements(taken, cube, due=due)
    measures = [each.value for each in Measure]
    return ibis.union(more, less.mutate(**{name: -less[name] for name in measures}).select(more.columns))


def added(engine: BaseBackend, stored: Table, signed: Table, cube: Cube) -> Table:
    """A roll-up and a difference (a table of ``engine``) together. Raises ``NotTheDifference``.

    Rows whose keys the difference does not have pass on as they are; only the others are summed.
    """
    keys, measures = keys_of(cube), [each.value for each in Measure]
    columns = [*keys, *measures]
    sums = {name: ibis._[name].sum().cast("int64") for name in measures}
    stored, changed = stored.select(columns), signed.select(keys).distinct()
    same = [stored[name].identical_to(changed[name]) for name in keys]  # a field may be null
    summed = ibis.union(stored.semi_join(changed, same), signed.select(columns)).group_by(keys).agg(**sums)
    made = engine.create_table(ibis.util.gen_name("rolled_up"), summed, temp=True)
    moved = _movements(made)
    below = ibis.or_(*(made[name] < 0 for name in measures))
    left_over = (moved == 0) & ibis.or_(*(made[name] != 0 for name in measures))
    if made.filter(below | left_over).count().to_pyarrow().as_py():
        raise NotTheDifference(cube.name)
    return ibis.union(stored.anti_join(changed, same), made.filter(moved > 0))


def _movements(rollup: Table) -> IntegerColumn:
    total = rollup[_ALWAYS[0]]
    for each in _ALWAYS[1:]:
        total = total + rollup[each]
    return total


def _rows(engine: BaseBackend, files: Sequence[str]) -> Table:
    return backends.records_in(engine, files, schema=_AS_READ).select(RECORD_SCHEMA.names)


def _others(now: Table, put: Table, taken: Table) -> Table:
    """Rows of other sources with a code that changed: they are the same before and after."""
    keys = [name.value for name in KEY]
    changed = ibis.union(put.select(keys), taken.select(keys), distinct=True)
    codes = changed.select(Name.RECORD_CODE.value).distinct()
    return now.semi_join(codes, Name.RECORD_CODE.value).anti_join(changed, keys)
