"""Explanations and objections as people read them: what was asked, what is at stake, until when, who is to act."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.shortcuts import get_object_or_404

from parindex.engine.numbers.exact import ZERO
from parindex.portal.accounts.models import User
from parindex.portal.assessments.models import (
    AppraisalAssignment,
    Message,
    Round,
    RoundStage,
    RoundUnit,
    Score,
    Stage,
    StageWindow,
    Thread,
    ThreadKind,
    ThreadState,
)
from parindex.portal.assessments.queries.disclosure import disclosed_stages, results_disclosed, sees_drafts
from parindex.portal.assessments.queries.peers import may_look_at_peers
from parindex.portal.assessments.queries.standing import PRECEDENCE
from parindex.portal.assessments.queries.windows import Window, windows_by_unit
from parindex.portal.criteria.models import NodeRow
from parindex.portal.documents.models import Document
from parindex.portal.organisations.models import Membership, OrgUnit
from parindex.portal.organisations.permissions import Right, positions_with
from parindex.portal.platform import clock
from parindex.portal.platform.permissions import Allowed, Answer, Refused

ASKED = (ThreadKind.EXPLANATION, ThreadKind.OBJECTION)
RUNNING = (ThreadState.OPEN, ThreadState.ANSWERED)
TONES = {"open": "warn", "answered": "ok", "upheld": "ok", "dismissed": "mute", "withdrawn": "mute"}
ANSWER_STAGE = {ThreadKind.EXPLANATION: RoundStage.EXPLANATION, ThreadKind.OBJECTION: RoundStage.OBJECTION}
DOCUMENTS_OFFERED = 20


def opinion_of_appraiser(member: RoundUnit, leaf: NodeRow) -> str:
    """What the appraiser wrote beside his points of the leaf: where a request for an explanation begins; one query."""
    scores = Score.objects.filter(entry__round_unit=member, entry__leaf=leaf, actor=None)
    stages = (Stage.APPRAISAL_2, Stage.APPRAISAL_1)
    notes = dict(scores.filter(stage__in=stages).values_list("stage", "note"))
    return next((notes[stage] for stage in stages if notes.get(stage)), "")


@dataclass(frozen=True, slots=True)
class ThreadLine:
    """A thread with what a list shows of it."""

    thread: Thread
    question: str
    stake: Decimal | None
    """Points between what the unit claims and what it was given; None: neither stands."""
    window: Window | None
    """When the unit may answer."""

    @property
    def deadline(self) -> datetime | None:
        """Until when the unit may answer."""
        return self.window.ends_at if self.window else None

    @property
    def state(self) -> str:
        """State of the thread, for its tag."""
        return str(self.thread.state)

    @property
    def may_answer(self) -> bool:
        """It waits for the unit, and the unit still has time."""
        return self.thread.state == ThreadState.OPEN and self.window is not None and self.window.contains(clock.now())


def visible_threads(person: User) -> QuerySet[Thread]:
    """Explanations and objections of the units that the person may see, and objections that they raised.

    Who appraises blindly sees none of the round before the first appraisal is closed: they tell its points.
    """
    scopes = [held.scope_id for held in positions_with(person, Right.SEE_RESULTS)]
    if not scopes:
        return Thread.objects.none()
    below = OrgUnit.objects.filter(closure_up__ancestor__in=scopes).values("pk")
    seen = Q(entry__round_unit__unit__in=below) | Q(from_unit__unit__in=below)
    sealed = StageWindow.objects.filter(stage=RoundStage.APPRAISAL_1, sealed_at__isnull=False).values("round")
    blind = AppraisalAssignment.objects.filter(person=person, blind=True).exclude(round__in=sealed).values("round")
    return Thread.objects.filter(seen, kind__in=ASKED).exclude(entry__round_unit__round__in=blind)


def with_places(threads: QuerySet[Thread]) -> QuerySet[Thread]:
    """With the leaf, the unit and the round of each, in printed order."""
    rows = threads.select_related(
        "entry__leaf",
        "entry__round_unit__round__owner",
        "entry__round_unit__round__set_version__criteria_set",
        "entry__round_unit__unit",
        "entry__round_unit__group",
        "from_unit__unit",
        "opened_by",
        "drafted_by",
        "decided_by",
    )
    return rows.defer("entry__round_unit__round__set_version__canonical").order_by(
        "-entry__round_unit__round__year", "entry__round_unit__sort_key", "entry__leaf__position", "pk"
    )


def thread_by_id(public_id: str) -> Thread:
    """The thread behind an address. Answers 404 for none."""
    return get_object_or_404(with_places(Thread.objects.filter(kind__in=ASKED)), public_id=public_id)


def may_see_thread(person: User, thread: Thread) -> Answer:
    """The unit itself, the unit that objects, and whoever acts for them from above."""
    if visible_threads(person).filter(pk=thread.pk).exists():
        return Allowed()
    return Refused("assessments.thread_not_yours")


def _assigned_to(person: User) -> Exists:
    """Whether the leaf of a thread is the person's to appraise; a set is three levels deep."""
    leaf = "entry__leaf"
    held = AppraisalAssignment.objects.filter(person=person, blind=False, round=OuterRef("entry__round_unit__round"))
    held = held.filter(Q(group=None) | Q(group=OuterRef("entry__round_unit__group")))
    nodes = [leaf, f"{leaf}__parent", f"{leaf}__parent__parent"]
    covers = Q(node=None)
    for node in nodes:
        covers |= Q(node=OuterRef(node))
    return Exists(held.filter(covers))


def to_answer(person: User, positions: Sequence[Membership] | None = None) -> QuerySet[Thread]:
    """Open requests and objections that the person's own units have to answer."""
    scopes = [held.scope_id for held in positions_with(person, Right.ENTER, positions)]
    if not scopes:
        return Thread.objects.none()
    return Thread.objects.filter(
        kind__in=ASKED,
        state=ThreadState.OPEN,
        entry__round_unit__unit__in=scopes,
        entry__round_unit__round__published_version=None,
    )


def to_decide(person: User) -> QuerySet[Thread]:
    """Answered ones that wait for this appraiser."""
    return Thread.objects.filter(
        _assigned_to(person),
        kind__in=ASKED,
        state=ThreadState.ANSWERED,
        entry__round_unit__round__published_version=None,
    )


def asked_by_appraiser(person: User) -> QuerySet[Thread]:
    """Running ones on leaves that the person appraises, answered or not."""
    return Thread.objects.filter(_assigned_to(person), kind__in=ASKED, state__in=RUNNING)


def waiting_threads(person: User, positions: Sequence[Membership] | None = None) -> int:
    """How many wait for the person; for the navigation. ``positions``: all of his, where they were read before."""
    mine = to_answer(person, positions).filter(draft="").order_by()
    return (mine | to_decide(person).order_by()).count()


def thread_lines(threads: Iterable[Thread], person: User | None = None) -> list[ThreadLine]:
    """Lines of a list as ``person`` may see them (None: with all points): three queries, three more for each round and
    kind in it, and a few for each unit that is not seen from above.
    """
    rows = list(threads)
    eye = _Eye(person)
    points = _points([row.entry_id for row in rows])
    questions = _questions(rows)
    windows: dict[tuple[int, str], dict[int, Window]] = {}
    lines = []
    for row in rows:
        member = row.entry.round_unit
        stage = ANSWER_STAGE[ThreadKind(row.kind)]
        key = (member.round_id, stage.value)
        if key not in windows:
            windows[key] = windows_by_unit(member.round, stage)
        seen = {stage.value for stage in eye.stages(row)}
        standing = {stage: given for stage, given in points.get(row.entry_id, {}).items() if stage in seen}
        stake = _stake(standing, row.entry.leaf.maximum)
        lines.append(ThreadLine(row, questions.get(row.pk, ""), stake, windows[key].get(member.pk)))
    return lines


@dataclass(slots=True)
class _Eye:
    """Which stages' points of a thread's leaf a person sees; remembers what it asked about rounds and units."""

    person: User | None
    offices: dict[int, bool] = field(default_factory=dict)
    disclosed: dict[int, tuple[Stage, ...]] = field(default_factory=dict)
    own: list[int] | None = None

    def stages(self, thread: Thread) -> tuple[Stage, ...]:
        """From above: all. The unit: what is disclosed to it, and the appraisal that it is to explain. Who objects:
        what is disclosed, while the round lets peers look.
        """
        member = thread.entry.round_unit
        if self._is_office(member.round):
            return PRECEDENCE
        stages = self._disclosed(member)
        if self._is_own(member):
            asked = thread.kind == ThreadKind.EXPLANATION and thread.state != ThreadState.WITHDRAWN
            return (*stages, Stage.APPRAISAL_1) if asked else stages
        looks = thread.from_unit is not None and bool(may_look_at_peers(thread.from_unit))
        return stages if looks or results_disclosed(member.round) else ()

    def _is_office(self, round_: Round) -> bool:
        if round_.pk not in self.offices:
            self.offices[round_.pk] = sees_drafts(self.person, round_)
        return self.offices[round_.pk]

    def _disclosed(self, member: RoundUnit) -> tuple[Stage, ...]:
        if member.pk not in self.disclosed:
            self.disclosed[member.pk] = disclosed_stages(member)
        return self.disclosed[member.pk]

    def _is_own(self, member: RoundUnit) -> bool:
        if self.own is None and self.person is not None:
            scopes = [held.scope_id for held in positions_with(self.person, Right.SEE_RESULTS)]
            self.own = list(OrgUnit.objects.filter(closure_up__ancestor__in=scopes).values_list("pk", flat=True))
        return member.unit_id in (self.own or [])


def _questions(rows: Sequence[Thread]) -> dict[int, str]:
    found: dict[int, str] = {}
    messages = Message.objects.filter(thread__in=[row.pk for row in rows]).order_by("pk")
    for thread, text in messages.values_list("thread_id", "text"):
        found.setdefault(thread, text)
    return found


def _points(entries: Sequence[int]) -> dict[int, dict[str, Decimal | None]]:
    found: dict[int, dict[str, Decimal | None]] = {}
    scores = Score.objects.filter(entry__in=entries, actor=None).values_list("entry_id", "stage", "points")
    for entry, stage, points in scores:
        found.setdefault(entry, {})[stage] = points
    return found


def _stake(points: dict[str, Decimal | None], maximum: Decimal) -> Decimal | None:
    """Claimed minus given; before the appraisal all that is claimed; without a claim what is missing to the maximum."""
    claimed, given = points.get(Stage.SELF.value), points.get(Stage.APPRAISAL_1.value)
    if claimed is None and given is None:
        return None
    if claimed is None:
        return max(maximum - (given or ZERO), ZERO)
    return max(claimed - (given or ZERO), ZERO)


def scores_of(thread: Thread, person: User | None = None) -> list[Score]:
    """The main-line scores of the leaf that the person may see, in the order of the stages, with their evidence."""
    seen = _Eye(person).stages(thread)
    order: list[Stage] = [stage for stage in reversed(PRECEDENCE) if stage in seen and stage is not Stage.FINAL]
    scores = Score.objects.filter(entry=thread.entry_id, actor=None, stage__in=order)
    rows = scores.prefetch_related("evidence__document", "loss_reasons")
    return sorted(rows, key=lambda score: order.index(Stage(score.stage)))


def documents_offered(unit: RoundUnit, chosen: Iterable[Document] = ()) -> list[Document]:
    """The unit's newest documents, those already chosen first."""
    first = list(chosen)
    newest = Document.objects.filter(unit=unit.unit_id).exclude(pk__in=[each.pk for each in first])
    return first + list(newest.order_by("-registered_at")[:DOCUMENTS_OFFERED])


def hand_in_lines(round_unit: RoundUnit) -> list[ThreadLine]:
    """The unit's open requests: what its head is about to hand in."""
    threads = Thread.objects.filter(entry__round_unit=round_unit, kind=ThreadKind.EXPLANATION, state=ThreadState.OPEN)
    return thread_lines(with_places(threads))
