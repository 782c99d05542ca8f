"""Every kind that is written here: its own parts of head and foot, printed as held in ``tests/golden``; refusals."""

from __future__ import annotations

import io
from pathlib import Path

import docx
import pytest
from docx.enum.section import WD_ORIENT
from docx.oxml.ns import qn
from tests.engine.documents.reading import lines
from tests.portal.conftest import Places, SignedIn

from parindex.portal.accounts.models import User
from parindex.portal.facts.models import Fact
from parindex.portal.organisations.models import OrgUnit
from parindex.portal.platform.refusals import ActionRefused
from parindex.portal.platform.words import words_of
from parindex.portal.reports.actions.bind_figure import bind_figure
from parindex.portal.reports.actions.create_draft import create_draft
from parindex.portal.reports.actions.issue_draft import issue_draft
from parindex.portal.reports.actions.save_draft import SectionWords, save_draft
from parindex.portal.reports.engine_bridge import KINDS, TemplateKind, file_name, read_back, word_of
from parindex.portal.reports.engine_bridge.preview import shown_sections
from parindex.portal.reports.models import Draft
from parindex.portal.reports.queries import figures_of

GOLDEN = Path(__file__).resolve().parents[2] / "golden"
OWN: dict[TemplateKind, dict[str, str]] = {
    TemplateKind.REPORT: {
        "addressees": "Sở Nội vụ",
        "opening": "Thực hiện chế độ báo cáo, xã báo cáo như sau:",
        "annex_title": "Số liệu hồ sơ 6 tháng",
        "annex": "Hồ sơ nộp trực tuyến | hồ sơ | {{ s1.tu }} | 640\nTỷ lệ | % | {{ s1 }} | | tăng",
    },
    TemplateKind.PLAN: {
        "legal_bases": "Căn cứ Luật Tổ chức chính quyền địa phương ngày 16 tháng 6 năm 2025",
        "annex": "1\tRà soát thủ tục\tVăn phòng\tcác phòng\tDanh mục\t30/6/2026",
    },
    TemplateKind.PROPOSAL: {"addressees": "Thường trực Hội đồng nhân dân xã"},
    TemplateKind.LETTER: {"addressees": "Sở Nội vụ\nSở Tư pháp"},
    TemplateKind.DECISION: {
        "legal_bases": "Căn cứ Luật Tổ chức chính quyền địa phương ngày 16 tháng 6 năm 2025;",
        "proposer": "Theo đề nghị của Chánh Văn phòng HĐND và UBND xã.",
        "attached": "plan",
        "attached_subject": "Tuyên truyền cải cách hành chính năm 2026",
        "annex": "Viết tin bài | Phòng Văn hóa - Xã hội | | 24 tin bài | Hằng tháng",
        "capacity": "for_head",
        "signer_title": "Phó Chủ tịch",
        "signer_head": "Chủ tịch",
    },
    TemplateKind.INVITATION: {
        "invited": "Thường trực Đảng ủy xã\nTrưởng các phòng chuyên môn",
        "event": "hội nghị sơ kết cải cách hành chính 6 tháng đầu năm 2026",
        "chair": "Chủ tịch Ủy ban nhân dân xã",
        "starts": "8 giờ 00 phút, ngày 22/6/2026",
        "venue": "Hội trường Ủy ban nhân dân xã",
    },
    TemplateKind.MINUTES: {
        "starts": "8 giờ 00 phút, ngày 22/6/2026",
        "venue": "Hội trường Ủy ban nhân dân xã",
        "attendees": "Thường trực Đảng ủy xã\nTrưởng các phòng chuyên môn",
        "chair": "Trần Văn Thịnh",
        "chair_title": "Chủ tịch Ủy ban nhân dân xã",
        "secretary": "Nguyễn Thị Lan",
        "ends": "10 giờ 30 phút cùng ngày",
    },
}
SECTIONS: dict[TemplateKind, list[SectionWords]] = {
    TemplateKind.DECISION: [
        SectionWords(0, "", "Ban hành kèm theo Quyết định này Kế hoạch tuyên truyền năm 2026."),
        SectionWords(0, "Trách nhiệm thi hành", "Chánh Văn phòng, các phòng thi hành Quyết định này."),
        SectionWords(1, "Mục đích", "Nâng cao nhận thức."),
        SectionWords(1, "Hình thức", "Phát thanh mỗi tuần 02 lượt."),
    ],
    TemplateKind.INVITATION: [SectionWords(1, "", "Đề nghị đến đúng giờ.")],
}
PLAIN = [SectionWords(1, "Kết quả", "Đạt {{ s1 }}."), SectionWords(1, "Phương hướng", "Tiếp tục thực hiện.")]


def begun(unit: OrgUnit, actor: User, kind: TemplateKind) -> Draft:
    return create_draft(actor=actor, unit=unit, kind=kind, subject="Sơ kết cải cách hành chính 6 tháng năm 2026")


def written(draft: Draft, actor: User, online: Fact, **own: str) -> Draft:
    """All parts of its kind filled in."""
    kind = TemplateKind(draft.kind)
    bind_figure(actor=actor, draft=draft, fact=online)
    foot = {"recipients": "Như trên\nSở Nội vụ", "signer_name": "Lê Thị Mô Phỏng"}
    return save_draft(
        actor=actor,
        draft=draft,
        subject=draft.subject,
        head={**draft.head, **foot, **OWN[kind], **own},
        sections=SECTIONS.get(kind, PLAIN),
        row_version=draft.row_version,
    )


@pytest.mark.parametrize("kind", KINDS)
def test_it_is_printed_as_it_was(kind: TemplateKind, places: Places, lan: User, online: Fact) -> None:
    draft = written(begun(places.nam_nung, lan, kind), lan, online)
    text = "\n".join(lines(word_of(draft, figures_of(draft)))) + "\n"
    assert text == (GOLDEN / f"written_{kind}.txt").read_text("utf-8")
    assert "{{" not in text and text.count("./.") >= 1


@pytest.mark.parametrize("kind", KINDS)
def test_page_and_issuing(kind: TemplateKind, places: Places, lan: User, thinh: User, online: Fact,
                          signed_in: SignedIn) -> None:  # fmt: skip
    draft = begun(places.nam_nung, lan, kind)
    with pytest.raises(ActionRefused, match=r"template\.fault"):
        word_of(draft, [])
    browser, address = signed_in(lan), f"/soan-van-ban/{draft.public_id}/"
    assert 'class="unknown"' in browser.get(address).content.decode(), "what is missing is marked"
    draft = written(draft, lan, online)
    page = browser.get(address).content.decode()
    shown = page[page.index('<section class="preview"') :]
    assert 'class="unknown"' not in shown
    for told in (value.splitlines()[0].rstrip(";.") for name, value in OWN[kind].items() if name not in _CODED):
        assert told in shown or told.upper() in shown, told
    issued = issue_draft(actor=thinh, draft=draft, row_version=draft.row_version)
    assert issued.document is not None and issued.document.symbol == issued.head["symbol"]
    assert file_name(issued).startswith(_FILES[kind])
    assert issued.document.kind == kind.value, "the catalogue finds it under its own kind"
    listing = signed_in(lan).get("/van-ban/", {"kind": kind.value}).content.decode()
    assert listing.count(f'<option value="{kind.value}" selected>') == 1 and issued.document.public_id in listing


_CODED = ("capacity", "attached", "annex", "opening", "ends")
_FILES = {
    TemplateKind.REPORT: "bao-cao-so-ket",
    TemplateKind.PLAN: "ke-hoach-so-ket",
    TemplateKind.PROPOSAL: "to-trinh-so-ket",
    TemplateKind.LETTER: "cong-van-so-ket",
    TemplateKind.DECISION: "quyet-dinh-so-ket",
    TemplateKind.INVITATION: "giay-moi-so-ket",
    TemplateKind.MINUTES: "bien-ban-so-ket",
}


@pytest.mark.parametrize("kind", [TemplateKind.REPORT, TemplateKind.PLAN, TemplateKind.DECISION])
def test_the_annex_is_a_table_on_landscape_pages_with_a_head_that_repeats(
    kind: TemplateKind, places: Places, lan: User, online: Fact
) -> None:
    draft = written(begun(places.nam_nung, lan, kind), lan, online)
    document = docx.Document(io.BytesIO(word_of(draft, figures_of(draft))))
    assert document.sections[-1].orientation is WD_ORIENT.LANDSCAPE
    head = document.tables[-1].rows[0]
    assert head._tr.find(f"{qn('w:trPr')}/{qn('w:tblHeader')}") is not None


def test_a_regulation_counts_chapters_and_articles_in_preview_and_print(
    places: Places, lan: User, online: Fact, signed_in: SignedIn
) -> None:
    draft = begun(places.nam_nung, lan, TemplateKind.DECISION)
    draft = written(draft, lan, online, attached="regulation", annex="")
    sections = [
        SectionWords(0, "", "Ban hành Quy chế."),
        SectionWords(1, "Quy định chung", ""),
        SectionWords(2, "Phạm vi", "Toàn xã."),
        SectionWords(2, "Thi hành", ""),
        SectionWords(3, "Các phòng", "Các phòng thi hành."),
    ]
    draft = save_draft(
        actor=lan, draft=draft, subject=draft.subject, head=draft.head, sections=sections, row_version=draft.row_version
    )
    text = lines(word_of(draft, figures_of(draft)))
    assert "QUY CHẾ" in text and text[-6:] == [
        "QUY ĐỊNH CHUNG", "Điều 1. Phạm vi", "Toàn xã.", "Điều 2. Thi hành", "1. Các phòng", "Các phòng thi hành./."
    ]  # fmt: skip
    page = signed_in(lan).get(f"/soan-van-ban/{draft.public_id}/").content.decode()
    assert "Chương I Quy định chung" in page and "Điều 2. Thi hành" in page
    assert "1. Các phòng" in page


def test_the_preview_numbers_headings_as_the_word_file_does(places: Places, lan: User, online: Fact) -> None:
    draft = written(begun(places.nam_nung, lan, TemplateKind.REPORT), lan, online)
    sections = [
        SectionWords(1, "Kết quả", "Mở đầu."),
        SectionWords(2, "Cải cách thể chế", ""),
        SectionWords(3, "Rà soát văn bản", "Đã xong."),
        SectionWords(3, "Kiểm tra văn bản", "Đã xong."),
        SectionWords(2, "Tổ chức bộ máy", "Đã xong."),
        SectionWords(1, "", "Đoạn không có đề mục."),
        SectionWords(1, "Tồn tại", ""),
        SectionWords(2, "Nguyên nhân", "Hết."),
    ]
    draft = save_draft(
        actor=lan, draft=draft, subject=draft.subject, head=draft.head, sections=sections, row_version=draft.row_version
    )
    shown = [each.heading for each in shown_sections(draft, figures_of(draft)) if each.heading]
    assert shown == [
        "I. KẾT QUẢ", "1. Cải cách thể chế", "a) Rà soát văn bản", "b) Kiểm tra văn bản", "2. Tổ chức bộ máy",
        "II. TỒN TẠI", "1. Nguyên nhân",
    ]  # fmt: skip
    assert set(shown) <= set(lines(word_of(draft, figures_of(draft))))
    letter = written(begun(places.nam_nung, lan, TemplateKind.LETTER), lan, online)
    assert not any(each.heading.startswith("I. ") for each in shown_sections(letter, figures_of(letter)))


@pytest.mark.parametrize(
    ("own", "code"),
    [
        ({"attached": ""}, "reports.attached_kind_missing"),
        ({"attached": "rules"}, "reports.annex_without_plan"),
        ({"annex": "a | b | c | d | e | f"}, "reports.annex_row_too_long"),
        ({"annex": "chỉ một ô"}, "template.fault.wrong_value"),
        ({"legal_bases": ""}, "template.fault.wrong_value"),
        ({"capacity": "own"}, "template.fault.wrong_value"),
    ],
)
def test_a_decision_that_cannot_be_printed_is_saved_shown_and_told_in_words(
    own: dict[str, str], code: str, places: Places, lan: User, thinh: User, online: Fact, signed_in: SignedIn
) -> None:
    draft = written(begun(places.nam_nung, lan, TemplateKind.DECISION), lan, online, **own)
    with pytest.raises(ActionRefused) as told:
        issue_draft(actor=thinh, draft=draft, row_version=draft.row_version)
    assert told.value.code == code
    assert "template." not in words_of(told.value) and "{" not in words_of(told.value)
    assert signed_in(lan).get(f"/soan-van-ban/{draft.public_id}/").status_code == 200


def test_letters_of_apology_are_not_written_twice(places: Places, lan: User, signed_in: SignedIn) -> None:
    with pytest.raises(ActionRefused, match=r"reports\.kind_not_written"):
        create_draft(actor=lan, unit=places.nam_nung, kind=TemplateKind.APOLOGY, subject="x")
    assert '<a href="/ho-so/van-ban-xin-loi/">' in signed_in(lan).get("/soan-van-ban/").content.decode()


def test_another_body_than_a_committee_writes_under_its_own_name(places: Places, hoa: User) -> None:
    draft = create_draft(actor=hoa, unit=places.home_affairs, kind=TemplateKind.REPORT, subject="x")
    assert "Ủy ban" not in draft.head["issuer"] and draft.head["symbol"] == "BC"


def test_figures_of_the_annex_are_compared_in_a_file_edited_outside(places: Places, lan: User, online: Fact) -> None:
    draft = written(begun(places.nam_nung, lan, TemplateKind.REPORT), lan, online)
    figures = figures_of(draft)
    content = word_of(draft, figures)
    assert read_back(content, "sua.docx", draft, figures) == ()
    edited, made = docx.Document(io.BytesIO(content)), io.BytesIO()
    edited.tables[-1].rows[1].cells[3].paragraphs[0].runs[0].text = "850"
    edited.save(made)
    (found,) = read_back(made.getvalue(), "sua.docx", draft, figures)
    assert (found.printed, found.found) == ("805", "850")
