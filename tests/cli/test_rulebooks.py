"""``check-rulebook``, ``compare-rulebooks`` and how a rulebook is named."""

import re
from pathlib import Path

import pytest
from tests.cli.running import KRONG_NO, PROJECT, ask, problems, run

from parindex.cli.sources import shipped_names

SET = PROJECT / "src/parindex/rulebooks/criteria_sets/dak_nong_district/2023/criteria_set.yaml"


def test_every_shipped_rulebook_has_no_error() -> None:
    answer = ask("check-rulebook")
    assert [line["rulebook"] for line in answer["sets"]] == shipped_names()
    assert all(line["errors"] == 0 for line in answer["sets"])


@pytest.mark.parametrize("name", [str(SET), str(SET.parent), "dak_nong_district/2023"])
def test_a_rulebook_is_a_file_a_folder_or_a_shipped_name(name: str) -> None:
    assert ask("score", name, KRONG_NO[1])["units"][0]["points"] == "85.959"


@pytest.mark.parametrize("name", ["nope/2023", "../criteria_sets/dak_nong_district", "dak_nong_district/..", ""])
def test_an_unknown_rulebook_lists_the_shipped_ones(name: str) -> None:
    (problem,) = problems("score", name, KRONG_NO[1], exit_code=2)
    assert problem["code"] == "cli.problem.no_rulebook"
    assert "model_commune/2026" in problem["message"]


def test_a_bad_rulebook_is_refused_with_every_fault(tmp_path: Path) -> None:
    bad = tmp_path / "bad.yaml"
    text = SET.read_text(encoding="utf-8")
    bad.write_text(text.replace("maximum: 17", "maximum: 18").replace("code: LV2", "code: LV1"), encoding="utf-8")
    answer = ask("check-rulebook", str(bad), exit_code=1)
    found = {fault["code"] for fault in answer["faults"]}
    assert "fault.duplicate_code" in found
    assert len(found) >= 2
    assert all(fault["text"] and fault["remedy"] for fault in answer["faults"])
    refused = problems("score", str(bad), KRONG_NO[1], exit_code=1)
    assert {"code", "message", "remedy", "line", "path"} <= set(refused[0])


def test_a_crosswalk_from_a_criterion_that_the_base_has_not_is_a_fault(tmp_path: Path) -> None:
    models = SET.parents[2] / "model_commune"
    text = (models / "2026/criteria_set.yaml").read_text(encoding="utf-8")
    bad = tmp_path / "mine.yaml"
    bad.write_text(text.replace("before: [SK-SANGKIEN]", "before: [SK-KHONGCO]"), encoding="utf-8")
    answer = ask("check-rulebook", str(bad), exit_code=1)
    (fault,) = [each for each in answer["faults"] if each["severity"] == "error"]
    assert (fault["code"], fault["value"]) == ("fault.crosswalk_unknown_code", "SK-KHONGCO")
    assert answer["sets"][0]["errors"] == 1
    bad.write_text(text, encoding="utf-8")
    assert ask("check-rulebook", str(bad))["sets"][0]["errors"] == 0


def test_the_base_may_stand_beside_the_file(tmp_path: Path) -> None:
    models = SET.parents[2] / "model_commune"
    for version in ("2025", "2026"):
        text = (models / version / "criteria_set.yaml").read_text(encoding="utf-8")
        (tmp_path / version).mkdir()
        own = text.replace("code: model_commune\n", "code: own_commune\n").replace("SK-SANGKIEN", "SK-RIENG")
        (tmp_path / version / "criteria_set.yaml").write_text(own, encoding="utf-8")
    later = tmp_path / "2026/criteria_set.yaml"
    assert ask("check-rulebook", str(later))["sets"][0]["errors"] == 0
    later.write_text(later.read_text(encoding="utf-8").replace("SK-RIENG", "SK-SANGKIEN"), encoding="utf-8")
    assert ask("check-rulebook", str(later), exit_code=1)["sets"][0]["errors"] == 1


def test_comparison_of_two_versions() -> None:
    answer = ask("compare-rulebooks", "model_commune/2025", "model_commune/2026")
    kinds = {change["kind"] for change in answer["changes"]}
    assert {"added", "removed", "re_weighted", "re_ruled", "renamed", "moved", "regrouped", "not_comparable"} <= kinds
    assert answer["count"] == len(answer["changes"])
    floor = next(row for row in answer["changes"] if row["code"] == "TTHC-DUNGHAN" and row["kind"] == "re_ruled")
    assert floor["part"] == "Cách tính điểm" and "dưới 95 %" in floor["before"] and "dưới 90 %" in floor["after"]
    assert all(row["before"] or row["after"] for row in answer["changes"]), "every row says what changed"
    words = [row[name] or "" for row in answer["changes"] for name in ("title", "part", "before", "after")
             if isinstance(row[name], str | None)]  # fmt: skip
    assert not any(re.search(r"[a-z]_[a-z]", text) for text in words)
    same = ask("compare-rulebooks", "model_commune/2026", "model_commune/2026")
    assert same["changes"] == []


def test_unreadable_inputs_end_with_2(tmp_path: Path) -> None:
    assert problems("score", KRONG_NO[0], str(tmp_path / "no.csv"), exit_code=2)[0]["code"] == "cli.problem.not_found"
    empty = tmp_path / "empty.csv"
    empty.write_bytes(b"")
    assert problems("score", KRONG_NO[0], str(empty), exit_code=2)[0]["code"] == "table.empty"
    assert problems("check", str(empty), exit_code=2)[0]["code"] == "table.empty"
    assert run("score").exit_code == 2
    assert run("nonsense").exit_code == 2


def test_the_place_of_a_fault_is_said_in_words_and_its_path_kept(tmp_path: Path) -> None:
    bad = tmp_path / "bad.yaml"
    text = (SET.parents[2] / "model_commune/2026/criteria_set.yaml").read_text(encoding="utf-8")
    bad.write_text(text.replace("            maximum: 0.5\n", "            max: 0.5\n", 1), encoding="utf-8")
    shown = " ".join(run("check-rulebook", str(bad)).stdout.split())
    assert "tiêu chí 1.1.1, trường max: " in shown
    assert "fields[0].criteria[0].sub_criteria[0].max" in shown
    assert "fault." not in shown and "unknown_key" not in shown


def test_syntax_faults_hold_no_english_of_the_parser(tmp_path: Path) -> None:
    bad = tmp_path / "bad.yaml"
    bad.write_text("fields:\n  - code: [a\n  b: c\n", encoding="utf-8")
    assert "Sai cú pháp YAML ở dòng 3, ký tự thứ 4." in run("check-rulebook", str(bad)).stdout
