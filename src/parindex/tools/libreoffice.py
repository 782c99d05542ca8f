"""PDF of a Word document through LibreOffice, with a limit on time and no trace left behind."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

PROGRAMS = ("soffice", "libreoffice")
DEFAULT_TIMEOUT_S = 60.0
_VERSION_TIMEOUT_S = 20.0
FOREIGN = frozenset({"docx", "doc", "odt", "xlsx", "xls", "ods"})
_SECURITY = "/org.openoffice.Office.Common/Security/Scripting"
_CLOSED_PROFILE = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<oor:items xmlns:oor="http://openoffice.org/2001/registry">'
    + "".join(
        f'<item oor:path="{_SECURITY}"><prop oor:name="{name}" oor:op="fuse"><value>{value}</value></prop></item>'
        for name, value in (
            ("MacroSecurityLevel", "3"),
            ("DisableMacrosExecution", "true"),
            ("DisableActiveContent", "true"),
            ("BlockUntrustedRefererLinks", "true"),
        )
    )
    + "</oor:items>\n"
)


class Present(NamedTuple):
    """LibreOffice was found."""

    path: str
    version: str


class Absent(NamedTuple):
    """LibreOffice cannot be used; ``reason`` is a code: ``not_installed`` or ``does_not_start``."""

    reason: str


class ConversionFailed(RuntimeError):
    """No PDF came out; ``reason`` is a code: ``absent``, ``timeout``, ``no_output``; ``detail`` is what was printed."""

    def __init__(self, reason: str, detail: str = "") -> None:
        super().__init__(f"{reason}: {detail}" if detail else reason)
        self.reason, self.detail = reason, detail


def find() -> Present | Absent:
    """Look for LibreOffice on the search path and ask its version."""
    path = next((found for name in PROGRAMS if (found := shutil.which(name))), None)
    if path is None:
        return Absent("not_installed")
    with tempfile.TemporaryDirectory(prefix="parindex-office-") as folder:
        try:
            printed = _run((path, _profile(Path(folder)), "--version"), timeout_s=_VERSION_TIMEOUT_S, folder=folder)
        except (OSError, subprocess.TimeoutExpired):
            return Absent("does_not_start")
    return Present(path, printed.strip().splitlines()[0]) if printed.strip() else Absent("does_not_start")


def to_pdf(docx: bytes, *, timeout_s: float = DEFAULT_TIMEOUT_S) -> bytes:
    """Convert .docx bytes to PDF bytes.

    Each call has a profile folder of its own, so that calls do not wait for each other and a crashed profile is not met
    again. After ``timeout_s`` the whole process group is killed. Raises ``ConversionFailed``.

    No memory limit is set: soffice reserves gigabytes of address space that it never touches, so ``RLIMIT_AS`` kills
    healthy conversions, and ``RLIMIT_DATA`` counts the same private mappings. Documents converted here are our own.
    """
    return _convert(docx, "docx", "pdf:writer_pdf_Export", timeout_s)


def foreign_to_pdf(content: bytes, *, suffix: str, timeout_s: float = DEFAULT_TIMEOUT_S) -> bytes:
    """Convert someone else's document to PDF bytes. ``suffix``: docx, doc, odt, xlsx, xls, ods.

    As ``to_pdf``, with a profile in which macros, embedded programs and links to other places are switched off. The
    bytes must have passed the checks of ``file_content`` before. Raises ``ConversionFailed``.
    """
    if suffix not in FOREIGN:
        raise ValueError(f"not converted: {suffix}")
    return _convert(content, suffix, "pdf", timeout_s, closed=True)


def foreign_to_docx(content: bytes, *, suffix: str, timeout_s: float = DEFAULT_TIMEOUT_S) -> bytes:
    """Convert someone else's .doc or .odt to .docx bytes, closed as ``foreign_to_pdf``. Raises ``ConversionFailed``."""
    if suffix not in ("doc", "odt"):
        raise ValueError(f"not converted: {suffix}")
    return _convert(content, suffix, "docx:MS Word 2007 XML", timeout_s, closed=True)


def _convert(content: bytes, suffix: str, target: str, timeout_s: float, *, closed: bool = False) -> bytes:
    path = next((found for name in PROGRAMS if (found := shutil.which(name))), None)
    if path is None:
        raise ConversionFailed("absent")
    with tempfile.TemporaryDirectory(prefix="parindex-office-") as folder:
        source = Path(folder) / f"document.{suffix}"
        source.write_bytes(content)
        if closed:
            settings = Path(folder) / "profile" / "user" / "registrymodifications.xcu"
            settings.parent.mkdir(parents=True)
            settings.write_text(_CLOSED_PROFILE, encoding="utf-8")
        arguments = (path, _profile(Path(folder)), "--headless", "--norestore", "--convert-to", target)
        try:
            printed = _run((*arguments, "--outdir", folder, str(source)), timeout_s=timeout_s, folder=folder)
        except subprocess.TimeoutExpired as fault:
            raise ConversionFailed("timeout", f"{timeout_s:g} s") from fault
        except OSError as fault:
            raise ConversionFailed("absent", str(fault)) from fault
        made = source.with_suffix(f".{target.partition(':')[0]}")
        if not made.exists():
            raise ConversionFailed("no_output", printed[-500:])
        return made.read_bytes()


def _profile(folder: Path) -> str:
    return f"-env:UserInstallation={(folder / 'profile').as_uri()}"


def _run(arguments: tuple[str, ...], *, timeout_s: float, folder: str) -> str:
    """Run in a session of its own and return what was printed; on a timeout kill the group, children included."""
    environment = {**os.environ, "HOME": folder, "TMPDIR": folder, "SAL_USE_VCLPLUGIN": "svp"}
    process = subprocess.Popen(  # noqa: S603 - no shell, a fixed program, a path that we made
        arguments,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        env=environment,
        cwd=folder,
        start_new_session=True,
    )
    try:
        printed, _ = process.communicate(timeout=timeout_s)
    except BaseException:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
        raise
    return printed
