"""The arithmetic of a register of numbers, as this app calls it."""

from __future__ import annotations

from parindex.engine.documents.cataloguing.number_register import Gap, Numbered, Register, read_register

__all__ = ["Gap", "Numbered", "Register", "read_register"]
