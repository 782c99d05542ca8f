"""What people do on their overviews. Only these write."""

from parindex.portal.dashboards.actions.make_calendar_feed import make_calendar_feed

__all__ = ["make_calendar_feed"]
