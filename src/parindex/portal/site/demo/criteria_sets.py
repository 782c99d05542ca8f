"""Load the criteria sets that the project ships."""

from __future__ import annotations

from importlib.resources import files

from parindex.engine.rulebook.document import Standing
from parindex.portal.accounts.models import User
from parindex.portal.criteria.actions import import_criteria_set, issue_criteria_set
from parindex.portal.criteria.models import CriteriaSetVersion


def shipped_addresses() -> list[str]:
    """``code/version`` of every criteria set under ``rulebooks/criteria_sets``, oldest version first."""
    folder = files("parindex") / "rulebooks" / "criteria_sets"
    return sorted(
        f"{set_folder.name}/{version.name}"
        for set_folder in folder.iterdir()
        if set_folder.is_dir()
        for version in set_folder.iterdir()
        if version.is_dir() and (version / "criteria_set.yaml").is_file()
    )


def load_criteria_set(actor: User | None, address: str) -> CriteriaSetVersion:
    """Import and issue one shipped set (``model_commune/2026``); a set for tests stays a draft."""
    path = files("parindex") / "rulebooks" / "criteria_sets" / address / "criteria_set.yaml"
    version = import_criteria_set(actor=actor, content=path.read_bytes(), source=address)
    if version.state == "draft" and version.standing != Standing.TEST:
        issue_criteria_set(actor=actor, version=version)
    return version


def load_criteria_sets(actor: User | None) -> int:
    """Load every shipped set. Returns how many there are."""
    addresses = shipped_addresses()
    for address in addresses:
        load_criteria_set(actor, address)
    return len(addresses)
