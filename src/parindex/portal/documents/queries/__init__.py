"""Reading the catalogue: search, what is the same, where a document is used, files on their way."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from parindex.portal.accounts.models import User
from parindex.portal.documents import permissions
from parindex.portal.documents.models import Document, DocumentFile, Upload
from parindex.portal.platform.folding import fold
from parindex.portal.platform.refusals import ActionRefused


@dataclass(frozen=True, slots=True)
class Use:
    """Where a document is used: for which criterion of which unit and year. ``sealed``: no longer to be changed."""

    document: int
    where: str
    unit: str
    unit_row: int
    year: int
    address: str
    sealed: bool


UsesOf = Callable[[Iterable[int]], Iterable[Use]]
# Floors above the catalogue use documents; each tells its uses here when it starts (its apps.py).
_tellers: list[UsesOf] = []


def tell_uses(teller: UsesOf) -> None:
    """Register what an upper floor knows about the use of documents (by row id)."""
    if teller not in _tellers:
        _tellers.append(teller)


def uses_of(documents: Iterable[int], units: set[int] | None = None) -> dict[int, list[Use]]:
    """Document (row id) → where it is used, newest first; ``units``: only by these units (row ids)."""
    ids = list(documents)
    found: dict[int, list[Use]] = {each: [] for each in ids}
    for teller in _tellers if ids else ():
        for use in teller(ids):
            if units is None or use.unit_row in units:
                found[use.document].append(use)
    return {each: sorted(uses, key=lambda use: (-use.year, use.unit, use.where)) for each, uses in found.items()}


def listed(actor: User, *, text: str = "", kind: str = "", year: str = "") -> QuerySet[Document]:
    """Documents that the person may see; every word of ``text`` in number, symbol, issuer or title, accents aside."""
    found = permissions.visible_to(actor)
    if kind:
        found = found.filter(kind=kind)
    if year.isdigit():
        found = found.filter(issued_on__year=int(year))
    elif year == "none":
        found = found.filter(issued_on=None)
    for word in fold(text).split():
        found = found.filter(folded__contains=word)
    return found


def years_listed(visible: QuerySet[Document]) -> list[int]:
    """Years of issue that occur, newest first."""
    days = visible.filter(issued_on__isnull=False).order_by().dates("issued_on", "year")
    return sorted((day.year for day in days), reverse=True)


def with_same_content(actor: User | None, sha256: str) -> list[Document]:
    """Documents of the catalogue that hold the same bytes, as far as the person may see them."""
    found = Document.objects.all() if actor is None else permissions.visible_to(actor)
    return list(found.filter(files__stored__sha256=sha256).distinct()[:5])


def same_numbers(documents: Iterable[Document]) -> dict[int, date]:
    """Document (row id) → the date of another with the same number, symbol and issuer in that year; one query.

    One of the two dates is probably wrong. Numbers begin again each year, so other years do not count.
    """
    asked = [each for each in documents if each.number and each.issued_on]
    if not asked:
        return {}
    others = Document.objects.filter(number__in={each.number for each in asked}, issued_on__isnull=False)
    found: dict[int, date] = {}
    for other in others.order_by("issued_on"):
        for each in asked:
            if each.pk != other.pk and each.issued_on != other.issued_on and _same_sign(each, other):
                found[each.pk] = other.issued_on  # type: ignore[assignment]  # filtered above
    return found


def _same_sign(one: Document, other: Document) -> bool:
    if other.unit_id != one.unit_id and not other.published:
        return False
    years = {each.issued_on.year for each in (one, other) if each.issued_on}
    key = (one.number, fold(one.symbol), fold(one.issuer))
    return len(years) == 1 and key == (other.number, fold(other.symbol), fold(other.issuer))


def file_of(actor: User, document_id: str, file_id: str) -> DocumentFile | None:
    """A file by both public ids, with its bytes' row and checks, when the person may see its document; one query."""
    visible = permissions.visible_to(actor).filter(public_id=document_id)
    files = DocumentFile.objects.select_related("document", "stored__checked__preview")
    return files.filter(document__in=visible, public_id=file_id).first()


def content_of(upload: Upload) -> bytes:
    """The bytes of a whole upload. Raises ``ActionRefused`` when some are missing, or they are not those announced."""
    if not upload.is_whole or not upload.path.exists():
        raise ActionRefused("documents.upload_not_whole", {"name": upload.name})
    content = upload.path.read_bytes()
    if len(content) != upload.size or (upload.sha256 and hashlib.sha256(content).hexdigest() != upload.sha256):
        raise ActionRefused("documents.upload_changed", {"name": upload.name})
    return content
