"""What may be asked of rankings and of a unit's page; everything lives in the address, nothing is saved."""

from parindex.portal.assessments.forms.path import PathQuestion, read_path_question
from parindex.portal.assessments.forms.ranking import RankingFilter
from parindex.portal.assessments.forms.trial import Box, TrialLeaf, TrialQuestion, read_trial

__all__ = [
    "Box",
    "PathQuestion",
    "RankingFilter",
    "TrialLeaf",
    "TrialQuestion",
    "read_path_question",
    "read_trial",
]
