"""Hold published figures against each other: parts and index, points and percent, ranks and values, two sources.

What fits again, because a figure was mended or the other source was taken up, is closed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal

from django.db import transaction
from django.urls import reverse

from parindex.portal.accounts.models import User
from parindex.portal.facts import permissions, queries
from parindex.portal.facts.models import Fact, FactVersion
from parindex.portal.findings.actions import (
    Cure,
    FindingRow,
    Recorded,
    Subject,
    close_cured_findings,
    key_of,
    record_findings,
)
from parindex.portal.findings.engine_bridge import (
    Figure,
    Finding,
    PrintedPart,
    PrintedRank,
    PrintedResult,
    Severity,
    check_printed_ranks,
    check_printed_results,
    identities_of,
)
from parindex.portal.findings.models import Finding as KeptFinding
from parindex.portal.organisations.models import OrgUnit, OrgUnitVersion
from parindex.portal.organisations.queries import names_on
from parindex.wording import sentence

INDEXES = ("par_index", "sipas")
PARTS = ("par_index_part",)
FIELDS = ("par_index_field",)
SUBJECT = "fact"
"""Kind of subject of these findings."""
SURVEY_PARTS = frozenset({"sipas", "leader_survey"})
"""Parts that ``survey`` already contains, where a table prints both."""
Key = tuple[int, int]
"""(unit row id, year)."""


@transaction.atomic
def check_published_facts(*, actor: User | None) -> tuple[Recorded, ...]:
    """Record every contradiction among published figures; the same again changes nothing."""
    permissions.may_record(actor, None).or_refuse()
    codes = [*INDEXES, *(f"{code}_rank" for code in INDEXES), *PARTS, *FIELDS]
    facts = list(queries.published(codes))
    names = names_on({fact.unit_id for fact in facts})
    rows = [*_sources(facts, names), *_parts(facts, names), *_fields(facts, names), *_ranks(facts, names)]
    recorded = record_findings(actor=actor, rows=rows)
    close_cured_findings(
        actor=actor,
        looked_at=KeptFinding.objects.filter(subject_kind=SUBJECT),
        standing={key_of(each.finding) for each in recorded},
        cure=Cure(SUBJECT),
    )
    return recorded


def _place(fact: Fact) -> str:
    """Field or part of the index in words; a place is kept with the finding, in Vietnamese as the document is."""
    scope = fact.scope
    if "part" in scope:
        return sentence(f"index_part.{scope['part']}", language="vi")
    return " ".join(scope[name] for name in ("number", "field", "region") if scope.get(name))[:200]


def _current(facts: Iterable[Fact], code: str) -> dict[Key, FactVersion]:
    return {
        (fact.unit_id, fact.period_from.year): fact.current
        for fact in facts
        if fact.indicator.code == code and fact.current is not None
    }


def _subject(indicator: str, title: str, unit: OrgUnit, name: OrgUnitVersion, year: int) -> Subject:
    if indicator in (*PARTS, *FIELDS):
        address = reverse("facts:parts")
    else:
        address = f"{reverse('facts:published', args=['sipas' if 'sipas' in indicator else 'par-index'])}?nam={year}"
    return Subject(SUBJECT, f"{indicator}-{unit.public_id}-{year}", f"{title} {year}, {name.name}", address)


def _sources(facts: Iterable[Fact], names: Mapping[int, OrgUnitVersion]) -> Iterator[FindingRow]:
    for fact in facts:
        if fact.current is None:
            continue
        for version in fact.versions.all():
            same_source = version.source_title == fact.current.source_title
            if same_source or version.value is None or version.value == fact.current.value:
                continue
            figures: dict[str, Figure] = {
                "printed": version.printed,
                "expected": fact.current.printed,
                "source": fact.current.source_title,
                "other": version.source_title,
            }
            yield FindingRow(
                rule="sources_differ",
                severity=Severity.MEDIUM,
                subject=_subject(
                    fact.indicator.code, fact.indicator.title, fact.unit, names[fact.unit_id], fact.period_from.year
                ),
                figures=figures,
                place=_place(fact),
                unit=fact.unit,
                published=True,
                source=version.source_title,
            )


def _parts(facts: list[Fact], names: Mapping[int, OrgUnitVersion]) -> Iterator[FindingRow]:
    totals = _current(facts, "par_index")
    parts: dict[Key, list[Fact]] = {}
    for fact in facts:
        if fact.indicator.code in PARTS and fact.current is not None:
            parts.setdefault((fact.unit_id, fact.period_from.year), []).append(fact)
    for key, own in parts.items():
        codes = {fact.scope["part"] for fact in own}
        counted = [fact for fact in own if "survey" not in codes or fact.scope["part"] not in SURVEY_PARTS]
        if key not in totals:
            continue
        printed = PrintedResult(
            unit=names[key[0]].name,
            parts=tuple(
                PrintedPart(fact.scope["part"], points=_decimal(fact.current))
                for fact in counted
                if fact.current is not None
            ),
            total=_decimal(totals[key]),
        )
        yield from _found(printed, own[0], names[key[0]])


def _fields(facts: list[Fact], names: Mapping[int, OrgUnitVersion]) -> Iterator[FindingRow]:
    for fact in facts:
        version = fact.current
        if fact.indicator.code not in FIELDS or version is None or version.numerator is None:
            continue
        points, maximum, percent = (
            None if each is None else _as_printed(each)
            for each in (version.numerator, version.denominator, version.value)
        )
        part = PrintedPart(fact.scope["number"], points, maximum, percent)
        yield from _found(PrintedResult(unit=names[fact.unit_id].name, parts=(part,)), fact, names[fact.unit_id])


def _found(printed: PrintedResult, fact: Fact, name: OrgUnitVersion) -> Iterator[FindingRow]:
    for finding in check_printed_results(printed):
        yield _row(finding, fact, name, printed)


def _ranks(facts: list[Fact], names: Mapping[int, OrgUnitVersion]) -> Iterator[FindingRow]:
    for code in INDEXES:
        values, ranks = _current(facts, code), _current(facts, f"{code}_rank")
        of_fact = {
            (fact.unit_id, fact.period_from.year): fact for fact in facts if fact.indicator.code == f"{code}_rank"
        }
        groups: dict[tuple[int, str, str], list[Key]] = {}
        for key, version in ranks.items():
            if key in values and values[key].source_title == version.source_title:
                groups.setdefault((key[1], names[key[0]].level, version.source_title), []).append(key)
        for keys in groups.values():
            by_name = {names[key[0]].name: key for key in keys}
            rows = [
                PrintedRank(name, _decimal(values[key]), int(_decimal(ranks[key]))) for name, key in by_name.items()
            ]
            for finding in check_printed_ranks(rows):
                key = by_name[finding.subject]
                yield _row(finding, of_fact[key], names[key[0]], None)


def _row(finding: Finding, fact: Fact, name: OrgUnitVersion, printed: PrintedResult | None) -> FindingRow:
    version = fact.current
    return FindingRow(
        rule=finding.code.value,
        severity=finding.severity,
        subject=_subject(fact.indicator.code, fact.indicator.title, fact.unit, name, fact.period_from.year),
        figures=finding.figures,
        place=_place(fact) or finding.subject.partition("/")[2],
        cause=finding.cause.value if finding.cause else "",
        cause_values=finding.cause_values,
        repair=finding.repair,
        identities=identities_of(printed) if printed is not None else (),
        unit=fact.unit,
        published=True,
        source=version.source_title if version is not None else "",
    )


def _decimal(version: FactVersion | None) -> Decimal:
    assert version is not None and version.value is not None
    return _as_printed(version.value)


def _as_printed(value: Decimal) -> Decimal:
    """Without the zeros to which a stored column pads: decimals say how finely a figure was printed."""
    return value.normalize() if value % 1 else value.quantize(Decimal(1))
