"""``parindex audit``: documents and figures proof-read, several against each other."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import typst
from tests.cli.running import PROJECT, ask, problems, run
from tests.tools.scans import PAGES, needs_recognition, scanned

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


PLAN = """ỦY BAN NHÂN DÂN {body}
Số: {number}/KH-UBND
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
Nơi lập, ngày {day} tháng 01 năm 2024

KẾ HOẠCH
Cải cách hành chính năm 2024

I. MỤC TIÊU
1. Phấn đấu tỷ lệ hồ sơ thủ tục hành chính giải quyết đúng hạn đạt từ {on_time}% trở lên.
2. Phấn đấu tỷ lệ hồ sơ tiếp nhận trực tuyến đạt từ 60% trở lên.

TM. ỦY BAN NHÂN DÂN
CHỦ TỊCH
Nguyễn Văn An
"""


def _plan(folder: Path, name: str, body: str, number: int, day: str, on_time: int) -> str:
    path = folder / name
    path.write_text(PLAN.format(body=body, number=number, day=day, on_time=on_time), "utf-8")
    return str(path)


def test_targets_are_held_down_the_levels(tmp_path: Path) -> None:
    province = _plan(tmp_path, "tinh.txt", "TỈNH PHÚ LÂM", 10, "03", 98)
    district = _plan(tmp_path, "huyen.txt", "HUYỆN TÂN SƠN", 20, "10", 95)
    commune = _plan(tmp_path, "xa.txt", "XÃ TÂN LẬP", 5, "16", 90)
    lines = ask("audit", commune, province, district)["lines"]
    below = [line for line in lines if line["code"] == "target_below_superior"]
    assert len(lines) == len(below) == 3
    assert sorted((line["where"], line["values"]["other"]) for line in below) == [
        ("huyen.txt:11", "tinh.txt"),
        ("xa.txt:11", "huyen.txt"),
        ("xa.txt:11", "tinh.txt"),
    ]
    reached = _plan(tmp_path, "du.txt", "XÃ TÂN LẬP", 5, "16", 98)
    assert ask("audit", reached, province)["findings"] == 0


def test_a_city_under_the_government_stands_where_a_province_does(tmp_path: Path) -> None:
    city = _plan(tmp_path, "thanh_pho.txt", "THÀNH PHỐ HẢI PHÒNG", 10, "03", 98)
    district = _plan(tmp_path, "quan.txt", "QUẬN LÊ CHÂN", 20, "10", 95)
    unsure = _plan(tmp_path, "hue.txt", "THÀNH PHỐ HUẾ", 10, "03", 98)
    assert [line["where"] for line in ask("audit", city, district)["lines"]] == ["quan.txt:11"]
    assert ask("audit", unsure, district)["findings"] == 0


def test_one_fact_in_two_reports_of_one_body(tmp_path: Path) -> None:
    report = (
        "ỦY BAN NHÂN DÂN XÃ TÂN LẬP\nSố: {number}/BC-UBND\nTân Lập, ngày {day} tháng 6 năm 2024\n\nBÁO CÁO\n"
        "Công tác {subject} 6 tháng đầu năm 2024\n\nI. KẾT QUẢ\n1. Trong 6 tháng đầu năm 2024, Ủy ban nhân dân xã đã "
        "tiếp nhận {received} hồ sơ, trong đó: giải quyết {resolved} hồ sơ, đang giải quyết 50 hồ sơ.\n"
    )
    for name, number, day, subject, received, resolved in (
        ("cchc.txt", 45, "11", "cải cách hành chính", "1.150", "1.100"),
        ("kstthc.txt", 46, "12", "kiểm soát thủ tục hành chính", "1.250", "1.200"),
        ("lai.txt", 47, "13", "cải cách hành chính", "1.150", "1.100"),
    ):
        said = {"number": number, "day": day, "subject": subject, "received": received, "resolved": resolved}
        (tmp_path / name).write_text(report.format(**said), "utf-8")
    lines = ask("audit", str(tmp_path / "cchc.txt"), str(tmp_path / "kstthc.txt"))["lines"]
    assert {(line["code"], line["where"]) for line in lines} == {("documents_differ", "kstthc.txt:9")}
    assert sorted(line["values"]["printed"] for line in lines) == ["1200", "1250"]
    assert ask("audit", str(tmp_path / "cchc.txt"), str(tmp_path / "lai.txt"))["findings"] == 0


@needs_recognition
def test_a_finding_in_a_scan_says_that_the_cause_may_be_the_reading(tmp_path: Path) -> None:
    said = "Ủy ban nhân dân xã đã tiếp nhận 1.150 hồ sơ, trong đó: giải quyết 1.010 hồ sơ, đang giải quyết 50 hồ sơ."
    lines = ["ỦY BAN NHÂN DÂN XÃ TÂN LẬP", "Số: 45/BC-UBND", "BÁO CÁO", "Công tác cải cách hành chính năm 2024"]
    body = "".join(f"#par({json.dumps(each, ensure_ascii=False)})\n" for each in [*lines, "I. KẾT QUẢ", said])
    page = typst.compile(f'#set text(font: "Libertinus Serif", size: 14pt)\n{body}'.encode(), format="pdf")
    assert isinstance(page, bytes)
    scan = tmp_path / "ban-chup.pdf"
    scan.write_bytes(scanned(page))
    (found,) = ask("audit", str(scan), exit_code=1)["lines"]
    assert found["code"] == "sum_differs" and "nguyên nhân có thể là máy đọc sai" in found["cause"]


@needs_recognition
def test_a_scan_is_audited_and_marked_on_the_page(tmp_path: Path) -> None:
    scan = tmp_path / "ban-chup.pdf"
    scan.write_bytes(scanned(PAGES.read_bytes(), pages=(1,)))
    assert ask("audit", str(scan))["findings"] == 0
    page = run("read", str(scan), "--format", "md").stdout
    assert page.count("đọc bằng máy từ bản chụp, phải đối chiếu") > 10


def test_a_file_that_is_no_document_is_refused(tmp_path: Path) -> None:
    broken = tmp_path / "a.txt"
    broken.write_bytes(b"\x00\x01\x02\xff")
    assert problems("audit", str(broken), exit_code=2)[0]["code"] == "reading.fault.not_text"
