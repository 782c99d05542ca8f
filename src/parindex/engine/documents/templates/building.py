"""The shipped templates, made by the page writers of every other document: one source of fonts, margins and rules.

What these functions write is what an officer finds in Word: a decree-30 page with fields ``{{ … }}``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from parindex.engine.documents.annex import Column, Row, write_annex_title, write_table
from parindex.engine.documents.apology_letters import ApologyCode
from parindex.engine.documents.closing import write_closing_lines
from parindex.engine.documents.codes import DecisionCode, DocumentCode, Say
from parindex.engine.documents.layout import Layout
from parindex.engine.documents.opening import write_head, write_title
from parindex.engine.documents.paper import Align, Paper
from parindex.engine.documents.parts import IssuingBody, Recipients
from parindex.engine.documents.templates.codes import TemplateCode
from parindex.engine.documents.templates.rendering import KIND_MARK
from parindex.engine.documents.templates.values import TemplateKind

_TABLE_SIZE = 12.0
_END_FOR, _END_IF = "{%p endfor %}", "{%p endif %}"
_TASK_COLUMNS: tuple[tuple[TemplateCode, str, float, Align], ...] = (
    (TemplateCode.COLUMN_NUMBER, "number", 10, "centre"),
    (TemplateCode.COLUMN_TASK, "task", 92, "left"),
    (TemplateCode.COLUMN_LEAD, "lead", 42, "left"),
    (TemplateCode.COLUMN_COOPERATING, "cooperating", 42, "left"),
    (TemplateCode.COLUMN_PRODUCT, "product", 40, "left"),
    (TemplateCode.COLUMN_DUE, "due", 26, "centre"),
)
_FIGURE_COLUMNS: tuple[tuple[TemplateCode, str, float, Align], ...] = (
    (TemplateCode.COLUMN_NUMBER, "number", 10, "centre"),
    (TemplateCode.COLUMN_MEASURE, "measure", 110, "left"),
    (TemplateCode.COLUMN_UNIT, "unit", 26, "centre"),
    (TemplateCode.COLUMN_VALUE, "value", 34, "right"),
    (TemplateCode.COLUMN_BEFORE, "before", 34, "right"),
    (TemplateCode.COLUMN_NOTE, "note", 38, "left"),
)


def build_template(kind: TemplateKind, *, layout: Layout, say: Say) -> bytes:
    """The shipped template of ``kind`` as .docx bytes."""
    writer = _Writer(layout, say)
    core = writer.paper.document.core_properties
    core.title, core.category = say(_KIND[kind], {}), f"{KIND_MARK}{kind}"
    core.author = ""
    _BODIES[kind](writer)
    return writer.paper.to_bytes()


class _Writer:
    """A page while its template is written. Capitals come with the values, so that fields keep their names."""

    def __init__(self, layout: Layout, say: Say) -> None:
        parts = layout.components
        small = {name: part.model_copy(update={"upper": False}) for name, part in parts if hasattr(part, "upper")}
        small["phu_luc"] = parts.phu_luc.model_copy(update={"title_upper": False})
        plain = layout.model_copy(update={"components": parts.model_copy(update=small)})
        self.paper, self.say, self.parts = Paper(plain), say, plain.components

    def fixed(self, code: str, say: Say | None = None) -> str:
        return (say or self.say)(code, {})

    def head(self, *, about: Sequence[str] = ()) -> None:
        issuer = IssuingBody(
            ("{%p for line in issuer %}", "{{ line }}", _END_FOR),
            place="",
            symbol="",
            parent="\n".join(("{%p if parent %}", "{{ parent }}", _END_IF)),
        )

        def say(code: str, values: Mapping[str, object]) -> str:
            return "{{ place_and_day }}" if code == DocumentCode.DATE_SLOT else self.say(code, values)

        write_head(self.paper, issuer, say, number="{{ number }}", about=about)

    def title(self, code: TemplateCode | ApologyCode, subject: str = "subject") -> None:
        lines = (f"{{%p for line in {subject} %}}", "{{ line }}", _END_FOR)
        write_title(self.paper, self.fixed(code), lines)
        self.simulated()

    def simulated(self) -> None:
        self.paper.paragraph("{%p if simulated %}")
        self.paper.paragraph(self.fixed(TemplateCode.SIMULATED), italic=True, align="centre", before=6)
        self.paper.paragraph(_END_IF)

    def simulated_figures(self) -> None:
        """Under the text, with the signature block: who signs reads it."""
        self.paper.paragraph("{%p if simulated_note %}")
        self.paper.paragraph("{{ simulated_note }}", italic=True, before=6, keep_with_next=True)
        self.paper.paragraph(_END_IF)

    def lines(self, name: str, text: str = "{{ line }}", *, italic: bool = False) -> None:
        """A paragraph for each of a list."""
        self.paper.body(f"{{%p for line in {name} %}}")
        self.paper.body(text, italic=italic)
        self.paper.body(_END_FOR)

    def bases(self) -> None:
        self.lines("legal_bases", italic=self.parts.can_cu.italic)

    def addressees(self, name: str = "addressees", code: TemplateCode = TemplateCode.ADDRESSED) -> None:
        """One on the label's line, several each on a line with a dash."""
        paper, style = self.paper, self.parts.kinh_gui
        label = self.fixed(code)
        paper.paragraph(f"{{%p if {name}|length == 1 %}}")
        paper.paragraph(f"{label} {{{{ {name}|first }}}}", component=style, align="centre", before=12, after=6)
        paper.paragraph(f"{{%p elif {name} %}}")
        paper.paragraph(label, component=style, align="centre", before=12, keep_with_next=True)
        paper.paragraph(f"{{%p for line in {name} %}}")
        row = paper.paragraph("- {{ line }}{% if loop.last %}.{% else %};{% endif %}", component=style, before=2)
        row.paragraph_format.left_indent = paper.document.sections[0].page_width // 4
        paper.paragraph(_END_FOR)
        paper.paragraph(_END_IF)

    def blocks(self, name: str = "blocks") -> None:
        """Headings by level, running words."""
        paper = self.paper
        paper.body(f"{{%p for block in {name} %}}")
        paper.body("{%p if block.heading == 0 %}")
        paper.body("{{ block.text }}")
        paper.body("{%p elif block.heading == 3 %}")
        paper.body("{{ block.text }}", keep_with_next=True, align="left")
        paper.body("{%p else %}")
        paper.body("{{ block.text }}", bold=True, keep_with_next=True, align="left")
        paper.body(_END_IF)
        paper.body(_END_FOR)

    def last(self, name: str = "last") -> None:
        """Holds the signature block: alone on a page it would sign nothing."""
        self.paper.body(f"{{{{ {name} }}}}", keep_with_next=True)

    def closing(self) -> None:
        self.simulated_figures()
        recipients = Recipients(("{%p for line in recipients %}", "{{ line }}", _END_FOR), "{{ archive }}")
        write_closing_lines(self.paper, recipients, self.signing(), "{{ signer }}", self.say)

    def signing(self) -> tuple[str, ...]:
        return ("{{ signing.first }}", "{%p for line in signing.others %}", "{{ line }}", _END_FOR)

    def issued_with(self) -> None:
        """Under the title of what a decision is issued with."""
        note = self.say(TemplateCode.ISSUED_WITH, {"symbol": "{{ symbol }}", "body": "{{ body }}"})
        style = self.parts.ten_loai
        self.paper.paragraph(note, size=style.smallest, italic=True, align="centre", after=6)

    def annex(
        self, name: str, columns: Sequence[tuple[TemplateCode, str, float, Align]], attached: TemplateCode
    ) -> None:
        """A landscape section, dropped with its page when ``name`` has no rows."""
        paper = self.paper
        paper.start_section(landscape=True)
        paper.paragraph(f"{{%p if {name} %}}")
        note = self.say(attached, {"symbol": "{{ symbol }}", "body": "{{ body }}"})
        write_annex_title(paper, "{{ annex_title }}", note, self.say)
        filler = ("",) * (len(columns) - 1)
        rows = (
            Row((f"{{%tr for row in {name} %}}", *filler)),
            Row(tuple(f"{{{{ row.{field} }}}}" for _, field, _, _ in columns)),
            Row(("{%tr endfor %}", *filler)),
        )
        heads = tuple(Column(self.fixed(code), weight, align) for code, _, weight, align in columns)
        write_table(paper, heads, rows, size=_TABLE_SIZE)
        paper.paragraph(_END_IF)


def _plan(write: _Writer) -> None:
    write.head()
    write.title(TemplateCode.PLAN)
    write.bases()
    write.lines("opening")
    write.blocks()
    write.last()
    write.closing()
    write.annex("tasks", _TASK_COLUMNS, TemplateCode.ATTACHED_PLAN)


def _report(write: _Writer) -> None:
    write.head()
    write.title(TemplateCode.REPORT)
    write.addressees()
    write.lines("opening")
    write.blocks()
    write.last()
    write.closing()
    write.annex("figures", _FIGURE_COLUMNS, TemplateCode.ATTACHED_REPORT)


def _proposal(write: _Writer) -> None:
    write.head()
    write.title(TemplateCode.PROPOSAL)
    write.addressees()
    write.lines("opening")
    write.blocks()
    write.last()
    write.closing()


def _letter(write: _Writer) -> None:
    about = ("{%p for line in subject %}", "{% if loop.first %}V/v {% endif %}{{ line }}", _END_FOR)
    write.head(about=about)
    write.simulated()
    write.addressees()
    write.lines("texts")
    write.last()
    write.closing()


def _decision(write: _Writer) -> None:
    paper, size = write.paper, write.parts.noi_dung.largest
    style = write.parts.ten_loai
    write.head()
    write.title(TemplateCode.DECISION)
    paper.paragraph("{{ authority }}", component=style, align="centre", before=12, after=6)
    write.bases()
    decides = write.fixed(DecisionCode.DECIDES)
    paper.paragraph(decides, component=style, align="centre", before=12, keep_with_next=True)

    def article(name: str, *, holds: bool) -> None:
        paragraph = paper.body("", keep_with_next=holds)
        number = write.say(DecisionCode.ARTICLE, {"number": f"{{{{ {name}.number }}}}"})
        paper.run(paragraph, number, size=size, bold=True)
        paper.run(paragraph, f" {{{{ {name}.text }}}}", size=size)
        paper.body(f"{{%p for line in {name}.more %}}")
        paper.body("{{ line }}", keep_with_next=holds)
        paper.body(_END_FOR)

    paper.body("{%p for article in articles %}")
    article("article", holds=False)
    paper.body(_END_FOR)
    article("last", holds=True)
    write.closing()
    paper.start_section(landscape=False)
    paper.paragraph("{%p if plan %}")
    write_title(paper, write.fixed(TemplateCode.PLAN), _each_line("plan.subject"))
    write.issued_with()
    write.blocks("plan.blocks")
    paper.body("{{ plan.last }}")
    paper.paragraph(_END_IF)
    _regulation(write)
    write.annex("tasks", _TASK_COLUMNS, TemplateCode.ATTACHED_PLAN_OF_DECISION)


def _regulation(write: _Writer) -> None:
    """Chapters in the middle of the page on two lines, articles bold, clauses and points as running words."""
    paper, size = write.paper, write.parts.noi_dung.largest
    paper.paragraph("{%p if regulation %}")
    write_title(paper, "{{ regulation.title }}", _each_line("regulation.subject"))
    write.issued_with()
    paper.body("{%p for block in regulation.blocks %}")
    paper.body("{%p if block.heading == 1 %}")
    paper.paragraph("{{ block.label }}", size=size, bold=True, align="centre", before=12, keep_with_next=True)
    paper.paragraph("{{ block.text }}", size=size, bold=True, align="centre", after=6, keep_with_next=True)
    paper.body("{%p elif block.heading == 2 %}")
    paper.body("{{ block.text }}", bold=True, keep_with_next=True, align="left")
    paper.body("{%p else %}")
    paper.body("{{ block.text }}")
    paper.body(_END_IF)
    paper.body(_END_FOR)
    paper.body("{{ regulation.last }}")
    paper.paragraph(_END_IF)


def _each_line(name: str) -> tuple[str, str, str]:
    return f"{{%p for line in {name} %}}", "{{ line }}", _END_FOR


def _invitation(write: _Writer) -> None:
    paper = write.paper
    write.head()
    write.title(TemplateCode.INVITATION)
    write.addressees("invited", TemplateCode.INVITED)
    paper.body(write.say(TemplateCode.EVENT, {"body": "{{ body }}", "event": "{{ event }}"}))
    paper.body("{%p if chair %}")
    paper.body(write.say(TemplateCode.CHAIR, {"chair": "{{ chair }}"}))
    paper.body(_END_IF)
    paper.body(write.say(TemplateCode.STARTS, {"starts": "{{ starts }}"}))
    paper.body(write.say(TemplateCode.VENUE, {"venue": "{{ venue }}"}), keep_with_next=True)
    paper.body("{%p if notes %}")
    write.lines("notes.texts")
    paper.body("{{ notes.last }}", keep_with_next=True)
    paper.body(_END_IF)
    write.closing()


def _minutes(write: _Writer) -> None:
    paper, say = write.paper, write.say
    write.head()
    write.title(TemplateCode.MINUTES)
    paper.body(say(TemplateCode.STARTS, {"starts": "{{ starts }}"}))
    paper.body(say(TemplateCode.VENUE, {"venue": "{{ venue }}."}))
    paper.body(write.fixed(TemplateCode.ATTENDEES), keep_with_next=True)
    write.lines("attendees", "- {{ line }}{% if loop.last %}.{% else %};{% endif %}")
    paper.body(say(TemplateCode.CHAIR, {"chair": "{{ chair_line }}"}))
    paper.body(say(TemplateCode.SECRETARY, {"secretary": "{{ secretary_line }}"}))
    write.blocks()
    ends = say(TemplateCode.MINUTES_END, {"ends": "{{ ends }}"}) + paper.layout.end_mark
    paper.body(ends, keep_with_next=True)
    write.simulated_figures()
    half = paper.text_width_mm / 2
    table = paper.table((half, half), bordered=False)
    left, right = paper.row(table, (half, half))
    style, name = write.parts.quyen_han_chuc_vu, write.parts.ho_ten
    sides = (
        (left, (write.fixed(TemplateCode.SECRETARY_SIGNS),), "{{ secretary }}"),
        (right, (write.fixed(TemplateCode.CHAIR_SIGNS),), "{{ chair }}"),
    )
    for cell, lines, signer in sides:
        for line in lines:
            paper.paragraph(line, place=cell, component=style, align="centre", before=12, keep_with_next=True)
        for _ in range(4):
            paper.paragraph(place=cell, component=name, align="centre", keep_with_next=True)
        paper.paragraph(signer, place=cell, component=name, align="centre", keep_with_next=True)
    label = write.fixed(DocumentCode.RECIPIENTS)
    paper.paragraph(label, component=write.parts.noi_nhan_label, before=12, keep_with_next=True)
    paper.paragraph("{%p for line in recipients %}")
    paper.paragraph("- {{ line }};", component=write.parts.noi_nhan_list, keep_with_next=True)
    paper.paragraph(_END_FOR)
    archive = say(DocumentCode.ARCHIVE, {"where": "{{ archive }}"})
    paper.paragraph(f"- {archive}.", component=write.parts.noi_nhan_list)


def _apology(write: _Writer) -> None:
    paper = write.paper
    names = ("body", "name", "record_code", "procedure", "received", "old_due", "new_due", "reason")
    fields: dict[str, object] = {name: f"{{{{ {name} }}}}" for name in names}
    write.head()
    write_title(paper, write.fixed(ApologyCode.KIND_2025), [write.fixed(ApologyCode.SUBJECT_2025)])
    write.simulated()
    paper.paragraph(write.say(ApologyCode.ADDRESSEE, fields), align="centre", before=12)
    paper.body(write.say(ApologyCode.RECEIVED, fields))
    paper.body(write.say(ApologyCode.DUE, fields))
    paper.body("{%p if late %}")
    paper.body(write.say(ApologyCode.LATE, fields))
    paper.body("{%p else %}")
    paper.body(write.say(ApologyCode.NOT_YET_LATE, fields))
    paper.body(_END_IF)
    paper.body(write.say(ApologyCode.REASON, fields))
    paper.body(write.say(ApologyCode.NEW_DUE, fields))
    paper.body(write.say(ApologyCode.CLOSE, fields), keep_with_next=True)
    write.closing()


_BODIES: Mapping[TemplateKind, Callable[[_Writer], None]] = {
    TemplateKind.PLAN: _plan,
    TemplateKind.REPORT: _report,
    TemplateKind.DECISION: _decision,
    TemplateKind.PROPOSAL: _proposal,
    TemplateKind.LETTER: _letter,
    TemplateKind.INVITATION: _invitation,
    TemplateKind.MINUTES: _minutes,
    TemplateKind.APOLOGY: _apology,
}
_KIND: Mapping[TemplateKind, str] = {kind: f"template.kind.{kind}" for kind in TemplateKind}
