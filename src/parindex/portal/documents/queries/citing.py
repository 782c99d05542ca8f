"""The graph of citations, both ways, among the documents that a person may see.

Which card a citation means is told here, whenever somebody looks: cards are put right, and documents come in later.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from django.db.models import Q, QuerySet

from parindex.portal.documents.engine_bridge.acts import Force, KnownAct, known_acts
from parindex.portal.documents.engine_bridge.citing import Match, cards_meant
from parindex.portal.documents.models import CitedDocument, Document, DocumentFile
from parindex.portal.documents.queries.catalogue import standing_of
from parindex.portal.platform import clock
from parindex.portal.platform.folding import fold

MOST_CITING = 200
"""Documents that are shown as naming one."""
SHORTEST_TITLE = 8
_ORDER = ("basis", "proposal", "implements", "amends", "attached_to", "reference")
"""Where a document is named several times, the first of these is what it is named as."""


class Warned(StrEnum):
    """What is to be said of a cited act."""

    ENDED_THEN = "ended_then"
    """No longer in force on the day of the document that cites it."""
    ENDED_SINCE = "ended_since"
    UNSURE = "unsure"


@dataclass(frozen=True, slots=True)
class Cited:
    """One document that is named, with what the catalogue has of it."""

    citation: CitedDocument
    mentions: int
    meant: tuple[tuple[Document, Match], ...] = ()
    """Cards and how sure each is; none: not in the catalogue, or not one that the person may see."""
    within: CitedDocument | None = None
    """The citation that it implements or amends."""
    warned: Warned | None = None
    replaced_by: tuple[str, ...] = ()

    @property
    def is_found(self) -> bool:
        """Whether a card agrees."""
        return any(how is not Match.OTHER_DATE for _, how in self.meant)

    @property
    def other_dates(self) -> tuple[Document, ...]:
        """Cards with this number and another date."""
        return () if self.is_found else tuple(card for card, how in self.meant if how is Match.OTHER_DATE)


@dataclass(frozen=True, slots=True)
class Citing:
    """A document that names another."""

    document: Document
    citation: CitedDocument
    how: Match


def citations_of(document: Document, visible: QuerySet[Document]) -> list[Cited]:
    """What a document names, bases first, then in the order of its text; each document once. Five queries at most."""
    files = DocumentFile.objects.filter(document=document).values("stored")
    read = list(CitedDocument.objects.filter(reading__stored__in=files).order_by("reading", "position"))
    keys = {each.sign_key for each in read if each.sign_key}
    days = {each.issued_on for each in read if not each.sign_key and each.issued_on}
    cards = list(visible.filter(Q(sign_key__in=keys) | Q(issued_on__in=days))) if keys or days else []
    places = {(each.reading_id, each.position): each for each in read}
    found = []
    for mentions in _grouped(read):
        named = min(mentions, key=lambda each: _ORDER.index(each.relation) if each.relation in _ORDER else len(_ORDER))
        meant = _meant(named, cards)
        if any(card.pk == document.pk and how is not Match.OTHER_DATE for card, how in meant):
            continue  # a part of the file names the document itself
        meant = [(card, how) for card, how in meant if card.pk != document.pk]
        within = None if named.within is None else places.get((named.reading_id, named.within))
        warned, replaced_by = _warned(named, document.issued_on)
        found.append(Cited(named, len(mentions), tuple(meant), within, warned, replaced_by))
    found = _with_replaced(found, visible)
    return sorted(found, key=lambda each: each.citation.relation not in ("basis", "proposal"))


def cited_by(document: Document, visible: QuerySet[Document]) -> list[Citing]:
    """Documents that name this one, newest first; a citation that rather means another card is left out."""
    files = DocumentFile.objects.filter(document__in=visible).exclude(document=document)
    by_sign = Q(sign_key=document.sign_key, sign_key__gt="")
    by_day = Q(sign_key="", issued_on=document.issued_on, issued_on__isnull=False)
    said = CitedDocument.objects.filter(by_sign | by_day, reading__stored__in=files.values("stored"))
    citations: dict[int, list[CitedDocument]] = {}
    for each in said.select_related("reading"):
        citations.setdefault(each.reading.stored_id, []).append(each)
    if not citations:
        return []
    cards = list(visible.filter(by_sign)) if document.sign_key else [document]
    naming = files.filter(stored__in=list(citations)).select_related("document")
    found: dict[int, Citing] = {}
    for file in naming.order_by("-document__issued_on", "document__sort_key", "pk"):
        for citation in citations[file.stored_id]:
            how = {card.pk: how for card, how in _meant(citation, cards)}.get(document.pk)
            if how is not None and file.document_id not in found and len(found) < MOST_CITING:
                found[file.document_id] = Citing(file.document, citation, how)
    return list(found.values())


def _meant(citation: CitedDocument, cards: Iterable[Document]) -> list[tuple[Document, Match]]:
    """Cards that a citation means. A law is cited without its number: by its title and day, both as the card has."""
    if citation.sign_key:
        return cards_meant(citation, [card for card in cards if card.sign_key == citation.sign_key])
    title = fold(citation.title)
    if len(title) < SHORTEST_TITLE or citation.issued_on is None:
        return []
    named = (card for card in cards if card.issued_on == citation.issued_on and title in fold(card.title))
    return [(card, Match.SAME) for card in named]


def _grouped(read: Iterable[CitedDocument]) -> list[list[CitedDocument]]:
    """Mentions of one document together: same number and date; without a date, with the only dated one."""
    groups: dict[tuple[str, ...], list[CitedDocument]] = {}
    for each in read:
        day = each.issued_on.isoformat() if each.issued_on else ""
        own = (each.sign_key, day) if each.sign_key else ("", each.type, each.title or each.passage, day)
        groups.setdefault(own, []).append(each)
    for key in [key for key in groups if key[0] and not key[1]]:
        dated = [other for other in groups if other[0] == key[0] and other[1]]
        if len(dated) == 1:
            groups[dated[0]] += groups.pop(key)
    return list(groups.values())


def _warned(citation: CitedDocument, day: date | None) -> tuple[Warned | None, tuple[str, ...]]:
    """What the rulebooks know of the act, on the day of the citing document and today."""
    act = next((each for each in known_acts() if _is(each, citation)), None)
    now = act.force_on(clock.today()) if act else None
    if act is None or now in (None, Force.IN_FORCE):
        return None, ()
    if now is Force.UNSURE or day is None:
        return Warned.UNSURE, act.replaced_by
    ended_then = act.force_on(day) is Force.ENDED
    return (Warned.ENDED_THEN if ended_then else Warned.ENDED_SINCE), act.replaced_by


def _is(act: KnownAct, citation: CitedDocument) -> bool:
    if not citation.sign_key or act.sign_key != citation.sign_key:
        return False
    return act.is_told_apart or (act.day is not None and act.day == citation.issued_on)


def _with_replaced(found: list[Cited], visible: QuerySet[Document]) -> list[Cited]:
    """Also acts of which the catalogue itself holds a document in their place; since when is not known."""
    meant = [card for each in found for card, how in each.meant if how is Match.SAME]
    standing = standing_of(meant, visible) if meant else {}
    told = []
    for each in found:
        ended = next((standing[card.pk] for card, _ in each.meant if card.pk in standing), None)
        if each.warned is None and ended is not None and ended.force is Force.ENDED:
            each = Cited(each.citation, each.mentions, each.meant, each.within, Warned.ENDED_SINCE, ended.replaced_by)
        told.append(each)
    return told
