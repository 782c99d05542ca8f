"""Letters of apology and extension: the form of a day, the one extension of the law, Word files, lists of names.

A list of names is read, looked up and forgotten: nothing here writes it anywhere but into the file that is printed.
"""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time
from functools import cache
from importlib.resources import files
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field
from ruamel.yaml import YAML

from parindex.engine.checks.personal_guesses import find_likely
from parindex.engine.documents.apology_letters import (
    ApologyCode,
    ApologyForm,
    ApologyLetter,
    ApologyLetters,
    render_apology_letters,
)
from parindex.engine.documents.layout import read_layout
from parindex.engine.documents.parts import IssuingBody, Phrase, Recipients, Signature
from parindex.engine.tables.faults import TableRefused
from parindex.engine.tables.formats import read_sheets
from parindex.engine.tables.rows import fold
from parindex.engine.working_days import (
    Due,
    Extended,
    Extension,
    ExtensionCode,
    ExtensionRefused,
    extend,
)
from parindex.portal.dossiers.engine_bridge.counting import Declared, counted_by
from parindex.portal.dossiers.engine_bridge.importing import working_calendar
from parindex.portal.dossiers.engine_bridge.reports import official
from parindex.portal.platform import clock

__all__ = [
    "REASONS",
    "ApologyLetter",
    "ApologyLetters",
    "ExtensionCode",
    "ExtensionRefused",
    "FormOfLetters",
    "IssuingBody",
    "NamesRead",
    "NamesUnreadable",
    "Phrase",
    "Recipients",
    "Signature",
    "extended",
    "form_on",
    "holds_personal",
    "letters_document",
    "letters_zip",
    "names_from_file",
    "names_from_text",
    "official",
]

_DATA = files("parindex") / "rulebooks"
REASONS: Mapping[str, ApologyCode] = {
    code.value.rpartition(".")[2]: code
    for code in (
        ApologyCode.REASON_VERIFYING,
        ApologyCode.REASON_CONSULTING,
        ApologyCode.REASON_SYSTEM,
        ApologyCode.REASON_WORKLOAD,
    )
}
"""Reasons that can be chosen; another one is typed."""
LARGEST_LIST = 500_000
"""Bytes of a list of names."""
LONGEST_NAME = 200
_NAME_HEADS = ("ho va ten", "ho ten", "nguoi nop", "nguoi yeu cau", "to chuc", "ca nhan", "name")


class FormOfLetters(BaseModel):
    """A form with the act that sets it and what is unsure of it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    code: ApologyForm
    valid_from: date
    act: str
    grade: Literal["A", "B", "C", "D"]
    unsure: str = ""


class _Forms(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    forms: Annotated[tuple[FormOfLetters, ...], Field(min_length=1)]


@dataclass(frozen=True, slots=True)
class NamesRead:
    """A list of names as read. What did not fit is told by numbers of lines: a line may hold a name only."""

    names: Mapping[str, str] = field(default_factory=dict, repr=False)
    """Code of a dossier → name."""
    left_out: tuple[int, ...] = ()
    """Lines without the code of a chosen dossier, or without a name."""
    doubtful: tuple[int, ...] = ()
    """Lines of a code that stands there with two different names: whose it is would be guessed, so it gets none."""


class NamesUnreadable(ValueError):
    """The list of names is no table."""


def form_on(day: date) -> FormOfLetters:
    """The form of letters written on a day; before the first one, the first."""
    forms = sorted(_forms(), key=lambda form: form.valid_from)
    return [form for form in forms if form.valid_from <= day or form == forms[0]][-1]


def extended(
    *,
    received_on: date,
    due_on: date,
    new_due: date,
    announced_at: datetime,
    earlier: int,
    declared: Sequence[Declared] = (),
) -> Extended:
    """Put off a due day under the policy of the day of receipt; ``declared``: what holds for the unit that decides.

    Raises ``ExtensionRefused``, ``NoPolicy``.
    """
    calendar = working_calendar()
    due = Due(datetime.combine(due_on, time(17)), ())
    announced = announced_at.astimezone(clock.VIETNAM).replace(tzinfo=None)
    return extend(calendar, due, Extension(announced, new_due), counted_by(declared, received_on), earlier=earlier)


def extensions_allowed(received_on: date, declared: Sequence[Declared] = ()) -> int:
    """How often a due day may be put off. Raises ``NoPolicy``."""
    return counted_by(declared, received_on).extensions_allowed


def holds_personal(text: str) -> bool:
    """Whether a text holds or seems to hold a number of a person, a mail address, a name or a house."""
    return bool(find_likely(text))


def letters_document(letters: ApologyLetters, *, told: Callable[[int], None] = lambda _done: None) -> bytes:
    """Letters as one .docx."""
    layout = read_layout((_DATA / "document_templates" / "nd30_layout.yaml").read_bytes())
    return render_apology_letters(letters, layout=layout, say=official, told=told)


def letters_zip(letters: ApologyLetters, *, told: Callable[[int], None] = lambda _done: None) -> bytes:
    """A .docx for each letter, named by the code of its dossier, in one .zip."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as packed:
        for done, letter in enumerate(letters.letters, start=1):
            name = "".join(sign if sign.isalnum() or sign in "-._" else "_" for sign in letter.record_code)
            packed.writestr(f"{name}.docx", letters_document(replace(letters, letters=(letter,))))
            told(done)
    return content.getvalue()


def names_from_text(text: str, codes: Iterable[str]) -> NamesRead:
    """Names by code of dossier, of pasted lines ``code;name`` (also from Excel cells)."""
    lines = text.splitlines()
    first = next((line for line in lines if line.strip()), "")
    delimiter = max(";\t,", key=first.count)
    return _names(list(csv.reader(lines, delimiter=delimiter)), codes)


def names_from_file(content: bytes, file_name: str, codes: Iterable[str]) -> NamesRead:
    """The same of a CSV or XLSX file. Raises ``NamesUnreadable``."""
    try:
        sheets = read_sheets(content, file_name)
    except (TableRefused, ValueError) as refused:
        raise NamesUnreadable from refused
    wanted = tuple(codes)
    read = []
    for sheet in sheets:
        heads = tuple(sheet.headers or ())
        lines = [heads, *([row.cells.get(head) for head in heads] for row in sheet.rows)]
        read.append(_names([["" if cell is None else str(cell) for cell in line] for line in lines], wanted))
    if len(read) == 1:
        return read[0]
    # of several sheets only what fits counts: the others are whatever else stands in the file
    return NamesRead({code: name for each in read for code, name in each.names.items()})


def _names(lines: Sequence[Sequence[str]], codes: Iterable[str]) -> NamesRead:
    known = {code.upper() for code in codes}
    head = [fold(cell) for cell in lines[0]] if lines else []
    named = next((place for place, cell in enumerate(head) if any(word in cell for word in _NAME_HEADS)), None)
    found: dict[str, set[str]] = {}
    places: dict[str, list[int]] = {}
    left_out = []
    for number, line in enumerate(lines, start=1):
        cells = [" ".join(cell.split()) for cell in line]
        at = next((place for place, cell in enumerate(cells) if cell.upper() in known), None)
        place = named if named is not None and named != at else next(
            (place for place in range((at or 0) + 1, len(cells)) if cells[place]), None
        )  # fmt: skip
        if at is not None and place is not None and place < len(cells) and cells[place]:
            found.setdefault(cells[at].upper(), set()).add(cells[place][:LONGEST_NAME])
            places.setdefault(cells[at].upper(), []).append(number)
        elif any(cells) and not (number == 1 and (named is not None or "ma ho so" in head)):
            left_out.append(number)
    return NamesRead(
        {code: min(names) for code, names in found.items() if len(names) == 1},
        tuple(left_out),
        tuple(sorted(number for code, names in found.items() if len(names) > 1 for number in places[code])),
    )


@cache
def _forms() -> tuple[FormOfLetters, ...]:
    content = (_DATA / "document_templates" / "apology_forms.yaml").read_text("utf-8")
    return _Forms.model_validate(YAML(typ="safe", pure=True).load(content)).forms
