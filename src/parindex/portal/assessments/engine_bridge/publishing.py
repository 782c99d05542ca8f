"""Canonical results, open data packages, replays: what a publication is made of and held against."""

from __future__ import annotations

from parindex.engine.composite.canonical_results import canonical_results, results_hash
from parindex.engine.composite.result_changes import LeafChange, ResultChanges, Standing, UnitChange, compare_results
from parindex.engine.composite.result_changes import standings as standings_of
from parindex.engine.rulebook.faults import RulebookRefused
from parindex.engine.rulebook.given_points import POINTS, with_given_points
from parindex.engine.tables import FiguresTable, TableFault, TableRefused, read_figures
from parindex.engine.tables.open_data import (
    OpenRound,
    OpenUnit,
    figures_csv,
    figures_hash,
    peer_groups,
    units_csv,
    write_package,
)
from parindex.engine.tables.open_data import Publication as PackageHead
from parindex.engine.tables.open_data_replay import PackageRefused, Replay, replay, results_of_package

__all__ = [
    "POINTS",
    "FiguresTable",
    "TableFault",
    "TableRefused",
    "read_figures",
    "with_given_points",
    "LeafChange",
    "OpenRound",
    "OpenUnit",
    "PackageHead",
    "PackageRefused",
    "Replay",
    "ResultChanges",
    "RulebookRefused",
    "Standing",
    "UnitChange",
    "canonical_results",
    "compare_results",
    "figures_csv",
    "figures_hash",
    "peer_groups",
    "replay",
    "results_hash",
    "results_of_package",
    "standings_of",
    "units_csv",
    "write_package",
]
