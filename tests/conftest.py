"""One browser for every test of a worker: a second Playwright beside a running one is refused."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect
from tests.journeys import demonstration

PATIENCE = 30
"""Seconds that an expectation of a page may take on a busy machine."""


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """The browser. Playwright keeps a loop running in this thread, beside which Django lets nobody ask the database."""
    with pytest.MonkeyPatch.context() as patch, demonstration.browser() as started:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        expect.set_options(timeout=PATIENCE * 1000)
        yield started
