"""Jobs tell how far they are, and say when they break."""

import threading

import pytest
from django.db import OperationalError, transaction
from django.urls import reverse
from django_tasks import task
from tests.portal.conftest import SignedIn

from parindex.portal.accounts.models import User
from parindex.portal.platform import jobs, worker
from parindex.portal.platform.models import JobProgress
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
