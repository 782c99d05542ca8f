"""Head and foot of a document: number, place, date, bodies, title, recipients, signer, announced attachments."""

from __future__ import annotations

import re
from typing import Any

from parindex.engine.documents.reading import line_classes as lines
from parindex.engine.documents.reading.flows import Flow, Flows
from parindex.engine.documents.reading.letters import LOW, UP
from parindex.engine.documents.reading.model import (
    Attachment,
    Counter,
    DateSaid,
    Metadata,
    PrintedDate,
    Said,
)
from parindex.engine.documents.reading.parts import DocumentParts

_MOTTO = re.compile(r"CỘNG H[ÒO][AÀ] X[ÃA] HỘI|Độc lập\s*[-–]\s*Tự do|ĐẢNG CỘNG SẢN VIỆT NAM", re.IGNORECASE)
_ATTACHED = re.compile(
    r"(?P<name>(?:(?:các|những)\s+)?"
    r"(?:Phụ lục|Phụ biểu|Biểu|Bảng|Danh mục|Danh sách|Đề cương|Mẫu|Kế hoạch|Quy chế|Quy định)"
    r"(?:(?!\bkèm\b|\bgửi kèm|\bđính kèm|\bQuyết định\b|[.;:()]).){0,80}?)\s*(?:gửi kèm|đính kèm|kèm theo)",
    re.IGNORECASE,
)
_ATTACHED_AFTER = re.compile(
    r"(?:kèm theo|đính kèm|gửi kèm)\s*(?:là|:)?\s*"
    r"(?P<name>(?:Phụ lục|Phụ biểu|Biểu|Bảng|Danh mục|Danh sách|Đề cương)[^.;:()]{0,80})",
    re.IGNORECASE,
)
_WITH_DECISION = re.compile(
    r"kèm theo Quyết định này\s+(?P<name>(?:Kế hoạch|Quy chế|Quy định|Đề án|Phương án|Danh mục|Bộ)\b[^.;]*)"
)
_BODY = re.compile(
    r"\s*(?:UBND|ỦY BAN|UỶ BAN|HĐND|HỘI ĐỒNG|BỘ|SỞ|PHÒNG|BAN|VĂN PHÒNG|THỦ TƯỚNG|CHÍNH PHỦ|TRUNG TÂM|CHỦ TỊCH"
    r"|HUYỆN ỦY"
    r"|TỈNH ỦY|ĐẢNG ỦY)\b"
)
_ANNEX_NUMBERS = re.compile(
    r"(?:(?:các|những) )?(?:phụ lục|phụ biểu)\s+(?:số\s+)?"
    r"(?P<numbers>(?:\d{1,2}|[IVX]+)(?:\s*(?:,|và)\s*(?:\d{1,2}|[IVX]+))*)(?!\w)",
    re.IGNORECASE,
)
_YEAR = re.compile(r"\bnăm\s+(\d{4})\b")


def read_metadata(parts: DocumentParts, flows: Flows, others: list[DocumentParts]) -> Metadata:
    """Metadata of one document. ``others``: the other documents of the file, which announced parts may be."""
    values: dict[str, Any] = {"type": parts.type_name}
    for flow in parts.head:
        _number(flow, flows, values)
        _place_and_date(flow, flows, values)
    _bodies(parts, flows, values)
    _titled(parts, flows, values)
    _recovered(parts, flows, values)
    _foot(parts, flows, values)
    values["attachments"] = _attachments(parts, flows, others)
    for flow in reversed([*parts.body, *parts.bases]):
        if match := lines.END_MARK.search(flow.text):
            values["end_mark"] = flows.passage(flow, match.start(), match.end())
            break
    return Metadata.model_validate(values)


def _said(flow: Flow, flows: Flows, start: int = 0, end: int | None = None) -> Said:
    stop = len(flow.text) if end is None else end
    return Said(value=" ".join(flow.text[start:stop].split()), passage=flows.passage(flow, start, stop))


def _number(flow: Flow, flows: Flows, values: dict[str, Any]) -> None:
    match = lines.NUMBER_LINE.match(flow.text)
    if match is None or "symbol" in values:
        return
    digits = match["number"].strip(" ._…")
    values["number"] = digits or None
    values["symbol"] = match["symbol"]
    values["number_printed"] = _said(flow, flows)


def _place_and_date(flow: Flow, flows: Flows, values: dict[str, Any]) -> None:
    match = lines.PLACE_DATE.match(flow.text)
    if match is None or "date" in values:
        return
    day, month = (int(match[name]) if match[name] else None for name in ("day", "month"))
    values["place"] = match["place"].strip()
    date = PrintedDate(year=int(match["year"]), month=month, day=day)
    values["date"] = DateSaid(date=date, passage=flows.passage(flow, match.start("place"), match.end("year")))


def _bodies(parts: DocumentParts, flows: Flows, values: dict[str, Any]) -> None:
    """Superior and issuing body: the upper-case lines of the head that are not the motto."""
    groups: list[list[Flow]] = []
    goes_on = False
    for flow in parts.head:
        text = flow.text.strip()
        is_name = re.search(rf"[{UP}]{{2}}", text) is not None and re.search(rf"[{LOW}]", text) is None
        if not is_name or _MOTTO.search(text) or lines.NUMBER_LINE.match(text):
            goes_on = False
        elif _BODY.match(flow.text):
            groups.append([flow])
            goes_on = True
        elif goes_on:
            groups[-1].append(flow)
    said = [_joined(group, flows) for group in groups]
    if said:
        values["issuing_body"] = said[-1]
        if len(said) > 1:
            values["superior_body"] = said[-2]
    if parts.authority is not None:
        values["authority"] = _said(parts.authority, flows)
        values.setdefault("issuing_body", values["authority"])


def _joined(group: list[Flow], flows: Flows) -> Said:
    first = _said(group[0], flows)
    return Said(
        value=" ".join([first.value, *(" ".join(each.text.split()) for each in group[1:])]), passage=first.passage
    )


def _titled(parts: DocumentParts, flows: Flows, values: dict[str, Any]) -> None:
    if not parts.title:
        return
    first = parts.title[0]
    match = lines.SUBJECT.match(first.text)
    start = match.end() if match else 0
    said = [_said(first, flows, start), *(_said(flow, flows) for flow in parts.title[1:])]
    title = Said(value=" ".join(each.value for each in said), passage=said[0].passage)
    values["title"] = title
    years = {int(each) for each in _YEAR.findall(title.value)}
    if len(years) == 1:
        values["year"] = years.pop()


def _recovered(parts: DocumentParts, flows: Flows, values: dict[str, Any]) -> None:
    """Number, date and body of an attached part are those of the act that it is attached to."""
    if parts.attach_note is None:
        return
    match = lines.ATTACH_NOTE.match(parts.attach_note.text)
    if match is not None and match["issuer"] and "issuing_body" not in values:
        values["issuing_body"] = _said(parts.attach_note, flows, match.start("issuer"), match.end("issuer"))


def _foot(parts: DocumentParts, flows: Flows, values: dict[str, Any]) -> None:
    recipients: list[Said] = []
    signer_at = None
    for at, flow in enumerate(parts.foot):
        text = flow.text.strip()
        run_in = lines.RECIPIENTS.match(text)
        if run_in and len(text) > run_in.end() + 2:
            recipients.append(_said(flow, flows, run_in.end()))
        elif flow.marker is not None and flow.marker.counter is Counter.BULLET:
            recipients.append(_said(flow, flows, flow.body))
        elif signer_at is None and lines.POSITION.match(text):
            signer_at = at
    values["recipients"] = tuple(Said(value=each.value.rstrip(" ;.,"), passage=each.passage) for each in recipients)
    if signer_at is not None:
        _signer(parts.foot[signer_at:], flows, values)


def _signer(foot: list[Flow], flows: Flows, values: dict[str, Any]) -> None:
    """The last position before the name is the signer's own; what stands before it says for whom he signs.

    Minutes are signed by who wrote them and by who presided: the latter is taken.
    """
    written = False
    for flow in foot:
        text = flow.text.strip()
        match = lines.POSITION.match(text)
        if match is not None:
            written = match["position"].strip() == "THƯ KÝ"
            if values.get("signer_mode"):
                values["signer_for"] = values.get("signer_for") or values.get("signer_position")
            values["signer_mode"] = values.get("signer_mode") or match["mode"]
            values["signer_position"] = Said(
                value=" ".join(match["position"].split()), passage=flows.passage(flow, 0, len(flow.text))
            )
        elif lines.NAME.match(text):
            values["signer_name"] = _said(flow, flows)
            if not written:
                return


def _attachments(parts: DocumentParts, flows: Flows, others: list[DocumentParts]) -> tuple[Attachment, ...]:
    found: list[Attachment] = []
    for flow in [*parts.bases, *parts.body]:
        for pattern in (_WITH_DECISION, _ATTACHED, _ATTACHED_AFTER):
            match = pattern.search(flow.text)
            if match is None or lines.ATTACH_NOTE.match(flow.text):
                continue
            if re.match(r"\s*(?:Quyết định|Nghị quyết|Công văn|Thông tư)\b", flow.text[match.end() :]):
                continue
            name = " ".join(match["name"].split())
            present = _is_present(name, parts, others)
            found.append(
                Attachment(name=name, present=present, passage=flows.passage(flow, match.start(), match.end()))
            )
            break
    return tuple(found)


def _is_present(name: str, parts: DocumentParts, others: list[DocumentParts]) -> bool:
    folded = name.lower()
    for other in others:
        if other is not parts and other.type_name and folded.startswith(other.type_name.lower()):
            return True
    if re.match(r"(?:các |những )?(?:phụ|biểu|bảng|danh)", folded):
        annexes = {flow.marker.number for flow in parts.body if flow.marker and flow.marker.counter is Counter.ANNEX}
        wanted = _annex_numbers(name)
        return bool(annexes) and (not wanted or (0,) in annexes or wanted <= annexes)
    return False


def _annex_numbers(name: str) -> set[tuple[int, ...]]:
    """Numbers of the annexes that a name lists: "Phụ lục I, II", "các Phụ lục số 01 và 02"."""
    match = _ANNEX_NUMBERS.match(name)
    found = re.findall(r"\d+|[IVX]+", match["numbers"]) if match else []
    values = [int(each) if each.isdigit() else lines.roman(each) for each in found]
    return {(value,) for value in values if value is not None}
