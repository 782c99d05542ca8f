"""A unit asks for more time with a reason; the coordinator grants or refuses; both see it in their work."""

from __future__ import annotations

from datetime import datetime

import pytest
from django.urls import reverse
from tests.portal.conftest import SignedIn
from tests.portal.explanations.conftest import at

from parindex.portal.accounts.models import User
from parindex.portal.assessments.actions.request_extension import (
    decide_extension_request,
    request_extension,
    withdraw_extension_request,
)
from parindex.portal.assessments.models import ExtensionRequest, RequestState, Round, RoundStage, RoundUnit
from parindex.portal.assessments.queries import is_open
from parindex.portal.dashboards.queries.my_work import my_work
from parindex.portal.dashboards.queries.work_lines import WorkCode
from parindex.portal.platform import clock
from parindex.portal.platform.models import AuditEntry, Notification
from parindex.portal.platform.refusals import ActionRefused, NotAllowed

STAGE = RoundStage.EXPLANATION
WANTED = at(25, 1)


def ask(person: User, member: RoundUnit, *, until: datetime = WANTED, reason: str = "lũ chia cắt") -> ExtensionRequest:
    return request_extension(actor=person, round_unit=member, stage=STAGE, until=until, reason=reason)


def codes(person: User) -> set[WorkCode]:
    return {line.code for line in my_work(person).lines}


def test_asked_granted_and_told(appraised: Round, nam_nung: RoundUnit, lan: User, thinh: User, hoa: User) -> None:
    request = ask(lan, nam_nung)
    assert WorkCode.EXTENSION_ASKED in codes(lan) and WorkCode.EXTENSION_REQUESTS in codes(hoa)
    assert Notification.objects.get(person=hoa, code="extension.asked").values["unit"] == nam_nung.name
    with clock.stopped_at(at(19, 1)):
        assert not is_open(nam_nung, STAGE)
        decided = decide_extension_request(actor=hoa, request=request, granted=True, reason="đúng thực tế")
        assert is_open(nam_nung, STAGE)
    assert decided.state == RequestState.GRANTED and decided.extension is not None
    assert (decided.extension.until, decided.extension.reason) == (WANTED, "đúng thực tế")
    told = Notification.objects.filter(code="extension.granted").values_list("person__username", flat=True)
    assert set(told) == {"lan", "thinh"}
    assert WorkCode.EXTENSION_ASKED not in codes(lan) and WorkCode.EXTENSION_REQUESTS not in codes(hoa)
    acts = list(AuditEntry.objects.filter(subject=request.public_id).order_by("pk").values_list("action", flat=True))
    assert acts == ["assessments.request_extension", "assessments.decide_extension_request"]
    assert "lũ" not in str(list(AuditEntry.objects.filter(subject=request.public_id).values_list("references")))


def test_refused_with_a_reason(appraised: Round, nam_nung: RoundUnit, lan: User, hoa: User) -> None:
    request = ask(lan, nam_nung)
    with pytest.raises(ActionRefused) as refused:
        decide_extension_request(actor=hoa, request=request, granted=False, reason=" ")
    assert refused.value.code == "assessments.reason_missing"
    decided = decide_extension_request(actor=hoa, request=request, granted=False, reason="đủ thời gian")
    assert (decided.state, decided.answer, decided.extension) == (RequestState.REFUSED, "đủ thời gian", None)
    assert Notification.objects.filter(code="extension.refused", person=lan).exists()
    with pytest.raises(ActionRefused) as again:
        decide_extension_request(actor=hoa, request=request, granted=True, reason="nghĩ lại")
    assert again.value.code == "assessments.extension_decided"


def test_who_may_not(appraised: Round, nam_nung: RoundUnit, lan: User, nga: User, minh: User, quan: User) -> None:
    for stranger in (nga, minh, quan):
        with pytest.raises(NotAllowed):
            ask(stranger, nam_nung)
    request = ask(lan, nam_nung)
    for stranger in (lan, nga, minh, quan):
        with pytest.raises(NotAllowed):
            decide_extension_request(actor=stranger, request=request, granted=True, reason="tự cho")
    with pytest.raises(NotAllowed):
        withdraw_extension_request(actor=nga, request=request)


@pytest.mark.parametrize(
    ("moment", "code"),
    [
        (at(10, 1), "assessments.window_not_yet"),
        (at(17, 1), ""),
        (at(20, 1, hour=23), ""),
        (at(21, 1), "assessments.extension_too_late"),
    ],
)
def test_while_the_stage_is_open_and_three_days_after(
    appraised: Round, nam_nung: RoundUnit, lan: User, moment: datetime, code: str
) -> None:
    with clock.stopped_at(moment):
        if not code:
            assert ask(lan, nam_nung).state == RequestState.ASKED
            return
        with pytest.raises(ActionRefused) as refused:
            ask(lan, nam_nung)
        assert refused.value.code == code


def test_when_it_is_refused(appraised: Round, nam_nung: RoundUnit, lan: User) -> None:
    def code(**wrong: object) -> str:
        wanted = {"actor": lan, "round_unit": nam_nung, "stage": STAGE, "until": WANTED, "reason": "lũ"} | wrong
        with pytest.raises(ActionRefused) as refused:
            request_extension(**wanted)  # type: ignore[arg-type]
        return refused.value.code

    assert code(reason=" ") == "assessments.reason_missing"
    assert code(until=at(18, 1)) == "assessments.no_more_time"
    assert code(stage=RoundStage.COUNCIL) == "assessments.extension_other_stage"
    ask(lan, nam_nung)
    assert code() == "assessments.extension_asked_already"


def test_a_withdrawn_request_makes_room_for_another(appraised: Round, nam_nung: RoundUnit, lan: User) -> None:
    withdraw_extension_request(actor=lan, request=ask(lan, nam_nung))
    assert ask(lan, nam_nung).state == RequestState.ASKED


def test_the_pages(
    appraised: Round, nam_nung: RoundUnit, lan: User, hoa: User, nga: User, ngan: User, signed_in: SignedIn
) -> None:
    asking = reverse("assessments:ask_extension", args=[appraised.public_id, nam_nung.unit.public_id])
    deciding = reverse("assessments:extension_requests", args=[appraised.public_id])
    officer, coordinator = signed_in(lan), signed_in(hoa)
    sheet = officer.get(reverse("assessments:sheet", args=[appraised.public_id, nam_nung.unit.public_id]))
    assert asking in sheet.content.decode()
    wrong = officer.post(asking, {"buoc": STAGE, "den": "31/02/2027", "ly-do": "lũ chia cắt"})
    assert (
        wrong.status_code == 422 and "lũ chia cắt" in wrong.content.decode() and "31/02/2027" in wrong.content.decode()
    )
    sent = officer.post(asking, {"buoc": STAGE, "den": "24/01/2027", "ly-do": "lũ chia cắt"}, follow=True)
    assert "Đã gửi đề nghị" in sent.content.decode() and "Chờ quyết định" in sent.content.decode()
    request = ExtensionRequest.objects.get()
    assert request.until == WANTED
    for stranger in (nga, lan):
        assert signed_in(stranger).get(deciding).status_code == 403
    assert signed_in(nga).get(asking).status_code == 403
    assert "Gia hạn" in coordinator.get(reverse("assessments:calendar", args=[appraised.public_id])).content.decode()
    looks = signed_in(ngan).get(deciding).content.decode()
    assert "lũ chia cắt" in looks and 'value="grant"' not in looks
    posted = {"de-nghi": request.public_id, "act": "grant", "den": "20/01/2027", "ly-do": "đến 20/01 là đủ"}
    assert signed_in(ngan).post(deciding, posted).status_code == 403
    done = coordinator.post(deciding, posted, follow=True).content.decode()
    assert "Đã gia hạn; đơn vị được báo." in done
    shown = officer.get(asking).content.decode()
    assert "đến 20/01 là đủ" in shown and "20/01/2027" in shown
    given = shown.split("Thời gian đơn vị đã được gia hạn")[1]
    for words in ("Giải trình", "20/01/2027", "đến 20/01 là đủ", hoa.full_name, "12/01/2027"):
        assert words in given, "what was given, until when, why, by whom and when"
