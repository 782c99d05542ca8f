"""Plans that the tests render: Krông Nô's of 2024 as its source prints it, and one of a commune."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from parindex.engine.documents.parts import Capacity, IssuingBody, Phrase, Recipients, Signature
from parindex.engine.documents.plan_values import (
    FieldPlan,
    FieldResult,
    ImproveLine,
    ImprovementPlan,
    KeepLine,
    Manner,
    PastResult,
    ResultPart,
)

D = Decimal

KRONG_NO_FIELDS = (
    FieldResult("1", "1", "Công tác chỉ đạo, điều hành CCHC", D(14), D(14)),
    FieldResult("2", "2", "Cải cách thể chế", D(11), D(11)),
    FieldResult("3", "3", "Cải cách thủ tục hành chính", D("14.591"), D(17)),
    FieldResult("4", "4", "Cải cách tổ chức bộ máy hành chính Nhà nước", D("7.5"), D("7.5")),
    FieldResult("5", "5", "Cải cách chế độ công vụ", D("7.787"), D(11)),
    FieldResult("6", "6", "Cải cách tài chính công", D("10.975"), D(11)),
    FieldResult("7", "7", "Xây dựng và phát triển chính quyền điện tử, chính quyền số", D("10.766"), D("15.5")),
    FieldResult(
        "8",
        "8",
        "Tác động của CCHC đến người dân, tổ chức và các chỉ tiêu phát triển kinh tế - xã hội của huyện",
        D("9.34"),
        D("12.5"),
        (
            ResultPart("Chỉ số hài lòng của người dân, tổ chức (SIPAS)", D("7.84"), D(10)),
            ResultPart("tác động đến phát triển kinh tế - xã hội của huyện", D("1.5"), D("2.5")),
        ),
    ),
)


def _improve(number: str, lead: str, expected: str, remedy: str, product: str) -> FieldPlan:
    field = next(field for field in KRONG_NO_FIELDS if field.code == number)
    line = ImproveLine(
        code=number,
        number="",
        title=field.title,
        lost=field.lost,
        expected=D(expected),
        causes=(Phrase("plan.cause.not_full", {"points": field.points, "maximum": field.maximum}),),
        remedies=(remedy,),
        targets=(Phrase("plan.target.points", {"points": field.points + D(expected), "maximum": field.maximum}),),
        lead=lead,
        cooperating=("Các phòng, ban; UBND các xã, thị trấn",),
        product=product,
        due=date(2024, 11, 30),
    )
    return FieldPlan(number, improve=(line,))


def _keep(number: str) -> FieldPlan:
    title = next(field.title for field in KRONG_NO_FIELDS if field.code == number)
    return FieldPlan(number, keep=(KeepLine(number, title),))


def krong_no() -> ImprovementPlan:
    """Krông Nô 2024: fields 1, 2, 4 kept; 3, 5, 6, 7, 8 improved."""
    return ImprovementPlan(
        manner=Manner.RAISE,
        unit="huyện Krông Nô",
        year=2024,
        result_year=2023,
        issuer=IssuingBody(
            ("ỦY BAN NHÂN DÂN", "HUYỆN KRÔNG NÔ"),
            "Krông Nô",
            "KH-UBND",
            spoken="Ủy ban nhân dân huyện Krông Nô",
        ),
        result=PastResult(
            points=D("85.959"),
            scale=D(100),
            index=D("85.959"),
            fields=KRONG_NO_FIELDS,
            change=D("0.12"),
            rank=1,
            ranked_among="8 huyện, thành phố",
            band="Tốt",
        ),
        fields=(
            _keep("1"),
            _keep("2"),
            _improve("3", "Văn phòng HĐND&UBND", "1.5", "Giải quyết hồ sơ đúng hạn và trước hạn", "Báo cáo"),
            _keep("4"),
            _improve(
                "5", "Phòng Nội vụ", "1.2", "Tăng cường kiểm tra kỷ luật, kỷ cương hành chính", "Kế hoạch kiểm tra"
            ),
            _improve("6", "Phòng Tài chính - Kế hoạch", "0.025", "Nộp báo cáo tài chính đúng hạn", "Báo cáo"),
            _improve("7", "Phòng Văn hóa và Thông tin", "2", "Nâng tỷ lệ hồ sơ trực tuyến toàn trình", "Báo cáo"),
            _improve("8", "Phòng Nội vụ", "0.5", "Nâng cao mức độ hài lòng của người dân, tổ chức", "Kết quả khảo sát"),
        ),
        standing_office="Phòng Nội vụ",
        signature=Signature("CHỦ TỊCH", on_behalf_of="Ủy ban nhân dân", name="Bùi Ngọc Sơn"),
        recipients=Recipients(
            (
                "Thường trực Huyện ủy",
                "Thường trực HĐND huyện",
                "CT, các PCT UBND huyện",
                "Ủy ban MTTQVN huyện",
                "Các Phòng, ban, ngành, đơn vị thuộc huyện",
                "UBND các xã, thị trấn",
                "Trang Thông tin điện tử huyện",
            ),
            "VT, NV",
        ),
        legal_bases=(
            "Quyết định số 151/QĐ-UBND ngày 06/02/2024 của UBND tỉnh Đắk Nông về việc công bố Chỉ số cải cách hành "
            "chính năm 2023 của các Sở, Ban, ngành và UBND huyện, thành phố Gia Nghĩa",
            "Quyết định số 38/QĐ-UBND ngày 04/01/2024 của UBND huyện về việc ban hành Kế hoạch CCHC huyện Krông Nô "
            "năm 2024",
        ),
        aims=("Phấn đấu Chỉ số CCHC của huyện năm 2024 duy trì ở vị trí thứ nhất và chỉ số SIPAS đạt trên 80 %.",),
    )


def commune() -> ImprovementPlan:
    """A commune in the manner of Lộc Bình, signed by a deputy; figures made up."""
    fields = (
        FieldResult("LV1", "I", "Công tác chỉ đạo, điều hành CCHC", D("8.5"), D(10)),
        FieldResult("LV2", "II", "Cải cách thủ tục hành chính", D("16.333333333"), D(20)),
        FieldResult("LV3", "III", "Cải cách tài chính công", D(10), D(10)),
    )
    initiatives = ImproveLine(
        code="1.3",
        number="1.3",
        title="Sáng kiến, giải pháp mới về cải cách hành chính",
        lost=D("1.5"),
        expected=D(1),
        causes=("Mới có 01 sáng kiến được công nhận, chưa đạt mức từ 03 sáng kiến trở lên.",),
        remedies=("Phát động phong trào thi đua, đăng ký sáng kiến ngay từ quý I.", "Xét công nhận theo từng quý."),
        targets=("có từ 03 sáng kiến, giải pháp mới trở lên",),
        lead="Phòng Văn hóa - Xã hội",
        cooperating=("Các phòng chuyên môn", "Công đoàn xã"),
        product="Quyết định công nhận sáng kiến",
        due=date(2027, 9, 30),
    )
    on_time = ImproveLine(
        code="2.1",
        number="2.1",
        title="Tỷ lệ hồ sơ giải quyết đúng hạn",
        lost=D("2.666666667"),
        expected=D("2.333333333"),
        causes=("Tỷ lệ đúng hạn đạt 1.102/1.310 hồ sơ (84,12 %).",),
        remedies=("Phân công trực hồ sơ hằng ngày; nhắc trước hạn 02 ngày.",),
        targets=("đạt từ 95 % trở lên",),
        lead="Trung tâm Phục vụ hành chính công",
        product="Báo cáo tháng",
        due="Hằng tháng",
    )
    return ImprovementPlan(
        manner=Manner.REMEDY,
        unit="xã Nam Đà",
        year=2027,
        result_year=2026,
        issuer=IssuingBody(("ỦY BAN NHÂN DÂN", "XÃ NAM ĐÀ"), "Nam Đà", "KH-UBND", spoken="Ủy ban nhân dân xã Nam Đà"),
        result=PastResult(D("34.833333333"), D(40), D("87.083333333"), fields),
        fields=(
            FieldPlan("LV1", (initiatives,), (KeepLine("1.1", "Ban hành Kế hoạch CCHC kịp thời"),)),
            FieldPlan("LV2", (on_time,), (KeepLine("2.2", "Công khai thủ tục hành chính"),)),
            FieldPlan(
                "LV3", (), (KeepLine("3.1", "Giải ngân vốn đầu tư công"), KeepLine("3.2", "Công khai ngân sách"))
            ),
        ),
        standing_office="Phòng Văn hóa - Xã hội",
        signature=Signature("PHÓ CHỦ TỊCH", Capacity.FOR_HEAD, head="CHỦ TỊCH", on_behalf_of="Ủy ban nhân dân"),
        recipients=Recipients(
            ("Sở Nội vụ", "TT Đảng ủy, HĐND xã", "CT, các PCT UBND xã", "Các phòng, đơn vị"), "VT, VHXH"
        ),
        legal_bases=("Căn cứ Quyết định công bố Chỉ số cải cách hành chính năm 2026 của Ủy ban nhân dân tỉnh",),
        simulated=True,
    )
