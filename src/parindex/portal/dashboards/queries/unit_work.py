"""Work of a unit's officers and head: the sheet, explanations, objections, days on which points are lost."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, time, timedelta

from django.urls import reverse

from parindex.engine.numbers.exact import ZERO
from parindex.portal.accounts.models import User
from parindex.portal.assessments import permissions
from parindex.portal.assessments.models import (
    ExtensionRequest,
    RequestState,
    RoundStage,
    RoundUnit,
    StageWindow,
    ThreadKind,
)
from parindex.portal.assessments.queries.at_risk import SOON_DAYS, points_at_risk
from parindex.portal.assessments.queries.disclosure import disclosed_stages
from parindex.portal.assessments.queries.peers import may_look_at_peers
from parindex.portal.assessments.queries.self_sheets import NOT_DONE, LeafRow, SelfSheet, self_sheet
from parindex.portal.assessments.queries.threads import ThreadLine, thread_lines, to_answer, with_places
from parindex.portal.assessments.queries.windows import end_text, window_for
from parindex.portal.assessments.sheet_workflow import SheetState
from parindex.portal.dashboards.queries.work_lines import WorkCode, WorkLine
from parindex.portal.organisations.permissions import Right, positions_with
from parindex.portal.platform import clock
from parindex.portal.platform.words import say


def unit_work(person: User, *, whole_unit: bool = False) -> Iterator[WorkLine]:
    """Work in the units for which the person enters figures or signs; rounds that are published wait for nothing.

    ``whole_unit``: also what waits there for others.
    """
    heads = {held.scope_id for held in positions_with(person, Right.HAND_IN)}
    timed = StageWindow.objects.values("round")
    members = permissions.sheets_of(person).filter(round__published_version=None, round__in=timed)
    for member in members.select_related("round__owner", "round__set_version", "group", "unit"):
        standing = self_sheet(member)
        yield from _sheet_work(person, standing, is_head=member.unit_id in heads, whole=whole_unit)
        yield from _risk_work(standing)
        yield from _peer_work(member)
    yield from _extension_work(person)
    yield from _thread_work(person, heads, whole=whole_unit)


def _sheet_work(person: User, standing: SelfSheet, *, is_head: bool, whole: bool) -> Iterator[WorkLine]:
    window = standing.window
    if window is None or standing.sheet.state == SheetState.HANDED_IN or clock.now() < window.opens_at:
        return
    member = standing.member
    address = reverse("assessments:sheet", args=[member.round.public_id, member.unit.public_id])

    def line(code: WorkCode, rows: list[LeafRow], where: str = "") -> WorkLine:
        stake = sum((row.outcome.maximum - (row.points or ZERO) for row in rows), ZERO) if rows else standing.points
        leaf = rows[0].node if len(rows) == 1 else None
        name = f"{leaf.number} {leaf.title}" if leaf else ""
        values = {"number": len(rows), "leaf": name, "entered": standing.entered, "of": len(standing.own)}
        return WorkLine(
            code, member.round.title, address + where, window.ends_at, stake, values, member.round.simulated
        )

    if clock.now() >= window.ends_at:
        yield line(WorkCode.SHEET_OVERDUE, [])
        return
    if standing.sheet.state == SheetState.WAITING_FOR_HEAD:
        if is_head or whole:
            yield line(WorkCode.HAND_IN if is_head else WorkCode.WAITS_FOR_HEAD, [], "")
        return
    mine = [row for row in standing.own if row.owner == person and row.state in NOT_DONE]
    free = [row for row in standing.not_entered if row.owner is None]
    others = [row for row in standing.own if row.owner not in {None, person} and row.state in NOT_DONE]
    if whole and others:
        yield line(WorkCode.FILL_OTHERS, others, "?loc=chua-nhap")
    if mine:
        yield line(WorkCode.FILL_MINE, mine, "?loc=cua-toi")
    if free and not is_head:
        yield line(WorkCode.FILL, free, "?loc=chua-nhap")
    bare = standing.without_evidence
    if bare and not is_head:
        yield WorkLine(
            WorkCode.EVIDENCE,
            member.round.title,
            address + "?loc=thieu-minh-chung",
            window.ends_at,
            sum((row.points or ZERO for row in bare), ZERO),
            {"number": len(bare), "leaves": ", ".join(row.node.number for row in bare[:3])},
            member.round.simulated,
            repeated=True,  # what is entered is at stake with the sheet as a whole
        )
    yield line(WorkCode.FOLLOW_SHEET if is_head else WorkCode.SUBMIT, [])


def _risk_work(standing: SelfSheet) -> Iterator[WorkLine]:
    member, soon = standing.member, clock.today() + timedelta(days=SOON_DAYS)
    stages = disclosed_stages(member)
    lines = points_at_risk(member, stages=stages) + points_at_risk(member, following_year=True)
    to_fill = _ends_of_empty_rows(standing)
    for risk in lines:
        if risk.waits and risk.loss and risk.day <= soon:
            due = datetime.combine(risk.day + timedelta(days=1), time.min, tzinfo=clock.VIETNAM)
            filled_by = to_fill.get(risk.node.code) if risk.year == member.round.year else None
            yield WorkLine(
                WorkCode.AT_RISK,
                member.round.title,
                reverse("assessments:points_calendar", args=[member.round.public_id, member.unit.public_id]),
                due,
                risk.loss,
                {"leaf": f"{risk.node.number} {risk.node.title}", "day": risk.day, "year": risk.year},
                member.round.simulated,
                # The row to fill counts the points as well, and falls due no later.
                repeated=filled_by is not None and filled_by <= due,
            )


def _ends_of_empty_rows(standing: SelfSheet) -> dict[str, datetime]:
    """Leaf → until when it can be filled, for the rows that are still to be filled."""
    window = standing.window
    if window is None or standing.sheet.state == SheetState.HANDED_IN or not window.contains(clock.now()):
        return {}
    return {row.node.code: window.ends_at for row in standing.not_entered}


def _extension_work(person: User) -> Iterator[WorkLine]:
    """What the person's units asked and nobody decided yet."""
    members = permissions.sheets_of(person).filter(round__published_version=None)
    asked = ExtensionRequest.objects.filter(round_unit__in=members.order_by().values("pk"), state=RequestState.ASKED)
    for request in asked.select_related("round_unit__round", "round_unit__unit"):
        member = request.round_unit
        yield WorkLine(
            WorkCode.EXTENSION_ASKED,
            member.round.title,
            reverse("assessments:ask_extension", args=[member.round.public_id, member.unit.public_id]),
            values={"stage": say(f"round_stage.{request.stage}"), "until": end_text(request.until)},
            simulated=member.round.simulated,
        )


def _peer_work(member: RoundUnit) -> Iterator[WorkLine]:
    """The peers' points may be looked at, and objected to, for a while."""
    if not may_look_at_peers(member):
        return
    window = window_for(member, RoundStage.OBJECTION)
    yield WorkLine(
        WorkCode.PEERS,
        member.round.title,
        reverse("assessments:peers", args=[member.round.public_id]),
        window.ends_at if window else None,
        simulated=member.round.simulated,
    )


def _thread_work(person: User, heads: set[int], *, whole: bool) -> Iterator[WorkLine]:
    lines = thread_lines(with_places(to_answer(person)), person)
    drafted: dict[int, list[ThreadLine]] = {}
    for line in lines:
        member = line.thread.entry.round_unit
        if line.thread.draft:
            if whole or member.unit_id in heads:
                drafted.setdefault(member.pk, []).append(line)
            continue
        code = WorkCode.ANSWER if line.thread.kind == ThreadKind.EXPLANATION else WorkCode.REPLY
        leaf = line.thread.entry.leaf
        yield WorkLine(
            code,
            member.round.title,
            reverse("assessments:thread", args=[line.thread.public_id]),
            line.deadline,
            line.stake,
            {"leaf": f"{leaf.number} {leaf.title}"},
            member.round.simulated,
        )
    for rows in drafted.values():
        yield _hand_in(rows, rows[0].thread.entry.round_unit)


def _hand_in(rows: list[ThreadLine], member: RoundUnit) -> WorkLine:
    return WorkLine(
        WorkCode.HAND_IN_ANSWERS,
        member.round.title,
        reverse("assessments:hand_in_explanations", args=[member.round.public_id, member.unit.public_id]),
        rows[0].deadline,
        sum((row.stake or ZERO for row in rows), ZERO),
        {"number": len(rows)},
        member.round.simulated,
    )
