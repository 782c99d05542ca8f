"""The model commune set with simulated figures: rank, what-if, path, plan, in every form and language."""

import csv
import io
from decimal import Decimal
from pathlib import Path

import pytest
from tests.cli.running import COMMUNE, COMMUNES, EXAMPLES, ask, problems, run


def test_ranking_lists_who_has_not_submitted_apart() -> None:
    answer = ask("rank", *COMMUNES, "--not-submitted", "Xã Vắng", "--not-submitted", COMMUNE)
    assert [line["rank"] for line in answer["ranking"]] == [1, 2, 3, 4, 5]
    values = [Decimal(line["value"]) for line in answer["ranking"]]
    assert values == sorted(values, reverse=True)
    assert answer["unplaced"] == [{"unit": "Xã Vắng", "reason": "not_submitted"}]


def test_ranking_by_a_field() -> None:
    answer = ask("rank", *COMMUNES, "--by", "TTHC")
    assert answer["code"] == "TTHC"
    assert len(answer["ranking"]) == 5
    assert problems("rank", *COMMUNES, "--by", "XYZ", exit_code=2)[0]["code"] == "cli.problem.unknown_node"


def test_what_if_changes_points_index_and_place() -> None:
    answer = ask("what-if", *COMMUNES, "--unit", COMMUNE, "--set", "TTHC-DUNGHAN=9.289/9.289")
    assert Decimal(answer["gain"]) > 0
    assert Decimal(answer["points_after"]) - Decimal(answer["points_before"]) == Decimal(answer["gain"])
    (change,) = answer["changes"]
    assert change["leaf"] == "TTHC-DUNGHAN"
    assert answer["place_before"] == 5


def test_what_if_refuses_what_it_does_not_understand() -> None:
    unknown = problems("what-if", *COMMUNES, "--unit", COMMUNE, "--set", "XYZ=1", exit_code=2)
    assert unknown[0]["code"] == "table.unknown_leaf"
    shapeless = problems("what-if", *COMMUNES, "--unit", COMMUNE, "--set", "abc", exit_code=2)
    assert shapeless[0]["code"] == "cli.problem.bad_change"
    beyond = problems("what-if", *COMMUNES, "--unit", COMMUNE, "--set", "TTHC-DUNGHAN=43/42", exit_code=1)
    assert beyond[0]["code"] == "what_if.figures_refused"


def test_a_path_reaches_its_target_and_adds_up() -> None:
    answer = ask("path-to", *COMMUNES, "--unit", COMMUNE, "--index", "90")
    assert answer["reachable"] is True
    assert Decimal(answer["index_after"]) >= 90
    gains = sum(Decimal(step["gain"]) for step in answer["path_steps"])
    assert gains == Decimal(answer["points_after"]) - Decimal(answer["points_before"])


def test_a_path_keeps_off_what_is_untouched_and_takes_the_users_effort() -> None:
    first = ask("path-to", *COMMUNES, "--unit", COMMUNE, "--rank", "4")
    taken = first["path_steps"][0]["leaf"]
    second = ask("path-to", *COMMUNES, "--unit", COMMUNE, "--rank", "4", "--untouched", taken)
    assert taken not in {step["leaf"] for step in second["path_steps"]}
    dear = ask("path-to", *COMMUNES, "--unit", COMMUNE, "--rank", "4", "--effort", f"{taken}=500+500")
    assert taken not in {step["leaf"] for step in dear["path_steps"]}


@pytest.mark.parametrize(
    ("options", "code"),
    [
        ((), "cli.problem.no_such_target"),
        (("--index", "90", "--rank", "1"), "cli.problem.one_target"),
        (("--index", "1.310"), "cli.problem.bad_number"),
        (("--index", "90", "--untouched", "TTHC"), "cli.problem.unknown_node"),
        (("--index", "90", "--effort", "TTHC-DUNGHAN=-1"), "cli.problem.bad_effort"),
    ],
)
def test_a_path_refuses_unclear_targets(options: tuple[str, ...], code: str) -> None:
    assert problems("path-to", *COMMUNES, "--unit", COMMUNE, *options, exit_code=2)[0]["code"] == code


def test_the_unit_must_be_named_when_there_are_several() -> None:
    assert problems("lost", *COMMUNES, exit_code=2)[0]["code"] == "cli.problem.unit_needed"
    assert problems("lost", *COMMUNES, "--unit", "Xã X", exit_code=2)[0]["code"] == "cli.problem.unknown_unit"


def test_the_ledger_adds_up_in_every_grouping() -> None:
    for way in ("field", "criterion", "leaf", "reason"):
        answer = ask("lost", *COMMUNES, "--unit", COMMUNE, "--by", way)
        assert sum(Decimal(line["lost"]) for line in answer["lines"]) == Decimal(answer["gap"])


def test_csv_opens_in_a_vietnamese_excel() -> None:
    result = run("--format", "csv", "rank", *COMMUNES)
    assert result.exit_code == 0
    rows = list(csv.reader(io.StringIO(result.stdout.lstrip("\ufeff")), delimiter=";"))
    assert rows[0] == ["Hạng", "Đơn vị", "Điểm", "Giá trị", "Xếp loại"]
    assert rows[1][0] == "1"
    assert "," in rows[1][2]


def test_english_and_the_order_of_global_options() -> None:
    before = run("--language", "en", "score", *COMMUNES)
    after = run("score", *COMMUNES, "--language", "en")
    assert before.stdout == after.stdout
    assert "Applicable maximum" in before.stdout


def test_score_details() -> None:
    everything = ask("score", *COMMUNES, "--unit", COMMUNE, "--detail", "leaf")
    points = {node["code"]: node["points"] for node in everything["nodes"]}
    fields = ask("score", *COMMUNES, "--unit", COMMUNE, "--detail", "field")["nodes"]
    assert sum(Decimal(node["points"]) for node in fields) == Decimal(everything["units"][0]["points"])
    assert len(points) > 100


def test_explain_words_every_step_of_every_unit() -> None:
    for number in range(1, 6):
        for language in ("vi", "en"):
            result = run("explain", *COMMUNES, "--unit", f"Xã mô phỏng {number}", "--language", language)
            assert result.exit_code == 0
            assert "TTHC-DUNGHAN" in result.stdout


def test_explain_only_what_was_lost() -> None:
    lost = ask("explain", *COMMUNES, "--unit", COMMUNE, "--only-lost")["steps"]
    assert all(Decimal(step["points"]) < Decimal(step["maximum"]) for step in lost)


def test_a_commune_plan_to_a_target(tmp_path: Path) -> None:
    out = tmp_path / "plan.docx"
    answer = ask("plan", *COMMUNES, "--unit", COMMUNE, "--index", "90", "--simulated", "--out", str(out))
    assert out.exists()
    assert Decimal(answer["expected"]) > 0
    nowhere = str(tmp_path / "no" / "plan.docx")
    assert problems("plan", *COMMUNES, "--unit", COMMUNE, "--out", nowhere, exit_code=2)


def test_rejected_rows_are_listed_and_the_rest_is_scored(tmp_path: Path) -> None:
    figures = tmp_path / "figures.csv"
    text = (EXAMPLES / "krong_no_2023.csv").read_text(encoding="utf-8")
    figures.write_text(text + "Krông Nô;LV9;3\nKrông Nô;LV1;12\n", encoding="utf-8")
    result = run("score", "dak_nong_district/2023", str(figures))
    assert result.exit_code == 1
    assert "figures.csv:11:leaf: Không có tiêu chí “LV9”" in result.stderr
    assert "Krông Nô" in result.stdout
    assert [line["code"] for line in problems("score", "dak_nong_district/2023", str(figures), exit_code=1)] == [
        "table.conflicting",
        "table.unknown_leaf",
        "table.conflicting",
    ]
