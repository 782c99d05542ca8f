"""What people do with improvement plans. Only these write."""

from parindex.portal.improvement.actions.draft_improvement_plan import draft_improvement_plan
from parindex.portal.improvement.actions.issue_improvement_plan import issue_improvement_plan
from parindex.portal.improvement.actions.save_improvement_line import LineChange, save_improvement_line
from parindex.portal.improvement.actions.save_plan_head import HeadChange, save_plan_head

__all__ = [
    "HeadChange",
    "LineChange",
    "draft_improvement_plan",
    "issue_improvement_plan",
    "save_improvement_line",
    "save_plan_head",
]
