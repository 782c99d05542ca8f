"""``parindex dossiers``: simulated dossiers out, an export into a store: first the proposal, then the import."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

from click.testing import CliRunner, Result

from parindex.cli.main import cli


def run(*arguments: str) -> Result:
    return CliRunner().invoke(cli, ["--format", "json", *arguments])


def answer(result: Result) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(result.stdout)
    return found


def test_an_export_is_proposed_then_confirmed_then_known(tmp_path: Path) -> None:
    export, store = str(tmp_path / "xuat.csv"), str(tmp_path / "kho")
    made = run("dossiers", "generate", export, "--rows", "400")
    assert made.exit_code == 0, made.output
    assert answer(made)["rows"] == 400 and answer(made)["simulated"] is True
    asked = ("dossiers", "import", store, export, "--source", "mot_cua", "--units-of", "68", "--simulated")
    first = run(*asked)
    assert first.exit_code == 1 and not Path(store).exists()
    assert {row["column"] for row in answer(first)["mapping"]} >= {"record_code", "received_at", "status"}
    done = run(*asked, "--confirm")
    assert done.exit_code == 0, done.output
    assert (answer(done)["good"], answer(done)["rejected"], answer(done)["inserted"]) == (400, 0, 400)
    again = run(*asked)
    assert again.exit_code == 1
    assert json.loads(again.stderr)[0]["code"] == "lake.already_imported"


def test_rejects_end_with_one_and_name_their_file(tmp_path: Path) -> None:
    export, store = tmp_path / "xuat.csv", str(tmp_path / "kho")
    run("dossiers", "generate", str(export), "--rows", "50")
    rows = list(csv.reader(export.open(encoding="utf-8")))
    rows[3][0] = "sai"
    with export.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows(rows)
    done = run("dossiers", "import", store, str(export), "--source", "mot_cua", "--confirm", "--map", "Lĩnh vực=")
    assert done.exit_code == 1
    found = answer(done)
    assert (found["good"], found["rejected"]) == (49, 1)
    assert Path(found["rejects"]).exists() and "Lĩnh vực" in found["ignored_columns"]
    assert found["reasons"] == [{"reason": "lake.bad_code", "column": "record_code", "count": 1}]


def test_what_cannot_be_done_is_said(tmp_path: Path) -> None:
    store = str(tmp_path / "kho")
    assert run("dossiers", "import", store, str(tmp_path / "khong.csv"), "--source", "a").exit_code == 2
    (tmp_path / "a.pdf").write_bytes(b"x")
    refused = run("dossiers", "import", store, str(tmp_path / "a.pdf"), "--source", "a")
    assert refused.exit_code == 2 and json.loads(refused.stderr)[0]["code"] == "lake.file_unknown_format"
    assert run("dossiers", "generate", str(tmp_path / "x.csv"), "--units-of", "999").exit_code == 2


def test_changes_of_state_are_known_by_their_headers_and_complete_the_dossiers(tmp_path: Path) -> None:
    dossiers, changes, store = tmp_path / "ho-so.csv", tmp_path / "thay-doi.csv", str(tmp_path / "kho")
    dossiers.write_text(
        "Mã hồ sơ;Đơn vị tiếp nhận;Mã TTHC;Hình thức tiếp nhận;Trạng thái;Ngày tiếp nhận;Ngày hẹn trả;Ngày hoàn thành\n"
        "H68.01-261005-0001;24703;1.001193;1;9;05/10/2026 08:00;12/10/2026 17:00;09/10/2026 10:00\n",
        encoding="utf-8",
    )
    changes.write_text(
        "Mã hồ sơ;Trạng thái mới;Thời điểm;Gia hạn đến;Cán bộ xử lý\n"
        "H68.01-261005-0001;5;06/10/2026 08:00;;Nguyễn Văn Tèo\n"
        "H68.01-261005-0001;4;06/10/2026 10:00;;Nguyễn Văn Tèo\n"
        "H68.01-261005-0001;4;08/10/2026 10:00;18/10/2026;Nguyễn Văn Tèo\n",
        encoding="utf-8",
    )
    done = run("dossiers", "import", store, str(dossiers), "--source", "mot_cua", "--confirm")
    assert done.exit_code == 0, done.output
    asked = ("dossiers", "import", store, str(changes), "--source", "mot_cua")
    proposed = run(*asked)
    assert (proposed.exit_code, answer(proposed)["layout"]) == (1, "Danh sách thay đổi trạng thái hồ sơ")
    done = run(*asked, "--events", "--confirm")
    assert done.exit_code == 0, done.output
    found = answer(done)
    assert (found["good"], found["inserted"], found["updated"], found["completed"]) == (3, 3, 1, 1)
    assert found["personal_columns"] == ["Cán bộ xử lý"]
    assert (found["states_differ"], found["extensions_refused"]) == (1, ["Ngày hẹn mới là ngày nghỉ: 1"])
    assert found["policy"] == "Theo Nghị định 118/2025/NĐ-CP: 1"
    assert run(*asked).exit_code == 1  # the same file twice


def test_a_named_policy_counts_the_changes_and_is_told(tmp_path: Path) -> None:
    store = str(tmp_path / "kho")
    files = {
        "ho-so.csv": "Mã hồ sơ;Đơn vị tiếp nhận;Mã TTHC;Hình thức tiếp nhận;Trạng thái;Ngày tiếp nhận\n"
        "H68.01-261005-0001;24703;1.001193;1;4;05/10/2026 08:00\n",
        "thay-doi.csv": "Mã hồ sơ;Trạng thái mới;Thời điểm\nH68.01-261005-0001;4;06/10/2026 10:00\n",
    }
    for name, text in files.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
        asked = ("dossiers", "import", store, str(tmp_path / name), "--source", "mot_cua", "--policy", "system")
        done = run(*asked, "--confirm")
        assert done.exit_code == 0, done.output
    assert answer(done)["policy"].startswith("Cách tính của một hệ thống một cửa")
    assert run(*asked[:-1], "bịa").exit_code == 2


def test_what_is_no_list_of_changes_is_refused_as_one(tmp_path: Path) -> None:
    export = tmp_path / "xuat.csv"
    run("dossiers", "generate", str(export), "--rows", "20")
    refused = run("dossiers", "import", str(tmp_path / "kho"), str(export), "--source", "a", "--events", "--confirm")
    assert refused.exit_code == 2 and json.loads(refused.stderr)[0]["code"] == "lake.mapping.required_absent"
