"""The quality score of TT 01/2018 by unit, as far as the records tell it; remembered by version of the store."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache, lru_cache
from importlib.resources import files

from parindex.lake.figures import Window
from parindex.lake.quality_tt01 import (
    MOST,
    Counts,
    Quality,
    QualityIndicator,
    QualityScheme,
    quality_counts,
    quality_of,
    read_quality,
)
from parindex.portal.dossiers.engine_bridge.dashboard import Part
from parindex.portal.dossiers.engine_bridge.store import lake, store_version
from parindex.portal.dossiers.models import DossierSource

__all__ = ["MOST", "Quality", "QualityIndicator", "QualityScheme", "qualities", "scheme"]


@cache
def scheme() -> QualityScheme:
    """The circular as shipped."""
    return read_quality((files("parindex") / "rulebooks" / "indicators" / "tt01_2018.yaml").read_bytes())


def qualities(part: Part, window: Window) -> Mapping[str, Quality]:
    """Code of the unit → its nine; units that resolved nothing have none. Field and procedure are not looked at."""
    if not part.places:
        return {}
    precedence = tuple(DossierSource.objects.order_by("place", "pk").values_list("code", flat=True))
    counted = _counts(lake().root, store_version(), part, window, precedence)
    return {unit: quality_of(scheme(), counts) for unit, counts in counted.items()}


@lru_cache(32)
def _counts(root: str, version: int, part: Part, window: Window, precedence: tuple[str, ...]) -> dict[str, Counts]:
    return quality_counts(
        lake(), window, view=part.view, places=part.places, precedence=precedence, as_of_version=version
    )
