"""Pages of a document are said with their word wherever they are read."""

import pytest
from django.utils import translation

from parindex.portal.assessments.forms.evidence import pages_words


@pytest.mark.parametrize(
    ("typed", "read"), [("1", "trang 1"), ("3–5", "trang 3–5"), ("phụ lục 2", "phụ lục 2"), ("", "")]
)
def test_pages_are_said_with_their_word(typed: str, read: str) -> None:
    with translation.override("vi"):
        assert pages_words(typed) == read
