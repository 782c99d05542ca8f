"""One piece of work as its person sees it, and how lines are grouped by time."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from enum import StrEnum

from parindex.engine.numbers.exact import ZERO
from parindex.portal.assessments.queries.windows import end_text
from parindex.portal.platform import clock, words


class WorkCode(StrEnum):
    """What is to be done; each has a sentence, and one for its button (``work_act.<code>``)."""

    FILL_MINE = "work.fill_mine"
    FILL = "work.fill"
    FILL_OTHERS = "work.fill_others"
    EVIDENCE = "work.evidence"
    SUBMIT = "work.submit"
    HAND_IN = "work.hand_in"
    WAITS_FOR_HEAD = "work.waits_for_head"
    FOLLOW_SHEET = "work.follow_sheet"
    SHEET_OVERDUE = "work.sheet_overdue"
    EXTENSION_ASKED = "work.extension_asked"
    EXTENSION_REQUESTS = "work.extension_requests"
    ANSWER = "work.answer"
    REPLY = "work.reply"
    PEERS = "work.peers"
    HAND_IN_ANSWERS = "work.hand_in_answers"
    AT_RISK = "work.at_risk"
    APPRAISE = "work.appraise"
    DECIDE = "work.decide"
    DISPUTES = "work.disputes"
    NOT_HANDED_IN = "work.not_handed_in"
    NO_CALENDAR = "work.no_calendar"
    COUNCIL = "work.council"
    PUBLISH = "work.publish"
    FINDINGS = "work.findings"
    PLAN_LINE = "work.plan_line"
    PETITIONS_LATE = "work.petitions_late"
    PETITIONS_DUE = "work.petitions_due"
    DOSSIERS_LATE = "work.dossiers_late"
    DOSSIERS_DUE = "work.dossiers_due"
    PULL_FAILED = "work.pull_failed"


KINDS: Mapping[WorkCode, str] = {
    WorkCode.FILL_MINE: "sheet",
    WorkCode.FILL: "sheet",
    WorkCode.FILL_OTHERS: "sheet",
    WorkCode.WAITS_FOR_HEAD: "sheet",
    WorkCode.EVIDENCE: "sheet",
    WorkCode.SUBMIT: "sheet",
    WorkCode.HAND_IN: "sheet",
    WorkCode.FOLLOW_SHEET: "sheet",
    WorkCode.SHEET_OVERDUE: "sheet",
    WorkCode.EXTENSION_ASKED: "sheet",
    WorkCode.EXTENSION_REQUESTS: "sheet",
    WorkCode.NOT_HANDED_IN: "sheet",
    WorkCode.ANSWER: "explanation",
    WorkCode.REPLY: "explanation",
    WorkCode.PEERS: "explanation",
    WorkCode.HAND_IN_ANSWERS: "explanation",
    WorkCode.DECIDE: "explanation",
    WorkCode.APPRAISE: "appraisal",
    WorkCode.DISPUTES: "appraisal",
    WorkCode.NO_CALENDAR: "round",
    WorkCode.COUNCIL: "round",
    WorkCode.PUBLISH: "round",
    WorkCode.AT_RISK: "plan",
    WorkCode.PLAN_LINE: "plan",
    WorkCode.FINDINGS: "figures",
    WorkCode.PETITIONS_LATE: "petitions",
    WorkCode.PETITIONS_DUE: "petitions",
    WorkCode.DOSSIERS_LATE: "dossiers",
    WorkCode.DOSSIERS_DUE: "dossiers",
    WorkCode.PULL_FAILED: "dossiers",
}


class Group(StrEnum):
    """Groups of the page, in their order; each has a sentence ``work_group.<group>``."""

    OVERDUE = "overdue"
    TODAY = "today"
    THIS_WEEK = "this_week"
    LATER = "later"
    NO_DATE = "no_date"


@dataclass(frozen=True, slots=True)
class WorkLine:
    """Where, what, until when, points at stake, and the page where it is done."""

    code: WorkCode
    place: str
    address: str
    due: datetime | None = None
    stake: Decimal | None = None
    values: Mapping[str, object] = field(default_factory=dict)
    simulated: bool = False
    repeated: bool = False
    """Its points stand in another line, too: a sum over lines leaves it out."""

    @property
    def title(self) -> str:
        """What is to be done, in words."""
        return words.say(self.code.value, self.values)

    @property
    def kind(self) -> str:
        """What sort of work it is, for the filter; each has a sentence ``work_kind.<kind>``."""
        return KINDS[self.code]

    @property
    def act(self) -> str:
        """Words of the button."""
        return words.say(self.code.value.replace("work.", "work_act.", 1))

    @property
    def due_text(self) -> str:
        """Until when; midnight is the end of the day before."""
        return end_text(self.due) if self.due else ""

    @property
    def group(self) -> Group:
        """By the clock: overdue, today, until Sunday, later."""
        if self.due is None:
            return Group.NO_DATE
        now = clock.now()
        if self.due <= now:
            return Group.OVERDUE
        today = clock.today()
        last_day = (self.due - timedelta(microseconds=1)).astimezone(clock.VIETNAM).date()
        if last_day == today:
            return Group.TODAY
        sunday = today + timedelta(days=6 - today.weekday())
        return Group.THIS_WEEK if last_day <= sunday else Group.LATER

    @property
    def left(self) -> str:
        """What is left, in words: quá 2 ngày, còn 7 giờ, còn 3 ngày."""
        if self.due is None:
            return ""
        now = clock.now()
        if self.due <= now:
            late = now - self.due
            return words.say("work.days_over", {"days": late.days}) if late.days else words.say("work.just_over")
        left = self.due - now
        if left < timedelta(days=1):
            return words.say("work.hours_left", {"hours": max(1, -(-left.seconds // 3600))})
        return words.say("work.days_left", {"days": left.days})

    @property
    def tone(self) -> str:
        """Tint of what is left."""
        return {"overdue": "bad", "today": "warn", "this_week": "info"}.get(self.group.value, "mute")


@dataclass(frozen=True, slots=True)
class WorkGroup:
    """Lines of one stretch of time."""

    group: Group
    lines: Sequence[WorkLine]


@dataclass(frozen=True, slots=True)
class MyWork:
    """Everything that waits for a person."""

    groups: Sequence[WorkGroup]

    @property
    def lines(self) -> list[WorkLine]:
        """All lines in order."""
        return [line for group in self.groups for line in group.lines]

    def count(self, group: Group) -> int:
        """Lines of a group."""
        return sum(len(each.lines) for each in self.groups if each.group == group)

    @property
    def overdue(self) -> int:
        """Lines past their date."""
        return self.count(Group.OVERDUE)

    @property
    def today(self) -> int:
        """Lines that are due today."""
        return self.count(Group.TODAY)

    @property
    def at_risk(self) -> Decimal:
        """Points of the lines that are overdue or due today, each point once."""
        near = (line for line in self.lines if line.group in {Group.OVERDUE, Group.TODAY} and not line.repeated)
        return sum((line.stake for line in near if line.stake is not None), ZERO)

    @property
    def simulated(self) -> bool:
        """Whether any line is about simulated data."""
        return any(line.simulated for line in self.lines)


def grouped(lines: Iterable[WorkLine]) -> MyWork:
    """The lines by time; within a group the earliest first, then what is worth most."""
    far = datetime.max.replace(tzinfo=clock.VIETNAM) - timedelta(days=2)
    rows = sorted(lines, key=lambda line: (line.due or far, -(line.stake or ZERO), line.place))
    groups = [WorkGroup(group, [line for line in rows if line.group == group]) for group in Group]
    return MyWork([group for group in groups if group.lines])
