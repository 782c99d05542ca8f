"""Where a signature stands: between title and name, the stamp over a third, the corner; what is refused."""

from __future__ import annotations

import io

import pypdfium2 as pdfium
import pytest
from tests.tools import signing_support as made

from parindex.engine.documents.signing_places import (
    POINTS_PER_MM,
    Box,
    PlaceFault,
    PlaceRefused,
    agency_box,
    box_at,
    corner_box,
    find_signature_block,
    on_page,
    page_box,
    person_box,
)

MM = POINTS_PER_MM
A4 = Box(0, 0, 595, 842)


def test_the_block_is_the_line_that_says_only_the_name_and_the_room_under_the_title() -> None:
    block = find_signature_block(made.decision(), "nguyễn văn an")
    assert block.page == 1
    assert block.room.bottom > block.name.top
    assert block.room.height == pytest.approx(25 * MM, abs=6 * MM)
    assert (block.name.left + block.name.right) / 2 == pytest.approx(147.5 * MM, abs=2 * MM)


def test_the_person_signs_centred_over_the_name_within_the_room() -> None:
    block = find_signature_block(made.decision(pages=3), made.AN)
    assert block.page == 3
    wide = person_box(block, shape=3, width=45 * MM)
    assert wide.width == pytest.approx(45 * MM) and block.room.bottom <= wide.bottom and wide.top <= block.room.top
    high = person_box(block, shape=0.5, width=45 * MM)
    assert high.height == pytest.approx(block.room.height) and high.width == pytest.approx(high.height / 2)
    for box in (wide, high):
        assert (box.left + box.right) / 2 == pytest.approx((block.name.left + block.name.right) / 2)


def test_the_stamp_covers_one_third_of_the_signature_at_its_left() -> None:
    signature = Box(300, 400, 390, 430)
    stamp = agency_box(signature, width=100, height=100)
    assert stamp == Box(230, 365, 330, 465)
    assert (stamp.right - signature.left) / signature.width == pytest.approx(1 / 3)


def test_the_corner_and_a_told_place() -> None:
    edges = page_box(made.decision(), 1)
    assert edges.width == pytest.approx(210 * MM, abs=1) and edges.height == pytest.approx(297 * MM, abs=1)
    assert corner_box(A4, width=200, height=24, from_right=40, from_top=20) == Box(355, 798, 555, 822)
    told = box_at(A4, x_mm=25.4, y_mm=50.8, width=72, height=36)
    assert told == Box(72, 842 - 144 - 36, 144, 842 - 144)


@pytest.mark.parametrize(
    ("content", "name", "page", "fault"),
    [
        (b"%PDF-1.7 broken", made.AN, None, PlaceFault.DAMAGED),
        (made.decision(), "Trần Thị Bình", None, PlaceFault.NAME_NOT_FOUND),
        (made.decision(), "Nguyễn Văn", None, PlaceFault.NAME_NOT_FOUND),
        (made.decision(room_mm=6), made.AN, None, PlaceFault.NO_ROOM),
        (made.decision(pages=2, again=True), made.AN, None, PlaceFault.NAME_SEVERAL_TIMES),
        (made.decision(), made.AN, 7, PlaceFault.NO_SUCH_PAGE),
        (made.decision(pages=1_001), made.AN, None, PlaceFault.TOO_MANY_PAGES),
    ],
    ids=["broken", "another", "part", "room", "twice", "page", "long"],
)
def test_no_place(content: bytes, name: str, page: int | None, fault: PlaceFault) -> None:
    with pytest.raises(PlaceRefused) as refused:
        find_signature_block(content, name, page=page)
    assert refused.value.fault is fault


def test_the_page_tells_which_of_two() -> None:
    assert find_signature_block(made.decision(pages=2, again=True), made.AN, page=2).page == 2
    assert find_signature_block(made.decision(pages=1_001), made.AN, page=1_001).page == 1_001


def test_off_the_page_and_turned_pages_are_refused() -> None:
    assert on_page(A4, A4, 1) == A4
    with pytest.raises(PlaceRefused, match="off_page"):
        on_page(A4, Box(-5, 10, 40, 40), 1)
    document, written = pdfium.PdfDocument(made.decision()), io.BytesIO()
    document[0].set_rotation(90)
    document.save(written)
    turned = written.getvalue()
    for look in (lambda: page_box(turned, 1), lambda: find_signature_block(turned, made.AN)):
        with pytest.raises(PlaceRefused, match="page_turned"):
            look()
