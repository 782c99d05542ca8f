"""The cast and its units, made by the same actions that people use.

Hoa coordinates the province of Lâm Đồng, Minh appraises there, Lan reports for Xã Nâm Nung, Y Thịnh heads it, Phú
leads the province, Ngân audits it, Long administers. Quân coordinates another province: a stranger.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

import pytest
from django.core.cache import cache
from django.test import Client, override_settings

from parindex.portal.accounts.actions.register_person import register_person
from parindex.portal.accounts.models import User
from parindex.portal.organisations.actions.appoint import appoint
from parindex.portal.organisations.actions.import_units import UnitRow, import_units
from parindex.portal.organisations.models import OrgUnit
from parindex.portal.site import catalogues

TWO_LEVELS = date(2025, 7, 1)
SignedIn = Callable[[User], Client]


@pytest.fixture(autouse=True)
def fresh_limits() -> None:
    """Tries to sign in and codes of another test do not count."""
    cache.clear()


@pytest.fixture(scope="session", autouse=True)
def quick_passwords() -> Iterator[None]:
    """People are registered in a moment."""
    with override_settings(PASSWORD_HASHERS=["tests.portal.quick_passwords.QuickArgon2"]):
        yield


@pytest.fixture(scope="session", autouse=True)
def words() -> None:
    """Pages are looked at in Vietnamese, so the catalogues are compiled first."""
    catalogues.compile_all()


@dataclass(frozen=True, slots=True)
class Places:
    """The units of the cast, and the communes of the province in Vietnamese order."""

    province: OrgUnit
    other_province: OrgUnit
    home_affairs: OrgUnit
    nam_nung: OrgUnit
    dak_wil: OrgUnit
    phuoc_hoi: OrgUnit
    stranger_commune: OrgUnit


_ROWS = (
    ("province", "68", "Tỉnh Lâm Đồng", "Lâm Đồng", "province", "province", None),
    ("other_province", "20", "Tỉnh Lạng Sơn", "Lạng Sơn", "province", "province", None),
    ("home_affairs", "H46", "Sở Nội vụ tỉnh Lâm Đồng", "Sở Nội vụ", "department", "department", "province"),
    ("nam_nung", "24703", "Xã Nâm Nung", "Nâm Nung", "commune", "commune", "province"),
    ("dak_wil", "24649", "Xã Đắk Wil", "Đắk Wil", "commune", "commune", "province"),
    ("phuoc_hoi", "23235", "Phường Phước Hội", "Phước Hội", "commune", "ward", "province"),
    ("stranger_commune", "06025", "Xã Thất Khê", "Thất Khê", "commune", "commune", "other_province"),
)


@pytest.fixture
def places(db: None) -> Places:
    """Two provinces, a department, four communes."""
    rows = [
        UnitRow(key, name, short, level, kind, TWO_LEVELS, code=code, parent=parent)
        for key, code, name, short, level, kind, parent in _ROWS
    ]
    return Places(**import_units(actor=None, rows=rows, source="tests").units)


def _holder(username: str, full_name: str, role: str, unit: OrgUnit, scope: OrgUnit, title: str) -> User:
    person = register_person(
        actor=None,
        username=username,
        full_name=full_name,
        email=f"{username}@parindex.example",
        password="cai-cach-2026",
    )
    appoint(actor=None, person=person, role=role, unit=unit, scope=scope, title=title, start=TWO_LEVELS)
    return person


@pytest.fixture
def hoa(places: Places) -> User:
    """Coordinator of the province, in the department of home affairs."""
    return _holder("hoa", "Trần Thị Hoa", "coordinator", places.home_affairs, places.province, "Sở Nội vụ")


@pytest.fixture
def minh(places: Places) -> User:
    """Appraiser of the province."""
    return _holder("minh", "Nguyễn Văn Minh", "appraiser", places.home_affairs, places.province, "Sở Nội vụ")


@pytest.fixture
def lan(places: Places) -> User:
    """Officer of Xã Nâm Nung: enters its figures."""
    return _holder("lan", "Lê Thị Lan", "unit_officer", places.nam_nung, places.nam_nung, "công chức")


@pytest.fixture
def thinh(places: Places) -> User:
    """Head of Xã Nâm Nung: hands in."""
    return _holder("thinh", "Y Thịnh Niê", "unit_head", places.nam_nung, places.nam_nung, "Chủ tịch UBND xã")


@pytest.fixture
def phu(places: Places) -> User:
    """Leader of the province: reads."""
    return _holder("phu", "Hoàng Gia Phú", "leader", places.province, places.province, "lãnh đạo UBND tỉnh")


@pytest.fixture
def ngan(places: Places) -> User:
    """Auditor of the province: reads, also the audit."""
    return _holder("ngan", "Đỗ Thị Ngân", "auditor", places.province, places.province, "kiểm tra")


@pytest.fixture
def long(places: Places) -> User:
    """Administrator of the province: units and people."""
    return _holder("long", "Bùi Đức Long", "administrator", places.home_affairs, places.province, "quản trị")


@pytest.fixture
def quan(places: Places) -> User:
    """A stranger: coordinator of another province."""
    return _holder("quan", "Phạm Quân", "coordinator", places.other_province, places.other_province, "Sở Nội vụ")


@pytest.fixture
def signed_in() -> SignedIn:
    """A browser in which this person is signed in: `signed_in(hoa).get(…)`."""

    def sign_in(person: User) -> Client:
        client = Client()
        client.force_login(person, backend="parindex.portal.accounts.sign_in.PasswordBackend")
        return client

    return sign_in
