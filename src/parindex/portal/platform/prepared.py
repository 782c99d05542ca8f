"""Queries of a path that is walked all day: written with the ORM like every other, their SQL made once a thread.

Each asks the database anew; nothing that was read is kept. Spared is the making of the SQL, which takes Django several
times as long as the database takes to answer, and on PostgreSQL the planning of it, which takes the server several
times as long as the reading (docs/decisions/0012).
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from datetime import date
from typing import Any, Generic, TypeVar

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.utils import CursorWrapper
from django.db.models import QuerySet
from django.db.models import query as orm

Row = TypeVar("Row")
Value = int | str | date


class Prepared(Generic[Row]):
    """``build`` makes a queryset of models, or a ``values_list``, from values that are named and typed in ``sorts``.

    The shape of its SQL must not depend on the values: no list of them, no None.
    """

    def __init__(self, build: Callable[..., QuerySet[Any, Row]], **sorts: type[Value]) -> None:
        self._build, self._sorts = build, sorts
        self._kept = threading.local()

    def rows(self, **values: Value) -> list[Row]:
        """What the queryset gives for these values; one query."""
        connection = connections[DEFAULT_DB_ALIAS]
        ready: _Ready | None = getattr(self._kept, "ready", None)
        if ready is None or ready.connection is not connection:
            marks = {name: _mark(sort, place) for place, (name, sort) in enumerate(self._sorts.items())}
            ready = self._kept.ready = _Ready(connection, self._build(**marks), marks)
        with _cursor(connection) as cursor:
            cursor.execute(ready.sql, ready.parameters(values))
            return ready.made(cursor.fetchall())

    def first(self, **values: Value) -> Row | None:
        """The first row, None for none; ``build`` says how many the database looks for."""
        found = self.rows(**values)
        return found[0] if found else None


def _cursor(connection: BaseDatabaseWrapper) -> CursorWrapper:
    """Django's cursor; on PostgreSQL it sends values beside the SQL, not in it, so that the driver can have the server
    keep the plan of what a connection asks often (``prepare_threshold`` in site/environment.py).
    """
    cursor = connection.cursor()
    if connection.vendor == "postgresql":
        # The driver's own cursor below Django's, which keeps the log of queries and names the driver's errors.
        cursor.cursor = connection.Database.Cursor(connection.connection)  # type: ignore[attr-defined]
    return cursor


def _mark(sort: type[Value], place: int) -> Value:
    """A value that nobody asks for: where it comes out among the SQL's parameters, the asked value goes in."""
    if sort is int:
        return -1_000_000_007 - place
    return date(1, 1, 1 + place) if sort is date else f"mark {place} of a prepared query"


class _Ready:
    """The SQL of a queryset on one connection, where values go into it, and how its rows are read."""

    def __init__(self, connection: BaseDatabaseWrapper, queryset: QuerySet[Any, Any], marks: dict[str, Value]) -> None:
        self.connection = connection
        self._compiler = queryset.query.get_compiler(connection=connection)
        self.sql, parameters = self._compiler.as_sql()
        named = {self._adapted(mark): name for name, mark in marks.items()}
        self._parameters = [
            (named.get(each) if isinstance(each, int | str | date) else None, each) for each in parameters
        ]
        # A mark that did not come out as it went in would be asked for instead of the value, and find nothing.
        if missing := set(marks) - {name for name, _ in self._parameters}:
            raise TypeError(f"no place in the SQL for {', '.join(sorted(missing))}: {self.sql}")
        chosen: Sequence[Any] = self._compiler.select or ()
        self._converters = self._compiler.get_converters([column for column, *_more in chosen])
        columns_only = queryset._fields is not None  # type: ignore[attr-defined]
        self._model = None if columns_only else _ModelRows(self._compiler, connection.alias)

    def _adapted(self, value: Value) -> Any:
        return self.connection.ops.adapt_datefield_value(value) if isinstance(value, date) else value

    def parameters(self, values: dict[str, Value]) -> list[Any]:
        return [each if name is None else self._adapted(values[name]) for name, each in self._parameters]

    def made(self, rows: list[Any]) -> list[Any]:
        read = self._compiler.apply_converters(rows, self._converters) if self._converters else rows
        return [tuple(row) for row in read] if self._model is None else [self._model.made(row) for row in read]


class _ModelRows:
    """Rows as models with what ``select_related`` named, as Django's ``ModelIterable`` makes them."""

    def __init__(self, compiler: Any, alias: str) -> None:
        info = compiler.klass_info
        self._alias, self._class = alias, info["model"]
        self._start, self._end = info["select_fields"][0], info["select_fields"][-1] + 1
        self._names = [column.target.attname for column, *_more in compiler.select[self._start : self._end]]
        self._related = orm.get_related_populators(info, compiler.select, alias)  # type: ignore[call-arg]

    def made(self, row: Sequence[Any]) -> Any:
        model = self._class.from_db(self._alias, self._names, row[self._start : self._end])
        for each in self._related:
            each.populate(row, model)
        return model
