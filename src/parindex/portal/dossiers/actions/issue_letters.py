"""The clerk's part: number and day of letters that went out, a number taken back, a letter withdrawn."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.db import transaction

from parindex.portal.accounts.models import User
from parindex.portal.dossiers import permissions
from parindex.portal.dossiers.engine_bridge.letters import holds_personal
from parindex.portal.dossiers.models import ApologyLetter
from parindex.portal.dossiers.workflow import LetterState
from parindex.portal.organisations.models import OrgUnit
from parindex.portal.platform import audit, clock
from parindex.portal.platform.refusals import ActionRefused

LONGEST_SYMBOL, LONGEST_REASON, LARGEST_NUMBER = 40, 300, 99_999


@transaction.atomic
def issue_letters(
    *, actor: User | None, letters: Sequence[ApologyLetter], first_number: int | None, symbol: str, day: date | None
) -> tuple[ApologyLetter, ...]:
    """Record numbers ``first_number``, +1, … with the symbol, and the day, in the order of the letters given.

    From then on they count. Raises ``NotAllowed``; ``ActionRefused`` without letters, for letters of several units or
    not drafted, for a missing number or day, for a day before drafting or after today, for a number of this year that
    another letter of the unit bears.
    """
    rows, unit = _locked(actor, letters)
    symbol = " ".join(symbol.split())[:LONGEST_SYMBOL].lstrip("/")
    if first_number is None or not 1 <= first_number <= LARGEST_NUMBER or day is None:
        raise ActionRefused("dossiers.letter_number_missing")
    _all_in(rows, LetterState.DRAFTED, "dossiers.letters_not_drafted")
    drafted = max(row.drafted_on for row in rows)
    if not drafted <= day <= clock.today():
        raise ActionRefused("dossiers.letter_day_off", {"day": f"{day:%d/%m/%Y}", "drafted": f"{drafted:%d/%m/%Y}"})
    numbers = [f"{number:02d}/{symbol}".rstrip("/") for number in range(first_number, first_number + len(rows))]
    taken = ApologyLetter.objects.filter(unit=unit, number__in=numbers, issued_on__year=day.year)
    used = taken.exclude(state=LetterState.WITHDRAWN).values_list("number", flat=True).first()
    if used:
        raise ActionRefused("dossiers.letter_number_taken", {"number": used, "year": day.year})
    for row, number in zip(rows, numbers, strict=True):
        row.issue()
        row.number, row.issued_on, row.issued_by = number, day, actor
        row.fill_derived().save()
    _audit(actor, unit, "dossiers.issue_letters", rows, {"number": numbers[0], "day": day.isoformat()})
    return rows


@transaction.atomic
def take_back_numbers(*, actor: User | None, letters: Sequence[ApologyLetter]) -> tuple[ApologyLetter, ...]:
    """Numbers recorded by mistake: the letters are drafts again. Raises ``NotAllowed``, ``ActionRefused``."""
    rows, unit = _locked(actor, letters)
    _all_in(rows, LetterState.ISSUED, "dossiers.letters_not_issued")
    _audit(actor, unit, "dossiers.take_back_numbers", rows, {"number": rows[0].number})
    for row in rows:
        row.take_back()
        row.number, row.issued_on, row.issued_by = "", None, None
        row.fill_derived().save()
    return rows


@transaction.atomic
def withdraw_letters(*, actor: User | None, letters: Sequence[ApologyLetter], reason: str) -> tuple[ApologyLetter, ...]:
    """They stay in the register and count no more; their dossiers may get others. Raises ``NotAllowed``,
    ``ActionRefused`` without a reason or for letters withdrawn before.
    """
    rows, unit = _locked(actor, letters)
    reason = " ".join(reason.split())
    if not reason:
        raise ActionRefused("dossiers.letters_withdrawn_without_reason")
    if holds_personal(reason):
        raise ActionRefused("dossiers.letters_reason_personal")
    if any(row.state == LetterState.WITHDRAWN for row in rows):
        raise ActionRefused("dossiers.letters_withdrawn_before")
    for row in rows:
        row.withdraw()
        row.withdrawn_at, row.withdrawn_by, row.withdrawn_reason = clock.now(), actor, reason[:LONGEST_REASON]
        row.save()
    _audit(actor, unit, "dossiers.withdraw_letters", rows, {"reason_letters": len(reason)})
    return rows


def _locked(actor: User | None, letters: Sequence[ApologyLetter]) -> tuple[tuple[ApologyLetter, ...], OrgUnit]:
    """The rows in the order given, locked, and their unit.

    The unit is locked first: whether a number is free is asked of all its letters, so that two clerks who number
    different letters at the same moment go one after the other.
    """
    if not letters:
        raise ActionRefused("dossiers.letters_not_chosen")
    # no_key: rows that refer to the unit may be written meanwhile
    list(
        OrgUnit.objects.select_for_update(no_key=True)
        .filter(pk__in={letter.unit_id for letter in letters})
        .order_by("pk")
        .values_list("pk")
    )
    rows = ApologyLetter.objects.select_for_update(of=("self",)).select_related("unit").in_bulk(
        [letter.pk for letter in letters]
    )  # fmt: skip
    units = {row.unit_id: row.unit for row in rows.values()}
    for unit in units.values():
        permissions.may_draft_letters(actor, unit).or_refuse()
    if len(units) > 1:
        raise ActionRefused("dossiers.letters_of_several_units")
    return tuple(rows[letter.pk] for letter in letters), next(iter(units.values()))


def _all_in(rows: Sequence[ApologyLetter], state: LetterState, code: str) -> None:
    others = [row.record_code for row in rows if row.state != state]
    if others:
        raise ActionRefused(code, {"codes": ", ".join(others[:5])})


def _audit(
    actor: User | None, unit: OrgUnit, action: str, rows: Sequence[ApologyLetter], more: dict[str, object]
) -> None:
    audit.record(
        stream=f"unit:{unit.public_id}",
        actor=actor,
        action=action,
        subject=unit.public_id,
        references={"letter_count": len(rows), "dossiers": ", ".join(row.record_code for row in rows[:5]), **more},
    )
