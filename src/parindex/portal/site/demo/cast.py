"""The people of the demonstration: who they are, where they sit, for whom they act. All are invented."""

from dataclasses import dataclass
from datetime import date

from parindex.portal.accounts.actions.register_person import register_person
from parindex.portal.accounts.models import User
from parindex.portal.organisations.actions.appoint import appoint
from parindex.portal.organisations.actions.import_units import UnitRow, import_units
from parindex.portal.organisations.models import OrgUnit, UnitLevel, UnitType
from parindex.portal.organisations.queries import unit_by_code

PASSWORD = "caicach-2026"  # noqa: S105  # printed on the screen; signs in on this machine only
SINCE = date(2025, 7, 1)
LAM_DONG, LANG_SON, NAM_NUNG = "68", "20", "24703"


@dataclass(frozen=True, slots=True)
class Part:
    """One person: `seat` and `scope` are keys of `places()`."""

    username: str
    full_name: str
    role: str
    seat: str
    scope: str
    title: str
    what: str


CAST = (
    Part("hoa", "Trần Thị Hoa", "coordinator", "home_affairs", "province", "Sở Nội vụ", "điều phối đợt của tỉnh"),
    Part("minh", "Nguyễn Văn Minh", "appraiser", "home_affairs", "province", "Sở Nội vụ", "thẩm định"),
    Part("lan", "Lê Thị Lan", "unit_officer", "commune", "commune", "công chức xã Nâm Nung", "nhập số liệu của xã"),
    Part("thinh", "Y Thịnh Niê", "unit_head", "commune", "commune", "Chủ tịch UBND xã", "người đứng đầu xã Nâm Nung"),
    Part("phu", "Hoàng Gia Phú", "leader", "province", "province", "lãnh đạo UBND tỉnh", "xem kết quả của tỉnh"),
    Part("ngan", "Đỗ Thị Ngân", "auditor", "province", "province", "kiểm tra, giám sát", "xem kết quả và nhật ký"),
    Part("long", "Bùi Đức Long", "administrator", "home_affairs", "province", "quản trị", "quản lý đơn vị, tài khoản"),
    Part(
        "quan", "Phạm Quân", "coordinator", "stranger", "other", "Sở Nội vụ Lạng Sơn", "tỉnh khác, không thấy Lâm Đồng"
    ),
)


def load_people() -> list[User]:
    """Register everyone and give each his position; doing it again changes nothing."""
    spots = places()
    people = []
    for part in CAST:
        person = User.objects.filter(username=part.username).first() or register_person(
            actor=None,
            username=part.username,
            full_name=part.full_name,
            email=f"{part.username}@trinhdien.example",
            password=PASSWORD,
            demonstration=True,
        )
        appoint(
            actor=None,
            person=person,
            role=part.role,
            unit=spots[part.seat],
            scope=spots[part.scope],
            title=part.title,
            start=SINCE,
        )
        people.append(person)
    return people


def places() -> dict[str, OrgUnit]:
    """The units where the cast sits; the two departments are taken in when they are not there yet."""
    province, other = (unit_by_code(code, UnitLevel.PROVINCE) for code in (LAM_DONG, LANG_SON))
    return {
        "province": province,
        "commune": unit_by_code(NAM_NUNG, UnitLevel.COMMUNE),
        "other": other,
        "home_affairs": _department("H46", "Sở Nội vụ tỉnh Lâm Đồng", province),
        "stranger": _department("H47", "Sở Nội vụ tỉnh Lạng Sơn", other),
    }


def person(username: str) -> User:
    """A person of the cast. Raises User.DoesNotExist before `load_people`."""
    return User.objects.get(username=username, is_demonstration=True)


def _department(code: str, name: str, province: OrgUnit) -> OrgUnit:
    row = UnitRow(
        key=code,
        name=name,
        short_name="Sở Nội vụ",
        level=UnitLevel.DEPARTMENT,
        unit_type=UnitType.DEPARTMENT,
        valid_from=SINCE,
        code=code,
        parent="province",
        source="bản trình diễn",
    )
    return import_units(actor=None, rows=[row], known={"province": province}, source="demonstration").units[code]
