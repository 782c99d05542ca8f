"""Print letters: one Word file or a zip, their names blank or from a list that is used here and kept nowhere."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from parindex.portal.accounts.models import User
from parindex.portal.dossiers import permissions
from parindex.portal.dossiers.engine_bridge import letters as engine
from parindex.portal.dossiers.engine_bridge.overdue_policy import overdue_policy
from parindex.portal.dossiers.models import ApologyLetter
from parindex.portal.dossiers.workflow import LetterState
from parindex.portal.organisations.models import OrgUnitVersion, UnitLevel
from parindex.portal.organisations.queries import version_on
from parindex.portal.platform import audit, clock
from parindex.portal.platform.refusals import ActionRefused
from parindex.portal.procedures.queries import on_day

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
ZIP = "application/zip"


@dataclass(frozen=True, slots=True)
class Printed:
    """A file for the browser. It may hold names: it is handed over and forgotten."""

    content: bytes = field(repr=False)
    file_name: str
    media_type: str


def may_print(actor: User | None, letters: Sequence[ApologyLetter]) -> None:
    """Refuse what ``print_letters`` would: nothing chosen, too many, several units, others' letters, withdrawn ones."""
    if not letters:
        raise ActionRefused("dossiers.letters_not_chosen")
    for unit in {letter.unit for letter in letters}:
        permissions.may_draft_letters(actor, unit).or_refuse()
    if len({letter.unit_id for letter in letters}) > 1:
        raise ActionRefused("dossiers.letters_of_several_units")
    most = overdue_policy().letters.most_at_once
    if len(letters) > most:
        raise ActionRefused("dossiers.letters_too_many", {"count": len(letters), "most": most})
    if any(letter.state == LetterState.WITHDRAWN for letter in letters):
        raise ActionRefused("dossiers.letters_withdrawn_before")


def print_letters(
    *,
    actor: User | None,
    letters: Sequence[ApologyLetter],
    names: Mapping[str, str],
    as_zip: bool = False,
    told: Callable[[int], None] = lambda _done: None,
) -> Printed:
    """``names``: code of a dossier → name; a letter without one has a dotted line. The audit holds counts only.

    Raises ``NotAllowed``, ``ActionRefused``.
    """
    may_print(actor, letters)
    unit = version_on(letters[0].unit)
    file = _file(unit, letters, names)
    content = engine.letters_zip(file, told=told) if as_zip else engine.letters_document(file, told=told)
    audit.record(
        stream=f"unit:{unit.unit.public_id}",
        actor=actor,
        action="dossiers.print_letters",
        subject=unit.unit.public_id,
        references={"letter_count": len(letters), "named": sum(letter.record_code in names for letter in letters)},
    )
    ending = "zip" if as_zip else "docx"
    return Printed(content, f"van-ban-xin-loi-{clock.today():%Y%m%d}.{ending}", ZIP if as_zip else WORD)


def _file(unit: OrgUnitVersion, letters: Sequence[ApologyLetter], names: Mapping[str, str]) -> engine.ApologyLetters:
    procedures = _procedures({letter.procedure_code for letter in letters})
    people = unit.level in {UnitLevel.PROVINCE, UnitLevel.COMMUNE}
    spoken = f"UBND {unit.name[:1].lower()}{unit.name[1:]}" if people else unit.name
    head = ("ỦY BAN NHÂN DÂN", unit.name.upper()) if people else (unit.name.upper(),)
    committee = engine.Signature("CHỦ TỊCH", on_behalf_of="Ủy ban nhân dân")
    return engine.ApologyLetters(
        form=engine.form_on(max(letter.drafted_on for letter in letters)).code,
        issuer=engine.IssuingBody(head, unit.place_name, "", spoken=spoken),
        recipients=engine.Recipients(("Như trên", "Trung tâm Phục vụ hành chính công")),
        signature=committee if people else engine.Signature("THỦ TRƯỞNG ĐƠN VỊ"),
        letters=[
            engine.ApologyLetter(
                record_code=letter.record_code,
                procedure=procedures.get(letter.procedure_code, letter.procedure_code),
                received_on=letter.received_on,
                old_due=letter.old_due,
                new_due=letter.new_due,
                written_on=letter.issued_on or letter.drafted_on,
                reason=_reason(letter),
                number=letter.number,
                name=names.get(letter.record_code),
            )
            for letter in letters
        ],
        simulated=any(letter.simulated for letter in letters),
    )


def _reason(letter: ApologyLetter) -> engine.Phrase | str:
    return engine.Phrase(engine.REASONS[letter.reason_code], {}) if letter.reason_code else letter.reason_text


def _procedures(codes: set[str]) -> dict[str, str]:
    """Code → name with the code, where the catalogue has it."""
    found = on_day(clock.today()).filter(procedure__code__in=codes)
    return {row.procedure.code: f"{row.name} (mã {row.procedure.code})" for row in found}
