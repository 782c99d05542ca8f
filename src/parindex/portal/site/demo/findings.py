"""Check everything printed that the demonstration has loaded, and keep the sources of it in the catalogue."""

from __future__ import annotations

from datetime import date

from parindex.portal.assessments.actions import check_printed_round
from parindex.portal.assessments.models import Origin, Round
from parindex.portal.documents.actions import DocumentCard, register_document
from parindex.portal.documents.models import DocumentKind
from parindex.portal.facts.actions import check_published_facts
from parindex.portal.facts.models import FactVersion


def load_findings() -> None:
    """Record findings and register sources; again changes nothing."""
    register_sources()
    check_published_facts(actor=None)
    for round_ in Round.objects.filter(origin=Origin.IMPORTED).select_related("owner", "set_version"):
        check_printed_round(actor=None, round_=round_)


def register_sources() -> None:
    """The plan of Krông Nô, the decision that it cites, and where the published tables come from."""
    cards = [
        DocumentCard(
            kind=DocumentKind.PLAN,
            title="Duy trì, cải thiện và nâng cao Chỉ số cải cách hành chính huyện Krông Nô năm 2024",
            symbol="KH-UBND",
            issued_on=date(2024, 3, 20),
            issuer="UBND huyện Krông Nô",
            published=True,
        ),
        DocumentCard(
            kind=DocumentKind.DECISION,
            title="Công bố Chỉ số cải cách hành chính năm 2023 của các Sở, Ban, ngành và UBND huyện, thành phố "
            "Gia Nghĩa",
            number="151",
            symbol="QĐ-UBND",
            issued_on=date(2024, 2, 6),
            issuer="UBND tỉnh Đắk Nông",
            published=True,
        ),
    ]
    sources = FactVersion.objects.exclude(source_title="").order_by("source_title", "source_url")
    cards += [
        DocumentCard(kind=DocumentKind.PUBLICATION, title=title, source_address=address, published=True)
        for title, address in dict(sources.values_list("source_title", "source_url").distinct()).items()
    ]
    for card in cards:
        register_document(actor=None, card=card)
