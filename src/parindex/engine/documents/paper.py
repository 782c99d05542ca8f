"""A Word document laid out by decree 30: fonts, margins, paragraphs, rules, cells. Knows no kind of document."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from typing import Any, Literal

from docx import Document
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Emu, Mm, Pt, RGBColor
from docx.text.paragraph import Paragraph

from parindex.engine.documents.layout import Component, Layout

Align = Literal["left", "centre", "right", "justify"]
_ALIGN = {
    "left": WD_ALIGN_PARAGRAPH.LEFT,
    "centre": WD_ALIGN_PARAGRAPH.CENTER,
    "right": WD_ALIGN_PARAGRAPH.RIGHT,
    "justify": WD_ALIGN_PARAGRAPH.JUSTIFY,
}
A4_MM = (210, 297)
_LOOSE_PERCENT = re.compile(r" %(?!\})")
"""Not the end of a field ``{% … %}`` in a template."""
_CAPITAL_EM, _SMALL_EM = 0.64, 0.43
"""Mean widths of a letter of Times New Roman bold in em, measured on Vietnamese titles; only rules hang on them."""


def text_width(text: str, size: float) -> float:
    """Estimated width of ``text`` in points at ``size`` points."""
    return sum((_CAPITAL_EM if letter.isupper() else _SMALL_EM) * size for letter in text)


class Paper:
    """One document while it is being written. ``place`` arguments are the document itself or a table cell."""

    def __init__(self, layout: Layout) -> None:
        self.layout = layout
        self.document: Any = Document()
        page = layout.page
        self.text_size = layout.components.noi_dung.largest
        normal = self.document.styles["Normal"]
        normal.font.name = page.font
        normal.font.size = Pt(self.text_size)
        normal.font.color.rgb = RGBColor(0, 0, 0)
        fonts = normal.element.get_or_add_rPr().get_or_add_rFonts()
        for script in ("w:ascii", "w:hAnsi", "w:cs", "w:eastAsia"):
            fonts.set(qn(script), page.font)
        language = OxmlElement("w:lang")
        language.set(qn("w:val"), "vi-VN")
        normal.element.get_or_add_rPr().append(language)
        self._set_page(self.document.sections[0], landscape=False)
        self.number_pages(self.document.sections[0])

    @property
    def text_width_mm(self) -> float:
        """Width between the margins of the last section."""
        section = self.document.sections[-1]
        return float(Emu(section.page_width - section.left_margin - section.right_margin).mm)

    def _set_page(self, section: Any, *, landscape: bool) -> None:
        short, long = A4_MM
        section.orientation = WD_ORIENT.LANDSCAPE if landscape else WD_ORIENT.PORTRAIT
        section.page_width, section.page_height = (Mm(long), Mm(short)) if landscape else (Mm(short), Mm(long))
        page = self.layout.page
        section.top_margin, section.bottom_margin = Mm(page.top[0]), Mm(page.bottom[0])
        section.left_margin, section.right_margin = Mm(page.left[0]), Mm(page.right[0])
        section.header_distance = Mm(page.top[0] / 2)

    def start_section(self, *, landscape: bool) -> None:
        """A new section on a new page with page numbers of its own."""
        section = self.document.add_section(WD_SECTION.NEW_PAGE)
        _shrink(self.document.element.body)
        self._set_page(section, landscape=landscape)
        section.header.is_linked_to_previous = False
        section.first_page_header.is_linked_to_previous = False
        start = OxmlElement("w:pgNumType")
        start.set(qn("w:start"), "1")
        section._sectPr.append(start)
        self.number_pages(section)

    def number_pages(self, section: Any) -> None:
        """Page number centred in the top margin; none on the section's first page when the layout says so."""
        section.different_first_page_header_footer = self.layout.page.page_number.hide_first
        paragraph = section.header.paragraphs[0]
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        run = paragraph.add_run()
        run.font.size = Pt(self.layout.page.page_number.size[0])
        for kind, text in (("begin", None), (None, "PAGE"), ("end", None)):
            part = OxmlElement("w:fldChar" if kind else "w:instrText")
            if kind:
                part.set(qn("w:fldCharType"), kind)
            else:
                part.text = text
            run._r.append(part)

    def paragraph(
        self,
        text: str = "",
        *,
        place: Any = None,
        component: Component | None = None,
        size: float | None = None,
        bold: bool | None = None,
        italic: bool | None = None,
        align: Align = "left",
        before: float = 0,
        after: float = 0,
        keep_with_next: bool = False,
    ) -> Any:
        """One paragraph; style from ``component`` unless said otherwise. Returns the python-docx paragraph."""
        where = self.document if place is None else place
        paragraph = _first_empty(where) or where.add_paragraph()
        shape = paragraph.paragraph_format
        shape.alignment = _ALIGN[align]
        shape.space_before, shape.space_after = Pt(before), Pt(after)
        shape.line_spacing = 1
        shape.keep_with_next = keep_with_next
        style = component or Component(size=self.text_size)
        self.run(
            paragraph,
            text.upper() if style.upper else text,
            size=style.largest if size is None else size,
            bold=style.bold if bold is None else bold,
            italic=style.italic if italic is None else italic,
        )
        return paragraph

    def run(self, paragraph: Any, text: str, *, size: float, bold: bool = False, italic: bool = False) -> None:
        """Add text of one style to a paragraph; a line feed breaks the line."""
        # a percent sign that starts a line is a misprint
        run = paragraph.add_run(_LOOSE_PERCENT.sub("\u00a0%", text))
        run.font.size, run.bold, run.italic = Pt(size), bold, italic
        if not text:
            _size_mark(paragraph, size)

    def body(
        self,
        text: str,
        *,
        bold: bool = False,
        italic: bool = False,
        align: Align = "justify",
        keep_with_next: bool = False,
    ) -> Any:
        """A paragraph of running text: justified, first line indented, spaced as the decree says."""
        style = self.layout.components.noi_dung
        paragraph = self.paragraph(
            text,
            component=style,
            bold=bold,
            italic=italic,
            align=align,
            before=style.para_space_min,
            keep_with_next=keep_with_next,
        )
        paragraph.paragraph_format.first_line_indent = Cm(style.indent_cm[1])
        paragraph.paragraph_format.widow_control = True
        return paragraph

    def rule(self, length: float, *, place: Any = None, width_mm: float | None = None) -> None:
        """A line of ``length`` points, centred in a place of ``width_mm``: the top border of an empty paragraph."""
        room = (self.text_width_mm if width_mm is None else width_mm) * 72 / 25.4
        indent = max((room - length) / 2, 0)
        paragraph = self.paragraph(place=place, size=2)
        shape = paragraph.paragraph_format
        shape.left_indent = shape.right_indent = Pt(indent)
        shape.space_before = Pt(3)
        borders = OxmlElement("w:pBdr")
        top = OxmlElement("w:top")
        for name, value in (("val", "single"), ("sz", "6"), ("space", "1"), ("color", "000000")):
            top.set(qn(f"w:{name}"), value)
        borders.append(top)
        properties = paragraph._p.get_or_add_pPr()
        properties.insert_element_before(borders, "w:shd", "w:tabs", "w:spacing", "w:ind", "w:jc", "w:rPr")

    def table(self, widths_mm: Sequence[float], *, bordered: bool, padding_mm: float = 0) -> Any:
        """An empty table with fixed columns. LibreOffice reads the widths of the columns, Word those of the cells."""
        table = self.document.add_table(rows=0, cols=len(widths_mm))
        table.autofit = False
        if bordered:
            table.style = "Table Grid"
        for column, width in zip(table.columns, widths_mm, strict=True):
            column.width = Mm(width)
        margins = OxmlElement("w:tblCellMar")
        for side in ("left", "right"):
            edge = OxmlElement(f"w:{side}")
            edge.set(qn("w:w"), str(round(padding_mm * 56.7)))
            edge.set(qn("w:type"), "dxa")
            margins.append(edge)
        properties = table._tbl.tblPr
        look = properties.find(qn("w:tblLook"))
        if look is not None:
            look.addprevious(margins)
        else:
            properties.append(margins)
        return table

    def row(self, table: Any, widths_mm: Sequence[float], *, header: bool = False) -> Any:
        """A row that is not torn apart; ``header`` repeats it on every page. Returns its cells."""
        row = table.add_row()
        properties = row._tr.get_or_add_trPr()
        properties.append(OxmlElement("w:cantSplit"))
        if header:
            properties.append(OxmlElement("w:tblHeader"))
        for cell, width in zip(row.cells, widths_mm, strict=True):
            cell.width = Mm(width)
        return row.cells

    def to_bytes(self) -> bytes:
        """The document as .docx bytes."""
        stream = io.BytesIO()
        self.document.save(stream)
        return stream.getvalue()


def _size_mark(paragraph: Any, size: float) -> None:
    """An empty paragraph is as high as its mark, whatever its runs say."""
    mark = OxmlElement("w:rPr")
    paragraph._p.get_or_add_pPr().append(mark)
    half_points = OxmlElement("w:sz")
    half_points.set(qn("w:val"), str(round(size * 2)))
    mark.append(half_points)


def _shrink(body: Any) -> None:
    """The paragraph that ends a section is a point high: at its full height it would make an empty page of its own."""
    ends = [each for each in body.iter(qn("w:p")) if each.find(f"{qn('w:pPr')}/{qn('w:sectPr')}") is not None][-1]
    shape = Paragraph(ends, body).paragraph_format
    shape.space_before = shape.space_after = Pt(0)
    shape.line_spacing, shape.line_spacing_rule = Pt(1), WD_LINE_SPACING.EXACTLY


def _first_empty(place: Any) -> Any:
    """A cell is born with one empty paragraph, which is used first; a document's body is not asked."""
    if not hasattr(place, "_tc"):
        return None
    paragraphs = list(place.paragraphs)
    return paragraphs[0] if len(paragraphs) == 1 and not paragraphs[0].runs else None
