"""Evidence of a unit in a round: chips for a row, the whole list with remarks, counts for the missing list."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, QuerySet
from django.urls import reverse

from parindex.engine.numbers.printing import show_date
from parindex.portal.assessments.models import EvidenceLink, RoundUnit, Score, Stage
from parindex.portal.assessments.queries.evidence_warnings import Remark, Yardstick, checked_of, yardstick_of
from parindex.portal.documents.models import CheckedFile, Document
from parindex.portal.documents.queries import Use, same_numbers
from parindex.portal.organisations.models import OrgUnit

SHOWN_IN_ROW = 2
"""More than that many chips in a row become one that opens the list."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """One document shown for one score, ready for a chip, a list, paper."""

    link: EvidenceLink
    leaf: str
    number: str
    title: str
    stage: Stage
    sealed: bool
    place: str
    """Address of the link; ``address`` and its neighbours add what is done there and the stage."""
    remarks: tuple[Remark, ...]

    @property
    def address(self) -> str:
        """The viewer beside the score."""
        return self.place + query_of(self.stage)

    @property
    def edit_address(self) -> str:
        """The form of card and passage."""
        return f"{self.place}sua/{query_of(self.stage)}"

    @property
    def unlink_address(self) -> str:
        """Where to take it off (POST)."""
        return f"{self.place}go/{query_of(self.stage)}"

    @property
    def document(self) -> Document:
        """The document of the catalogue."""
        return self.link.document

    @property
    def checked(self) -> CheckedFile | None:
        """What the checks found in its file."""
        return checked_of(self.link)

    @property
    def cited(self) -> str:
        """Number, symbol and date as on paper: ``151/QĐ-UBND, 06/02/2027``; without a number its title."""
        day = show_date(self.document.issued_on) if self.document.issued_on else ""
        return ", ".join(part for part in (self.document.sign or self.document.title, day) if part)

    @property
    def has_warning(self) -> bool:
        """Whether anything is to be looked at."""
        return any(remark.tone in {"warn", "bad"} for remark in self.remarks)


@dataclass(frozen=True, slots=True)
class EvidenceRow:
    """What a row of a sheet shows of one leaf's evidence at one stage (``assessments/evidence/row.html``)."""

    leaf: str
    stage: Stage
    evidence: tuple[Evidence, ...]
    address: str
    """The drawer: the whole page with everything that can be done."""
    may_change: bool
    upload_address: str
    unit: str
    """Public id of the unit."""
    place: str
    """Where a file on its way belongs; see ``documents.models.Upload.place``."""

    @property
    def element(self) -> str:
        """The element's id on the page."""
        return f"evidence-{self.stage}-{self.leaf}"

    @property
    def warned(self) -> int:
        """How many documents are worth a look."""
        return sum(each.has_warning for each in self.evidence)

    @property
    def folded(self) -> bool:
        """Whether the chips are folded into one that tells their number."""
        return len(self.evidence) > SHOWN_IN_ROW


def links_of(member: RoundUnit) -> QuerySet[EvidenceLink]:
    """Every link of the unit's scores in the round, in printed order."""
    return (
        EvidenceLink.objects.filter(score__entry__round_unit=member)
        .select_related("document", "file__stored__checked", "score__entry__leaf")
        .order_by("score__entry__leaf__position", "score__stage", "pk")
    )


def evidence_of(
    member: RoundUnit, *, stages: Sequence[Stage] = (Stage.SELF,), leaf: str = "", yardstick: Yardstick | None = None
) -> list[Evidence]:
    """The unit's evidence in printed order, with remarks; at most seven queries, however much there is."""
    found = links_of(member).filter(score__stage__in=list(stages))
    links = list(found.filter(score__entry__leaf__code=leaf) if leaf else found)
    if not links:
        return []
    measure = yardstick or yardstick_of(member)
    other_dates = same_numbers({link.document_id: link.document for link in links}.values())
    return [_evidence(member, link, measure, other_dates.get(link.document_id)) for link in links]


def evidence_rows(
    member: RoundUnit, leaves: Iterable[str], *, stage: Stage = Stage.SELF, may_change: bool
) -> dict[str, EvidenceRow]:
    """Leaf code → what its row shows; for a whole sheet at once."""
    by_leaf: dict[str, list[Evidence]] = {}
    for each in evidence_of(member, stages=(stage,)):
        by_leaf.setdefault(each.leaf, []).append(each)
    return {leaf: _row(member, leaf, stage, by_leaf.get(leaf, ()), may_change) for leaf in leaves}


def evidence_row(member: RoundUnit, leaf: str, *, stage: Stage = Stage.SELF, may_change: bool) -> EvidenceRow:
    """What one leaf's row shows; for the answer to a change."""
    return _row(member, leaf, stage, evidence_of(member, stages=(stage,), leaf=leaf), may_change)


def evidence_counts(member: RoundUnit, stage: Stage = Stage.SELF) -> dict[str, int]:
    """Leaf code → number of documents shown for it; leaves without any are left out. One query."""
    scores = Score.objects.filter(entry__round_unit=member, stage=stage, actor=None, evidence__isnull=False)
    return dict(scores.values_list("entry__leaf__code").annotate(count=Count("evidence")).order_by())


def uses_of_documents(documents: Iterable[int]) -> list[Use]:
    """Where documents serve as evidence: told to the catalogue, which stands below."""
    links = EvidenceLink.objects.filter(document__in=list(documents)).select_related(
        "score__entry__leaf", "score__entry__round_unit__unit", "score__entry__round_unit__round"
    )
    found = []
    for link in links:
        entry = link.score.entry
        member = entry.round_unit
        found.append(
            Use(
                document=link.document_id,
                where=f"{entry.leaf.number} {entry.leaf.title}",
                unit=member.name,
                unit_row=member.unit_id,
                year=member.round.year,
                address=_address("evidence", member, entry.leaf.code),
                sealed=link.score.sealed_at is not None,
            )
        )
    return found


def documents_used_by(units: QuerySet[OrgUnit]) -> QuerySet[EvidenceLink, int]:
    """Row ids of documents that serve these units as evidence, for a condition of the catalogue."""
    return EvidenceLink.objects.filter(score__entry__round_unit__unit__in=units).values_list("document_id", flat=True)


def query_of(stage: Stage) -> str:
    """The stage in an address; nothing for the self-assessment."""
    return "" if stage == Stage.SELF else f"?giai-doan={stage.value}"


def place_of(member: RoundUnit, leaf: str, stage: Stage) -> str:
    """Where an upload begun for this row belongs."""
    return f"evidence:{member.round.public_id}/{member.unit.public_id}/{leaf}/{stage.value}"


def _evidence(member: RoundUnit, link: EvidenceLink, measure: Yardstick, other_date: date | None) -> Evidence:
    leaf = link.score.entry.leaf
    return Evidence(
        link=link,
        leaf=leaf.code,
        number=leaf.number,
        title=leaf.title,
        stage=Stage(link.score.stage),
        sealed=link.score.sealed_at is not None,
        place=_address("evidence_viewer", member, leaf.code, link.public_id),
        remarks=measure.remarks(link.document, checked_of(link), other_date),
    )


def _row(member: RoundUnit, leaf: str, stage: Stage, evidence: Iterable[Evidence], may_change: bool) -> EvidenceRow:
    return EvidenceRow(
        leaf=leaf,
        stage=stage,
        evidence=tuple(evidence),
        address=_address("evidence", member, leaf) + query_of(stage),
        may_change=may_change,
        upload_address=_address("upload_evidence", member, leaf) + query_of(stage),
        unit=member.unit.public_id,
        place=place_of(member, leaf, stage),
    )


def _address(name: str, member: RoundUnit, *more: str) -> str:
    return reverse(f"assessments:{name}", args=[member.round.public_id, member.unit.public_id, *more])
