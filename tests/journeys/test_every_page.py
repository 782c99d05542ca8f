"""Every page of the demonstration in a real browser: accessible, no broken script, light on the line."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, Response
from tests.journeys.demonstration import DESKTOP, PHONE, Demonstration, DemoPage, signed_in

from parindex.portal.site.demo.open_to import EVERYONE

pytestmark = pytest.mark.slow
FILES = ("_excel", "_word", "_pdf", "_ics", "_zip")
SECOND_VISIT = 100_000  # bytes, the whole page on a second visit
WCAG = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}}

SHAPES = """() => [...new Set([...document.querySelectorAll("body *")].map((each) => [
    each.parentElement.tagName, each.tagName, each.getAttribute("class"),
    each.getAttributeNames().join(" "), each.textContent.trim() === "",
].join("|")))]"""
"""Elements as axe tells them apart: where they stand, class, attributes, whether they hold words."""


def pages_of(demo: Demonstration, username: str) -> list[DemoPage]:
    """The pages, not the files, that the person may open."""
    return [each for each in demo.pages if username in each.open_to and not each.name.endswith(FILES)]


Seen = dict[tuple[str, tuple[int, int]], set[str]]
"""Page and width → shapes of elements that axe has looked at."""


@pytest.fixture(scope="module")
def seen() -> Seen:
    """What was looked at for the people before."""
    return {}


@pytest.mark.parametrize("username", sorted(EVERYONE))
def test_no_fault_that_axe_knows(demo: Demonstration, chromium: Browser, seen: Seen, username: str) -> None:
    """WCAG 2.2 AA as far as a machine can tell: every page of every person, at both widths.

    A page that shows a person no shape of element which axe has not seen on it already is not looked at again.
    """
    page = signed_in(chromium, demo, username).new_page()
    faults = []
    for each in pages_of(demo, username):
        page.goto(demo.base + each.address)
        shapes = set(page.evaluate(SHAPES))
        for size in (DESKTOP, PHONE):
            known = seen.setdefault((each.name, size), set())
            if shapes <= known:
                continue
            known |= shapes
            page.set_viewport_size({"width": size[0], "height": size[1]})
            for found in Axe().run(page, options=WCAG).response["violations"]:
                first = found["nodes"][0]["html"][:120]
                faults.append(f"{each.name} {size[0]}: {found['id']} ({found['impact']}) {first}")
    page.context.close()
    assert not faults, "\n".join(faults)


def test_no_script_or_style_is_refused(demo: Demonstration, chromium: Browser) -> None:
    """Nothing breaks the content-security policy, no file is missing, no script fails."""
    page = signed_in(chromium, demo, "hoa").new_page()
    complaints: list[str] = []
    page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
    page.on("pageerror", lambda failed: complaints.append(str(failed)))
    for each in pages_of(demo, "hoa"):
        page.goto(demo.base + each.address)
    assert complaints == []


def test_nothing_comes_from_elsewhere_and_a_second_visit_is_light(demo: Demonstration, chromium: Browser) -> None:
    """No external host, ever; at most 100 kB a page once the furniture is in the cache."""
    page = signed_in(chromium, demo, "hoa").new_page()
    page.goto(demo.base)
    heavy = []
    for each in pages_of(demo, "hoa"):
        page.goto(demo.base + each.address)
        weight = _weight(page, demo, each)
        if weight > SECOND_VISIT:
            heavy.append(f"{each.name}: {weight:,} bytes")
    assert heavy == []


def _weight(page: Page, demo: Demonstration, each: DemoPage) -> int:
    answers: list[Response] = []

    def keep(answer: Response) -> None:
        answers.append(answer)

    page.on("response", keep)
    page.goto(demo.base + each.address)
    page.remove_listener("response", keep)
    # the browser shows a PDF with a viewer of its own, which is no host
    known = (demo.base, "data:", "chrome-extension://", "chrome://")
    assert all(answer.url.startswith(known) for answer in answers), [answer.url for answer in answers]
    sent = [answer for answer in answers if answer.url.startswith(demo.base) and not answer.from_service_worker]
    return sum(answer.request.sizes()["responseBodySize"] for answer in sent if not _cached(page, answer))


def _cached(page: Page, answer: Response) -> bool:
    timing = page.evaluate(
        "address => performance.getEntriesByName(address).map(entry => entry.transferSize)", answer.url
    )
    return bool(timing) and timing[-1] == 0
