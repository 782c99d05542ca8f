"""Which card of a catalogue a citation means, as far as number, type, date, issuer and title say."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from parindex.engine.documents.cataloguing import signs


class Match(StrEnum):
    """How sure it is that a card is the document that a citation means."""

    SAME = "same"
    LIKELY = "likely"
    """The number agrees; date, issuer or type is not told on one side, or the type differs."""
    OTHER_DATE = "other_date"
    """Number and issuer agree and the date does not: one of the two is probably wrong."""


@dataclass(frozen=True, slots=True)
class Told:
    """What one side says. Keys of ``signs``; ``year`` also where only a part of the date is printed."""

    sign: str
    type: str = ""
    """One of a closed list that both sides use; empty: not told."""
    day: date | None = None
    year: int | None = None
    issuer: str = ""
    title: str = ""
    """Made comparable by whoever asks."""


def match(cited: Told, card: Told) -> Match | None:
    """How far ``card`` is what ``cited`` means; ``None``: it is another document.

    Numbers begin again each year and at each body. So another year is another document, unless the year is part of
    the number or the titles say the same; another body is another document, unless the symbol names the issuer.
    """
    if not cited.sign or cited.sign != card.sign:
        return None
    central = signs.is_central(cited.sign)
    agree = True if central else signs.bodies_agree(cited.issuer, card.issuer)
    if agree is False:
        return None
    year = cited.day.year if cited.day else cited.year
    card_year = card.day.year if card.day else card.year
    if year and card_year and (year != card_year or (cited.day and card.day and cited.day != card.day)):
        lasting = signs.has_year(cited.sign) or year == card_year or _same_title(cited, card)
        return Match.OTHER_DATE if lasting else None
    if cited.type and card.type and cited.type != card.type:
        return Match.LIKELY
    dated = cited.day is not None and card.day is not None
    sure = bool(agree) and (dated or (central and signs.has_year(cited.sign)))
    return Match.SAME if sure else Match.LIKELY


def best_of(cited: Told, cards: Sequence[Told]) -> list[tuple[int, Match]]:
    """Places of the cards that are meant, the surest kind only; a likely one beside one of another date stays."""
    found = [(at, how) for at, card in enumerate(cards) if (how := match(cited, card)) is not None]
    same = [each for each in found if each[1] is Match.SAME]
    return same or found


def _same_title(cited: Told, card: Told) -> bool:
    short, long = sorted((cited.title, card.title), key=len)
    return len(short) >= 20 and short in long
