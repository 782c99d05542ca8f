"""What the template of each kind takes, from the words of a draft as they were typed and not yet judged."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from parindex.engine.documents.templates.bound import fill
from parindex.engine.documents.templates.codes import TemplateCode
from parindex.engine.documents.templates.values import TemplateKind
from parindex.portal.documents.models import DocumentKind
from parindex.portal.platform.refusals import ActionRefused
from parindex.portal.reports.models import Draft
from parindex.wording import sentence

KINDS = (
    TemplateKind.REPORT,
    TemplateKind.PLAN,
    TemplateKind.PROPOSAL,
    TemplateKind.LETTER,
    TemplateKind.DECISION,
    TemplateKind.INVITATION,
    TemplateKind.MINUTES,
)
"""Kinds that are written here. Letters of apology are printed from the list of overdue dossiers (``dossiers``)."""
SYMBOLS: Mapping[TemplateKind, str] = {
    TemplateKind.REPORT: "BC-UBND",
    TemplateKind.PLAN: "KH-UBND",
    TemplateKind.PROPOSAL: "TTr-UBND",
    TemplateKind.LETTER: "UBND-VP",
    TemplateKind.DECISION: "QĐ-UBND",
    TemplateKind.INVITATION: "GM-UBND",
    TemplateKind.MINUTES: "BB-UBND",
}
CATALOGUED: Mapping[TemplateKind, DocumentKind] = {
    TemplateKind.REPORT: DocumentKind.REPORT,
    TemplateKind.PLAN: DocumentKind.PLAN,
    TemplateKind.LETTER: DocumentKind.LETTER,
    TemplateKind.DECISION: DocumentKind.DECISION,
    TemplateKind.PROPOSAL: DocumentKind.PROPOSAL,
    TemplateKind.INVITATION: DocumentKind.INVITATION,
    TemplateKind.MINUTES: DocumentKind.MINUTES,
}
"""Under which kind a document written here stands in the catalogue."""
ADDRESSED = (TemplateKind.REPORT, TemplateKind.PROPOSAL, TemplateKind.LETTER)
ARTICLE = 0
"""Level of a section that is an article of a decision; from 1 on it belongs to what the decision is issued with."""
PLAN_ATTACHED = "plan"
ANNEXES: Mapping[TemplateKind, tuple[str, tuple[str, ...]]] = {
    TemplateKind.PLAN: ("tasks", ("task", "lead", "cooperating", "product", "due")),
    TemplateKind.DECISION: ("tasks", ("task", "lead", "cooperating", "product", "due")),
    TemplateKind.REPORT: ("figures", ("measure", "unit", "value", "before", "note")),
}
"""Name and columns of the table in the annex; the first column, the running number, is counted."""

Said = Mapping[tuple[str, str], str]
"""(name, part) of a figure → as it is printed."""


def first_section(kind: TemplateKind) -> dict[str, Any]:
    """An empty section to begin with."""
    return {"level": ARTICLE if kind is TemplateKind.DECISION else 1, "heading": "", "text": ""}


def given_values(draft: Draft, said: Said) -> dict[str, Any]:
    """All values. Raises ``ActionRefused`` where a row of the annex or an attached document cannot be placed."""
    kind, head = TemplateKind(draft.kind), draft.head
    given: dict[str, Any] = {
        "simulated": draft.simulated,
        "issuer": {
            "name": lines_of(head.get("issuer", "")),
            "place": head.get("place", ""),
            "symbol": head.get("symbol", ""),
            "parent": head.get("parent") or None,
        },
        "signature": signature_of(kind, head),
        "recipients": lines_of(head.get("recipients", "")),
        "archive": head.get("archive") or "VT",
        "subject": draft.subject,
    }
    return {**given, **_own(kind, draft, said)}


def signature_of(kind: TemplateKind, head: Mapping[str, str]) -> dict[str, Any]:
    """The signature block; minutes are signed by who took the chair."""
    if kind is TemplateKind.MINUTES:
        return {"title": sentence(TemplateCode.CHAIR_SIGNS, {}), "name": head.get("chair") or None}
    return {
        "title": head.get("signer_title", ""),
        "capacity": head.get("capacity", "own"),
        "head": head.get("signer_head") or None,
        "on_behalf_of": head.get("on_behalf_of") or None,
        "name": head.get("signer_name") or None,
    }


def _own(kind: TemplateKind, draft: Draft, said: Said) -> dict[str, Any]:
    head, written = draft.head, [each for each in draft.sections if each.get("heading") or each.get("text")]
    if kind is TemplateKind.DECISION:
        return _decision(head, written, said)
    sections = [_section(each, said) for each in written]
    opening = lines_of(fill(head.get("opening", ""), said))
    match kind:
        case TemplateKind.LETTER:
            return {"addressees": lines_of(head.get("addressees", "")), "paragraphs": [*opening, *_flat(sections)]}
        case TemplateKind.INVITATION:
            return _invitation(head, _flat(sections))
        case TemplateKind.MINUTES:
            return {**_minutes(head), "sections": sections}
        case TemplateKind.PLAN:
            first = {"legal_bases": lines_of(head.get("legal_bases", ""))}
        case _:
            first = {"addressees": lines_of(head.get("addressees", ""))}
    return {**first, "opening": opening, "sections": sections, **annex_of(kind, head, said)}


def _invitation(head: Mapping[str, str], notes: list[str]) -> dict[str, Any]:
    return {
        "invited": lines_of(head.get("invited", "")),
        "event": head.get("event", ""),
        "chair": head.get("chair") or None,
        "starts": head.get("starts", ""),
        "venue": head.get("venue", ""),
        "notes": notes,
    }


def _minutes(head: Mapping[str, str]) -> dict[str, Any]:
    return {
        "starts": head.get("starts", ""),
        "venue": head.get("venue", ""),
        "attendees": lines_of(head.get("attendees", "")),
        "chair": head.get("chair", ""),
        "chair_title": head.get("chair_title") or None,
        "secretary": head.get("secretary", ""),
        "secretary_title": head.get("secretary_title") or None,
        "ends": head.get("ends", ""),
    }


def _decision(head: Mapping[str, str], written: Sequence[Mapping[str, Any]], said: Said) -> dict[str, Any]:
    articles = [_section(each, said) for each in written if each.get("level", ARTICLE) == ARTICLE]
    sections = [_section(each, said) for each in written if each.get("level", ARTICLE) != ARTICLE]
    annex, attached = annex_of(TemplateKind.DECISION, head, said), head.get("attached", "")
    if sections and not attached:
        raise ActionRefused("reports.attached_kind_missing")
    if annex.get("tasks") and attached != PLAN_ATTACHED:
        raise ActionRefused("reports.annex_without_plan")
    given: dict[str, Any] = {
        "authority": head.get("authority", ""),
        "legal_bases": lines_of(head.get("legal_bases", "")),
        "proposer": head.get("proposer") or None,
        "articles": ["\n".join(_flat([each])) for each in articles],
    }
    if attached:
        along: dict[str, Any] = {"subject": head.get("attached_subject", ""), "sections": sections}
        if attached == PLAN_ATTACHED:
            given["plan"] = {**along, **annex}
        else:
            given["regulation"] = {**along, "kind": attached}
    return given


def annex_of(kind: TemplateKind, head: Mapping[str, str], said: Said) -> dict[str, Any]:
    """Title and rows of the annex; nothing where none is typed.

    A line is a row, its cells apart with a tab (as Excel pastes them) or ``|``; a running number before them is
    passed over, for rows are counted. Raises ``ActionRefused`` for a row with more cells than the table has.
    """
    if kind not in ANNEXES:
        return {}
    name, columns = ANNEXES[kind]
    rows = [
        _row(number, line, columns) for number, line in enumerate(lines_of(fill(head.get("annex", ""), said)), start=1)
    ]
    return {name: rows, "annex_title": head.get("annex_title") or None} if rows else {}


def _row(number: int, line: str, columns: Sequence[str]) -> dict[str, str | None]:
    cells = [cell.strip() for cell in (line.split("\t") if "\t" in line else line.split("|"))]
    while cells and not cells[-1]:
        cells.pop()
    if len(cells) > 1 and cells[0].rstrip(".").isdecimal():
        cells = cells[1:]
    if len(cells) > len(columns):
        raise ActionRefused("reports.annex_row_too_long", {"row": number, "most": len(columns)})
    filled = [*cells, *[""] * (len(columns) - len(cells))]
    return {name: cell or None for name, cell in zip(columns, filled, strict=True)}


def _section(section: Mapping[str, Any], said: Said) -> dict[str, Any]:
    return {
        "level": section.get("level", 1),
        "heading": section.get("heading") or None,
        "paragraphs": lines_of(fill(section.get("text", ""), said)),
    }


def _flat(sections: Sequence[Mapping[str, Any]]) -> list[str]:
    """Headings and paragraphs as one run of paragraphs."""
    return [
        text for each in sections for text in [*([each["heading"]] if each["heading"] else []), *each["paragraphs"]]
    ]


def sent_to_nobody(draft: Draft) -> bool:
    """Whether a kind that is addressed has recipients "Như trên" while no addressee stands above the text."""
    if TemplateKind(draft.kind) not in ADDRESSED:
        return False
    above = sentence("reports.as_above", {}).casefold()
    named = {line.rstrip(" ;.").casefold() for line in lines_of(draft.head.get("recipients", ""))}
    return above in named and not lines_of(draft.head.get("addressees", ""))


def lines_of(text: str) -> list[str]:
    """Lines that say something."""
    return [line.strip() for line in text.splitlines() if line.strip()]
