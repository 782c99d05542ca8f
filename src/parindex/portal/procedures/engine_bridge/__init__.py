"""What procedures ask of the engine: files in, dated words, working days, printed sums."""

from parindex.engine.checks.printed import Severity
from parindex.portal.procedures.engine_bridge.checking import (
    FIGURES,
    LEVELS,
    IdentityLine,
    cao_loc,
    check_counts,
    figure_title,
    identity_lines,
    online_lines,
)
from parindex.portal.procedures.engine_bridge.files import Line, lines_of
from parindex.portal.procedures.engine_bridge.simulating import simulated_procedures
from parindex.portal.procedures.engine_bridge.terms import (
    Limits,
    days_before_effect,
    limits_of,
    public_until,
)
from parindex.portal.procedures.engine_bridge.titles import indicator_titles, official
from parindex.portal.procedures.engine_bridge.words import online_level_of, rules, same_word

__all__ = [
    "FIGURES",
    "LEVELS",
    "IdentityLine",
    "Limits",
    "Line",
    "Severity",
    "cao_loc",
    "check_counts",
    "figure_title",
    "days_before_effect",
    "identity_lines",
    "indicator_titles",
    "limits_of",
    "lines_of",
    "official",
    "online_level_of",
    "online_lines",
    "public_until",
    "rules",
    "same_word",
    "simulated_procedures",
]
