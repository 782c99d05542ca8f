"""Rows of the dashboards."""

from parindex.portal.dashboards.models.calendar_feed import CalendarFeed

__all__ = ["CalendarFeed"]
