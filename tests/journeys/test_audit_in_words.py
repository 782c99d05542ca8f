"""The audit of the loaded demonstration, as read and as exported: no code of the program is left in any row."""

from __future__ import annotations

import io
import re
from html import unescape

import pytest
from playwright.sync_api import Browser
from python_calamine import CalamineWorkbook
from tests.journeys.demonstration import Demonstration, signed_in

pytestmark = pytest.mark.slow
CODE = re.compile(r"\b[A-Za-z]+_[A-Za-z0-9_]+|[{}]|\b[a-z]+:[a-z0-9]{12}\b")
ADDRESS = re.compile(r"https?://\S+")
"""The title of a document found on the web may be its address."""
SUBJECTS = {"plan": "plan_commune", "criteria_set": "criteria_set", "unit": "unit_commune", "person": "person"}


def test_no_row_shows_a_code(demo: Demonstration, chromium: Browser) -> None:
    reader = signed_in(chromium, demo, "ngan")
    book = reader.request.get(f"{demo.base}{demo.page('audit_log').address}?format=xlsx", timeout=180_000)
    rows = CalamineWorkbook.from_filelike(io.BytesIO(book.body())).get_sheet_by_index(0).to_python()
    assert len(rows) > 500
    wrong = [str(cell) for row in rows for cell in row if CODE.search(ADDRESS.sub("", str(cell)))]
    assert not wrong, wrong[:10]
    reader.close()


@pytest.mark.parametrize(("kind", "page"), SUBJECTS.items())
def test_from_the_page_to_its_entries(demo: Demonstration, chromium: Browser, kind: str, page: str) -> None:
    reader = signed_in(chromium, demo, "hoa")
    listed = demo.page(page)
    if "hoa" not in listed.open_to:
        pytest.skip(f"{page} is not open to the reader")
    text = reader.request.get(demo.base + listed.address).text()
    found = re.search(rf'href="(/nhat-ky/\?ve={kind}[^"]+)"', text)
    assert found, f"no way from {listed.address}"
    opened = reader.request.get(demo.base + unescape(found.group(1)))
    assert opened.ok
    words = re.sub(r"<[^>]+>", " ", opened.text().partition("<table")[2].partition("</table>")[0])
    assert not CODE.search(ADDRESS.sub("", words)), CODE.findall(words)[:5]
    reader.close()
