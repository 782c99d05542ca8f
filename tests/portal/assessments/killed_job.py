"""The steps of jobs whose worker is killed, each a process of its own, on the database and folder of the environment:
``python -m tests.portal.assessments.killed_job prepare|ask <job>|work <where to die>|settle|state|standing|page``.
"""
# ruff: noqa: PLC0415, T201  (models are imported after Django is set up; a process answers by printing)

from __future__ import annotations

import importlib
import os
import signal
import sys
from collections.abc import Callable


def prepare() -> None:
    """An approved round, a draft of next year's set, and Hoa, who runs both."""
    from django.core.management import call_command
    from tests.portal import conftest
    from tests.portal.assessments import publication_cast as cast

    from parindex.portal.assessments.actions import approve_results
    from parindex.portal.criteria.actions import copy_last_years_set
    from parindex.portal.organisations.actions.import_units import UnitRow, import_units
    from parindex.portal.platform import clock

    call_command("migrate", "--run-syncdb", verbosity=0)
    rows = [
        UnitRow(key, name, short, level, kind, conftest.TWO_LEVELS, code=code, parent=parent)
        for key, code, name, short, level, kind, parent in conftest._ROWS
    ]
    places = conftest.Places(**import_units(actor=None, rows=rows, source="tests").units)
    with clock.stopped_at(cast.NOW):
        hoa = conftest._holder("hoa", "Hoa", "coordinator", places.province, places.province, "chuyên viên")
        round_ = cast.small_round(places, None)
        cast.voted(None, round_, cast.minutes_of(places, None))
        approve_results(actor=None, round_=round_, decision_number="318/QĐ-UBND", decided_on=cast.DAY)
        copy_last_years_set(actor=hoa, base=round_.set_version, owner=places.province)


def ask(job: str) -> None:
    """Hoa asks for the job on a page."""
    from parindex.portal.accounts.models import User
    from parindex.portal.assessments.jobs.publishing import publish_round
    from parindex.portal.assessments.jobs.trying import KIND, try_draft_on_round
    from parindex.portal.assessments.models import Round
    from parindex.portal.criteria.models import CriteriaSetDraft
    from parindex.portal.platform import jobs

    hoa, round_ = User.objects.get(username="hoa"), Round.objects.get()
    if job == "trial":
        draft = CriteriaSetDraft.objects.get()
        jobs.start(try_draft_on_round, kind=KIND, actor=hoa, draft_id=draft.pk, round_id=round_.pk)
    else:
        kind = "assessments.publish_round"
        jobs.start(publish_round, kind=kind, actor=hoa, round_id=round_.pk, person_id=hoa.pk)


def work(place: str = "") -> None:
    """A worker takes what waits; with a place it is killed after that function (module:name) has done its part."""
    from tests.portal.assessments.publication_cast import NOW

    from parindex.portal.platform import clock, worker

    if place:
        module, name = place.split(":")
        importlib.import_module("parindex.portal.assessments.jobs.publishing")
        owner = importlib.import_module(module) if module not in sys.modules else sys.modules[module]
        real: Callable[..., object] = getattr(owner, name)

        def killed(*given: object, **named: object) -> None:
            real(*given, **named)
            os.kill(os.getpid(), signal.SIGKILL)

        setattr(owner, name, killed)
    with clock.stopped_at(NOW):
        worker.run_waiting()


def settle() -> None:
    """What the timetable does each minute."""
    from parindex.portal.platform.killed_jobs import settle_killed_jobs

    print(settle_killed_jobs(), flush=True)


def state() -> None:
    """The newest job, and what of trials and publications is kept."""
    from parindex.portal.assessments.models import CouncilMeeting, Publication, Round, Score, Stage
    from parindex.portal.platform.models import JobProgress, Notification, StoredFile

    job = JobProgress.objects.order_by("-pk")[0]
    final = Score.objects.filter(stage=Stage.FINAL).count()
    voted = CouncilMeeting.objects.values("results")
    trials = StoredFile.objects.filter(media_type="application/json").exclude(pk__in=voted).count()
    kept = "result" if job.result_address else "-"
    told = Notification.objects.filter(code="jobs.told_interrupted").count()
    print(job.state, job.problem_code or "-", kept, Round.objects.get().state, Publication.objects.count(), final)
    print(trials, told, flush=True)


def standing() -> None:
    """The newest job and its place in the queue: is it waiting, taken, done; how often it was taken."""
    from django_tasks_db.models import DBTaskResult

    from parindex.portal.platform.models import JobProgress

    job, queued = JobProgress.objects.order_by("-pk")[0], DBTaskResult.objects.order_by("-enqueued_at")[0]
    print(job.state, job.problem_code or "-", queued.status, len(queued.worker_ids), flush=True)


def page() -> None:
    """What Hoa reads on the job's page."""
    from django.test import Client
    from django.urls import reverse

    from parindex.portal.accounts.models import User
    from parindex.portal.platform.models import JobProgress

    browser = Client()
    browser.force_login(User.objects.get(username="hoa"), backend="parindex.portal.accounts.sign_in.PasswordBackend")
    job = JobProgress.objects.order_by("-pk")[0]
    print(browser.get(reverse("job", args=[job.public_id])).content.decode(), flush=True)


STEPS: dict[str, Callable[..., None]] = {
    "prepare": prepare,
    "ask": ask,
    "work": work,
    "settle": settle,
    "state": state,
    "standing": standing,
    "page": page,
}


if __name__ == "__main__":
    import django

    django.setup()
    for step in " ".join(sys.argv[1:]).split(" then "):
        name, *given = step.split()
        STEPS[name](*given)
