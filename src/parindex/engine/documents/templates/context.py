"""Values as what a template prints: capitals, numbering, slots and marks of decree 30 are put in here, once."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date

from parindex.engine.documents.apology_letters import BLANK, ApologyCode
from parindex.engine.documents.codes import DecisionCode, DocumentCode, Say
from parindex.engine.documents.layout import Layout
from parindex.engine.documents.templates.codes import TemplateCode
from parindex.engine.documents.templates.values import (
    ApologyValues,
    AttachedRegulation,
    DecisionValues,
    DocumentValues,
    FigureRow,
    InvitationValues,
    LetterValues,
    MinutesValues,
    PlanValues,
    ProposalValues,
    RegulationKind,
    ReportValues,
    Section,
    TaskRow,
)
from parindex.engine.numbers.printing import show_date, show_date_in_words

Context = dict[str, object]
_ROMAN = ((100, "C"), (90, "XC"), (50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))
_POINTS = "abcdđeghiklmnopqrstuvxy"
"""The letters that number points: Vietnamese, without â, ê, ô, ơ, ư."""
_LOOSE_PERCENT = re.compile(r"(?<=[0-9]) %")
_BLANK_NUMBER = " " * 7


def context_of(values: DocumentValues, *, layout: Layout, say: Say) -> Context:
    """Everything that a template of the values' kind may print."""
    own = _own(values, layout, say)
    return {**_head(values, say), **_foot(values, say), **own}


def _head(values: DocumentValues, say: Say) -> Context:
    issuer = values.issuer
    return {
        "parent": _fit(issuer.parent or "").upper(),
        "issuer": [line.upper() for line in issuer.name],
        "body": issuer.to_body().in_sentence,
        "number": f"{values.number or _BLANK_NUMBER}/{issuer.symbol}",
        "symbol": issuer.symbol,
        "place": issuer.place,
        "place_and_day": _place_and_day(issuer.place, values.signed_on, say),
        "simulated": values.simulated,
        "simulated_note": _simulated_note(values, say),
    }


def _simulated_note(values: DocumentValues, say: Say) -> str:
    """Which figures are simulated; empty without any, and where the whole document says it already."""
    if values.simulated or not values.simulated_figures:
        return ""
    return _fit(say(TemplateCode.SIMULATED_FIGURES, {"figures": "; ".join(values.simulated_figures)}))


def _place_and_day(place: str, day: date | None, say: Say) -> str:
    if day is None:
        return say(DocumentCode.DATE_SLOT, {"place": place})
    return say(DocumentCode.DATE_GIVEN, {"place": place, "day": show_date_in_words(day)})


def _foot(values: DocumentValues, say: Say) -> Context:
    lines = values.signature.to_signature().lines(say)
    recipients = values.to_recipients()
    return {
        "signing": {"first": lines[0], "others": list(lines[1:])},
        "signer": values.signature.name or "",
        "recipients": list(recipients.lines),
        "archive": recipients.archive,
    }


def _own(values: DocumentValues, layout: Layout, say: Say) -> Context:
    match values:
        case PlanValues():
            annex = _annex(values.annex_title or values.subject, _tasks(values.tasks), "tasks")
            return {**_bases(values.legal_bases, layout), **_sectioned(values, layout), **annex}
        case ReportValues():
            annex = _annex(values.annex_title or values.subject, _figures(values.figures), "figures")
            return {**_sectioned(values, layout), "addressees": list(values.addressees), **annex}
        case ProposalValues():
            return {**_sectioned(values, layout), "addressees": list(values.addressees)}
        case DecisionValues():
            return _decision(values, layout, say)
        case LetterValues():
            texts = _paragraphs(values.paragraphs)
            return {**_subject(values.subject), "addressees": list(values.addressees), **_closed(texts, layout)}
        case InvitationValues():
            return _invitation(values, layout)
        case MinutesValues():
            return _minutes(values, layout, say)
        case ApologyValues():
            return _apology(values, say)
    raise TypeError(type(values).__name__)


def _subject(subject: str) -> Context:
    lines = [_fit(line.strip()) for line in subject.split("\n") if line.strip()]
    return {"subject": lines, "document_title": " ".join(lines)}


def _sectioned(values: PlanValues | ReportValues | ProposalValues, layout: Layout) -> Context:
    blocks, last = numbered(values.sections, layout)
    opening = _paragraphs(values.opening)
    return {**_subject(values.subject), "opening": opening, "blocks": blocks, "last": last}


def _bases(bases: Sequence[str], layout: Layout) -> Context:
    style = layout.components.can_cu
    bare = [_fit(basis.rstrip(" ;.")) for basis in bases]
    ends = [style.sep] * (len(bare) - 1) + [style.last]
    return {"legal_bases": [basis + end for basis, end in zip(bare, ends, strict=False)]}


def _decision(values: DecisionValues, layout: Layout, say: Say) -> Context:
    plan = values.plan
    bases = [*values.legal_bases, *([values.proposer] if values.proposer else [])]
    articles = _articles(values.articles, layout)
    context: Context = {
        **_subject(values.subject),
        **_bases(bases, layout),
        "authority": values.authority.upper(),
        "articles": articles[:-1],
        "last": articles[-1],
        "plan": None,
        "regulation": _regulation(values.regulation, layout, say) if values.regulation else None,
        **_annex("", [], "tasks"),
    }
    if plan is not None:
        blocks, ending = numbered(plan.sections, layout)
        subject = _subject(plan.subject)["subject"]
        context["plan"] = {"subject": subject, "blocks": blocks, "last": ending}
        context |= _annex(plan.annex_title or plan.subject, _tasks(plan.tasks), "tasks")
    return context


def _articles(texts: Sequence[str], layout: Layout) -> list[Context]:
    """The first paragraph of each stands behind "Điều 1.", ``more`` under it; the very last has the end mark."""
    paragraphs = [_paragraphs([text]) for text in texts]
    paragraphs[-1][-1] = _ended(paragraphs[-1][-1], layout)
    return [{"number": number, "text": each[0], "more": each[1:]} for number, each in enumerate(paragraphs, start=1)]


def _regulation(values: AttachedRegulation, layout: Layout, say: Say) -> Context:
    """Chapters I, II; articles counted through all chapters; clauses 1, 2 within their article."""
    blocks: list[Context] = []
    chapter = article = clause = 0
    for section in values.sections:
        if section.heading is not None and section.level == 1:
            chapter += 1
            label = say(TemplateCode.CHAPTER, {"number": roman(chapter)})
            blocks.append({"heading": 1, "label": label, "text": _fit(section.heading).upper()})
        elif section.heading is not None and section.level == 2:
            article, clause = article + 1, 0
            label = say(DecisionCode.ARTICLE, {"number": article})
            blocks.append({"heading": 2, "label": label, "text": f"{label} {_fit(section.heading)}"})
        elif section.heading is not None:
            clause += 1
            blocks.append({"heading": 0, "label": "", "text": f"{clause}. {_fit(section.heading)}"})
        blocks.extend({"heading": 0, "label": "", "text": text} for text in _paragraphs(section.paragraphs))
    last = _ended(str(blocks.pop()["text"]), layout)
    title = TemplateCode.RULES if values.kind is RegulationKind.RULES else TemplateCode.REGULATION
    return {"title": say(title, {}), **_subject(values.subject), "blocks": blocks, "last": last}


def _invitation(values: InvitationValues, layout: Layout) -> Context:
    return {
        **_subject(values.subject),
        "invited": list(values.invited),
        "event": _fit(values.event.rstrip(" .")),
        "chair": values.chair or "",
        "starts": values.starts,
        "venue": _ended(values.venue, layout) if not values.notes else values.venue + ".",
        "notes": _closed(_paragraphs(values.notes), layout) if values.notes else None,
    }


def _minutes(values: MinutesValues, layout: Layout, say: Say) -> Context:
    blocks, last = numbered(values.sections, layout, ends=False)
    return {
        **_subject(values.subject),
        "starts": values.starts,
        "ends": values.ends,
        "venue": values.venue,
        "attendees": list(values.attendees),
        "chair": values.chair,
        "chair_line": _with_title(values.chair, values.chair_title),
        "secretary": values.secretary,
        "secretary_line": _with_title(values.secretary, values.secretary_title),
        "blocks": [*blocks, {"heading": 0, "text": last}],
    }


def _with_title(name: str, title: str | None) -> str:
    return f"{name} - {title}" if title else name


def _apology(values: ApologyValues, say: Say) -> Context:
    return {
        "document_title": say(ApologyCode.TITLE, {}),
        "name": values.name or BLANK,
        "record_code": values.record_code,
        "procedure": values.procedure.rstrip(" ."),
        "received": show_date(values.received_on),
        "old_due": show_date(values.old_due),
        "new_due": show_date(values.new_due),
        "late": values.written_on > values.old_due,
        "reason": _fit(values.reason.rstrip(" .")),
    }


def numbered(sections: Iterable[Section], layout: Layout, *, ends: bool = True) -> tuple[list[Context], str]:
    """Blocks in order (``heading`` 1 to 3, or 0 for running words) but the last words, which hold the signature.

    Headings are numbered I, 1, a) within the heading above; one without a heading takes no number.
    """
    blocks: list[Context] = []
    written = list(sections)
    headings = numbered_headings([(each.level, each.heading) for each in written])
    for section, heading in zip(written, headings, strict=True):
        if heading:
            blocks.append({"heading": section.level, "text": heading})
        blocks.extend({"heading": 0, "text": text} for text in _paragraphs(section.paragraphs))
    last = str(blocks.pop()["text"])
    return blocks, _ended(last, layout) if ends else last


def numbered_headings(headings: Iterable[tuple[int, str | None]]) -> list[str]:
    """Headings (level 1 to 3, words) as they are printed: "I. KẾT QUẢ"; empty for a section without one."""
    shown, counts = [], [0, 0, 0]
    for level, heading in headings:
        if heading is None:
            shown.append("")
            continue
        counts[level - 1] += 1
        counts[level:] = [0] * (3 - level)
        shown.append(_numbered(level, counts, heading))
    return shown


def _numbered(level: int, counts: Sequence[int], heading: str) -> str:
    count = counts[level - 1]
    if level == 1:
        return f"{roman(count)}. {_fit(heading).upper()}"
    if level == 2:
        return f"{count}. {_fit(heading)}"
    return f"{_POINTS[(count - 1) % len(_POINTS)]}) {_fit(heading)}"


def roman(number: int) -> str:
    """Roman numeral: 4 → IV."""
    text = ""
    for value, sign in _ROMAN:
        while number >= value:
            text, number = text + sign, number - value
    return text


def _closed(texts: Sequence[str], layout: Layout) -> Context:
    return {"texts": list(texts[:-1]), "last": _ended(texts[-1], layout)}


def _ended(text: str, layout: Layout) -> str:
    """The text with the mark that ends a document."""
    bare = text.removesuffix(layout.end_mark).rstrip(" .;")
    return bare + layout.end_mark


def _paragraphs(texts: Iterable[str]) -> list[str]:
    return [_fit(line.strip()) for text in texts for line in text.split("\n") if line.strip()]


def _fit(text: str) -> str:
    """A percent sign that starts a line is a misprint."""
    return _LOOSE_PERCENT.sub("\u00a0%", text)


def _annex(title: str, rows: list[Context], name: str) -> Context:
    shown = " ".join(line.strip() for line in title.split("\n"))
    return {"annex_title": _fit(shown).upper(), name: rows}


def _tasks(rows: Sequence[TaskRow]) -> list[Context]:
    return [
        {
            "number": place,
            "task": _fit(row.task),
            "lead": row.lead,
            "cooperating": row.cooperating or "",
            "product": row.product or "",
            "due": show_date(row.due) if isinstance(row.due, date) else row.due or "",
        }
        for place, row in enumerate(rows, start=1)
    ]


def _figures(rows: Sequence[FigureRow]) -> list[Context]:
    return [
        {
            "number": place,
            "measure": _fit(row.measure),
            "unit": row.unit or "",
            "value": _fit(row.value),
            "before": _fit(row.before or ""),
            "note": _fit(row.note or ""),
        }
        for place, row in enumerate(rows, start=1)
    ]
