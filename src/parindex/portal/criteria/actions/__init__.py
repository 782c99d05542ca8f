"""What people do with criteria sets. Only these write."""

from parindex.portal.criteria.actions.import_criteria_set import RulebookNotImported, import_criteria_set
from parindex.portal.criteria.actions.issue_criteria_set import issue_criteria_set

__all__ = ["RulebookNotImported", "import_criteria_set", "issue_criteria_set"]
