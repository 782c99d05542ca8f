"""Windows that have ended and whose figures were recorded: the version of the store that they were recorded of, and
figures of that version, whatever was imported later.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from parindex.lake.asked import answer, days_of_records
from parindex.lake.columns import Name
from parindex.lake.figures import Group, Window
from parindex.lake.rollups import Policy
from parindex.portal.dossiers.engine_bridge.dashboard import Part
from parindex.portal.dossiers.engine_bridge.store import keep_version, lake, rollup_root
from parindex.portal.dossiers.models import DossierSource
from parindex.portal.platform import clock

KIND = "window"


class KeptWindow(NamedTuple):
    """The version that figures of a window were recorded of, the day on which it came about, and whether the records
    have changed since.
    """

    version: int
    day: date
    changed: bool


def keep_window(version: int, *, owner: str, window: Window) -> None:
    """Keep the version for the reports of a window that has ended. ``owner``: public id of who recorded it."""
    keep_version(version, kind=KIND, name=_name(owner, window))


def kept_window(owners: Collection[str], window: Window) -> KeptWindow | None:
    """The newest version kept for the window by one of ``owners``; None when nobody recorded it after its end."""
    store, names = lake(), {_name(owner, window) for owner in owners}
    versions = [pin.version for pin in store.pins() if pin.kind == KIND and pin.name in names]
    if not versions:
        return None
    version = max(versions)
    changed = set(store.files(version)) != set(store.files())
    return KeptWindow(version, _days_of_versions(store.root, store.version())[version], changed)


def groups_at(version: int, part: Part, window: Window, by: Name | None = None) -> tuple[Group, ...]:
    """Counts of a part by unit, or by unit and ``by``, of one version of the store. Raises ``VersionGone``."""
    precedence = tuple(DossierSource.objects.order_by("place", "pk").values_list("code", flat=True))
    return _groups_at(lake().root, version, part, window, by, precedence) if part.places else ()


def first_and_last_at(version: int) -> tuple[date, date] | None:
    """Between which days anything was received or closed, as a version has it. Raises ``VersionGone``."""
    precedence = tuple(DossierSource.objects.order_by("place", "pk").values_list("code", flat=True))
    return _first_and_last_at(lake().root, version, precedence)


def _name(owner: str, window: Window) -> str:
    return f"{owner}/{window.first.isoformat()}/{window.last.isoformat()}"


@lru_cache(64)
def _groups_at(
    root: str, version: int, part: Part, window: Window, by: Name | None, precedence: tuple[str, ...]
) -> tuple[Group, ...]:
    return answer(
        lake(),
        rollup_root(),
        window,
        view=part.view,
        by=(by,) if by is not None else (),
        places=part.places,
        total=by is not None,
        as_of_version=version,
        policy=Policy(precedence=precedence),
    ).groups


@lru_cache(16)
def _first_and_last_at(root: str, version: int, precedence: tuple[str, ...]) -> tuple[date, date] | None:
    return days_of_records(lake(), as_of_version=version, policy=Policy(precedence=precedence))


@lru_cache(4)
def _days_of_versions(root: str, version: int) -> Mapping[int, date]:
    """Version → the day on which it came about, in Vietnam. ``version``: the newest, so that it is never stale."""
    return {each.version: each.at.astimezone(clock.VIETNAM).date() for each in lake().history()}
