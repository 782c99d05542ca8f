"""Findings of every check: where, what must hold, likely cause, state, by whom."""
