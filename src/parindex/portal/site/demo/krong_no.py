"""Load Krông Nô 2023 as its own plan prints it: the points of eight fields, the total, the index, place and class."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from parindex.portal.accounts.models import User
from parindex.portal.assessments.actions import (
    PrintedLeaf,
    PrintedUnit,
    TakingPart,
    import_printed_results,
    open_round,
)
from parindex.portal.assessments.models import Origin, Round
from parindex.portal.organisations.models import OrgUnit, UnitLevel
from parindex.portal.organisations.queries import versions_on
from parindex.portal.site.demo.criteria_sets import load_criteria_set

SOURCE = "Kế hoạch duy trì, cải thiện và nâng cao Chỉ số CCHC huyện Krông Nô năm 2024, ngày 20/3/2024, phần I"
POINTS = {
    "LV1": "14",
    "LV2": "11",
    "LV3": "14,591",
    "LV4": "7,5",
    "LV5": "7,787",
    "LV6": "10,975",
    "LV7": "10,766",
    "LV8-SIPAS": "7,84",
    "LV8-KTXH": "1,5",
}
PRINTED_NODES = {
    "LV1": {"points": "14", "maximum": "14", "percent": "100"},
    "LV2": {"points": "11", "maximum": "11", "percent": "100"},
    "LV3": {"points": "14,591", "maximum": "17", "percent": "85,83"},
    "LV4": {"points": "7,5", "maximum": "7,5", "percent": "100"},
    "LV5": {"points": "7,787", "maximum": "11", "percent": "70,79"},
    "LV6": {"points": "10,975", "maximum": "11", "percent": "99,77"},
    "LV7": {"points": "10,766", "maximum": "15,5", "percent": "69,46"},
    "LV8": {"points": "9,34", "maximum": "12,5"},
    "LV8-SIPAS": {"points": "7,84", "maximum": "10"},
    "LV8-KTXH": {"points": "1,5", "maximum": "2,5"},
}


def load_krong_no(*, actor: User | None) -> Round:
    """The printed round of Đắk Nông's districts, of which only Krông Nô's figures are known."""
    province = _unit("Tỉnh Đắk Nông", UnitLevel.PROVINCE)
    district = _unit("Huyện Krông Nô", UnitLevel.DISTRICT)
    version = load_criteria_set(actor, "dak_nong_district/2023")
    standing = Round.objects.filter(owner=province, set_version=version, year=2023).first()
    if standing is not None:
        return standing
    round_ = open_round(
        actor=actor,
        title="Chỉ số CCHC cấp huyện tỉnh Đắk Nông năm 2023",
        owner=province,
        set_version=version,
        year=2023,
        units=[TakingPart(district)],
        origin=Origin.IMPORTED,
        source_title=SOURCE,
    )
    printed = PrintedUnit(
        unit=district.pk,
        leaves=tuple(PrintedLeaf(code, Decimal(text.replace(",", ".")), text) for code, text in POINTS.items()),
        total="85,96",
        index="85,69",
        rank=1,
        of=8,
        band="Tốt",
        change="0,12",
        nodes=PRINTED_NODES,
    )
    return import_printed_results(actor=actor, round_=round_, units=[printed])


def _unit(name: str, level: UnitLevel) -> OrgUnit:
    """The unit of that name at the end of the assessed year."""
    return versions_on(date(2023, 12, 31)).get(name=name, level=level).unit
