"""The unit files of the rulebooks (`rulebooks/units/`, see the README there) as rows for `import_units`."""

import csv
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from importlib.resources import files

from ruamel.yaml import YAML

from parindex.portal.organisations.actions.import_units import LineageRow, UnitRow
from parindex.portal.organisations.models import LineageKind, UnitLevel, UnitType
from parindex.portal.platform.folding import fold

COUNTRY = "country:vn"
INDEPENDENCE = date(1945, 9, 2)
# The day from which all of the 63 provinces stood as they did until the merger (NQ 15/2008/QH12).
PROVINCES_63 = date(2008, 8, 1)
TWO_LEVELS = date(2025, 7, 1)
HUE_CITY = date(2025, 1, 1)  # NQ 175/2024/QH15

_PREFIXES = {
    "Thành phố": UnitType.CITY,
    "Tỉnh": UnitType.PROVINCE,
    "Huyện": UnitType.RURAL_DISTRICT,
    "Thị trấn": UnitType.TOWNSHIP,
    "Phường": UnitType.WARD,
    "Đặc khu": UnitType.SPECIAL_ZONE,
    "Xã": UnitType.COMMUNE,
}
_CITIES_BEFORE_2025 = {"Hà Nội", "Hải Phòng", "Đà Nẵng", "Hồ Chí Minh", "Cần Thơ"}


def catalogue_rows() -> tuple[list[UnitRow], list[LineageRow]]:
    """All units of the files with their dates, and the lineage from the 63 provinces to the 34."""
    country = UnitRow(COUNTRY, "Việt Nam", "Việt Nam", UnitLevel.COUNTRY, UnitType.COUNTRY, INDEPENDENCE, code="VN")
    today = list(_units_of_today())
    provinces = {fold(row.short_name): row for row in today if row.level == UnitLevel.PROVINCE}
    rows, lineage = _provinces_of_63(provinces)
    unchanged = {row.key for row in rows}
    rows += [row for row in today if row.key not in unchanged]
    old = list(_units_before_2025({row.name: row.key for row in rows if row.valid_from == PROVINCES_63}))
    return [country, *rows, *old], lineage


def split_name(name: str) -> tuple[UnitType, str]:
    """What a unit is and its short name: "Xã Đắk Wil" → commune, "Đắk Wil". Raises ValueError for an unknown prefix."""
    for prefix, unit_type in _PREFIXES.items():
        if name.startswith(f"{prefix} "):
            return unit_type, name.removeprefix(f"{prefix} ")
    raise ValueError(f"{name!r} begins with none of {', '.join(_PREFIXES)}")


def _units_of_today() -> Iterator[UnitRow]:
    for line in _lines("vn_units_2026.csv"):
        name = line["name"][:1].upper() + line["name"][1:]  # one line of the file begins with a small letter
        unit_type, short = split_name(name)
        parent = line["parent_code"]
        yield UnitRow(
            key=f"{line['level']}:{line['code']}",
            name=name,
            short_name=short,
            level=line["level"],
            unit_type=unit_type,
            valid_from=TWO_LEVELS,
            code=line["code"],
            parent=f"province:{parent}" if parent else COUNTRY,
            source="vn_units_2026.csv",
            aliases=("TP Hồ Chí Minh", "TP. Hồ Chí Minh", "TP.HCM") if short == "Hồ Chí Minh" else (),
        )


def _provinces_of_63(provinces: dict[str, UnitRow]) -> tuple[list[UnitRow], list[LineageRow]]:
    """The provinces until the merger. One that no other joined is the same unit before and after."""
    rows: list[UnitRow] = []
    lineage: list[LineageRow] = []
    for line in _lines("province_merge_2025.csv"):
        after = provinces[fold(line["province_2025"].removeprefix("TP "))]
        befores = [name.removeprefix("TP ") for name in line["merged_from"].split(" + ")]
        if len(befores) == 1:
            rows += _unchanged(after, befores[0])
            continue
        for name in befores:
            before = _before_2025(name, line["source"])
            rows.append(before)
            kind = LineageKind.MERGED
            lineage.append(LineageRow(before.key, after.key, kind, TWO_LEVELS, source=line["source"]))
    return rows, lineage


def _unchanged(after: UnitRow, name_before: str) -> list[UnitRow]:
    if fold(name_before) == fold(after.short_name):
        return [replace(after, valid_from=PROVINCES_63)]
    before = replace(
        after,
        name=f"Tỉnh {name_before}",
        short_name=name_before,
        unit_type=UnitType.PROVINCE,
        valid_from=PROVINCES_63,
        valid_to=HUE_CITY,
    )
    return [before, replace(after, valid_from=HUE_CITY)]


def _before_2025(short_name: str, source: str) -> UnitRow:
    city = short_name in _CITIES_BEFORE_2025
    return UnitRow(
        key=f"province-63:{fold(short_name)}",
        name=f"{'Thành phố' if city else 'Tỉnh'} {short_name}",
        short_name=short_name,
        level=UnitLevel.PROVINCE,
        unit_type=UnitType.CITY if city else UnitType.PROVINCE,
        valid_from=PROVINCES_63,
        valid_to=TWO_LEVELS,
        parent=COUNTRY,
        source=source,
        aliases=("TP Hồ Chí Minh", "TP. Hồ Chí Minh", "TP.HCM") if short_name == "Hồ Chí Minh" else (),
    )


def _units_before_2025(keys: dict[str, str]) -> Iterator[UnitRow]:
    """Districts, communes and townships that ended on 30/6/2025; their provinces are already among the 63."""
    keys = dict(keys)
    for line in YAML(typ="safe").load(_text("source_document_units.yaml"))["units"]:
        name, level = line["name"], line["level"]
        if level == UnitLevel.PROVINCE:
            keys[line["code"]] = keys[name]
            continue
        unit_type, short = split_name(name)
        keys[line["code"]] = f"before-2025:{line['code']}"
        yield UnitRow(
            key=keys[line["code"]],
            name=name,
            short_name=short,
            level=level,
            unit_type=UnitType.TOWN if unit_type == UnitType.CITY else unit_type,
            valid_from=line.get("valid_from") or PROVINCES_63,
            valid_to=line["valid_to"] + timedelta(days=1),
            parent=keys[line["parent"]],
            source=line["source"],
        )


def _text(name: str) -> str:
    return (files("parindex") / "rulebooks" / "units" / name).read_text(encoding="utf-8-sig")


def _lines(name: str) -> list[dict[str, str]]:
    return list(csv.DictReader(_text(name).splitlines()))
