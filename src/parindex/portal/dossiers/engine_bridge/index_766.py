"""The index of QĐ 766 by unit, as far as the records tell it; remembered by version of the store."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache, lru_cache
from importlib.resources import files

from parindex.lake.asked import progress
from parindex.lake.figures import Window
from parindex.lake.index_766 import NoScheme, Scheme766, Value766, read_schemes, scheme_of, values_766
from parindex.lake.progress_766 import Progress
from parindex.lake.rollups import Policy
from parindex.portal.dossiers.engine_bridge.dashboard import Part, groups
from parindex.portal.dossiers.engine_bridge.importing import working_calendar
from parindex.portal.dossiers.engine_bridge.store import lake, store_version
from parindex.portal.dossiers.models import DossierSource

__all__ = ["NoScheme", "Scheme766", "Value766", "indices", "scheme"]


def scheme(window: Window) -> Scheme766:
    """The way of counting in force on the last day of the window. Raises ``NoScheme``."""
    return scheme_of(_schemes(), window.last)


def indices(part: Part, window: Window) -> Mapping[str, tuple[Value766, ...]]:
    """Code of a unit → every indicator, those that the records cannot tell too. Field and procedure are not looked at.

    The rate of synchronisation is not in the records: what is multiplied by it has its two numbers and no points.
    Raises ``NoScheme``.
    """
    found = groups(part, window)
    if not found:
        return {}
    precedence = tuple(DossierSource.objects.order_by("place", "pk").values_list("code", flat=True))
    own = _progress(lake().root, store_version(), part, window, precedence)
    asked = scheme(window)
    return {
        str(group.keys[0]): values_766(asked, group.figures, own.get(str(group.keys[0]), Progress())) for group in found
    }


@cache
def _schemes() -> tuple[Scheme766, ...]:
    return read_schemes((files("parindex") / "rulebooks" / "indicators" / "qd766.yaml").read_bytes())


@lru_cache(32)
def _progress(
    root: str, version: int, part: Part, window: Window, precedence: tuple[str, ...]
) -> Mapping[str, Progress]:
    return progress(
        lake(),
        window,
        working_calendar(),
        view=part.view,
        places=part.places,
        as_of_version=version,
        policy=Policy(precedence=precedence),
    )
