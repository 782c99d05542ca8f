"""The roll-up of dossiers on a Spark of one master and two workers on loopback, held to DuckDB by its checksum.

Run: ``.venv/bin/python benchmarks/spark_cluster.py [rows]`` (default 10 million); needs the extra ``spark``, Java 17.
Master and workers are stopped and the rows deleted at the end, whatever happens. Goal: equal checksums.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import pyarrow as pa
import pyspark
from deltalake import DeltaTable, write_deltalake

from parindex.lake.backends import duckdb_engine, records_in, spark_engine, spark_records_in
from parindex.lake.checksums import checksum, digest
from parindex.lake.columns import RECORD_SCHEMA, Name
from parindex.lake.generate import Simulation, simulate
from parindex.lake.movements import Cube, Grain, movements

UNITS = tuple(f"{24_000 + at}" for at in range(124))
CUBE = Cube("unit_procedure_month_only", Grain.MONTH, (Name.PROCEDURE_CODE,))
PORT = 17077
WAIT_S = 60


@contextmanager
def cluster(folder: Path) -> Iterator[str]:
    """A master and two workers of one core each; the master's address."""
    home = Path(pyspark.__file__).parent
    environment = os.environ | {"SPARK_HOME": str(home), "SPARK_LOCAL_IP": "127.0.0.1", "SPARK_NO_DAEMONIZE": "1"}
    address = f"spark://127.0.0.1:{PORT}"
    spark_class = str(home / "bin" / "spark-class")
    master = ["org.apache.spark.deploy.master.Master", "--host", "127.0.0.1", "--port", str(PORT)]
    worker = ["org.apache.spark.deploy.worker.Worker", "--host", "127.0.0.1", "--cores", "1", "--memory", "1g"]
    running: list[subprocess.Popen[bytes]] = []
    with open(folder / "cluster.log", "wb") as log:
        try:
            running.append(
                subprocess.Popen([spark_class, *master, "--webui-port", "0"], env=environment, stdout=log, stderr=log)
            )
            _wait_for(PORT)
            for number in range(2):
                place = ["--webui-port", "0", "--work-dir", str(folder / f"worker_{number}"), address]
                running.append(
                    subprocess.Popen([spark_class, *worker, *place], env=environment, stdout=log, stderr=log)
                )
            yield address
        finally:
            for each in reversed(running):
                each.terminate()
            for each in running:
                each.wait(timeout=WAIT_S)


def _wait_for(port: int) -> None:
    end = time.monotonic() + WAIT_S
    while time.monotonic() < end:
        with socket.socket() as door:
            if door.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.5)
    raise TimeoutError(f"no Spark master on port {port}")


def make(folder: Path, rows: int) -> DeltaTable:
    """A store of ``rows`` simulated dossiers."""
    wanted = Simulation(rows, UNITS, "H46", date(2025, 1, 1), date(2026, 12, 31))
    place = str(folder / "records")
    reader = pa.RecordBatchReader.from_batches(RECORD_SCHEMA, simulate(wanted))
    write_deltalake(place, reader, partition_by=["received_month"])
    return DeltaTable(place)


def main() -> int:
    """Exit code 0 when both engines agree."""
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000_000
    folder = Path(tempfile.mkdtemp(prefix="parindex-spark-"))
    try:
        store = make(folder, rows)
        print(f"{os.cpu_count()} cores; {rows} dossiers in {len(store.file_uris())} files")
        duck = duckdb_engine()
        start = time.perf_counter()
        ours = checksum(movements(records_in(duck, store.file_uris(), schema=RECORD_SCHEMA), CUBE))
        print(f"DuckDB: {time.perf_counter() - start:.1f} s, {digest(ours)}")
        duck.disconnect()
        with cluster(folder) as address:
            start = time.perf_counter()
            settings = {"spark.driver.host": "127.0.0.1", "spark.executor.memory": "900m"}
            spark = spark_engine(master=address, settings=settings)
            print(f"Spark, session: {time.perf_counter() - start:.1f} s")
            records = spark_records_in(spark, store.file_uris(), root=store.table_uri)
            for run in ("first", "second"):
                start = time.perf_counter()
                theirs = checksum(movements(records, CUBE))
                print(f"Spark, {run} run: {time.perf_counter() - start:.1f} s, {digest(theirs)}")
            spark.disconnect()
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    print("equal" if ours == theirs else "NOT EQUAL")
    return 0 if ours == theirs else 1


if __name__ == "__main__":
    sys.exit(main())
