"""One demonstration and one browser for all journeys of a run; everything here is a journey."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser
from tests.journeys import demonstration
from tests.journeys.three_units import prepare
from tests.journeys.walk import Walk, database_in_a_file, served

from parindex.portal.site import catalogues


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Journeys share one server, so they run in one worker; without Chromium they say why they are skipped."""
    absent = not shutil.which("chromium")
    for item in items:
        if "tests/journeys" not in str(item.path):
            continue
        item.add_marker(pytest.mark.journey)
        item.add_marker(pytest.mark.xdist_group("browser"))
        if absent:
            item.add_marker(pytest.mark.skip(reason="Chromium is not installed (tools/install_system_packages)"))


@pytest.fixture(scope="session")
def demo() -> Iterator[demonstration.Demonstration]:
    """The demonstration, loaded."""
    with demonstration.served() as running:
        yield running


@pytest.fixture
def walk(chromium: Browser, transactional_db: None, tmp_path: Path) -> Iterator[Walk]:
    """A round of three communes with everything ready, nothing entered yet by the first."""
    catalogues.compile_all()
    with database_in_a_file(tmp_path / "journey.sqlite3"), served() as server:
        yield Walk(chromium, server, prepare(), tmp_path)
