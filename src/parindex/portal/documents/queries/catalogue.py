"""The catalogue as it is searched: in cards and in texts, by kind, issuer, year, force and use."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Min, Q, QuerySet

from parindex.portal.accounts.models import User
from parindex.portal.documents import permissions
from parindex.portal.documents.engine_bridge.acts import Force, known_acts
from parindex.portal.documents.models import Document, RelationKind
from parindex.portal.documents.queries import listed
from parindex.portal.documents.queries.texts import holding
from parindex.portal.organisations.models import OrgUnit
from parindex.portal.organisations.queries import units_visible_to
from parindex.portal.platform import clock
from parindex.portal.platform.folding import fold

MOST_ISSUERS = 300


@dataclass(frozen=True, slots=True)
class Asked:
    """What is looked for; empty: everything. ``year`` may be ``none``; ``force`` a ``Force`` or ``unknown``; ``used``
    ``yes`` or ``no``: as evidence of units that the person sees.
    """

    text: str = ""
    kind: str = ""
    issuer: str = ""
    """A ``body_key``."""
    year: str = ""
    force: str = ""
    used: str = ""


@dataclass(frozen=True, slots=True)
class Standing:
    """Whether a document is in force, and what took its place."""

    force: Force
    replaced_by: tuple[str, ...] = ()


Users = Callable[[QuerySet[OrgUnit]], Iterable[int]]
# Floors above that use documents tell which ones, by row id, for use by the units given.
_users: list[Users] = []


def tell_used(user: Users) -> None:
    """Register what an upper floor uses, as row ids of documents."""
    if user not in _users:
        _users.append(user)


def sought(actor: User, asked: Asked) -> QuerySet[Document]:
    """Documents that the person may see; every word in the card, or every word in one passage of a file's text."""
    found = listed(actor, kind=asked.kind, year=asked.year)
    found = found.filter(words_found(asked.text))
    if asked.issuer:
        found = found.filter(body_key=asked.issuer)
    if asked.force in _BY_FORCE:
        found = _BY_FORCE[asked.force](found, _replaced(permissions.visible_to(actor)))
    if asked.used in ("yes", "no") and _users:
        used = Q()
        for user in _users:
            used |= Q(pk__in=user(units_visible_to(actor)))
        found = found.filter(used if asked.used == "yes" else ~used)
    return found


def words_found(text: str) -> Q:
    """Documents with every word of ``text`` in the card, or in one passage of the text of a file."""
    in_card = Q()
    for word in fold(text).replace('"', " ").replace("“", " ").replace("”", " ").split():
        in_card &= Q(folded__contains=word)
    return in_card | Q(pk__in=holding(text).values("document")) if in_card else in_card


def issuers_listed(visible: QuerySet[Document]) -> list[tuple[str, str]]:
    """Bodies that issued these documents: key and name."""
    named = visible.exclude(body_key="").order_by()
    bodies = named.values("body_key").annotate(name=Min("issuer"), count=Count("pk")).order_by("-count", "body_key")
    found = [(each["body_key"], each["name"]) for each in bodies[:MOST_ISSUERS]]
    return sorted(found, key=lambda each: fold(each[1]))


def standing_of(documents: Iterable[Document], visible: QuerySet[Document]) -> dict[int, Standing]:
    """Document (row id) → its standing today, where it is known: from the acts of the rulebooks, and from documents
    of the catalogue (among ``visible``) that replace it. One query.
    """
    rows, today = list(documents), clock.today()
    found: dict[int, Standing] = {}
    for each in rows:
        for act in known_acts():
            force = act.force_on(today) if _is(act.sign_key, act.is_told_apart, act.day, each) else None
            if force is not None:
                found[each.pk] = Standing(force, act.replaced_by)
    replacing = visible.filter(relations__kind=RelationKind.REPLACES, relations__other__in=[each.pk for each in rows])
    for number, symbol, old in replacing.values_list("number", "symbol", "relations__other"):
        found[old] = Standing(Force.ENDED, ("/".join(part for part in (number, symbol) if part),))
    return found


def _is(sign: str, told_apart: bool, day: date | None, document: Document) -> bool:
    return document.sign_key == sign and (told_apart or (day is not None and document.issued_on == day))


def _acts(force: Force | None) -> Q:
    """Documents that are acts of this standing today; ``None``: acts of any known standing."""
    today, found = clock.today(), Q(pk__in=[])
    for act in known_acts():
        stands = act.force_on(today)
        if stands is not None and force in (None, stands):
            is_it = Q(sign_key=act.sign_key)
            found |= is_it if act.is_told_apart else is_it & Q(issued_on=act.day, issued_on__isnull=False)
    return found


def _replaced(visible: QuerySet[Document]) -> QuerySet[Document]:
    return Document.objects.filter(related_from__kind=RelationKind.REPLACES, related_from__document__in=visible)


_BY_FORCE: dict[str, Callable[[QuerySet[Document], QuerySet[Document]], QuerySet[Document]]] = {
    Force.IN_FORCE.value: lambda found, replaced: found.filter(_acts(Force.IN_FORCE)).exclude(pk__in=replaced),
    Force.ENDED.value: lambda found, replaced: found.filter(_acts(Force.ENDED) | Q(pk__in=replaced)),
    Force.UNSURE.value: lambda found, replaced: found.filter(_acts(Force.UNSURE)).exclude(pk__in=replaced),
    "unknown": lambda found, replaced: found.exclude(_acts(None)).exclude(pk__in=replaced),
}
