"""Take petitions into the register: one from the page, many from a file; every row gets its own answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import NamedTuple

from django.db import transaction
from django.db.models import Max

from parindex.engine.numbers.dates import read_date
from parindex.portal.accounts.models import User
from parindex.portal.organisations.models import OrgUnit
from parindex.portal.petitions import engine_bridge, permissions
from parindex.portal.petitions.actions import covered, keep, stream_of
from parindex.portal.petitions.engine_bridge import KnownPerson
from parindex.portal.petitions.models import Petition, Petitioner, PetitionKind, PetitionSource
from parindex.portal.platform import audit, clock

LONGEST = 10_000
EARLIEST = timedelta(days=3 * 365)


@dataclass(frozen=True, slots=True)
class NewPetition:
    """What is known at receipt. ``person`` goes to the restricted table only; ``place``: the line of the file."""

    content: str
    source: PetitionSource
    received_at: datetime | None = None
    kind: PetitionKind = PetitionKind.OTHER
    concerned: str = ""
    subject_field: str = ""
    procedure_code: str = ""
    dossier_code: str = ""
    outside_code: str = ""
    person: KnownPerson = field(default_factory=KnownPerson)
    place: int = 0
    simulated: bool = False


class Received(NamedTuple):
    """The answer to a row: the petition, or a code and values (never a cell of the row) saying why not."""

    row: NewPetition
    petition: Petition | None
    code: str = ""
    values: dict[str, object] = {}
    is_new: bool = True


@transaction.atomic
def receive_petitions(
    *, actor: User | None, unit: OrgUnit, rows: Sequence[NewPetition], earlier: Petition | None = None
) -> tuple[Received, ...]:
    """Register the rows that are right. A row with an outside code that is registered already changes nothing."""
    permissions.may_register(actor, unit).or_refuse()
    OrgUnit.objects.select_for_update().get(pk=unit.pk)  # numbers are given one after the other
    known = {
        row.outside_code: row
        for row in Petition.objects.filter(unit=unit, outside_code__in=[r.outside_code for r in rows if r.outside_code])
    }
    answers = []
    for row in rows:
        standing = known.get(row.outside_code) if row.outside_code else None
        if standing is not None and earlier is None:
            answers.append(Received(row, standing, is_new=False))
            continue
        fault = _fault(row)
        if fault is not None:
            answers.append(Received(row, None, *fault, is_new=False))
            continue
        petition = _write(actor, unit, row, earlier)
        if row.outside_code:
            known[row.outside_code] = petition
        answers.append(Received(row, petition))
    return tuple(answers)


def _fault(row: NewPetition) -> tuple[str, dict[str, object]] | None:
    now = clock.now()
    if not row.content.strip():
        return "petitions.content_missing", {}
    if len(row.content) > LONGEST:
        return "petitions.content_too_long", {"most": LONGEST}
    if row.received_at is not None and row.received_at > now:
        return "petitions.received_in_future", {}
    if row.received_at is not None and row.received_at < now - EARLIEST:
        return "petitions.received_too_early", {"years": 3}
    if any(engine_bridge.find_personal(code) for code in (row.outside_code, row.procedure_code, row.dossier_code)):
        return "petitions.code_is_personal", {}
    return None


def _write(actor: User | None, unit: OrgUnit, row: NewPetition, earlier: Petition | None) -> Petition:
    now = clock.now()
    received_at = row.received_at or now
    year = received_at.astimezone(clock.VIETNAM).year
    last = Petition.objects.filter(unit=unit, year=year).aggregate(last=Max("number"))["last"] or 0
    person = row.person
    petitioner = Petitioner(
        full_name=person.full_name.strip()[:200],
        phone=person.phone.strip()[:40],
        address=person.address.strip()[:500],
        identity_number=person.identity_number.strip()[:40],
        mail=person.mail.strip()[:200],
        content_as_written=row.content.strip(),
    )
    petition = Petition(
        unit=unit,
        year=year,
        number=last + 1,
        outside_code=row.outside_code.strip()[:60],
        concerned=covered(row.concerned, petitioner)[:300],
        source=row.source,
        kind=row.kind,
        subject_field=covered(row.subject_field, petitioner)[:200],
        procedure_code=row.procedure_code.strip()[:60],
        dossier_code=row.dossier_code.strip()[:60],
        content=covered(row.content, petitioner),
        received_at=received_at,
        earlier=earlier,
        registered_at=now,
        registered_by=actor,
        simulated=row.simulated,
    )
    keep(petition)
    petitioner.petition = petition
    petitioner.save()
    audit.record(
        stream=stream_of(petition),
        actor=actor,
        action="petitions.receive",
        subject=petition.public_id,
        references={"unit": unit.public_id, "source": petition.source, "kind": petition.kind},
    )
    return petition


def read_day(text: str) -> datetime | None:
    """A day as typed, at the opening of the office; None when it is none."""
    reading = read_date(text)
    if reading.problem is not None or reading.value is None:
        return None
    day = reading.value
    return datetime(day.year, day.month, day.day, 7, 0, tzinfo=clock.VIETNAM)


__all__ = ["KnownPerson", "NewPetition", "Received", "read_day", "receive_petitions"]
