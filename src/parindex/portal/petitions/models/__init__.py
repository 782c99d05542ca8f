"""Models of petitions."""

from parindex.portal.petitions.models.dialogue import Dialogue
from parindex.portal.petitions.models.petition import (
    Petition,
    PetitionKind,
    PetitionNote,
    PetitionSource,
    Rating,
    SupplementRequest,
)
from parindex.portal.petitions.models.petitioner import Petitioner

__all__ = [
    "Dialogue",
    "Petition",
    "PetitionKind",
    "PetitionNote",
    "PetitionSource",
    "Petitioner",
    "Rating",
    "SupplementRequest",
]
