"""Acts whose standing the rulebooks know (``rulebooks/legal_acts``); what is unsure there stays unsure here."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple

from parindex.engine.documents.cataloguing import signs
from parindex.engine.numbers.yaml_documents import load_yaml


class Force(StrEnum):
    """Whether an act is in force on a day, as far as it is known."""

    IN_FORCE = "in_force"
    ENDED = "ended"
    UNSURE = "unsure"


class KnownAct(NamedTuple):
    """One act. ``day`` is needed to know it by where its number begins again each year."""

    sign_key: str
    day: date | None
    state: str
    until: date | None
    unsure: bool
    replaced_by: tuple[str, ...]

    @property
    def is_told_apart(self) -> bool:
        """Whether the sign alone says which act is meant."""
        return signs.has_year(self.sign_key)

    def force_on(self, day: date) -> Force | None:
        """``None``: nothing is known."""
        if self.state == "unknown":
            return None
        if self.state == "replaced":
            if self.unsure or self.until is None:
                return Force.UNSURE
            return Force.ENDED if day > self.until else Force.IN_FORCE
        return Force.UNSURE if self.unsure else Force.IN_FORCE


@cache
def known_acts() -> tuple[KnownAct, ...]:
    """The list of the package."""
    content = (files("parindex") / "rulebooks" / "legal_acts" / "legal_acts.yaml").read_bytes()
    loaded: Any = load_yaml(content)
    return tuple(
        KnownAct(
            sign_key=signs.sign_key(row["act"]),
            day=row.get("date"),
            state=row["state"],
            until=row.get("until"),
            unsure=bool(row.get("unsure")),
            replaced_by=tuple(row.get("replaced_by", ())),
        )
        for row in loaded["acts"]
    )
