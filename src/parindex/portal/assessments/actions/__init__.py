"""What people do in assessment rounds. Only these write."""

from parindex.portal.assessments.actions.accept_self_scores import AcceptAnswer, accept_self_scores
from parindex.portal.assessments.actions.allow_objections import allow_objections
from parindex.portal.assessments.actions.answer_explanation import answer_explanation
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
from parindex.portal.assessments.actions.decide_thread import decide_thread
from parindex.portal.assessments.actions.dispute_known_figure import (
    FigureNotRead,
    dispute_known_figure,
    withdraw_dispute,
)
from parindex.portal.assessments.actions.draw_sample import draw_sample
from parindex.portal.assessments.actions.edit_evidence import edit_evidence
from parindex.portal.assessments.actions.extend_stage import extend_stage, reopen_sheet
from parindex.portal.assessments.actions.file_appeal import decide_appeal, file_appeal
from parindex.portal.assessments.actions.hand_in_explanations import hand_in_explanations
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
from parindex.portal.assessments.actions.keep_sheet_upload import keep_sheet_upload
from parindex.portal.assessments.actions.link_evidence import Passage, link_evidence
from parindex.portal.assessments.actions.open_round import TakingPart, open_round
from parindex.portal.assessments.actions.publish_correction import check_corrections, publish_correction
from parindex.portal.assessments.actions.publish_results import publish_results
from parindex.portal.assessments.actions.raise_objection import raise_objection
from parindex.portal.assessments.actions.record_council_meeting import Ballot, record_council_meeting
from parindex.portal.assessments.actions.record_figures import Answer, FigureRow, FiguresAnswer, record_figures
from parindex.portal.assessments.actions.remind_of_stages import remind_of_stages
from parindex.portal.assessments.actions.remind_units import remind_units
from parindex.portal.assessments.actions.replay_publications import replay_publications
from parindex.portal.assessments.actions.reply_objection import reply_objection
from parindex.portal.assessments.actions.request_explanation import request_explanation
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
from parindex.portal.assessments.actions.set_calendar import CalendarCuts, CalendarRefused, StageTimes, set_calendar
from parindex.portal.assessments.actions.shorten_extension import shorten_extension
from parindex.portal.assessments.actions.state_work_left_reason import state_work_left_reason
from parindex.portal.assessments.actions.take_back_acceptance import take_back_acceptance
from parindex.portal.assessments.actions.tell_of_publication import tell_of_publication
from parindex.portal.assessments.actions.undo_last_save import undo_last_save
from parindex.portal.assessments.actions.unlink_evidence import unlink_evidence
from parindex.portal.assessments.actions.upload_evidence import SameFile, upload_evidence
from parindex.portal.assessments.actions.withdraw_thread import withdraw_thread

__all__ = [
    "AcceptAnswer",
    "Answer",
    "AppraisalConflict",
    "Assigning",
    "Ballot",
    "CalendarCuts",
    "CalendarRefused",
    "FigureNotRead",
    "FigureRow",
    "FiguresAnswer",
    "NotReady",
    "OutsideScore",
    "Passage",
    "PrintedLeaf",
    "PrintedUnit",
    "RowAnswer",
    "RowConflict",
    "RowResult",
    "SameFile",
    "SavedRow",
    "SheetDesk",
    "SheetRowTexts",
    "StageTimes",
    "TakingPart",
    "accept_self_scores",
    "allow_objections",
    "answer_explanation",
    "appraise",
    "approve_results",
    "assign_appraiser",
    "assign_leaf_owner",
    "carry_forward_last_year",
    "check_corrections",
    "check_printed_round",
    "close_appraisal_stage",
    "compute_results",
    "copy_round_from_last_year",
    "decide_appeal",
    "decide_dispute",
    "decide_thread",
    "dispute_known_figure",
    "draw_sample",
    "edit_evidence",
    "extend_stage",
    "file_appeal",
    "hand_in_explanations",
    "hand_in_self_assessment",
    "import_outside_scores",
    "import_printed_results",
    "keep_sheet_upload",
    "link_evidence",
    "open_round",
    "publish_correction",
    "publish_results",
    "raise_objection",
    "record_accepted_figure",
    "record_council_meeting",
    "record_figures",
    "remind_of_stages",
    "remind_units",
    "reopen_sheet",
    "replay_publications",
    "reply_objection",
    "request_explanation",
    "save_self_assessment_inputs",
    "save_sheet_rows",
    "send_back_sheet",
    "set_calendar",
    "shorten_extension",
    "state_work_left_reason",
    "submit_to_head",
    "tell_of_publication",
    "take_back_acceptance",
    "undo_last_save",
    "unlink_evidence",
    "upload_evidence",
    "withdraw_assignment",
    "withdraw_dispute",
    "withdraw_thread",
]
