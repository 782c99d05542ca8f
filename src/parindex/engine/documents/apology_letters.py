"""Letters of apology and extension (form 04, TT 03/2025/TT-VPCP; before: TT 01/2018/TT-VPCP), many in one Word file.

The person's name is a dotted line unless it is handed in; it lives in the file only.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from parindex.engine.documents.closing import write_closing
from parindex.engine.documents.codes import Say
from parindex.engine.documents.layout import Layout
from parindex.engine.documents.opening import write_head, write_title
from parindex.engine.documents.paper import Paper
from parindex.engine.documents.parts import IssuingBody, Recipients, Signature, Words, words
from parindex.engine.numbers.printing import show_date

BLANK = "." * 40
"""Where a name is written by hand."""


class ApologyForm(StrEnum):
    """Which form a letter follows."""

    LETTER_04_2018 = "letter_04_2018"
    LETTER_04_2025 = "letter_04_2025"


class ApologyCode(StrEnum):
    """Sentences of the letters."""

    KIND_2018 = "apology_letter.letter_04_2018.kind"
    SUBJECT_2018 = "apology_letter.letter_04_2018.subject"
    KIND_2025 = "apology_letter.letter_04_2025.kind"
    SUBJECT_2025 = "apology_letter.letter_04_2025.subject"
    TITLE = "apology_letter.title"
    SIMULATED = "apology_letter.simulated"
    ADDRESSEE = "apology_letter.addressee"
    RECEIVED = "apology_letter.received"
    DUE = "apology_letter.due"
    LATE = "apology_letter.late"
    NOT_YET_LATE = "apology_letter.not_yet_late"
    REASON = "apology_letter.reason"
    NEW_DUE = "apology_letter.new_due"
    CLOSE = "apology_letter.close"
    REASON_VERIFYING = "apology_letter.reason.verifying"
    REASON_CONSULTING = "apology_letter.reason.consulting"
    REASON_SYSTEM = "apology_letter.reason.system"
    REASON_WORKLOAD = "apology_letter.reason.workload"


@dataclass(frozen=True, slots=True)
class ApologyLetter:
    """One letter. ``number``: the clerk's, with symbol; ``name``: of the person, None for a dotted line."""

    record_code: str
    procedure: str
    received_on: date
    old_due: date
    new_due: date
    written_on: date
    reason: Words
    number: str = ""
    name: str | None = None


@dataclass(frozen=True, slots=True)
class ApologyLetters:
    """Letters of one issuing body, in the order of printing."""

    form: ApologyForm
    issuer: IssuingBody
    recipients: Recipients
    signature: Signature
    letters: Sequence[ApologyLetter]
    simulated: bool = False


def render_apology_letters(
    made: ApologyLetters, *, layout: Layout, say: Say, told: Callable[[int], None] = lambda _done: None
) -> bytes:
    """All letters as one .docx, each on a page of its own with page numbers of its own. ``told``: how many are done."""
    paper = Paper(layout)
    core = paper.document.core_properties
    core.title, core.author = say(ApologyCode.TITLE, {}), made.issuer.in_sentence
    for place, letter in enumerate(made.letters):
        if place:
            paper.start_section(landscape=False)
        _write(paper, made, letter, say)
        told(place + 1)
    return paper.to_bytes()


def _write(paper: Paper, made: ApologyLetters, letter: ApologyLetter, say: Say) -> None:
    values: dict[str, object] = {
        "body": made.issuer.in_sentence,
        "name": letter.name or BLANK,
        "record_code": letter.record_code,
        "procedure": letter.procedure,
        "received": show_date(letter.received_on),
        "old_due": show_date(letter.old_due),
        "new_due": show_date(letter.new_due),
        "reason": words(letter.reason, say).rstrip(" ."),
    }
    newer = made.form is ApologyForm.LETTER_04_2025
    kind, subject = (
        (ApologyCode.KIND_2025, ApologyCode.SUBJECT_2025)
        if newer
        else (ApologyCode.KIND_2018, ApologyCode.SUBJECT_2018)
    )
    # a letter's day is written where its number is: by the clerk when it goes out
    write_head(paper, made.issuer, say, number=letter.number, signed_on=letter.written_on if letter.number else None)
    write_title(paper, say(kind, {}), [say(subject, {})])
    if made.simulated:
        paper.paragraph(say(ApologyCode.SIMULATED, {}), italic=True, align="centre", before=6)
    paper.paragraph(say(ApologyCode.ADDRESSEE, values), align="centre", before=12)
    late = letter.written_on > letter.old_due
    said = (
        ApologyCode.RECEIVED,
        ApologyCode.DUE,
        ApologyCode.LATE if late else ApologyCode.NOT_YET_LATE,
        ApologyCode.REASON,
        ApologyCode.NEW_DUE,
    )
    for code in said:
        paper.body(say(code, values))
    paper.body(say(ApologyCode.CLOSE, values), keep_with_next=True)
    write_closing(paper, made.recipients, made.signature, say)
