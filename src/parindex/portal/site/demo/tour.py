"""Ten steps through a round for who sees it for the first time: what to do, as whom, on which page."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.urls import reverse

from parindex.portal.assessments.models import Round, RoundUnit, Thread, ThreadState
from parindex.portal.organisations.models import UnitLevel
from parindex.portal.organisations.queries import unit_by_code
from parindex.portal.site.demo.cast import CAST, LAM_DONG, NAM_NUNG, Part
from parindex.portal.site.demo.running_round import YEAR

PUBLISHED = YEAR - 1
TO_APPRAISE = "TTHC-CONGKHAI"


@dataclass(frozen=True, slots=True)
class Step:
    """One step: whose sign-in, what is done, where."""

    username: str
    title: str
    what: str
    address: Callable[[], str]

    @property
    def part(self) -> Part:
        """The person of the cast."""
        return next(part for part in CAST if part.username == self.username)


def round_of(year: int) -> Round:
    """The simulated round of Lâm Đồng's communes of a year. Raises ``Round.DoesNotExist`` while it is loaded."""
    owner = unit_by_code(LAM_DONG, UnitLevel.PROVINCE)
    return Round.objects.get(simulated=True, year=year, owner=owner, set_version__criteria_set__code="model_commune")


def page_of_round(view: str, *more: str, year: int = YEAR, query: str = "") -> Callable[[], str]:
    """The address of a page of the round; ``more``: further parts of the address."""
    return lambda: reverse(f"assessments:{view}", args=[round_of(year).public_id, *more]) + query


def page_of_unit(view: str, *more: str, year: int = YEAR, query: str = "") -> Callable[[], str]:
    """The address of a page of the commune of the cast in the round."""

    def address() -> str:
        unit = unit_by_code(NAM_NUNG, UnitLevel.COMMUNE)
        return reverse(f"assessments:{view}", args=[round_of(year).public_id, unit.public_id, *more]) + query

    return address


def a_unit_handed_in() -> RoundUnit:
    """A commune of the running round that has handed in and was asked to explain."""
    return an_answered_thread().entry.round_unit


def an_answered_thread() -> Thread:
    """The first answered request of the running round."""
    threads = Thread.objects.filter(entry__round_unit__round=round_of(YEAR), state=ThreadState.ANSWERED)
    return threads.select_related("entry__round_unit__unit").earliest("pk")


STEPS: tuple[Step, ...] = (
    Step(
        "hoa",
        "Xem đợt đang chạy",
        "Xã nào đã nộp, xã nào chậm, còn bao nhiêu ngày; nhắc các xã chậm bằng một nút.",
        page_of_round("round_overview"),
    ),
    Step(
        "lan",
        "Nhập số liệu của xã",
        "Mở một dòng chưa nhập, gõ số: điểm tự chấm hiện ngay và dòng tự lưu. Số hệ thống đã biết thì không phải gõ.",
        page_of_unit("sheet", query="?loc=chua-nhap"),
    ),
    Step(
        "lan",
        "Đính kèm minh chứng",
        "Kéo tệp vào dòng, hoặc dùng lại văn bản đã có trong danh mục; ghi rõ mục và trang.",
        page_of_unit("unit_evidence"),
    ),
    Step(
        "thinh",
        "Xem phiếu còn thiếu gì",
        "Danh sách dòng có điểm mà chưa có minh chứng hoặc giải trình; còn thiếu thì chưa nộp được.",
        page_of_unit("sheet_missing"),
    ),
    Step(
        "thinh",
        "Nộp phiếu tự đánh giá",
        "Chỉ người đứng đầu nộp được. Nộp xong, phiếu được niêm phong và chuyển sang thẩm định.",
        page_of_unit("sheet_hand_in"),
    ),
    Step(
        "minh",
        "Thẩm định một tiêu chí của mọi xã",
        "Minh chứng bên trái, điểm bên phải. Sửa số liệu thì điểm tính lại; mỗi điểm bị giảm phải có lý do.",
        page_of_round("appraise_leaf", TO_APPRAISE),
    ),
    Step(
        "minh",
        "Yêu cầu giải trình và đọc trả lời",
        "Hai xã đã trả lời, bốn xã còn trong hạn. Kết luận được ghi ở vòng thẩm định thứ hai.",
        lambda: reverse("assessments:threads"),
    ),
    Step(
        "hoa",
        "Theo dõi thẩm định",
        "Ai được giao gì, còn bao nhiêu ô; mẫu ngẫu nhiên có mã công khai; số liệu đang bị phản ánh.",
        page_of_round("appraisal"),
    ),
    Step(
        "hoa",
        "Kết quả đã công bố",
        "Đợt năm trước: quyết định, phụ lục, dữ liệu mở; tính lại tại chỗ và so với mã băm đã công bố.",
        page_of_round("publications", year=PUBLISHED),
    ),
    Step(
        "thinh",
        "Vì sao mất điểm, lấy lại thế nào",
        "Sổ mất điểm của xã, thử đổi số liệu, đường tới mục tiêu, rồi kế hoạch cải thiện ra tệp Word.",
        page_of_unit("unit", year=PUBLISHED),
    ),
)
