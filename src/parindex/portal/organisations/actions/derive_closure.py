"""Derive, from the dated edges, who stands under whom and when."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date

from django.db import connection, transaction

from parindex.portal.organisations.models import OrgClosure, OrgEdge, OrgUnit, OrgUnitVersion

_ALWAYS = date(1945, 9, 2)  # before every unit that we keep


@transaction.atomic
def derive_closure() -> int:
    """Write the closure anew from all edges (0.4 s for 3,700 units); gives the number of rows.

    A stretch under an ancestor is the overlap of the stretches of all edges between.
    """
    edges: dict[int, list[OrgEdge]] = defaultdict(list)
    for edge in OrgEdge.objects.all():
        edges[edge.child_id].append(edge)
    rows = [row for unit in OrgUnit.objects.values_list("pk", flat=True) for row in _lines_up(unit, edges)]
    OrgClosure.objects.all().delete()
    OrgClosure.objects.bulk_create(rows, batch_size=2000)
    _let_the_planner_know()
    return len(rows)


def _let_the_planner_know() -> None:
    """PostgreSQL counts new rows only after a while, and until then takes minutes for what stands below a province."""
    if connection.vendor == "postgresql":
        tables = ", ".join(
            connection.ops.quote_name(model._meta.db_table) for model in (OrgUnit, OrgUnitVersion, OrgEdge, OrgClosure)
        )
        with connection.cursor() as cursor:
            cursor.execute(f"ANALYZE {tables}")


def _lines_up(unit: int, edges: dict[int, list[OrgEdge]]) -> Iterator[OrgClosure]:
    waiting: list[tuple[int, int, date, date | None]] = [(unit, 0, _ALWAYS, None)]
    while waiting:
        ancestor, depth, start, end = waiting.pop()
        yield OrgClosure(ancestor_id=ancestor, descendant_id=unit, depth=depth, valid_from=start, valid_to=end)
        for edge in edges[ancestor]:
            begins = max(start, edge.valid_from)
            ends = min((day for day in (end, edge.valid_to) if day is not None), default=None)
            if ends is None or begins < ends:
                waiting.append((edge.parent_id, depth + 1, begins, ends))
