"""Jobs tell how far they are, and say when they break."""

import threading
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.db import OperationalError, transaction
from django.urls import reverse
from django_tasks import task
from django_tasks_db.models import DBTaskResult
from tests.portal.conftest import SignedIn

from parindex.portal.accounts.models import User
from parindex.portal.platform import clock, job_locks, jobs, worker
from parindex.portal.platform.killed_jobs import settle_killed_jobs
from parindex.portal.platform.models import JobProgress, Notification
from parindex.portal.platform.refusals import ActionRefused


@task()
def count_to(progress_id: int, number: int) -> None:
    with jobs.running(progress_id) as progress:
        progress.expect(number)
        for _ in range(number):
            progress.advance()
        progress.finish_with({"rows": number}, address="/don-vi/")


@task()
def refuse(progress_id: int) -> None:
    with jobs.running(progress_id):
        raise ActionRefused("organisations.role_unknown", {"role": "khách"})


@task()
def break_down(progress_id: int) -> None:
    with jobs.running(progress_id):
        raise ZeroDivisionError


@pytest.mark.django_db(transaction=True)
def test_a_job_runs_and_tells_its_progress(signed_in: SignedIn, hoa: User, quan: User) -> None:
    progress = jobs.start(count_to, kind="organisations.load_units", actor=hoa, number=3)
    assert progress.state == "waiting"
    assert worker.run_waiting() == 1
    progress.refresh_from_db()
    assert (progress.state, progress.done, progress.total, progress.outcome) == ("done", 3, 3, {"rows": 3})

    address = reverse("job", args=[progress.public_id])
    page = signed_in(hoa).get(address)
    assert "Nạp danh mục đơn vị" in page.content.decode()
    part = signed_in(hoa).get(address, headers={"HX-Request": "true"})
    assert "<html" not in part.content.decode()
    assert "hx-get" not in part.content.decode()  # it is done: nothing more to ask
    assert signed_in(quan).get(address).status_code == 404


@pytest.mark.django_db(transaction=True)
def test_a_refusal_in_a_job_is_said_in_words(signed_in: SignedIn, hoa: User) -> None:
    progress = jobs.start(refuse, kind="organisations.load_units", actor=hoa)
    worker.run_waiting()
    progress.refresh_from_db()
    assert (progress.state, progress.problem_code) == ("failed", "organisations.role_unknown")
    page = signed_in(hoa).get(reverse("job", args=[progress.public_id])).content.decode()
    assert "không có vai trò “khách”" in page


@pytest.mark.django_db(transaction=True)
def test_a_broken_job_is_marked_and_the_next_one_runs(hoa: User) -> None:
    broken = jobs.start(break_down, kind="organisations.load_units", actor=hoa)
    whole = jobs.start(count_to, kind="organisations.load_units", actor=hoa, number=1)
    worker.run_waiting()
    states = dict(JobProgress.objects.values_list("pk", "state"))
    assert (states[broken.pk], states[whole.pk]) == ("failed", "done")
    assert JobProgress.objects.get(pk=broken.pk).problem_code == "jobs.broke"


@pytest.mark.django_db(transaction=True)
def test_nothing_is_enqueued_when_the_transaction_fails(hoa: User) -> None:
    with pytest.raises(RuntimeError), transaction.atomic():
        jobs.start(count_to, kind="organisations.load_units", actor=hoa, number=1)
        raise RuntimeError
    assert worker.run_waiting() == 0
    assert not JobProgress.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_the_page_sees_how_far_a_job_is_inside_its_one_transaction(signed_in: SignedIn, hoa: User) -> None:
    row = jobs.start(count_to, kind="organisations.load_units", actor=hoa, number=0)
    address = reverse("job", args=[row.public_id])
    with jobs.running(row.pk) as progress:
        with transaction.atomic():
            progress.stand_at(2, 7)
            transaction.set_rollback(True)  # as nobody outside sees what is not committed
        row.refresh_from_db()
        assert (row.done, row.total) == (0, None)
        assert "đã xong 2/7" in signed_in(hoa).get(address).content.decode()
    row.refresh_from_db()
    assert row.state == "done" and jobs.seen(row).total is None, "nothing is left in memory"


@pytest.mark.django_db(transaction=True)
def test_asking_and_queueing_are_one_transaction(hoa: User) -> None:
    """A process that ends right after the commit cannot leave a job that nobody will ever take."""
    with transaction.atomic():
        row = jobs.start(count_to, kind="organisations.load_units", actor=hoa, number=1)
        assert DBTaskResult.objects.get(pk=str(row.task)).args_kwargs["args"] == [row.pk]


@pytest.mark.django_db(transaction=True)
def test_a_job_that_ends_its_worker_each_time_is_not_taken_for_ever(hoa: User) -> None:
    row = jobs.start(count_to, kind="organisations.load_units", actor=hoa, number=1)
    _left_by_dead_workers(row, number=3)
    assert settle_killed_jobs() == 1
    row.refresh_from_db()
    assert (row.state, row.problem_code) == ("failed", "jobs.interrupted")
    assert Notification.objects.filter(person=hoa, code="jobs.told_interrupted").count() == 1
    assert worker.run_waiting() == 0


@pytest.mark.django_db(transaction=True)
def test_a_job_that_a_living_worker_has_taken_is_left_to_it(hoa: User) -> None:
    row = jobs.start(count_to, kind="organisations.load_units", actor=hoa, number=1)
    _left_by_dead_workers(row, number=1)
    with job_locks.alive("worker-1"):
        assert settle_killed_jobs() == 0
    row.refresh_from_db()
    assert row.state == "waiting"


@pytest.mark.django_db(transaction=True)
def test_a_job_whose_task_broke_before_it_began_says_so(hoa: User) -> None:
    row = jobs.start(count_to, kind="organisations.load_units", actor=hoa, unknown=1)  # no such argument
    worker.run_waiting()
    assert settle_killed_jobs() == 1
    row.refresh_from_db()
    assert (row.state, row.problem_code, row.problem_values) == ("failed", "jobs.broke", {"job": row.public_id})


@pytest.mark.django_db(transaction=True)
def test_a_job_of_no_queue_is_closed_after_a_day(hoa: User) -> None:
    """Rows from before jobs named their task, whose queueing never happened."""
    row = JobProgress.objects.create(kind="organisations.load_units", started_by=hoa, requested_at=clock.now())
    assert settle_killed_jobs() == 0
    JobProgress.objects.update(requested_at=clock.now() - timedelta(days=1))
    assert settle_killed_jobs() == 1
    row.refresh_from_db()
    assert (row.state, row.problem_code) == ("failed", "jobs.interrupted")


def _left_by_dead_workers(row: JobProgress, *, number: int) -> None:
    """The job as so many workers left it that took it and were killed before it began."""
    names = [f"worker-{place}" for place in range(1, number + 1)]
    for name in names:
        (Path(settings.VAR) / "jobs").mkdir(parents=True, exist_ok=True)
        (Path(settings.VAR) / "jobs" / f"{name}.lock").touch()
    DBTaskResult.objects.filter(pk=str(row.task)).update(status="RUNNING", worker_ids=names)


def test_a_thread_takes_jobs_again_after_the_database_did_not_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    runs: list[int] = []
    again = threading.Event()

    def run(_: object) -> None:
        runs.append(1)
        if len(runs) == 1:
            raise OperationalError("database is locked")
        again.set()

    monkeypatch.setattr("django_tasks_db.management.commands.db_worker.Worker.run", run)
    monkeypatch.setattr(worker, "_PAUSE", 0.01)
    worker.start_threads(1)
    assert again.wait(10)
    worker.stop_threads()
