"""What the overview, the search and everybody's work show. Reads the apps below, through their own permissions."""

from parindex.portal.dashboards.queries.overview import Found, Overview, overview_for, search

__all__ = ["Found", "Overview", "overview_for", "search"]
