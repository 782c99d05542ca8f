"""What was typed stays, whichever long form it was: signed out, an old page, a refusal, a closed window.
Without script each page shows the texts again, unsaved, and to the same person only.
"""

from dataclasses import dataclass

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.html import escape
from tests.portal.conftest import SignedIn
from tests.portal.explanations.conftest import at, handed_in

from parindex.portal.accounts.models import User
from parindex.portal.assessments.actions import request_explanation
from parindex.portal.assessments.models import Round, RoundUnit, Thread
from parindex.portal.criteria.models import NodeRow
from parindex.portal.platform import clock
from parindex.portal.platform.models import AuditEntry
from parindex.portal.platform.typed_texts import WHOSE

LONG = "Đang chờ số liệu quý IV của Sở Tài chính, <sẽ> bổ sung."
BACKEND = "parindex.portal.accounts.sign_in.PasswordBackend"


@dataclass
class Form:
    """A form as its page sends it."""

    person: User
    page: str
    sent_to: str
    box: str
    more: dict[str, str]

    def sent(self) -> dict[str, str]:
        return {self.box: LONG, WHOSE: str(self.person.pk), **self.more}

    def send(self, browser: Client, **more: str) -> object:
        return browser.post(self.sent_to, self.sent() | more, headers={"Referer": f"http://testserver{self.page}"})


@pytest.fixture
def asked(minh: User, nam_nung: RoundUnit, tasks: NodeRow, appraised: Round) -> Thread:
    """Minh asked Nâm Nung."""
    handed_in(nam_nung)
    with clock.stopped_at(at(5, 1)):
        return request_explanation(actor=minh, round_unit=nam_nung, leaf=tasks, reason="Vì sao 10/10?")


def _names(nam_nung: RoundUnit) -> list[str]:
    return [nam_nung.round.public_id, nam_nung.unit.public_id]


@pytest.fixture(params=["answer", "ask", "extension", "extend", "close", "appraise", "paste"])
def form(request: pytest.FixtureRequest, lan: User, minh: User, hoa: User, nam_nung: RoundUnit, asked: Thread) -> Form:
    """Every kind of form with a long text of the year's work."""
    round_id, unit_id = _names(nam_nung)

    def to(name: str, *ids: str) -> str:
        return reverse(f"assessments:{name}", args=ids)

    thread = to("thread", asked.public_id)
    own = {
        "answer": Form(lan, thread, thread, "answer-text", {"act": "answer"}),
        "extension": Form(lan, to("ask_extension", round_id, unit_id), to("ask_extension", round_id, unit_id), "ly-do",
                          {"den": "20/12/2026"}),
        "extend": Form(hoa, to("calendar", round_id), to("extend", round_id), "ly-do", {"den": "20/01/2027"}),
        "close": Form(hoa, to("close_appraisal", round_id, "1"), to("close_appraisal", round_id, "1"), "ly-do", {}),
        "appraise": Form(minh, to("appraise_by_leaf", round_id, "KH-TILE", unit_id),
                         to("appraise_by_leaf", round_id, "KH-TILE", unit_id), "ghi-chu", {"x-tasks-tu": "9"}),
        "ask": Form(minh, to("ask_explanation", round_id, unit_id, "KH-NGAY"),
                    to("ask_explanation", round_id, unit_id, "KH-NGAY"), "text", {}),
        "paste": Form(lan, to("sheet_paste", round_id, unit_id), to("sheet_paste", round_id, unit_id), "khoi", {}),
    }  # fmt: skip
    return own[request.param]


def opened(form: Form) -> str:
    """The person opens the page; what it says."""
    browser = Client()
    browser.force_login(form.person, backend=BACKEND)
    answer = browser.get(form.page)
    assert answer.status_code == 200, form
    return answer.content.decode()


def test_every_form_names_its_person_and_has_the_box(form: Form) -> None:
    page = opened(form)
    assert f'name="{WHOSE}" value="{form.person.pk}"' in page
    assert f'name="{form.box}"' in page


def test_signed_out_the_text_waits_for_the_same_person(form: Form) -> None:
    before = AuditEntry.objects.exclude(action__startswith="accounts.").count()
    browser = Client()
    answer = form.send(browser)
    sign_in = answer["Location"]  # type: ignore[index]
    assert sign_in.startswith(reverse("account_login"))
    signed = {"login": form.person.username, "password": "cai-cach-2026"}
    page = browser.post(sign_in, signed, follow=True).content.decode()
    # In a box of one line the sign > stands as it is.
    assert escape(LONG) in page or LONG.replace("<", "&lt;") in page
    assert "đã gõ trước khi đăng nhập lại" in page or "không còn ô để gõ" in page
    assert LONG[:30] not in browser.get(form.page).content.decode(), "shown once"
    saved = AuditEntry.objects.exclude(action__startswith="accounts.").count()
    assert saved == before, "nothing is saved by itself"


def test_an_old_page_gives_the_text_back(form: Form) -> None:
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(form.person, backend=BACKEND)
    answer = form.send(browser, csrfmiddlewaretoken="x" * 64)
    assert answer.status_code == 302, "to the page of the form"  # type: ignore[attr-defined]
    page = browser.get(answer["Location"]).content.decode()  # type: ignore[index]
    assert LONG[:30] in page
    assert "mở từ trước lần đăng nhập" in page or "không còn ô để gõ" in page


def test_signed_out_and_without_any_cookie_it_waits_too(lan: User, nam_nung: RoundUnit, appraised: Round) -> None:
    page = reverse("assessments:sheet_paste", args=_names(nam_nung))
    browser = Client(enforce_csrf_checks=True)
    answer = Form(lan, page, page, "khoi", {"csrfmiddlewaretoken": "x" * 64}).send(browser)
    assert answer.status_code == 302 and answer["Location"].startswith(reverse("account_login"))  # type: ignore[attr-defined, index]
    browser.force_login(lan, backend=BACKEND)
    assert LONG[:30] in browser.get(page).content.decode()


def test_nobody_else_sees_it(form: Form, thinh: User) -> None:
    browser = Client()
    answer = form.send(browser)
    other = {"login": "thinh", "password": "cai-cach-2026"}
    page = browser.post(answer["Location"], other, follow=True).content.decode()  # type: ignore[index]
    assert LONG[:30] not in page
    assert "typed_texts" not in browser.session or not browser.session["typed_texts"] or LONG[:30] not in page


def test_a_refusal_leads_back_to_the_text(
    signed_in: SignedIn, lan: User, nam_nung: RoundUnit, appraised: Round
) -> None:
    """The window closed between opening and sending; the page of the paste lets the refusal through."""
    page = reverse("assessments:sheet_paste", args=_names(nam_nung))
    form = Form(lan, page, page, "khoi", {})
    browser = signed_in(lan)
    answer = form.send(browser)
    assert answer.status_code == 302, "to the preview, which is kept"  # type: ignore[attr-defined]
    kept = answer["Location"].split("ban=")[1]  # type: ignore[index]
    refused = browser.get(answer["Location"])  # type: ignore[index]
    assert f"{page}?sua={kept}" in refused.content.decode()
    assert LONG[:30] in browser.get(f"{page}?sua={kept}").content.decode()


def test_passwords_are_never_kept(lan: User) -> None:
    browser = Client()
    browser.post(reverse("account_change_password"), {WHOSE: str(lan.pk), "oldpassword": "cai-cach-2026"})
    assert "typed_texts" not in browser.session
