"""What a template from outside may not bring along: macros, links to other places, embedded objects, bombs."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from typing import NamedTuple

from lxml import etree

from parindex.engine.documents.templates.faults import TemplateFault, refuse


class TemplateLimits(NamedTuple):
    """Bounds on a template; an empty plan is 40 kB packed and 150 kB unpacked."""

    packed: int = 5 * 1024 * 1024
    unpacked: int = 20 * 1024 * 1024
    xml_part: int = 3 * 1024 * 1024
    members: int = 500
    ratio: int = 200
    marks: int = 5_000
    """Opening marks ``{{``, ``{%``, ``{#`` in all parts."""


_LIMITS = TemplateLimits()
_EMBEDDED = re.compile(r"word/(embeddings|activex|controls)/|\.bin$|customui/", re.IGNORECASE)
_HYPERLINK = "/hyperlink"
_SAFE_TARGET = re.compile(r"(https?://|mailto:)", re.IGNORECASE)
_CHUNK = ("/aFChunk", "/subDocument", "/attachedTemplate", "/oleObject", "/frame")
_ACTIVE = re.compile(r"\b(DDEAUTO|DDE|INCLUDETEXT|INCLUDEPICTURE|LINK|IMPORT|MACROBUTTON|DATABASE|RD)\b")
_OPENING, _CLOSING = re.compile(r"\{[{%#]"), re.compile(r"[}%#]\}")
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
_RATIO_FROM = 1024 * 1024


def check_template(content: bytes, *, limits: TemplateLimits = _LIMITS) -> None:
    """Raises ``TemplateRefused`` for what is no plain Word document within bounds."""
    if len(content) > limits.packed:
        raise refuse(TemplateFault.TOO_LARGE, size=len(content), most=limits.packed)
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        locked = "EncryptedPackage".encode("utf-16-le") in content
        raise refuse(TemplateFault.PASSWORD if locked else TemplateFault.NOT_WORD)
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            _check_size(archive, limits)
            names = archive.namelist()
            _check_names(names)
            parts = {name: _part(archive, name, limits) for name in names if name.endswith((".xml", ".rels"))}
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError) as fault:
        raise refuse(TemplateFault.NOT_WORD) from fault
    marks = 0
    for name, root in parts.items():
        if name.endswith(".rels"):
            _check_relations(root)
        else:
            _check_fields(root)
            marks += len(_OPENING.findall("".join(root.itertext())))
    if marks > limits.marks:
        raise refuse(TemplateFault.TOO_LONG, most=limits.marks)
    _check_main(parts)


def _check_size(archive: zipfile.ZipFile, limits: TemplateLimits) -> None:
    members = archive.infolist()
    unpacked = sum(each.file_size for each in members)
    packed = max(1, sum(each.compress_size for each in members))
    if any(each.flag_bits & 0x1 for each in members):
        raise refuse(TemplateFault.PASSWORD)
    too_dense = unpacked > _RATIO_FROM and unpacked > packed * limits.ratio
    if len(members) > limits.members or unpacked > limits.unpacked or too_dense:
        raise refuse(TemplateFault.BOMB, size=unpacked, members=len(members))


def _check_names(names: list[str]) -> None:
    for name in names:
        if name.lower().endswith(("vbaproject.bin", "vbadata.xml")):
            raise refuse(TemplateFault.MACROS)
        if _EMBEDDED.search(name):
            raise refuse(TemplateFault.EMBEDDED, part=name)
    if "word/document.xml" not in names or "[Content_Types].xml" not in names:
        raise refuse(TemplateFault.NOT_WORD)


def _part(archive: zipfile.ZipFile, name: str, limits: TemplateLimits) -> etree._Element:
    with archive.open(name) as member:
        data = member.read(limits.xml_part + 1)
    if len(data) > limits.xml_part:
        raise refuse(TemplateFault.TOO_LARGE, size=len(data), most=limits.xml_part)
    if b"<!DOCTYPE" in data or b"<!ENTITY" in data or b"<\x00!\x00" in data:
        raise refuse(TemplateFault.UNSAFE_XML, part=name)
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        return etree.fromstring(data, parser)
    except etree.XMLSyntaxError as fault:
        raise refuse(TemplateFault.DAMAGED, part=name) from fault


def _check_relations(root: etree._Element) -> None:
    for relation in root:
        target, kind = relation.get("Target", ""), relation.get("Type", "")
        outside = relation.get("TargetMode") == "External"
        plain_link = kind.endswith(_HYPERLINK) and _SAFE_TARGET.match(target)
        if (outside and not plain_link) or kind.endswith(_CHUNK):
            raise refuse(TemplateFault.EXTERNAL, target=target[:200])


def _check_fields(root: etree._Element) -> None:
    """Fields that fetch or start something when the document is opened."""
    split = "".join(each.text or "" for each in root.iter(f"{_W}instrText"))
    simple = " ".join(each.get(f"{_W}instr", "") for each in root.iter(f"{_W}fldSimple"))
    found = _ACTIVE.search(split.upper()) or _ACTIVE.search(simple.upper())
    if found:
        raise refuse(TemplateFault.ACTIVE_FIELD, field=found[1])


def _check_main(parts: dict[str, etree._Element]) -> None:
    kinds = [each.get("ContentType", "") for each in parts["[Content_Types].xml"]]
    if any("macroEnabled" in each for each in kinds):
        raise refuse(TemplateFault.MACROS)
    if _MAIN not in kinds:
        raise refuse(TemplateFault.NOT_WORD)
