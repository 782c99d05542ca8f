"""Printed counts are held against their own sums; what does not hold is a finding, never corrected silently."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.urls import reverse
from tests.portal.conftest import Places, SignedIn

from parindex.portal.accounts.models import User
from parindex.portal.findings.models import Finding
from parindex.portal.platform.models import AuditEntry
from parindex.portal.platform.refusals import ActionRefused
from parindex.portal.procedures import engine_bridge
from parindex.portal.procedures.actions import keep_printed_counts
from parindex.portal.procedures.models import PrintedCounts

pytestmark = pytest.mark.django_db


def _of_cao_loc(actor: User | None = None, **changed: int) -> PrintedCounts:
    unit, title, source, figures = engine_bridge.cao_loc()
    return keep_printed_counts(
        actor=actor, owner=None, unit_name=unit, title=title, figures={**figures, **changed}, source_title=source
    )


def test_the_printed_counts_of_cao_loc_have_one_finding_and_121_is_offered(signed_in: SignedIn, hoa: User) -> None:
    printed = _of_cao_loc()
    found = Finding.objects.get()
    assert (found.rule, found.figure("printed"), found.repair) == ("figures_differ", Decimal(109), "121")
    assert "không qua bưu chính công ích" in found.place and "_" not in found.place, "in words"
    held = [line for line in engine_bridge.identity_lines(printed) if line.holds]
    assert [(line.level, line.whole, line.printed) for line in held if len(line.parts) == 2] == [
        ("district", "total", Decimal(257)),
        ("district", "total", Decimal(257)),
        ("commune", "total", Decimal(121)),
        ("commune", "total", Decimal(121)),
        ("district", "total", Decimal(257)),
        ("commune", "total", Decimal(121)),
    ]
    assert [line.expected for line in held if line.at_most] == [212, 98]
    page = signed_in(hoa).get(reverse("procedures:printed", args=[printed.public_id])).content.decode()
    assert "in 109" in page and "227 + 30 = 257" in page
    assert _of_cao_loc() == printed and Finding.objects.count() == 1
    with pytest.raises(ActionRefused):
        _of_cao_loc(commune_total=120)


def test_printed_numbers_that_hold_are_silent_and_a_wrong_sum_is_a_finding(
    signed_in: SignedIn, hoa: User, lan: User, quan: User, places: Places
) -> None:
    typed = {
        "owner": places.province.public_id,
        "unit_name": "Tỉnh Lâm Đồng",
        "title": "Quý III/2026",
        "as_of": "30/09/2026",
        "commune_total": "1.121",
        "commune_one_stop": "1.109",
        "commune_not_one_stop": "12",
    }
    page = signed_in(hoa).post(reverse("procedures:new_printed"), typed)
    assert page.status_code == 302 and not Finding.objects.exists()
    wrong = {**typed, "title": "Quý IV/2026", "commune_not_one_stop": "13"}
    signed_in(hoa).post(reverse("procedures:new_printed"), wrong)
    assert Finding.objects.get().rule == "sum_differs"
    assert AuditEntry.objects.filter(action="procedures.keep_printed_counts").count() == 2
    online = {**typed, "title": "Năm 2026", "commune_full": "1.000", "commune_partial": "122"}
    signed_in(hoa).post(reverse("procedures:new_printed"), online)
    assert Finding.objects.latest("pk").rule == "online_above_catalogue"
    unread = signed_in(hoa).post(reverse("procedures:new_printed"), {**typed, "commune_total": "nhiều"})
    assert unread.status_code == 422 and PrintedCounts.objects.count() == 3
    assert signed_in(lan).post(reverse("procedures:new_printed"), typed).status_code == 403
    kept = PrintedCounts.objects.earliest("pk")
    assert signed_in(quan).get(reverse("procedures:printed", args=[kept.public_id])).status_code == 404
