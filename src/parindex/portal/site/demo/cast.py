"""The people of the demonstration: who they are, where they sit, for whom they act. All are invented."""

from dataclasses import dataclass
from datetime import date, timedelta

from parindex.portal.accounts.actions.register_person import register_person
from parindex.portal.accounts.models import User
from parindex.portal.organisations.actions.appoint import appoint
from parindex.portal.organisations.actions.import_units import UnitRow, import_units
from parindex.portal.organisations.actions.lend_position import lend_position
from parindex.portal.organisations.models import Delegation, Membership, OrgUnit, UnitLevel, UnitType
from parindex.portal.organisations.queries import unit_by_code
from parindex.portal.platform import clock

PASSWORD = "caicach-2026"  # noqa: S105  # printed on the screen; signs in on this machine only
SINCE = date(2025, 7, 1)
LAM_DONG, LANG_SON, NAM_NUNG, QUANG_SON = "68", "20", "24703", "24616"
JUSTICE = "Sở Tư pháp"
DEPARTMENTS: tuple[tuple[str, str], ...] = (
    ("H46", "Sở Nội vụ"),
    ("H46-02", JUSTICE),
    ("H46-03", "Sở Tài chính"),
    ("H46-04", "Sở Công Thương"),
    ("H46-05", "Sở Nông nghiệp và Môi trường"),
    ("H46-06", "Sở Xây dựng"),
    ("H46-07", "Sở Khoa học và Công nghệ"),
    ("H46-08", "Sở Văn hóa, Thể thao và Du lịch"),
    ("H46-09", "Sở Giáo dục và Đào tạo"),
    ("H46-10", "Sở Y tế"),
    ("H46-11", "Thanh tra tỉnh"),
    ("H46-12", "Văn phòng UBND tỉnh"),
)
"""Code of this demonstration and short name; the bodies that every province has had since 2025."""
ELSEWHERE = ("H47", "Sở Nội vụ")
"""The stranger's, in another province."""
LOAN_DAYS = 60


@dataclass(frozen=True, slots=True)
class Position:
    """What a person holds; ``seat`` and ``scope`` are keys of ``places()``."""

    role: str
    seat: str
    scope: str
    title: str


@dataclass(frozen=True, slots=True)
class Part:
    """One person. ``also``: what he holds besides; ``lent_by``: user name of who lends him his position."""

    username: str
    full_name: str
    role: str
    seat: str
    scope: str
    title: str
    what: str
    also: tuple[Position, ...] = ()
    lent_by: str = ""

    @property
    def positions(self) -> tuple[Position, ...]:
        """Everything that the person himself holds."""
        return (Position(self.role, self.seat, self.scope, self.title), *self.also)


CAST = (
    Part("hoa", "Trần Thị Hoa", "coordinator", "home_affairs", "province", "Sở Nội vụ", "điều phối đợt của tỉnh"),
    Part("minh", "Nguyễn Văn Minh", "appraiser", "home_affairs", "province", "Sở Nội vụ", "thẩm định"),
    Part(
        "ly", "Hồ Thị Ly", "appraiser", "home_affairs", "province", "Sở Nội vụ",
        "thẩm định độc lập lần hai trên mẫu, không thấy điểm của người thứ nhất",
    ),
    Part("lan", "Lê Thị Lan", "unit_officer", "commune", "commune", "công chức xã Nâm Nung", "nhập số liệu của xã"),
    Part("thinh", "Y Thịnh Niê", "unit_head", "commune", "commune", "Chủ tịch UBND xã", "người đứng đầu xã Nâm Nung"),
    Part(
        "tuan", "Lý Anh Tuấn", "unit_officer", "commune", "commune", "Phó Chủ tịch UBND xã Nâm Nung",
        "được Chủ tịch ủy quyền: chọn chức vụ được ủy quyền ở đầu trang thì nộp được phiếu",
        lent_by="thinh",
    ),
    Part(
        "mai", "Võ Thị Mai", "unit_officer", "justice", "justice", "công chức Sở Tư pháp",
        "biệt phái thêm ở xã Quảng Sơn: hai chức vụ ở hai đơn vị, chọn một ở đầu trang",
        also=(Position("unit_officer", "second_commune", "second_commune", "công chức xã Quảng Sơn (biệt phái)"),),
    ),
    Part(
        "bao", "Ngô Quốc Bảo", "council_member", "province", "province", "thành viên Hội đồng thẩm định",
        "biểu quyết, phê duyệt và công bố kết quả",
    ),
    Part("phu", "Hoàng Gia Phú", "leader", "province", "province", "lãnh đạo UBND tỉnh", "xem kết quả của tỉnh"),
    Part("ngan", "Đỗ Thị Ngân", "auditor", "province", "province", "kiểm tra, giám sát", "xem kết quả và nhật ký"),
    Part("long", "Bùi Đức Long", "administrator", "home_affairs", "province", "quản trị", "quản lý đơn vị, tài khoản"),
    Part(
        "quan", "Phạm Quân", "coordinator", "stranger", "other", "Sở Nội vụ Lạng Sơn", "tỉnh khác, không thấy Lâm Đồng"
    ),
)  # fmt: skip


def load_people() -> list[User]:
    """Register everyone and give each his positions; doing it again changes nothing."""
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
        for held in part.positions:
            seat, scope = spots[held.seat], spots[held.scope]
            appoint(
                actor=None, person=person, role=held.role, unit=seat, scope=scope, title=held.title, start=SINCE
            )  # fmt: skip
        people.append(person)
        if part.lent_by:
            _lend(part.lent_by, person)
    return people


def places() -> dict[str, OrgUnit]:
    """The units where the cast sits; the departments are taken in when they are not there yet."""
    province, other = (unit_by_code(code, UnitLevel.PROVINCE) for code in (LAM_DONG, LANG_SON))
    departments = _departments({LAM_DONG: province, LANG_SON: other})
    return {
        "province": province,
        "commune": unit_by_code(NAM_NUNG, UnitLevel.COMMUNE),
        "second_commune": unit_by_code(QUANG_SON, UnitLevel.COMMUNE),
        "other": other,
        "home_affairs": departments["H46"],
        "justice": next(departments[code] for code, name in DEPARTMENTS if name == JUSTICE),
        "stranger": departments[ELSEWHERE[0]],
    }


def departments_of_lam_dong() -> list[OrgUnit]:
    """The departments of the province, in the order of the list."""
    return [unit_by_code(code, UnitLevel.DEPARTMENT) for code, _ in DEPARTMENTS]


def person(username: str) -> User:
    """A person of the cast. Raises User.DoesNotExist before `load_people`."""
    return User.objects.get(username=username, is_demonstration=True)


def _departments(provinces: dict[str, OrgUnit]) -> dict[str, OrgUnit]:
    """Those of the province, and one elsewhere; all at once, as the tree is derived anew each time."""
    rows = [_department(code, short, "tỉnh Lâm Đồng", LAM_DONG) for code, short in DEPARTMENTS]
    rows.append(_department(*ELSEWHERE, "tỉnh Lạng Sơn", LANG_SON))
    return import_units(actor=None, rows=rows, known=provinces, source="demonstration").units


def _department(code: str, short: str, where: str, parent: str) -> UnitRow:
    return UnitRow(
        key=code,
        name=short if "tỉnh" in short else f"{short} {where}",
        short_name=short,
        level=UnitLevel.DEPARTMENT,
        unit_type=UnitType.DEPARTMENT,
        valid_from=SINCE,
        code=code,
        parent=parent,
        source="bản trình diễn",
    )


def _lend(holder: str, to: User) -> None:
    """The holder's first position, lent from today; a loan that runs is left as it is."""
    today = clock.today()
    position = Membership.objects.filter(person__username=holder).earliest("pk")
    if Delegation.objects.filter(position=position, person=to, valid_to__gt=today).exists():
        return
    lend_position(
        actor=person(holder),
        position=position,
        person=to,
        first_day=today,
        last_day=today + timedelta(days=LOAN_DAYS),
        basis="Giấy ủy quyền số 03/GUQ-UBND (mô phỏng)",
    )
