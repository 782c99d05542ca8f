"""Models of procedures."""

from parindex.portal.procedures.models.printed import PrintedCounts
from parindex.portal.procedures.models.procedure import (
    Announcement,
    OnlineLevel,
    Procedure,
    ProcedureLevel,
    ProcedureVersion,
    TermUnit,
)

__all__ = [
    "Announcement",
    "OnlineLevel",
    "PrintedCounts",
    "Procedure",
    "ProcedureLevel",
    "ProcedureVersion",
    "TermUnit",
]
