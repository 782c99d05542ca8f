"""Record accepted figures of a document as facts of its unit, each with the document and the passage as its source."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import NamedTuple

from django.db import transaction
from django.urls import reverse

from parindex.portal.accounts.models import User
from parindex.portal.facts.actions import IndicatorRow, ValueRow, declare_indicators, record_values
from parindex.portal.facts.models import FactStatus, Indicator
from parindex.portal.intake import permissions, queries
from parindex.portal.intake.actions import stream_of
from parindex.portal.intake.engine_bridge.measured import Measured, contradiction_of, measured
from parindex.portal.intake.models import Intake, ReadingItem
from parindex.portal.platform import audit
from parindex.portal.platform.refusals import ActionRefused

Key = tuple[str, date, date, str]


class RecordedFigure(NamedTuple):
    """The answer to one figure: that of the facts (``recorded``, ``differs`` …), or ``code``: why it is no fact."""

    item: ReadingItem
    answer: str
    code: str = ""
    values: Mapping[str, object] = {}


@transaction.atomic
def record_figures(*, actor: User | None, intake: Intake) -> tuple[RecordedFigure, ...]:
    """Record every accepted figure that is no fact yet; each leads back to its passage.

    A figure that the document prints twice with different numbers is refused until one of the two is rejected, as
    nobody knows which holds; so is one whose two numbers contradict its percentage. Raises ``NotAllowed``;
    ``ActionRefused`` when the card is not confirmed (the source would have no name), or nothing is accepted.
    """
    permissions.may_record_figures(actor, intake).or_refuse()
    intake = Intake.objects.select_for_update(of=("self",)).select_related("unit", "document").get(pk=intake.pk)
    if intake.document is None:
        raise ActionRefused("intake.card_missing")
    items = list(queries.to_record(intake).select_for_update())
    if not items:
        raise ActionRefused("intake.no_figures")
    doubted = [item for item in items if contradiction_of(item.told)]
    items = [item for item in items if item not in doubted]
    told = {item.pk: measured(item) for item in items}
    codes = _declare(list(told.values()))
    twice = _printed_twice(intake, told, codes)
    answers = [RecordedFigure(item, "refused", "intake.percent_doubted") for item in doubted]
    answers += [RecordedFigure(item, "refused", "intake.printed_twice") for item in items if item.pk in twice]
    good = [item for item in items if item.pk not in twice]
    rows = [_row(intake, item, told[item.pk], codes[told[item.pk].code]) for item in good]
    for item, given in zip(good, record_values(actor=actor, rows=rows, owner=intake.unit), strict=True):
        answers.append(RecordedFigure(item, given.answer.value, given.code, given.values))
        if given.fact is not None:
            item.use()
            item.fact = given.fact
            item.save()
    audit.record(
        stream=stream_of(intake),
        actor=actor,
        action="intake.record_figures",
        subject=intake.public_id,
        references={"values": sum(1 for each in answers if not each.code), "document": intake.document.public_id},
    )
    return tuple(answers)


def _declare(figures: Sequence[Measured]) -> dict[str, str]:
    """Own code → code of the indicator: a known one of that very title and shape, else one declared now."""
    titles = {each.name for each in figures}
    known = {
        (each.title, each.shape, each.unit_of_measure): each.code for each in Indicator.objects.filter(title__in=titles)
    }
    codes = {each.code: known.get((each.name, each.shape.value, each.unit), each.code) for each in figures}
    new = {each.code: each for each in figures if codes[each.code] == each.code}
    # the system declares what a person confirmed by name; who may record was asked before
    declare_indicators(
        actor=None, rows=[IndicatorRow(code, each.name, each.shape, each.unit) for code, each in new.items()]
    )
    return codes


def _printed_twice(intake: Intake, told: Mapping[int, Measured], codes: Mapping[str, str]) -> set[int]:
    """Row ids of figures that this document prints with other numbers too, accepted now or recorded before."""
    before = [measured(item) for item in intake.items.filter(kind="figure", fact__isnull=False)]
    numbers: dict[Key, set[tuple[object, ...]]] = {}
    for each in [*told.values(), *before]:
        numbers.setdefault(_key(each, codes), set()).add((each.numerator, each.denominator, each.value))
    return {pk for pk, each in told.items() if len(numbers[_key(each, codes)]) > 1}


def _key(figure: Measured, codes: Mapping[str, str]) -> Key:
    return codes.get(figure.code, figure.code), figure.first, figure.last, figure.scope


def _row(intake: Intake, item: ReadingItem, figure: Measured, code: str) -> ValueRow:
    document, told = intake.document, item.told
    assert document is not None, "asked before"
    page = f"{reverse('intake:intake', args=[intake.public_id])}?muc=so-lieu"
    return ValueRow(
        indicator=code,
        unit=intake.unit,
        period_from=figure.first,
        period_to=figure.last,
        status=FactStatus.PRINTED,
        source_title=" ".join(part for part in (document.sign, document.title) if part)[:500],
        source_url=f"{page}&tu={queries.window_of(item.line)}#L{item.line}",
        numerator=figure.numerator,
        denominator=figure.denominator,
        value=figure.value,
        scope={"words": figure.scope} if figure.scope else {},
        printed="" if item.number_corrected else told.get("printed", "")[:100],
        note=item.passage[:1000],
        as_of=date.fromisoformat(told["as_of"]) if told.get("as_of") else None,
        estimate=bool(told.get("estimate")),
        simulated=intake.simulated,
        place=f"{intake.file_name}:{item.line}",
    )
