"""Signs of risk: what is marked, and what just misses the mark."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from parindex.engine.checks.appraisal_risks import LastYear, Risk, RiskCode, SelfAssessed, outliers, risks_of
from parindex.engine.checks.samples import draw, sample_order
from parindex.wording import LANGUAGES, sentence

D = Decimal
END = datetime(2026, 12, 15, 17, tzinfo=UTC)


@dataclass(frozen=True)
class Case:
    seen: SelfAssessed
    codes: list[RiskCode]


def last(points: str, maximum: str = "3") -> LastYear:
    return LastYear(D(points), D(maximum), 2025)


CASES = {
    "nothing known": Case(SelfAssessed(None, D(3)), []),
    "rise of a tenth of the maximum": Case(SelfAssessed(D("2.8"), D(3), last("2.5")), [RiskCode.ABOVE_LAST_YEAR]),
    "rise just below": Case(SelfAssessed(D("2.799"), D(3), last("2.5")), []),
    "maximum doubled, share the same": Case(SelfAssessed(D("2.5"), D(3), last("1.25", "1.5")), []),
    "first full marks": Case(SelfAssessed(D(3), D(3), last("2.9")), [RiskCode.FIRST_FULL_MARKS]),
    "full marks as last year": Case(SelfAssessed(D(3), D(3), last("3")), []),
    "points without evidence": Case(SelfAssessed(D(1), D(3), evidence_asked=True), [RiskCode.NO_EVIDENCE]),
    "no points, no evidence": Case(SelfAssessed(D(0), D(3), evidence_asked=True), []),
    "no evidence asked": Case(SelfAssessed(D(1), D(3)), []),
    "last hour": Case(
        SelfAssessed(D(1), D(3), evidence_at=END - timedelta(minutes=60), ends_at=END), [RiskCode.LATE_HOUR]
    ),
    "last day": Case(
        SelfAssessed(D(1), D(3), evidence_at=END - timedelta(minutes=61), ends_at=END), [RiskCode.LATE_DAY]
    ),
    "the day before": Case(SelfAssessed(D(1), D(3), evidence_at=END - timedelta(hours=25), ends_at=END), []),
    "declared date stands on a document": Case(
        SelfAssessed(D(1), D(3), declared=(date(2026, 1, 20),), papers=(date(2026, 3, 1), date(2026, 1, 20))), []
    ),
    "declared date stands on no document": Case(
        SelfAssessed(D(1), D(3), declared=(date(2026, 1, 20),), papers=(date(2026, 3, 1),)), [RiskCode.DATE_DIFFERS]
    ),
    "no document bears a date": Case(SelfAssessed(D(1), D(3), declared=(date(2026, 1, 20),)), []),
    "a document and no declared date": Case(SelfAssessed(D(1), D(3), papers=(date(2026, 3, 1),)), []),
    "a paper dated after the hand-in": Case(
        SelfAssessed(D(1), D(3), papers=(date(2027, 1, 10),), given_on=date(2026, 11, 21)), [RiskCode.DATE_AHEAD]
    ),
    "a declared date after the hand-in, told once": Case(
        SelfAssessed(
            D(1), D(3), declared=(date(2027, 1, 10),), papers=(date(2027, 1, 10),), given_on=date(2026, 11, 21)
        ),
        [RiskCode.DATE_AHEAD],
    ),
    "dated on the day of the hand-in": Case(
        SelfAssessed(D(1), D(3), papers=(date(2026, 11, 21),), given_on=date(2026, 11, 21)), []
    ),
    "heaviest first": Case(
        SelfAssessed(D(3), D(3), last("2"), differing=1, disputes=2),
        [RiskCode.DISPUTED, RiskCode.SYSTEM_DIFFERS, RiskCode.ABOVE_LAST_YEAR, RiskCode.FIRST_FULL_MARKS],
    ),
}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES.keys())
def test_signs(case: Case) -> None:
    assert [risk.code for risk in risks_of(case.seen)] == case.codes


def test_the_rise_is_told_in_points_of_this_years_maximum() -> None:
    (risk,) = risks_of(SelfAssessed(D("2.936"), D(3), last("1.262", "1.5")))
    assert risk.values["rise"] == D("0.412")
    assert risk.values["before"] == D("1.262")


def test_the_nearest_document_is_named_beside_the_declared_date() -> None:
    papers = (date(2026, 9, 1), date(2026, 2, 3), date(2025, 12, 1))
    (risk,) = risks_of(SelfAssessed(D(1), D(3), declared=(date(2026, 1, 20),), papers=papers))
    assert risk.values == {"declared": date(2026, 1, 20), "document": date(2026, 2, 3)}
    two = SelfAssessed(D(1), D(3), declared=(date(2026, 1, 20), date(2026, 2, 3), date(2026, 5, 5)), papers=papers)
    assert [risk.values["declared"] for risk in risks_of(two)] == [date(2026, 1, 20), date(2026, 5, 5)]


def test_an_outlier_by_hand() -> None:
    # Sorted 1.0 1.1 1.2 1.3 1.4 1.5 1.6 | 3.0 and 0.2 added: median 1.3, distances 0.3 0.2 0.1 0 0.1 0.2 0.3 1.7 1.1,
    # MAD 0.2, limit 3,5 · 0.2 ÷ 0,6745 = 1.0378: 3.0 (1.7) and 0.2 (1.1) are outside, 1.0 is not.
    values = {str(place): D(text) for place, text in enumerate("1.0 1.1 1.2 1.3 1.4 1.5 1.6 3.0 0.2".split())}
    assert outliers(values) == {"7": RiskCode.OUTLIER_HIGH, "8": RiskCode.OUTLIER_LOW}


def test_one_alone_against_equals() -> None:
    # 19 × 3 and one 1: MAD 0, mean absolute deviation 2 ÷ 20 = 0.1, limit 3,5 · 1,253314 · 0.1 = 0.4387.
    values = {str(place): D(3) for place in range(19)} | {"own": D(1)}
    assert outliers(values) == {"own": RiskCode.OUTLIER_LOW}
    assert outliers({str(place): D(3) for place in range(20)}) == {}


def test_few_peers_say_nothing() -> None:
    assert outliers({str(place): D(3) for place in range(6)} | {"own": D(0)}) == {}


def test_a_sample_can_be_drawn_again_from_its_seed() -> None:
    # Worked out with `printf 'cchc-2026:a' | sha256sum`.
    assert sample_order("cchc-2026", "a").startswith("89d984733a841b56")
    ids = [f"unit-{number}" for number in range(124)]
    drawn = draw("cchc-2026", ids, 12)
    assert drawn == draw("cchc-2026", reversed(ids), 12)
    assert len(set(drawn)) == 12
    assert set(drawn) <= set(draw("cchc-2026", ids, 20)), "a larger sample holds the smaller one"
    assert drawn != draw("cchc-2027", ids, 12)
    assert len(draw("x", ids, 500)) == 124
    with pytest.raises(ValueError, match="seed"):
        draw("", ids, 3)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("code", RiskCode)
def test_every_sign_has_words(code: RiskCode, language: str) -> None:
    values: dict[str, object] = {"count": 2, "rise": D("0.412"), "before": D("2.524"), "year": 2025, "at": END}
    values |= {"declared": date(2026, 1, 20), "document": date(2026, 2, 3)}
    values |= {"date": date(2027, 1, 10), "given": date(2026, 11, 21)}
    assert sentence(f"risk_sign.{code.value}", {}, language) and sentence(f"risk_meaning.{code.value}", {}, language)  # type: ignore[arg-type]
    assert sentence(Risk(code, {}).wording, values, language)  # type: ignore[arg-type]
