"""What people do in assessment rounds. Only these write."""

from parindex.portal.assessments.actions.compute_results import compute_results
from parindex.portal.assessments.actions.import_printed_results import (
    PrintedLeaf,
    PrintedUnit,
    import_printed_results,
)
from parindex.portal.assessments.actions.open_round import TakingPart, open_round
from parindex.portal.assessments.actions.publish_results import publish_results
from parindex.portal.assessments.actions.record_figures import Answer, FigureRow, FiguresAnswer, record_figures

__all__ = [
    "Answer",
    "FigureRow",
    "FiguresAnswer",
    "PrintedLeaf",
    "PrintedUnit",
    "TakingPart",
    "compute_results",
    "import_printed_results",
    "open_round",
    "publish_results",
    "record_figures",
]
