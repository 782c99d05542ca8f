"""The appraiser's pages in the size of a province: as many queries for 150 units × 100 leaves as for few."""

from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from time import perf_counter

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests.portal.appraisal.conftest import FILLING, STAGES
from tests.portal.conftest import TWO_LEVELS, SignedIn

from parindex.engine.scoring.values import Ratio
from parindex.portal.accounts.models import User
from parindex.portal.assessments.actions import (
    Assigning,
    FigureRow,
    TakingPart,
    assign_appraiser,
    hand_in_self_assessment,
    open_round,
    record_figures,
    set_calendar,
)
from parindex.portal.assessments.models import Round, Score, Stage
from parindex.portal.criteria.actions import import_criteria_set, issue_criteria_set
from parindex.portal.facts.actions import IndicatorRow, ValueRow, declare_indicators, record_values
from parindex.portal.facts.models import FactStatus, Shape
from parindex.portal.organisations.actions.appoint import appoint
from parindex.portal.organisations.actions.import_units import UnitRow, import_units
from parindex.portal.platform import clock

HEAD = """
schema: parindex/criteria-set/1
code: bo_{leaves}
version: "{year}"
title: Bộ tiêu chí {leaves} tiêu chí thành phần
level: commune
standing: model
scale: {leaves}
fields:
"""
FIELD = """  - code: F{field}
    number: "{field}"
    title: Lĩnh vực {field}
    maximum: {size}
    criteria:
"""
LEAF = """      - code: L{number}
        number: "{field}.{place}"
        title: Tiêu chí thành phần số {number}
        maximum: 1
        measured: self
        inputs:
          - code: done
            title: Hồ sơ đúng hạn
            type: ratio
            numerator: Đúng hạn
            denominator: Đã giải quyết{indicator}
        rule: {{kind: linear_proportion, ratio: done}}
        policies: {{missing: pending, zero_denominator: refuse}}
"""


def set_of(leaves: int, year: int) -> bytes:
    """A set of ``leaves`` ratios in fields of ten."""
    text = HEAD.format(leaves=leaves, year=year)
    for number in range(leaves):
        field, place = number // 10 + 1, number % 10 + 1
        if place == 1:
            text += FIELD.format(field=field, size=min(10, leaves - number))
        indicator = "\n            indicator: ho_so" if number == 0 else ""
        text += LEAF.format(number=number, field=field, place=place, indicator=indicator)
    return text.encode()


def province_round(minh: User, units: int, leaves: int) -> Round:
    """Two years of a province's communes with all figures; this year's sheets are handed in; Minh appraises all."""
    rows = [UnitRow("p", f"Tỉnh {units}", f"T{units}", "province", "province", TWO_LEVELS, code=f"P{units}")] + [
        UnitRow(f"x{n}", f"Xã Số {n}", f"Số {n}", "commune", "commune", TWO_LEVELS, code=f"{units}-{n:04}", parent="p")
        for n in range(units)
    ]
    by_key = import_units(actor=None, rows=rows, source="tests").units
    province, made = by_key["p"], [unit for key, unit in by_key.items() if key != "p"]
    appoint(actor=None, person=minh, role="appraiser", unit=province, scope=province, title="Sở", start=TWO_LEVELS)
    declare_indicators(actor=None, rows=[IndicatorRow("ho_so", "Hồ sơ", Shape.RATIO, "hồ sơ")])
    rounds: list[Round] = []
    for year in (2025, 2026):
        version = import_criteria_set(actor=None, content=set_of(leaves, year), source="tests")
        round_ = open_round(
            actor=None,
            title=f"Đợt {year}",
            owner=province,
            set_version=issue_criteria_set(actor=None, version=version),
            year=year,
            units=[TakingPart(unit) for unit in made],
            previous=rounds[0] if rounds else None,
        )
        rounds.append(round_)
        figures = [
            FigureRow(unit.pk, f"L{leaf}", {"done": Ratio(Decimal(80 + (n * leaf + year) % 21), Decimal(100))})
            for n, unit in enumerate(made)
            for leaf in range(leaves)
        ]
        stage = Stage.FINAL if year == 2025 else Stage.SELF
        record_figures(actor=None, round_=round_, stage=stage, rows=figures)
    Round.objects.filter(pk=rounds[0].pk).update(published_version=1)  # what is not announced is not compared with
    set_calendar(actor=None, round_=rounds[1], stages=STAGES)
    Score.objects.filter(stage=Stage.SELF).update(note="theo báo cáo")
    with clock.stopped_at(FILLING):
        for member in rounds[1].units.all():
            hand_in_self_assessment(actor=None, round_unit=member)
    facts = [
        ValueRow(
            indicator="ho_so",
            unit=unit,
            period_from=date(2026, 1, 1),
            period_to=date(2026, 12, 31),
            status=FactStatus.COMPUTED,
            source_title="Hệ thống một cửa",
            numerator=Decimal(80),
            denominator=Decimal(100),
        )
        for unit in made
    ]
    record_values(actor=None, rows=facts)
    assign_appraiser(actor=None, round_=rounds[1], rows=[Assigning(minh)])
    return rounds[1]


def pages(round_: Round) -> Iterator[tuple[str, str]]:
    """The pages that an appraiser lives on."""
    member = round_.units.select_related("unit").order_by("sort_key")[1]
    ids = [round_.public_id, "L0", member.unit.public_id]
    yield "overview", reverse("assessments:appraisal", args=ids[:1])
    yield "by criterion", reverse("assessments:appraise_by_leaf", args=ids)
    yield "by unit", reverse("assessments:appraise_by_unit", args=[ids[0], ids[2], ids[1]])
    yield "accept in bulk", reverse("assessments:accept_self_scores", args=ids[:2])


def queries_of(browser: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as seen:
        assert browser.get(address).status_code == 200
    return len(seen)


MOST_QUERIES = 55


def test_queries_do_not_grow(minh: User, thu: User, signed_in: SignedIn) -> None:
    found = []
    for person, units, leaves in ((minh, 3, 4), (thu, 12, 15)):
        browser, counts = signed_in(person), {}
        for name, address in pages(province_round(person, units, leaves)):
            browser.get(address)
            counts[name] = queries_of(browser, address)
        found.append(counts)
    assert found[0] == found[1]
    assert max(found[0].values()) <= MOST_QUERIES, found[0]


@pytest.mark.slow
def test_a_province_is_answered_at_once(
    minh: User, signed_in: SignedIn, record_property: Callable[[str, object], None]
) -> None:
    round_ = province_round(minh, 150, 100)
    browser = signed_in(minh)
    for name, address in pages(round_):
        browser.get(address)
        times = []
        for _ in range(5):
            began = perf_counter()
            assert browser.get(address).status_code == 200
            times.append(perf_counter() - began)
        record_property(name, f"{min(times) * 1000:.0f} ms")
        assert min(times) < 1
