"""Models of assessment rounds."""

from parindex.portal.assessments.models.result import NodeResult, UnitResult
from parindex.portal.assessments.models.round import Origin, PeerGroup, Round, RoundUnit
from parindex.portal.assessments.models.score import Entry, Score, Stage

__all__ = ["Entry", "NodeResult", "Origin", "PeerGroup", "Round", "RoundUnit", "Score", "Stage", "UnitResult"]
