"""What people do in assessment rounds. Only these write."""

from parindex.portal.assessments.actions.assign_leaf_owner import assign_leaf_owner
from parindex.portal.assessments.actions.carry_forward_last_year import carry_forward_last_year
from parindex.portal.assessments.actions.check_printed_round import check_printed_round
from parindex.portal.assessments.actions.compute_results import compute_results
from parindex.portal.assessments.actions.copy_round import copy_round_from_last_year
from parindex.portal.assessments.actions.dispute_known_figure import (
    FigureNotRead,
    dispute_known_figure,
    withdraw_dispute,
)
from parindex.portal.assessments.actions.extend_stage import extend_stage, reopen_sheet
from parindex.portal.assessments.actions.hand_in_sheet import (
    NotReady,
    hand_in_self_assessment,
    send_back_sheet,
    submit_to_head,
)
from parindex.portal.assessments.actions.import_printed_results import (
    PrintedLeaf,
    PrintedUnit,
    import_printed_results,
)
from parindex.portal.assessments.actions.open_round import TakingPart, open_round
from parindex.portal.assessments.actions.publish_results import publish_results
from parindex.portal.assessments.actions.record_figures import Answer, FigureRow, FiguresAnswer, record_figures
from parindex.portal.assessments.actions.save_self_assessment_inputs import (
    RowConflict,
    SavedRow,
    SheetDesk,
    save_self_assessment_inputs,
)
from parindex.portal.assessments.actions.set_calendar import CalendarRefused, StageTimes, set_calendar
from parindex.portal.assessments.actions.undo_last_save import undo_last_save

__all__ = [
    "FigureNotRead",
    "NotReady",
    "RowConflict",
    "SavedRow",
    "SheetDesk",
    "assign_leaf_owner",
    "carry_forward_last_year",
    "dispute_known_figure",
    "hand_in_self_assessment",
    "save_self_assessment_inputs",
    "send_back_sheet",
    "submit_to_head",
    "undo_last_save",
    "withdraw_dispute",
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
