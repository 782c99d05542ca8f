"""The audit as people read it: per round, per unit, per leaf."""
