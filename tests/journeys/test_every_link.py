"""Every page as everyone in the demonstration: no link on it is refused or leads nowhere.

A link that answers 403 to the person who is shown it promises a page that he cannot have. Pages of one kind (the same
address pattern and the same questions in it) are sampled: the first, a middle one and the last of each page.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict, deque
from collections.abc import Iterator
from html.parser import HTMLParser
from http.cookiejar import CookieJar
from urllib.error import HTTPError
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit
from urllib.request import HTTPCookieProcessor, OpenerDirector, Request, build_opener

import pytest
from django.urls import Resolver404, resolve
from tests.journeys.demonstration import Demonstration

from parindex.portal.site.demo.cast import CAST
from parindex.portal.site.demo.tour import STEPS

pytestmark = pytest.mark.slow
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
OF_ONE_KIND, WITH_QUESTIONS, COMBINATIONS = 5, 1, 16
"""So many addresses of a kind are opened by one person: of a page, of one with questions (filters, orders), and of all
combinations of questions of one page (each filter doubles them)."""
SOURCES = {
    "a": "href",
    "img": "src",
    "iframe": "src",
    "script": "src",
    "link": "href",
    "embed": "src",
    "form": "action",
}


class Links(HTMLParser):
    """Addresses that a page leads to: links, pictures, frames; forms that only ask."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep the address of what can be opened."""
        named = dict(attrs)
        address = named.get(SOURCES.get(tag, ""))
        if address and not (tag == "form" and (named.get("method") or "get").lower() != "get"):
            self.found.append(address)


def kind_of(address: str) -> tuple[str, ...]:
    """The page's view and the questions in the address."""
    split = urlsplit(address)
    try:
        view = resolve(split.path).view_name
    except Resolver404:
        view = split.path
    return (view, *sorted({key for key, _ in parse_qsl(split.query)}))


def sampled(links: list[str]) -> Iterator[str]:
    """The first, the middle one and the last of each kind on a page."""
    by_kind: dict[tuple[str, ...], list[str]] = defaultdict(list)
    for link in dict.fromkeys(links):
        by_kind[kind_of(link)].append(link)
    for of_kind in by_kind.values():
        yield from dict.fromkeys((of_kind[0], of_kind[len(of_kind) // 2], of_kind[-1]))


def signed_in(base: str, username: str, password: str) -> OpenerDirector:
    """A session of the person."""
    opener = build_opener(HTTPCookieProcessor(CookieJar()))
    address = f"{base}/tai-khoan/login/"
    token = TOKEN.search(opener.open(address).read().decode())
    assert token is not None
    fields = {"login": username, "password": password, "csrfmiddlewaretoken": token.group(1)}
    answer = opener.open(Request(address, urlencode(fields).encode(), {"Referer": address}))
    assert "/login/" not in answer.url, f"{username} could not sign in"
    return opener


def walk(opener: OpenerDirector, base: str, starts: list[str]) -> Iterator[str]:
    """What went wrong on the way through everything that the starts lead to."""
    queue, seen = deque((start, "") for start in starts), set(starts)
    opened: Counter[tuple[str, ...]] = Counter()
    combined: Counter[str] = Counter()
    while queue:
        address, shown_on = queue.popleft()
        status, links = _open(opener, base + address)
        if status != 200:
            yield f"{status} {address} (shown on {shown_on})"
        inside = [link.removeprefix(base) for link in links if link.startswith(base + "/")]
        for link in sampled([link for link in inside if link not in seen and "/logout/" not in link]):
            kind = kind_of(link)
            opened[kind] += 1
            if opened[kind] <= (WITH_QUESTIONS if kind[1:] else OF_ONE_KIND) and combined[kind[0]] < COMBINATIONS:
                combined[kind[0]] += bool(kind[1:])
                seen.add(link)
                queue.append((link, address))


def _open(opener: OpenerDirector, address: str) -> tuple[int, list[str]]:
    try:
        answer = opener.open(address, timeout=60)
    except HTTPError as refused:
        return refused.code, []
    if "text/html" not in answer.headers.get("Content-Type", ""):
        answer.read()
        return answer.status, []
    page = Links()
    page.feed(answer.read().decode())
    return answer.status, [urljoin(address, link).partition("#")[0] for link in page.found]


@pytest.mark.parametrize("username", [part.username for part in CAST])
def test_no_link_is_refused_or_leads_nowhere(demo: Demonstration, username: str) -> None:
    """From every page that the person may open, on through what it links."""
    opener = signed_in(demo.base, username, demo.password)
    starts = [page.address for page in demo.pages if username in page.open_to]
    wrong = list(walk(opener, demo.base, ["/", *starts]))
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("number", range(1, len(STEPS) + 1))
def test_each_step_of_the_start_page_opens_its_page_by_its_button(demo: Demonstration, number: int) -> None:
    """Who has not signed in presses the button and stands on the page of the step, as the person of the step."""
    step = STEPS[number - 1]
    opener = build_opener(HTTPCookieProcessor(CookieJar()))
    address = f"{demo.base}/bat-dau-tu-day/"
    token = TOKEN.search(opener.open(address).read().decode())
    assert token is not None
    fields = {"person": step.username, "step": str(number), "csrfmiddlewaretoken": token.group(1)}
    answer = opener.open(Request(f"{address}dang-nhap/", urlencode(fields).encode(), {"Referer": address}))
    text = answer.read().decode()
    assert answer.status == 200
    assert step.part.full_name in text
    assert "/viec-cua-toi" not in urlsplit(answer.url).path, "the step has a page of its own"
