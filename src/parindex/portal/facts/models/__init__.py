"""Models of facts."""

from parindex.portal.facts.models.fact import Fact, FactStatus, FactVersion
from parindex.portal.facts.models.indicator import Indicator, Shape

__all__ = ["Fact", "FactStatus", "FactVersion", "Indicator", "Shape"]
