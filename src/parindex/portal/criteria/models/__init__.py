"""Models of criteria sets."""

from parindex.portal.criteria.models.criteria_set import CriteriaSet, CriteriaSetVersion
from parindex.portal.criteria.models.draft import CriteriaSetDraft, DraftChange
from parindex.portal.criteria.models.draft_example import DraftExample
from parindex.portal.criteria.models.node_row import NodeKind, NodeRow

__all__ = [
    "CriteriaSet",
    "CriteriaSetDraft",
    "CriteriaSetVersion",
    "DraftChange",
    "DraftExample",
    "NodeKind",
    "NodeRow",
]
