"""Letters of apology and extension: one file, a page each; a name only where it is handed in."""

import io
from datetime import date
from importlib.resources import files

import pytest
from docx import Document

from parindex.engine.documents.apology_letters import (
    BLANK,
    ApologyCode,
    ApologyForm,
    ApologyLetter,
    ApologyLetters,
    render_apology_letters,
)
from parindex.engine.documents.layout import read_layout
from parindex.engine.documents.parts import IssuingBody, Phrase, Recipients, Signature
from parindex.wording import codes, sentence

LAYOUT = read_layout((files("parindex") / "rulebooks" / "document_templates" / "nd30_layout.yaml").read_bytes())
ISSUER = IssuingBody(("ỦY BAN NHÂN DÂN", "XÃ NÂM NUNG"), "Nâm Nung", "UBND", spoken="UBND xã Nâm Nung")


def letter(code: str, *, written: date = date(2026, 11, 16), name: str | None = None) -> ApologyLetter:
    """Due on 12/11/2026, extended to 19/11/2026."""
    return ApologyLetter(
        code, "1.001193", date(2026, 11, 2), date(2026, 11, 12), date(2026, 11, 19), written,
        Phrase(ApologyCode.REASON_CONSULTING, {}), name=name,
    )  # fmt: skip


def printed(*letters: ApologyLetter, form: ApologyForm = ApologyForm.LETTER_04_2025) -> str:
    """The running text of the file; asserts a section for every letter."""
    made = ApologyLetters(form, ISSUER, Recipients(("Như trên",)), Signature("CHỦ TỊCH"), letters)
    content = render_apology_letters(made, layout=LAYOUT, say=lambda code, values: sentence(code, values, "vi"))
    document = Document(io.BytesIO(content))
    assert len(document.sections) == len(letters)
    return "\n".join(paragraph.text for paragraph in document.paragraphs)


def test_every_letter_has_its_code_days_and_reason_and_a_dotted_line() -> None:
    text = printed(letter("H68-1"), letter("H68-2"))
    assert text.count("H68-1") == text.count("H68-2") == 1
    assert text.count("ngày 12/11/2026") == text.count("ngày 19/11/2026") == text.count(BLANK) == 2
    assert text.count("Lý do: cơ quan phối hợp chưa có ý kiến trả lời.") == 2


def test_a_name_stands_in_its_own_letter_only() -> None:
    text = printed(letter("H68-1", name="Nguyễn Văn Tèo"), letter("H68-2"))
    assert text.count("Nguyễn Văn Tèo") == text.count(BLANK) == 1


@pytest.mark.parametrize(
    ("written", "words"), [(date(2026, 11, 12), "không thể trả kết quả"), (date(2026, 11, 13), "chưa trả kết quả")]
)
def test_a_letter_before_the_due_day_has_passed_does_not_say_that_it_has(written: date, words: str) -> None:
    assert words in printed(letter("H68-1", written=written))


def test_the_form_before_is_named_as_it_was() -> None:
    before, now = "Và hẹn lại ngày trả kết quả", "Và đề nghị gia hạn thời gian giải quyết"
    for form, subject, other in (
        (ApologyForm.LETTER_04_2018, before, now),
        (ApologyForm.LETTER_04_2025, now, before),
    ):
        text = printed(letter("H68-1"), form=form)
        assert subject in text
        assert other not in text


def test_every_code_has_a_sentence() -> None:
    assert {code.value for code in ApologyCode} <= codes("vi") & codes("en")
