"""What people do in assessment rounds. Only these write."""

from parindex.portal.assessments.actions.check_printed_round import check_printed_round
from parindex.portal.assessments.actions.compute_results import compute_results
from parindex.portal.assessments.actions.copy_round import copy_round_from_last_year
from parindex.portal.assessments.actions.extend_stage import extend_stage, reopen_sheet
from parindex.portal.assessments.actions.import_printed_results import (
    PrintedLeaf,
    PrintedUnit,
    import_printed_results,
)
from parindex.portal.assessments.actions.open_round import TakingPart, open_round
from parindex.portal.assessments.actions.publish_results import publish_results
from parindex.portal.assessments.actions.record_figures import Answer, FigureRow, FiguresAnswer, record_figures
from parindex.portal.assessments.actions.set_calendar import CalendarRefused, StageTimes, set_calendar

__all__ = [
    "Answer",
    "CalendarRefused",
    "FigureRow",
    "FiguresAnswer",
    "PrintedLeaf",
    "PrintedUnit",
    "StageTimes",
    "TakingPart",
    "check_printed_round",
    "compute_results",
    "copy_round_from_last_year",
    "extend_stage",
    "import_printed_results",
    "open_round",
    "publish_results",
    "record_figures",
    "reopen_sheet",
    "set_calendar",
]
