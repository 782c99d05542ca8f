"""Signatures in the right capacity; layout data that is not a layout."""

from __future__ import annotations

import pytest

from parindex.engine.documents.layout import LayoutRefused, read_layout
from parindex.engine.documents.parts import Capacity, Recipients, Signature, SignatureRefused
from parindex.wording import sentence


@pytest.mark.parametrize(
    ("signature", "lines"),
    [
        (Signature("CHỦ TỊCH"), ("CHỦ TỊCH",)),
        (Signature("Chủ tịch", on_behalf_of="Ủy ban nhân dân"), ("TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH")),
        (Signature("PHÓ CHỦ TỊCH", Capacity.FOR_HEAD, "CHỦ TỊCH"), ("KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH")),
        (Signature("CHÁNH VĂN PHÒNG", Capacity.BY_ORDER, "CHỦ TỊCH"), ("TL. CHỦ TỊCH", "CHÁNH VĂN PHÒNG")),
        (Signature("GIÁM ĐỐC SỞ", Capacity.AUTHORISED, "CHỦ TỊCH"), ("TUQ. CHỦ TỊCH", "GIÁM ĐỐC SỞ")),
        (Signature("CHỦ TỊCH", Capacity.ACTING), ("Q. CHỦ TỊCH",)),
    ],
)
def test_capacity_is_printed(signature: Signature, lines: tuple[str, ...]) -> None:
    assert signature.lines(sentence) == lines


def test_a_deputy_signs_only_for_the_head() -> None:
    with pytest.raises(SignatureRefused, match="deputy"):
        Signature("PHÓ CHỦ TỊCH")
    with pytest.raises(SignatureRefused, match="head"):
        Signature("PHÓ CHỦ TỊCH", Capacity.FOR_HEAD)


@pytest.mark.parametrize(
    ("typed", "archive", "lines", "archived"),
    [
        (("Sở Nội vụ;", "Lưu: VT."), "VT", ("Sở Nội vụ",), "VT"),
        (("- Như trên;", "– TT. HĐND xã,", "- Lưu: VT, NC."), "VT", ("Như trên", "TT. HĐND xã"), "VT, NC"),
        (("Lưu VT", "Như trên ; "), "VT", ("Như trên",), "VT"),
        (("Như trên", "Lưu:", ";"), "VT, CCHC", ("Như trên",), "VT, CCHC"),
        (("Như trên",), "Lưu: VT.", ("Như trên",), "VT"),
        (("Lưu trữ lịch sử tỉnh",), "VT", ("Lưu trữ lịch sử tỉnh",), "VT"),
    ],
)
def test_recipients_as_people_type_them(
    typed: tuple[str, ...], archive: str, lines: tuple[str, ...], archived: str
) -> None:
    made = Recipients(typed, archive)
    assert (made.lines, made.archive) == (lines, archived)


@pytest.mark.parametrize("content", [b"", b"page: 1", b"[", b"page: {size: A4}"])
def test_what_is_no_layout_is_refused(content: bytes) -> None:
    with pytest.raises(LayoutRefused):
        read_layout(content)
