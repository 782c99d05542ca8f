"""Simulated petitions and dialogues of some communes of Lâm Đồng. People and numbers are invented and said to be.

Days are counted back from today, so that the register always holds early, late and open ones.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from parindex.portal.organisations.models import OrgUnit, UnitLevel
from parindex.portal.organisations.queries import unit_by_code
from parindex.portal.petitions.actions.answer_petition import Reply, answer_petition
from parindex.portal.petitions.actions.handle_petition import Act, Handling, handle_petition
from parindex.portal.petitions.actions.publish_petition import publish_petition
from parindex.portal.petitions.actions.raise_again import note_rating, raise_again
from parindex.portal.petitions.actions.receive_petitions import KnownPerson, NewPetition, receive_petitions
from parindex.portal.petitions.actions.record_figures import record_figures
from parindex.portal.petitions.actions.register_dialogue import NewDialogue, register_dialogue
from parindex.portal.petitions.actions.tell_progress import tell_progress
from parindex.portal.petitions.models import Dialogue, Petition, PetitionKind, PetitionSource, Rating
from parindex.portal.petitions.queries import Period
from parindex.portal.platform import clock
from parindex.portal.site.demo.cast import LAM_DONG, NAM_NUNG, QUANG_SON, person

OTHERS = ("24611", "24646", "23231")
CODE = "MP-{number:03d}"
"""Code of a simulated petition in the national system: none of its own form."""
BEHAVIOUR, REGULATION, OTHER = PetitionKind.BEHAVIOUR, PetitionKind.REGULATION, PetitionKind.OTHER
NATIONAL, PROVINCE = PetitionSource.NATIONAL, PetitionSource.PROVINCE
DIRECT, POST, PHONE = PetitionSource.DIRECT, PetitionSource.POST, PetitionSource.PHONE


@dataclass(frozen=True, slots=True)
class Story:
    """One petition: where, how many days ago, what, and what happened: "answered" after so many days, and so on."""

    unit: str
    ago: int
    source: PetitionSource
    kind: PetitionKind
    field: str
    text: str
    then: str = "received"
    after: int = 0
    reply: str = ""
    dossier: str = ""


STORIES = (
    Story(
        NAM_NUNG,
        120,
        NATIONAL,
        BEHAVIOUR,
        "Hộ tịch",
        "Công chức bộ phận một cửa yêu cầu nộp bản sao sổ hộ khẩu dù đã có căn cước.",
        "published",
        9,
        "Đã nhắc nhở công chức; thành phần hồ sơ không yêu cầu bản sao sổ hộ khẩu. UBND xã xin lỗi người dân.",
    ),
    Story(
        NAM_NUNG,
        95,
        NATIONAL,
        BEHAVIOUR,
        "Đất đai",
        "Hồ sơ đăng ký biến động đất đai quá ngày hẹn trả mà không có thư xin lỗi.",
        "published",
        27,
        "Hồ sơ chậm do chờ trích đo; đã gửi thư xin lỗi và trả kết quả.",
        "MP-HS-0001",
    ),
    Story(
        NAM_NUNG,
        60,
        DIRECT,
        REGULATION,
        "Chứng thực",
        "Đề nghị làm rõ mức thu phí chứng thực bản sao từ trang thứ ba.",
        "answered",
        6,
        "Mức thu đang áp dụng được niêm yết tại Trung tâm Phục vụ hành chính công và trên trang thông tin của xã.",
    ),
    Story(
        NAM_NUNG,
        44,
        PHONE,
        OTHER,
        "Giao thông",
        "Đường liên thôn ngập sau mưa, chưa được sửa.",
        "raised_again",
        8,
        "Đã đưa vào kế hoạch duy tu quý này.",
    ),
    Story(
        NAM_NUNG,
        30,
        PROVINCE,
        BEHAVIOUR,
        "Xây dựng",
        "Không được hướng dẫn nộp hồ sơ trực tuyến cấp phép xây dựng nhà ở riêng lẻ.",
        "told",
        0,
    ),
    Story(
        NAM_NUNG,
        16,
        NATIONAL,
        BEHAVIOUR,
        "Hộ tịch",
        "Phải đi lại nhiều lần để đăng ký khai sinh cho con.",
        "in_process",
    ),
    Story(
        NAM_NUNG, 12, NATIONAL, OTHER, "Bảo hiểm xã hội", "Chậm chi trả trợ cấp bảo hiểm thất nghiệp.", "forwarded", 3
    ),
    Story(
        NAM_NUNG,
        9,
        POST,
        BEHAVIOUR,
        "Đất đai",
        "Đơn không ghi rõ thửa đất, đề nghị xem xét việc đo đạc.",
        "supplement",
        2,
    ),
    Story(
        NAM_NUNG,
        3,
        NATIONAL,
        BEHAVIOUR,
        "Chứng thực",
        "Bộ phận một cửa đóng cửa trước giờ quy định chiều thứ Sáu.",
        "received",
    ),
    Story(
        QUANG_SON,
        80,
        NATIONAL,
        BEHAVIOUR,
        "Hộ tịch",
        "Thái độ tiếp công dân chưa đúng mực.",
        "published",
        12,
        "Đã kiểm điểm công chức liên quan và xin lỗi người dân.",
    ),
    Story(
        QUANG_SON,
        25,
        PROVINCE,
        OTHER,
        "Môi trường",
        "Điểm tập kết rác gần trường học gây mùi.",
        "answered",
        10,
        "Đã chuyển điểm tập kết rác ra khỏi khu vực trường học.",
    ),
    Story(
        QUANG_SON, 8, NATIONAL, REGULATION, "Kinh doanh", "Mẫu tờ khai đăng ký hộ kinh doanh khó điền.", "classified"
    ),
    Story(
        OTHERS[0],
        70,
        NATIONAL,
        BEHAVIOUR,
        "Đất đai",
        "Hồ sơ tách thửa bị trả lại hai lần với hai lý do khác nhau.",
        "published",
        14,
        "Đã thống nhất yêu cầu bổ sung một lần và tiếp nhận lại hồ sơ.",
        "MP-HS-0002",
    ),
    Story(OTHERS[0], 40, DIRECT, OTHER, "Điện, nước", "Cắt điện không báo trước.", "forwarded", 10),
    Story(OTHERS[0], 33, POST, BEHAVIOUR, "Hộ tịch", "Nội dung trùng đơn đã được trả lời.", "refused", 1),
    Story(
        OTHERS[1],
        65,
        NATIONAL,
        BEHAVIOUR,
        "Xây dựng",
        "Chậm trả giấy phép xây dựng.",
        "answered",
        35,
        "Giấy phép đã được trả; UBND xã xin lỗi vì chậm.",
        "MP-HS-0003",
    ),
    Story(
        OTHERS[1],
        28,
        NATIONAL,
        REGULATION,
        "Lao động",
        "Đề nghị bỏ giấy xác nhận tình trạng hôn nhân trong hồ sơ vay vốn.",
        "in_process",
    ),
    Story(OTHERS[1], 5, PHONE, OTHER, "Y tế", "Trạm y tế không có người trực ngày nghỉ.", "received"),
    Story(
        OTHERS[2],
        50,
        NATIONAL,
        BEHAVIOUR,
        "Chứng thực",
        "Thu thêm tiền ngoài phí khi chứng thực.",
        "published",
        7,
        "Đã xác minh, trả lại khoản thu không đúng và xử lý người thu.",
    ),
    Story(OTHERS[2], 14, NATIONAL, OTHER, "Đô thị", "Lấn chiếm vỉa hè trước chợ.", "in_process"),
)
_SURNAMES = ("Nguyễn", "Trần", "Lê", "Phạm", "K’", "Y", "H’", "Hoàng")


def load_petitions(tell: Callable[[int, int], None]) -> None:
    """Receive and handle them as they would have been; what is loaded already is left as it is."""
    units = {code: unit_by_code(code, UnitLevel.COMMUNE) for code in {story.unit for story in STORIES}}
    for number, story in enumerate(STORIES, start=1):
        if not Petition.objects.filter(outside_code=CODE.format(number=number)).exists():
            _play(number, story, units[story.unit])
        tell(number, len(STORIES))
    _dialogues(units)
    today = clock.today()
    record_figures(
        actor=None,
        owner=unit_by_code(LAM_DONG, UnitLevel.PROVINCE),
        period=Period(today.replace(month=1, day=1), today),
    )


def _play(number: int, story: Story, unit: OrgUnit) -> None:
    received = _moment(story.ago, 8, 30)
    actor = person("lan") if story.unit == NAM_NUNG else None
    new = NewPetition(
        content=story.text,
        source=story.source,
        kind=story.kind,
        subject_field=story.field,
        dossier_code=story.dossier,
        outside_code=CODE.format(number=number),
        concerned="Trung tâm Phục vụ hành chính công" if story.kind is BEHAVIOUR else "",
        person=KnownPerson(
            full_name=f"{_SURNAMES[number % len(_SURNAMES)]} Mô Phỏng {number:02d}",
            phone=f"0900 000 {number:03d}",
            address=f"Số {number} đường Giả Định, thôn {number}",
        ),
        simulated=True,
    )
    with clock.stopped_at(received):
        petition = receive_petitions(actor=actor, unit=unit, rows=[new])[0].petition
    assert petition is not None

    def act(days: int, what: Act, **more: str) -> Petition:
        with clock.stopped_at(min(received + timedelta(days=days), clock.now())):
            return handle_petition(actor=actor, petition=petition, handling=Handling(what, **more))  # type: ignore[arg-type]

    match story.then:
        case "received":
            return
        case "forwarded":
            act(
                story.after,
                Act.FORWARD,
                to="Cơ quan có thẩm quyền của tỉnh",
                text="Không thuộc thẩm quyền của UBND xã.",
            )
            return
        case "refused":
            act(story.after, Act.REFUSE, text="Trùng nội dung đã được trả lời.")
            return
    act(1, Act.CLASSIFY)
    match story.then:
        case "classified":
            return
        case "supplement":
            act(story.after, Act.ASK_SUPPLEMENT, text="Đề nghị cung cấp số thửa, số tờ bản đồ.")
        case "in_process":
            act(2, Act.TAKE_UP)
        case "told":
            act(2, Act.TAKE_UP)
            with clock.stopped_at(_moment(4, 9, 0)):
                tell_progress(actor=actor, petition=petition, text="Đang chờ ý kiến của Sở Xây dựng.")
        case _:
            _answer(story, petition, received)


def _answer(story: Story, petition: Petition, received: datetime) -> None:
    actor = person("lan") if story.unit == NAM_NUNG else None
    with clock.stopped_at(received + timedelta(days=story.after)):
        petition = answer_petition(actor=actor, petition=petition, reply=Reply(story.reply, "(số mô phỏng)"))
    with clock.stopped_at(received + timedelta(days=story.after + 1)):
        if story.then == "published":
            petition = publish_petition(
                actor=actor, petition=petition, content=petition.content, reply=petition.reply, looked_at=True
            )
            note_rating(actor=actor, petition=petition, rating=Rating.SATISFIED)
        elif story.then == "raised_again":
            raise_again(
                actor=actor, petition=petition, content="Đường vẫn ngập, chưa thấy sửa.", source=PetitionSource.PHONE
            )


def _dialogues(units: dict[str, OrgUnit]) -> None:
    """Two this year: Nâm Nung's by its chairman, Quảng Sơn's by a deputy."""
    first_of_year = clock.today().replace(month=1, day=1)
    for code, days, chair, by_head, held_with, topics in (
        (NAM_NUNG, 40, "Chủ tịch UBND xã", True, "Hộ kinh doanh, hợp tác xã", "Thủ tục đất đai; nộp hồ sơ trực tuyến."),
        (QUANG_SON, 20, "Phó Chủ tịch UBND xã", False, "Người dân các thôn", "Môi trường; chứng thực; hộ tịch."),
    ):
        held_on = max(first_of_year, clock.today() - timedelta(days=days))
        if Dialogue.objects.filter(unit=units[code], held_with=held_with, simulated=True).exists():
            continue
        register_dialogue(
            actor=None,
            unit=units[code],
            given=NewDialogue(
                held_on=held_on,
                chaired_by=chair,
                by_head=by_head,
                held_with=held_with,
                topics=topics,
                participants=64,
                questions=18,
                answered=15,
                commitments="Trả lời bằng văn bản ba ý kiến còn lại trong 10 ngày (mô phỏng).",
                minutes_sign="(số mô phỏng)/BB-UBND",
                simulated=True,
            ),
        )


def _moment(ago: int, hour: int, minute: int) -> datetime:
    return datetime.combine(clock.today() - timedelta(days=ago), time(hour, minute), tzinfo=clock.VIETNAM)


def a_petition(state: str) -> Petition:
    """Nâm Nung's first petition in that state. Raises ``Petition.DoesNotExist`` while they are loaded."""
    return Petition.objects.filter(
        unit=unit_by_code(NAM_NUNG, UnitLevel.COMMUNE), simulated=True, state=state
    ).earliest("pk")
