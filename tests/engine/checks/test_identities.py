"""The identities shown beside a finding say the same as the findings."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st
from tests.engine.checks.test_krong_no import KRONG_NO

from parindex.engine.checks import FindingCode, PrintedPart, PrintedResult, check_printed_results
from parindex.engine.checks.identities import IdentityCode, identities_of
from parindex.engine.numbers.exact import percent, round_half_up
from parindex.wording import sentence

D = Decimal
FAILS = {
    FindingCode.PARTS_DIFFER_FROM_TOTAL: IdentityCode.PARTS_AND_TOTAL,
    FindingCode.MAXIMA_DIFFER_FROM_SCALE: IdentityCode.MAXIMA_AND_SCALE,
    FindingCode.INDEX_DIFFERS_FROM_TOTAL: IdentityCode.INDEX_AND_TOTAL,
    FindingCode.PERCENT_DIFFERS_FROM_POINTS: IdentityCode.PERCENT_AND_POINTS,
    FindingCode.PILLARS_DIFFER_FROM_FIELD: IdentityCode.PILLARS_AND_FIELD,
}


def failing(result: PrintedResult) -> list[IdentityCode]:
    return sorted(identity.code for identity in identities_of(result) if not identity.holds)


def found(result: PrintedResult) -> list[IdentityCode]:
    return sorted(FAILS[finding.code] for finding in check_printed_results(result) if finding.code in FAILS)


def test_krong_no_eleven_identities_of_which_two_fail() -> None:
    identities = identities_of(KRONG_NO)
    assert len(identities) == 11
    assert failing(KRONG_NO) == [IdentityCode.INDEX_AND_TOTAL, IdentityCode.MAXIMA_AND_SCALE]
    for identity in identities:
        assert sentence(identity.code, identity.values) and sentence(identity.code, identity.values, "en")


def test_a_whole_number_of_points_among_finer_ones_is_exact() -> None:
    parts = (PrintedPart("1", D("14"), D("14"), D("97")), PrintedPart("2", D("3.125"), D("5"), D("62.5")))
    assert failing(PrintedResult("A", parts)) == [IdentityCode.PERCENT_AND_POINTS]


pairs = st.tuples(st.integers(0, 9_000), st.integers(1, 9_000)).map(
    lambda pair: (D(min(pair)).scaleb(-2), D(max(pair)).scaleb(-2))
)
slips = st.sampled_from([D(0), D("0.01"), D("0.1"), D("-0.6"), D(7)])


@given(st.lists(st.tuples(pairs, slips), min_size=1, max_size=5), slips, slips, slips)
def test_identities_and_findings_agree(
    parts: list[tuple[tuple[Decimal, Decimal], Decimal]], total: Decimal, index: Decimal, scale: Decimal
) -> None:
    points, maxima = sum((p for (p, _), _ in parts), D(0)), sum((m for (_, m), _ in parts), D(0))
    declared = max(maxima + scale, D("0.01"))
    printed = PrintedResult(
        "A",
        tuple(PrintedPart(str(n), p, m, round_half_up(percent(p, m), 2) + s) for n, ((p, m), s) in enumerate(parts)),
        total=round_half_up(points + total, 1),
        scale=declared,
        index=round_half_up(percent(points + total, declared), 2) + index,
    )
    assert failing(printed) == found(printed)
