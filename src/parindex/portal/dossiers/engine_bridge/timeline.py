"""The changes of state of one dossier as its page shows them, and what the working-time engine says of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from parindex.engine.working_days import (
    DeadlinePolicy,
    Effect,
    ExtensionSeen,
    JudgedStage,
    NoPolicy,
    OutsideCalendar,
    Pause,
    Timing,
    extensions_of,
    judge_stages,
    pauses_of,
    requests_of,
    requests_too_many,
    stages_of,
    to_local,
)
from parindex.lake import events
from parindex.lake.columns import DONE
from parindex.lake.engine_room import connection
from parindex.lake.events import Event, events_of
from parindex.lake.events_applied import shipped_effects
from parindex.portal.dossiers.engine_bridge.counting import counted_by, declaration_on, declared_for
from parindex.portal.dossiers.engine_bridge.importing import working_calendar
from parindex.portal.dossiers.engine_bridge.store import lake
from parindex.portal.dossiers.models import DossierSource
from parindex.portal.platform import clock

__all__ = ["Effect", "Moment", "Timeline", "Timing", "code_with_most_changes", "timeline_of"]


@dataclass(frozen=True, slots=True)
class Moment:
    """One change: what the clock does from then on; working minutes until the next change (None: there is none)."""

    event: Event
    effect: Effect
    minutes: int | None


@dataclass(frozen=True, slots=True)
class Timeline:
    """All changes of a dossier and what follows from them under a policy; minutes are working minutes.

    ``spent``: from receipt to the end, or to the moment of asking, without ``waited``; ``too_many``: requests beyond
    what the policy allows; ``policy_declared``: False where it is the law because nobody declared one; ``supplement``:
    what waiting for papers does under it.
    """

    moments: tuple[Moment, ...]
    pauses: tuple[Pause, ...]
    requests: int
    too_many: int
    waited: int
    spent: int
    ended: bool
    extensions: tuple[ExtensionSeen, ...]
    stages: tuple[JudgedStage, ...]
    policy_title: str
    policy_declared: bool
    supplement: str
    unsure: tuple[str, ...]

    @property
    def simulated(self) -> bool:
        """Whether any change is generated."""
        return any(each.event.simulated for each in self.moments)

    @property
    def is_waiting(self) -> bool:
        """Whether the clock stands still."""
        return not self.ended and bool(self.pauses) and self.pauses[-1].ended_at is None


def timeline_of(source: str, record_code: str) -> Timeline | None:
    """The changes of a dossier that count; None where its source told of none, or no policy holds on its receipt."""
    told = events_of(lake(), source, record_code)
    times = _times_of(source, record_code) if told else None
    if times is None:
        return None
    try:
        return _timeline(told, *times, *_policy(source, times[0].date()))
    except (NoPolicy, OutsideCalendar):
        return None


def code_with_most_changes(source: str) -> str | None:
    """The dossier of a source with most changes of state; None where it told of none."""
    return events.code_with_most_changes(lake(), source)


def _timeline(
    told: Sequence[Event],
    received_at: datetime,
    due_at: datetime | None,
    ended_at: datetime | None,
    policy: DeadlinePolicy,
    declared: bool,
) -> Timeline:
    calendar, effects, now = working_calendar(), shipped_effects(), to_local(clock.now())
    changes = [each.change for each in told]
    pauses = pauses_of(changes, effects, received_at, ended_at)
    closed = [(pause.began_at, pause.ended_at) for pause in pauses if pause.ended_at is not None]
    waited = sum(calendar.working_minutes_between(began, ended) for began, ended in closed)
    opened = pauses[-1].began_at if pauses and pauses[-1].ended_at is None else now
    states = {change.to_status for change in changes}
    reads = [each.read for each in effects.states if each.status in states]
    return Timeline(
        moments=tuple(_moments(told)),
        pauses=pauses,
        requests=len(requests_of(changes, effects)),
        too_many=requests_too_many(pauses, policy),
        waited=waited,
        spent=max(0, calendar.working_minutes_between(received_at, ended_at or opened) - waited),
        ended=ended_at is not None,
        extensions=extensions_of(calendar, changes, due_at, policy),
        stages=judge_stages(calendar, stages_of(changes, effects, pauses, ended_at), policy, now).stages,
        policy_title=policy.title,
        policy_declared=declared,
        supplement=policy.supplement.value,
        unsure=tuple(each.unsure for each in (*reads, *policy.acts) if each.unsure),
    )


def _policy(source: str, received_on: date) -> tuple[DeadlinePolicy, bool]:
    """The policy of the source on the day of receipt, and whether it was declared. Raises ``NoPolicy``."""
    known = DossierSource.objects.select_related("owner").filter(code=source).first()
    declared = declared_for(known.owner) if known else ()
    return counted_by(declared, received_on), declaration_on(declared, received_on) is not None


def _moments(told: Sequence[Event]) -> list[Moment]:
    calendar, effects = working_calendar(), shipped_effects()
    made = []
    for at, event in enumerate(told):
        following = told[at + 1].change.at if at + 1 < len(told) else None
        minutes = calendar.working_minutes_between(event.change.at, following) if following is not None else None
        made.append(Moment(event, effects.of(event.change.to_status), minutes))
    return made


def _times_of(source: str, record_code: str) -> tuple[datetime, datetime | None, datetime | None] | None:
    """Received, due, ended (local) as the store's newest version has them."""
    done = ", ".join(str(int(each)) for each in sorted(DONE))
    query = f"""SELECT received_at, due_at,
            CASE WHEN status IN ({done}) THEN coalesce(finished_at, returned_at) END AS ended_at
        FROM records WHERE source = $source AND record_code = $code"""  # noqa: S608  (numbers of our own)
    store = lake()
    with connection(store.work_folder() / "spill") as opened:
        store.show(opened)
        rows = opened.execute(query, {"source": source, "code": record_code}).to_arrow_table().to_pylist()
    if not rows:
        return None
    received, due, ended = rows[0]["received_at"], rows[0]["due_at"], rows[0]["ended_at"]
    return to_local(received), due and to_local(due), ended and to_local(ended)
