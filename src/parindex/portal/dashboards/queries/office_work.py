"""Work of appraisers, coordinators, the council; findings and plan lines of anybody."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, time, timedelta

from django.urls import reverse

from parindex.engine.numbers.exact import ZERO
from parindex.portal.accounts.models import User
from parindex.portal.assessments.models import (
    AppraisalAssignment,
    DisputeState,
    FigureDispute,
    Origin,
    Round,
    RoundStage,
)
from parindex.portal.assessments.queries.assigned import assigned_leaves
from parindex.portal.assessments.queries.extension_requests import waiting_requests
from parindex.portal.assessments.queries.stage_work import cells_left
from parindex.portal.assessments.queries.threads import thread_lines, to_decide, with_places
from parindex.portal.assessments.queries.windows import windows_of
from parindex.portal.assessments.sheet_workflow import SheetState
from parindex.portal.dashboards.queries.work_lines import WorkCode, WorkLine
from parindex.portal.dossiers.queries.overdue import waiting_for as waiting_dossiers
from parindex.portal.dossiers.queries.pulls import failed_for as failed_pulls
from parindex.portal.findings.queries import waiting_for
from parindex.portal.improvement.queries import plans_for
from parindex.portal.organisations.models import OrgUnit
from parindex.portal.organisations.permissions import Right, positions_with, rights_of
from parindex.portal.organisations.queries import units_visible_to
from parindex.portal.petitions.queries import waiting_for as waiting_petitions
from parindex.portal.platform import clock

PLAN_DAYS = 60
"""Lines of plans are shown so many days before they are due."""
_OPEN_ROUNDS = Round.objects.filter(published_version=None, origin=Origin.COMPUTED).select_related("owner")


def appraiser_work(person: User) -> Iterator[WorkLine]:
    """What the person is assigned to appraise, figures disputed there, explanations to decide."""
    assigned = AppraisalAssignment.objects.filter(person=person, blind=False).values("round")
    for round_ in _OPEN_ROUNDS.filter(pk__in=assigned):
        covered = assigned_leaves(person, round_)
        windows = windows_of(round_)
        first = windows.get(RoundStage.APPRAISAL_1)
        if first is not None and clock.now() >= first.opens_at:
            left, units = cells_left(round_, covered)
            if left:
                yield WorkLine(
                    WorkCode.APPRAISE,
                    round_.title,
                    reverse("assessments:appraisal", args=[round_.public_id]),
                    first.closes_at,
                    None,
                    {"number": left, "units": units},
                    round_.simulated,
                )
        yield from _disputes(round_, covered, first.closes_at if first else None)
    yield from _decisions(person)


def _disputes(round_: Round, covered: dict[int, frozenset[int]], due: datetime | None) -> Iterator[WorkLine]:
    open_ones = FigureDispute.objects.filter(entry__round_unit__round=round_, state=DisputeState.OPEN)
    places = open_ones.values_list("entry__round_unit__group_id", "entry__leaf_id")
    number = sum(1 for group, leaf in places if leaf in covered.get(group, ()))
    if number:
        yield WorkLine(
            WorkCode.DISPUTES,
            round_.title,
            reverse("assessments:disputes", args=[round_.public_id]),
            due,
            None,
            {"number": number},
            round_.simulated,
        )


def _decisions(person: User) -> Iterator[WorkLine]:
    lines = thread_lines(with_places(to_decide(person)))
    rounds = {line.thread.entry.round_unit.round_id: line.thread.entry.round_unit.round for line in lines}
    for pk, round_ in rounds.items():
        rows = [line for line in lines if line.thread.entry.round_unit.round_id == pk]
        window = windows_of(round_).get(RoundStage.APPRAISAL_2)
        yield WorkLine(
            WorkCode.DECIDE,
            round_.title,
            f"{reverse('assessments:threads')}?loc=da-tra-loi&dot={round_.public_id}",
            window.closes_at if window else None,
            sum((row.stake or ZERO for row in rows), ZERO),
            {"number": len(rows)},
            round_.simulated,
        )


def coordinator_work(person: User) -> Iterator[WorkLine]:
    """Rounds that the person runs: the calendar, units that have not handed in, results to publish."""
    scopes = [held.scope_id for held in positions_with(person, Right.RUN_ROUNDS)]
    for round_ in _OPEN_ROUNDS.filter(owner__in=OrgUnit.objects.filter(closure_up__ancestor__in=scopes)):
        windows = windows_of(round_)
        overview = reverse("assessments:round_overview", args=[round_.public_id])
        if not windows:
            if round_.state == "open":
                yield WorkLine(
                    WorkCode.NO_CALENDAR,
                    round_.title,
                    reverse("assessments:calendar", args=[round_.public_id]),
                    simulated=round_.simulated,
                    values={"number": 1},
                )
            continue
        filling = windows.get(RoundStage.SELF_ASSESSMENT)
        waiting = round_.units.exclude(sheet__state=SheetState.HANDED_IN).count()
        if filling is not None and clock.now() >= filling.opens_at and waiting:
            yield WorkLine(
                WorkCode.NOT_HANDED_IN,
                round_.title,
                overview,
                filling.closes_at,
                None,
                {"number": waiting, "of": round_.units.count()},
                round_.simulated,
            )
        if asked := list(waiting_requests(round_)):
            yield WorkLine(
                WorkCode.EXTENSION_REQUESTS,
                round_.title,
                reverse("assessments:extension_requests", args=[round_.public_id]),
                min(windows[RoundStage(each.stage)].closes_at for each in asked),
                values={"number": len(asked), "units": ", ".join(each.round_unit.name for each in asked[:3])},
                simulated=round_.simulated,
            )
        publishing = windows.get(RoundStage.PUBLICATION)
        if publishing is not None and clock.now() >= publishing.opens_at:
            yield WorkLine(
                WorkCode.PUBLISH,
                round_.title,
                reverse("assessments:publications", args=[round_.public_id]),
                publishing.closes_at,
                simulated=round_.simulated,
            )


def council_work(person: User) -> Iterator[WorkLine]:
    """Rounds on which the council votes now."""
    scopes = [held.scope_id for held in positions_with(person, Right.APPROVE)]
    for round_ in _OPEN_ROUNDS.filter(owner__in=OrgUnit.objects.filter(closure_up__ancestor__in=scopes)):
        window = windows_of(round_).get(RoundStage.COUNCIL)
        if window is not None and window.opens_at <= clock.now():
            yield WorkLine(
                WorkCode.COUNCIL,
                round_.title,
                reverse("assessments:council", args=[round_.public_id]),
                window.closes_at,
                simulated=round_.simulated,
            )


def other_work(person: User) -> Iterator[WorkLine]:
    """Findings that wait for an answer, petitions and lines of plans that come due."""
    rights = rights_of(person)
    if Right.ANSWER_FINDINGS in rights and (number := waiting_for(person)):
        yield WorkLine(WorkCode.FINDINGS, "", reverse("findings:list"), values={"number": number})
    if Right.ENTER in rights:
        yield from _petition_lines(person)
        yield from _dossier_lines(person)
    if Right.RUN_ROUNDS in rights:
        yield from _pull_lines(person)
    if Right.PLAN in rights:
        yield from _plan_lines(person)


def _petition_lines(person: User) -> Iterator[WorkLine]:
    """Petitions of the units for which the person answers them: what is late, and what is due within days."""
    waiting = waiting_petitions(person)
    address = reverse("petitions:list")
    for code, number, due, view in (
        (WorkCode.PETITIONS_LATE, waiting.overdue, waiting.overdue_since, "overdue"),
        (WorkCode.PETITIONS_DUE, waiting.soon, waiting.soon_until, "soon"),
    ):
        if number:
            yield WorkLine(
                code, "", f"{address}?xem={view}", due, values={"number": number}, simulated=waiting.simulated
            )


def _dossier_lines(person: User) -> Iterator[WorkLine]:
    """One-stop dossiers that the person's units decide: overdue, and due within the days of the morning's reminder."""
    waiting = waiting_dossiers(person)
    address = reverse("dossiers:overdue")
    for code, number, due, queue in (
        (WorkCode.DOSSIERS_LATE, waiting.overdue, waiting.since, "qua-han"),
        (WorkCode.DOSSIERS_DUE, waiting.soon, waiting.soon_until, "1"),
    ):
        if number and due is not None:
            ends = datetime.combine(due + timedelta(days=1), time.min, tzinfo=clock.VIETNAM)
            yield WorkLine(
                code, "", f"{address}?hang={queue}", ends, values={"number": number}, simulated=waiting.simulated
            )


def _pull_lines(person: User) -> Iterator[WorkLine]:
    """Nightly pulls that the person declared and whose last run failed."""
    for pull, run in failed_pulls(person):
        address = reverse("dossiers:batch", args=[run.public_id]) if run else f"{reverse('dossiers:imports')}#keo"
        at = run.uploaded_at.astimezone(clock.VIETNAM).strftime("%d/%m/%Y %H:%M") if run else ""
        yield WorkLine(WorkCode.PULL_FAILED, pull.source.title, address, values={"number": 1, "at": at})


def _plan_lines(person: User) -> Iterator[WorkLine]:
    today = clock.today()
    for improvement in plans_for(person).filter(plan__unit__in=units_visible_to(person)):
        due = improvement.lines.filter(
            taken_up=True, line__due__gte=today, line__due__lte=today + timedelta(days=PLAN_DAYS)
        )
        for line in due.select_related("line", "leaf"):
            assert line.line.due is not None
            yield WorkLine(
                WorkCode.PLAN_LINE,
                improvement.plan.title,
                f"{reverse('improvement:plan', args=[improvement.plan.public_id])}#line-{line.line.public_id}",
                datetime.combine(line.line.due + timedelta(days=1), time.min, tzinfo=clock.VIETNAM),
                line.aimed,
                {"task": line.line.task[:120], "leaf": line.leaf.number},
                improvement.plan.simulated,
            )
