"""Citations and cards, compared by the engine."""

from __future__ import annotations

from collections.abc import Sequence

from parindex.engine.documents.cataloguing.citation_matching import Match, Told, best_of
from parindex.portal.documents.models import CitedDocument, Document, DocumentKind
from parindex.portal.platform.folding import fold

__all__ = ["Match", "cards_meant"]

_KINDS = {
    "kế hoạch": DocumentKind.PLAN,
    "quyết định": DocumentKind.DECISION,
    "báo cáo": DocumentKind.REPORT,
    "công văn": DocumentKind.LETTER,
    "tờ trình": DocumentKind.PROPOSAL,
    "giấy mời": DocumentKind.INVITATION,
    "biên bản": DocumentKind.MINUTES,
}
_TOLD_APART = frozenset(kind.value for kind in _KINDS.values())


def cards_meant(citation: CitedDocument, cards: Sequence[Document]) -> list[tuple[Document, Match]]:
    """Cards that a citation means, the surest kind only."""
    return [(cards[at], how) for at, how in best_of(_cited(citation), [_card(each) for each in cards])]


def _cited(citation: CitedDocument) -> Told:
    kind = _KINDS.get(citation.type.lower())
    return Told(
        sign=citation.sign_key,
        type=kind.value if kind else "",
        day=citation.issued_on,
        year=citation.year,
        issuer=citation.body_key,
        title=fold(citation.title),
    )


def _card(document: Document) -> Told:
    return Told(
        sign=document.sign_key,
        type=document.kind if document.kind in _TOLD_APART else "",
        day=document.issued_on,
        issuer=document.body_key,
        title=fold(document.title),
    )
