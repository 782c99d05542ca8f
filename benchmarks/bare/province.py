"""The database of the row saves: 150 units, an open round whose every leaf is filled, sixty officers signed in."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.urls import reverse

from parindex.engine.scoring.values import Ratio
from parindex.portal.accounts.actions.register_person import register_person
from parindex.portal.assessments import actions
from parindex.portal.assessments.models import RoundStage, RoundUnit, Score, Stage
from parindex.portal.criteria.actions import import_criteria_set, issue_criteria_set
from parindex.portal.organisations.actions.appoint import appoint
from parindex.portal.organisations.actions.import_units import UnitRow, import_units
from parindex.portal.platform import clock

UNITS, FIELDS, LEAVES_A_FIELD, OFFICERS = 150, 10, 10, 60
DENOMINATOR = 5000


@dataclass(slots=True)
class Officer:
    """One person at a sheet: cookies, where rows are saved, what he saved."""

    cookies: str
    token: str
    unit: int
    address: str
    saved: dict[str, int] = field(default_factory=dict)
    took: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)


def prepare() -> tuple[list[Officer], list[int]]:
    """Fill the empty database; (officers, row ids of the scores that the bare view writes)."""

    call_command("migrate", verbosity=0)
    settings.ALLOWED_HOSTS = ["*"]
    members = _round()
    officers = []
    for number, member in enumerate(members[:OFFICERS]):
        person = register_person(
            actor=None, username=f"o{number}", full_name=f"Officer {number}", email=f"o{number}@parindex.example",
            password=f"benchmark-only-{number}",
        )  # fmt: skip
        appoint(
            actor=None, person=person, role="unit_officer", unit=member.unit, scope=member.unit, title="",
            start=date(2025, 7, 1),
        )  # fmt: skip
        client = Client()
        client.force_login(person, backend="parindex.portal.accounts.sign_in.PasswordBackend")
        token = "b" * 32
        session = client.cookies[settings.SESSION_COOKIE_NAME].value
        cookies = f"{settings.SESSION_COOKIE_NAME}={session}; {settings.CSRF_COOKIE_NAME}={token}"
        address = reverse("assessments:sheet_row", args=[member.round.public_id, member.unit.public_id, "LEAF"])
        officers.append(Officer(cookies, token, member.pk, address))
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")  # as the server does by itself within a minute after so many new rows
    # The bare view writes rows of a unit without officer: the officers' own are looked at afterwards.
    scores = Score.objects.filter(entry__round_unit=members[-1]).order_by("pk")
    return officers, list(scores.values_list("pk", flat=True))


def _round() -> list[RoundUnit]:
    since = date(2025, 7, 1)
    rows = [UnitRow("p", "Tỉnh Thử", "Thử", "province", "province", since, code="98")]
    rows += [
        UnitRow(f"c{i}", f"Xã {i}", str(i), "commune", "commune", since, code=f"{90000 + i}", parent="p")
        for i in range(UNITS)
    ]
    units = import_units(actor=None, rows=rows, source="benchmark").units
    version = import_criteria_set(actor=None, content=_criteria_set().encode(), source="benchmark")
    issue_criteria_set(actor=None, version=version)
    round_ = actions.open_round(
        actor=None, title="Benchmark", owner=units["p"], set_version=version, year=2026, simulated=True,
        units=[actions.TakingPart(units[f"c{i}"]) for i in range(UNITS)],
    )  # fmt: skip
    window = actions.StageTimes(
        RoundStage.SELF_ASSESSMENT, clock.now() - timedelta(days=1), clock.now() + timedelta(days=1)
    )
    actions.set_calendar(actor=None, round_=round_, stages=[window])
    figures = [
        actions.FigureRow(units[f"c{i}"].pk, leaf, {"done": Ratio(Decimal(1000 + i), Decimal(DENOMINATOR))})
        for i in range(UNITS)
        for leaf in leaf_codes()
    ]
    actions.record_figures(actor=None, round_=round_, stage=Stage.SELF, rows=figures)
    return list(round_.units.select_related("unit", "round").order_by("pk"))


def leaf_codes() -> list[str]:
    """Every leaf of the set, in printed order."""
    return [f"L{field}-{leaf}" for field in range(1, FIELDS + 1) for leaf in range(1, LEAVES_A_FIELD + 1)]


def _criteria_set() -> str:
    lines = [
        "schema: parindex/criteria-set/1", "code: benchmark", 'version: "2026"', "title: Benchmark",
        "level: commune", "standing: model", f"scale: {FIELDS * LEAVES_A_FIELD}", "fields:",
    ]  # fmt: skip
    for part in range(1, FIELDS + 1):
        lines += [f'  - {{code: L{part}, number: "{part}", title: Field {part}, maximum: {LEAVES_A_FIELD}, criteria: [']
        for leaf in range(1, LEAVES_A_FIELD + 1):
            lines += [
                f'      {{code: L{part}-{leaf}, number: "{part}.{leaf}", title: Leaf {part}.{leaf},',
                "       maximum: 1, measured: self,",
                "       inputs: [{code: done, title: Done, type: ratio, numerator: done, denominator: all}],",
                "       rule: {kind: linear_proportion, ratio: done},",
                "       policies: {missing: pending, zero_denominator: refuse}},",
            ]
        lines += ["    ]}"]
    return "\n".join(lines) + "\n"
