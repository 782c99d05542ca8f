"""Which kind of document a symbol or a title names: a proposal that a person confirms."""

from __future__ import annotations

import re
from typing import NamedTuple

from parindex.portal.documents.models import DocumentKind
from parindex.portal.platform.folding import fold
from parindex.tools.shipped_reading import shipped_words

KIND_OF_TYPE = {
    "kế hoạch": DocumentKind.PLAN,
    "quyết định": DocumentKind.DECISION,
    "báo cáo": DocumentKind.REPORT,
    "công văn": DocumentKind.LETTER,
    "tờ trình": DocumentKind.PROPOSAL,
    "giấy mời": DocumentKind.INVITATION,
    "biên bản": DocumentKind.MINUTES,
}
"""Name of a type as documents print it, in small letters, where the catalogue has a kind of its own for it."""
_PART = re.compile(r"[^\W\d_]+")


class ProposedKind(NamedTuple):
    """``by_symbol``: the symbol says so; else only the first words of the title, which may speak of another one."""

    kind: DocumentKind
    by_symbol: bool


def proposed_kind(symbol: str, title: str) -> ProposedKind | None:
    """``KH-UBND`` and ``45/KH-UBND`` → a plan; "Tờ trình về việc …" → a proposal; ``None`` where neither says it.

    A symbol that names a type of which the catalogue has no kind (TB, HD) answers ``None``, whatever the title says.
    """
    for part in _PART.findall(symbol)[:1]:
        named = shipped_words().type_of_symbol.get(part)
        if named is not None:
            kind = KIND_OF_TYPE.get(named.lower())
            return ProposedKind(kind, by_symbol=True) if kind else None
    folded = f"{fold(title)} "
    for name, kind in KIND_OF_TYPE.items():
        if folded.startswith(f"{fold(name)} "):
            return ProposedKind(kind, by_symbol=False)
    return None
