"""A round of three communes under a server of the test's own, and the people who walk through it in a browser."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path

from django.db import DEFAULT_DB_ALIAS, connections
from django.test.utils import modify_settings
from django.urls import reverse
from playwright.sync_api import Browser, BrowserContext, Page
from pytest_django.live_server_helper import LiveServer
from tests.journeys.demonstration import DESKTOP, sign_in
from tests.journeys.three_units import PASSWORD, Cast
from tests.tools import sample_files as sample

from parindex.portal.assessments.models import Score, Stage

PATIENCE = 30.0  # seconds


class Walk:
    """The browser, the server, the round."""

    def __init__(self, started: Browser, server: LiveServer, cast: Cast, folder: Path) -> None:
        self.started, self.server, self.cast, self.folder = started, server, cast, folder

    @contextmanager
    def as_person(
        self, username: str, size: tuple[int, int] = DESKTOP, *, script: bool = True, touch: bool = False
    ) -> Iterator[Page]:
        """A window of its own in which the person signs in with his password; ``script``: whether JavaScript runs."""
        width, height = size
        context = self.started.new_context(
            viewport={"width": width, "height": height}, locale="vi-VN", timezone_id="Asia/Ho_Chi_Minh",
            java_script_enabled=script, has_touch=touch,
        )  # fmt: skip
        page = context.new_page()
        page.set_default_timeout(PATIENCE * 1000)
        self.sign_in(page, username)
        yield page
        context.close()

    def sign_in(self, page: Page, username: str) -> None:
        """Through the sign-in page."""
        page.goto(f"{self.server.url}/tai-khoan/login/")
        sign_in(page, username, PASSWORD)

    def another_tab(self, context: BrowserContext) -> Page:
        """A further tab of a person's browser."""
        page = context.new_page()
        page.set_default_timeout(PATIENCE * 1000)
        return page

    def address(self, view: str, *more: str, of_unit: bool = True) -> str:
        """A page of the round, or of the commune in it."""
        unit = [self.cast.member.unit.public_id] if of_unit else []
        return self.server.url + reverse(f"assessments:{view}", args=[self.cast.round.public_id, *unit, *more])

    def file(self, name: str, words: str) -> str:
        """A PDF on the disk."""
        path = self.folder / name
        path.write_bytes(sample.pdf(words))
        return str(path)

    def picture(self, name: str) -> str:
        """A photograph on the disk."""
        path = self.folder / name
        path.write_bytes(sample.png())
        return str(path)

    def stored(self, leaf: str, stage: Stage = Stage.SELF) -> Score | None:
        """The commune's row at a stage, as it is stored."""
        return Score.objects.filter(entry__round_unit=self.cast.member, entry__leaf__code=leaf, stage=stage).first()

    def points(self, leaf: str, stage: Stage) -> Decimal | None:
        """Points of the commune's leaf at a stage, as they are stored."""
        found = self.stored(leaf, stage)
        return found.points if found else None


@contextmanager
def served() -> Iterator[LiveServer]:
    """The portal on a free port, on the test's database."""
    server = LiveServer("127.0.0.1")
    try:
        with modify_settings(ALLOWED_HOSTS={"append": "127.0.0.1"}):
            yield server
    finally:
        server.stop()


@contextmanager
def database_in_a_file(path: Path) -> Iterator[None]:
    """The test's SQLite database as a file, so that every request has a connection of its own, as in service.

    In memory all threads share one connection, and two requests at once would stand in each other's transaction.
    """
    memory = connections[DEFAULT_DB_ALIAS]
    if memory.vendor != "sqlite":
        yield
        return
    memory.ensure_connection()
    with sqlite3.connect(path) as file:
        memory.connection.backup(file)
    file.close()
    declared = connections.settings[DEFAULT_DB_ALIAS]
    name = declared["NAME"]
    own = memory.copy()
    own.settings_dict["NAME"] = declared["NAME"] = str(path)
    connections[DEFAULT_DB_ALIAS] = own
    try:
        yield
    finally:
        own.close()
        declared["NAME"] = name
        connections[DEFAULT_DB_ALIAS] = memory


def eventually(holds: Callable[[], bool], what: str) -> None:
    """Wait for something that a script or a job does on its own."""
    until = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < until, what
        time.sleep(0.1)
