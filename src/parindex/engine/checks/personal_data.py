"""Personal data in a text: numbers that only a person has, and what is known of one person.

Finding is on the safe side: rather a word too many is covered than a name published.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

COVER = "[…]"
"""What stands instead of what was covered."""
_PHONE = re.compile(r"(?<!\d)(?:\+?84|0)(?:[\s.\-]?\d){8,10}(?!\d)")
_IDENTITY = re.compile(r"(?<!\d)(?:\d{12}|\d{9}|0\d{2}(?:[\s.]\d{3}){3})(?!\d)")
_DOSSIER = re.compile(r"(?<!\w)[A-Z]\d{2}(?:\.\d{1,3})+-\d{6}-\d{1,6}(?!\d)")
"""H68.00.61-261118-0002: office, day of receipt, number."""
_MAIL = re.compile(r"[^\s@<>,;]+@[^\s@<>,;]+\.[^\s@<>,;.]+")
_HONORIFIC = r"(?:ong|ba|anh|chi|co|chu|bac|em|chau|cu|di|thay|cong dan|ho ten|ten la|toi la|nguoi dan)"
_PLACES = re.compile(
    r"(?:xa|phuong|thi tran|thi xa|huyen|quan|tinh|thanh pho|tp\.?|dac khu|viet nam)\b|(?:lam dong|da lat)$"
)
"""Parts of an address that hold thousands of people."""
_DESIGNATIONS = re.compile(
    r"\b(?:so(?:\s+nha)?\s+[\w/\-]+|duong|pho|ngo|hem|ngach|thon|ban|buon|bon|lang|ap|xom|to(?:\s+dan\s+pho)?(?:\s+\d+)?"
    r"|khu(?:\s+pho)?|doi|to dan pho)\b"
)
"""What stands before a street's or hamlet's own name, which is looked for by itself as well when it has two words."""
_SHORTEST = 4
"""Letters of an address part that is looked for; "Số 5" alone stands in too many texts."""


class PersonalKind(StrEnum):
    """What was found. Worded as ``personal.<code>``."""

    NAME = "name"
    PHONE = "phone"
    ADDRESS = "address"
    IDENTITY_NUMBER = "identity_number"
    MAIL = "mail"


@dataclass(frozen=True, slots=True)
class KnownPerson:
    """What is known of the person whose data must not show; empty parts are not known."""

    full_name: str = ""
    phone: str = ""
    address: str = ""
    identity_number: str = ""
    mail: str = ""


class Personal(NamedTuple):
    """One find: the text from ``start`` up to ``end``, of the composed (NFC) text."""

    kind: PersonalKind
    start: int
    end: int


def find_personal(text: str, person: KnownPerson | None = None) -> tuple[Personal, ...]:
    """Everything personal in ``text`` (composed first), in order, without overlaps.

    Phone numbers, identity numbers and mail addresses of anybody; name, address and numbers of ``person`` whatever
    their accents, case and spacing; his given name after a form of address ("ông Bình").
    """
    composed = unicodedata.normalize("NFC", text)
    finds = [Personal(PersonalKind.MAIL, *found.span()) for found in _MAIL.finditer(composed)]
    # the number of a dossier holds digits that look like a phone's
    blanked = _DOSSIER.sub(lambda code: "#" * len(code[0]), composed)
    finds += [Personal(PersonalKind.PHONE, *found.span()) for found in _PHONE.finditer(blanked)]
    finds += [Personal(PersonalKind.IDENTITY_NUMBER, *found.span()) for found in _IDENTITY.finditer(blanked)]
    if person is not None:
        finds += _of_person(composed, _folded(composed), person)
    return tuple(apart(finds))


def cover(text: str, person: KnownPerson | None = None) -> str:
    """The composed text with everything personal replaced by ``COVER``."""
    composed = unicodedata.normalize("NFC", text)
    # covering may part words that were glued together, so that a name shows only now
    while finds := find_personal(composed, person):
        composed = covered_once(composed, finds)
    return composed


def covered_once(composed: str, finds: Iterable[Personal]) -> str:
    """The text with ``COVER`` instead of each find; they are in order and apart."""
    pieces, at = [], 0
    for found in finds:
        pieces += [composed[at : found.start], COVER]
        at = found.end
    return "".join([*pieces, composed[at:]])


def _of_person(text: str, folded: str, person: KnownPerson) -> Iterator[Personal]:
    for part in _name_patterns(person.full_name):
        yield from (Personal(PersonalKind.NAME, *found.span()) for found in re.finditer(part, folded))
    for part in _address_parts(person.address):
        pattern = rf"(?<!\w){_loosely(part)}(?!\w)"
        yield from (Personal(PersonalKind.ADDRESS, *found.span()) for found in re.finditer(pattern, folded))
    for kind, number in (
        (PersonalKind.PHONE, person.phone),
        (PersonalKind.IDENTITY_NUMBER, person.identity_number),
    ):
        digits = re.sub(r"\D", "", number)
        if kind is PersonalKind.PHONE:
            digits = re.sub(r"^(?:84|0)", "", digits)
        if len(digits) >= 6:
            pattern = r"(?:\+?84[\s.\-]?|0)?" + r"[\s.\-]?".join(digits)
            yield from (Personal(kind, *found.span()) for found in re.finditer(pattern, text))
    mail = _folded(unicodedata.normalize("NFC", person.mail.strip()))
    for part in (mail, mail.partition("@")[0]):
        if len(part) > _SHORTEST:
            pattern = rf"(?<!\w){re.escape(part)}(?!\w)"
            yield from (Personal(PersonalKind.MAIL, *found.span()) for found in re.finditer(pattern, folded))


def _name_patterns(full_name: str) -> Iterator[str]:
    """The whole name, its last two words, and the given name after a form of address."""
    words = _folded(unicodedata.normalize("NFC", full_name)).split()
    if not words:
        return
    yield rf"(?<!\w){_loosely(' '.join(words))}(?!\w)"
    if len(words) > 2:
        yield rf"(?<!\w){_loosely(' '.join(words[-2:]))}(?!\w)"
    yield rf"(?<!\w){_HONORIFIC}\s+(?P<given>{re.escape(words[-1])})(?!\w)"


def _address_parts(address: str) -> Iterator[str]:
    """House, street, hamlet; not the commune and what stands above it."""
    folded = _folded(unicodedata.normalize("NFC", address))
    for part in re.split(r"[,;\n]|\s-\s", folded):
        tidy = " ".join(part.split())
        if len(tidy) < _SHORTEST or _PLACES.match(tidy):
            continue
        yield tidy
        for word in _DESIGNATIONS.split(tidy):
            bare = word.strip(" .")
            if bare != tidy and " " in bare and len(bare) >= _SHORTEST:
                yield bare


def _loosely(words: str) -> str:
    return r"\s+".join(re.escape(word) for word in words.split())


def _folded(text: str) -> str:
    """Small letters without accents, as long as the text itself: places found in it are places of the text."""
    letters = []
    for letter in text:
        plain = unicodedata.normalize("NFD", letter.lower().replace("đ", "d"))[:1]
        letters.append(plain if plain and not unicodedata.combining(plain) else letter)
    return "".join(letters)


def apart(finds: Sequence[Personal]) -> Iterator[Personal]:
    """In order; what overlaps becomes one find of the first kind."""
    standing: Personal | None = None
    for found in _sorted(finds):
        if standing is None:
            standing = found
        elif found.start < standing.end:
            standing = standing._replace(end=max(standing.end, found.end))
        else:
            yield standing
            standing = found
    if standing is not None:
        yield standing


def _sorted(finds: Iterable[Personal]) -> list[Personal]:
    return sorted(finds, key=lambda found: (found.start, -found.end))
