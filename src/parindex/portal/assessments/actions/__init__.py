"""What people do in assessment rounds. Only these write."""

from parindex.portal.assessments.actions.accept_self_scores import AcceptAnswer, accept_self_scores
from parindex.portal.assessments.actions.appraisal_rows import AppraisalConflict
from parindex.portal.assessments.actions.appraise import appraise
from parindex.portal.assessments.actions.approve_results import approve_results
from parindex.portal.assessments.actions.assign_appraiser import Assigning, assign_appraiser, withdraw_assignment
from parindex.portal.assessments.actions.assign_leaf_owner import assign_leaf_owner
from parindex.portal.assessments.actions.carry_forward_last_year import carry_forward_last_year
from parindex.portal.assessments.actions.check_printed_round import check_printed_round
from parindex.portal.assessments.actions.close_appraisal_stage import close_appraisal_stage
from parindex.portal.assessments.actions.compute_results import compute_results
from parindex.portal.assessments.actions.copy_round import copy_round_from_last_year
from parindex.portal.assessments.actions.decide_dispute import decide_dispute, record_accepted_figure
from parindex.portal.assessments.actions.dispute_known_figure import (
    FigureNotRead,
    dispute_known_figure,
    withdraw_dispute,
)
from parindex.portal.assessments.actions.draw_sample import draw_sample
from parindex.portal.assessments.actions.edit_evidence import edit_evidence
from parindex.portal.assessments.actions.extend_stage import extend_stage, reopen_sheet
from parindex.portal.assessments.actions.file_appeal import decide_appeal, file_appeal
from parindex.portal.assessments.actions.hand_in_sheet import (
    NotReady,
    hand_in_self_assessment,
    send_back_sheet,
    submit_to_head,
)
from parindex.portal.assessments.actions.import_outside_scores import OutsideScore, import_outside_scores
from parindex.portal.assessments.actions.import_printed_results import (
    PrintedLeaf,
    PrintedUnit,
    import_printed_results,
)
from parindex.portal.assessments.actions.link_evidence import Passage, link_evidence
from parindex.portal.assessments.actions.open_round import TakingPart, open_round
from parindex.portal.assessments.actions.publish_correction import check_corrections, publish_correction
from parindex.portal.assessments.actions.publish_results import publish_results
from parindex.portal.assessments.actions.record_council_meeting import Ballot, record_council_meeting
from parindex.portal.assessments.actions.record_figures import Answer, FigureRow, FiguresAnswer, record_figures
from parindex.portal.assessments.actions.replay_publications import replay_publications
from parindex.portal.assessments.actions.save_self_assessment_inputs import (
    RowConflict,
    SavedRow,
    SheetDesk,
    save_self_assessment_inputs,
)
from parindex.portal.assessments.actions.save_sheet_rows import (
    RowAnswer,
    RowResult,
    SheetRowTexts,
    save_sheet_rows,
)
from parindex.portal.assessments.actions.set_calendar import CalendarRefused, StageTimes, set_calendar
from parindex.portal.assessments.actions.tell_of_publication import tell_of_publication
from parindex.portal.assessments.actions.undo_last_save import undo_last_save
from parindex.portal.assessments.actions.unlink_evidence import unlink_evidence
from parindex.portal.assessments.actions.upload_evidence import SameFile, upload_evidence

__all__ = [
    "Passage",
    "SameFile",
    "edit_evidence",
    "link_evidence",
    "unlink_evidence",
    "upload_evidence",
    "tell_of_publication",
    "replay_publications",
    "record_council_meeting",
    "Ballot",
    "publish_correction",
    "check_corrections",
    "import_outside_scores",
    "OutsideScore",
    "file_appeal",
    "decide_appeal",
    "approve_results",
    "draw_sample",
    "record_accepted_figure",
    "decide_dispute",
    "close_appraisal_stage",
    "withdraw_assignment",
    "assign_appraiser",
    "Assigning",
    "appraise",
    "AppraisalConflict",
    "accept_self_scores",
    "AcceptAnswer",
    "FigureNotRead",
    "NotReady",
    "RowAnswer",
    "RowConflict",
    "RowResult",
    "SavedRow",
    "SheetDesk",
    "SheetRowTexts",
    "assign_leaf_owner",
    "carry_forward_last_year",
    "dispute_known_figure",
    "hand_in_self_assessment",
    "save_self_assessment_inputs",
    "save_sheet_rows",
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
