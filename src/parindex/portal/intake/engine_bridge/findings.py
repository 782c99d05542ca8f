"""Stored findings in words."""

from __future__ import annotations

from parindex.portal.findings.engine_bridge import from_json
from parindex.portal.findings.models import Finding
from parindex.portal.platform.words import say


def sentence_of(finding: Finding) -> str:
    """What does not hold, with its figures."""
    return say(f"finding.{finding.rule}", from_json(finding.figures))
