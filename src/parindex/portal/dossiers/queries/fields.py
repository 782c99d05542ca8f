"""Names of the fields that records name by a code: what the catalogue calls the field of their procedures.

Exports bring a code (HO-TICH), the catalogue has the name (Hộ tịch) and no code: the procedures join the two.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date

from parindex.portal.dossiers.engine_bridge import dashboard
from parindex.portal.platform.folding import fold
from parindex.portal.procedures.queries import on_day


def field_names(codes: Iterable[str], day: date) -> dict[str, str]:
    """Code of a field → its name on a day; left out where the catalogue knows none of its procedures, or calls their
    fields by different names.
    """
    held = dashboard.procedures_of_fields()
    asked = {code: held[code] for code in codes if code in held}
    wanted = frozenset[str]().union(*asked.values())
    versions = on_day(day).filter(procedure__code__in=wanted).values_list("procedure__code", "field") if wanted else ()
    fields = dict(versions)
    found = {}
    for code, procedures in asked.items():
        called = Counter(fields[each] for each in procedures if fields.get(each))
        if len({fold(name) for name in called}) == 1:
            found[code] = called.most_common(1)[0][0]
    return found


def field_words(code: str, names: dict[str, str]) -> str:
    """``Hộ tịch (HO-TICH)``; the code alone where there is no name, once where both are the same."""
    name = names.get(code, "")
    return code if not name or fold(name) == fold(code) else f"{name} ({code})"
