"""Parts of a .docx, unpacked within bounds and parsed without entities; refused when hostile."""

from __future__ import annotations

import io
import zipfile
import zlib
from typing import Any

from lxml import etree

from parindex.engine.documents.reading.source_text import ReadingFault, ReadingLimits, ReadingRefused

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_PARTS = ("word/document.xml", "word/numbering.xml", "word/styles.xml", "word/footnotes.xml", "word/endnotes.xml")
_RATIO_FROM = 1024 * 1024


def open_package(content: bytes, *, limits: ReadingLimits) -> dict[str, Any]:
    """Root elements of the parts that are read, by name. Raises ``ReadingRefused``."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            _check(archive, limits)
            names = set(archive.namelist())
            _check_kind(names)
            found = {name: _unpack(archive, name, limits) for name in _PARTS if name in names}
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, ValueError, RuntimeError) as fault:
        if isinstance(fault, ReadingRefused):
            raise
        raise ReadingRefused(ReadingFault.DAMAGED) from fault
    return {name: _parse(data, name, limits) for name, data in found.items()}


def _check(archive: zipfile.ZipFile, limits: ReadingLimits) -> None:
    members = archive.infolist()
    unpacked = sum(each.file_size for each in members)
    packed = max(1, sum(each.compress_size for each in members))
    if len(members) > limits.members or unpacked > limits.unpacked:
        raise ReadingRefused(ReadingFault.BOMB, unpacked=unpacked, members=len(members))
    if unpacked > _RATIO_FROM and unpacked > packed * limits.ratio:
        raise ReadingRefused(ReadingFault.BOMB, unpacked=unpacked, members=len(members))
    if any(each.flag_bits & 0x1 for each in members):
        raise ReadingRefused(ReadingFault.PASSWORD)


def _check_kind(names: set[str]) -> None:
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        raise ReadingRefused(ReadingFault.MACROS)
    if "word/document.xml" in names:
        return
    if "content.xml" in names and "mimetype" in names:
        raise ReadingRefused(ReadingFault.NEEDS_CONVERSION)
    raise ReadingRefused(ReadingFault.UNKNOWN_FORMAT)


def _unpack(archive: zipfile.ZipFile, name: str, limits: ReadingLimits) -> bytes:
    """The member, never more of it than its directory entry claims and the limits allow."""
    claimed = archive.getinfo(name).file_size
    with archive.open(name) as member:
        data = member.read(min(claimed, limits.unpacked) + 1)
    if len(data) > claimed:
        raise ReadingRefused(ReadingFault.DAMAGED)
    return data


def _parse(data: bytes, name: str, limits: ReadingLimits) -> Any:
    if b"<!DOCTYPE" in data or b"<!ENTITY" in data or b"<\x00!\x00" in data:
        raise ReadingRefused(ReadingFault.UNSAFE_XML, part=name)
    parser = etree.XMLPullParser(
        events=("start", "end"), resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False
    )
    depth = 0
    try:
        parser.feed(data)
        for event, _ in parser.read_events():
            depth += 1 if event == "start" else -1
            if depth > limits.depth:
                raise ReadingRefused(ReadingFault.TOO_DEEP, part=name, most=limits.depth)
        return parser.close()
    except etree.XMLSyntaxError as fault:
        if "depth" in str(fault).lower():
            raise ReadingRefused(ReadingFault.TOO_DEEP, part=name, most=limits.depth) from fault
        raise ReadingRefused(ReadingFault.DAMAGED) from fault
