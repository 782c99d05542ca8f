"""Signs written in several ways are one; a citation finds its card, or the card of another date."""

from __future__ import annotations

from datetime import date

import pytest

from parindex.engine.documents.cataloguing.citation_matching import Match, Told, best_of, match
from parindex.engine.documents.cataloguing.signs import body_key, is_central, numbered, sign_key

DAY = date(2024, 2, 6)


@pytest.mark.parametrize(
    ("sign", "key"),
    [
        ("151/QĐ-UBND", "151/qd/ubnd"),
        ("09/2015/ QĐ-TTg", "9/2015/qd/ttg"),
        ("04-NQ/TU", "4/nq/tu"),
        ("983/SNV-TCBC", "983/snv/tcbc"),
        ("/QĐ-UBND", ""),
        ("193", ""),
        ("", ""),
    ],
)
def test_a_sign_has_one_key(sign: str, key: str) -> None:
    assert sign_key(sign) == key


def test_number_and_series() -> None:
    assert numbered("1/2024/qd/ubnd") == (1, "2024/qd/ubnd")
    assert numbered("") is None


def test_the_chairman_and_his_committee_share_numbers() -> None:
    assert body_key("Chủ tịch Ủy ban nhân dân xã Nâm Nung") == body_key("UBND xã Nâm Nung") == "ubnd xa nam nung"
    assert body_key("Văn phòng UBND tỉnh") != body_key("UBND tỉnh")


def test_a_symbol_may_name_the_issuer() -> None:
    assert is_central("61/2018/nd/cp") and is_central("1001/qd/bnv")
    assert not is_central("151/qd/ubnd")


def _told(**said: object) -> Told:
    told: dict[str, object] = {"sign": "151/qd/ubnd", "day": DAY, "issuer": "ubnd tinh dak nong", "type": "decision"}
    return Told(**{**told, **said})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("cited", "card", "answer"),
    [
        (_told(), _told(), Match.SAME),
        (_told(issuer="ubnd tinh"), _told(), Match.SAME),
        (_told(issuer=""), _told(), Match.LIKELY),
        (_told(day=None), _told(), Match.LIKELY),
        (_told(type="plan"), _told(), Match.LIKELY),
        (_told(issuer="ubnd tinh lang son"), _told(), None),
        (_told(sign="152/qd/ubnd"), _told(), None),
        (_told(sign="", day=None), _told(sign="", day=None), None),
        (_told(day=date(2024, 2, 16)), _told(), Match.OTHER_DATE),
        (_told(day=None, year=2024), _told(), Match.LIKELY),
        (_told(day=None, year=2023), _told(), None),
        (_told(day=date(2023, 2, 6)), _told(), None),
        (
            _told(day=date(2023, 2, 6), title="cong bo chi so cai cach hanh chinh"),
            _told(title="quyet dinh cong bo chi so cai cach hanh chinh nam 2023"),
            Match.OTHER_DATE,
        ),
    ],
)
def test_what_a_citation_means(cited: Told, card: Told, answer: Match | None) -> None:
    assert match(cited, card) == answer


def test_an_act_of_the_government_needs_no_date() -> None:
    act = Told("61/2018/nd/cp", day=date(2018, 4, 23), issuer="chinh phu")
    assert match(Told("61/2018/nd/cp"), act) is Match.SAME
    assert match(Told("61/2018/nd/cp", day=date(2019, 4, 23)), act) is Match.OTHER_DATE
    assert match(Told("766/qd/ttg"), Told("766/qd/ttg", day=date(2022, 6, 23))) is Match.LIKELY


def test_a_sure_card_leaves_the_doubtful_ones_out() -> None:
    cards = [_told(day=date(2024, 2, 16)), _told()]
    assert best_of(_told(), cards) == [(1, Match.SAME)]
    assert best_of(_told(), cards[:1]) == [(0, Match.OTHER_DATE)]
