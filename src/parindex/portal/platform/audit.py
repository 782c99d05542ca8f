"""Writing and checking the audit. Only actions call `record`."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, time, timedelta

from django.contrib.auth.models import AbstractBaseUser
from django.db import connection, transaction
from django.db.models import Max, QuerySet

from parindex.portal.platform import acting, clock
from parindex.portal.platform.models import AuditEntry, AuditSeal
from parindex.portal.platform.prepared import Prepared


# Without a savepoint: an act whose entry cannot be written is undone as a whole.
@transaction.atomic(savepoint=False)
def record(
    *,
    stream: str,
    action: str,
    subject: str,
    actor: AbstractBaseUser | None,
    references: Mapping[str, object] | None = None,
) -> AuditEntry:
    """Append one act to its stream, inside the transaction of the action that did it.

    `stream` names the chain (`unit:<id>`, `round:<id>/unit:<id>`, `document:<id>`), `action` is the dotted name of the
    action (`organisations.import_units`), `subject` the public id of the thing. `references` hold ids, codes and
    counts; never names or other personal data. `actor` is None for work that the system does by itself. An act done
    in a position lent by another carries that person's public id under `acted_for`, and the position.
    """
    choice = acting.chosen_by(actor.pk) if actor else None
    lent = {"acted_for": choice.holder, "position": choice.public_id} if choice and choice.holder else {}
    _wait_for_turn(stream)
    last_number, last_hash = _END_OF_CHAIN.first(stream=stream) or (0, "")
    entry = AuditEntry(
        stream=stream,
        number=last_number + 1,
        at=clock.now(),
        actor_id=actor.pk if actor else None,
        action=action,
        subject=subject,
        references=json.loads(json.dumps({**(references or {}), **lent}, ensure_ascii=False)),
        previous_hash=last_hash,
    )
    entry.hash = hash_of(entry)
    entry.save()
    return entry


def _end_of_chain(stream: str) -> QuerySet[AuditEntry, tuple[int, str]]:
    return AuditEntry.objects.filter(stream=stream).order_by("-number").values_list("number", "hash")[:1]


_END_OF_CHAIN = Prepared(_end_of_chain, stream=str)


def _wait_for_turn(stream: str) -> None:
    """Two acts on one stream follow each other, also when it has no entry yet whose row could be locked.

    PostgreSQL holds the lock until the transaction ends; SQLite has one writer at a time anyway.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"audit/{stream}"])


def hash_of(entry: AuditEntry) -> str:
    """SHA-256 over the entry's fields and the hash before it."""
    return _digest(
        [
            entry.stream,
            entry.number,
            entry.at.astimezone(UTC).isoformat(),
            entry.actor_id,
            entry.action,
            entry.subject,
            entry.references,
            entry.previous_hash,
        ]
    )


def broken_entries(stream: str) -> Iterator[AuditEntry]:
    """Entries of a stream that do not follow from the one before: changed, or with others missing before them."""
    number, previous = 0, ""
    for entry in AuditEntry.objects.filter(stream=stream).order_by("number").iterator():
        if entry.number != number + 1 or entry.previous_hash != previous or entry.hash != hash_of(entry):
            yield entry
        number, previous = entry.number, entry.hash


@transaction.atomic
def seal_day(day: date) -> AuditSeal:
    """Seal the heads of all streams as they stood at the end of `day` (Vietnam time); a sealed day is returned as it
    is.

    Days are sealed in order; days without a seal before `day` need none of their own, as the heads contain them.
    """
    sealed = AuditSeal.objects.filter(day=day).first()
    if sealed:
        return sealed
    previous = AuditSeal.objects.filter(day__lt=day).order_by("-day").first()
    heads, entries, last_entry = _heads_at_end_of(day)
    seal = AuditSeal(
        day=day,
        at=clock.now(),
        entries=entries,
        last_entry=last_entry,
        heads_hash=_digest(heads),
        previous_hash=previous.hash if previous else "",
    )
    seal.hash = _seal_hash(seal)
    seal.save()
    return seal


def broken_seals() -> Iterator[AuditSeal]:
    """Seals that no longer agree with the audit, or with the seal before."""
    previous = ""
    for seal in AuditSeal.objects.order_by("day"):
        heads, entries, last_entry = _heads_at_end_of(seal.day)
        agrees = (seal.heads_hash, seal.entries, seal.last_entry) == (_digest(heads), entries, last_entry)
        if not agrees or seal.previous_hash != previous or seal.hash != _seal_hash(seal):
            yield seal
        previous = seal.hash


def _heads_at_end_of(day: date) -> tuple[list[list[str]], int, int]:
    end = datetime.combine(day + timedelta(days=1), time.min, tzinfo=clock.VIETNAM)
    before = AuditEntry.objects.filter(at__lt=end)
    heads = before.order_by().values("stream").annotate(head=Max("number"))
    hashes = {(entry.stream, entry.number): entry.hash for entry in before.only("stream", "number", "hash")}
    listed = sorted([row["stream"], hashes[row["stream"], row["head"]]] for row in heads)
    return listed, len(hashes), before.aggregate(last=Max("id"))["last"] or 0


def _seal_hash(seal: AuditSeal) -> str:
    return _digest([seal.day.isoformat(), seal.heads_hash, seal.entries, seal.last_entry, seal.previous_hash])


def _digest(content: object) -> str:
    canonical = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()
