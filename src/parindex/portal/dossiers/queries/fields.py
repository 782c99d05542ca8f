"""Names of the fields that records name by a code: what the catalogue calls the field of their procedures.

Exports bring a code (HO-TICH), the catalogue has the name (Hộ tịch) and no code: the procedures join the two. Codes
whose procedures are in no catalogue have the name of ``rulebooks/aliases/dossier_fields.yaml``.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date

from parindex.portal.dossiers.engine_bridge import FieldsInForce, dashboard, known_field
from parindex.portal.organisations.models import OrgUnit
from parindex.portal.organisations.queries import ancestors_on
from parindex.portal.platform.folding import fold
from parindex.portal.procedures.models import ProcedureVersion
from parindex.portal.procedures.queries import on_day


def field_names(codes: Iterable[str], day: date) -> dict[str, str]:
    """Code of a field → its name on a day; left out where the catalogue calls the fields of its procedures by different
    names, or neither it nor the list of known fields knows it.
    """
    codes = frozenset(codes)
    held = dashboard.procedures_of_fields()
    asked = {code: held.get(code, frozenset()) for code in codes}
    wanted = frozenset[str]().union(*asked.values())
    versions = on_day(day).filter(procedure__code__in=wanted).values_list("procedure__code", "field") if wanted else ()
    fields = dict(versions)
    found = {}
    for code, procedures in asked.items():
        called = Counter(fields[each] for each in procedures if fields.get(each))
        if len({fold(name) for name in called}) == 1:
            found[code] = called.most_common(1)[0][0]
        elif not called and (known := known_field(code)):
            found[code] = known.title
    return found


def fields_in_force(owner: OrgUnit) -> FieldsInForce:
    """Procedure → its field from which day on, by the catalogues of the unit and those above it, the nearest first.

    A known field is written by its code, as exports write it; another one by its name.
    """
    found: dict[str, list[tuple[date, str]]] = {}
    for unit in ancestors_on(owner, with_itself=True):
        standing = ProcedureVersion.objects.filter(procedure__owner=unit, corrected_by__isnull=True).exclude(field="")
        own: dict[str, list[tuple[date, str]]] = {}
        listed = standing.order_by("effective_from", "pk").values_list("procedure__code", "effective_from", "field")
        for code, day, name in listed:
            known = known_field(name)
            own.setdefault(code, []).append((day, known.code if known else name))
        found = own | found
    return found


def field_words(code: str, names: dict[str, str]) -> str:
    """``Hộ tịch (HO-TICH)``; the code alone where there is no name, once where both are the same."""
    name = names.get(code, "")
    return code if not name or fold(name) == fold(code) else f"{name} ({code})"
