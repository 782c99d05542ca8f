"""``parindex dossiers rollup | indicators | overdue``: over a store made by ``generate`` and ``import``."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from parindex.cli.main import cli

HALF_YEAR = ("--window", "2026-01-01..2026-06-30")


def run(*arguments: str) -> Result:
    return CliRunner().invoke(cli, ["--format", "json", *arguments])


def answer(result: Result) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(result.stdout)
    return found


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> str:
    folder = tmp_path_factory.mktemp("figures")
    export, place = str(folder / "xuat.csv"), str(folder / "kho")
    run("dossiers", "generate", export, "--rows", "400")
    run("dossiers", "import", place, export, "--source", "mot_cua", "--units-of", "68", "--simulated", "--confirm")
    return place


def test_rollups_change_no_figure(store: str) -> None:
    before = answer(run("dossiers", "indicators", store, *HALF_YEAR, "--by", "procedure"))
    made = run("dossiers", "rollup", store)
    assert made.exit_code == 0, made.output
    assert [row["rollup"] for row in answer(made)["rollups"]] == ["unit_day", "unit_procedure_month"]
    assert answer(run("dossiers", "indicators", store, *HALF_YEAR, "--by", "procedure")) == before
    assert before["indicators"] and before["times"]
    assert all(row["months"] == 0 for row in answer(run("dossiers", "rollup", store))["rollups"])


def test_months_add_up_to_the_window(store: str) -> None:
    whole = answer(run("dossiers", "indicators", store, *HALF_YEAR))["indicators"]
    parts = answer(run("dossiers", "indicators", store, *HALF_YEAR, "--by", "month"))["indicators"]

    def received(rows: list[dict[str, Any]]) -> int:
        return sum(row["numerator"] for row in rows if row["code"] == "dossiers.received_by_portal")

    assert {row["month"] for row in parts} == {f"2026-0{month}" for month in range(1, 7)}
    assert received(parts) == received(whole) > 0


def test_the_index_says_points_standing_and_reasons(store: str) -> None:
    rows = answer(run("dossiers", "indicators", store, *HALF_YEAR, "--qd766", "--sync", "0,9"))["index_766"]
    first = {row["number"]: row for row in rows if row["unit"] == rows[0]["unit"]}
    assert first["1.1"]["points"] is None and first["1.1"]["remark"]
    assert first["3.3"]["source_standing"] == "disputed"
    newer = answer(run("dossiers", "indicators", store, *HALF_YEAR, "--scheme", "2026"))["index_766"]
    assert {row["source_standing"] for row in newer} == {"unknown"}


def test_the_quality_score_says_what_records_tell_and_what_not(store: str) -> None:
    told = answer(run("dossiers", "indicators", store, *HALF_YEAR, "--tt01", "--given", "2=1,5"))
    rows = {row["number"]: row for row in told["quality_tt01"] if row["unit"] == told["quality_tt01"][0]["unit"]}
    assert len(rows) == 9
    assert 0 < float(rows["1"]["points"]) <= 2 and rows["1"]["counted_records"] > 0 and rows["1"]["remark"]
    assert float(rows["2"]["points"]) == 1.5 and rows["8"]["points"] is None and rows["8"]["remark"]
    assert {row["class_of_sum"] for row in told["quality_totals"]} == {None}
    assert {row["maximum"] for row in told["quality_totals"]} == {6}
    refused = run("dossiers", "indicators", store, *HALF_YEAR, "--tt01", "--given", "2=3")
    assert refused.exit_code == 2 and "--given" in refused.stderr


def test_a_due_date_that_holds_the_pause_is_not_moved_again(tmp_path: Path) -> None:
    """Due on 9 March 2026, finished the day after, two working days of waiting in between."""
    export, place = tmp_path / "cho.csv", str(tmp_path / "kho")
    cells = {
        "Mã hồ sơ": "H46.01-260303-0001", "Đơn vị tiếp nhận": "24703", "Mã TTHC": "1.001193",
        "Hình thức tiếp nhận": "Trực tiếp", "Trạng thái": "Đã xử lý xong", "Ngày tiếp nhận": "03/03/2026 08:00",
        "Ngày hẹn trả": "09/03/2026 17:00", "Ngày kết thúc xử lý": "10/03/2026 10:00", "Số phút tạm dừng": "960",
    }  # fmt: skip
    export.write_text(f"{';'.join(cells)}\n{';'.join(cells.values())}\n", encoding="utf-8")
    imported = run("dossiers", "import", place, str(export), "--source", "mot_cua", "--confirm")
    assert imported.exit_code == 0, imported.output

    def in_time(*more: str) -> list[int]:
        rows = answer(run("dossiers", "indicators", place, *HALF_YEAR, "--qd766", *more))["index_766"]
        return [row["numerator"] for row in rows if row["number"] == "2.1"]

    assert (in_time(), in_time("--due-holds-pause")) == ([1], [0])


def test_a_rate_that_is_none_is_refused_in_words(store: str) -> None:
    refused = run("dossiers", "indicators", store, *HALF_YEAR, "--qd766", "--sync", "2")
    assert refused.exit_code == 2 and "--sync" in refused.stderr


def test_an_older_version_is_empty(store: str) -> None:
    assert answer(run("dossiers", "indicators", store, *HALF_YEAR, "--as-of", "0"))["indicators"] == []


def test_overdue_counts_more_the_further_it_looks(store: str) -> None:
    found = run("dossiers", "overdue", store, "--at", "2026-11-12", "--days", "1,5")
    rows = answer(found)["units"]
    assert {row["due_until"] for row in rows} == {"2026-11-13", "2026-11-19"}
    pairs = list(zip(rows[::2], rows[1::2], strict=True))
    assert all(near["falling_due"] <= far["falling_due"] for near, far in pairs)
    assert found.exit_code == int(any(row["overdue"] for row in rows))


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("indicators", "--window", "2026-06-30..2026-01-01"), "cli.problem.bad_window"),
        (("indicators", *HALF_YEAR, "--as-of", "99"), "cli.problem.no_version"),
        (("indicators", *HALF_YEAR, "--scheme", "2030"), "cli.problem.no_scheme"),
        (("overdue", "--days", "0"), "cli.problem.bad_days"),
    ],
)
def test_what_cannot_be_done_is_said(store: str, arguments: tuple[str, ...], code: str) -> None:
    refused = run("dossiers", arguments[0], store, *arguments[1:])
    assert refused.exit_code == 2 and json.loads(refused.stderr)[0]["code"] == code


def test_a_folder_without_a_store(tmp_path: Path) -> None:
    refused = run("dossiers", "rollup", str(tmp_path))
    assert refused.exit_code == 2 and json.loads(refused.stderr)[0]["code"] == "cli.problem.no_store"
