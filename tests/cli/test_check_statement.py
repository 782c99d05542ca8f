"""``parindex check`` on the figures of a report."""

from __future__ import annotations

from pathlib import Path

from tests.cli.running import KRONG_NO, PROJECT, ask, problems, run

CAO_LOC = PROJECT / "src" / "parindex" / "rulebooks" / "published_results" / "statements" / "cao_loc_2024_h1.yaml"


def test_findings_of_a_report_with_their_causes() -> None:
    answer = ask("check", str(CAO_LOC), exit_code=1)
    assert answer["findings"] == len(answer["lines"]) == 8
    portals = next(line for line in answer["lines"] if line["subject"] == "Huyện Cao Lộc/online")
    assert (portals["code"], portals["repair"]) == ("sum_differs", "8804")
    assert "1.310" in portals["cause"]
    assert "87,8" in run("check", str(CAO_LOC)).stdout


def test_a_bad_file_is_refused_with_its_place(tmp_path: Path) -> None:
    bad = tmp_path / "bad.yaml"
    bad.write_bytes(CAO_LOC.read_bytes().replace(b"value: 66,", b"value: x,", 1))
    (found,) = problems("check", str(bad), exit_code=2)
    assert (found["code"], found["file"], found["path"]) == ("cli.problem.bad_statement", "bad.yaml", "figures.2.value")


def test_faults_of_a_file_are_told_in_vietnamese_once_and_in_their_place(tmp_path: Path) -> None:
    bad = tmp_path / "bad.yaml"
    bad.write_text(
        "schema: parindex/printed-statement/1\nunit: X\nfigures:\n  - {code: a, value: x, title: A}\n"
        "identities:\n  - {sum: a, of: []}\n  - {rate: a, numerator: [a], denominator: [a, b]}\n  - {foo: 1}\n",
        encoding="utf-8",
    )
    found = {each["path"]: each["message"] for each in problems("check", str(bad), exit_code=2)}
    assert set(found) == {"figures.0.value", "identities.0.of", "identities.1.rate", "identities.2"}
    assert "phải là số" in found["figures.0.value"] and "Số tử số" in found["identities.1.rate"]
    assert not any(word in " ".join(found.values()) for word in ("Input", "Field", "Tuple", "Extra"))


def test_people_read_no_code_programs_do() -> None:
    shown = run("check", str(CAO_LOC)).stdout
    assert "sum_differs" not in shown and "Huyện Cao Lộc/online" not in shown
    assert "sum_differs" in run("check", str(CAO_LOC), "--format", "csv").stdout


def test_a_date_that_no_calendar_has_stands_in_its_place(tmp_path: Path) -> None:
    bad = tmp_path / "bad.yaml"
    bad.write_bytes(CAO_LOC.read_bytes().replace(b"value: 66,", b"value: 2026-02-30,", 1))
    (found,) = problems("check", str(bad), exit_code=2)
    assert (found["path"], found["value"]) == ("figures.2.value", "2026-02-30")
    head = tmp_path / "head.yaml"
    head.write_text("signed_on: 2026-02-30\n", encoding="utf-8")
    asked = problems("plan", *KRONG_NO, "--head", str(head), "--out", str(tmp_path / "x.docx"), exit_code=2)
    assert "signed_on" in str(asked)
