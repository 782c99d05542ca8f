"""The page of a round before any result: drafts lose nothing, nobody stands first or last."""

from html import unescape

from django.urls import reverse
from tests.portal.conftest import SignedIn

from parindex.portal.accounts.models import User
from parindex.portal.assessments.actions import hand_in_self_assessment, save_self_assessment_inputs
from parindex.portal.assessments.models import Round, RoundUnit
from parindex.portal.assessments.queries.overviews import most_lost


def _save(member: RoundUnit, leaf: str, texts: dict[str, str]) -> None:
    save_self_assessment_inputs(actor=None, round_unit=member, leaf=leaf, texts=texts, note="theo báo cáo năm")


def test_a_draft_that_was_never_handed_in_loses_nothing(round_2026: Round, nam_nung: RoundUnit) -> None:
    _save(nam_nung, "KH-SANGKIEN", {"x-ideas": "1"})
    assert most_lost(round_2026) == []


def test_where_most_is_lost_stands_in_the_order_of_what_is_shown(round_2026: Round, nam_nung: RoundUnit) -> None:
    """Three units lose half a point each on one leaf, one unit a whole point on a leaf that the others did not fill."""
    for member in round_2026.units.all():
        _save(member, "KH-SANGKIEN", {"x-ideas": "1"})
        if member == nam_nung:
            _save(member, "HS-THU", {"x-way": "a", "x-money": "5"})
        hand_in_self_assessment(actor=None, round_unit=member)
    lines = [(line.node.code, str(line.mean.normalize()), line.of) for line in most_lost(round_2026)]
    assert lines == [("HS-THU", "1", 1), ("KH-SANGKIEN", "0.5", 3)]


def test_nobody_stands_first_or_last_before_the_results(signed_in: SignedIn, hoa: User, round_2026: Round) -> None:
    page = unescape(signed_in(hoa).get(reverse("assessments:round", args=[round_2026.public_id])).content.decode())
    assert "– – –" not in " ".join(page.split())
    assert "Đầu và cuối bảng" in page
    assert "Có sau khi tính kết quả." in page
    assert "Chưa đơn vị đã nộp nào mất điểm." in page
