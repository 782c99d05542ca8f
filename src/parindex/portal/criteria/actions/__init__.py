"""What people do with criteria sets. Only these write."""

from parindex.portal.criteria.actions.add_node import add_node
from parindex.portal.criteria.actions.confirm_names import confirm_names
from parindex.portal.criteria.actions.copy_last_years_set import copy_last_years_set
from parindex.portal.criteria.actions.discard_draft import discard_draft
from parindex.portal.criteria.actions.draft_changes import DraftConflict
from parindex.portal.criteria.actions.drop_example import drop_example
from parindex.portal.criteria.actions.edit_crosswalk_line import edit_crosswalk_line
from parindex.portal.criteria.actions.edit_node import edit_node
from parindex.portal.criteria.actions.edit_set_attributes import edit_set_attributes
from parindex.portal.criteria.actions.import_criteria_set import RulebookNotImported, import_criteria_set
from parindex.portal.criteria.actions.issue_criteria_set import issue_criteria_set
from parindex.portal.criteria.actions.issue_draft import DraftExamplesFail, DraftHasErrors, issue_draft
from parindex.portal.criteria.actions.keep_example import keep_example
from parindex.portal.criteria.actions.move_node import move_node
from parindex.portal.criteria.actions.remove_node import remove_node
from parindex.portal.criteria.actions.replace_draft_from_workbook import WorkbookRefused, replace_draft_from_workbook
from parindex.portal.criteria.actions.take_in_examples import ExamplesRefused, take_in_examples
from parindex.portal.criteria.actions.undo_last_change import undo_last_change

__all__ = [
    "DraftConflict",
    "DraftExamplesFail",
    "DraftHasErrors",
    "ExamplesRefused",
    "RulebookNotImported",
    "WorkbookRefused",
    "add_node",
    "confirm_names",
    "copy_last_years_set",
    "discard_draft",
    "drop_example",
    "edit_crosswalk_line",
    "edit_node",
    "edit_set_attributes",
    "import_criteria_set",
    "issue_criteria_set",
    "issue_draft",
    "keep_example",
    "move_node",
    "remove_node",
    "replace_draft_from_workbook",
    "take_in_examples",
    "undo_last_change",
]
