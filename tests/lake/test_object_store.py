"""The store in an object store: a real small S3 server holds it, and every route to a figure gives the same."""

from __future__ import annotations

import shutil
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from parindex.lake.asked import Source, answer, bring_up_to_date, rollups_of
from parindex.lake.columns import RECORD_SCHEMA
from parindex.lake.engine_room import connection
from parindex.lake.figures import NO_FIGURES, Window
from parindex.lake.generate import Simulation, simulate
from parindex.lake.store import Pin, RecordStore, StoreSetting, create_store, open_store

QUARTER = Window(date(2026, 1, 1), date(2026, 3, 31))
PROGRAM = shutil.which("moto_server", path=str(Path(sys.executable).parent)) or shutil.which("moto_server")
SIGNED = "AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/s3/aws4_request, SignedHeaders=host, Signature=0"
pytestmark = pytest.mark.skipif(PROGRAM is None, reason="moto_server is not installed (development group)")


@pytest.fixture(scope="module")
def options() -> Iterator[dict[str, str]]:
    """A server with an empty bucket ``ho-so``."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    address = f"http://127.0.0.1:{port}"
    server = subprocess.Popen(
        [str(PROGRAM), "-H", "127.0.0.1", "-p", str(port)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        wanted = urllib.request.Request(f"{address}/ho-so", method="PUT", headers={"Authorization": SIGNED})
        for _ in range(120):
            try:
                urllib.request.urlopen(wanted)
                break
            except (urllib.error.URLError, ConnectionError):
                time.sleep(0.5)
        yield {
            "AWS_ENDPOINT_URL": address,
            "AWS_ACCESS_KEY_ID": "test",
            "AWS_SECRET_ACCESS_KEY": "test",
            "AWS_REGION": "us-east-1",
            "AWS_ALLOW_HTTP": "true",
            "conditional_put": "etag",
        }
    finally:
        server.terminate()
        server.wait()


@pytest.fixture(scope="module")
def rows() -> pa.Table:
    wanted = Simulation(900, ("24703", "24649"), "68", date(2026, 1, 1), date(2026, 3, 31), procedures=6)
    return pa.Table.from_batches(simulate(wanted), RECORD_SCHEMA)


def _filled(setting: StoreSetting, rows: pa.Table, folder: Path) -> RecordStore:
    store = create_store(setting)
    for name, part in (("first", rows.slice(0, 600)), ("second", rows.slice(500))):
        path = folder / f"{name}.parquet"
        pq.write_table(part, path)
        store.merge([str(path)], lambda *_: {})
    return store


def test_an_object_store_gives_what_a_folder_gives(options: dict[str, str], rows: pa.Table, tmp_path: Path) -> None:
    setting = StoreSetting("s3://ho-so/kho", options, work_folder=str(tmp_path / "work"))
    _filled(setting, rows, tmp_path)
    away, here = open_store(setting), _filled(StoreSetting(str(tmp_path / "kho")), rows, tmp_path)
    assert away.count() == here.count() == rows.num_rows
    bring_up_to_date(away)
    expected = {group.keys: group.figures for group in answer(here, None, QUARTER).groups}
    for root, source in ((rollups_of(away), Source.UNIT_PROCEDURE_MONTH), (None, Source.RECORDS)):
        told = answer(away, root, QUARTER)
        assert told.source is source
        assert {group.keys: group.figures for group in told.groups} == expected
    assert any(figures != NO_FIGURES for figures in expected.values())
    with connection() as opened:
        away.show(opened)
        assert opened.execute("SELECT count(*) FROM records").fetchone() == (rows.num_rows,)


def test_versions_are_kept_pinned_and_restored(options: dict[str, str], rows: pa.Table, tmp_path: Path) -> None:
    store = _filled(StoreSetting("s3://ho-so/ban", options, work_folder=str(tmp_path / "work")), rows, tmp_path)
    store.pin(Pin("fact", "x", 1), datetime.now(UTC))
    assert (store.count(1), store.count(2)) == (600, rows.num_rows)
    store.restore(1, {})
    assert store.count() == 600 and store.vacuum(dry_run=True) == []
    assert store.pins() == {Pin("fact", "x", 1)}
