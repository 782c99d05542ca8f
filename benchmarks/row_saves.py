"""Sixty officers fill 150 sheets of 100 leaves at once: no save is lost, how long one takes, what it costs.

    .venv/bin/python benchmarks/row_saves.py [seconds]

On SQLite, then on PostgreSQL where its server is installed (started for this run through ``tools/with_postgres``): a
throw-away database, the portal under granian on a loopback port, sixty signed-in people who each save one row every two
seconds for a minute (or ``seconds``). Afterwards every save is looked for in the database, value by value, and in the
history. Then one person alone: a row save beside a bare Django view with the same middleware, session, sign-in check
and written rows (one changed, two new, in the same three tables) in one transaction, which reads and computes nothing.
The officers run in a process of their own on the same two cores; what it takes of them is said.
Goals: nothing lost, no error, p95 ≤ 300 ms, at most 3 × the bare view.
Ends with 1 when a save is lost or fails, or a goal is missed.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from http.client import HTTPConnection
from pathlib import Path
from statistics import median, quantiles
from urllib.parse import urlencode

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
UNITS, FIELDS, LEAVES_A_FIELD, OFFICERS, EVERY, SECONDS = 150, 10, 10, 60, 2.0, 60.0
ALONE = 150
P95_GOAL, RATIO_GOAL = 0.300, 3.0
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


def main() -> int:
    """Both databases, each in a process of its own: Django is set up once a process."""
    if "--here" in sys.argv:
        return _measure(float(sys.argv[-1]))
    seconds = sys.argv[1] if len(sys.argv) > 1 else str(SECONDS)
    command = [sys.executable, __file__, "--here", seconds]
    sqlite = subprocess.run(command, env={**os.environ, "PARINDEX_TEST_POSTGRES": ""}, check=False).returncode
    if not list(Path("/usr/lib/postgresql").glob("*/bin")):
        sys.stdout.write("PostgreSQL is not installed here: left out\n")
        return sqlite
    return subprocess.run([str(ROOT / "tools" / "with_postgres"), *command], check=False).returncode or sqlite


def _measure(seconds: float) -> int:
    folder = Path(tempfile.mkdtemp(prefix="parindex-rows-"))
    address = os.environ.get("PARINDEX_TEST_POSTGRES", "")
    os.environ |= {
        "DJANGO_SETTINGS_MODULE": "benchmarks.bare.settings",
        "PARINDEX_VAR": str(folder),
        "PARINDEX_SQLITE": str(folder / "rows.sqlite3"),
        "PARINDEX_SECRET_KEY": "benchmark-only-" * 4,
        "PARINDEX_HTTPS": "0",
        "PARINDEX_DATABASE_URL": address,
        "PYTHONPATH": str(ROOT),
    }
    import django  # noqa: PLC0415  # after the environment is set

    try:
        django.setup()
        officers, scores = _prepare()
        with _served(folder) as port:
            began, before = time.monotonic(), time.process_time()
            _all_at_once(officers, port, began + seconds)
            load = time.process_time() - before
            bare, row = _alone(officers[0], scores, port)
        elapsed = time.monotonic() - began
        sys.stdout.write(f"officers' own processor time: {load:.1f} s of {2 * seconds:.0f} s that two cores have\n")
        return _report("PostgreSQL" if address else "SQLite", officers, elapsed, bare, row)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _prepare() -> tuple[list[Officer], list[int]]:
    """The database: units, an open round with every leaf filled, officers who have signed in."""
    from django.conf import settings  # noqa: PLC0415
    from django.core.management import call_command  # noqa: PLC0415
    from django.test import Client  # noqa: PLC0415
    from django.urls import reverse  # noqa: PLC0415

    from parindex.portal.accounts.actions.register_person import register_person  # noqa: PLC0415
    from parindex.portal.assessments.models import Score  # noqa: PLC0415
    from parindex.portal.organisations.actions.appoint import appoint  # noqa: PLC0415

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
    # The bare view writes rows of a unit without officer: the officers' own are looked at afterwards.
    scores = Score.objects.filter(entry__round_unit=members[-1]).order_by("pk")
    return officers, list(scores.values_list("pk", flat=True))


def _round() -> list:  # type: ignore[type-arg]  # of RoundUnit, which is imported later
    from parindex.engine.scoring.values import Ratio  # noqa: PLC0415
    from parindex.portal.assessments import actions  # noqa: PLC0415
    from parindex.portal.assessments.models import RoundStage, Stage  # noqa: PLC0415
    from parindex.portal.criteria.actions import import_criteria_set, issue_criteria_set  # noqa: PLC0415
    from parindex.portal.organisations.actions.import_units import UnitRow, import_units  # noqa: PLC0415
    from parindex.portal.platform import clock  # noqa: PLC0415

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
        for leaf in _leaves()
    ]
    actions.record_figures(actor=None, round_=round_, stage=Stage.SELF, rows=figures)
    return list(round_.units.select_related("unit", "round").order_by("pk"))


def _leaves() -> list[str]:
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


@contextmanager
def _served(folder: Path) -> Iterator[int]:
    """The portal under granian, as the demonstration serves it."""
    with socket.socket() as asked:
        asked.bind(("127.0.0.1", 0))
        port = int(asked.getsockname()[1])
    command = [
        str(Path(sys.executable).parent / "granian"), "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port),
        "--workers", "1", "--blocking-threads", "4", "--log-level", "warning", "parindex.portal.site.wsgi:application",
    ]  # fmt: skip
    with (folder / "server.log").open("wb") as log:
        server = subprocess.Popen(command, stdout=log, stderr=log)
        try:
            until = time.monotonic() + 90
            while not _answers(port):
                if time.monotonic() > until or server.poll() is not None:
                    raise RuntimeError((folder / "server.log").read_text())
                time.sleep(0.2)
            yield port
        finally:
            server.terminate()
            server.wait(20)


def _answers(port: int) -> bool:
    connection = HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", "/tai-khoan/login/")
        return connection.getresponse().status == 200
    except OSError:
        return False
    finally:
        connection.close()


def _all_at_once(officers: list[Officer], port: int, until: float) -> None:
    threads = [
        threading.Thread(target=_work, args=(officer, port, until, number * EVERY / len(officers)))
        for number, officer in enumerate(officers)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def _work(officer: Officer, port: int, until: float, wait: float) -> None:
    """One save each two seconds, each on another leaf; the next waits for the answer, as a person does."""
    connection = HTTPConnection("127.0.0.1", port, timeout=30)
    due = time.monotonic() + wait
    for number, leaf in enumerate(_leaves()):
        if due >= until:
            break
        time.sleep(max(0.0, due - time.monotonic()))
        _save(officer, connection, leaf, 2000 + number)
        due += EVERY
    connection.close()


def _save(officer: Officer, connection: HTTPConnection, leaf: str, value: int) -> None:
    sent = {"x-done-tu": str(value), "x-done-mau": str(DENOMINATOR), "phien": "1"}
    began = time.monotonic()
    try:
        status, text = _post(officer, connection, officer.address.replace("LEAF", leaf), sent)
    except OSError as failed:
        officer.errors.append(f"{leaf}: {failed!r}")
        connection.close()
        return
    officer.took.append(time.monotonic() - began)
    officer.saved[leaf] = value
    if status != 200:
        officer.errors.append(f"{leaf}: {status} {text[:200]!r}")


def _post(officer: Officer, connection: HTTPConnection, address: str, sent: dict[str, str]) -> tuple[int, bytes]:
    headers = {
        "Content-Type": "application/x-www-form-urlencoded",
        "Cookie": officer.cookies,
        "X-CSRFToken": officer.token,
        "X-Sheet": "1",
    }
    connection.request("POST", address, urlencode(sent), headers)
    answer = connection.getresponse()
    return answer.status, answer.read()


def _alone(officer: Officer, scores: list[int], port: int) -> tuple[float, float]:
    """(bare view, row save): medians of one person alone, taken by turns."""
    connection = HTTPConnection("127.0.0.1", port, timeout=30)
    bare, row = [], []
    for number in range(ALONE):
        began = time.monotonic()
        status, _ = _post(officer, connection, f"/bare/{scores[number % len(scores)]}/", {})
        between = time.monotonic()
        sent = {"x-done-tu": str(3000 + number), "x-done-mau": str(DENOMINATOR)}
        also, _ = _post(officer, connection, officer.address.replace("LEAF", "L10-10"), sent)
        bare.append(between - began)
        row.append(time.monotonic() - between)
        if (status, also) != (200, 200):
            officer.errors.append(f"alone: {status} {also}")
    officer.saved["L10-10"] = 3000 + ALONE - 1
    connection.close()
    return median(bare), median(row)


def _report(name: str, officers: list[Officer], seconds: float, bare: float, row: float) -> int:
    lost = [problem for officer in officers for problem in _lost(officer)]
    errors = [error for officer in officers for error in officer.errors]
    took = [each for officer in officers for each in officer.took]
    p95 = quantiles(took, n=20)[-1]
    good = not lost and not errors and p95 <= P95_GOAL and row <= RATIO_GOAL * bare
    lines = [
        f"{name}: {UNITS} units × {FIELDS * LEAVES_A_FIELD} leaves, {len(officers)} officers, {len(took)} saves "
        f"in {seconds:.0f} s",
        f"  lost {len(lost)}, errors {len(errors)}",
        f"  a save: median {median(took) * 1000:.0f} ms, p95 {p95 * 1000:.0f} ms (goal {P95_GOAL * 1000:.0f}), "
        f"slowest {max(took) * 1000:.0f} ms",
        f"  alone: row save {row * 1000:.1f} ms, bare view {bare * 1000:.1f} ms: {row / bare:.2f} × "
        f"(goal {RATIO_GOAL:.0f})",
        *(f"  {problem}" for problem in [*lost, *errors][:5]),
        f"  {'goals kept' if good else 'GOAL MISSED'}",
    ]
    sys.stdout.write("\n".join(lines) + "\n")
    return 0 if good else 1


def _lost(officer: Officer) -> Iterator[str]:
    """Saves that the database does not hold, with value and history."""
    from parindex.portal.assessments.models import Score  # noqa: PLC0415

    rows = Score.objects.filter(entry__round_unit=officer.unit).select_related("entry__leaf")
    standing = {score.entry.leaf.code: score for score in rows.prefetch_related("versions")}
    for leaf, value in officer.saved.items():
        found = standing[leaf].inputs.get("done")
        if str(value) not in str(found):
            yield f"{leaf}: sent {value}, stored {found}"
        numbers = sorted(version.number for version in standing[leaf].versions.all())
        if numbers != list(range(2, standing[leaf].row_version + 1)):
            yield f"{leaf}: history {numbers}, row version {standing[leaf].row_version}"


if __name__ == "__main__":
    sys.exit(main())
