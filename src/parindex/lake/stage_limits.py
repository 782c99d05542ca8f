"""When a stay in a stage becomes late, over arrays: what ``engine.working_days.judge_stages`` says of one dossier.

Times are local ``datetime64``. A test holds both to the same answers.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from parindex.engine.working_days import Compare, DeadlinePolicy, NoPolicy, Supplement, Unit, WorkingCalendar
from parindex.engine.working_days.vectorised import NO_MINUTES, PLAIN, due_dates, working_minutes
from parindex.lake.declared import Declared, counted_by

Times = NDArray[np.datetime64]
TURN = pa.struct([("known_from", pa.timestamp("us")), ("late_from", pa.timestamp("us"))])
"""From ``known_from`` on, what still lies there at ``late_from`` is late; null: the clock stands still, or no limit."""
_NEVER = np.datetime64("NaT", "s")
_DAY, _MINUTE = np.timedelta64(1, "D"), np.timedelta64(1, "m")


class _Pauses(NamedTuple):
    """Times of waiting: the row of their stay, which of the stay's it is (0: the first), when, whose side."""

    row: NDArray[np.int64]
    place: NDArray[np.int64]
    began: Times
    ended: Times
    by_citizen: NDArray[np.bool_]

    def only(self, chosen: NDArray[Any]) -> _Pauses:
        """Some of them."""
        return _Pauses(*(each[chosen] for each in self))


class _Turns(NamedTuple):
    """Turns of the limits of some stays: the row of the stay, their order in it, from when known, late from."""

    row: NDArray[np.int64]
    place: NDArray[np.int64]
    known_from: Times
    late_from: Times


def limits_of(
    calendar: WorkingCalendar, declared: Sequence[Declared], stays: pa.Table, pauses: pa.Table
) -> tuple[pa.Array, pa.Array]:
    """Working minutes of each stay without waiting (null while it lasts), and the turns of its limit (null: none).

    ``stays``: ``id`` from 0, ``received_at``, ``began_at``, ``left_at``, ``limit_hours``; ``pauses``: ``id`` of their
    stay, ``place``, ``paused_from``, ``paused_until``, ``by_citizen``.
    """
    waited = _Pauses(
        pauses["id"].to_numpy(),
        pauses["place"].to_numpy(),
        _times(pauses["paused_from"]),
        _times(pauses["paused_until"]),
        pauses["by_citizen"].to_numpy(zero_copy_only=False),
    )
    began, left = _times(stays["began_at"]), _times(stays["left_at"])
    hours = stays["limit_hours"].cast(pa.int64()).fill_null(-1).to_numpy()
    turns: list[_Turns] = []
    for policy, rows in _by_policy(declared, stays["received_at"], hours >= 0):
        turns.extend(_turns(calendar, policy, rows, began, hours, waited))
    return _minutes(calendar, began, left, waited), _listed(turns, len(began))


def _times(moments: pa.ChunkedArray) -> Times:
    return np.asarray(moments.cast(pa.timestamp("us")).to_numpy()).astype("datetime64[s]")


def _minutes(calendar: WorkingCalendar, began: Times, left: Times, waited: _Pauses) -> pa.Array:
    whole = working_minutes(calendar, began, left)
    until = np.fmin(waited.ended, left[waited.row])
    paused = working_minutes(calendar, waited.began, until)
    taken = np.bincount(waited.row, weights=np.where(paused == NO_MINUTES, 0, paused), minlength=len(began))
    net = np.maximum(whole - taken.astype(np.int64), 0).astype(np.int32)
    return pa.array(net, mask=whole == NO_MINUTES)


def _by_policy(
    declared: Sequence[Declared], received: pa.ChunkedArray, limited: NDArray[np.bool_]
) -> Iterator[tuple[DeadlinePolicy, NDArray[np.int64]]]:
    """Stays with a limit by the policy of their day of receipt; those of a day without a policy have none."""
    days, which = np.unique(_times(received).astype("datetime64[D]"), return_inverse=True)
    found: dict[int, tuple[DeadlinePolicy, list[int]]] = {}
    for number, day in enumerate(days.astype(object)):
        assert isinstance(day, date)
        try:
            policy = counted_by(declared, day)
        except NoPolicy:
            continue
        found.setdefault(id(policy), (policy, []))[1].append(number)
    for policy, numbers in found.values():
        rows = np.flatnonzero(np.isin(which, numbers) & limited)
        if len(rows):
            yield policy, rows


def _turns(
    calendar: WorkingCalendar,
    policy: DeadlinePolicy,
    rows: NDArray[np.int64],
    began: Times,
    hours: NDArray[np.int64],
    every: _Pauses,
) -> Iterator[_Turns]:
    """The limit at the beginning, while it waits, after each wait; by ``policy.supplement``."""
    at = np.full(len(began), -1, dtype=np.int64)
    at[rows] = np.arange(len(rows))
    waited = every.only(at[every.row] >= 0)
    start, added, asked = began[rows].copy(), np.zeros(len(rows), np.int64), np.zeros(len(rows), np.int64)
    late = _late_from(calendar, policy, start, hours[rows], added)
    yield _Turns(rows, np.zeros(len(rows), np.int64), began[rows], late.copy())
    for place in range(int(waited.place.max()) + 1 if len(waited.place) else 0):
        now = waited.only(waited.place == place)
        own = at[now.row]
        asked[own] += ~now.by_citizen
        too_often = np.zeros(len(own), dtype=bool)
        if policy.late_after_requests is not None:
            too_often = asked[own] > policy.late_after_requests
        judged = ~now.by_citizen & (late[own] <= now.began) & (policy.supplement is Supplement.SUBTRACT_PAUSE)
        waits = np.where(judged, late[own], _NEVER)
        yield _Turns(now.row, np.full(len(own), 2 * place + 1), now.began, np.where(too_often, now.began, waits))
        closed = ~np.isnat(now.ended)
        now, own, too_often = now.only(closed), own[closed], too_often[closed]
        anew = ~now.by_citizen & (policy.supplement is Supplement.RESTART)
        start[own] = np.where(anew, now.ended, start[own])
        added[own] = np.where(anew, 0, added[own] + np.maximum(working_minutes(calendar, now.began, now.ended), 0))
        late[own] = _late_from(calendar, policy, start[own], hours[now.row], added[own])
        late[own] = np.where(too_often, now.began, late[own])
        yield _Turns(now.row, np.full(len(own), 2 * place + 2), now.ended, late[own])


def _late_from(
    calendar: WorkingCalendar,
    policy: DeadlinePolicy,
    start: Times,
    hours: NDArray[np.int64],
    added: NDArray[np.int64],
) -> Times:
    """The first moment that is late, for a term of ``hours`` from ``start`` on with ``added`` working minutes."""
    due = due_dates(calendar, start, hours, Unit.WORKING_HOUR, policy)
    due = np.where(added > 0, due_dates(calendar, due, added, Unit.WORKING_MINUTE, PLAIN), due)
    if policy.compare is Compare.BY_DATE:
        return (due.astype("datetime64[D]") + _DAY).astype("datetime64[s]")
    return (due.astype("datetime64[m]") + _MINUTE).astype("datetime64[s]")


def _listed(turns: Sequence[_Turns], stays: int) -> pa.Array:
    """Turns as one list a stay, in order; null for a stay without any."""
    if not turns:
        return pa.nulls(stays, pa.list_(TURN))
    row, place, known, late = (np.concatenate(each) for each in zip(*turns, strict=True))
    order = np.lexsort((place, row))
    counts = np.bincount(row, minlength=stays)
    values = pa.StructArray.from_arrays(
        [pa.array(known[order]).cast(TURN[0].type), pa.array(late[order]).cast(TURN[1].type)], fields=list(TURN)
    )
    offsets = np.concatenate([[0], np.cumsum(counts)]).astype(np.int32)
    return pa.ListArray.from_arrays(pa.array(offsets), values, mask=pa.array(counts == 0))
