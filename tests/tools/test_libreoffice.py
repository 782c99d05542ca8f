"""LibreOffice from outside: present and absent, a real conversion, and a limit that leaves nothing running."""

from __future__ import annotations

import io
import os
import stat
import time
from pathlib import Path

import pytest
from docx import Document

from parindex.tools import libreoffice

needs_office = pytest.mark.skipif(isinstance(libreoffice.find(), libreoffice.Absent), reason="LibreOffice is absent")


def _docx(text: str) -> bytes:
    document = Document()
    document.add_paragraph(text)
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


@needs_office
def test_a_document_becomes_a_pdf() -> None:
    found = libreoffice.find()
    assert isinstance(found, libreoffice.Present)
    assert "LibreOffice" in found.version
    assert libreoffice.to_pdf(_docx("Kế hoạch")).startswith(b"%PDF-")


def test_absent_is_said(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert libreoffice.find() == libreoffice.Absent("not_installed")
    with pytest.raises(libreoffice.ConversionFailed) as failure:
        libreoffice.to_pdf(b"")
    assert failure.value.reason == "absent"


def _program(folder: Path, script: str) -> None:
    program = folder / "soffice"
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(program.stat().st_mode | stat.S_IXUSR)


def test_a_hanging_program_is_killed_with_its_children(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    written = tmp_path / "child"
    _program(tmp_path, f"sleep 600 & echo $! > {written}; wait")
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    with pytest.raises(libreoffice.ConversionFailed) as failure:
        libreoffice.to_pdf(b"", timeout_s=1)
    assert failure.value.reason == "timeout"
    child = int(written.read_text())
    deadline = time.monotonic() + 5
    while _runs(child) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not _runs(child)


def _runs(process: int) -> bool:
    """Whether a process is alive; a killed child that nobody has waited for is not."""
    try:
        state = Path(f"/proc/{process}/stat").read_text()
    except FileNotFoundError:
        return False
    return state.rpartition(")")[2].split()[0] != "Z"


def test_a_program_that_makes_nothing_is_a_failure_with_its_words(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    _program(tmp_path, "echo no space left")
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    with pytest.raises(libreoffice.ConversionFailed) as failure:
        libreoffice.to_pdf(b"")
    assert failure.value.reason == "no_output"
    assert "no space left" in failure.value.detail


@needs_office
def test_a_foreign_document_becomes_a_pdf_in_a_closed_profile() -> None:
    assert libreoffice.foreign_to_pdf(_docx("Báo cáo"), suffix="docx").startswith(b"%PDF-")
    with pytest.raises(ValueError, match="not converted"):
        libreoffice.foreign_to_pdf(b"", suffix="exe")
