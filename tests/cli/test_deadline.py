"""``parindex deadline``."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.cli.running import ask, problems, run


@pytest.mark.parametrize("received", ["28/08/2026 15:30", "15:30 28/8/2026", "2026-08-28T15:30", "2026-08-28 15:30"])
def test_a_due_date_with_its_steps(received: str) -> None:
    answer = ask("deadline", received, "2")
    assert answer["due"] == "2026-09-04T17:00:00"
    assert answer["policy"] == "Theo Nghị định 118/2025/NĐ-CP"
    codes = [step["code"] for step in answer["steps"]]
    assert codes[0] == "deadline.received" and codes[-1] == "deadline.due"
    assert answer["steps"][2]["values"]["days"] == ["2026-08-31", "2026-09-01", "2026-09-02"]


def test_hours_and_half_days_and_other_policies() -> None:
    assert ask("deadline", "13/02/2026 16:00", "8", "--term-unit", "working_hour")["due"] == "2026-02-23T16:00:00"
    assert ask("deadline", "05/01/2026 10:00", "1", "--policy", "system")["due"] == "2026-01-06T10:00:00"
    assert ask("deadline", "05/01/2026 08:00", "0,5", "--policy", "qd766")["due"] == "2026-01-05T14:00:00"
    assert ask("deadline", "05/01/2026", "5")["due"] == "2026-01-10T17:00:00"


def test_as_text() -> None:
    shown = run("deadline", "28/08/2026 15:30", "2").stdout
    assert "17:00 04/09/2026" in shown and "31/08/2026" in shown


def test_a_provinces_calendar_is_laid_over(tmp_path: Path) -> None:
    storm = tmp_path / "storm.yaml"
    storm.write_text(
        "schema: parindex/working-calendar/1\ntitle: x\ndays:\n"
        "  - {date: 2026-10-07, kind: off, act: 01/CĐ-UBND, grade: B}\n",
        encoding="utf-8",
    )
    assert ask("deadline", "05/10/2026 09:00", "2")["due"] == "2026-10-07T17:00:00"
    assert ask("deadline", "05/10/2026 09:00", "2", "--calendar", str(storm))["due"] == "2026-10-08T17:00:00"
    storm.write_text(storm.read_text(encoding="utf-8").replace("off", "closed"), encoding="utf-8")
    (found,) = problems("deadline", "05/10/2026", "2", "--calendar", str(storm), exit_code=2)
    assert (found["code"], found["path"]) == ("cli.problem.bad_calendar", "days.0.kind")


@pytest.mark.parametrize(
    ("arguments", "code", "exit_code"),
    [
        (("hôm nay", "2"), "cli.problem.bad_moment", 2),
        (("05/01/2026 25:00", "2"), "cli.problem.bad_moment", 2),
        (("05/01/2026", "hai"), "cli.problem.bad_number", 2),
        (("05/01/2026", "0,5", "--term-unit", "calendar_day"), "cli.problem.bad_term", 2),
        (("05/01/2026", "5", "--policy", "khác"), "cli.problem.no_policy", 2),
        (("05/01/2015", "5"), "cli.problem.no_policy", 2),
        (("05/01/2026", "5000"), "cli.problem.outside_calendar", 1),
    ],
)
def test_what_cannot_be_counted(arguments: tuple[str, ...], code: str, exit_code: int) -> None:
    (found,) = problems("deadline", *arguments, exit_code=exit_code)
    assert found["code"] == code
