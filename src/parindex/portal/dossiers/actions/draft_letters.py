"""Draft letters of apology and extension (form 04) for open dossiers that are overdue or fall due."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import IntegrityError, transaction

from parindex.portal.accounts.models import User
from parindex.portal.dossiers import permissions
from parindex.portal.dossiers.engine_bridge import View, letters, overdue
from parindex.portal.dossiers.engine_bridge.counting import Declared, declared_for
from parindex.portal.dossiers.engine_bridge.dashboard import Part
from parindex.portal.dossiers.engine_bridge.overdue import OpenRecord
from parindex.portal.dossiers.engine_bridge.overdue_policy import overdue_policy
from parindex.portal.dossiers.models import ApologyLetter, LetterKind
from parindex.portal.dossiers.workflow import LetterState
from parindex.portal.organisations.models import OrgUnit
from parindex.portal.organisations.queries import version_on
from parindex.portal.platform import audit, clock
from parindex.portal.platform.public_ids import new_public_id
from parindex.portal.platform.refusals import ActionRefused

NAMED = 5
"""Codes that a refusal lists."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Working days that the result is put off; a reason that was chosen, or typed."""

    days: int
    reason_code: str = ""
    reason_text: str = ""


@transaction.atomic
def draft_letters(
    *, actor: User | None, unit: OrgUnit, keys: Sequence[str], wanted: Wanted
) -> tuple[ApologyLetter, ...]:
    """One letter for each dossier (``source:code``) that ``unit`` decides. All or none.

    Raises ``NotAllowed``; ``ActionRefused`` without dossiers or for too many, without a reason or for one with
    personal numbers, for days out of range, for dossiers that are not overdue or due soon at the unit, and for those
    whose result was put off before (in the register or as the source says): the policy that holds allows it once.
    """
    permissions.may_draft_letters(actor, unit).or_refuse()
    keys = list(dict.fromkeys(keys))
    _check(keys, wanted)
    records = _open(unit, keys)
    declared = declared_for(unit)
    _never_before(records, declared)
    today, now, drafting = clock.today(), clock.now(), new_public_id()

    def letter(record: OpenRecord) -> ApologyLetter:
        new_due = overdue.new_due_on(record.due_on, today, wanted.days)
        put_off = letters.extended(
            received_on=record.received_on,
            due_on=record.due_on,
            new_due=new_due,
            announced_at=now,
            earlier=0,
            declared=declared,
        )
        return ApologyLetter(
            source=record.source,
            record_code=record.record_code,
            procedure_code=record.procedure_code,
            unit=unit,
            kind=LetterKind.LATE if today > record.due_on else LetterKind.BEFORE_DUE,
            received_on=record.received_on,
            old_due=record.due_on,
            new_due=new_due,
            announced_late=put_off.announced_late,
            reason_code=wanted.reason_code,
            reason_text="" if wanted.reason_code else " ".join(wanted.reason_text.split()),
            simulated=record.simulated,
            drafting=drafting,
            drafted_on=today,
            drafted_at=now,
            drafted_by=actor,
        ).fill_derived()

    drafted = [letter(record) for record in records]
    try:
        with transaction.atomic():
            ApologyLetter.objects.bulk_create(drafted)
    except IntegrityError:
        # somebody else drafted one of them in between
        _never_before(records, declared)
        raise
    _audit(actor, unit, drafted, wanted.days)
    return tuple(drafted)


def _check(keys: Sequence[str], wanted: Wanted) -> None:
    policy = overdue_policy().letters
    if not keys:
        raise ActionRefused("dossiers.letters_without_choice")
    if len(keys) > policy.most_at_once:
        raise ActionRefused("dossiers.letters_too_many", {"count": len(keys), "most": policy.most_at_once})
    if not 1 <= wanted.days <= policy.most_days:
        raise ActionRefused("dossiers.letters_wrong_days", {"days": wanted.days, "most": policy.most_days})
    if wanted.reason_code and wanted.reason_code not in letters.REASONS:
        raise ActionRefused("dossiers.letters_without_reason")
    if not wanted.reason_code and len(wanted.reason_text.strip()) < 5:  # fewer letters are no reason
        raise ActionRefused("dossiers.letters_without_reason")
    if not wanted.reason_code and len(wanted.reason_text) > 300:  # as the column
        raise ActionRefused("dossiers.letters_reason_long")
    if letters.holds_personal(wanted.reason_text):
        raise ActionRefused("dossiers.letters_reason_personal")


def _open(unit: OrgUnit, keys: Sequence[str]) -> list[OpenRecord]:
    at = overdue.as_at()
    part = Part(View.DECIDED, (version_on(unit).code,))
    known = {record.key: record for record in overdue.open_records(part, at)} if at else {}
    missing = [key.partition(":")[2] for key in keys if key not in known]
    if missing:
        raise ActionRefused("dossiers.letters_not_open", {"codes": _listed(missing)})
    return sorted((known[key] for key in keys), key=lambda record: (record.due_on, record.record_code))


def _never_before(records: Sequence[OpenRecord], declared: Sequence[Declared]) -> None:
    """The number of extensions that the policy allows is asked for every dossier, with those it has had."""
    codes = [record.record_code for record in records]
    standing = ApologyLetter.objects.filter(record_code__in=codes).exclude(state=LetterState.WITHDRAWN)
    had = set(standing.values_list("record_code", flat=True))
    had |= {record.record_code for record in records if record.letter_at_source}
    before = [record for record in records if record.record_code in had and not _may_again(record, declared)]
    if before:
        codes = [record.record_code for record in before]
        allowed = letters.extensions_allowed(before[0].received_on, declared)
        raise ActionRefused("dossiers.letters_extended_before", {"codes": _listed(codes), "allowed": allowed})


def _may_again(record: OpenRecord, declared: Sequence[Declared]) -> bool:
    return letters.extensions_allowed(record.received_on, declared) > 1


def _listed(codes: Sequence[str]) -> str:
    return ", ".join(codes[:NAMED]) + ("…" if len(codes) > NAMED else "")


def _audit(actor: User | None, unit: OrgUnit, drafted: Sequence[ApologyLetter], days: int) -> None:
    audit.record(
        stream=f"unit:{unit.public_id}",
        actor=actor,
        action="dossiers.draft_letters",
        subject=unit.public_id,
        references={
            "letter_count": len(drafted),
            "late": sum(letter.kind == LetterKind.LATE for letter in drafted),
            "working_days": days,
        },
    )
