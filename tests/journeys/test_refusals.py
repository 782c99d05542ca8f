"""What a commune's officer is refused in the browser, and that refusing loses no text: too late, not his, nothing to
show, handed in already, signed out meanwhile.
"""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect
from tests.journeys.three_units import open_stage
from tests.journeys.walk import Walk, eventually

from parindex.portal.assessments.models import RoundStage, Score, Sheet, Stage
from parindex.portal.platform.models import AuditEntry

pytestmark = pytest.mark.django_db(transaction=True)
DONE, ALL, NOTE = "#o-x-r-tu", "#o-x-r-mau", "#o-giai-trinh"


def open_row(walk: Walk, page: Page) -> None:
    """Row 1.1 of the commune's sheet."""
    page.goto(walk.address("sheet") + "?dong=1.1")
    expect(page.locator(DONE)).to_be_focused()


def type_ratio(page: Page, done: str, of: str) -> None:
    """Both figures; the row saves by itself afterwards."""
    page.fill(DONE, done)
    page.fill(ALL, of)


def nothing_stored(walk: Walk) -> bool:
    """The commune has no row."""
    return not Score.objects.filter(entry__round_unit=walk.cast.member).exists()


def test_the_end_passes_between_load_and_save(walk: Walk) -> None:
    """Lan has the row open when the stage ends: the save is refused with the reason, her text stays in the box."""
    with walk.as_person("lan") as page:
        open_row(walk, page)
        open_stage(walk.cast.round, RoundStage.APPRAISAL_1)
        type_ratio(page, "90", "100")
        page.fill(NOTE, "Theo sổ theo dõi.")
        expect(page.locator("#luu")).to_have_text("Không lưu: đã hết hạn")
        expect(page.locator("#dong-tin")).to_contain_text("hết hạn")
        expect(page.locator(DONE)).to_have_value("90")
        expect(page.locator(NOTE)).to_have_value("Theo sổ theo dõi.")
    assert nothing_stored(walk)


def test_a_stranger_neither_sees_nor_saves(walk: Walk) -> None:
    """Khuê reports for another commune of the same round: refused with words and a way back; a save of hers as well."""
    with walk.as_person("khue") as page:
        answer = page.goto(walk.address("sheet"))
        assert answer is not None
        assert answer.status == 403
        expect(page.locator("main")).to_contain_text("Đắk Wil")
        expect(page.locator("main a").first).to_be_visible()
        status = page.evaluate(
            """async (address) => {
                const headers = JSON.parse(document.body.getAttribute("hx-headers"));
                const body = new URLSearchParams({"x-r-tu": "1", "x-r-mau": "100"});
                return (await fetch(address, {method: "POST", body, headers})).status;
            }""",
            walk.address("sheet_row", "A1"),
        )
        assert status == 403
    assert nothing_stored(walk)


def test_points_without_evidence_or_explanation_are_not_handed_in(walk: Walk) -> None:
    """The button is off and the row named; whoever presses it all the same is told so by the server."""
    with walk.as_person("lan") as page:
        open_row(walk, page)
        type_ratio(page, "90", "100")
        eventually(lambda: walk.points("A1", Stage.SELF) is not None, "the row was not saved")
    with walk.as_person("thinh") as page:
        page.goto(walk.address("sheet_hand_in"))
        button = page.locator("main form.act button.btn-primary").first
        expect(button).to_be_disabled()
        expect(page.locator("main")).to_contain_text("1.1 Hồ sơ giải quyết đúng hạn")
        button.evaluate("button => { button.disabled = false; }")
        button.click()
        expect(page.locator(".message.error")).to_contain_text("minh chứng")
    assert Sheet.objects.get(round_unit=walk.cast.member).state == "drafting"


def test_what_is_handed_in_is_locked(walk: Walk) -> None:
    """Lan still has the row open when Thịnh hands in: her next figure is refused, the sealed one stays."""
    with walk.as_person("lan") as page:
        open_row(walk, page)
        type_ratio(page, "90", "100")
        page.fill(NOTE, "Theo sổ theo dõi.")
        eventually(lambda: (score := walk.stored("A1")) is not None and bool(score.note), "the row was not saved")
        with walk.as_person("thinh") as his:
            his.goto(walk.address("sheet_hand_in"))
            his.locator("main form.act button.btn-primary").first.click()
            expect(his.locator("main")).to_contain_text("Đã nộp")
        page.fill(DONE, "95")
        expect(page.locator("#luu")).to_have_text("Không lưu")
        expect(page.locator("#dong-tin")).to_contain_text("nộp")
        expect(page.locator(DONE)).to_have_value("95")
        page.goto(walk.address("sheet") + "?dong=1.1")
        expect(page.locator(".row-edit button.btn-primary")).to_have_count(0)
    score = walk.stored("A1")
    assert score is not None
    assert score.inputs == {"r": ["90", "100"]}
    assert score.sealed_at is not None


def test_signed_out_between_load_and_save_the_text_waits(walk: Walk) -> None:
    """The session ends behind the open row: the text stays and goes out after signing in in another tab."""
    with walk.as_person("lan") as page:
        open_row(walk, page)
        page.context.clear_cookies()
        type_ratio(page, "90", "100")
        expect(page.locator("#luu")).to_have_text("Chưa lưu: cần đăng nhập lại")
        assert nothing_stored(walk)
        walk.sign_in(walk.another_tab(page.context), "lan")
        expect(page.locator(DONE)).to_have_value("90")
        page.get_by_role("button", name="Gửi lại ngay").click()
        expect(page.locator("#luu")).to_contain_text("Đã lưu")
        assert walk.points("A1", Stage.SELF) is not None
    saver = AuditEntry.objects.filter(actor__username="lan", action__contains="save").count()
    assert saver >= 1, "saved by the person who signed in"


def test_signed_out_before_a_file_is_sent_it_waits(walk: Walk) -> None:
    """The file says so on its line; after signing in in another tab the same line sends it."""
    with walk.as_person("lan") as page:
        open_row(walk, page)
        page.context.clear_cookies()
        row = page.locator("#evidence-self-A1")
        row.locator("[data-files]").first.set_input_files(walk.file("so-theo-doi.pdf", "so theo doi"))
        expect(row.locator(".arrivals")).to_contain_text("đăng nhập lại")
        walk.sign_in(walk.another_tab(page.context), "lan")
        row.get_by_role("button", name="Thử lại").click()
        expect(row.get_by_role("link", name="so-theo-doi", exact=True)).to_be_visible()


def test_someone_else_signs_in_on_the_same_device(walk: Walk) -> None:
    """Texts wait for the person who typed them: Tâm, at the same computer, neither sees nor sends Lan's."""
    with walk.as_person("lan") as page:
        open_row(walk, page)
        page.context.clear_cookies()
        type_ratio(page, "90", "100")
        expect(page.locator("#luu")).to_have_text("Chưa lưu: cần đăng nhập lại")
        tab = walk.another_tab(page.context)
        walk.sign_in(tab, "tam")
        open_row(walk, tab)
        expect(tab.locator(DONE)).to_have_value("")
        page.get_by_role("button", name="Gửi lại ngay").click()
        expect(page.locator("#luu")).to_have_text("Chưa lưu: cần đăng nhập lại")
    assert nothing_stored(walk)
