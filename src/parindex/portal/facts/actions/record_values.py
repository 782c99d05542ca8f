"""Record many values at once; every row gets its own answer."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

from django.db import transaction

from parindex.portal.accounts.models import User
from parindex.portal.facts import permissions
from parindex.portal.facts.models import Fact, FactStatus, FactVersion, Indicator
from parindex.portal.organisations.models import OrgUnit
from parindex.portal.platform import audit, clock

LARGEST = Decimal(10) ** 12
FactKey = tuple[int, int, date, date, str]


@dataclass(frozen=True, slots=True)
class ValueRow:
    """One value of one fact from one source. ``place`` names the row where it came from (file and line)."""

    indicator: str
    unit: OrgUnit
    period_from: date
    period_to: date
    status: FactStatus
    source_title: str
    numerator: Decimal | None = None
    denominator: Decimal | None = None
    value: Decimal | None = None
    scope: Mapping[str, str] = field(default_factory=dict)
    printed: str = ""
    source_url: str = ""
    note: str = ""
    as_of: date | None = None
    estimate: bool = False
    simulated: bool = False
    place: str = ""


class Answer(StrEnum):
    """What became of a row."""

    RECORDED = "recorded"
    UNCHANGED = "unchanged"
    AGREES = "agrees"
    """Another source prints the same: kept beside the current value."""
    DIFFERS = "differs"
    """Kept as a further version, but another source's value stays current: a person decides."""
    REFUSED = "refused"


class Recorded(NamedTuple):
    """The answer to one row; ``code`` and ``values`` say why a row was refused."""

    row: ValueRow
    answer: Answer
    fact: Fact | None = None
    code: str = ""
    values: Mapping[str, object] = {}


@transaction.atomic
def record_values(
    *, actor: User | None, rows: Sequence[ValueRow], owner: OrgUnit | None = None
) -> tuple[Recorded, ...]:
    """Write one version for each row that says something new.

    A first value becomes current. The same source again supersedes its own value; another source's differing value is
    kept beside it and current stays as it was. One audit entry tells the counts.
    """
    permissions.may_record(actor, owner).or_refuse()
    named = Indicator.objects.filter(code__in={row.indicator for row in rows})
    indicators = {indicator.code: indicator for indicator in named}
    refused = {position: fault for position, row in enumerate(rows) if (fault := _fault(row, indicators))}
    good = [(position, row) for position, row in enumerate(rows) if position not in refused]
    facts = _facts_of([row for _, row in good], indicators)
    newest = _newest_versions(facts)
    answers: dict[int, Recorded] = {
        position: Recorded(rows[position], Answer.REFUSED, None, code, values)
        for position, (code, values) in refused.items()
    }
    written: list[tuple[Answer, FactVersion]] = []
    for position, row in good:
        fact = facts[_key(row, indicators)]
        answer = _weigh(row, newest.get(fact.pk, []))
        answers[position] = Recorded(row, answer, fact)
        if answer is not Answer.UNCHANGED:
            version = _version(row, fact, newest.setdefault(fact.pk, []), actor)
            newest[fact.pk].append(version)
            written.append((answer, version))
    _write(written, facts)
    audit.record(
        stream="facts",
        actor=actor,
        action="facts.record_values",
        subject=owner.public_id if owner else "published",
        references={answer.value: sum(1 for a in answers.values() if a.answer is answer) for answer in Answer},
    )
    return tuple(answers[position] for position in range(len(rows)))


def _fault(row: ValueRow, indicators: Mapping[str, Indicator]) -> tuple[str, dict[str, object]] | None:
    if row.indicator not in indicators:
        return "facts.unknown_indicator", {"indicator": row.indicator}
    if row.period_to < row.period_from:
        return "facts.period_turned", {"period_from": row.period_from, "period_to": row.period_to}
    if row.value is None and row.numerator is None:
        return "facts.no_value", {"indicator": row.indicator}
    numbers = [number for number in (row.numerator, row.denominator, row.value) if number is not None]
    if any(abs(number) >= LARGEST or number != round(number, 3) for number in numbers):
        return "facts.too_many_digits", {"indicator": row.indicator}
    return None


def _scope_key(scope: Mapping[str, str]) -> str:
    return json.dumps(dict(scope), ensure_ascii=False, sort_keys=True, separators=(",", ":")) if scope else ""


def _key(row: ValueRow, indicators: Mapping[str, Indicator]) -> FactKey:
    return indicators[row.indicator].pk, row.unit.pk, row.period_from, row.period_to, _scope_key(row.scope)


def _facts_of(rows: Sequence[ValueRow], indicators: Mapping[str, Indicator]) -> dict[FactKey, Fact]:
    """The facts that the rows speak of; those that are new are written."""
    wanted = {_key(row, indicators): row for row in rows}
    units = {row.unit.pk for row in rows}
    standing = Fact.objects.filter(indicator__in=[i.pk for i in indicators.values()], unit__in=units)
    facts = {
        (fact.indicator_id, fact.unit_id, fact.period_from, fact.period_to, fact.scope_key): fact for fact in standing
    }
    new = [
        Fact(
            indicator_id=key[0],
            unit_id=key[1],
            period_from=row.period_from,
            period_to=row.period_to,
            scope=dict(row.scope),
            scope_key=key[4],
        )
        for key, row in wanted.items()
        if key not in facts
    ]
    for fact in Fact.objects.bulk_create(new):
        facts[fact.indicator_id, fact.unit_id, fact.period_from, fact.period_to, fact.scope_key] = fact
    return {key: facts[key] for key in wanted}


def _newest_versions(facts: Mapping[FactKey, Fact]) -> dict[int, list[FactVersion]]:
    versions: dict[int, list[FactVersion]] = {}
    for version in FactVersion.objects.filter(fact__in=[fact.pk for fact in facts.values()]).order_by("number"):
        versions.setdefault(version.fact_id, []).append(version)
    return versions


def _same(row: ValueRow, version: FactVersion) -> bool:
    numbers = (version.numerator, version.denominator, version.value)
    return numbers == (row.numerator, row.denominator, row.value)


def _weigh(row: ValueRow, versions: Sequence[FactVersion]) -> Answer:
    own = [version for version in versions if version.source_title == row.source_title]
    if own and _same(row, own[-1]):
        return Answer.UNCHANGED
    others = [version for version in versions if version.source_title != row.source_title]
    if others and not own:
        return Answer.AGREES if _same(row, others[-1]) else Answer.DIFFERS
    return Answer.RECORDED


def _version(row: ValueRow, fact: Fact, before: Sequence[FactVersion], actor: User | None) -> FactVersion:
    return FactVersion(
        fact=fact,
        number=len(before) + 1,
        numerator=row.numerator,
        denominator=row.denominator,
        value=row.value,
        printed=row.printed,
        status=row.status,
        estimate=row.estimate,
        simulated=row.simulated,
        as_of=row.as_of,
        recorded_at=clock.now(),
        recorded_by=actor,
        source_title=row.source_title,
        source_url=row.source_url,
        note=row.note,
    )


def _write(written: Sequence[tuple[Answer, FactVersion]], facts: Mapping[FactKey, Fact]) -> None:
    versions = FactVersion.objects.bulk_create([version for _, version in written])
    by_pk = {fact.pk: fact for fact in facts.values()}
    changed: dict[int, Fact] = {}
    for (answer, _), version in zip(written, versions, strict=True):
        if answer is Answer.RECORDED:
            fact = by_pk[version.fact_id]
            fact.current = version
            changed[fact.pk] = fact
    Fact.objects.bulk_update(changed.values(), ["current"], batch_size=500)
