"""Take in people with their positions: one from the page, many from a workbook."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction

from parindex.portal.accounts.actions.invite_person import invite_person
from parindex.portal.accounts.actions.register_person import register_person
from parindex.portal.accounts.models import User
from parindex.portal.organisations.actions.appoint import appoint
from parindex.portal.organisations.models import OrgUnit, RoleCode
from parindex.portal.organisations.permissions import may_admit
from parindex.portal.platform.folding import fold
from parindex.portal.platform.refusals import ActionRefused, NotAllowed


@dataclass(frozen=True, slots=True)
class PersonRow:
    """One person in one position. `place` is given back with the answer (the row of a sheet)."""

    place: int
    username: str
    full_name: str
    email: str
    role: str
    unit: OrgUnit
    scope: OrgUnit | None = None
    title: str = ""
    phone: str = ""
    start: date | None = None


@dataclass(frozen=True, slots=True)
class Wrong:
    """What is wrong with one column of a row: a wording code and its values."""

    column: str
    code: str
    values: dict[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Admitted:
    """What came of a row: the person, whether he is new; or what is wrong, everything at once."""

    place: int
    person: User | None = None
    is_new: bool = False
    wrong: tuple[Wrong, ...] = ()


def admit_people(*, actor: User | None, rows: Sequence[PersonRow], invite: bool = True) -> tuple[Admitted, ...]:
    """Register each person, give him his position, invite him by mail; a row that is refused stops no other.

    A user name that is known with the same name gets the position only; the same row twice changes nothing. Row
    refusals: `organisations.name_missing`, `username_missing`, `address_wrong`, `role_unknown`, `username_of_another`,
    `no_position`, `other_unit`, and those of `register_person`.
    """
    seen: set[tuple[str, str, int]] = set()
    answers = []
    for row in rows:
        key = (row.username.lower(), row.role, row.unit.pk)
        wrong = _faults(actor, row)
        if key in seen:
            wrong = (*wrong, Wrong("username", "organisations.row_twice", {"username": row.username}))
        seen.add(key)
        answers.append(Admitted(row.place, wrong=wrong) if wrong else _admit(actor, row, invite))
    return tuple(answers)


def _faults(actor: User | None, row: PersonRow) -> tuple[Wrong, ...]:
    wrong = []
    if not row.full_name.strip():
        wrong.append(Wrong("full_name", "organisations.name_missing"))
    if not row.username.strip():
        wrong.append(Wrong("username", "organisations.username_missing"))
    if row.email and not _is_address(row.email):
        wrong.append(Wrong("email", "organisations.address_wrong", {"email": row.email}))
    if row.role not in RoleCode.values:
        wrong.append(Wrong("role", "organisations.role_unknown", {"role": row.role}))
    allowed = may_admit(actor, row.scope or row.unit)
    if not allowed:
        wrong.append(Wrong("unit", allowed.reason, dict(allowed.values)))
    return tuple(wrong)


def _admit(actor: User | None, row: PersonRow, invite: bool) -> Admitted:
    try:
        with transaction.atomic():
            person = User.objects.filter(username__iexact=row.username).first()
            is_new = person is None
            if person is None:
                person = register_person(
                    actor=actor, username=row.username, full_name=row.full_name, email=row.email, phone=row.phone
                )
            elif fold(person.full_name) != fold(row.full_name):
                refused = Wrong("username", "organisations.username_of_another", {"username": row.username})
                return Admitted(row.place, wrong=(refused,))
            appoint(
                actor=actor,
                person=person,
                role=row.role,
                unit=row.unit,
                scope=row.scope,
                title=row.title,
                start=row.start,
            )
            if is_new and invite and person.email:
                invite_person(actor=actor, person=person)
            return Admitted(row.place, person, is_new)
    except NotAllowed as refusal:
        return Admitted(row.place, wrong=(Wrong("unit", refusal.code, refusal.values),))
    except ActionRefused as refusal:
        column = "email" if refusal.code == "accounts.email_taken" else "username"
        return Admitted(row.place, wrong=(Wrong(column, refusal.code, refusal.values),))


def _is_address(text: str) -> bool:
    try:
        validate_email(text)
    except ValidationError:
        return False
    return True
