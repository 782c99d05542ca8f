"""Timed work: the whole list on one page. A thread of the web process looks once a minute for what is due."""

import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from functools import partial

import structlog
from django.db import connections, transaction

from parindex.portal.assessments.actions import check_printed_round, replay_publications
from parindex.portal.assessments.actions.check_printed_round import SUBJECT as PRINTED_IN_ROUND
from parindex.portal.assessments.actions.remind_of_stages import remind_of_stages
from parindex.portal.assessments.models import Origin, Round
from parindex.portal.documents.actions import drop_expired_uploads
from parindex.portal.dossiers.actions.begin_pull import begin_due_pulls
from parindex.portal.dossiers.actions.bring_figures_up_to_date import bring_figures_up_to_date
from parindex.portal.dossiers.actions.check_printed_statements import SUBJECT as STATEMENT
from parindex.portal.dossiers.actions.check_printed_statements import check_printed_statements
from parindex.portal.dossiers.actions.remind_of_overdue import remind_of_overdue
from parindex.portal.dossiers.actions.settle_imports import settle_imports
from parindex.portal.dossiers.actions.vacuum_records import vacuum_records
from parindex.portal.dossiers.jobs import start_import
from parindex.portal.facts.actions import check_published_facts
from parindex.portal.facts.actions.check_published_facts import SUBJECT as PUBLISHED
from parindex.portal.findings.models import Finding
from parindex.portal.findings.workflow import WAITING, FindingState
from parindex.portal.petitions.actions.forget_petitioners import forget_petitioners
from parindex.portal.petitions.actions.remind_of_petitions import remind_of_petitions
from parindex.portal.platform import audit, clock, notifications
from parindex.portal.platform.killed_jobs import settle_killed_jobs
from parindex.portal.platform.models import TimedWork
from parindex.portal.site.reactions import retry_reactions

log = structlog.get_logger(__name__)
LOOK_EVERY = 60.0  # seconds


@dataclass(frozen=True, slots=True)
class Timed:
    """One piece of work. `after` gives the next moment from the one of this run."""

    name: str
    work: Callable[[], object]
    after: Callable[[datetime], datetime]


def daily_at(hour: int, minute: int) -> Callable[[datetime], datetime]:
    """Once a day at this time in Vietnam."""

    def after(moment: datetime) -> datetime:
        local = moment.astimezone(clock.VIETNAM)
        due = datetime.combine(local.date(), time(hour, minute), tzinfo=clock.VIETNAM)
        return due if due > local else due + timedelta(days=1)

    return after


def weekly_at(weekday: int, hour: int, minute: int) -> Callable[[datetime], datetime]:
    """Once a week at this time in Vietnam; Monday is 0."""

    def after(moment: datetime) -> datetime:
        due = daily_at(hour, minute)(moment)
        return due + timedelta(days=(weekday - due.astimezone(clock.VIETNAM).weekday()) % 7)

    return after


def every(minutes: int) -> Callable[[datetime], datetime]:
    """Again after so many minutes."""
    return lambda moment: moment + timedelta(minutes=minutes)


def _seal_yesterday() -> None:
    audit.seal_day(clock.today() - timedelta(days=1))


def check_printed_again() -> None:
    """Hold printed figures that gave findings against themselves once more: the mended close, those back open."""
    looked_at = Finding.objects.filter(state__in=[*WAITING, FindingState.CURED]).order_by()
    kinds = set(looked_at.values_list("subject_kind", flat=True).distinct())
    if PUBLISHED in kinds:
        check_published_facts(actor=None)
    if STATEMENT in kinds:
        check_printed_statements(actor=None)
    if PRINTED_IN_ROUND in kinds:
        subjects = looked_at.filter(subject_kind=PRINTED_IN_ROUND).values_list("subject_id", flat=True)
        rounds = {subject.partition("-")[0] for subject in subjects}
        for round_ in Round.objects.filter(origin=Origin.IMPORTED, public_id__in=rounds):
            check_printed_round(actor=None, round_=round_)


TIMED: tuple[Timed, ...] = (
    Timed("seal_audit", _seal_yesterday, daily_at(0, 10)),
    # Every published version is recomputed from its open data and held against its hashes.
    Timed("replay_publications", replay_publications, daily_at(1, 30)),
    # Findings of printed figures close by themselves when the figures hold, and open when they do not any more.
    Timed("check_printed_again", check_printed_again, daily_at(3, 0)),
    # Files of the record store that nothing needs any more; never what a recorded figure was counted of.
    Timed("vacuum_records", vacuum_records, weekly_at(6, 3, 30)),
    Timed("drop_expired_uploads", drop_expired_uploads, daily_at(2, 0)),
    # An import whose process was killed says so; exports that nobody confirmed are deleted.
    Timed("settle_imports", settle_imports, every(1)),
    # The program was brought up to date and sums more than before, or a process ended before it had summed.
    Timed("bring_figures_up_to_date", bring_figures_up_to_date, every(1)),
    # Any other job whose process was killed says so too, after the imports, which know better what became of them.
    Timed("settle_killed_jobs", settle_killed_jobs, every(1)),
    # Sources that were declared for it are asked for their dossiers once a day, each at its own hour.
    Timed("pull_dossiers", partial(begin_due_pulls, start_import), every(5)),
    Timed("retry_reactions", retry_reactions, every(5)),
    # People are told before a stage ends and their superiors after it; the mail follows within minutes.
    Timed("remind_of_stages", remind_of_stages, daily_at(7, 30)),
    # Each working morning: petitions that are late or due soon. Who raised one is forgotten after the time of keeping.
    Timed("remind_of_petitions", remind_of_petitions, daily_at(7, 15)),
    # Each working morning: dossiers that are overdue or due; once a week the level above learns of long ones.
    Timed("remind_of_overdue", remind_of_overdue, daily_at(7, 20)),
    Timed("forget_petitioners", forget_petitioners, daily_at(2, 30)),
    Timed("send_mail", notifications.send_waiting, every(5)),
)


def run_due() -> list[str]:
    """Run what is due now; gives the names. Work that breaks is written down and runs again at its next time."""
    return [timed.name for timed in TIMED if _is_mine(timed) and _run(timed)]


def _is_mine(timed: Timed) -> bool:
    """Take the work if it is due: the next time is moved on first, so that two processes never both run it."""
    now = clock.now()
    with transaction.atomic():
        row, _ = TimedWork.objects.select_for_update().get_or_create(
            name=timed.name, defaults={"next_run_at": timed.after(now)}
        )
        if row.next_run_at > now:
            return False
        TimedWork.objects.filter(pk=row.pk).update(next_run_at=timed.after(now), last_run_at=now)
        return True


def _run(timed: Timed) -> bool:
    problem = ""
    try:
        timed.work()
    except Exception as broken:
        log.exception("timed work broke", name=timed.name)
        problem = repr(broken)
    TimedWork.objects.filter(name=timed.name).update(problem=problem)
    return True


def start_thread() -> threading.Event:
    """Look for due work until the given event is set."""
    stop = threading.Event()

    def look() -> None:
        while not stop.wait(LOOK_EVERY):
            try:
                run_due()
            except Exception:
                log.exception("the timetable could not be read")
            finally:
                connections.close_all()

    threading.Thread(target=look, name="schedule", daemon=True).start()
    return stop
