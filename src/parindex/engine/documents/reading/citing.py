"""Citations: every mention of another document, its parts, what is missing, and whether it was still in force."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Literal

from parindex.engine.documents.reading import line_classes as lines
from parindex.engine.documents.reading.flows import Flow, Flows
from parindex.engine.documents.reading.letters import UP
from parindex.engine.documents.reading.model import Citation, PrintedDate, Relation, Standing, UnitNamed
from parindex.engine.documents.reading.unit_names import name_unit, unit_at
from parindex.engine.documents.reading.words import ReadingWords

Missing = Literal["number", "date", "issuer"]
NUMBER = re.compile(
    rf"(?<![\d/.,])(?P<digits>\d{{1,5}})(?:\s?/\s?(?P<year>(?:19|20)\d{{2}}))?\s?[/-]\s?"
    rf"(?P<symbol>[{UP}][\wĐđ&]*(?:\s?[/-]\s?[{UP}][\wĐđ&]*)*)"
)
_DATE = re.compile(
    r"\s*,?\s*(?:ban hành\s+)?ngày\s*(?:(?P<d>\d{1,2})\s*[/.-]\s*(?P<m>\d{1,2})\s*[/.-]\s*(?P<y>\d{4})"
    r"|(?P<d2>\d{1,2})?[\s.…]*tháng\s*(?P<m2>\d{1,2})?[\s.…]*năm\s*(?P<y2>\d{4}))"
)
_LAW = re.compile(
    rf"(?<!của )(?<!và )\b(?P<type>Bộ luật|Luật|Pháp lệnh|Hiến pháp)\s+(?P<title>(?!số\b)[{UP}a-z][^;:.()]*?)"
    r"(?P<date>,?\s*(?:số\s+\S+\s*)?(?:được Quốc hội[^;]*?)?ngày\s*"
    r"(?:\d{1,2}/\d{1,2}/\d{4}|\d{1,2} tháng \d{1,2} năm \d{4}))"
)
_OF = re.compile(r"\s*,?\s*(?:của|do)\s+")
_ABOUT = re.compile(
    r"\s*,?\s*(?:về việc|về|V/v|ban hành|quy định|phê duyệt|công bố|hướng dẫn|sửa đổi|triển khai|thực hiện)\b"
)
_BLANK_NUMBER = re.compile(r"\s*số\s*:?[\s.…_]*[/-]\s*[A-ZĐ][\w&/-]*")
_GOES_ON = re.compile(
    r"[,;]\s*(?:UBND|Ủy ban nhân dân|Sở|Phòng|HĐND)\s[^,;]{0,60}?\b(?:báo cáo|ban hành|xây dựng|đề nghị)\b"
)
_ISSUES = re.compile(
    r"\s+(?:đã |vừa |tiếp tục )*(?:ký )?(?:ban hành|xây dựng|phê duyệt)"
    r"(?:\s+(?:các|một số|kịp thời|đầy đủ|\d{1,3}))*\s*$"
)
"""Behind the issuer as the subject: "UBND xã đã ban hành Kế hoạch số 12/KH-UBND"."""
_AND_ALSO = re.compile(r"[^.;]{0,160}?(?:,|\bvà)\s*$")
_CARRY_OUT = re.compile(r"(?:thực hiện|triển khai|thi hành|cụ thể hóa)\s*(?:các\s+)?$", re.IGNORECASE)
_AMEND = re.compile(r"sửa đổi[^;.]*?(?:của|đối với)\s*(?:các\s+)?$", re.IGNORECASE)
_ATTACH = re.compile(r"kèm theo\s*$", re.IGNORECASE)


@dataclass(slots=True)
class _Mention:
    start: int
    end: int
    type: str | None
    number: str | None
    date: PrintedDate | None
    issuer: UnitNamed | None
    title: str | None = None
    title_end: int = 0
    by_subject: bool = False
    """Its issuer is the subject of the sentence."""


@lru_cache(maxsize=8)
def _typed(type_pattern: str) -> tuple[re.Pattern[str], re.Pattern[str]]:
    before = re.compile(rf"(?:^|(?<=[\s(“\"/,;:]))(?P<type>{type_pattern})\s*(?:số|Số)?\s*:?\s*$")
    anywhere = re.compile(rf"(?:^|(?<=[\s(“\"]))(?P<type>{type_pattern})\b")
    return before, anywhere


class Citing:
    """Reads the citations of one document."""

    def __init__(self, flows: Flows, words: ReadingWords, prefix: str, issued: date | None) -> None:
        self._flows, self._words, self._prefix, self._issued = flows, words, prefix, issued
        self.citations: list[Citation] = []
        self.spans: dict[int, list[tuple[int, int]]] = {}
        """Spans of numbers and dates of citations by ``id(flow)``: no figures stand there."""

    def read(self, flow: Flow, *, relation: Relation, section: str | None = None, footnote: str | None = None) -> None:
        """Add every citation of ``flow``."""
        mentions = self._mentions(flow.text)
        if not mentions and relation is Relation.BASIS:
            self._incomplete(flow, section)
        ids: list[str] = []
        for at, mention in enumerate(mentions):
            following = mentions[at + 1].start if at + 1 < len(mentions) else len(flow.text)
            mention.title = self._title(flow.text, mention, following)
            related, within = self._relation(flow.text, mentions, at, relation, ids)
            if mention.issuer is None:
                mention.issuer = self._subject(flow.text, mentions, at)
                mention.by_subject = mention.issuer is not None
            self._add(flow, mention, related, within, section, footnote)
            ids.append(self.citations[-1].id)
            self.spans.setdefault(id(flow), []).append((mention.start, mention.end))

    def _incomplete(self, flow: Flow, section: str | None) -> None:
        """A basis that names a type of act and neither number nor date; laws alone need none."""
        _, anywhere = _typed(self._words.type_pattern)
        match = anywhere.search(flow.text)
        if match is None:
            return
        slot = _BLANK_NUMBER.match(flow.text, match.end())
        at = slot.end() if slot else match.end()
        dated = _DATE.match(flow.text, at)
        end = dated.end() if dated else at
        issuer, _ = self._issuer(flow.text, end)
        mention = _Mention(match.start(), end, self._full(match["type"]), None, _date(dated) if dated else None, issuer)
        self._add(flow, mention, Relation.BASIS, None, section, None)
        if mention.type not in ("Luật", "Bộ luật", "Pháp lệnh"):
            last = self.citations[-1]
            self.citations[-1] = last.model_copy(update={"missing": ("number", *last.missing)})

    def _mentions(self, text: str) -> list[_Mention]:
        found = [each for match in NUMBER.finditer(text) if (each := self._numbered(text, match)) is not None]
        for match in _LAW.finditer(text):
            if any(each.start < match.end() and match.start() < each.end for each in found):
                continue
            dated = _DATE.search(match["date"])
            title = " ".join(match["title"].split())
            found.append(
                _Mention(match.start(), match.end(), match["type"], None, _date(dated) if dated else None, None, title)
            )
        return sorted(found, key=lambda each: each.start)

    def _numbered(self, text: str, match: re.Match[str]) -> _Mention | None:
        symbol = re.sub(r"\s", "", match["symbol"])
        parts = re.split(r"[-/]", symbol)
        known = next((self._words.type_of_symbol[part] for part in parts if part in self._words.type_of_symbol), None)
        before, anywhere = _typed(self._words.type_pattern)
        named = before.search(text[max(0, match.start() - 40) : match.start()])
        if known is None and named is None and (len(parts) < 2 or not _capitals(parts)):
            return None
        if known is None and named is None and not re.search(r"số\s*$", text[: match.start()], re.IGNORECASE):
            return None
        start = match.start() - (min(40, match.start()) - named.start("type")) if named else match.start()
        kind = self._kind(text, match, named, known, anywhere)
        separator = "-" if re.match(r"\d+\s?-", match[0]) else "/"
        year = f"/{match['year']}" if match["year"] else ""
        number = f"{match['digits']}{year}{separator}{symbol}"
        end, dated = match.end(), _DATE.match(text, match.end())
        if dated is not None:
            end = dated.end()
        issuer, issuer_end = self._issuer(text, end)
        mention = _Mention(start, end, kind, number, _date(dated) if dated else None, issuer)
        mention.title_end = issuer_end
        return mention

    def _kind(
        self,
        text: str,
        match: re.Match[str],
        named: re.Match[str] | None,
        known: str | None,
        anywhere: re.Pattern[str],
    ) -> str | None:
        if named is not None:
            return self._full(named["type"])
        if known is not None:
            return known
        earlier = [each["type"] for each in anywhere.finditer(text[: match.start()])]
        return self._full(earlier[-1]) if earlier else "Công văn"

    def _full(self, printed: str) -> str:
        return next((each.name for each in self._words.types if printed in (*each.also,) and len(printed) < 4), printed)

    def _issuer(self, text: str, at: int) -> tuple[UnitNamed | None, int]:
        match = _OF.match(text, at)
        if match is None:
            return None, at
        end = unit_at(text, match.end(), self._words)
        if end is None:
            return None, at
        return name_unit(text[match.end() : end], self._words), end

    def _subject(self, text: str, mentions: list[_Mention], at: int) -> UnitNamed | None:
        """Who issues as the subject of the sentence: that of the mention, or of those listed before it."""
        mention, before = mentions[at], mentions[at - 1] if at else None
        breaks = (each.end() for each in re.finditer(r"[,;:.()]\s", text[: mention.start]))
        clause = max([before.end if before else 0, *breaks])
        verb = _ISSUES.search(text, clause, mention.start)
        end = verb.start() if verb else clause
        for word in re.finditer(r"[^\W\d_]+", text[clause:end]):
            start = clause + word.start()
            if unit_at(text, start, self._words) == end:
                return name_unit(text[start:end], self._words)
        if before is not None and before.by_subject and _AND_ALSO.fullmatch(text[before.end : mention.start]):
            return before.issuer
        return None

    @staticmethod
    def _title(text: str, mention: _Mention, following: int) -> str | None:
        if mention.number is None:
            return mention.title
        rest = text[mention.title_end : following]
        match = _ABOUT.match(rest)
        if match is None:
            return None
        cut = re.search(r";\s*(?:và\s+)?[^;]{0,30}$|\.(?:\s|$)|\)", rest)
        title = _GOES_ON.split(rest[: cut.start()] if cut else rest)[0]
        if following < len(text) and cut is None:
            title = re.sub(
                r"(?:\s+(?:và|theo|tại|của|số|thực hiện|một số điều của"
                r"|các))+\s*$",
                "",
                title.rstrip(" ;,"),
            )
        return " ".join(title.strip(" ;,.").split()) or None

    @staticmethod
    def _relation(
        text: str, mentions: list[_Mention], at: int, relation: Relation, ids: list[str]
    ) -> tuple[Relation, str | None]:
        mention = mentions[at]
        previous = mentions[at - 1].end if at else 0
        between = text[previous : mention.start]
        if _ATTACH.search(between):
            return Relation.ATTACHED_TO, None
        if _AMEND.search(between):
            return Relation.AMENDS, ids[at - 1] if at else None
        joined = at > 0 and ";" not in between and not re.search(r"\.\s", between)
        if joined and _CARRY_OUT.search(between) and relation is Relation.BASIS:
            return Relation.IMPLEMENTS, ids[at - 1]
        if joined and _CARRY_OUT.search(between):
            return Relation.IMPLEMENTS, ids[at - 1]
        return relation, None

    def _add(
        self,
        flow: Flow,
        mention: _Mention,
        relation: Relation,
        within: str | None,
        section: str | None,
        note: str | None,
    ) -> None:
        missing: list[Missing] = []
        is_law = mention.number is None
        if mention.date is None or mention.date.whole is None:
            missing.append("date")
        if mention.issuer is None and not is_law and not _speaks_for_itself(mention.number or ""):
            missing.append("issuer")
        standing, replaced = self._standing(mention.number)
        self.citations.append(
            Citation(
                id=f"{self._prefix}c{len(self.citations) + 1}",
                type=mention.type,
                number=mention.number,
                date=mention.date,
                issuer=mention.issuer,
                title=mention.title,
                relation=relation,
                within=within,
                missing=tuple(missing),
                standing=standing,
                replaced_by=replaced,
                section=section,
                footnote=note,
                passage=self._flows.passage(flow, mention.start, mention.end),
            )
        )

    def _standing(self, number: str | None) -> tuple[Standing, tuple[str, ...]]:
        """What the rulebooks know, as of the day of the document."""
        act = self._words.act.get(number or "")
        if act is None or act.state == "unknown":
            return Standing.UNKNOWN, ()
        if act.unsure:
            return Standing.UNSURE, act.replaced_by
        if act.state != "replaced":
            return Standing.IN_FORCE, ()
        if act.until is None or self._issued is None:
            return Standing.UNSURE, act.replaced_by
        return (Standing.REPLACED if self._issued > act.until else Standing.IN_FORCE), act.replaced_by

    def read_notes(self, notes: Iterable[Flow]) -> None:
        """Citations in footnotes."""
        for flow in notes:
            self.read(flow, relation=Relation.REFERENCE, footnote=f"{self._prefix}n{flow.footnote}")


def _capitals(parts: list[str]) -> bool:
    return all(len(re.findall(rf"[{UP}]", part)) >= 2 for part in parts)


def _speaks_for_itself(number: str) -> bool:
    """Whether the symbol names the issuer: Chính phủ, Thủ tướng, a ministry."""
    return re.search(r"[-/](?:CP|TTg|QH\d*|UBTVQH\d*|TW|B[A-ZĐ]{1,6}|VPCP|TTCP)$", number) is not None


def _date(match: re.Match[str]) -> PrintedDate | None:
    year = match["y"] or match["y2"]
    day, month = match["d"] or match["d2"], match["m"] or match["m2"]
    if month and not 1 <= int(month) <= 12:
        return None
    return PrintedDate(year=int(year), month=int(month) if month else None, day=int(day) if day else None)


def relation_of_basis(flow: Flow) -> Relation:
    """Basis, or the proposal that a decision rests on."""
    return Relation.PROPOSAL if lines.PROPOSAL.match(flow.text) else Relation.BASIS
