"""A small record store with simulated dossiers of the cast's communes, and its roll-ups."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from pytest_django.fixtures import Settings
from tests.portal.conftest import Places

from parindex.lake import rollups
from parindex.lake.columns import PARTITION, RECORD_SCHEMA
from parindex.lake.generate import Simulation, simulate
from parindex.lake.store import StoreSetting, create_store
from parindex.portal.organisations.models import OrgUnit

COMMUNES = ("24703", "24649", "23235")
FIRST, LAST = date(2025, 12, 1), date(2026, 10, 20)


@pytest.fixture(scope="session")
def kept_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """4.000 dossiers of three communes from December 2025 to 20 October 2026; one in three goes on to the province."""
    folder = tmp_path_factory.mktemp("figures")
    store = create_store(StoreSetting(str(folder / "lake"), work_folder=str(folder / "work")))
    wanted = Simulation(4_000, COMMUNES, "68", FIRST, LAST, seed=3, procedures=20, lateness=0.15)
    pq.write_table(pa.Table.from_batches(simulate(wanted), RECORD_SCHEMA), folder / "rows.parquet")
    store.merge([str(folder / "rows.parquet")], lambda _inserted, _updated: {})
    months: dict[str, list[str]] = {}
    for path in store.files():
        months.setdefault(path.rsplit(f"{PARTITION}=", 1)[-1].split("/", 1)[0], []).append(path)
    rollups.refresh(files=months, root=f"{store.root}/rollups")
    return folder


@pytest.fixture
def records(kept_store: Path, settings: Settings, places: Places) -> OrgUnit:
    """The store in use; gives the province."""
    settings.LAKE, settings.LAKE_WORK, settings.LAKE_OPTIONS = str(kept_store / "lake"), str(kept_store / "work"), {}
    return places.province


@pytest.fixture
def no_records(tmp_path: Path, settings: Settings) -> None:
    """No store at all."""
    settings.LAKE, settings.LAKE_WORK, settings.LAKE_OPTIONS = str(tmp_path / "lake"), str(tmp_path / "work"), {}
