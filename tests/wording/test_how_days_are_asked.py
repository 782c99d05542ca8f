"""A Vietnamese page asks for a day in Vietnamese: ngày/tháng/năm, in every box and sentence."""

from __future__ import annotations

import re
from pathlib import Path

SOURCES = Path(__file__).parents[2] / "src" / "parindex"
ENGLISH = re.compile(r"dd/mm|yyyy|mm/yy", re.IGNORECASE)


def test_no_vietnamese_sentence_spells_a_day_in_english_letters() -> None:
    catalogues = [*SOURCES.glob("wording/vi/*.po"), *SOURCES.glob("portal/*/locale/vi/LC_MESSAGES/django.po")]
    assert len(catalogues) > 30
    wrong = [
        f"{path.relative_to(SOURCES)}: {said}"
        for path in catalogues
        for entry in path.read_text(encoding="utf-8").split("\n\n")
        if ENGLISH.search(said := entry.partition("msgstr")[2])
    ]
    assert wrong == []


def test_no_box_has_a_form_of_day_that_no_catalogue_knows() -> None:
    bare = re.compile(r"""placeholder["']?\s*[=:]\s*["'](?:dd/mm|\d\d/\d\d/\d{4})""")
    pages = [*SOURCES.glob("portal/**/*.html"), *SOURCES.glob("portal/**/*.py")]
    wrong = [str(path.relative_to(SOURCES)) for path in pages if bare.search(path.read_text(encoding="utf-8"))]
    assert wrong == []
