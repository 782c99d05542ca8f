"""The codes that simulated dossiers name, so that a simulated catalogue knows them."""

from __future__ import annotations

from datetime import date

from parindex.lake.generate import SimulatedProcedure, Simulation
from parindex.lake.generate import simulated_procedures as _drawn


def simulated_procedures(seed: int) -> list[SimulatedProcedure]:
    """The procedures of a simulation of dossiers with this seed, most frequent first."""
    day = date(2026, 1, 1)
    return _drawn(Simulation(0, (), "", day, day, seed))
