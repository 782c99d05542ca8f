"""Photograph every page of the demonstration at 1366×768 and 390×844 into docs/screens/ (`make screens`).

Each page is taken as the first person of a fixed order who may open it, so that a page always looks the same way.
A page that is gone takes its picture with it.
"""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tests.journeys.demonstration import (  # noqa: E402  # the checkout is put on the path first
    DESKTOP,
    PHONE,
    DemoPage,
    browser,
    served,
    signed_in,
)

SCREENS = ROOT / "docs" / "screens"
ORDER = ("thinh", "lan", "hoa", "minh", "phu", "ngan", "long", "quan")
# Pages about the whole province look best to the person who runs it.
OF_THE_PROVINCE = ("overview", "round", "rounds", "ranking", "units", "criteria", "findings", "par_index", "search")
FILES = ("_excel", "_word", "_pdf", "_ics", "_zip")


def photographer(page: DemoPage) -> str:
    """Who opens the page for the picture."""
    if page.name.startswith(OF_THE_PROVINCE) and "hoa" in page.open_to:
        return "hoa"
    return next(username for username in ORDER if username in page.open_to)


def main() -> None:
    """Take all pictures; old ones go first."""
    SCREENS.mkdir(parents=True, exist_ok=True)
    for old in SCREENS.glob("*.png"):
        old.unlink()
    with served() as demo, browser() as chromium:
        for size, suffix in ((DESKTOP, "1366"), (PHONE, "390")):
            people = {}
            for each in demo.pages:
                if each.name.endswith(FILES):
                    continue
                username = photographer(each)
                if username not in people:
                    people[username] = signed_in(chromium, demo, username, size).new_page()
                people[username].goto(demo.base + each.address)
                people[username].screenshot(path=SCREENS / f"{each.name}_{suffix}.png")
    taken = len(list(SCREENS.glob("*.png")))
    sys.stdout.write(f"{taken} pictures in {SCREENS.relative_to(ROOT)}\n")


if __name__ == "__main__":
    main()
