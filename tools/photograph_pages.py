"""Photograph what a newcomer looks for first at 1366×768 and 390×844 into docs/screens/ (`make screens`).

Each page is taken as the first person of a fixed order who may open it, so that a page always looks the same way.
The pictures of before go only when all new ones are there.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from playwright.sync_api import Browser, Page

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tests.journeys.demonstration import (  # noqa: E402  # the checkout is put on the path first
    DESKTOP,
    PHONE,
    Demonstration,
    DemoPage,
    browser,
    served,
    signed_in,
)

SCREENS = ROOT / "docs" / "screens"
ORDER = ("thinh", "lan", "hoa", "minh", "phu", "ngan", "long", "quan")
# Pages about the whole province look best to the person who runs it, the desk of an appraiser to the appraiser.
LOOKS_BEST_TO = {
    "hoa": ("overview", "round", "ranking", "units", "criteria", "findings", "par_index", "dossier", "petition_report"),
    "minh": ("apprais",),
}
FRAME_LOADS = 4_000
"""Milliseconds until a document within the page is drawn."""
SHOWN = """
start_here my_work overview rounds running_overview sheet sheet_row sheet_missing sheet_hand_in
running_evidence_of_a_leaf appraisal appraise_leaf appraise_unit assignments agreement gaps work_left round ranking
council publications result result_what_if result_leaf points_calendar par_index merger plans plan_commune
annual_plan criteria_set criteria_set_compared procedures procedure dossiers dossier_league dossier_quality
dossier_form dossiers_overdue dossier_record dossier_targets dossier_letters dossier_imports dossier_figures
petitions petition petition_report documents register document_signing intake intake_tasks intake_figures
intake_findings written written_draft written_issued findings finding units people person audit_log
""".split()
"""Names of pages of the demonstration; the others are variants of these, forms within them, and files."""


def photographer(page: DemoPage) -> str:
    """Who opens the page for the picture."""
    best = (each for each, names in LOOKS_BEST_TO.items() if page.name.startswith(names))
    return next(username for username in (*best, *ORDER) if username in page.open_to)


def main() -> None:
    """Take all pictures, then put them in the place of the old ones. Raises ``StopIteration`` for a missing page."""
    with tempfile.TemporaryDirectory() as folder:
        with served() as demo, browser() as chromium:
            pages = [demo.page(name) for name in SHOWN]
            for size, suffix in ((DESKTOP, "1366"), (PHONE, "390")):
                _photograph(chromium, demo, pages, size, Path(folder), suffix)
        shutil.rmtree(SCREENS, ignore_errors=True)
        taken = len(list(shutil.copytree(folder, SCREENS).glob("*.png")))
    sys.stdout.write(f"{taken} pictures in {SCREENS.relative_to(ROOT)}\n")


def _photograph(
    chromium: Browser, demo: Demonstration, pages: Sequence[DemoPage], size: tuple[int, int], folder: Path, suffix: str
) -> None:
    people: dict[str, Page] = {}
    for each in pages:
        username = photographer(each)
        if username not in people:
            people[username] = signed_in(chromium, demo, username, size).new_page()
        people[username].goto(demo.base + each.address)
        if people[username].locator("iframe, embed, object").count():
            people[username].wait_for_timeout(FRAME_LOADS)
        people[username].screenshot(path=folder / f"{each.name}_{suffix}.png")


if __name__ == "__main__":
    main()
