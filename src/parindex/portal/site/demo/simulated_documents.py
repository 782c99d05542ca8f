"""Evidence of the running round: small files that say of themselves that they are simulated."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from random import Random

from parindex.engine.scoring.values import Inputs
from parindex.portal.accounts.models import User
from parindex.portal.assessments.actions.link_documents import Shown, link_documents
from parindex.portal.assessments.actions.link_evidence import Passage
from parindex.portal.assessments.models import RoundUnit
from parindex.portal.documents import engine_bridge
from parindex.portal.documents.actions import DocumentCard, attach_examined, register_document
from parindex.portal.documents.models import Document, DocumentFile, DocumentKind


@dataclass(frozen=True, slots=True)
class Paper:
    """A document that stands behind several leaves: those whose codes begin with one of ``of``."""

    kind: DocumentKind
    number: str
    symbol: str
    title: str
    of: tuple[str, ...]
    days_before: int
    """How long before the sheet is filled it was issued."""


# The first that fits a leaf is its document; the last fits every leaf.
PAPERS = (
    Paper(
        DocumentKind.PLAN, "22", "KH-UBND", "Kế hoạch rà soát văn bản, theo dõi thi hành pháp luật năm 2027",
        ("RS-KEHOACH", "TD-KEHOACH"), 30,
    ),
    Paper(
        DocumentKind.REPORT, "198", "BC-UBND", "Kết quả rà soát nhiệm vụ được phân cấp, ủy quyền", ("PC-RASOAT",), 20
    ),
    Paper(
        DocumentKind.PLAN, "12", "KH-UBND", "Kế hoạch cải cách hành chính năm 2027", ("KH-", "TT-", "SK-", "DT-"), 40
    ),
    Paper(
        DocumentKind.DECISION, "35", "QĐ-UBND", "Ban hành Quy chế làm việc của UBND cấp xã",
        ("BM-", "PC-", "TS-", "TCHU-"), 200,
    ),
    Paper(DocumentKind.PLAN, "18", "KH-UBND", "Kế hoạch chuyển đổi số năm 2027", ("CDS-", "DVC-", "ISO-", "WEB-"), 35),
    Paper(DocumentKind.REPORT, "214", "BC-UBND", "Kết quả cải cách hành chính và phụ lục số liệu", ("",), 15),
)  # fmt: skip
TO_PROVE = "TT-HINHTHUC"
"""Leaf for which the commune of the cast has points and nothing behind them: a step of the tour shows it."""
OLD_REGULATION = 9
"""In every so many communes the regulation is older than the period: the page remarks on it."""
OLD = timedelta(days=900)
MISDATED, TOO_EARLY = 0.06, timedelta(days=9)
"""So many of the dates are typed earlier than the document says, by so much: the appraisal shows the sign."""


def attach_evidence(member: RoundUnit, officer: User | None, today: date, leaves: Sequence[str]) -> None:
    """Register the unit's documents, attach a file to each, link them to the leaves that it has filled.

    Most leaves have their document; some units forget more than others, which is what the appraisal is to find.
    """
    chance = Random(f"evidence/{member.sort_key}")  # noqa: S311 - what is missing where, no secret
    forgets = chance.choice((0.02, 0.05, 0.08, 0.3))
    shown = [leaf for leaf in leaves if leaf != TO_PROVE and chance.random() >= forgets]
    rows: list[Shown] = []
    for paper in PAPERS:
        of_it = [leaf for leaf in shown if _paper_of(leaf) is paper]
        if of_it:
            document, file = _registered(paper, member, officer, today)
            rows += [
                Shown(leaf, document, file, Passage(f"Mục {place % 6 + 1}", str(place // 6 + 1)))
                for place, leaf in enumerate(of_it)
            ]
    if rows:
        link_documents(actor=officer, round_unit=member, rows=rows)


def declared_dates(unit: str, leaf: str, inputs: Inputs, filled_on: date) -> Inputs:
    """The inputs with each date as the unit's document bears it; now and then typed too early. ``unit``: its code."""
    chance = Random(f"dates/{unit}/{leaf}")  # noqa: S311 - who errs where, no secret
    issued = filled_on - timedelta(days=_paper_of(leaf).days_before)
    typed = issued - TOO_EARLY if chance.random() < MISDATED else issued
    return {code: typed if isinstance(value, date) else value for code, value in inputs.items()}


def _paper_of(leaf: str) -> Paper:
    return next(paper for paper in PAPERS if leaf.startswith(paper.of))


def _registered(paper: Paper, member: RoundUnit, officer: User | None, today: date) -> tuple[Document, DocumentFile]:
    old = OLD if paper.kind is DocumentKind.DECISION and member.pk % OLD_REGULATION == 0 else timedelta(0)
    card = DocumentCard(
        kind=paper.kind,
        title=f"{paper.title} – {member.name} (mô phỏng)",
        number=paper.number,
        symbol=paper.symbol,
        issued_on=today - timedelta(days=paper.days_before) - old,
        issuer=f"UBND {member.name[:1].lower()}{member.name[1:]}",
        unit=member.unit,
        simulated=True,
    )
    document = register_document(actor=officer, card=card)
    return document, attach_examined(actor=officer, document=document, examined=_checked())


@cache
def _checked() -> engine_bridge.Examined:
    """One file stands for all: each check of a PDF starts a process of its own."""
    return engine_bridge.examine(page_saying(["Ban trinh dien parindex"]), "tai-lieu-mo-phong.pdf")


def page_saying(lines: list[str]) -> bytes:
    """A PDF of one page, in plain letters: that it is simulated, then the lines."""
    shown = ["TAI LIEU MO PHONG - KHONG CO GIA TRI PHAP LY", *lines]
    text = " T* ".join(f"({line}) Tj" for line in shown)
    stream = f"BT /F1 14 Tf 20 TL 60 760 Td {text} ET".encode("ascii")
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R"
        b" /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    written, places = b"%PDF-1.4\n", []
    for number, each in enumerate(objects, start=1):
        places.append(len(written))
        written += b"%d 0 obj\n%s\nendobj\n" % (number, each)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    head = b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    tail = b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, len(written))
    return written + head + table + tail
