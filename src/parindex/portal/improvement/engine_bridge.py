"""The engine at work for improvement plans: draft lines in words, the Word document, its PDF. This app's only door."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple, cast

from ruamel.yaml import YAML

from parindex.engine.composite.ledger import Ledger, LedgerLine
from parindex.engine.composite.path import PathToTarget
from parindex.engine.composite.results import UnitResult
from parindex.engine.documents.improvement_plan import render_improvement_plan
from parindex.engine.documents.layout import Layout, read_layout
from parindex.engine.documents.parts import (
    Capacity,
    IssuingBody,
    Recipients,
    Signature,
    SignatureRefused,
    Words,
    words,
)
from parindex.engine.documents.plan_builder import Offices, past_result, plan_fields
from parindex.engine.documents.plan_values import (
    FieldPlan,
    ImproveLine,
    ImprovementPlan,
    Manner,
    PlanFault,
    PlanRefused,
)
from parindex.engine.rulebook.document import CriteriaSet, walk
from parindex.engine.scoring.values import Rung
from parindex.tools import libreoffice
from parindex.wording import sentence

WORD_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
TEMPLATES = files("parindex") / "rulebooks" / "document_templates"
ALIASES = files("parindex") / "rulebooks" / "aliases"


def official(code: str, values: Mapping[str, object]) -> str:
    """Official text is Vietnamese, whatever language the page speaks."""
    return sentence(code, values, "vi")


@dataclass(frozen=True, slots=True)
class DraftLine:
    """A line as the engine proposes it, in words that a person may then change."""

    leaf: str
    lost: Decimal
    aimed: Decimal
    cause: str
    reason_code: str
    remedy: str
    target: str
    product: str
    lead: str
    cooperating: str
    """Apart with semicolons."""
    due: date | None


def draft_lines(
    criteria_set: CriteriaSet,
    result: UnitResult,
    ledger: Ledger,
    *,
    ladders: Mapping[str, Sequence[Rung]],
    path: PathToTarget | None,
    only: Collection[str] | None,
    offices: Offices | None = None,
) -> tuple[DraftLine, ...]:
    """Lines for the chosen leaves, or for the path's, or for every leaf that lost points."""
    fields = plan_fields(criteria_set, result, ledger, path=path, only=only, ladders=ladders, offices=offices)
    reasons = {line.path[-1]: line.reason for line in ledger.lines if line.path}
    return tuple(_draft(line, reasons[line.code]) for field in fields for line in field.improve)


def _draft(line: ImproveLine, reason: str) -> DraftLine:
    return DraftLine(
        leaf=line.code,
        lost=line.lost,
        aimed=line.expected,
        cause=_joined(line.causes),
        reason_code=reason,
        remedy=_joined(line.remedies),
        target=_joined(line.targets),
        product=line.product or "",
        lead=line.lead or "",
        cooperating="; ".join(line.cooperating),
        due=line.due if isinstance(line.due, date) else None,
    )


def _joined(entries: Sequence[Words]) -> str:
    return "\n".join(words(entry, official) for entry in entries)


@dataclass(frozen=True, slots=True)
class PlanHead:
    """What the Word document needs besides its lines."""

    manner: Manner
    unit: str
    """As in a sentence: ``xã Nam Đà``."""
    body: tuple[str, ...]
    """Printed lines of the issuing body."""
    place: str
    year: int
    result_year: int
    standing_office: str
    deputy_signs: bool
    signer_name: str
    legal_bases: tuple[str, ...]
    recipients: tuple[str, ...]
    aims: tuple[str, ...]
    rank: int | None
    ranked_among: str
    band: str
    change: Decimal | None
    """In points."""
    change_percent: Decimal | None
    """In percentage points of the index; instead of ``change`` where the applicable maxima differ."""
    simulated: bool


def word_document(
    head: PlanHead,
    criteria_set: CriteriaSet,
    result: UnitResult,
    ledger: Ledger,
    lines: Mapping[str, ImproveLine],
) -> bytes:
    """The plan as .docx bytes. ``lines``: leaf code → line. Raises ``PlanRefused`` when lists or sums contradict."""
    past = past_result(
        criteria_set,
        result,
        change=head.change,
        change_percent=head.change_percent,
        rank=head.rank,
        ranked_among=head.ranked_among or None,
    )
    if head.band:
        past = replace(past, band=head.band)
    by_field = {code: tuple(lines[leaf] for leaf in leaves if leaf in lines) for code, leaves in _leaves(criteria_set)}
    kept = plan_fields(criteria_set, result, ledger, only=())
    plan = ImprovementPlan(
        manner=head.manner,
        unit=head.unit,
        year=head.year,
        result_year=head.result_year,
        issuer=IssuingBody(head.body, head.place, "KH-UBND", spoken=f"Ủy ban nhân dân {head.unit}"),
        result=past,
        fields=tuple(FieldPlan(field.code, by_field[field.code], field.keep) for field in kept),
        standing_office=head.standing_office,
        signature=signature(deputy_signs=head.deputy_signs, name=head.signer_name),
        recipients=Recipients(head.recipients, "VT"),
        legal_bases=head.legal_bases,
        aims=head.aims,
        simulated=head.simulated,
    )
    return render_improvement_plan(plan, layout=layout(), say=official)


def _leaves(criteria_set: CriteriaSet) -> Iterator[tuple[str, list[str]]]:
    """Field code with the codes of its leaves, both in printed order."""
    leaves: dict[str, list[str]] = {field.code: [] for field in criteria_set.fields}
    for ancestors, node in walk(criteria_set):
        if node.rule is not None:
            leaves[ancestors[0].code if ancestors else node.code].append(node.code)
    yield from leaves.items()


def signature(*, deputy_signs: bool, name: str) -> Signature:
    """The people's committee's signature, by its chairperson or by a deputy for him."""
    body, head = "Ủy ban nhân dân", "CHỦ TỊCH"
    if deputy_signs:
        return Signature("PHÓ CHỦ TỊCH", Capacity.FOR_HEAD, head, body, name or None)
    return Signature(head, Capacity.OWN, None, body, name or None)


@cache
def layout() -> Layout:
    """Decree 30's page, as shipped."""
    return read_layout((TEMPLATES / "nd30_layout.yaml").read_bytes())


class ProposedHead(NamedTuple):
    """What a fresh plan proposes for its head; a person may change all of it."""

    standing_office: str
    recipients: tuple[str, ...]


@cache
def proposed_heads() -> Mapping[str, ProposedHead]:
    """Level of the unit → proposed head, as shipped."""
    stored = YAML(typ="safe", pure=True).load((TEMPLATES / "plan_heads.yaml").read_text(encoding="utf-8"))
    return {level: ProposedHead(head["standing_office"], tuple(head["recipients"])) for level, head in stored.items()}


@cache
def _lead_offices() -> Mapping[str, Any]:
    return cast(
        Mapping[str, Any], YAML(typ="safe", pure=True).load((ALIASES / "lead_offices.yaml").read_text(encoding="utf-8"))
    )


def proposed_offices(criteria_set: CriteriaSet, *, year: int, unit_called: str = "xã") -> Offices | None:
    """Who usually leads and co-operates and when it is usually due, as shipped for the set's code; else None.

    ``unit_called``: what the unit is called by law, for the list speaks of ``xã``. A sub-criterion's own entry goes
    before its criterion's.
    """
    stored = _lead_offices()
    if stored["criteria_set"] != criteria_set.code:
        return None
    entries = {entry["node"]: entry for entry in stored["entries"]}
    leads: dict[str, str] = {}
    cooperating: dict[str, tuple[str, ...]] = {}
    dues: dict[str, date | str] = {}
    for ancestors, node in walk(criteria_set):
        if node.rule is None:
            continue
        above = (node.code, *(each.code for each in reversed(ancestors)))
        entry = next((entries[code] for code in above if code in entries), stored["default"])
        leads[node.code] = _of_unit(entry["lead"], unit_called)
        cooperating[node.code] = tuple(_of_unit(office, unit_called) for office in entry["cooperating"])
        day, month = str(entry["due"]).split("/")
        dues[node.code] = date(year, int(month), int(day))
    return Offices(leads, cooperating, dues=dues)


def _of_unit(office: str, unit_called: str) -> str:
    return f"{office.removesuffix(' xã')} {unit_called}" if office.endswith(" xã") else office


@cache
def pdf_maker() -> libreoffice.Present | libreoffice.Absent:
    """LibreOffice as found when first asked."""
    return libreoffice.find()


def pdf_of(docx: bytes) -> bytes:
    """PDF of a Word document. Raises ``ConversionFailed``."""
    return libreoffice.to_pdf(docx)


ConversionFailed = libreoffice.ConversionFailed
Absent = libreoffice.Absent

__all__ = [
    "WORD_TYPE",
    "Absent",
    "ConversionFailed",
    "CriteriaSet",
    "DraftLine",
    "ImproveLine",
    "Ledger",
    "LedgerLine",
    "Manner",
    "PathToTarget",
    "PlanFault",
    "PlanHead",
    "PlanRefused",
    "ProposedHead",
    "SignatureRefused",
    "UnitResult",
    "draft_lines",
    "pdf_maker",
    "pdf_of",
    "proposed_heads",
    "proposed_offices",
    "word_document",
]
