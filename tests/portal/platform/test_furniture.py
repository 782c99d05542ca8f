"""What every page carries, and how a page says no."""

import pytest
from django.test import Client
from django.urls import path, reverse
from pytest_django.fixtures import Settings
from tests.portal.conftest import Places, SignedIn

from parindex.portal.accounts.actions.register_person import register_person
from parindex.portal.accounts.models import User
from parindex.portal.organisations.permissions import Right, has_right
from parindex.portal.platform.refusals import ActionRefused, Conflict
from parindex.portal.site import urls

pytestmark = pytest.mark.django_db
OVERVIEW = "dashboards:overview"


def _not_allowed(request: object) -> None:
    has_right(User.objects.get(username="lan"), Right.RUN_ROUNDS).or_refuse()


def _refused(request: object) -> None:
    raise ActionRefused("organisations.role_unknown", {"role": "<b>khách</b>"})


def _conflict(request: object) -> None:
    raise Conflict("organisations.dates_turned")


urlpatterns = [
    *urls.urlpatterns,
    path("403/", _not_allowed),  # type: ignore[arg-type]
    path("422/", _refused),  # type: ignore[arg-type]
    path("409/", _conflict),  # type: ignore[arg-type]
]


@pytest.mark.parametrize(
    ("status", "words"),
    [
        (403, "chức vụ hiện tại không có quyền này"),
        (422, "không có vai trò “&lt;b&gt;khách&lt;/b&gt;”"),
        (409, "ngày kết thúc không sau ngày bắt đầu"),
    ],
)
def test_a_refusal_is_a_page_in_words(
    signed_in: SignedIn, lan: User, settings: Settings, status: int, words: str
) -> None:
    settings.ROOT_URLCONF = __name__
    answer = signed_in(lan).get(f"/{status}/")
    assert answer.status_code == status
    page = answer.content.decode()
    assert words in page
    assert 'role="alert"' in page


def test_vietnamese_whatever_the_browser_prefers(signed_in: SignedIn, hoa: User) -> None:
    client = signed_in(hoa)
    page = client.get(reverse(OVERVIEW), headers={"Accept-Language": "en-US,en"}).content.decode()
    assert '<html lang="vi">' in page
    assert "Đăng xuất" in page


def test_english_by_choice(signed_in: SignedIn, hoa: User) -> None:
    client = signed_in(hoa)
    client.post(reverse("set_language"), {"language": "en", "next": "/"})
    page = client.get(reverse(OVERVIEW)).content.decode()
    assert '<html lang="en">' in page
    assert "Sign out" in page


def test_the_header_says_who_and_for_which_unit(signed_in: SignedIn, hoa: User, thinh: User) -> None:
    page = signed_in(hoa).get(reverse(OVERVIEW)).content.decode()
    assert '<span class="shown-unit">Tỉnh Lâm Đồng</span>' in page
    assert "Trần Thị Hoa · Sở Nội vụ" in page
    assert '<span class="shown-unit">Xã Nâm Nung</span>' in signed_in(thinh).get(reverse(OVERVIEW)).content.decode()


def test_the_navigation_shows_what_the_rights_open(signed_in: SignedIn, hoa: User, long: User) -> None:
    rounds = f'href="{reverse("assessments:rounds")}"'
    assert rounds in signed_in(hoa).get(reverse(OVERVIEW)).content.decode()
    assert (
        rounds not in signed_in(long).get(reverse("organisations:units")).content.decode()
    )  # he runs people, not rounds


def test_pages_are_closed_to_scripts_from_elsewhere(places: Places) -> None:
    answer = Client().get(reverse("account_login"))
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "unsafe" not in policy
    assert answer.headers["X-Frame-Options"] == "DENY"


def test_a_person_without_a_position_sees_an_overview_without_data(signed_in: SignedIn, places: Places) -> None:
    from_nowhere = register_person(actor=None, username="ai", full_name="Ai Đó")
    assert signed_in(from_nowhere).get(reverse(OVERVIEW)).status_code == 200
