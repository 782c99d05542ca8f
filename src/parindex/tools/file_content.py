"""What a file is, told by its content and never by its name; which files are taken in, and the name that is kept.

Taken: PDF, Word and Excel (new and old), OpenDocument text and sheet, PNG, JPEG, plain text. Everything else is refused
with a reason: programs, web pages, SVG, archives, files with macros, files behind a password, HEIC photographs.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

import puremagic

from parindex.tools.containers import OLE_SIGNATURE, ContainerFault, ZipLimits, look_into_zip, ole_names

LONGEST_NAME = 200
"""Characters of a kept file name, its ending included."""


class FileKind(StrEnum):
    """Kinds of files that are taken in; the value is the usual ending."""

    PDF = "pdf"
    DOCX = "docx"
    XLSX = "xlsx"
    ODT = "odt"
    ODS = "ods"
    DOC = "doc"
    XLS = "xls"
    PNG = "png"
    JPEG = "jpg"
    TEXT = "txt"


MEDIA_TYPES: Mapping[FileKind, str] = {
    FileKind.PDF: "application/pdf",
    FileKind.DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    FileKind.XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    FileKind.ODT: "application/vnd.oasis.opendocument.text",
    FileKind.ODS: "application/vnd.oasis.opendocument.spreadsheet",
    FileKind.DOC: "application/msword",
    FileKind.XLS: "application/vnd.ms-excel",
    FileKind.PNG: "image/png",
    FileKind.JPEG: "image/jpeg",
    FileKind.TEXT: "text/plain",
}
_ENDINGS: Mapping[FileKind, tuple[str, ...]] = {FileKind.JPEG: ("jpg", "jpeg", "jpe", "jfif")}


class FileFault(StrEnum):
    """Why a file is refused."""

    EMPTY = "empty"
    TOO_LARGE = "too_large"
    DAMAGED = "damaged"
    BOMB = "bomb"
    PASSWORD = "password"  # noqa: S105  # a reason, not a secret
    MACROS = "macros"
    HEIC = "heic"
    SVG = "svg"
    WEB_PAGE = "web_page"
    PROGRAM = "program"
    ARCHIVE = "archive"
    UNKNOWN = "unknown"


class FileWarning(StrEnum):
    """What is worth a look in a file that is taken in."""

    OTHER_ENDING = "other_ending"
    """The name ended otherwise than the content says; the ending was put right."""
    MACROS_UNSURE = "macros_unsure"
    """An old Office file whose directory could not be read to its end."""
    HARD_TO_READ = "hard_to_read"
    """A PDF that opens with a standard reader's repairs only, or not at all."""


@dataclass(frozen=True, slots=True)
class FileLimits:
    """Sizes in bytes."""

    size: int = 50 * 1024 * 1024
    zip: ZipLimits = ZipLimits()


class Content(NamedTuple):
    """What a taken file is, and what to warn of."""

    kind: FileKind
    warnings: tuple[FileWarning, ...] = ()


class FileRefused(ValueError):
    """The file is not taken in; ``values`` fill the sentence of ``fault``."""

    def __init__(self, fault: FileFault, **values: object) -> None:
        super().__init__(fault.value)
        self.fault, self.values = fault, values


def inspect(content: bytes, *, name: str, limits: FileLimits) -> Content:
    """What the bytes are. ``name`` serves only to warn of a wrong ending. Raises ``FileRefused``."""
    if not content:
        raise FileRefused(FileFault.EMPTY)
    if len(content) > limits.size:
        raise FileRefused(FileFault.TOO_LARGE, size=len(content), most=limits.size)
    found = _by_signature(content, limits)
    ending = name.rpartition(".")[2].lower()
    if ending in _ENDINGS.get(found.kind, (found.kind.value,)):
        return found
    if found.kind is FileKind.TEXT:
        raise FileRefused(FileFault.UNKNOWN)  # plain text under another name is a script, a table, a page …
    return Content(found.kind, (*found.warnings, FileWarning.OTHER_ENDING))


def clean_name(name: str, kind: FileKind | None = None) -> str:
    """The name to keep: no path, no control or direction characters, NFC, at most 200 characters, the right ending."""
    bare = unicodedata.normalize("NFC", name).replace("\\", "/").rpartition("/")[2]
    bare = "".join(" " if unicodedata.category(each)[0] == "C" else each for each in bare)
    bare = " ".join(re.sub(r'[<>:"|?*]', "_", bare).split()).strip(". ")
    stem, dot, ending = bare.rpartition(".")
    if not dot or not re.fullmatch(r"[A-Za-z0-9]{1,8}", ending):
        stem, ending = bare, ""
    if kind is not None and ending.lower() not in _ENDINGS.get(kind, (kind.value,)):
        ending = kind.value
    stem = stem.strip(". ") or "tep"
    return f"{stem[: LONGEST_NAME - len(ending) - 1].rstrip('. ')}.{ending}" if ending else stem[:LONGEST_NAME]


def _by_signature(content: bytes, limits: FileLimits) -> Content:
    for signature, look in _SIGNATURES:
        if content.startswith(signature):
            return look(content, limits)
    if content[4:8] == b"ftyp" and content[8:12] in _HEIC:
        raise FileRefused(FileFault.HEIC)
    return _text_or_refused(content)


def _pdf(content: bytes, limits: FileLimits) -> Content:
    if b"%%EOF" not in content[-65536:] or b"startxref" not in content[-65536:]:
        raise FileRefused(FileFault.DAMAGED)  # cut off on the way
    return Content(FileKind.PDF)


def _png(content: bytes, limits: FileLimits) -> Content:
    if content[12:16] != b"IHDR" or b"IEND" not in content[-4096:]:
        raise FileRefused(FileFault.DAMAGED)
    return Content(FileKind.PNG)


def _jpeg(content: bytes, limits: FileLimits) -> Content:
    if len(content) < 100 or b"\xff\xd9" not in content[-65536:]:
        raise FileRefused(FileFault.DAMAGED)
    return Content(FileKind.JPEG)


def _program(content: bytes, limits: FileLimits) -> Content:
    raise FileRefused(FileFault.PROGRAM)


def _archive(content: bytes, limits: FileLimits) -> Content:
    raise FileRefused(FileFault.ARCHIVE)


def _zip(content: bytes, limits: FileLimits) -> Content:
    try:
        inside = look_into_zip(content, wanted=frozenset({"[Content_Types].xml", "mimetype"}), limits=limits.zip)
    except ContainerFault as fault:
        raise FileRefused(FileFault(fault.reason), **fault.values) from fault
    names = {name.lower() for name in inside.names}
    types = inside.told.get("[Content_Types].xml", b"").lower()
    if any(name.rpartition("/")[2].startswith("vbaproject") for name in names) or b"macroenabled" in types:
        raise FileRefused(FileFault.MACROS)
    if types and "word/document.xml" in names:
        return Content(FileKind.DOCX)
    if types and "xl/workbook.xml" in names:
        return Content(FileKind.XLSX)
    declared = inside.told.get("mimetype", b"").decode("ascii", errors="replace").strip()
    kind = next((k for k in (FileKind.ODT, FileKind.ODS) if MEDIA_TYPES[k] == declared), None)
    if kind is None or "content.xml" not in names:
        raise FileRefused(FileFault.ARCHIVE)
    if any(name.startswith(("basic/", "scripts/")) for name in names):
        raise FileRefused(FileFault.MACROS)
    return Content(kind)


def _ole(content: bytes, limits: FileLimits) -> Content:
    """Old Word and Excel. The directory tells of macros; where it cannot be read, the raw names decide the kind."""
    warnings: tuple[FileWarning, ...] = ()
    try:
        names = ole_names(content)
    except ContainerFault:
        sought = (*_OLE_KINDS, *_OLE_MACROS, "EncryptedPackage")
        names = frozenset(each for each in sought if each.encode("utf-16-le") in content)
        warnings = (FileWarning.MACROS_UNSURE,)
    if "EncryptedPackage" in names:
        raise FileRefused(FileFault.PASSWORD)
    if _OLE_MACROS & names:
        raise FileRefused(FileFault.MACROS)
    kind = next((kind for name, kind in _OLE_KINDS.items() if name in names), None)
    if kind is None:
        raise FileRefused(FileFault.UNKNOWN)
    return Content(kind, warnings)


def _text_or_refused(content: bytes) -> Content:
    start = content[:4096].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if b"<svg" in start[:2048] and start.startswith((b"<svg", b"<?xml", b"<!--", b"<!doctype")):
        raise FileRefused(FileFault.SVG)
    if start.startswith(_MARKUP) or any(tag in start for tag in (b"<html", b"<script", b"<body", b"<iframe")):
        raise FileRefused(FileFault.WEB_PAGE)
    if b"%pdf-" in start[:1024]:
        raise FileRefused(FileFault.DAMAGED)
    try:
        text = content.decode("utf-16" if content.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig")
    except UnicodeDecodeError:
        raise FileRefused(_guessed_fault(content)) from None
    if any(unicodedata.category(each) == "Cc" and each not in "\r\n\t\f" for each in text):
        raise FileRefused(_guessed_fault(content))
    if text.startswith("#!"):
        raise FileRefused(FileFault.PROGRAM)
    return Content(FileKind.TEXT)


def _guessed_fault(content: bytes) -> FileFault:
    """For the words of the refusal only: what a wider list of signatures takes the file for."""
    try:
        kind = puremagic.from_string(content[:65536], mime=True)
    except (puremagic.PureError, ValueError):
        return FileFault.UNKNOWN
    if "executable" in kind or "msdownload" in kind:
        return FileFault.PROGRAM
    packed = any(word in kind for word in ("zip", "rar", "7z", "tar", "compress"))
    return FileFault.ARCHIVE if packed else FileFault.UNKNOWN


_HEIC = frozenset({b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1", b"avif"})
_MARKUP = (b"<!doctype", b"<html", b"<head", b"<script", b"<?xml", b"<?php", b"<!--", b"mime-version:")
_OLE_KINDS: Mapping[str, FileKind] = {
    "WordDocument": FileKind.DOC,
    "Workbook": FileKind.XLS,
    "Book": FileKind.XLS,
}
_OLE_MACROS = frozenset({"Macros", "_VBA_PROJECT_CUR", "_VBA_PROJECT", "VBA"})
_SIGNATURES: tuple[tuple[bytes, Callable[[bytes, FileLimits], Content]], ...] = (
    (b"%PDF-", _pdf),
    (b"\x89PNG\r\n\x1a\n", _png),
    (b"\xff\xd8\xff", _jpeg),
    (b"PK\x03\x04", _zip),
    (OLE_SIGNATURE, _ole),
    (b"MZ", _program),
    (b"\x7fELF", _program),
    (b"\xca\xfe\xba\xbe", _program),
    (b"\xcf\xfa\xed\xfe", _program),
    (b"PK", _archive),
    (b"Rar!", _archive),
    (b"7z\xbc\xaf\x27\x1c", _archive),
    (b"\x1f\x8b", _archive),
)
