"""Load the published PAR INDEX and SIPAS figures as facts: as printed, each with its source."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from importlib.resources import files
from io import StringIO

from parindex.portal.accounts.models import User
from parindex.portal.facts.actions import Answer, IndicatorRow, ValueRow, declare_indicators, record_values
from parindex.portal.facts.models import FactStatus, Shape
from parindex.portal.organisations.actions.import_units import UnitRow, import_units
from parindex.portal.organisations.models import OrgUnit, OrgUnitVersion, UnitLevel, UnitType
from parindex.portal.organisations.queries import on_day
from parindex.portal.platform.folding import fold

INDICATORS = (
    IndicatorRow("par_index", "Chỉ số CCHC (PAR INDEX)", Shape.PERCENT, "%"),
    IndicatorRow("par_index_rank", "Hạng PAR INDEX", Shape.COUNT),
    IndicatorRow("par_index_part", "Điểm thành phần PAR INDEX", Shape.NUMBER, "điểm"),
    IndicatorRow("par_index_field", "Điểm lĩnh vực PAR INDEX", Shape.RATIO, "điểm"),
    IndicatorRow("par_index_mean", "Trung bình PAR INDEX các tỉnh", Shape.PERCENT, "%"),
    IndicatorRow("par_index_region_mean", "Trung bình PAR INDEX theo vùng", Shape.PERCENT, "%"),
    IndicatorRow("sipas", "Chỉ số hài lòng (SIPAS)", Shape.PERCENT, "%"),
    IndicatorRow("sipas_rank", "Hạng SIPAS", Shape.COUNT),
)
PARTS = {
    "score_appraised": "appraised",
    "score_survey_total": "survey",
    "score_sipas": "sipas",
    "score_leader_survey": "leader_survey",
    "score_socio_economic": "socio_economic",
}
LEVELS = {
    "province": UnitLevel.PROVINCE,
    "ministry": UnitLevel.MINISTRY,
    "district": UnitLevel.DISTRICT,
    "country": UnitLevel.COUNTRY,
}
COUNTRY = "ca nuoc"
MINISTRIES_SINCE = date(2011, 1, 1)
"""Before the first year for which the index was published; the tables say no more."""
Line = Mapping[str, str]


@dataclass(slots=True)
class Loaded:
    """What came of the load: counts by answer, and rows whose unit nobody knows (file, line, name)."""

    answers: dict[str, int] = field(default_factory=dict)
    unknown_units: list[tuple[str, int, str]] = field(default_factory=list)


def load_published_results(
    actor: User | None, progress: Callable[[int, int], None] = lambda done, total: None
) -> Loaded:
    """Record every row of ``rulebooks/published_results`` whose unit is known; ``progress``: (rows done, all rows)."""
    _take_in_ministries(actor)
    declare_indicators(actor=actor, rows=INDICATORS)
    loaded = Loaded()
    units = _Units()
    rows: list[ValueRow] = []
    tables = {name: list(_lines(name)) for name in READERS}
    total, done = sum(len(lines) for lines in tables.values()), 0
    for name, reader in READERS.items():
        for place, line in enumerate(tables[name], start=2):
            done += 1
            progress(done, total)
            named = line.get("unit", COUNTRY)
            unit = units.find(named, line.get("unit_type", "province"), int(line["year"]))
            if unit is None:
                loaded.unknown_units.append((name, place, named))
                continue
            rows += reader(line, unit, f"{name}:{place}")
    for recorded in record_values(actor=actor, rows=rows):
        loaded.answers[recorded.answer.value] = loaded.answers.get(recorded.answer.value, 0) + 1
    assert Answer.REFUSED.value not in loaded.answers, "a shipped row is not readable"
    return loaded


def _take_in_ministries(actor: User | None) -> None:
    """Ministries stand in no catalogue of units; the tables that rank them name them."""
    names = {line["unit"] for line in _lines("par_index_results") if line["unit_type"] == "ministry"}
    rows = [
        UnitRow(
            key=name,
            name=name,
            short_name=name,
            level=UnitLevel.MINISTRY,
            unit_type=UnitType.MINISTRY,
            valid_from=MINISTRIES_SINCE,
            source="published_results/par_index_results.csv",
        )
        for name in sorted(names)
    ]
    import_units(actor=actor, rows=rows, source="published_results")


def _lines(name: str) -> Iterable[Line]:
    path = files("parindex") / "rulebooks" / "published_results" / f"{name}.csv"
    text = path.read_text(encoding="utf-8")
    return csv.DictReader(StringIO("".join(line for line in text.splitlines(True) if not line.startswith("#"))))


class _Units:
    """Finds units by the names that the tables print, as they stood in the year."""

    def __init__(self) -> None:
        self._by_day: dict[tuple[str, int], dict[str, OrgUnit]] = {}

    def find(self, name: str, level: str, year: int) -> OrgUnit | None:
        plain = fold(name.split("(")[0])
        if plain == COUNTRY:
            level = "country"
        names = self._names(level, year)
        if level == "country":
            return next(iter(names.values()), None)
        return names.get(plain)

    def _names(self, level: str, year: int) -> dict[str, OrgUnit]:
        key = (level, year)
        if key not in self._by_day:
            versions = OrgUnitVersion.objects.filter(on_day(date(year, 12, 31)), level=LEVELS[level])
            names: dict[str, OrgUnit] = {}
            for version in versions.select_related("unit").prefetch_related("unit__aliases"):
                written = [version.name, version.short_name, *(a.text for a in version.unit.aliases.all())]
                names.update({fold(text): version.unit for text in written})
            self._by_day[key] = names
        return self._by_day[key]


def _row(line: Line, unit: OrgUnit, place: str, indicator: str, printed: str, **more: object) -> ValueRow:
    year = int(line["year"])
    return ValueRow(
        indicator=indicator,
        unit=unit,
        period_from=date(year, 1, 1),
        period_to=date(year, 12, 31),
        status=FactStatus.PRINTED,
        source_title=line["source_title"],
        source_url=line["source_url"],
        note=line.get("note") or "",
        printed=printed,
        place=place,
        **more,  # type: ignore[arg-type]
    )


def _index(value_column: str, code: str) -> Callable[[Line, OrgUnit, str], Iterator[ValueRow]]:
    def read(line: Line, unit: OrgUnit, place: str) -> Iterator[ValueRow]:
        if text := line[value_column]:
            yield _row(line, unit, place, code, text, value=Decimal(text))
        if rank := line["rank"]:
            printed = f"{rank}/{line['n_units']}" if line["n_units"] else rank
            yield _row(line, unit, place, f"{code}_rank", printed, value=Decimal(rank))

    return read


def _parts(line: Line, unit: OrgUnit, place: str) -> Iterator[ValueRow]:
    if text := line["par_index_pct"]:
        yield _row(line, unit, place, "par_index", text, value=Decimal(text))
    for column, part in PARTS.items():
        if text := line[column]:
            yield _row(line, unit, place, "par_index_part", text, value=Decimal(text), scope={"part": part})


def _fields(line: Line, unit: OrgUnit, place: str) -> Iterator[ValueRow]:
    scope = {"number": line["field_no"], "field": line["field"]}
    number = {
        "numerator": Decimal(line["points"]) if line["points"] else None,
        "denominator": Decimal(line["max_points"]) if line["max_points"] else None,
        "value": Decimal(line["pct"]) if line["pct"] else None,
    }
    if any(each is not None for each in number.values()):
        printed = f"{line['points']}/{line['max_points']}" if line["points"] else line["pct"]
        yield _row(line, unit, place, "par_index_field", printed, scope=scope, **number)


def _mean(line: Line, unit: OrgUnit, place: str) -> Iterator[ValueRow]:
    if text := line["mean_pct"]:
        # the summary names an event or a decision where other tables name their source
        named = {**line, "source_title": line["decision_or_event"] or line["source_url"]}
        derived = "trung bình suy ra" in line["note"]
        yield _row(named, unit, place, "par_index_mean", text, value=Decimal(text), estimate=derived)


def _region_mean(line: Line, unit: OrgUnit, place: str) -> Iterator[ValueRow]:
    scope = {"region": line["region"]}
    yield _row(
        line, unit, place, "par_index_region_mean", line["mean_pct"], value=Decimal(line["mean_pct"]), scope=scope
    )


READERS: Mapping[str, Callable[[Line, OrgUnit, str], Iterator[ValueRow]]] = {
    "par_index_results": _index("par_index_pct", "par_index"),
    "par_index_components": _parts,
    "par_index_fields": _fields,
    "sipas_results": _index("sipas_pct", "sipas"),
    "par_index_year_summary": _mean,
    "par_index_regions": _region_mean,
}
