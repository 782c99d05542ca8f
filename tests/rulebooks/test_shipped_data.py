"""The data beside the criteria sets: every reference leads somewhere, every row names its source."""

from __future__ import annotations

import csv
from collections import Counter
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML
from tests.rulebooks.worked_examples import SHIPPED, criteria_set, set_files

from parindex.engine.composite.reasons import ReasonCode
from parindex.engine.rulebook.document import ClassScheme, leaves, walk

DATA = SHIPPED.parent
SHIPPED_FILES = [path for path in set_files() if path.is_relative_to(SHIPPED)]


def written(path: str) -> Any:
    return YAML(typ="safe").load(DATA / path)


def rows(path: str) -> list[dict[str, str]]:
    with (DATA / path).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_no_python_among_the_rulebooks() -> None:
    assert list(DATA.rglob("*.py")) == []


def test_every_indicator_of_a_set_is_declared_with_the_same_shape_and_none_is_left_over() -> None:
    declared = {each["code"]: each for each in written("indicators/indicators.yaml")["indicators"]}
    used: set[str] = set()
    for path in SHIPPED_FILES:
        for leaf in leaves(criteria_set(path)):
            for each in leaf.inputs:
                if each.indicator is not None:
                    used.add(each.indicator)
                    indicator = declared[each.indicator]
                    assert (indicator["shape"], indicator["unit"]) == (each.type, each.unit), each.indicator
    assert used == set(declared)


def test_every_default_reason_of_the_engine_has_exactly_one_code() -> None:
    document = written("reason_codes/reason_codes.yaml")
    mapped = Counter(reason for each in document["codes"] for reason in each.get("engine_reasons", ()))
    assert mapped == Counter(reason.value for reason in ReasonCode)
    groups = {group["code"] for group in document["groups"]}
    codes = [each["code"] for each in document["codes"]]
    assert len(codes) == len(set(codes))
    assert {code[0] for code in codes} == groups


def test_class_schemes_are_whole_and_are_those_that_the_sets_carry() -> None:
    schemes = {
        each["code"]: ClassScheme.model_validate(each)
        for each in written("class_schemes/class_schemes.yaml")["schemes"]
    }
    for scheme in schemes.values():
        bounds = [band.at_least for band in scheme.bands]
        assert bounds == sorted(bounds, reverse=True)
        assert bounds[-1] == 0
    for path in SHIPPED_FILES:
        carried = criteria_set(path).class_scheme
        if carried is not None:
            assert (carried.base, carried.bands) == (schemes[carried.code].base, schemes[carried.code].bands), path


def test_legal_references_are_known_acts_in_force_in_the_year_and_unsure_ones_stay_unsure() -> None:
    acts = {each["act"]: each for each in written("legal_acts/legal_acts.yaml")["acts"]}
    for path in SHIPPED_FILES:
        found = criteria_set(path)
        for _, node in walk(found):
            for reference in node.legal:
                act = acts[reference.act]
                assert reference.unsure or "unsure" not in act, f"{node.code}: {reference.act} is not sure"
                if found.valid_from is not None and "until" in act:
                    assert act["until"] >= found.valid_from, f"{path}: {node.code}: {reference.act} was replaced before"
                if found.valid_to is not None and "from" in act:
                    assert act["from"] <= found.valid_to, f"{path}: {node.code}: {reference.act} came later"


def test_lead_offices_name_nodes_of_the_model_set_and_every_criterion_has_one() -> None:
    document = written("aliases/lead_offices.yaml")
    nodes = {node.code for _, node in walk(criteria_set(SHIPPED / "model_commune" / "2026" / "criteria_set.yaml"))}
    named = [each["node"] for each in document["entries"]]
    assert len(named) == len(set(named))
    assert set(named) <= nodes
    criteria = {
        node.code
        for above, node in walk(criteria_set(SHIPPED / "model_commune" / "2026" / "criteria_set.yaml"))
        if len(above) == 1
    }
    assert criteria <= set(named)


def test_field_owners_are_known_offices() -> None:
    offices = {each["name"] for each in written("aliases/offices.yaml")["offices"]}
    for path in SHIPPED_FILES:
        for _, node in walk(criteria_set(path)):
            assert node.owner is None or node.owner in offices, f"{path.parent}: {node.code}: {node.owner}"


def test_known_structures_point_to_sets_that_are_shipped() -> None:
    for each in written("known_structures.yaml")["structures"]:
        assert each["source"]
        if "as_set" in each:
            assert (SHIPPED / each["as_set"] / "criteria_set.yaml").is_file(), each["code"]


@pytest.mark.parametrize("path", sorted((DATA / "published_results").glob("*.csv")), ids=lambda path: path.stem)
def test_published_results_name_a_source_in_every_row(path: Path) -> None:
    found = rows(f"published_results/{path.name}")
    assert found
    for row in found:
        assert None not in row, row
        assert row.get("source_title") or row["source_url"], row
        english = {"the", "of", "and", "printed", "computed", "inferred", "mean", "value", "from", "last", "same"}
        assert not english & set(row.get("note", "").casefold().split()), f"officers read Vietnamese: {row['note']}"


@pytest.mark.parametrize(
    ("unit", "year", "address"),
    [("Quảng Nam", "2017", "bnv_province/2017"), ("Krông Nô", "2023", "dak_nong_district/2023")],
)
def test_published_fields_can_be_held_against_the_set_of_their_year(unit: str, year: str, address: str) -> None:
    fields = criteria_set(SHIPPED / address / "criteria_set.yaml").fields
    printed = [
        row
        for row in rows("published_results/par_index_fields.csv")
        if row["unit"].startswith(unit) and row["year"] == year and row["max_points"]
    ]
    assert printed
    for row in printed:
        field = fields[int(row["field_no"]) - 1]
        assert Decimal(row["max_points"]) == field.maximum, row["field"]
        assert Decimal(row["points"]) <= field.maximum


def test_units_of_2026_are_a_whole_tree() -> None:
    units = rows("units/vn_units_2026.csv")
    levels = Counter(unit["level"] for unit in units)
    assert levels == {"province": 34, "commune": 3321}
    provinces = {unit["code"] for unit in units if unit["level"] == "province"}
    assert {unit["parent_code"] for unit in units if unit["level"] == "commune"} == provinces
    assert sum(unit["parent_code"] == "68" for unit in units) == 124


def test_sixty_three_provinces_became_thirty_four() -> None:
    merged = [row["merged_from"].split(" + ") for row in rows("units/province_merge_2025.csv")]
    names = [name for each in merged for name in each]
    assert (len(merged), len(names), len(set(names))) == (34, 63, 63)


def test_units_of_the_source_documents_have_parents_and_end_with_the_old_model() -> None:
    units = {unit["code"]: unit for unit in written("units/source_document_units.yaml")["units"]}
    for unit in units.values():
        assert unit["source"]
        assert unit["parent"] is None or unit["parent"] in units
        if unit["level"] == "district":
            assert unit["valid_to"].isoformat() == "2025-06-30"
    assert {"Huyện Lộc Bình", "Huyện Cao Lộc", "Huyện Krông Nô", "Xã Ba Nam"} <= {u["name"] for u in units.values()}
