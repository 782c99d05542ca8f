"""What looks like personal data in a typed text, said beside its box before it is saved (``portal.js`` asks).

One recogniser for every box of the portal: ``engine.checks.personal_guesses``, whose docstring says what it cannot
find. Nothing is kept, logged or answered but the sentence.
"""

from __future__ import annotations

import unicodedata

from parindex.portal.platform.engine_bridge import find_likely
from parindex.portal.platform.words import say

MOST_SHOWN = 6
LONGEST = 20_000
"""Letters of a text that are looked at."""


def suspects(text: str) -> list[tuple[str, str]]:
    """Kind in words and the words themselves, in order, each once."""
    text = unicodedata.normalize("NFC", text[:LONGEST])
    found = find_likely(text)
    return list(dict.fromkeys((say(f"personal.{each.kind.value}"), text[each.start : each.end]) for each in found))


def warning(text: str) -> str:
    """The sentence beside the box; empty when nothing was recognised."""
    found = suspects(text)
    if not found:
        return ""
    listed = "; ".join(f"{kind} “{words}”" for kind, words in found[:MOST_SHOWN])
    more = "…" if len(found) > MOST_SHOWN else ""
    return say("personal.warning", {"found": listed + more})
