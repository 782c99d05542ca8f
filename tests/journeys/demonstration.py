"""A demonstration of one's own: served on a throw-away database and a free port, and a browser to walk through it.

Used by the journeys and by ``tools/photograph_pages.py``.
"""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from parindex.portal.site import catalogues
from parindex.portal.site.management.commands.demo import demonstration_environment

CHROMIUM = shutil.which("chromium") or "/usr/bin/chromium"
# Without the background flags Chromium keeps asking for hosts of its maker at every start.
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
DESKTOP, PHONE = (1366, 768), (390, 844)
TO_ANSWER = 90  # seconds


@dataclass(frozen=True, slots=True)
class DemoPage:
    """One page of the demonstration: name, address, user names that may open it."""

    name: str
    address: str
    open_to: list[str]


@dataclass(frozen=True, slots=True)
class Demonstration:
    """A running demonstration."""

    base: str
    password: str
    pages: tuple[DemoPage, ...]

    def page(self, name: str) -> DemoPage:
        """The page of that name. Raises ``StopIteration`` when there is none."""
        return next(page for page in self.pages if page.name == name)


@contextmanager
def served() -> Iterator[Demonstration]:
    """Serve a demonstration until the block ends; its folder is removed afterwards."""
    catalogues.compile_all()
    folder = Path(tempfile.mkdtemp(prefix="parindex-journey-"))
    environment = {k: v for k, v in os.environ.items() if not k.startswith("PARINDEX_")}
    environment |= demonstration_environment(folder)
    environment.setdefault("PARINDEX_SQLITE", str(folder / "demonstration.sqlite3"))
    port = _free_port()
    command = [sys.executable, "-m", "django", "demo_serve", "--port", str(port)]
    with (folder / "server.log").open("wb") as log:
        server = subprocess.Popen(command, env=environment, stdout=log, stderr=log)
        try:
            base = f"http://127.0.0.1:{port}"
            _wait_for(f"{base}/tai-khoan/login/", server, folder / "server.log")
            asked = subprocess.run(
                [sys.executable, "-m", "django", "demo_pages"], env=environment, stdout=subprocess.PIPE, check=True
            )
            listed = json.loads(asked.stdout)
            yield Demonstration(base, listed["password"], tuple(DemoPage(**row) for row in listed["pages"]))
        finally:
            server.terminate()
            server.wait(20)
            shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def browser() -> Iterator[Browser]:
    """The system's Chromium, headless."""
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        try:
            yield started
        finally:
            started.close()


def signed_in(
    started: Browser, demonstration: Demonstration, username: str, size: tuple[int, int] = DESKTOP, script: bool = True
) -> BrowserContext:
    """A window of that size in which the person has signed in; ``script``: whether JavaScript runs."""
    width, height = size
    context = started.new_context(
        viewport={"width": width, "height": height}, locale="vi-VN", timezone_id="Asia/Ho_Chi_Minh",
        java_script_enabled=script,
    )  # fmt: skip
    page = context.new_page()
    page.goto(f"{demonstration.base}/tai-khoan/login/")
    sign_in(page, username, demonstration.password)
    page.close()
    return context


def sign_in(page: Page, username: str, password: str) -> None:
    """Fill in the sign-in form and wait for the page behind it."""
    page.fill("input[name=login]", username)
    page.fill("input[name=password]", password)
    page.press("input[name=password]", "Enter")
    page.wait_for_url(lambda address: "/login/" not in address)


def _free_port() -> int:
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        return int(sock.getsockname()[1])


def _wait_for(address: str, server: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + TO_ANSWER
    while time.monotonic() < until and server.poll() is None:
        try:
            urlopen(address, timeout=5).close()
            return
        except (URLError, OSError):
            time.sleep(0.2)
    raise RuntimeError(f"the demonstration did not answer:\n{log.read_text()}")
