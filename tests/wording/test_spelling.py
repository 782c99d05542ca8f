"""One spelling in our own sentences. Titles of acts, printed criteria and names of places are quoted and left alone."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import parindex

ROOT = Path(parindex.__file__).parent
FORBIDDEN = re.compile(
    r"[Tt]ỉ lệ|\b[Xx]oá\b|\b[Kk]hoá\b|\b[Hh]uỷ\b|\b[Ll]uỹ\b|\b[Uu]ỷ (ban|quyền|viên)"
    r"|\b(số|văn|chuyển|hiện đại|tiêu chuẩn|mã) hoá\b|\bubnd\b|Uỷ ban|\bsở Nội vụ\b|Sở nội vụ|UBND Xã"
)
WRITTEN = sorted(
    [
        *ROOT.glob("wording/vi/*.po"),
        *ROOT.glob("portal/*/locale/vi/LC_MESSAGES/django.po"),
        *ROOT.glob("portal/*/templates/**/*.html"),
        *ROOT.glob("rulebooks/criteria_sets/model_*/*/criteria_set.yaml"),
        *ROOT.glob("rulebooks/criteria_sets/*/*/examples/*.yaml"),
        *ROOT.glob("rulebooks/indicators/*.yaml"),
    ]
)


@pytest.mark.parametrize("path", WRITTEN, ids=lambda path: str(path.relative_to(ROOT)))
def test_house_spelling(path: Path) -> None:
    lines = path.read_text(encoding="utf-8").splitlines()
    wrong = [f"{number}: {found.group()} in {line.strip()[:100]}" for number, line in enumerate(lines, 1)
             for found in FORBIDDEN.finditer(line) if not line.startswith("msgid")]  # fmt: skip
    assert not wrong, "\n".join(wrong)


def test_the_list_finds_what_it_must() -> None:
    for text in ("Tỉ lệ hồ sơ", "Xoá một dòng", "Uỷ quyền", "số hoá", "Sở nội vụ", "UBND Xã A"):
        assert FORBIDDEN.search(text), text
    for text in ("Tỷ lệ", "Xóa", "Tỉnh Khánh Hoà", "UBND xã", "Sở Nội vụ", "hoàn thành"):
        assert not FORBIDDEN.search(text), text
