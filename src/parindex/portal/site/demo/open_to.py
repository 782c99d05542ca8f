"""A page of the demonstration, and the groups of its people to whom pages are open."""

from collections.abc import Callable
from dataclasses import dataclass

from parindex.portal.site.demo.cast import CAST

EVERYONE = frozenset(part.username for part in CAST)
OF_LAM_DONG = EVERYONE - {"quan"}
SEES_RESULTS = EVERYONE - {"long"}
SEES_RANKING = SEES_RESULTS & OF_LAM_DONG
UNIT, HEAD, ELSEWHERE = frozenset({"lan", "thinh", "tuan"}), frozenset({"thinh"}), frozenset({"mai"})
BLIND = frozenset({"ly"})
SEES_ALL_UNITS = SEES_RANKING - UNIT - ELSEWHERE
SEES_NAM_NUNG = SEES_RANKING - ELSEWHERE
SEES_DEPARTMENTS = SEES_ALL_UNITS | ELSEWHERE
PLANS = UNIT | {"hoa"}
MANAGES_PEOPLE = frozenset({"hoa", "long", "quan"})
READS_AUDIT = UNIT | ELSEWHERE | {"hoa", "ngan", "long", "quan"}
RUNS = frozenset({"hoa"})
OVERSEES = frozenset({"hoa", "ngan"})
SEES_APPRAISAL = OVERSEES | {"minh", "ly"}
SEES_WORK_LEFT = OVERSEES | {"minh", "bao"}


@dataclass(frozen=True, slots=True)
class Page:
    """A page: a name for files and summaries, its address, who may see it."""

    name: str
    address: Callable[[], str]
    open_to: frozenset[str] = EVERYONE
