"""A REST source over a real loopback server: pages, resuming, refusals. Two portals compared."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from tests.lake.exported import LAYOUT, PRIVATE, bring_in, dossiers, export, options, rows_of, with_cell, write
from tests.lake.rest_portal import Portal, serving

from parindex.lake import pull as pulling
from parindex.lake import rest
from parindex.lake.agreement import Agreement, compare_sources, list_codes
from parindex.lake.exports import export_headers
from parindex.lake.imports import AlreadyImported
from parindex.lake.mapping import ColumnMapping, MappingRefused
from parindex.lake.pull import Pulled, pull
from parindex.lake.rest import PullFailed, RestSource, fetch_page
from parindex.lake.store import RecordStore, StoreSetting, create_store


@pytest.fixture
def portal() -> Iterator[Portal]:
    with serving(Portal(export(dossiers(230)).to_pylist())) as served:
        yield served


@pytest.fixture
def store(tmp_path: Path) -> RecordStore:
    return create_store(StoreSetting(str(tmp_path / "kho")))


def source(portal: Portal, **more: Any) -> RestSource:
    given: dict[str, Any] = {"page_size": 50, "records_key": "data", "headers": {"Authorization": "Bearer thu"}}
    return RestSource(portal.address, wait_s=0.0, **{**given, **more})


MAPPING = ColumnMapping(export_headers(LAYOUT))


def test_all_pages_become_one_batch_and_the_pages_are_taken_away(
    store: RecordStore, portal: Portal, tmp_path: Path
) -> None:
    report, pulled = pull(store, source(portal), MAPPING, options(), tmp_path / "pull")
    assert portal.asked == [1, 2, 3, 4, 5] * 2  # the second look says that nothing moved meanwhile
    assert replace(pulled, left_out=()) == Pulled(pages=5, looks=2, settled=True, only_before=0)
    assert (report.entry.good, report.entry.rejected, store.count()) == (230, 0, 230)
    assert list((tmp_path / "pull").iterdir()) == []


def test_an_interrupted_pull_goes_on_with_the_next_page(store: RecordStore, portal: Portal, tmp_path: Path) -> None:
    portal.fails_at = {3: 503}
    with pytest.raises(PullFailed) as failed:
        pull(store, source(portal), MAPPING, options(), tmp_path / "pull")
    assert failed.value.values["status"] == 503 and failed.value.values["page"] == 3
    assert portal.asked == [1, 2, 3, 3, 3] and store.count() == 0
    kept = "".join(each.read_text(encoding="utf-8") for each in (tmp_path / "pull").iterdir())
    assert not [private for private in (*PRIVATE, "Bearer") if private in kept]
    portal.asked.clear()
    portal.fails_at = {}
    pull(store, source(portal), MAPPING, options(), tmp_path / "pull")
    assert portal.asked == [3, 4, 5, 1, 2, 3, 4, 5]
    assert store.count() == 230


def test_a_refusal_is_not_tried_again(portal: Portal) -> None:
    with pytest.raises(PullFailed) as failed:
        fetch_page(source(portal, headers={}), 1)
    assert failed.value.values["status"] == 401 and portal.asked == [1]


def test_an_answer_that_is_no_list_of_records_is_refused(portal: Portal) -> None:
    with pytest.raises(PullFailed) as failed:
        fetch_page(source(portal, records_key="items"), 1)
    assert failed.value.code == "lake.pull_not_records"
    with pytest.raises(PullFailed):
        RestSource("file:///etc/passwd")


def test_a_citizens_field_is_refused_before_a_page_is_asked_for(
    store: RecordStore, portal: Portal, tmp_path: Path
) -> None:
    mapping = ColumnMapping({**MAPPING.columns, "Số điện thoại": "field_code"})
    with pytest.raises(MappingRefused):
        pull(store, source(portal), mapping, options(), tmp_path / "pull")
    assert portal.asked == []


def test_pages_of_days_ago_are_asked_for_again(store: RecordStore, portal: Portal, tmp_path: Path) -> None:
    portal.fails_at = {3: 403}
    with pytest.raises(PullFailed):
        pull(store, source(portal), MAPPING, options(), tmp_path / "pull")
    portal.asked.clear()
    portal.fails_at = {}
    later = replace(options(), now=options().now + timedelta(days=2))
    pull(store, source(portal), MAPPING, later, tmp_path / "pull")
    assert portal.asked == [1, 2, 3, 4, 5] * 2 and store.count() == 230


def test_a_source_that_gives_less_a_page_than_is_asked_is_pulled_to_its_end(
    store: RecordStore, portal: Portal, tmp_path: Path
) -> None:
    portal.most = 100
    pull(store, source(portal, page_size=500), MAPPING, options(), tmp_path / "pull")
    assert portal.asked == [1, 2, 3] * 2 and store.count() == 230


def test_what_was_pulled_and_known_already_is_not_kept(store: RecordStore, portal: Portal, tmp_path: Path) -> None:
    pull(store, source(portal), MAPPING, options(), tmp_path / "pull")
    with pytest.raises(AlreadyImported):
        pull(store, source(portal), MAPPING, options(), tmp_path / "pull")
    assert list((tmp_path / "pull").iterdir()) == []


def test_a_source_that_knows_no_pages_is_refused(store: RecordStore, portal: Portal, tmp_path: Path) -> None:
    with pytest.raises(PullFailed) as failed:
        pull(store, source(portal, page_name="trang", query={"page": "1"}), MAPPING, options(), tmp_path / "pull")
    assert failed.value.code == "lake.pull_same_page" and store.count() == 0


def codes(store: RecordStore) -> set[str]:
    return {str(row["record_code"]) for row in rows_of(store)}


def test_a_row_that_moves_to_a_page_read_before_is_not_lost(store: RecordStore, portal: Portal, tmp_path: Path) -> None:
    everything = {row["Mã hồ sơ"] for row in portal.rows}

    def one_is_taken_away(request: int) -> None:
        if request == 3:  # every later row moves one up: the first of page 3 now stands at the end of page 2
            portal.rows = portal.rows[1:]

    portal.meanwhile = one_is_taken_away
    gone, moved = portal.rows[0]["Mã hồ sơ"], portal.rows[100]["Mã hồ sơ"]
    report, pulled = pull(store, source(portal), MAPPING, options(), tmp_path / "pull")
    assert replace(pulled, left_out=()) == Pulled(pages=5, looks=3, settled=True, only_before=0) and not pulled.at_rest
    assert moved in codes(store) and codes(store) == everything - {gone}
    assert (report.entry.good, report.entry.rejected) == (229, 0)
    assert list((tmp_path / "pull").iterdir()) == []


def test_a_row_that_comes_twice_counts_once_as_it_was_read_last(
    store: RecordStore, portal: Portal, tmp_path: Path
) -> None:
    new = portal.rows.pop()

    def one_comes_in_front(request: int) -> None:
        if request == 3:  # the last row of page 2 is given again as the first of page 3
            portal.rows = [new, *portal.rows]

    portal.meanwhile = one_comes_in_front
    report, pulled = pull(store, source(portal), MAPPING, options(), tmp_path / "pull")
    assert (pulled.looks, pulled.settled) == (3, True)
    assert (report.entry.rows, report.entry.good, report.entry.rejected, store.count()) == (230, 230, 0, 230)
    assert new["Mã hồ sơ"] in codes(store)


def test_of_a_source_that_never_rests_all_that_was_ever_given_is_imported_and_said(
    store: RecordStore, portal: Portal, tmp_path: Path
) -> None:
    everything = {row["Mã hồ sơ"] for row in portal.rows}
    gone = [portal.rows[at] for at in (0, 60, 120)]

    def each_look_one_less(request: int) -> None:
        if request in (5, 9, 14):
            portal.rows = [row for row in portal.rows if row is not gone[(5, 9, 14).index(request)]]
            portal.rows[-1] = {**portal.rows[-1], "Hình thức nộp": ("Trực tuyến", "Trực tiếp")[request % 2]}

    portal.meanwhile = each_look_one_less
    report, pulled = pull(store, source(portal), MAPPING, options(), tmp_path / "pull")
    assert (pulled.looks, pulled.settled) == (3, False) and pulled.only_before >= 1
    assert codes(store) == everything and report.entry.rejected == 0
    again, pulled = pull(store, source(portal), MAPPING, options(), tmp_path / "pull")
    assert pulled.at_rest and again.entry.good == 227


def test_a_source_that_returns_to_what_it_said_is_imported_again(
    store: RecordStore, portal: Portal, tmp_path: Path
) -> None:
    first, other = portal.rows, [{**portal.rows[0], "Mã thủ tục": "1.000001"}, *portal.rows[1:]]
    code = first[0]["Mã hồ sơ"]
    for rows in (first, other, first):
        portal.rows = rows
        pull(store, source(portal), MAPPING, options(), tmp_path / "pull")
        held = {str(row["record_code"]): row["procedure_code"] for row in rows_of(store)}
        assert held[code] == rows[0]["Mã thủ tục"]


def test_a_page_that_is_too_large_or_never_ends_is_not_waited_for(
    portal: Portal, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(PullFailed) as failed:
        fetch_page(source(portal, page_s=-1.0, tries=1), 1)
    assert failed.value.values["status"] == "TimeoutError"
    monkeypatch.setattr(rest, "LARGEST_PAGE", 1000)
    with pytest.raises(PullFailed) as failed:
        fetch_page(source(portal), 1)
    assert failed.value.code == "lake.pull_page_too_large" and portal.asked == [1, 1]


def test_a_source_without_an_end_is_left(
    store: RecordStore, portal: Portal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pulling, "MOST_PAGES", 2)
    with pytest.raises(PullFailed) as failed:
        pull(store, source(portal), MAPPING, options(), tmp_path / "pull")
    assert failed.value.code == "lake.pull_too_long" and portal.asked == [1, 2] and store.count() == 0


def test_a_token_goes_nowhere_else(portal: Portal) -> None:
    with serving(Portal(portal.rows)) as other:
        portal.elsewhere = other.address + "?page=1&size=50"
        with pytest.raises(PullFailed) as failed:
            fetch_page(source(portal), 1)
        assert failed.value.values["status"] == 302 and other.asked == []
    for address, code in (
        ("http://dvc.example.vn/ho-so", "lake.pull_unencrypted"),
        ("https://ten:mat-khau@dvc.example.vn/ho-so", "lake.pull_secret_in_address"),
    ):
        with pytest.raises(PullFailed) as failed:
            RestSource(address, headers={"Authorization": "Bearer thu"})
        assert failed.value.code == code and "mat-khau" not in str(failed.value)


def test_two_portals_are_compared_code_by_code(store: RecordStore, tmp_path: Path) -> None:
    table = export(dossiers(100))
    bring_in(store, write(table.slice(0, 90), tmp_path / "a.csv"), "mot_cua")
    changed = with_cell(
        with_cell(table.slice(10), 5, "Mã thủ tục", "1.000001"), 6, "Hình thức nộp", "Bưu chính công ích"
    )
    bring_in(store, write(changed, tmp_path / "b.csv"), "dvcqg")
    found = compare_sources(store, "mot_cua", "dvcqg")
    channels = 0 if table["Hình thức nộp"][16].as_py() == "Bưu chính công ích" else 1
    assert found.counts == {
        Agreement.BOTH: 80 - 1 - channels,
        Agreement.ONLY_FIRST: 10,
        Agreement.ONLY_SECOND: 10,
        Agreement.DIFFERENT: 1 + channels,
    }
    assert found.by_column["procedure_code"] == 1
    listed = list_codes(store, "mot_cua", "dvcqg", Agreement.DIFFERENT, limit=10).to_pylist()
    assert table["Mã hồ sơ"][15].as_py() in {row["record_code"] for row in listed}
    assert all(row["first_batch"] != row["second_batch"] for row in listed)
    assert list_codes(store, "mot_cua", "dvcqg", Agreement.ONLY_FIRST, limit=3).num_rows == 3
    assert len(rows_of(store)) == 180
