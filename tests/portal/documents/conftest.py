"""Documents with a text, as people attach them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from django.conf import LazySettings
from tests.portal.conftest import Places

from parindex.portal.accounts.models import User
from parindex.portal.documents import engine_bridge
from parindex.portal.documents.actions import DocumentCard, attach_examined, read_file, register_document
from parindex.portal.documents.models import Document, DocumentKind
from parindex.portal.organisations.models import OrgUnit

WithText = Callable[..., Document]

PLAN = """ỦY BAN NHÂN DÂN
XÃ NÂM NUNG
Số: 12/KH-UBND
Nâm Nung, ngày 15 tháng 01 năm 2027

KẾ HOẠCH
Cải cách hành chính năm 2027

Căn cứ Nghị định số 61/2018/NĐ-CP ngày 23/4/2018 của Chính phủ về thực hiện cơ chế một cửa, một cửa liên thông;
Căn cứ Quyết định số 151/QĐ-UBND ngày 06/02/2027 của UBND tỉnh Lâm Đồng công bố Chỉ số cải cách hành chính năm 2026;

I. MỤC ĐÍCH
1. Nâng cao chất lượng giải quyết thủ tục hành chính, số hóa hồ sơ đất đai.
II. NỘI DUNG
1. Cải cách thể chế: rà soát văn bản theo Nghị định số 130/2005/NĐ-CP và các văn bản sửa đổi, bổ sung.
"""


@pytest.fixture(autouse=True)
def own_files(settings: LazySettings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def with_text(places: Places, lan: User) -> WithText:
    """Register a document of a unit with a text as its file, read it (``read=False``: not yet)."""

    def made(
        text: str = PLAN,
        *,
        title: str = "Kế hoạch công tác",
        number: str = "12",
        symbol: str = "KH-UBND",
        issued_on: date | None = date(2027, 1, 15),
        issuer: str = "UBND xã Nâm Nung",
        kind: DocumentKind = DocumentKind.PLAN,
        unit: OrgUnit | None = None,
        actor: User | None = None,
        read: bool = True,
    ) -> Document:
        person = actor or (None if unit else lan)
        card = DocumentCard(
            kind=kind,
            title=title,
            number=number,
            symbol=symbol,
            issued_on=issued_on,
            issuer=issuer,
            unit=unit or places.nam_nung,
        )
        document = register_document(actor=person, card=card)
        examined = engine_bridge.examine(text.encode(), "van-ban.txt")
        attached = attach_examined(actor=person, document=document, examined=examined)
        if read:
            read_file(stored=attached.stored)
        return document

    return made
