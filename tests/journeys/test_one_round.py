"""One whole round of three communes in the browser: figures, evidence, handing in, appraisal, explanation, decision,
council, approval, publication, replay; every step by who does it.

The two other communes fill and hand in by the same actions, without a browser; the calendar is moved between steps, as
no test waits for weeks.
"""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect
from tests.journeys.three_units import open_stage
from tests.journeys.walk import Walk, eventually

from parindex.portal.assessments.models import EvidenceLink, Publication, Round, RoundStage, Score, Sheet, Stage, Thread
from parindex.portal.platform import clock, worker

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.slow
def test_one_round_from_the_first_figure_to_the_replay(walk: Walk) -> None:
    """Each step leaves in the database what the next one needs."""
    _fill(walk)
    _hand_in(walk)
    open_stage(walk.cast.round, RoundStage.APPRAISAL_1)
    _appraise_and_ask(walk)
    open_stage(walk.cast.round, RoundStage.EXPLANATION)
    _explain(walk)
    open_stage(walk.cast.round, RoundStage.APPRAISAL_2)
    _decide_and_appraise_again(walk)
    open_stage(walk.cast.round, RoundStage.COUNCIL)
    _council(walk)
    open_stage(walk.cast.round, RoundStage.PUBLICATION)
    _approve_and_publish(walk)


def _fill(walk: Walk) -> None:
    """Lan types; the row saves by itself; she adds a file to it."""
    with walk.as_person("lan") as page:
        page.goto(walk.address("sheet") + "?dong=1.1")
        page.fill("#o-x-r-tu", "90")
        page.fill("#o-x-r-mau", "100")
        eventually(lambda: walk.points("A1", Stage.SELF) == Decimal("3.6"), "the row did not save by itself")
        page.locator("#evidence-self-A1 [data-files]").first.set_input_files(walk.file("ho-so.pdf", "ho so"))
        expect(page.locator("#evidence-self-A1").get_by_role("link", name="ho-so", exact=True)).to_be_visible()
        for number, leaf in (("1.2", "A2"), ("2.1", "B1")):
            page.goto(walk.address("sheet") + f"?dong={number}")
            page.locator("input[name=x-done][value=co]").check()
            eventually(lambda leaf=leaf: (walk.points(leaf, Stage.SELF) or 0) > 0, f"{leaf} was not saved")  # type: ignore[misc]
    assert EvidenceLink.objects.filter(score__entry__round_unit=walk.cast.member).count() == 1


def _hand_in(walk: Walk) -> None:
    """Thịnh is refused with the list of what is missing; Lan explains; he hands in."""
    with walk.as_person("thinh") as page:
        page.goto(walk.address("sheet_hand_in"))
        expect(page.locator("main form.act button.btn-primary").first).to_be_disabled()
        expect(page.locator("main")).to_contain_text("1.2 Công khai thủ tục")
        expect(page.locator("main")).to_contain_text("2.1 Công khai ngân sách")
    with walk.as_person("lan") as page:
        for number, leaf in (("1.2", "A2"), ("2.1", "B1")):
            page.goto(walk.address("sheet") + f"?dong={number}")
            page.fill("#o-giai-trinh", "Đã niêm yết tại trụ sở.")
            eventually(
                lambda leaf=leaf: Score.objects.filter(entry__leaf__code=leaf, note__startswith="Đã niêm").exists(),  # type: ignore[misc]
                f"the explanation of {leaf} was not saved",
            )
    with walk.as_person("thinh") as page:
        page.goto(walk.address("sheet_hand_in"))
        page.locator("main form.act button.btn-primary").first.click()
        eventually(lambda: Sheet.objects.get(round_unit=walk.cast.member).state == "handed_in", "not handed in")
    assert not Score.objects.filter(entry__round_unit=walk.cast.member, stage=Stage.SELF, sealed_at=None).exists()


def _appraise_and_ask(walk: Walk) -> None:
    """Minh finds thirty too many: points fall, with a reason; he asks the commune to explain."""
    with walk.as_person("minh") as page:
        page.goto(walk.address("appraise_by_leaf", "A1", walk.cast.member.unit.public_id, of_unit=False))
        _appraise(page, "60", "2,400")
        eventually(lambda: walk.points("A1", Stage.APPRAISAL_1) == Decimal("2.4"), "the appraisal was not saved")
        assert walk.points("A1", Stage.SELF) == Decimal("3.6")
        page.goto(walk.address("ask_explanation", "A1"))
        page.fill("textarea[name=text]", "Danh sách kèm theo chỉ có 60 hồ sơ.")
        page.locator("main form.act button.btn-primary").click()
        eventually(lambda: Thread.objects.filter(entry__round_unit=walk.cast.member).exists(), "nothing was asked")


def _appraise(page: Page, done: str, points: str) -> None:
    page.fill("#o-x-r-tu", done)
    with page.expect_response(lambda answer: answer.request.method == "POST"):
        page.locator("button[name=tinh]").click()
    expect(page.locator("#cach-tinh .figure-large")).to_have_text(points)
    for line, reason in ((1, "S01"), (2, ""), (3, "")):  # one reason takes all that is lost
        page.fill(f"#mat-{line}", "")
        page.select_option(f"#ly-do-{line}", reason)
    page.locator("#tham-dinh .score-acts button.btn-primary").click()


def _explain(walk: Walk) -> None:
    """Lan drafts with a file; Thịnh hands in."""
    thread = Thread.objects.get(entry__round_unit=walk.cast.member)
    with walk.as_person("lan") as page:
        page.goto(walk.server.url + reverse("assessments:thread", args=[thread.public_id]))
        page.fill("textarea[name=answer-text]", "Bổ sung 20 hồ sơ nhận qua bưu chính.")
        page.set_input_files("#answer input[type=file]", walk.file("buu-chinh.pdf", "buu chinh"))
        page.locator("#answer button.btn-primary").click()
        eventually(lambda: bool(Thread.objects.get(pk=thread.pk).draft), "the draft was not kept")
    with walk.as_person("thinh") as page:
        page.goto(walk.address("hand_in_explanations"))
        page.locator("main form.act button.btn-primary").click()
        eventually(lambda: Thread.objects.get(pk=thread.pk).state == "answered", "the answer was not handed in")


def _decide_and_appraise_again(walk: Walk) -> None:
    """Minh upholds and appraises a second time; the first appraisal stays."""
    thread = Thread.objects.get(entry__round_unit=walk.cast.member)
    with walk.as_person("minh") as page:
        page.goto(walk.server.url + reverse("assessments:thread", args=[thread.public_id]))
        page.locator("input[name=decision-upheld]").first.check()
        page.fill("textarea[name=decision-text]", "Đã đối chiếu danh sách bưu chính.")
        page.locator("form:has(input[value=decide]) button").click()
        eventually(lambda: Thread.objects.get(pk=thread.pk).state == "upheld", "nothing was decided")
        page.goto(walk.address("appraise_by_leaf", "A1", walk.cast.member.unit.public_id, of_unit=False))
        _appraise(page, "80", "3,200")
        eventually(lambda: walk.points("A1", Stage.APPRAISAL_2) == Decimal("3.2"), "no second appraisal")
    assert walk.points("A1", Stage.APPRAISAL_1) == Decimal("2.4")


def _council(walk: Walk) -> None:
    """Hoa has the results computed and records minutes and votes."""
    with walk.as_person("hoa") as page:
        page.goto(walk.address("council", of_unit=False))
        page.locator("main form.toolbar button").first.click()
        _work_off()
        page.goto(walk.address("council", of_unit=False))
        page.fill("input[name=held_on]", f"{clock.today():%d/%m/%Y}")
        page.fill("input[name=members]", "3")
        page.set_input_files("input[name=minutes]", walk.file("bien-ban.pdf", "bien ban"))
        for row in (1, 2):
            page.fill(f"input[name=phieu-{row}-member]", f"Thành viên {row}")
            page.select_option(f"select[name=phieu-{row}-choice]", "for")
        page.locator("main form.act button.btn-primary").click()
        eventually(lambda: walk.cast.round.meetings.exists(), "the meeting was not recorded")


def _approve_and_publish(walk: Walk) -> None:
    """Why the other leaves stay as the units scored them, number and date of the decision, publication as a job, and
    the same results when computed again.
    """
    with walk.as_person("hoa") as page:
        page.goto(walk.address("announce", of_unit=False))
        expect(page.locator("form:has(input[value=approve]) button")).to_be_disabled()
        page.get_by_role("link", name="Tiêu chí chưa ai thẩm định").click()
        page.fill("#ly-do", "Hội đồng thống nhất lấy điểm tự chấm.")
        page.get_by_role("button", name="Ghi lý do").click()
        expect(page.locator("main")).to_contain_text("Hội đồng thống nhất lấy điểm tự chấm.")
        page.goto(walk.address("announce", of_unit=False))
        page.fill("input[name=decision_number]", "318/QĐ-UBND")
        page.fill("input[name=decided_on]", f"{clock.today():%d/%m/%Y}")
        page.locator("form:has(input[value=approve]) button").click()
        expect(page.locator("form:has(input[value=publish]) button")).to_be_enabled()
        page.locator("form:has(input[value=publish]) button").click()
        _work_off()
        eventually(lambda: Publication.objects.filter(round=walk.cast.round).exists(), "nothing was published")
        page.goto(walk.address("publications", of_unit=False))
        page.get_by_role("button", name="Tính lại ngay").click()
        expect(page.locator("main")).to_contain_text("trùng khớp hoàn toàn")
        page.goto(walk.address("ranking", of_unit=False))
        expect(page.locator("main table tbody tr").first).to_contain_text("Nâm Nung")
    assert Round.objects.get(pk=walk.cast.round.pk).state == "published"


def _work_off() -> None:
    """The worker's share: the job, and what follows from it."""
    eventually(lambda: worker.run_waiting() > 0, "no job was asked for")
    while worker.run_waiting():
        pass
