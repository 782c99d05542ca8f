"""The clerk's register: give the next number, fill its line in, or say that nothing came of it."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from parindex.portal.accounts.models import User
from parindex.portal.documents import permissions
from parindex.portal.documents.actions.register_document import DocumentCard, register_document
from parindex.portal.documents.engine_bridge.texts import card_keys
from parindex.portal.documents.models import Document, DocumentKind, ReservedNumber
from parindex.portal.documents.queries.registers import borne_by, issuer_of, next_number
from parindex.portal.documents.workflow import ReservedNumberState
from parindex.portal.organisations.models import OrgUnit
from parindex.portal.platform import audit, clock
from parindex.portal.platform.refusals import ActionRefused

LARGEST_NUMBER, LONGEST_REASON = 99_999, 300


@transaction.atomic
def reserve_number(
    *, actor: User | None, unit: OrgUnit, symbol: str, number: int | None = None, purpose: str = ""
) -> ReservedNumber:
    """Give out the next number of this year, or ``number`` where it is still free. Two clerks never get the same.

    Raises ``NotAllowed``; ``ActionRefused`` without a symbol, for a number out of range, or one that is given out or
    borne by a document already.
    """
    permissions.may_number(actor, unit).or_refuse()
    _lock(unit)
    symbol, issuer, year = " ".join(symbol.split()).strip("/")[:60], issuer_of(unit), clock.today().year
    keys = card_keys("1", symbol, issuer)
    if not keys.series_key or not symbol[:1].isalpha():
        raise ActionRefused("documents.number_without_symbol")
    free = next_number(unit, keys.body_key, keys.series_key, year)
    wanted = free if number is None else number
    if not 1 <= wanted <= LARGEST_NUMBER:
        raise ActionRefused("documents.number_out_of_range", {"most": LARGEST_NUMBER})
    if number is not None and _is_taken(unit, keys.body_key, keys.series_key, year, wanted):
        raise ActionRefused(
            "documents.number_taken", {"number": f"{wanted:02d}/{symbol}", "year": str(year), "next": free}
        )
    reserved = ReservedNumber.objects.create(
        unit=unit,
        body_key=keys.body_key,
        issuer=issuer,
        series_key=keys.series_key,
        symbol=symbol,
        year=year,
        number=wanted,
        purpose=" ".join(purpose.split())[:1000],
        reserved_at=clock.now(),
        reserved_by=actor,
    )
    _audit(actor, reserved, "documents.reserve_number")
    return reserved


@transaction.atomic
def fill_in_number(
    *, actor: User | None, reserved: ReservedNumber, kind: DocumentKind, issued_on: date | None, title: str
) -> Document:
    """The document was issued: its card stands in the catalogue under this number.

    Raises ``NotAllowed``; ``ActionRefused`` for a number filled in or given up, without a title, without a day or for
    a day of another year or after today.
    """
    reserved = _locked(actor, reserved)
    if issued_on is None or issued_on.year != reserved.year or issued_on > clock.today():
        raise ActionRefused("documents.number_day_off", {"year": str(reserved.year)})
    card = DocumentCard(
        kind=kind,
        title=title,
        number=f"{reserved.number:02d}",
        symbol=reserved.symbol,
        issued_on=issued_on,
        issuer=reserved.issuer,
        unit=reserved.unit,
    )
    reserved.document = register_document(actor=actor, card=card)
    reserved.fill_in()
    reserved.save()
    _audit(actor, reserved, "documents.fill_in_number", document=reserved.document.public_id)
    return reserved.document


@transaction.atomic
def give_up_number(*, actor: User | None, reserved: ReservedNumber, reason: str) -> ReservedNumber:
    """Nothing came of it: the line says why, and the number is not given again.

    Raises ``NotAllowed``; ``ActionRefused`` for a number filled in or given up, and without a reason.
    """
    reserved = _locked(actor, reserved)
    reason = " ".join(reason.split())
    if not reason:
        raise ActionRefused("documents.number_without_reason")
    reserved.give_up()
    reserved.given_up_reason = reason[:LONGEST_REASON]
    reserved.save()
    _audit(actor, reserved, "documents.give_up_number")
    return reserved


def _lock(unit: OrgUnit) -> None:
    """Whether a number is free is asked of all numbers of the unit, so clerks go one after the other.

    no_key: rows that refer to the unit may be written meanwhile.
    """
    OrgUnit.objects.select_for_update(no_key=True).get(pk=unit.pk)


def _locked(actor: User | None, reserved: ReservedNumber) -> ReservedNumber:
    permissions.may_number(actor, reserved.unit).or_refuse()
    row = ReservedNumber.objects.select_for_update(of=("self",)).select_related("unit").get(pk=reserved.pk)
    if row.state != ReservedNumberState.RESERVED:
        raise ActionRefused("documents.number_settled", {"number": row.sign})
    return row


def _is_taken(unit: OrgUnit, body_key: str, series_key: str, year: int, number: int) -> bool:
    given = ReservedNumber.objects.filter(unit=unit, series_key=series_key, year=year, number=number)
    borne = borne_by(unit, body_key, series_key, year).filter(number_value=number)
    return given.exists() or borne.exists()


def _audit(actor: User | None, reserved: ReservedNumber, action: str, **more: str) -> None:
    audit.record(
        stream=f"unit:{reserved.unit.public_id}",
        actor=actor,
        action=action,
        subject=reserved.public_id,
        references={"number": reserved.sign, "year": reserved.year, **more},
    )
