"""Whether a draft may be issued under the names that it has."""

from __future__ import annotations

import re

from parindex.engine.rulebook.document import Standing
from parindex.portal.criteria.models import CriteriaSetDraft
from parindex.portal.platform.folding import fold

_MODEL_WORDS = ("bo tieu chi mau", "khong chinh thuc", "model set", "unofficial")
_YEAR = re.compile(r"(?<![0-9])20[0-9]{2}(?![0-9])")


def names_unconfirmed(draft: CriteriaSetDraft) -> bool:
    """A set copied from one that nobody issued keeps that one's names until its coordinator confirms its own."""
    return draft.base.standing != Standing.OFFICIAL and (not draft.issuer or draft.named_title != draft.title)


def says_model(title: str) -> bool:
    """Whether the title says that nobody issued the set."""
    folded = fold(title)
    return any(words in folded for words in _MODEL_WORDS)


def years_in(title: str) -> set[int]:
    """Years that the title names."""
    return {int(year) for year in _YEAR.findall(title)}


def year_of(draft: CriteriaSetDraft) -> int | None:
    """The year that the set is for: its version when that is one, else the year from which it is in force."""
    begins = str(draft.content.get("valid_from") or "")[:4]
    return next((int(text) for text in (draft.version, begins) if re.fullmatch(r"20[0-9]{2}", text)), None)
