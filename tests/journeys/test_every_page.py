"""Every page of the demonstration in a real browser: accessible, no broken script, light on the line."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, Response
from tests.journeys.demonstration import DESKTOP, PHONE, Demonstration, DemoPage, signed_in

pytestmark = pytest.mark.slow
FILES = ("_excel", "_word", "_pdf", "_ics", "_zip")
SECOND_VISIT = 100_000  # bytes, the whole page on a second visit
WCAG = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}}


def pages_of(demo: Demonstration, username: str) -> list[DemoPage]:
    """The pages, not the files, that the person may open."""
    return [each for each in demo.pages if username in each.open_to and not each.name.endswith(FILES)]


@pytest.mark.parametrize(
    ("username", "size"), [("hoa", DESKTOP), ("thinh", PHONE), ("minh", DESKTOP), ("long", DESKTOP)]
)
def test_no_fault_that_axe_knows(demo: Demonstration, chromium: Browser, username: str, size: tuple[int, int]) -> None:
    """WCAG 2.2 AA as far as a machine can tell."""
    page = signed_in(chromium, demo, username, size).new_page()
    faults = []
    for each in pages_of(demo, username):
        page.goto(demo.base + each.address)
        for found in Axe().run(page, options=WCAG).response["violations"]:
            faults.append(f"{each.name}: {found['id']} ({found['impact']}) {found['nodes'][0]['html'][:120]}")
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
    assert all(answer.url.startswith((demo.base, "data:")) for answer in answers), [answer.url for answer in answers]
    sent = [answer for answer in answers if answer.url.startswith(demo.base) and not answer.from_service_worker]
    return sum(answer.request.sizes()["responseBodySize"] for answer in sent if not _cached(page, answer))


def _cached(page: Page, answer: Response) -> bool:
    timing = page.evaluate(
        "address => performance.getEntriesByName(address).map(entry => entry.transferSize)", answer.url
    )
    return bool(timing) and timing[-1] == 0
