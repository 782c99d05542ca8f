"""Models of dossiers."""

from parindex.portal.dossiers.models.apology_letter import ApologyLetter, LetterKind
from parindex.portal.dossiers.models.counting_policy import CountingPolicy
from parindex.portal.dossiers.models.figure_fact import FOR_REPORTS, FigureFact
from parindex.portal.dossiers.models.import_batch import ImportBatch
from parindex.portal.dossiers.models.nightly_pull import PULLED, NightlyPull, TokenFrom
from parindex.portal.dossiers.models.source import DossierSource, SourceMapping
from parindex.portal.dossiers.models.target import DossierTarget

__all__ = [
    "FOR_REPORTS",
    "ApologyLetter",
    "CountingPolicy",
    "DossierSource",
    "DossierTarget",
    "FigureFact",
    "ImportBatch",
    "NightlyPull",
    "PULLED",
    "LetterKind",
    "SourceMapping",
    "TokenFrom",
]
