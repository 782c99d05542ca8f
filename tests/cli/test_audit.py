"""``parindex audit``: documents and figures proof-read, several against each other."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.cli.running import PROJECT, ask, problems, run

STATEMENTS = PROJECT / "src" / "parindex" / "rulebooks" / "published_results" / "statements"
DOCUMENTS = PROJECT / "tests" / "engine" / "checks" / "proof_reading" / "documents"


@pytest.mark.parametrize("name", sorted(each.name for each in DOCUMENTS.iterdir()))
def test_clean_documents_are_silent(name: str) -> None:
    answer = ask("audit", str(DOCUMENTS / name))
    assert answer["findings"] == 0


def test_a_slip_ends_with_exit_code_1_and_names_its_line_cause_and_repair(tmp_path: Path) -> None:
    text = (DOCUMENTS / "district_report.txt").read_text("utf-8").replace("3.127 hồ sơ", "3.172 hồ sơ")
    changed = tmp_path / "bao_cao.txt"
    changed.write_text(text, "utf-8")
    (line,) = ask("audit", str(changed), exit_code=1)["lines"]
    assert (line["code"], line["severity"], line["where"]) == ("sum_differs", "high", "bao_cao.txt:20")
    shown = run("audit", str(changed)).stdout
    assert "đảo" in shown and "3.172" in shown and "3.127" in shown


def test_figures_of_a_statement_say_which_repairs_are_equally_small() -> None:
    answer = ask("audit", str(STATEMENTS / "cao_loc_2024_h1.yaml"), exit_code=1)
    (received,) = [line for line in answer["lines"] if "1.380" in line["text"]]
    assert "1.309 → 1.239" in received["repair"] and "Có 2 cách" in received["repair"]


def test_a_medium_finding_alone_ends_with_exit_code_0(tmp_path: Path) -> None:
    text = (DOCUMENTS / "commune_letter.txt").read_text("utf-8") + "\nTổng cộng có … nhiệm vụ.\n"
    blank = tmp_path / "van_ban.txt"
    blank.write_text(text, "utf-8")
    assert [line["severity"] for line in ask("audit", str(blank))["lines"]] == ["medium"]


def test_two_reports_of_one_unit_are_compared(tmp_path: Path) -> None:
    one = STATEMENTS / "cao_loc_2024_h1_procedures.yaml"
    other = tmp_path / "sau.yaml"
    other.write_text(
        one.read_text("utf-8").replace("value: 257, title: TTHC cấp huyện,", "value: 275, title: TTHC cấp huyện,"),
        "utf-8",
    )
    lines = ask("audit", str(one), str(other), exit_code=1)["lines"]
    assert [line["where"] for line in lines if line["code"] == "documents_differ"] == ["sau.yaml"]


def test_a_file_that_is_no_document_is_refused(tmp_path: Path) -> None:
    broken = tmp_path / "a.txt"
    broken.write_bytes(b"\x00\x01\x02\xff")
    assert problems("audit", str(broken), exit_code=2)[0]["code"] == "reading.fault.not_text"
