"""Models of plans."""

from parindex.portal.plans.models.plan import Plan, PlanKind, PlanLine

__all__ = ["Plan", "PlanKind", "PlanLine"]
