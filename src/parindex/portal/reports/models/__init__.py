"""Models of reports."""

from parindex.portal.reports.models.draft import BoundFigure, Draft

__all__ = ["BoundFigure", "Draft"]
