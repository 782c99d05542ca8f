"""Codes of dossiers that stand in an export more than once, found without holding the codes."""

# ruff: noqa: S608  (SQL from the names of our own columns)

from __future__ import annotations

from typing import Any

import duckdb
import numpy as np

CODE_HASH = "hash(record_code, reverse(record_code))"
"""DuckDB's hash of a text alone is the same for one code of dossier in twenty; of its mirror image it is not."""


def repeated_hashes(opened: duckdb.DuckDBPyConnection, rows: int) -> np.ndarray[Any, np.dtype[np.uint64]]:
    """Hashes that more than one row of ``staged`` has. Sorted as bare numbers: eight bytes a row."""
    hashes = np.empty(rows, dtype=np.uint64)
    filled = 0
    for batch in opened.execute(f"SELECT {CODE_HASH} AS h FROM staged").to_arrow_reader(1_000_000):
        hashes[filled : filled + batch.num_rows] = batch.column(0).to_numpy()
        filled += batch.num_rows
    hashes.sort()
    return np.unique(hashes[1:][hashes[1:] == hashes[:-1]])
