"""A prepared query gives what its queryset gives, asked anew each time."""

import inspect
from datetime import date, timedelta
from importlib import import_module
from pathlib import Path
from threading import Thread

import django
import pytest
from django.db import ProgrammingError, connection, connections, transaction
from django.db.models import QuerySet
from django.db.models import query as orm
from django.test.utils import CaptureQueriesContext

from parindex.portal.organisations.actions.import_units import UnitRow, import_units
from parindex.portal.organisations.models import OrgUnitVersion
from parindex.portal.organisations.queries import on_day
from parindex.portal.platform.prepared import Prepared, Value, _Ready

SINCE = date(2025, 7, 1)
PORTAL = Path(__file__).resolve().parents[3] / "src" / "parindex" / "portal"
ON_POSTGRESQL = pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite keeps no plans of its own")


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


def test_a_value_that_the_sql_takes_in_another_form_is_refused() -> None:
    prepared = Prepared(lambda name: OrgUnitVersion.objects.filter(name__contains=name), name=str)
    with pytest.raises(TypeError, match="no place in the SQL for name"):
        _Ready(connection, prepared._build(name="mark"), {"name": "mark"})


def _prepared_in_the_portal() -> dict[str, Prepared[object]]:
    """Every prepared query that a module of the portal holds, by its address."""
    found: dict[str, Prepared[object]] = {}
    for path in sorted(PORTAL.rglob("*.py")):
        if "prepared import Prepared" not in path.read_text(encoding="utf-8"):
            continue
        inside = path.relative_to(PORTAL.parents[1]).with_suffix("")
        name = ".".join(part for part in inside.parts if part != "__init__")
        held = vars(import_module(name)).items()
        found |= {f"{name}.{key}": each for key, each in held if isinstance(each, Prepared)}
    return found


IN_THE_PORTAL = _prepared_in_the_portal()


def test_the_queries_of_a_save_are_among_them() -> None:
    assert len(IN_THE_PORTAL) >= 9


@pytest.mark.parametrize("name", IN_THE_PORTAL)
@pytest.mark.django_db
def test_sql_and_parameters_are_those_of_the_plain_query(name: str) -> None:
    prepared = IN_THE_PORTAL[name]
    samples: list[dict[type[Value], Value]] = [
        {int: 7, str: "", date: SINCE},
        {int: 70_000, str: "Đắk'%s", date: date(2026, 2, 28)},
    ]
    for sample in samples:
        values = {each: sample[sort] for each, sort in prepared._sorts.items()}
        prepared.rows(**values)
        sql, parameters = prepared._build(**values).query.get_compiler(connection=connection).as_sql()
        assert (prepared._kept.ready.sql, prepared._kept.ready.parameters(values)) == (sql, list(parameters))


@pytest.mark.django_db
def test_django_still_has_the_parts_that_a_prepared_query_is_made_of() -> None:
    """None of them is documented: a new Django may change them, and the next engineer learns here which."""
    changed = f"Django {django.get_version()} is not what platform/prepared.py leans on (docs/decisions/0012): "
    models, columns = _versions("90001", "commune", SINCE), _columns(1)
    compiler = models.query.get_compiler(connection=connection)
    sql, parameters = compiler.as_sql()
    assert sql.count("%s") == len(parameters), changed + "as_sql() gives SQL with one %s for each parameter"
    assert {"90001", "commune"} <= set(parameters), changed + "texts come out of as_sql() as they went in"
    assert (models._fields, columns._fields is None) == (None, False), changed + "_fields tells values_list from models"  # type: ignore[attr-defined]
    info = compiler.klass_info
    assert {"model", "select_fields", "related_klass_infos"} <= info.keys(), changed + "klass_info of a compiled query"
    names = [compiler.select[place][0].target.attname for place in info["select_fields"]]
    assert names == [field.attname for field in OrgUnitVersion._meta.concrete_fields], changed + "compiler.select"
    assert list(inspect.signature(orm.get_related_populators).parameters)[:3] == ["klass_info", "select", "db"], (
        changed + "get_related_populators(klass_info, select, db)"
    )
    (unit,) = orm.get_related_populators(info, compiler.select, "default")  # type: ignore[call-arg]
    assert list(inspect.signature(unit.populate).parameters) == ["row", "from_obj"], changed + "populate(row, from_obj)"
    converters = compiler.get_converters([column for column, *_more in compiler.select])
    read = list(compiler.apply_converters([[None] * len(compiler.select)], converters))
    assert read == [[None] * len(compiler.select)], changed + "apply_converters(rows, get_converters(columns))"
    with connection.cursor() as cursor:
        assert hasattr(cursor, "cursor"), changed + "a cursor holds the driver's as .cursor"


def _plans() -> dict[str, int]:
    """SQL of what the server keeps for this connection, and how often it went by one plan for all values."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT statement, generic_plans FROM pg_prepared_statements")
        return dict(cursor.fetchall())


@ON_POSTGRESQL
@pytest.mark.usefixtures("communes")
def test_the_server_plans_once_what_a_connection_asks_often() -> None:
    prepared, version = Prepared(_columns, unit=int), OrgUnitVersion.objects.get(code="90001")
    for _ in range(20):
        assert prepared.rows(unit=version.unit_id) == list(_columns(version.unit_id))
    (planned,) = (times for sql, times in _plans().items() if "organisations_orgunitversion" in sql)
    assert planned > 5
    OrgUnitVersion.objects.filter(pk=version.pk).update(name="Xã khác")
    assert prepared.rows(unit=version.unit_id)[0][0] == "Xã khác"


@ON_POSTGRESQL
@pytest.mark.django_db(transaction=True)
def test_a_transaction_taken_back_leaves_the_query_usable() -> None:
    prepared = Prepared(_columns, unit=int)
    with pytest.raises(ProgrammingError), transaction.atomic():
        for _ in range(20):
            assert prepared.rows(unit=1) == []
        with connection.cursor() as cursor:
            cursor.execute("SELECT no_such_column")
    assert [prepared.rows(unit=1) for _ in range(20)] == [[]] * 20
