"""150 communes × 100 sub-criteria in the browser: appraiser by criterion and by unit, bulk accept, the coordinator's
overview, the ranking. Every row is reached, nothing weighs more than 100 kB on a second visit; how soon each page can
be used is printed, not asserted.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from time import perf_counter

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from playwright.sync_api import Browser, Page, Response, expect
from tests.journeys.demonstration import DESKTOP, sign_in
from tests.journeys.three_units import PASSWORD, open_stage
from tests.journeys.walk import PATIENCE, database_in_a_file, eventually, served
from tests.portal.appraisal.test_appraisal_size import province_round

from parindex.portal.accounts.actions.register_person import register_person
from parindex.portal.accounts.models import User
from parindex.portal.assessments.actions import compute_results
from parindex.portal.assessments.models import EvidenceLink, Round, RoundStage, Score, Sheet, Stage
from parindex.portal.assessments.sheet_workflow import SheetState
from parindex.portal.documents.actions import DocumentCard, register_document
from parindex.portal.documents.models import DocumentKind
from parindex.portal.organisations.actions.appoint import appoint
from parindex.portal.platform import clock
from parindex.portal.site import catalogues

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
UNITS, LEAVES, WAITING = 150, 100, 45
WITH_EVIDENCE = "L9"  # the criterion for which every commune showed a document
SECOND_VISIT = 100_000  # bytes of a page once the furniture is in the cache
USABLE = "() => performance.getEntriesByType('navigation')[0].domContentLoadedEventEnd"


def person(username: str, full_name: str) -> User:
    """Somebody with the password of the tests."""
    return register_person(
        actor=None, username=username, full_name=full_name, email=f"{username}@parindex.example", password=PASSWORD
    )


class Province:
    """The round, who works in it, and the pages that are measured."""

    def __init__(self, minh: User, hoa: User, round_: Round) -> None:
        self.minh, self.hoa, self.round = minh, hoa, round_
        owner, since = round_.owner, date(2025, 7, 1)
        appoint(actor=None, person=hoa, role="coordinator", unit=owner, scope=owner, title="Sở Nội vụ", start=since)
        self.members = list(round_.units.select_related("unit").order_by("sort_key"))

    def pages(self) -> Iterator[tuple[str, User, str]]:
        """Name, who lives on it, address."""
        ids = [self.round.public_id, WITH_EVIDENCE, self.members[1].unit.public_id]
        yield "appraisal", self.minh, reverse("assessments:appraisal", args=ids[:1])
        yield "by criterion", self.minh, reverse("assessments:appraise_by_leaf", args=ids)
        yield "by unit", self.minh, reverse("assessments:appraise_by_unit", args=[ids[0], ids[2], ids[1]])
        yield "bulk accept", self.minh, reverse("assessments:accept_self_scores", args=ids[:2])
        yield "overview", self.hoa, reverse("assessments:round_overview", args=ids[:1])
        yield "ranking", self.hoa, reverse("assessments:ranking", args=ids[:1])
        yield "ranking by a field", self.hoa, reverse("assessments:ranking", args=ids[:1]) + "?by=F1"

    def queries(self) -> dict[str, int]:
        """Of each page, the second time it is asked for."""
        found = {}
        for name, who, address in self.pages():
            client = Client()
            client.force_login(who, backend="parindex.portal.accounts.sign_in.PasswordBackend")
            client.get(address)
            with CaptureQueriesContext(connection) as seen:
                assert client.get(address).status_code == 200, address
            found[name] = len(seen)
        return found


def made(suffix: str, units: int, leaves: int, waiting: int) -> Province:
    """A round in its first appraisal with its results so far; the last ``waiting`` communes have not handed in."""
    minh, hoa = person(f"minh{suffix}", "Nguyễn Văn Minh"), person(f"hoa{suffix}", "Trần Thị Hoa")
    province = Province(minh, hoa, province_round(minh, units, leaves))
    open_stage(province.round, RoundStage.APPRAISAL_1)
    late = [member.pk for member in province.members[units - waiting :]]
    Sheet.objects.filter(round_unit__in=late).update(state=SheetState.DRAFTING)
    _show_evidence(province.round)
    compute_results(actor=None, round_=province.round)
    return province


def _show_evidence(round_: Round) -> None:
    """One report for all, shown in time."""
    card = DocumentCard(kind=DocumentKind.REPORT, title="Báo cáo năm", number="1", symbol="BC-UBND", published=True)
    report = register_document(actor=None, card=card)
    scores = Score.objects.filter(entry__round_unit__round=round_, entry__leaf__code=WITH_EVIDENCE, stage=Stage.SELF)
    at = clock.now() - timedelta(days=9)
    EvidenceLink.objects.bulk_create(EvidenceLink(score=score, document=report, linked_at=at) for score in scores)


@contextmanager
def seat(started: Browser, base: str, username: str) -> Iterator[Page]:
    """A window in which the person has signed in."""
    context = started.new_context(viewport={"width": DESKTOP[0], "height": DESKTOP[1]}, locale="vi-VN")
    page = context.new_page()
    page.set_default_timeout(PATIENCE * 1000)
    page.goto(f"{base}/tai-khoan/login/")
    sign_in(page, username, PASSWORD)
    yield page
    context.close()


def visit_twice(page: Page, address: str) -> tuple[float, int]:
    """(milliseconds until the page can be used, bytes sent) of the second visit."""
    page.goto(address)
    answers: list[Response] = []

    def keep(answer: Response) -> None:
        answers.append(answer)

    page.on("response", keep)
    page.goto(address)
    page.remove_listener("response", keep)
    cached = (
        "() => performance.getEntriesByType('resource').filter(each => each.transferSize === 0).map(each => each.name)"
    )
    from_cache = set(page.evaluate(cached))
    weight = sum(each.request.sizes()["responseBodySize"] for each in answers if each.url not in from_cache)
    return float(page.evaluate(USABLE)), weight


def names(page: Page, cells: str) -> list[str]:
    """Texts of the links in these cells."""
    return [text.strip() for text in page.locator(cells).all_inner_texts()]


def through_all_pages(page: Page, cells: str) -> list[str]:
    """Texts of all pages of a list, by the link to the next one."""
    found = names(page, cells)
    onward = page.get_by_role("link", name="Sau", exact=True)
    while onward.count():
        before = page.url
        onward.first.click()
        page.wait_for_url(lambda address: address != before)  # noqa: B023  # of this turn
        found += names(page, cells)
    return found


def test_a_whole_province(
    chromium: Browser, transactional_db: None, tmp_path: Path, record_property: Callable[[str, object], None],
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    """One story, as making the round takes longest."""
    catalogues.compile_all()
    with database_in_a_file(tmp_path / "province.sqlite3"):
        began = perf_counter()
        small = made("_nho", 6, 12, 2)
        province = made("", UNITS, LEAVES, WAITING)
        told = [f"{UNITS} × {LEAVES} made in {perf_counter() - began:.0f} s"]
        assert province.queries() == small.queries(), "as many queries for a province as for six communes"
        with served() as server:
            told += _measured(chromium, server.url, province)
            with seat(chromium, server.url, "minh") as page:
                _by_criterion(page, server.url, province)
                _by_unit(page, server.url, province)
                _bulk_accept(page, server.url, province)
            with seat(chromium, server.url, "hoa") as page:
                _overview(page, server.url, province)
                _ranking(page, server.url, province)
    for line in told:
        record_property("measured", line)
    with capsys.disabled():
        print("", *told, sep="\n  ")  # noqa: T201  # measured, not asserted


def _measured(chromium: Browser, base: str, province: Province) -> Iterator[str]:
    """Each page by who lives on it; the weight is asserted."""
    heavy = []
    for username in ("minh", "hoa"):
        with seat(chromium, base, username) as page:
            for name, who, address in province.pages():
                if who.username == username:
                    usable, weight = visit_twice(page, base + address)
                    yield f"{name}: usable after {usable:.0f} ms, {weight:,} bytes on the second visit"
                    if weight > SECOND_VISIT:
                        heavy.append(f"{name}: {weight:,} bytes")
    assert heavy == []


def _by_criterion(page: Page, base: str, province: Province) -> None:
    """All units stand in the list; from the one before last J leads to the last; the search needs no accents."""
    ids = [province.round.public_id, "L7", province.members[-2].unit.public_id]
    page.goto(base + reverse("assessments:appraise_by_leaf", args=ids))
    listed = names(page, ".list-pane tbody a")
    assert sorted(listed) == sorted(member.name for member in province.members)
    page.keyboard.press("j")
    expect(page.locator("#dang-xem a")).to_have_text(province.members[-1].name)
    page.fill("#tim", "so 77")
    page.press("#tim", "Enter")
    expect(page.locator(".list-pane tbody a")).to_have_text(["Xã Số 77"])


def _by_unit(page: Page, base: str, province: Province) -> None:
    """All leaves of a unit; accepting one leads to the next."""
    member = province.members[0]
    page.goto(base + reverse("assessments:appraise_unit", args=[province.round.public_id, member.unit.public_id]))
    assert page.locator(".list-pane tbody a").count() == LEAVES
    here = page.locator("#dang-xem a").inner_text()
    page.keyboard.press("a")
    expect(page.locator("#dang-xem a")).not_to_have_text(here)
    scores = Score.objects.filter(entry__round_unit=member, stage=Stage.APPRAISAL_1)
    eventually(lambda: scores.count() == 1, "nothing was accepted")


def _bulk_accept(page: Page, base: str, province: Province) -> None:
    """Those without a sign are taken at once, the others are named one by one; nobody is left out."""
    page.goto(base + reverse("assessments:accept_self_scores", args=[province.round.public_id, WITH_EVIDENCE]))
    taken, kept_back = page.locator("input[name=don-vi]").count(), page.locator("ul.notices li").count()
    assert taken + kept_back == UNITS
    assert taken > 0 and kept_back >= WAITING
    page.get_by_role("button", name="Chấp nhận điểm tự chấm của các đơn vị đã chọn").click()
    page.wait_for_url(lambda address: "hang-loat" not in address)
    done = Score.objects.filter(
        entry__round_unit__round=province.round, entry__leaf__code=WITH_EVIDENCE, stage=Stage.APPRAISAL_1
    )
    assert done.count() == taken


def _overview(page: Page, base: str, province: Province) -> None:
    """The communes that have not handed in, over all pages, each once."""
    page.goto(base + reverse("assessments:round_overview", args=[province.round.public_id]))
    found = through_all_pages(page, "table.waiting tbody .p-name a")
    assert len(found) == WAITING
    assert sorted(found) == sorted(member.name for member in province.members[UNITS - WAITING :])


def _ranking(page: Page, base: str, province: Province) -> None:
    """Every commune over all pages, each once; found without accents; sorted the other way round."""
    page.goto(base + reverse("assessments:ranking", args=[province.round.public_id]))
    found = through_all_pages(page, "#listing tbody .p-name a")
    assert sorted(found) == sorted(member.name for member in province.members)
    assert len(set(found)) == UNITS
    page.goto(base + reverse("assessments:ranking", args=[province.round.public_id]) + "?q=so+101")
    expect(page.locator("#listing tbody .p-name a")).to_have_text(["Xã Số 101"])
