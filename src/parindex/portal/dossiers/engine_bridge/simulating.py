"""Simulated exports for the demonstration: seeded, every row marked as simulated."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from parindex.lake.columns import RECORD_SCHEMA
from parindex.lake.figures import Window
from parindex.lake.generate import Simulation, simulate
from parindex.lake.generate_events import write_simulated_changes

__all__ = ["write_simulated", "write_simulated_changes"]


def write_simulated(path: Path, *, rows: int, units: Sequence[str], upper_unit: str, window: Window, seed: int) -> None:
    """A Parquet export of ``rows`` dossiers received in the window."""
    wanted = Simulation(rows, tuple(units), upper_unit, window.first, window.last, seed)
    with pq.ParquetWriter(path, RECORD_SCHEMA, compression="zstd", compression_level=1) as writer:
        for batch in simulate(wanted):
            writer.write_table(pa.Table.from_batches([batch]))
