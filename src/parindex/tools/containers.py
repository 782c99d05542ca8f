"""What stands inside container files (zip, OLE) without unpacking them to a disk, and with limits against bombs."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Mapping
from typing import NamedTuple

OLE_SIGNATURE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_CHUNK = 256 * 1024
_END_OF_CHAIN = 0xFFFFFFFA
"""Sector numbers from here on are marks (free, end, table), not sectors."""
_MOST_DIRECTORY_SECTORS = 4096


class ZipLimits(NamedTuple):
    """How large a zip may become: bytes unpacked, members, and bytes unpacked for each byte packed."""

    total: int = 300 * 1024 * 1024
    members: int = 10_000
    ratio: int = 200
    ratio_from: int = 1024 * 1024
    """Below this many unpacked bytes the ratio does not count: small repetitive files pack very well."""


class ContainerFault(ValueError):
    """The container cannot be taken; ``reason`` is ``damaged``, ``bomb`` or ``password``."""

    def __init__(self, reason: str, **values: object) -> None:
        super().__init__(reason)
        self.reason, self.values = reason, values


class ZipContent(NamedTuple):
    """Names of a zip's members and the bytes of the few that tell what it is."""

    names: frozenset[str]
    told: Mapping[str, bytes]


def look_into_zip(content: bytes, *, wanted: frozenset[str], limits: ZipLimits) -> ZipContent:
    """Names of all members, and the content (at most 1 MiB each) of those in ``wanted``.

    Every member is unpacked once, in pieces that are thrown away, so that sizes which the directory only claims are
    proved. Raises ``ContainerFault``.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = archive.infolist()
            _check_claims(members, limits)
            told = {m.filename: _unpack(archive, m, m.filename in wanted) for m in members if not m.is_dir()}
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, ValueError, RuntimeError) as fault:
        if isinstance(fault, ContainerFault):
            raise
        raise ContainerFault("damaged") from fault
    return ZipContent(frozenset(told), {name: data for name, data in told.items() if name in wanted})


def _check_claims(members: list[zipfile.ZipInfo], limits: ZipLimits) -> None:
    unpacked = sum(member.file_size for member in members)
    packed = max(sum(member.compress_size for member in members), 1)
    if len(members) > limits.members or unpacked > limits.total:
        raise ContainerFault("bomb", unpacked=unpacked, members=len(members))
    if unpacked > limits.ratio_from and unpacked > packed * limits.ratio:
        raise ContainerFault("bomb", unpacked=unpacked, members=len(members))
    if any(member.flag_bits & 0x1 for member in members):
        raise ContainerFault("password")


def _unpack(archive: zipfile.ZipFile, member: zipfile.ZipInfo, keep: bool) -> bytes:
    kept, seen = b"", 0
    with archive.open(member) as opened:
        while piece := opened.read(_CHUNK):
            seen += len(piece)
            if keep and len(kept) < 1024 * 1024:
                kept += piece
    if seen != member.file_size:
        raise ContainerFault("damaged")
    return kept


def ole_names(content: bytes) -> frozenset[str]:
    """Names of the streams and storages of an OLE file (.doc, .xls). Raises ``ContainerFault("damaged")``.

    Follows the directory's chain of sectors (MS-CFB 2.2, 2.3, 2.6); only the first 109 table sectors are read, which
    reach 6.8 MB at 512-byte sectors; a directory that lies further away counts as damaged.
    """
    if len(content) < 512 or not content.startswith(OLE_SIGNATURE):
        raise ContainerFault("damaged")
    shift = struct.unpack_from("<H", content, 30)[0]
    if shift not in (9, 12):
        raise ContainerFault("damaged")
    size = 1 << shift
    table = _table(content, size)
    sector, names, steps = struct.unpack_from("<I", content, 48)[0], set(), 0
    while sector < _END_OF_CHAIN:
        steps += 1
        piece = content[(sector + 1) * size : (sector + 2) * size]
        if not piece or steps > _MOST_DIRECTORY_SECTORS:
            raise ContainerFault("damaged")
        names.update(_entry_names(piece))
        if sector >= len(table):
            raise ContainerFault("damaged")
        sector = table[sector]
    return frozenset(names)


def _table(content: bytes, size: int) -> list[int]:
    """The sector table as far as the header names its sectors."""
    table: list[int] = []
    for number in struct.unpack_from("<109I", content, 76):
        if number >= _END_OF_CHAIN:
            break
        piece = content[(number + 1) * size : (number + 2) * size]
        table.extend(struct.unpack(f"<{len(piece) // 4}I", piece[: len(piece) // 4 * 4]))
    return table


def _entry_names(sector: bytes) -> set[str]:
    names = set()
    for start in range(0, len(sector) - 127, 128):
        length = struct.unpack_from("<H", sector, start + 64)[0]
        if 2 < length <= 64 and sector[start + 66] != 0:
            names.add(sector[start : start + length - 2].decode("utf-16-le", errors="replace"))
    return names
