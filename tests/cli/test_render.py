"""``parindex render``: shipped and own templates, everything wrong at once, refusals with exit 2."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from docx import Document
from tests.cli.running import EXAMPLES, ask, problems, run
from tests.engine.documents.reading import lines

from parindex.engine.documents.templates.values import TemplateKind

REPORT = str(EXAMPLES / "documents" / "report.yaml")


@pytest.mark.parametrize("kind", list(TemplateKind))
def test_every_shipped_template_with_its_example(kind: TemplateKind, tmp_path: Path) -> None:
    out = tmp_path / "made.docx"
    answer = ask("render", kind, str(EXAMPLES / "documents" / f"{kind}.yaml"), "-o", str(out))
    assert answer["size"] == out.stat().st_size
    assert lines(out.read_bytes())[0].startswith("ỦY BAN NHÂN DÂN / XÃ ĐÔNG SƠN")


def test_values_in_json(tmp_path: Path) -> None:
    values = {
        "issuer": {"name": ["UBND", "xã A"], "place": "A", "symbol": "UBND-VP"},
        "subject": "mời họp",
        "addressees": ["Sở Nội vụ"],
        "paragraphs": ["Kính mời."],
        "recipients": ["Như trên"],
        "signature": {"title": "Chủ tịch"},
    }
    source, out = tmp_path / "values.json", tmp_path / "made.docx"
    source.write_text(json.dumps(values), "utf-8")
    assert run("render", "letter", str(source), "-o", str(out)).exit_code == 0
    assert "Kính mời./." in lines(out.read_bytes())


def test_list_and_schema() -> None:
    listed = ask("render", "--list")
    assert [each["code"] for each in listed["templates"]] == list(TemplateKind)
    schema = json.loads(run("render", "minutes", "--schema").stdout)
    assert "secretary" in schema["required"]


def test_a_template_edited_in_word(tmp_path: Path) -> None:
    copy, out = tmp_path / "mau.docx", tmp_path / "made.docx"
    assert run("render", "report", "--template-out", str(copy)).exit_code == 0
    document = Document(str(copy))
    document.paragraphs[-1].insert_paragraph_before("Mẫu riêng của xã {{ place }}")
    document.save(str(copy))
    assert run("render", str(copy), REPORT, "-o", str(out)).exit_code == 0
    assert "Mẫu riêng của xã Đông Sơn" in lines(out.read_bytes())


def test_all_that_is_wrong_is_told_at_once_and_nothing_is_written(tmp_path: Path) -> None:
    out = tmp_path / "made.docx"
    told = problems("render", "minutes", REPORT, "-o", str(out), exit_code=2)
    codes = {each["code"] for each in told}
    assert codes == {"template.fault.missing", "template.fault.unknown_field"}
    assert any("«secretary»" in each["message"] for each in told)
    assert not out.exists()


def test_a_mistake_in_the_template_is_told_with_its_place(tmp_path: Path) -> None:
    copy = tmp_path / "mau.docx"
    document = Document()
    document.add_paragraph("Ngày {{ place ngày }}")
    document.save(str(copy))
    told = problems("render", str(copy), REPORT, "-o", str(tmp_path / "x.docx"), "--kind", "report", exit_code=2)
    assert told[0]["code"] == "template.fault.syntax" and "Ngày {{ place ngày }}" in told[0]["message"]
    told = problems("render", str(copy), REPORT, "-o", str(tmp_path / "x.docx"), exit_code=2)
    assert told[0]["code"] == "template.fault.no_kind"


def test_what_is_missing_on_the_line(tmp_path: Path) -> None:
    assert problems("render", exit_code=2)[0]["code"] == "cli.problem.template_needed"
    assert problems("render", "plan", exit_code=2)[0]["code"] == "cli.problem.values_needed"
    listed = tmp_path / "list.yaml"
    listed.write_text("- a", "utf-8")
    told = problems("render", "plan", str(listed), "-o", str(tmp_path / "x.docx"), exit_code=2)
    assert told[0]["code"] == "template.fault.not_values"
