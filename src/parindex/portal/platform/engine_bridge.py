"""The platform's door to the engine: what looks like personal data in a text that somebody types."""

from __future__ import annotations

from parindex.engine.checks.personal_data import PersonalKind
from parindex.engine.checks.personal_guesses import cover_likely, find_likely

__all__ = ["PersonalKind", "cover_likely", "find_likely"]
