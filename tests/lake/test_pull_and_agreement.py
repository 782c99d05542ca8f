"""A REST source over a real loopback server: pages, resuming, refusals. Two portals compared."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from tests.lake.exported import LAYOUT, PRIVATE, bring_in, dossiers, export, options, rows_of, with_cell, write

from parindex.lake.agreement import Agreement, compare_sources, list_codes
from parindex.lake.exports import export_headers
from parindex.lake.mapping import ColumnMapping, MappingRefused
from parindex.lake.pull import PullFailed, RestSource, fetch_page, pull
from parindex.lake.store import RecordStore, StoreSetting, create_store


@dataclass
class Portal:
    """A small portal: 230 dossiers; fails at will."""

    rows: list[dict[str, Any]]
    address: str = ""
    asked: list[int] = field(default_factory=list)
    fails_at: dict[int, int] = field(default_factory=dict)
    """Page → status."""
    key: str | None = "data"

    def answer(self, handler: BaseHTTPRequestHandler) -> None:
        query = parse_qs(urlsplit(handler.path).query)
        page, size = int(query["page"][0]), int(query["size"][0])
        self.asked.append(page)
        status = self.fails_at.get(page, 200)
        rows = self.rows[(page - 1) * size : page * size]
        body = json.dumps({self.key: rows} if self.key else rows, ensure_ascii=False).encode()
        handler.send_response(status if handler.headers["Authorization"] == "Bearer thu" else 401)
        handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        handler.wfile.write(body)


@pytest.fixture
def portal() -> Iterator[Portal]:
    served = Portal(export(dossiers(230)).to_pylist())

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            served.answer(self)

        def log_message(self, *_: object) -> None:
            """Quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    served.address = f"http://127.0.0.1:{server.server_port}/ho-so"
    yield served
    server.shutdown()
    server.server_close()
    thread.join()


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
    report = pull(store, source(portal), MAPPING, options(), tmp_path / "pull")
    assert portal.asked == [1, 2, 3, 4, 5]
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
    assert portal.asked == [3, 4, 5]
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
