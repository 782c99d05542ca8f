"""``dossiers`` with all its commands; each stands in a file of its own."""

from __future__ import annotations

from parindex.cli.dossiers_commands import dossiers
from parindex.cli.indicators_command import indicators
from parindex.cli.overdue_command import overdue
from parindex.cli.pull_command import pull_dossiers
from parindex.cli.rollup_commands import compare_engines, rollup

__all__ = ["dossiers"]

for each in (pull_dossiers, rollup, indicators, overdue, compare_engines):
    dossiers.add_command(each)
