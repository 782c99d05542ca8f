"""Models of reports."""

from parindex.portal.reports.models.draft import FILLED_HEAD, BoundFigure, Draft

__all__ = ["FILLED_HEAD", "BoundFigure", "Draft"]
