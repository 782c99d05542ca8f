"""Krông Nô 2023 from the command line: the figures that its plan of 2024 prints, and what is wrong with them."""

from decimal import Decimal
from pathlib import Path

from tests.cli.running import EXAMPLES, KRONG_NO, ask, problems, run

from parindex.cli.main import cli


def test_the_index_is_85_959_shown_as_85_96() -> None:
    (unit,) = ask("score", *KRONG_NO)["units"]
    assert (unit["points"], unit["index"], unit["applicable_maximum"]) == ("85.959", "85.959", "100")
    text = run("score", *KRONG_NO).stdout
    assert "85,959" in text
    assert "85,96" in text


def test_fields_as_printed() -> None:
    nodes = ask("score", *KRONG_NO)["nodes"]
    assert [node["points"] for node in nodes] == [
        "14",
        "11",
        "14.591",
        "7.5",
        "7.787",
        "10.975",
        "10.766",
        "9.34",
    ]
    percents = [round(Decimal(node["percent"]), 2) for node in nodes]
    assert percents == [Decimal(text) for text in ("100", "100", "85.83", "100", "70.79", "99.77", "69.46", "74.72")]


def test_points_are_lost_in_fields_7_5_8_3_6_and_half_a_point_only_in_print() -> None:
    answer = ask("lost", *KRONG_NO)
    fields = [line["code"] for line in answer["lines"] if line["code"]]
    assert fields == ["LV7", "LV5", "LV8", "LV3", "LV6"]
    assert [line["lost"] for line in answer["lines"] if line["code"] is None] == ["0.5"]
    assert sum(Decimal(line["lost"]) for line in answer["lines"]) == Decimal(answer["gap"]) == Decimal("14.041")


def test_the_printed_total_is_explained_too() -> None:
    answer = ask("lost", *KRONG_NO, "--printed-total", "85,96", "--by", "leaf")
    assert sum(Decimal(line["lost"]) for line in answer["lines"]) == Decimal(answer["gap"]) == Decimal("14.04")
    assert {"printed_total_rounded", "maxima_short_of_scale"} <= {line["reason"] for line in answer["lines"]}


def test_the_printed_index_is_a_digit_swap_and_maxima_miss_half_a_point() -> None:
    result = run("check", str(EXAMPLES / "krong_no_2023_printed.csv"))
    assert result.exit_code == 1
    answer = ask("check", str(EXAMPLES / "krong_no_2023_printed.csv"), exit_code=1)
    found = {line["code"]: line for line in answer["lines"]}
    assert set(found) == {"index_differs_from_total", "maxima_differ_from_scale"}
    assert found["index_differs_from_total"]["repair"] == "85.96"
    assert "85,69" in found["index_differs_from_total"]["cause"]
    assert found["maxima_differ_from_scale"]["values"]["expected"] == "99.5"


def test_the_plan_is_written_as_word(tmp_path: Path) -> None:
    out = tmp_path / "plan.docx"
    head = str(EXAMPLES / "krong_no_2024_head.yaml")
    answer = ask("plan", *KRONG_NO, "--head", head, "--out", str(out))
    assert out.read_bytes()[:2] == b"PK"
    assert answer["size"] == out.stat().st_size
    assert (answer["improve"], answer["keep"], answer["lost"]) == (6, 3, "14.041")


def test_a_plan_head_with_faults_is_refused_with_all_of_them(tmp_path: Path) -> None:
    head = tmp_path / "head.yaml"
    head.write_text("manner: loud\nunknown: 1\nrank: first\n", encoding="utf-8")
    found = problems("plan", *KRONG_NO, "--head", str(head), "--out", str(tmp_path / "x.docx"), exit_code=2)
    assert len(found) == 3
    assert not (tmp_path / "x.docx").exists()


def test_a_set_of_printed_points_has_no_path_and_says_so() -> None:
    result = run("path-to", *KRONG_NO, "--index", "90", "--format", "json")
    assert result.exit_code == 1
    assert "unreachable" in result.stderr
    assert '"reachable": false' in result.stdout


def test_explain_gives_every_step() -> None:
    answer = ask("explain", *KRONG_NO, "--leaf", "LV8")
    assert {step["leaf"] for step in answer["steps"]} == {"LV8-SIPAS", "LV8-KTXH"}
    assert all(step["text"] for step in answer["steps"])
    assert "7,84" in run("explain", *KRONG_NO).stdout


def test_version() -> None:
    assert "parindex" in run("--version").stdout
    assert cli.name == "parindex"
