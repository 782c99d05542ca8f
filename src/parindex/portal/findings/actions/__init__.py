"""What people and checks do with findings. Only these write."""

from parindex.portal.findings.actions.answer_finding import FindingAnswer, answer_finding
from parindex.portal.findings.actions.close_cured_findings import (
    Cure,
    FindingKey,
    Settled,
    close_cured_findings,
    key_of,
)
from parindex.portal.findings.actions.record_findings import Answer, FindingRow, Recorded, Subject, record_findings

__all__ = [
    "Answer",
    "Cure",
    "FindingAnswer",
    "FindingKey",
    "FindingRow",
    "Recorded",
    "Settled",
    "Subject",
    "answer_finding",
    "close_cured_findings",
    "key_of",
    "record_findings",
]
