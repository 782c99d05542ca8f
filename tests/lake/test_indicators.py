"""Indicators are made of declared counts; what the records cannot tell is said, not guessed."""

from __future__ import annotations

from dataclasses import replace
from importlib.resources import files

import pytest
from pydantic import ValidationError
from ruamel.yaml import YAML

from parindex.lake.figures import NO_FIGURES, form_06a
from parindex.lake.indicators import (
    IndicatorDefinitions,
    indicator_values,
    read_indicators,
    read_report_figures,
    report_values,
)

FOLDER = files("parindex.rulebooks") / "indicators"
CAO_LOC = replace(
    NO_FIGURES, received_new=1244, carried_over=66, received_online=1171, resolved=1309, early=856, on_time=430, late=23
)
"""The district's figures of the report of Cao Lộc; pending is left out, as it does not fit them."""


@pytest.fixture(scope="module")
def definitions() -> IndicatorDefinitions:
    return read_indicators((FOLDER / "dossier_figures.yaml").read_bytes())


def test_values_are_two_numbers(definitions: IndicatorDefinitions) -> None:
    found = {each.code: each for each in indicator_values(definitions.figures, CAO_LOC)}
    on_time = found["dossiers.resolved_on_time"]
    assert (on_time.numerator, on_time.denominator) == (1286, 1309)
    handled = found["dossiers.handled"]
    assert (handled.numerator, handled.denominator) == (1310, None)


def test_a_zero_denominator_stays_zero(definitions: IndicatorDefinitions) -> None:
    found = {each.code: each for each in indicator_values(definitions.figures, NO_FIGURES)}
    assert found["dossiers.late_with_apology"].denominator == 0


def test_a_commune_has_no_indicator_of_departments(definitions: IndicatorDefinitions) -> None:
    codes = {each.code for each in indicator_values(definitions.figures, CAO_LOC, level="commune")}
    assert "dossiers.communes_on_time" in codes and "dossiers.departments_on_time" not in codes


def test_every_code_is_declared_with_the_same_shape(definitions: IndicatorDefinitions) -> None:
    declared = YAML(typ="safe", pure=True).load((FOLDER / "indicators.yaml").read_text("utf-8"))["indicators"]
    shapes = {each["code"]: each["shape"] for each in declared}
    for each in definitions.figures:
        assert shapes[each.code] == ("count" if each.count else "ratio"), each.code
    told = {each.code for each in definitions.figures} | {each.code for each in definitions.not_from_records}
    assert {code for code in shapes if code.startswith("dossiers.")} == {c for c in told if c.startswith("dossiers.")}


def test_what_reports_take_and_leave_out_is_known_and_named_once(definitions: IndicatorDefinitions) -> None:
    reports = read_report_figures((FOLDER / "report_figures.yaml").read_bytes())
    codes = [each.code for each in definitions.figures]
    assert set(reports.only_for_criteria) < set(codes) and not {each.code for each in reports.figures} & set(codes)
    row = form_06a(CAO_LOC)
    values = {each.code.rpartition(".")[2]: each.numerator for each in report_values(reports, (), CAO_LOC)}
    assert len(values) == len(reports.figures) == len({each.title for each in reports.figures})
    names = {"received": "received", "received_direct_post": "received_direct_post", "resolved": "resolved",
             "on_time": "on_time", "pending_within": "within", "pending_overdue": "overdue"}  # fmt: skip
    assert {name: values[name] for name in names} == {name: getattr(row, column) for name, column in names.items()}


def test_a_report_figure_of_an_unknown_count_is_refused() -> None:
    line = "schema: parindex/report_figures/1\nunit: hồ sơ\nfigures: [{code: a, title: A, count: [late], less: [many]}]"
    with pytest.raises(ValidationError, match="there is no count many"):
        read_report_figures(line.encode())


@pytest.mark.parametrize(
    "line",
    ["{code: a, count: [received_new], numerator: [late]}", "{code: a, numerator: [late]}", "{code: a, count: [many]}"],
    ids=["two shapes", "half a ratio", "an unknown count"],
)
def test_a_bad_definition_is_refused(line: str) -> None:
    with pytest.raises(ValidationError, match="a:"):
        read_indicators(f"schema: parindex/dossier_figures/1\nfigures: [{line}]".encode())
