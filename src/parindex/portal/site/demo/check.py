"""The demonstration looked at from outside: every page as everyone, over HTTP, on a throw-away database."""

import http.cookiejar
import os
import re
import shutil
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass, field

from django.conf import settings
from django.core.exceptions import ObjectDoesNotExist
from django.db import close_old_connections
from django.urls import NoReverseMatch

from parindex.portal.platform.models import JobProgress
from parindex.portal.site.demo.cast import CAST, PASSWORD
from parindex.portal.site.demo.loaders import THEN
from parindex.portal.site.demo.open_to import Page
from parindex.portal.site.demo.pages import PAGES
from parindex.portal.site.demo.run import ADDRESS, answers, sign_in_address

TO_ANSWER, TO_LOAD = 60, 170  # seconds; with all pages the whole stays within 240
REFUSED = {403, 404}


@dataclass(slots=True)
class Seen:
    """What the check saw: pages requested, what was wrong, how long things took."""

    requests: int = 0
    problems: list[str] = field(default_factory=list)
    slowest: tuple[float, str] = (0.0, "")


def check(port: int, say: Callable[[str], object]) -> int:
    """Serve, wait for the loads, request every page as every person. Gives 0, or 1 with the problems said."""
    began = time.monotonic()
    seen = Seen()
    command = [sys.executable, "-m", "django", "demo_serve", "--port", str(port)]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL)  # noqa: S603  # ourselves
    try:
        _wait(lambda: answers(port) or server.poll() is not None, TO_ANSWER)
        if server.poll() is not None:
            seen.problems.append(f"the server ended by itself with code {server.returncode}")
        elif not answers(port):
            seen.problems.append(f"the server did not answer within {TO_ANSWER} s")
        else:
            say(f"answers after {time.monotonic() - began:.1f} s")
            _await_loads(seen)
            say(f"loaded after {time.monotonic() - began:.1f} s")
            for part in CAST:
                _look_as(part.username, port, seen)
    finally:
        server.terminate()
        server.wait(20)
        _throw_away()
    took, slowest = seen.slowest
    say(f"{seen.requests} requests: {len(PAGES)} pages as {len(CAST)} people; slowest {took:.2f} s ({slowest})")
    for problem in seen.problems:
        say(f"PROBLEM {problem}")
    say(f"{'NOT IN ORDER' if seen.problems else 'in order'} after {time.monotonic() - began:.1f} s")
    return 1 if seen.problems else 0


def _await_loads(seen: Seen) -> None:
    def finished() -> bool:
        """All loads, and every job that they asked for: files are still read when the last load has ended."""
        close_old_connections()
        rows = list(JobProgress.objects.all())
        return {load.kind for load in THEN} <= {row.kind for row in rows} and all(row.is_finished for row in rows)

    if not _wait(finished, TO_LOAD):
        seen.problems.append(f"the loads did not end within {TO_LOAD} s")
    for row in JobProgress.objects.exclude(state=JobProgress.State.DONE):
        seen.problems.append(f"load {row.kind}: {row.state} {row.problem_code} {row.problem_values}")


def _look_as(username: str, port: int, seen: Seen) -> None:
    opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar()))
    form = opener.open(sign_in_address(port), timeout=30).read().decode()
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', form)
    fields = {"login": username, "password": PASSWORD, "csrfmiddlewaretoken": token.group(1) if token else ""}
    request = urllib.request.Request(  # noqa: S310  # our own address
        sign_in_address(port), urllib.parse.urlencode(fields).encode(), {"Referer": sign_in_address(port)}
    )
    if "/tai-khoan/login" in opener.open(request, timeout=30).url:
        seen.problems.append(f"{username} could not sign in")
        return
    for page in PAGES:
        _request(opener, page, username, port, seen)


def _request(opener: urllib.request.OpenerDirector, page: Page, username: str, port: int, seen: Seen) -> None:
    try:
        address = page.address()
    except (ObjectDoesNotExist, NoReverseMatch) as missing:
        seen.problems.append(f"{page.name} has no address: {missing}")
        return
    began = time.monotonic()
    try:
        answer = opener.open(f"http://{ADDRESS}:{port}{address}", timeout=60)
        status, text = answer.status, answer.read()
        if "/tai-khoan/login" in answer.url:
            status = 401
    except urllib.error.HTTPError as refused:
        status, text = refused.code, refused.read()
    took = time.monotonic() - began
    seen.requests += 1
    seen.slowest = max(seen.slowest, (took, f"{page.name} as {username}"))
    expected = {200} if username in page.open_to else REFUSED
    if status not in expected:
        seen.problems.append(f"{page.name} as {username}: {status}, expected {sorted(expected)} ({address})")
    elif text[:1] == b"<" and text.count(b"<h1") != 1:
        seen.problems.append(f"{page.name} as {username}: {text.count(b'<h1')} h1 headings ({address})")


def _wait(happened: Callable[[], bool], seconds: float) -> bool:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if happened():
            return True
        time.sleep(0.2)
    return False


def _throw_away() -> None:
    """Remove the temporary folder that `demo --check` made; never any other."""
    if os.path.basename(settings.VAR).startswith("parindex-check-"):
        shutil.rmtree(settings.VAR, ignore_errors=True)
