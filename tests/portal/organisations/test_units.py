"""Units over time: tree, lineage, search, import."""

from datetime import date

import pytest
from tests.portal.conftest import Places

from parindex.portal.accounts.models import User
from parindex.portal.organisations import queries
from parindex.portal.organisations.actions.derive_closure import derive_closure
from parindex.portal.organisations.actions.import_units import LineageRow, UnitRow, import_units
from parindex.portal.organisations.models import OrgEdge, OrgUnit, OrgUnitVersion, UnitLevel
from parindex.portal.organisations.permissions import Right, has_right, may_see_unit
from parindex.portal.platform.models import AuditEntry
from parindex.portal.platform.refusals import NotAllowed

pytestmark = pytest.mark.django_db
BEFORE, SINCE = date(2024, 12, 31), date(2025, 7, 1)


def _moved_commune() -> dict[str, OrgUnit]:
    """A commune that lay in a district of one province until the reform, and directly under another since."""
    old = date(2008, 8, 1)
    return import_units(
        actor=None,
        rows=[
            UnitRow("dak_nong", "Tỉnh Đắk Nông", "Đắk Nông", "province", "province", old, SINCE),
            UnitRow(
                "krong_no", "Huyện Krông Nô", "Krông Nô", "district", "rural_district", old, SINCE, parent="dak_nong"
            ),
            UnitRow("lam_dong", "Tỉnh Lâm Đồng", "Lâm Đồng", "province", "province", SINCE, code="68"),
            UnitRow("commune", "Xã Nâm Nung", "Nâm Nung", "commune", "commune", old, SINCE, parent="krong_no"),
            UnitRow("commune", "Xã Nâm Nung", "Nâm Nung", "commune", "commune", SINCE, code="24703", parent="lam_dong"),
        ],
        lineage=[LineageRow("dak_nong", "lam_dong", "merged", SINCE)],
        source="tests",
    ).units


def test_the_tree_on_either_side_of_a_move() -> None:
    units = _moved_commune()
    assert queries.ancestors_on(units["commune"], BEFORE) == [units["krong_no"], units["dak_nong"]]
    assert queries.ancestors_on(units["commune"], SINCE) == [units["lam_dong"]]
    assert units["commune"] in queries.subtree_on(units["dak_nong"], BEFORE)
    assert units["commune"] not in queries.subtree_on(units["dak_nong"], SINCE)
    assert queries.province_of(units["commune"], BEFORE) == units["dak_nong"]
    assert queries.province_of(units["commune"], SINCE) == units["lam_dong"]


def test_names_and_codes_belong_to_a_day() -> None:
    units = _moved_commune()
    assert queries.version_on(units["commune"], BEFORE).code == ""
    assert queries.version_on(units["commune"], SINCE).code == "24703"
    assert queries.version_on(units["dak_nong"], SINCE).name == "Tỉnh Đắk Nông"  # its last name: it is no more
    assert queries.version_on(units["lam_dong"], BEFORE).name == "Tỉnh Lâm Đồng"  # its first name: it is not yet
    assert queries.names_on([units["commune"]], BEFORE)[units["commune"].pk].valid_from == date(2008, 8, 1)


def test_lineage_of_a_merged_province() -> None:
    units = _moved_commune()
    came_from, became = queries.lineage_of(units["lam_dong"])
    assert [line.before for line in came_from] == [units["dak_nong"]]
    assert became == []


def test_importing_twice_changes_nothing() -> None:
    _moved_commune()
    counted = OrgUnit.objects.count(), OrgUnitVersion.objects.count(), OrgEdge.objects.count()
    _moved_commune()
    assert (OrgUnit.objects.count(), OrgUnitVersion.objects.count(), OrgEdge.objects.count()) == counted
    assert AuditEntry.objects.filter(action="organisations.import_units").count() == 1


def test_deriving_the_closure_again_gives_the_same(places: Places) -> None:
    assert derive_closure() == derive_closure()
    assert places.nam_nung in queries.subtree_on(places.province)


def test_refused_rows_say_why_and_the_good_ones_are_taken() -> None:
    outcome = import_units(
        actor=None,
        rows=[
            UnitRow("a", "Xã A", "A", "commune", "commune", SINCE, parent="nowhere"),
            UnitRow("b", "Xã B", "B", "commune", "commune", SINCE, valid_to=SINCE),
            UnitRow("c", "Xã C", "C", "commune", "commune", SINCE),
        ],
        source="tests",
    )
    assert [(row.place, row.reason) for row in outcome.refused] == [
        (1, "organisations.parent_unknown"),
        (2, "organisations.dates_turned"),
    ]
    assert outcome.added == 1


def test_only_who_manages_units_imports(lan: User, hoa: User) -> None:
    row = UnitRow("x", "Xã X", "X", "commune", "commune", SINCE)
    with pytest.raises(NotAllowed):
        import_units(actor=lan, rows=[row], source="tests")
    assert import_units(actor=hoa, rows=[row], source="tests").added == 1


@pytest.mark.parametrize("text", ["dak wil", "ĐẮK WIL", "wil dak", "24649"])
def test_found_without_accents(places: Places, text: str) -> None:
    assert [version.unit for version in queries.find_units(text)] == [places.dak_wil]


def test_a_name_is_not_guessed(places: Places) -> None:
    assert queries.unit_by_name("lam dong", UnitLevel.PROVINCE) == places.province
    assert queries.unit_by_name("Lâm", UnitLevel.PROVINCE) is None
    import_units(
        actor=None,
        rows=[UnitRow("y", "Xã Nâm Nung", "Nâm Nung", "commune", "commune", SINCE, code="2")],
        source="tests",
    )
    assert queries.unit_by_name("Xã Nâm Nung", UnitLevel.COMMUNE) is None


def test_rights_hold_for_the_scope_and_below(places: Places, hoa: User, lan: User, quan: User) -> None:
    assert has_right(hoa, Right.RUN_ROUNDS, places.nam_nung)
    assert not has_right(quan, Right.RUN_ROUNDS, places.nam_nung)
    assert not has_right(lan, Right.RUN_ROUNDS, places.nam_nung)
    assert has_right(lan, Right.ENTER, places.nam_nung)
    assert not has_right(lan, Right.ENTER, places.dak_wil)
    assert has_right(None, Right.RUN_ROUNDS, places.nam_nung)
    assert may_see_unit(hoa, places.dak_wil)
    assert not may_see_unit(quan, places.dak_wil)


def test_what_a_person_sees(places: Places, hoa: User, lan: User, quan: User) -> None:
    assert places.nam_nung in queries.units_visible_to(hoa)
    assert list(queries.units_visible_to(lan)) == [places.nam_nung]
    assert set(queries.units_visible_to(quan)) == {places.other_province, places.stranger_commune}
