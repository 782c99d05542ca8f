"""What became of a dossier by the end of a window, in SQL: one definition for every list of records.

The roll-ups say the same in sums (``movements``); a test holds both together. SQL is made from the names of our own
columns; days and codes that were asked for come in as parameters or quoted literals.
"""
# ruff: noqa: S608  (see above)

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

from parindex.lake.columns import KEY, LOCAL_HOURS, NOT_COUNTED, PAUSED, Name, Status
from parindex.lake.engine_room import quoted
from parindex.lake.movements import CLOSED


class Outcome(StrEnum):
    """What became of a dossier by the end of the window; every row has one."""

    EARLY = "early"
    ON_TIME = "on_time"
    LATE = "late"
    RESOLVED_WITHOUT_DUE = "resolved_without_due"
    WITHDRAWN = "withdrawn"
    PENDING_WITHIN = "pending_within"
    PENDING_OVERDUE = "pending_overdue"
    PENDING_WITHOUT_DUE = "pending_without_due"


_CLOSED = ", ".join(str(int(each)) for each in CLOSED)
_REFUSED = ", ".join(str(int(each)) for each in sorted(NOT_COUNTED))
_WAITS = ", ".join(str(int(each)) for each in sorted(PAUSED))
_CLOSING = f"coalesce({Name.FINISHED_AT}, {Name.RETURNED_AT})"


def counted_records(once: str, chosen: str = "true") -> str:
    """Records that count at all, with ``received_on``, ``due_on``, ``closed_on`` (local days).

    ``once``: a relation in which each code stands once. A closed dossier without any day of closing counts nowhere.
    """
    return f"""SELECT *, {_day(Name.RECEIVED_AT)} AS received_on, {_day(Name.DUE_AT)} AS due_on,
            CASE WHEN status IN ({_CLOSED}) THEN {_day(_CLOSING)} END AS closed_on
        FROM ({once}) WHERE status NOT IN ({_REFUSED}) AND ({chosen})
            AND NOT (status IN ({_CLOSED}) AND {_CLOSING} IS NULL)"""


def moved_records(once: str, chosen: str, *, first: str, last: str) -> str:
    """Those that were pending or received between ``first`` and ``last`` (SQL of two days), with their ``outcome``."""
    return f"""SELECT *, CASE
            WHEN closed_on <= {last} AND status = {int(Status.WITHDRAWN)} THEN '{Outcome.WITHDRAWN}'
            WHEN closed_on <= {last} AND due_on IS NULL THEN '{Outcome.RESOLVED_WITHOUT_DUE}'
            WHEN closed_on <= {last} AND closed_on < due_on THEN '{Outcome.EARLY}'
            WHEN closed_on <= {last} AND closed_on = due_on THEN '{Outcome.ON_TIME}'
            WHEN closed_on <= {last} THEN '{Outcome.LATE}'
            WHEN due_on IS NULL THEN '{Outcome.PENDING_WITHOUT_DUE}'
            WHEN due_on < {last} AND NOT {STANDS} THEN '{Outcome.PENDING_OVERDUE}'
            ELSE '{Outcome.PENDING_WITHIN}' END AS outcome
        FROM ({counted_records(once, chosen)})
        WHERE received_on <= {last} AND (closed_on IS NULL OR closed_on >= {first})"""


def each_code_once(precedence: Sequence[str], relation: str = "records") -> str:
    """A code that several sources hold once: of the first source in ``precedence``; others last, by name."""
    rank = "CASE source " + " ".join(f"WHEN {quoted(each)} THEN {at}" for at, each in enumerate(precedence))
    rank = f"{rank} ELSE {len(precedence)} END" if precedence else "0"
    return f"""SELECT * FROM (SELECT *, row_number() OVER (PARTITION BY {KEY[1]} ORDER BY {rank}, source) AS once
        FROM {relation}) WHERE once = 1"""


def _day(moment: str) -> str:
    """The local day of an instant; taken apart as a time without zone, which DuckDB does a hundred times faster."""
    return f"CAST(timezone('UTC', {moment}) + INTERVAL {LOCAL_HOURS} HOUR AS DATE)"


STANDS = f"""(status IN ({_WAITS}) OR (status = {int(Status.SUPPLEMENT_ASKED)}
                AND coalesce({_day(Name.SUPPLEMENT_ASKED_AT)} <= due_on, true)))"""
"""Of a row with ``due_on``; as ``movements.clock_stands``."""
