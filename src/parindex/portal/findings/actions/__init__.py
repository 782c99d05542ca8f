"""What people and checks do with findings. Only these write."""

from parindex.portal.findings.actions.answer_finding import FindingAnswer, answer_finding
from parindex.portal.findings.actions.record_findings import Answer, FindingRow, Recorded, Subject, record_findings

__all__ = [
    "Answer",
    "FindingAnswer",
    "FindingRow",
    "Recorded",
    "Subject",
    "answer_finding",
    "record_findings",
]
