"""What is worth a look in a piece of evidence: its date, who issued it, its signature, its number, its file."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db.models import Q, QuerySet

from parindex.portal.assessments.models import EvidenceLink, RoundStage, RoundUnit
from parindex.portal.documents.models import CheckedFile, Document, SignatureState
from parindex.portal.organisations.models import OrgClosure, OrgUnitVersion, UnitLevel
from parindex.portal.organisations.queries import on_day
from parindex.portal.platform import clock
from parindex.portal.platform.folding import fold

CENTRAL = (
    "chinh phu",
    "thu tuong",
    "quoc hoi",
    "uy ban thuong vu quoc hoi",
    "bo ",
    "ban chap hanh trung uong",
    "ban bi thu",
    "ban to chuc trung uong",
    "thanh tra chinh phu",
    "van phong chinh phu",
    "ngan hang nha nuoc",
    "bao hiem xa hoi viet nam",
    "toa an nhan dan toi cao",
    "vien kiem sat nhan dan toi cao",
    "kiem toan nha nuoc",
    "tong cuc ",
)
"""Beginnings of central bodies' names, folded: above every unit."""
_GENERIC = frozenset(
    (
        "ubnd hdnd ubmttq uy ban nhan dan hoi dong dang bo chi mat tran to quoc xa phuong dac khu thi tran huyen tinh"
        " thanh pho van phong so kinh te hoa trung tam phuc vu hanh chinh cong va thong ke chu tich truong an cua doi"
    ).split()
)
"""Words of a body's name that name no place; an issuer of such words alone is taken for the unit's own."""
_TONES = {
    SignatureState.VALID: "ok",
    SignatureState.UNKNOWN_SIGNER: "warn",
    SignatureState.ALTERED: "bad",
    SignatureState.UNREADABLE: "warn",
}


@dataclass(frozen=True, slots=True)
class Remark:
    """A tag on a chip: wording code, values, tint (``ok``, ``warn``, ``bad``, ``mute``)."""

    code: str
    values: Mapping[str, object] = field(default_factory=dict)
    tone: str = "warn"


@dataclass(frozen=True, slots=True)
class Yardstick:
    """What a unit's evidence in a round is held against: from when to when, and whose names may stand as issuer."""

    begins: date
    ends: date
    issuers: frozenset[str]

    def remarks(self, document: Document, checked: CheckedFile | None, other_date: date | None) -> tuple[Remark, ...]:
        """Everything worth saying of one document and its file, the gravest first."""
        found = [*_of_file(checked), *self._of_card(document, other_date)]
        return tuple(sorted(found, key=lambda remark: ("bad", "warn", "mute", "ok").index(remark.tone)))

    def _of_card(self, document: Document, other_date: date | None) -> list[Remark]:
        found = []
        if not document.number or document.issued_on is None:
            found.append(Remark("evidence.card_incomplete"))
        if document.issued_on is not None and not self.begins <= document.issued_on <= self.ends:
            values = {"date": document.issued_on, "begins": self.begins, "ends": self.ends}
            found.append(Remark("evidence.outside_period", values))
        if document.issued_on is not None and document.issued_on > clock.today():
            found.append(Remark("evidence.dated_ahead", {"date": document.issued_on, "today": clock.today()}, "bad"))
        if document.issuer and not self.may_issue(document.issuer):
            found.append(Remark("evidence.other_issuer", {"issuer": document.issuer}))
        if other_date is not None:
            found.append(Remark("evidence.same_number", {"sign": document.sign, "date": other_date}))
        return found

    def may_issue(self, issuer: str) -> bool:
        """Whether the issuer as written is the unit, something above it, or a body without a place in its name."""
        words = re.sub(r"[^\w ]", " ", fold(issuer))
        written = f" {' '.join(words.split())} "
        if any(f" {name} " in written for name in self.issuers):
            return True
        if written.lstrip().startswith(CENTRAL):
            return True
        return not set(written.split()) - _GENERIC


def yardstick_of(member: RoundUnit) -> Yardstick:
    """Evidence of a year is dated from 1 January of it to the end of the self-assessment; four queries.

    A round that assesses before its year begins (a pilot of next year's set) looks at the twelve months before the end.
    """
    window = member.round.windows.filter(stage=RoundStage.SELF_ASSESSMENT).first()
    year = member.round.year
    begins, ends = date(year, 1, 1), date(year, 12, 31)
    if window is not None:
        # The end is exclusive: 00:00 of a day means the end of the day before.
        ends = (window.closes_at - timedelta(minutes=1)).astimezone(clock.VIETNAM).date()
        begins = ends - timedelta(days=365) if ends < begins else begins
    return Yardstick(begins, ends, _issuers(member))


def _issuers(member: RoundUnit) -> frozenset[str]:
    """Folded names of the unit, what it came from, everything above it, and the departments there."""
    line = OrgClosure.objects.filter(descendant=member.unit_id).values_list("ancestor", flat=True)
    above = set(line) | {member.unit_id}
    before = set(member.unit.came_from.values_list("before", flat=True))
    department = Q(level=UnitLevel.DEPARTMENT, unit__in=_directly_below(above - {member.unit_id}, clock.today()))
    versions = OrgUnitVersion.objects.filter(Q(unit__in=above | before) | department)
    names = {fold(name) for row in versions.values_list("name", "short_name") for name in row}
    return frozenset(name for name in names if name)


def departments_above(member: RoundUnit) -> QuerySet[OrgUnitVersion, int]:
    """Row ids of the departments of everything above the unit; a subquery."""
    above = OrgClosure.objects.filter(descendant=member.unit_id).exclude(ancestor=member.unit_id).values("ancestor")
    below = OrgClosure.objects.filter(on_day(clock.today()), ancestor__in=above, depth=1).values("descendant")
    rows = OrgUnitVersion.objects.filter(level=UnitLevel.DEPARTMENT, unit__in=below)
    return rows.values_list("unit", flat=True)


def _directly_below(above: set[int], day: date) -> object:
    below = OrgClosure.objects.filter(on_day(day), ancestor__in=above, depth=1)
    return below.values("descendant")


def _of_file(checked: CheckedFile | None) -> list[Remark]:
    if checked is None:
        return []
    found = [Remark(f"documents.warning.{code}") for code in checked.warnings]
    if checked.signature != SignatureState.NONE:
        state = SignatureState(checked.signature)
        found.append(Remark(f"documents.signature.{state.value}", tone=_TONES[state]))
    return found


def checked_of(link: EvidenceLink) -> CheckedFile | None:
    """What the checks found in the link's file; None: no file, or one that the system made itself."""
    if link.file is None:
        return None
    return getattr(link.file.stored, "checked", None)
