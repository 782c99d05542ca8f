"""What people do with plans. Only these write."""

from parindex.portal.plans.actions.add_plan_lines import add_plan_lines
from parindex.portal.plans.actions.delete_draft import delete_draft, delete_plan_line
from parindex.portal.plans.actions.draft_plan import LineWords, draft_plan
from parindex.portal.plans.actions.issue_plan import issue_plan
from parindex.portal.plans.actions.join_target import join_target
from parindex.portal.plans.actions.save_plan_line import save_plan_line
from parindex.portal.plans.actions.withdraw_plan import withdraw_plan

__all__ = [
    "LineWords",
    "add_plan_lines",
    "delete_draft",
    "delete_plan_line",
    "draft_plan",
    "issue_plan",
    "join_target",
    "save_plan_line",
    "withdraw_plan",
]
