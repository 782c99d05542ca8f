"""Evidence of the running round: small files that say of themselves that they are simulated."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache

from parindex.portal.accounts.models import User
from parindex.portal.assessments.actions.link_evidence import Passage, link_evidence
from parindex.portal.assessments.models import RoundUnit
from parindex.portal.documents import engine_bridge
from parindex.portal.documents.actions import DocumentCard, attach_examined, register_document
from parindex.portal.documents.models import DocumentKind

# Leaf → kind, number, symbol, title of the document behind it.
PROOFS: dict[str, tuple[DocumentKind, str, str, str]] = {
    "KH-BANHANH": (DocumentKind.PLAN, "12", "KH-UBND", "Kế hoạch cải cách hành chính năm 2027"),
    "BM-QUYCHE": (DocumentKind.DECISION, "35", "QĐ-UBND", "Ban hành Quy chế làm việc của UBND cấp xã"),
    "CDS-KEHOACH": (DocumentKind.PLAN, "18", "KH-UBND", "Kế hoạch chuyển đổi số năm 2027"),
}


def attach_evidence(member: RoundUnit, officer: User | None, today: date) -> None:
    """Register the unit's documents, attach a file to each, link them to the leaves of its sheet."""
    leaves = set(member.round.set_version.nodes.filter(code__in=PROOFS).values_list("code", flat=True))
    for leaf, (kind, number, symbol, title) in PROOFS.items():
        if leaf not in leaves:
            continue
        card = DocumentCard(
            kind=kind,
            title=f"{title} – {member.name} (mô phỏng)",
            number=number,
            symbol=symbol,
            issued_on=today - timedelta(days=200),
            issuer=f"UBND {member.name}",
            unit=member.unit,
            simulated=True,
        )
        document = register_document(actor=officer, card=card)
        file = attach_examined(actor=officer, document=document, examined=_checked())
        passage = Passage(section="Mục II", pages="1")
        link_evidence(actor=officer, round_unit=member, leaf=leaf, document=document, file=file, passage=passage)


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
