"""A source that is asked for its dossiers by itself, over a real loopback server: declared, confirmed, pulled, told."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from tests.lake.rest_portal import Portal, serving
from tests.portal.conftest import Places, SignedIn
from tests.portal.dossiers.conftest import HEAD, NOW, dossier

from parindex.portal.accounts.models import User
from parindex.portal.dashboards.queries.my_work import my_work
from parindex.portal.dossiers import engine_bridge, jobs
from parindex.portal.dossiers.actions.begin_pull import begin_due_pulls, begin_pull
from parindex.portal.dossiers.actions.confirm_columns import confirm_columns
from parindex.portal.dossiers.actions.declare_pull import PullWords, declare_pull
from parindex.portal.dossiers.actions.run_import import run_import
from parindex.portal.dossiers.actions.settle_imports import settle_imports
from parindex.portal.dossiers.actions.undo_import import undo_import
from parindex.portal.dossiers.models import DossierSource, ImportBatch, NightlyPull
from parindex.portal.organisations.models import Membership
from parindex.portal.platform import clock
from parindex.portal.platform import jobs as platform_jobs
from parindex.portal.platform.models import AuditEntry
from parindex.portal.platform.refusals import ActionRefused, NotAllowed
from parindex.portal.site import schedule

TOKEN = "thu"
VARIABLE = "PARINDEX_PULL_TOKEN_MOT_CUA_DIEN_TU_TINH"
MANY = 7


def row(number: int, **changed: str) -> dict[str, str]:
    return dict(zip(HEAD, dossier(number), strict=True)) | changed


@pytest.fixture
def portal() -> Iterator[Portal]:
    with serving(Portal([row(number) for number in range(MANY)])) as served:
        yield served


@pytest.fixture(autouse=True)
def token(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, TOKEN)


@pytest.fixture
def words(portal: Portal) -> PullWords:
    return PullWords(portal.address, 2, page_size=3, records_key="data", token_from="variable")


@pytest.fixture
def pull(source: DossierSource, hoa: User, words: PullWords) -> NightlyPull:
    with clock.stopped_at(NOW):
        return declare_pull(actor=hoa, source=source, words=words)[0]


@pytest.fixture
def confirmed(pull: NightlyPull, hoa: User) -> NightlyPull:
    """Its columns are confirmed and it was pulled once, by hand."""
    with clock.stopped_at(NOW):
        batch = begin_pull(actor=hoa, pull=pull, start=jobs.start_import)
        columns = {line[0]: line[1] for line in batch.proposal if line[1]}
        batch = confirm_columns(actor=hoa, batch=batch, columns=columns)
        run_import(actor=hoa, batch=batch)
    return pull


def night(day: int, hour: int = 2, minute: int = 3) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=clock.VIETNAM)


def newest() -> ImportBatch:
    return ImportBatch.objects.select_related("source__owner", "job").order_by("-pk")[0]


def run_at(moment: datetime, hoa: User) -> ImportBatch:
    """What the timetable and the worker do at this moment."""
    with clock.stopped_at(moment):
        assert begin_due_pulls(jobs.start_import) == 1
        return run_import(actor=hoa, batch=newest())


def test_it_is_declared_changed_and_audited_without_a_secret(
    source: DossierSource, hoa: User, words: PullWords, pull: NightlyPull, portal: Portal
) -> None:
    assert portal.asked == [] and pull.declared_by == hoa
    assert declare_pull(actor=hoa, source=source, words=words) == (pull, False)
    changed, is_new = declare_pull(actor=hoa, source=source, words=replace(words, hour=4, is_on=False))
    assert is_new and (changed.pk, changed.hour, changed.is_on) == (pull.pk, 4, False)
    entries = AuditEntry.objects.filter(action="dossiers.declare_pull", subject=pull.public_id)
    assert [entry.references["hour"] for entry in entries.order_by("pk")] == [2, 4]
    assert TOKEN not in {str(value) for entry in entries for value in entry.references.values()}
    assert TOKEN not in {str(value) for value in NightlyPull.objects.values_list().get()}


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"address": "file:///etc/passwd"}, "lake.pull_bad_address"),
        ({"address": "https://ten:mat-khau@dvc.example.vn/ho-so"}, "lake.pull_secret_in_address"),
        ({"address": "https://dvc.example.vn/ho-so?access_token=abc"}, "lake.pull_secret_in_address"),
        ({"hour": 24}, "pull_out_of_range"),
        ({"page_size": 10_001}, "pull_out_of_range"),
        ({"page_name": "trang số"}, "pull_bad_name"),
        ({"token_from": "abc"}, "pull_out_of_range"),
    ],
)
def test_what_cannot_be_asked_is_not_declared(
    source: DossierSource, hoa: User, words: PullWords, wrong: dict[str, object], code: str
) -> None:
    with pytest.raises(ActionRefused, match=code):
        declare_pull(actor=hoa, source=source, words=replace(words, **wrong))  # type: ignore[arg-type]
    assert not NightlyPull.objects.exists()


def test_who_does_not_run_rounds_declares_nothing_and_a_stranger_pulls_nothing(
    source: DossierSource, pull: NightlyPull, words: PullWords, lan: User, quan: User, portal: Portal
) -> None:
    for person in (lan, quan):
        with pytest.raises(NotAllowed):
            declare_pull(actor=person, source=source, words=replace(words, hour=5))
        with pytest.raises(NotAllowed):
            begin_pull(actor=person, pull=pull, start=jobs.start_import)
    assert portal.asked == []


def test_the_first_time_a_person_confirms_the_fields_and_no_citizen_comes_in(
    confirmed: NightlyPull, portal: Portal, store: Path
) -> None:
    batch = newest()
    assert batch.by_pull and (batch.state, batch.rows, batch.good, batch.inserted) == ("imported", MANY, MANY, MANY)
    left_out = ["Họ và tên", "Số điện thoại", "Ghi chú nội bộ"]
    assert batch.pulled == {
        "pages": 3, "looks": 2, "settled": True, "only_before": 0, "at_rest": True, "left_out": left_out,
    }  # fmt: skip
    assert (batch.personal_columns, batch.ignored_columns) == (left_out[:2], left_out[2:])
    kept = confirmed.source.mappings.get(layout="dossiers_pull")
    assert "Họ và tên" not in kept.columns and not confirmed.source.mappings.filter(layout="dossiers").exists()
    assert engine_bridge.lake().count() == MANY
    assert not list((store / "dossier_pulls" / confirmed.source.code).iterdir())
    assert AuditEntry.objects.filter(action="dossiers.begin_pull", subject=batch.public_id).count() == 1


def test_each_night_at_its_hour_once_and_what_is_new_comes_in(
    confirmed: NightlyPull, portal: Portal, hoa: User
) -> None:
    with clock.stopped_at(night(17, 1, 59)):
        assert begin_due_pulls(jobs.start_import) == 0
    portal.rows.append(row(8))
    portal.rows = [each | {"ho_ten": "Nguyễn Văn Tèo"} for each in portal.rows]
    batch = run_at(night(17), hoa)
    assert (batch.state, batch.inserted, engine_bridge.lake().count()) == ("imported", 1, MANY + 1)
    # what the source sends now is said, not what it sent when its columns were confirmed
    assert batch.personal_columns == ["Họ và tên", "Số điện thoại", "ho_ten"]
    with clock.stopped_at(night(17, 9)):
        assert begin_due_pulls(jobs.start_import) == 0  # once a day
    assert run_at(night(18, 8), hoa).shown_state == "unchanged"  # the server was off at two
    assert newest().problem_values == {"at": "17/11/2026 02:03"}
    assert "pull_dossiers" in {timed.name for timed in schedule.TIMED}


def test_before_its_columns_are_confirmed_and_while_it_is_off_nothing_is_pulled(
    pull: NightlyPull, source: DossierSource, words: PullWords, hoa: User, portal: Portal
) -> None:
    with clock.stopped_at(night(17)):
        assert begin_due_pulls(jobs.start_import) == 0
    assert portal.asked == []


def test_one_that_is_off_is_not_pulled(
    confirmed: NightlyPull, source: DossierSource, words: PullWords, hoa: User
) -> None:
    with clock.stopped_at(NOW):
        declare_pull(actor=hoa, source=source, words=replace(words, is_on=False))
    with clock.stopped_at(night(18)):
        assert begin_due_pulls(jobs.start_import) == 0


def test_a_failure_is_told_to_who_declared_it_tried_again_and_goes_on_where_it_stopped(
    confirmed: NightlyPull, portal: Portal, hoa: User, minh: User, signed_in: SignedIn
) -> None:
    portal.rows.append(row(8))
    portal.asked.clear()
    portal.fails_at = {3: 403}
    with pytest.raises(ActionRefused, match="lake.pull_failed"):
        run_at(night(17), hoa)
    failed = newest()
    assert (failed.state, failed.problem_code, portal.asked) == ("failed", "lake.pull_failed", [1, 2, 3])
    with clock.stopped_at(night(17, 2, 30)):
        lines = [line for line in my_work(hoa).lines if line.code == "work.pull_failed"]
        assert len(lines) == 1 and failed.public_id in lines[0].address
        assert not [line for line in my_work(minh).lines if line.code == "work.pull_failed"]
        page = signed_in(hoa).get("/ho-so/nhap/").content.decode()
        assert "trả lời 403 ở trang 3" in page
        assert begin_due_pulls(jobs.start_import) == 0  # not at once
    portal.fails_at = {}
    again = run_at(night(17, 3, 40), hoa)
    assert portal.asked == [1, 2, 3, 3, 1, 2, 3] and (again.state, again.inserted) == ("imported", 1)
    assert not [line for line in my_work(hoa).lines if line.code == "work.pull_failed"]


def test_a_night_is_tried_three_times(confirmed: NightlyPull, portal: Portal, hoa: User) -> None:
    portal.fails_at = {1: 403}
    for hour in (2, 4, 6):
        with pytest.raises(ActionRefused):
            run_at(night(17, hour), hoa)
    with clock.stopped_at(night(17, 8)):
        assert begin_due_pulls(jobs.start_import) == 0
    portal.fails_at = {}
    assert run_at(night(18), hoa).shown_state == "unchanged"


def test_without_its_token_it_fails_and_says_where_the_token_belongs(
    confirmed: NightlyPull, source: DossierSource, hoa: User, words: PullWords, portal: Portal, store: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.delenv(VARIABLE)
    portal.asked.clear()
    with pytest.raises(ActionRefused, match="lake.token_missing"):
        run_at(night(17), hoa)
    assert portal.asked == [] and VARIABLE in newest().problem_values["place"]
    with clock.stopped_at(night(17, 9)):
        declare_pull(actor=hoa, source=source, words=replace(words, token_from="file"))
    file = store / "pull_tokens" / source.code
    file.parent.mkdir()
    file.write_text(TOKEN, encoding="ascii")
    file.chmod(0o644)
    with pytest.raises(ActionRefused, match="lake.token_file_open"):
        run_at(night(18), hoa)
    file.chmod(0o600)
    assert run_at(night(19), hoa).shown_state == "unchanged"


def test_a_source_that_points_elsewhere_is_not_followed(confirmed: NightlyPull, portal: Portal, hoa: User) -> None:
    with serving(Portal(portal.rows)) as other:
        portal.elsewhere = other.address + "?page=1&size=3"
        with pytest.raises(ActionRefused, match="lake.pull_failed"):
            run_at(night(17), hoa)
        assert other.asked == [] and newest().problem_values["status"] == "302"


def test_in_the_name_of_one_who_may_not_any_more_nothing_is_pulled(
    confirmed: NightlyPull, portal: Portal, hoa: User
) -> None:
    Membership.objects.filter(person=hoa).update(valid_to="2026-11-10")
    portal.asked.clear()
    with clock.stopped_at(night(17)):
        assert begin_due_pulls(jobs.start_import) == 0
    confirmed.refresh_from_db()
    assert confirmed.problem_code == "dossiers.pull_not_allowed" and portal.asked == []


def test_a_pull_whose_process_was_killed_says_so_and_the_next_goes_on(
    confirmed: NightlyPull, portal: Portal, hoa: User
) -> None:
    portal.rows.append(row(8))
    with clock.stopped_at(night(17)):
        begin_due_pulls(jobs.start_import)
        batch = newest()
        with pytest.raises(ActionRefused, match="pull_under_way"):
            begin_pull(actor=hoa, pull=confirmed, start=jobs.start_import)
        settle_imports()
        assert newest().state == "waiting"  # its job lives
        assert batch.job is not None
        platform_jobs.give_up(batch.job, "jobs.interrupted")  # what the timetable does when its process was killed
        settle_imports()
    assert (newest().state, newest().problem_code) == ("interrupted", "dossiers.pull_interrupted")
    assert run_at(night(17, 3, 10), hoa).inserted == 1


def test_a_pull_is_undone_as_any_import(confirmed: NightlyPull, hoa: User) -> None:
    with clock.stopped_at(NOW + timedelta(hours=1)):
        undo_import(actor=hoa, batch=newest(), reason="nhầm nguồn")
    assert engine_bridge.lake().count() == 0 and newest().state == "undone"


def test_the_page_declares_reads_the_columns_and_pulls(
    places: Places, source: DossierSource, portal: Portal, hoa: User, lan: User, signed_in: SignedIn
) -> None:
    client = signed_in(hoa)
    assert "Khai báo kéo hằng đêm" in client.get("/ho-so/nhap/").content.decode()
    typed = {
        "source": source.public_id, "address": portal.address, "hour": "2", "token_from": "variable", "is_on": "1",
        "page_size": "3", "page_name": "page", "size_name": "size", "first_page": "1", "records_key": "data",
    }  # fmt: skip
    assert client.post("/ho-so/nhap/keo/", typed | {"page_size": "nhiều"}).status_code == 422
    assert client.post("/ho-so/nhap/keo/", typed).status_code == 302
    pull = NightlyPull.objects.get()
    page = client.get("/ho-so/nhap/").content.decode()
    assert VARIABLE in page and "Đọc các cột rồi kéo" in page and "Chưa tự kéo ban đêm" in page
    assert f'value="{portal.address}"' in client.get(f"/ho-so/nhap/?keo={pull.public_id}").content.decode()
    assert signed_in(lan).post("/ho-so/nhap/keo/", typed).status_code == 403
    assert signed_in(lan).post(f"/ho-so/nhap/keo/{pull.public_id}/").status_code == 404
    client = signed_in(hoa)
    answer = client.post(f"/ho-so/nhap/keo/{pull.public_id}/")
    batch = newest()
    assert answer.status_code == 302 and answer["Location"] == f"/ho-so/nhap/{batch.public_id}/"
    page = client.get(answer["Location"]).content.decode()
    assert "Mã hồ sơ" in page and "bỏ, không lưu" in page.lower()
    chosen = {f"c{at}": line[1] for at, line in enumerate(batch.proposal) if line[1]}
    assert client.post(answer["Location"], chosen).status_code == 302
    run_import(actor=hoa, batch=newest())
    page = client.get(answer["Location"]).content.decode()
    assert "3 trang, đọc hai lượt" in page
    assert client.post(f"/ho-so/nhap/keo/{pull.public_id}/").status_code == 302
    assert newest().state == "waiting" and newest().mapping


def test_a_pull_of_which_no_row_was_good_speaks_of_the_source_and_offers_no_undoing(
    confirmed: NightlyPull, portal: Portal, hoa: User, signed_in: SignedIn
) -> None:
    portal.rows = [row(number, **{"Đơn vị tiếp nhận": "Xã Không Có"}) for number in range(MANY)]
    batch = run_at(night(17), hoa)
    assert (batch.shown_state, batch.good, batch.rejected) == ("nothing", 0, MANY)
    page = signed_in(hoa).get(f"/ho-so/nhap/{batch.public_id}/").content.decode()
    assert "Không có tệp để sửa: dòng do nguồn gửi" in page and "Sửa tệp dòng bị loại rồi nhập lại" not in page
    assert "Không dòng nào nguồn gửi hợp lệ" in page and "Số dòng nguồn gửi" in page
    assert "Hoàn tác đợt nhập này" not in page
    assert "Họ và tên, Số điện thoại" in page


def test_asking_again_before_its_columns_are_confirmed_leaves_one_line(pull: NightlyPull, hoa: User) -> None:
    with clock.stopped_at(NOW):
        first = begin_pull(actor=hoa, pull=pull, start=jobs.start_import)
        second = begin_pull(actor=hoa, pull=pull, start=jobs.start_import)
    assert first.pk == second.pk and ImportBatch.objects.count() == 1
