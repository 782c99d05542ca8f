"""What people do with procedures. Only these write."""

from parindex.portal.procedures.actions.keep_printed_counts import keep_printed_counts
from parindex.portal.procedures.actions.record_figures import record_figures
from parindex.portal.procedures.actions.take_in_procedures import (
    Outcome,
    ProcedureRow,
    TakenIn,
    Wrong,
    take_in_procedures,
)

__all__ = [
    "Outcome",
    "ProcedureRow",
    "TakenIn",
    "Wrong",
    "keep_printed_counts",
    "record_figures",
    "take_in_procedures",
]
