"""The reference documents give the counts that were found by hand."""

from __future__ import annotations

from collections import Counter

import pytest
from tests.engine.documents.reading_support import read_reference

from parindex.engine.documents.reading.model import Counter as Kind
from parindex.engine.documents.reading.model import Document, FigureKind, Relation

pytestmark = pytest.mark.reference

LOC_BINH = "loc_binh_2024_plan.txt"
BA_NAM = "ba_nam_2024_decision_and_plan.txt"
CAO_LOC = "cao_loc_2024_h1_report.txt"
KRONG_NO = "krong_no_2024_plan.txt"
LANG_SON = "lang_son_2017_plan.txt"


def _kinds(document: Document) -> Counter[Kind]:
    return Counter(each.counter for each in document.sections)


@pytest.mark.parametrize(
    ("name", "mentions", "distinct"), [(LOC_BINH, 2, 2), (BA_NAM, 21, 16), (CAO_LOC, 48, 43), (KRONG_NO, 2, 2)]
)
def test_numbered_citations(name: str, mentions: int, distinct: int) -> None:
    numbers = [each.number for part in read_reference(name).documents for each in part.citations if each.number]
    assert (len(numbers), len(set(numbers))) == (mentions, distinct)


@pytest.mark.parametrize(("name", "bases"), [(LOC_BINH, 1), (BA_NAM, 11), (CAO_LOC, 1), (KRONG_NO, 2), (LANG_SON, 0)])
def test_legal_bases(name: str, bases: int) -> None:
    first = read_reference(name).documents[0]
    assert sum(each.relation is Relation.BASIS for each in first.citations) == bases


@pytest.mark.parametrize(
    ("name", "tasks", "with_unit", "targets"),
    [
        (LOC_BINH, 21, 2, 23),
        (BA_NAM, 47, 26, 28),
        (CAO_LOC, 7, 0, 1),
        (KRONG_NO, 8, 8, 3),
    ],
)
def test_tasks_and_targets(name: str, tasks: int, with_unit: int, targets: int) -> None:
    parts = read_reference(name).documents
    found = [each for part in parts for each in part.tasks]
    assert (len(found), sum(bool(each.leads) for each in found)) == (tasks, with_unit)
    assert sum(len(part.targets) for part in parts) == targets


@pytest.mark.parametrize(("name", "recipients", "missing"), [(LOC_BINH, 9, 1), (CAO_LOC, 8, 2), (KRONG_NO, 8, 1)])
def test_recipients_and_attachments(name: str, recipients: int, missing: int) -> None:
    head = read_reference(name).documents[0].metadata
    assert len(head.recipients) == recipients
    assert sum(not each.present for each in head.attachments) == missing
    assert head.signer_name is not None


def test_a_decision_and_its_plan() -> None:
    decision, plan = read_reference(BA_NAM).documents
    assert (decision.metadata.number, decision.metadata.symbol) == ("193", "QĐ-UBND")
    assert plan.attached_to == decision.id
    assert _kinds(decision)[Kind.ARTICLE] == 3
    assert (_kinds(plan)[Kind.ROMAN], _kinds(plan)[Kind.ARABIC], _kinds(plan)[Kind.ARABIC_2]) == (4, 22, 8)
    assert (len(plan.windows), len(plan.due_rules)) == (4, 1)


def test_a_report() -> None:
    (report,) = read_reference(CAO_LOC).documents
    kinds = _kinds(report)
    assert (kinds[Kind.ROMAN], kinds[Kind.ARABIC], kinds[Kind.ARABIC_2], kinds[Kind.LETTER]) == (4, 16, 26, 3)
    assert len(report.figures) == 139
    assert sum(each.kind is FigureKind.RATIO for each in report.figures) == 29
    assert sum(each.percent is not None for each in report.figures) == 20
    assert [(each.number, len(each.references), bool(each.definition)) for each in report.footnotes] == [
        (number, 1, True) for number in range(1, 10)
    ]
    assert [each.rows for each in report.tables] == [6]


def test_scores() -> None:
    (plan,) = read_reference(KRONG_NO).documents
    scores = [each for each in plan.figures if each.kind is FigureKind.SCORE]
    assert len(scores) == 11
    assert [each.number for each in plan.sections if each.counter is Kind.NAMED] == [(n,) for n in range(1, 9)]


def test_figures_of_an_index() -> None:
    """Points, index, change, rank and class of the whole; eight fields and two parts of one."""
    (plan,) = read_reference(KRONG_NO).documents
    assert len(plan.figures) == 15
    assert [(each.name, each.printed) for each in plan.figures if each.kind is FigureKind.GRADE] == [
        ("xếp loại", "Tốt")
    ]


def test_criteria_to_maintain() -> None:
    (plan,) = read_reference(LOC_BINH).documents
    lists = [each.items for each in plan.tasks if each.items]
    assert (len(lists), sum(map(len, lists))) == (8, 33)
