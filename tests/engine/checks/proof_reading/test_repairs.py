"""The smallest repair of figures that do not agree; what agrees is silent."""

from __future__ import annotations

from decimal import Decimal
from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parindex.engine.checks import Cause, StatementCode, check_statement, read_statement
from parindex.engine.checks.proof_reading.repairs import Repair, broken_identities
from parindex.engine.checks.statements import PrintedStatement

CAO_LOC = files("parindex") / "rulebooks" / "published_results" / "statements" / "cao_loc_2024_h1.yaml"


def _statement(figures: dict[str, str], identities: list[dict[str, object]]) -> PrintedStatement:
    return PrintedStatement.model_validate(
        {
            "unit": "Xã Mẫu",
            "figures": [{"code": code, "value": value, "title": code} for code, value in figures.items()],
            "identities": identities,
        }
    )


def _as_pairs(repair: Repair) -> dict[str, Decimal]:
    return {change.code: change.right for change in repair.changes}


DOSSIERS: list[dict[str, object]] = [
    {"balance": ["opening", "received"], "equals": ["resolved", "pending"]},
    {"sum": "resolved", "of": ["early", "on_time", "late"]},
    {"sum": "pending", "of": ["within", "overdue"]},
    {"rate": "rate", "numerator": ["on_time"], "denominator": ["resolved"]},
    {"part": "online", "within": "received"},
]
CLEAN = {"opening": "66", "received": "1244", "resolved": "1239", "pending": "71", "early": "786", "on_time": "430",
         "late": "23", "within": "63", "overdue": "8", "rate": "34.71", "online": "1171"}  # fmt: skip


def test_what_agrees_is_silent() -> None:
    statement = _statement(CLEAN, DOSSIERS)
    assert broken_identities(statement) == ()
    assert check_statement(statement) == ()


def test_one_figure_that_mends_two_identities_is_proposed() -> None:
    statement = _statement({**CLEAN, "pending": "17"}, DOSSIERS)
    (broken,) = broken_identities(statement)
    assert broken.proposed is not None and _as_pairs(broken.proposed) == {"pending": Decimal(71)}
    assert broken.proposed.changes[0].cause is Cause.DIGITS_SWAPPED
    assert set(broken.codes) == {"opening", "received", "resolved", "pending", "within", "overdue"}


def test_several_equally_small_repairs_are_all_told() -> None:
    statement = _statement({"a": "40", "b": "32", "whole": "80"}, [{"sum": "whole", "of": ["a", "b"]}])
    (broken,) = broken_identities(statement)
    assert broken.proposed is None
    assert [_as_pairs(repair) for repair in broken.repairs] == [
        {"a": Decimal(48)},
        {"b": Decimal(40)},
        {"whole": Decimal(72)},
    ]


def test_a_figure_borne_out_by_a_rate_is_not_repaired() -> None:
    """The share confirms its numerator and denominator, so only the other part can be off."""
    identities: list[dict[str, object]] = [
        {"sum": "whole", "of": ["a", "b"]},
        {"rate": "share", "numerator": ["a"], "denominator": ["whole"]},
    ]
    (broken,) = broken_identities(_statement({"a": "413", "b": "602", "whole": "1000", "share": "41.3"}, identities))
    assert [_as_pairs(repair) for repair in broken.repairs] == [{"b": Decimal(587)}]


def test_cao_loc_says_which_figures_may_be_off() -> None:
    groups = {broken.codes: broken for broken in broken_identities(read_statement(CAO_LOC.read_bytes()))}
    dossiers = groups["received_district", "resolved_district", "pending_district"]
    assert dossiers.proposed is None
    assert [_as_pairs(repair) for repair in dossiers.repairs] == [
        {"resolved_district": Decimal(1239), "early_district": Decimal(786)},
        {"resolved_district": Decimal(1239), "on_time_district": Decimal(360)},
    ]


def test_bases_of_parts_must_fit_the_base_of_the_whole() -> None:
    """Budget revenue of Cao Lộc: 248.000 (55,07 %) of 53.619 (66,75 %) and 194.381 (52,54 %)."""
    figures = {"all": "248000", "all_percent": "55.07", "land": "53619", "land_percent": "66.75", "fee": "194381",
               "fee_percent": "52.54"}  # fmt: skip
    identities: list[dict[str, object]] = [
        {
            "base": {"amount": "all", "percent": "all_percent"},
            "parts": [{"amount": "land", "percent": "land_percent"}, {"amount": "fee", "percent": "fee_percent"}],
        }
    ]
    assert check_statement(_statement(figures, identities)) == ()
    (finding,) = check_statement(_statement({**figures, "all_percent": "50.57"}, identities))
    assert finding.code is StatementCode.BASES_DIFFER
    (broken,) = broken_identities(_statement({**figures, "all_percent": "50.57"}, identities))
    assert broken.proposed is not None and _as_pairs(broken.proposed) == {"all_percent": Decimal("55.07")}


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"received": "1294"}, StatementCode.BALANCE_DIFFERS),
        ({"late": "32"}, StatementCode.SUM_DIFFERS),
        ({"rate": "34.17"}, StatementCode.RATE_DIFFERS),
        ({"online": "1711"}, StatementCode.PART_ABOVE_WHOLE),
    ],
)
def test_every_kind_of_identity_is_told(changed: dict[str, str], code: StatementCode) -> None:
    assert code in {finding.code for finding in check_statement(_statement({**CLEAN, **changed}, DOSSIERS))}


counts = st.integers(min_value=0, max_value=5000)


@st.composite
def clean_dossiers(draw: st.DrawFn) -> dict[str, str]:
    early, on_time, late, within, overdue = (draw(counts) for _ in range(5))
    resolved, pending = early + on_time + late, within + overdue
    opening = draw(st.integers(min_value=0, max_value=resolved + pending))
    values = {"opening": opening, "received": resolved + pending - opening, "resolved": resolved, "pending": pending,
              "early": early, "on_time": on_time, "late": late, "within": within, "overdue": overdue}  # fmt: skip
    return {code: str(value) for code, value in values.items()}


SUMS = DOSSIERS[:3]


@given(clean_dossiers())
def test_a_clean_group_is_silent(figures: dict[str, str]) -> None:
    statement = _statement(figures, SUMS)
    assert check_statement(statement) == () and broken_identities(statement) == ()


@given(clean_dossiers(), st.data())
def test_a_figure_that_breaks_an_identity_is_found_and_the_right_one_is_among_the_repairs(
    figures: dict[str, str], data: st.DataObject
) -> None:
    """Every figure stands in an identity, so every change breaks one; the true figure is one of the smallest repairs,
    unless another single figure mends as many identities."""
    code = data.draw(st.sampled_from(sorted(figures)))
    wrong = data.draw(counts.filter(lambda count: str(count) != figures[code]))
    statement = _statement({**figures, code: str(wrong)}, SUMS)
    assert check_statement(statement)
    found = broken_identities(statement)
    assert found
    assert any({code: Decimal(figures[code])} == _as_pairs(repair) for each in found for repair in each.repairs)
