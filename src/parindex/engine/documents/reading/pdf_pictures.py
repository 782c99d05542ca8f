"""Pages of a PDF that are pictures, whatever little text stands on them: a scanner's mark, a hidden layer of words."""

from __future__ import annotations

from itertools import islice

import pypdfium2 as pdfium
import pypdfium2.raw as raw

_MOST_OF_IT = 0.6
"""Share of the page from which on a picture is the page."""
_LOOKED_AT = 200
"""Objects that are looked at: hostile pages hold many."""
_HIDDEN = 3
"""Text rendering mode «neither fill nor stroke»: words laid under a picture, so that it can be searched."""


def is_picture(page: pdfium.PdfPage, width: float, height: float) -> bool:
    """Whether one picture covers most of the page. Raises ``PdfiumError``."""
    for each in islice(page.get_objects(filter=(raw.FPDF_PAGEOBJ_IMAGE,), max_depth=3), _LOOKED_AT):
        left, bottom, right, top = each.get_bounds()
        wide, high = min(right, width) - max(left, 0.0), min(top, height) - max(bottom, 0.0)
        if wide > 0 and high > 0 and wide * high >= _MOST_OF_IT * width * height:
            return True
    return False


def is_hidden_text(page: pdfium.PdfPage) -> bool:
    """Whether most of the words are not drawn: a program recognised them before. Raises ``PdfiumError``."""
    words = list(islice(page.get_objects(filter=(raw.FPDF_PAGEOBJ_TEXT,), max_depth=3), _LOOKED_AT))
    hidden = sum(1 for each in words if raw.FPDFTextObj_GetTextRenderMode(each) == _HIDDEN)
    return 2 * hidden > len(words)
