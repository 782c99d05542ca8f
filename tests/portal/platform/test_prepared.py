"""A prepared query gives what its queryset gives, asked anew each time."""

from datetime import date, timedelta
from threading import Thread

import pytest
from django.db import connection, connections
from django.db.models import QuerySet
from django.test.utils import CaptureQueriesContext

from parindex.portal.organisations.actions.import_units import UnitRow, import_units
from parindex.portal.organisations.models import OrgUnitVersion
from parindex.portal.organisations.queries import on_day
from parindex.portal.platform.prepared import Prepared

SINCE = date(2025, 7, 1)


def _versions(code: str, level: str, day: date) -> QuerySet[OrgUnitVersion]:
    found = OrgUnitVersion.objects.filter(on_day(day), code=code, level=level)
    return found.select_related("unit").order_by("pk")[:1]


def _columns(unit: int) -> "QuerySet[OrgUnitVersion, tuple[object, ...]]":
    return OrgUnitVersion.objects.filter(unit=unit).values_list("name", "valid_from", "unit__public_id")


@pytest.fixture
def communes(db: None) -> None:
    rows = [UnitRow("p", "Tỉnh Thử", "Thử", "province", "province", SINCE, code="98")]
    rows += [UnitRow(c, f"Xã {c}", c, "commune", "commune", SINCE, code=c, parent="p") for c in ("90001", "90002")]
    import_units(actor=None, rows=rows, source="test")


@pytest.mark.usefixtures("communes")
def test_models_with_what_they_refer_to() -> None:
    prepared = Prepared(_versions, code=str, level=str, day=date)
    for code in ("90001", "90002", "90001"):
        asked = {"code": code, "level": "commune", "day": SINCE}
        plain = _versions(**asked).get()  # type: ignore[arg-type]
        with CaptureQueriesContext(connection) as queries:
            found = prepared.first(**asked)
            assert found == plain and found.unit.public_id == plain.unit.public_id and found.name == f"Xã {code}"
            assert found.valid_from == SINCE
        assert len(queries) == 1
    assert prepared.first(code="90001", level="commune", day=SINCE - timedelta(days=1)) is None


@pytest.mark.usefixtures("communes")
def test_columns_are_read_anew() -> None:
    prepared = Prepared(_columns, unit=int)
    version = OrgUnitVersion.objects.get(code="90001")
    assert prepared.rows(unit=version.unit_id) == list(_columns(version.unit_id))
    OrgUnitVersion.objects.filter(pk=version.pk).update(name="Xã khác")
    assert prepared.rows(unit=version.unit_id) == [("Xã khác", SINCE, version.unit.public_id)]


@pytest.mark.django_db(transaction=True)
def test_each_thread_asks_through_its_own_connection() -> None:
    prepared = Prepared(_columns, unit=int)
    seen: list[object] = []

    def ask() -> None:
        seen.extend([prepared.rows(unit=1), prepared._kept.ready.connection])
        connections.close_all()

    assert prepared.rows(unit=1) == []
    thread = Thread(target=ask)
    thread.start()
    thread.join()
    assert seen[0] == [] and seen[1] is not prepared._kept.ready.connection
