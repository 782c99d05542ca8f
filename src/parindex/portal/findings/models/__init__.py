"""Models of findings."""

from parindex.portal.findings.models.finding import Finding

__all__ = ["Finding"]
