"""Read a document that was taken in, and proof-read it. What comes out is proposed; nothing of it counts yet."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from django.db import transaction
from django.urls import reverse

from parindex.portal.findings.actions import FindingRow, Subject, record_findings
from parindex.portal.findings.engine_bridge import FROM_RECOGNITION
from parindex.portal.intake import permissions
from parindex.portal.intake.actions import stream_of
from parindex.portal.intake.engine_bridge import items, reading
from parindex.portal.intake.models import Intake, ReadingItem
from parindex.portal.intake.workflow import IntakeState
from parindex.portal.organisations.queries import version_on
from parindex.portal.platform import audit, files
from parindex.portal.platform.folding import fold
from parindex.portal.platform.refusals import ActionRefused
from parindex.portal.platform.words import say

STEPS = 3
Tell = Callable[[int, int], None]


def read_document(*, intake: Intake, tell: Tell = lambda done, total: None) -> Intake:
    """Read, then write readings and findings; ``tell``: how many of so many steps are done.

    Each page that is a picture is a step of its own. The reading takes its time outside any transaction. A file that
    cannot be read keeps the reason; nothing is raised for it. A document that is read already stays as it is.
    """
    tell(0, STEPS)
    try:
        content = files.read(intake.stored)
        told = reading.read(content, name=intake.file_name, kind=intake.kind, tell=lambda done, of: tell(done, of + 1))
    except ActionRefused as refused:
        return _fail(intake, refused)
    tell(1, STEPS)
    kept = _keep(intake, told)
    tell(STEPS, STEPS)
    return kept


@transaction.atomic
def _fail(intake: Intake, refused: ActionRefused) -> Intake:
    intake = _locked(intake)
    if intake.state == IntakeState.WAITING:
        intake.fail()
        intake.problem_code = refused.code
        intake.problem_values = {name: str(value) for name, value in refused.values.items()}
        intake.save()
        audit.record(
            stream=stream_of(intake),
            actor=None,
            action="intake.not_read",
            subject=intake.public_id,
            references={"problem": refused.code},
        )
    return intake


@transaction.atomic
def _keep(intake: Intake, told: reading.Told) -> Intake:
    intake = _locked(intake)
    if intake.state != IntakeState.WAITING:
        return intake
    text = told.reading.model_dump_json(by_alias=True).encode()
    intake.reading = files.keep(text, media_type="application/json")
    intake.lines, intake.pages = len(told.reading.lines), told.reading.pages
    intake.recognised = len(told.reading.recognised_pages)
    intake.head, intake.remarks = items.head_of(told.reading), items.remarks_of(told.reading)
    intake.folded = fold(f"{intake.folded} {intake.sign} {intake.read_title}")
    written = ReadingItem.objects.bulk_create(_items(intake, items.rows_of(told.reading)), batch_size=500)
    placed = list(_placed(told.findings))
    intake.repairs = {f"{each.rule} {place}": each.repairs for each, place in placed if each.repairs}
    intake.marks = {f"{each.rule} {place}": each.involved for each, place in placed if each.involved}
    intake.finish()
    intake.save()
    if placed:
        rows = [_finding(intake, each, place) for each, place in placed]
        record_findings(actor=None, rows=rows, owner=intake.unit)
    audit.record(
        stream=stream_of(intake),
        actor=None,
        action="intake.read_document",
        subject=intake.public_id,
        references={
            "lines": intake.lines,
            "readings": len(written),
            "findings": len(placed),
            "recognised_pages": intake.recognised,
        },
    )
    return intake


def _locked(intake: Intake) -> Intake:
    return Intake.objects.select_for_update(of=("self",)).select_related("unit", "stored").get(pk=intake.pk)


def _items(intake: Intake, rows: Iterable[items.Row]) -> Iterator[ReadingItem]:
    numbers: dict[str, int] = {}
    for row in rows:
        numbers[row.kind] = numbers.get(row.kind, 0) + 1
        yield ReadingItem(
            intake=intake,
            kind=row.kind,
            position=numbers[row.kind],
            line=row.passage.line,
            page=row.passage.page,
            start=row.passage.start,
            end=row.passage.end,
            passage=row.passage.text,
            recognised=row.passage.recognised,
            section=row.section[:100],
            values=dict(row.values),
        )


def _placed(found: Iterable[reading.Found]) -> Iterator[tuple[reading.Found, str]]:
    """Each finding with its place in words; a second one of a rule at one place is told apart by a number."""
    seen: dict[tuple[str, str], int] = {}
    for each in found:
        place = _place(each)
        number = seen[each.rule, place] = seen.get((each.rule, place), 0) + 1
        yield each, place if number == 1 else f"{place} ({number})"


def _place(found: reading.Found) -> str:
    parts = [say("intake.place_section", {"section": found.section})] if found.section else []
    parts += [say("reading.page.on_page", {"page": found.page})] if found.page else []
    parts += [say("reading.page.line", {"line": found.line})] if found.line else []
    return ", ".join(parts)[:180]


def _finding(intake: Intake, found: reading.Found, place: str) -> FindingRow:
    address = reverse("intake:intake", args=[intake.public_id])
    label = " ".join(part for part in (intake.sign, intake.read_title or intake.file_name) if part)
    return FindingRow(
        rule=found.rule,
        severity=found.severity,
        subject=Subject(permissions.SUBJECT, intake.public_id, label[:300], f"{address}?muc=phat-hien#L{found.line}"),
        figures=found.values,
        place=place,
        cause=found.cause,
        # said beside any cause, wherever the finding is shown (``findings.tables.cause_of``)
        cause_values={**found.cause_values, **({FROM_RECOGNITION: 1} if found.recognised else {})},
        repair=found.repair,
        unit=intake.unit,
        simulated=intake.simulated,
        passage=found.quote,
        source=f"{version_on(intake.unit).name}: {intake.file_name}"[:500],
    )
