"""What people do with facts. Only these write."""

from parindex.portal.facts.actions.check_published_facts import check_published_facts
from parindex.portal.facts.actions.confirm_version import confirm_version
from parindex.portal.facts.actions.declare_indicators import IndicatorRow, declare_indicators
from parindex.portal.facts.actions.record_values import Answer, Recorded, ValueRow, record_values

__all__ = [
    "Answer",
    "IndicatorRow",
    "Recorded",
    "ValueRow",
    "check_published_facts",
    "confirm_version",
    "declare_indicators",
    "record_values",
]
