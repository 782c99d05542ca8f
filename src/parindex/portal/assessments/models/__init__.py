"""Models of assessment rounds."""

from parindex.portal.assessments.models.appraisal import (
    AcceptedUnit,
    AppraisalAssignment,
    BulkAcceptance,
    LossReason,
    SampledUnit,
)
from parindex.portal.assessments.models.calendar import Extension, RoundStage, StageWindow
from parindex.portal.assessments.models.council import Approval, CouncilMeeting, Vote, VoteChoice
from parindex.portal.assessments.models.dispute import DisputeState, FigureDispute
from parindex.portal.assessments.models.evidence import EvidenceLink
from parindex.portal.assessments.models.explanation import Message, Thread, ThreadKind, ThreadState
from parindex.portal.assessments.models.extension_request import ExtensionRequest, RequestState
from parindex.portal.assessments.models.history import ScoreVersion
from parindex.portal.assessments.models.publication import Publication
from parindex.portal.assessments.models.result import NodeResult, UnitResult
from parindex.portal.assessments.models.round import Origin, PeerGroup, Round, RoundUnit
from parindex.portal.assessments.models.score import Entry, Score, Stage
from parindex.portal.assessments.models.sheet import LeafOwner, Sheet
from parindex.portal.assessments.models.work_left import WorkLeftKind, WorkLeftReason

__all__ = [
    "AcceptedUnit",
    "BulkAcceptance",
    "AppraisalAssignment",
    "Approval",
    "CouncilMeeting",
    "DisputeState",
    "Entry",
    "EvidenceLink",
    "Extension",
    "ExtensionRequest",
    "FigureDispute",
    "LeafOwner",
    "LossReason",
    "Message",
    "NodeResult",
    "Origin",
    "PeerGroup",
    "Publication",
    "RequestState",
    "Round",
    "RoundStage",
    "RoundUnit",
    "SampledUnit",
    "Score",
    "ScoreVersion",
    "Sheet",
    "Stage",
    "StageWindow",
    "Thread",
    "ThreadKind",
    "ThreadState",
    "UnitResult",
    "Vote",
    "VoteChoice",
    "WorkLeftKind",
    "WorkLeftReason",
]
