"""Load the two simulated rounds of the province's communes: 2025 and 2026, figures, facts, results."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, timedelta
from decimal import Decimal

from parindex.engine.numbers.printing import show_date
from parindex.engine.rulebook.document import Input, InputType, MeasuredBy, Node
from parindex.engine.rulebook.rules import GrowthVsPreviousYear
from parindex.engine.scoring.values import Inputs, Ratio
from parindex.portal.accounts.models import User
from parindex.portal.assessments.actions import (
    FigureRow,
    TakingPart,
    compute_results,
    open_round,
    publish_results,
    record_figures,
)
from parindex.portal.assessments.models import Round, RoundUnit, Stage
from parindex.portal.assessments.queries import compiled_for
from parindex.portal.facts.actions import Answer, IndicatorRow, Recorded, ValueRow, declare_indicators, record_values
from parindex.portal.facts.models import FactStatus, Shape
from parindex.portal.organisations.models import OrgUnit, OrgUnitVersion, UnitLevel
from parindex.portal.organisations.queries import communes_of, unit_by_code
from parindex.portal.site.demo.cast import LAM_DONG
from parindex.portal.site.demo.criteria_sets import load_criteria_set
from parindex.portal.site.demo.simulated_figures import figures_for

YEARS = (2025, 2026)
SOURCE = "Số liệu mô phỏng của bản trình diễn"
NOT_SUBMITTED = {2026: ("Xã Đắk Wil", "Xã Quảng Trực")}
REASON = "chưa nộp phiếu tự đánh giá"
DECISIONS = {
    2025: ("214/QĐ-UBND", date(2026, 2, 12)),
    # a simulated round that is over: its decision must not lie ahead of the reader's calendar
    2026: ("318/QĐ-UBND", date(2026, 11, 16)),
}
CLOSED_BEFORE = timedelta(days=20)
"""Figures end so long before the decision."""
SHAPES = {InputType.RATIO: Shape.RATIO, InputType.COUNT: Shape.COUNT, InputType.NUMBER: Shape.NUMBER}
Progress = Callable[[int, int], None]


def load_commune_rounds(*, actor: User | None, progress: Progress = lambda done, total: None) -> list[Round]:
    """Open, fill, compute and publish Lâm Đồng's round of each year; ``progress`` gets (units done, units in all).

    A year whose round stands already is left as it is.
    """
    province = unit_by_code(LAM_DONG, UnitLevel.PROVINCE)
    rounds: list[Round] = []
    for year in YEARS:
        standing = Round.objects.filter(
            owner=province, year=year, simulated=True, set_version__criteria_set__code="model_commune"
        ).first()
        if standing is None:
            before = rounds[-1] if rounds else None
            standing = _load_year(actor, province, year, before, _told(progress, len(rounds)))
        rounds.append(standing)
    return rounds


def _told(progress: Progress, years_before: int) -> Progress:
    """Progress over all years: a year counts as many units as the others."""
    return lambda done, of: progress(years_before * of + done, of * len(YEARS))


def _load_year(actor: User | None, province: OrgUnit, year: int, previous: Round | None, progress: Progress) -> Round:
    communes = list(communes_of(province, date(year, 12, 31)))
    round_ = open_round(
        actor=actor,
        title=f"Chỉ số CCHC cấp xã năm {year}",
        owner=province,
        set_version=load_criteria_set(actor, f"model_commune/{year}"),
        year=year,
        units=[_taking_part(commune, year) for commune in communes],
        simulated=True,
        previous=previous,
    )
    rows = _rows(round_, {commune.unit_id: commune.code for commune in communes})
    rows = with_facts(actor, round_, rows)
    each = len(rows) // max(1, len(communes))
    record_figures(
        actor=actor,
        round_=round_,
        stage=Stage.FINAL,
        rows=rows,
        progress=lambda done: progress(done // each, len(communes)) if done % each == 0 else None,
    )
    compute_results(actor=actor, round_=round_)
    return publish_under(actor, round_, *DECISIONS[year])


def publish_under(actor: User | None, round_: Round, number: str, day: date) -> Round:
    """Publish a simulated round under a made-up decision, which says so wherever its words are shown."""
    words = f"Quyết định số {number} ngày {show_date(day)} (mô phỏng)"
    return publish_results(actor=actor, round_=round_, decision=words, decision_number=number, published_on=day)


def _taking_part(commune: OrgUnitVersion, year: int) -> TakingPart:
    absent = commune.name in NOT_SUBMITTED.get(year, ())
    return TakingPart(commune.unit, submitted=not absent, reason=REASON if absent else "")


def _rows(round_: Round, codes: dict[int, str]) -> list[FigureRow]:
    leaves = tuple(leaf.leaf for leaf in compiled_for(round_).leaves.values())
    rows = []
    for unit in RoundUnit.objects.filter(round=round_, submitted=True):
        figures = figures_for(codes[unit.unit_id], leaves, round_.year, DECISIONS[round_.year][1] - CLOSED_BEFORE)
        rows += [FigureRow(unit.unit_id, leaf.code, figures[leaf.code], place=SOURCE) for leaf in leaves]
    return rows


def with_facts(actor: User | None, round_: Round, rows: list[FigureRow]) -> list[FigureRow]:
    """Record the figures of leaves that are measured by facts as facts, and tie each row to the versions it used."""
    leaves = {code: leaf.leaf for code, leaf in compiled_for(round_).leaves.items()}
    measured = {code: leaf for code, leaf in leaves.items() if leaf.measured == MeasuredBy.FACTS}
    declare_indicators(actor=actor, rows=list(_indicators(measured.values())))
    units = {unit.unit_id: unit.unit for unit in round_.units.select_related("unit")}
    wanted: list[tuple[int, str, ValueRow]] = []
    for position, row in enumerate(rows):
        if row.leaf in measured:
            wanted += [
                (position, code, value)
                for code, value in _values(measured[row.leaf], row.inputs, units[row.unit], round_.year)
            ]
    answers = record_values(actor=actor, rows=[value for _, _, value in wanted], owner=round_.owner)
    used: dict[int, dict[str, int]] = {}
    for (position, code, _), answer in zip(wanted, answers, strict=True):
        _tie(used.setdefault(position, {}), code, answer)
    counted = _counted_otherwise(wanted, answers)
    return [
        FigureRow(
            row.unit, row.leaf, {**row.inputs, **counted.get(position, {})}, used.get(position, {}), row.place, row.note
        )
        for position, row in enumerate(rows)
    ]


def _counted_otherwise(
    wanted: list[tuple[int, str, ValueRow]], answers: tuple[Recorded, ...]
) -> dict[int, dict[str, Ratio | Decimal]]:
    """Inputs whose fact another source has given already (the records of dossiers): row → input → what counts."""
    known: dict[int, dict[str, Ratio | Decimal]] = {}
    for (position, code, _), answer in zip(wanted, answers, strict=True):
        current = answer.fact.current if answer.answer is Answer.DIFFERS and answer.fact is not None else None
        if current is None:
            continue
        if current.numerator is not None and current.denominator is not None:
            known.setdefault(position, {})[code] = Ratio(_plain(current.numerator), _plain(current.denominator))
        elif current.value is not None:
            known.setdefault(position, {})[code] = _plain(current.value)
    return known


def _plain(number: Decimal) -> Decimal:
    """Without the zeros that the column adds."""
    return number.quantize(Decimal(1)) if number == number.to_integral_value() else number.normalize()


def _tie(used: dict[str, int], code: str, answer: Recorded) -> None:
    if answer.fact is not None and answer.fact.current_id is not None:
        used[code] = answer.fact.current_id


def _indicators(leaves: Iterable[Node]) -> Iterable[IndicatorRow]:
    for leaf in leaves:
        for each in leaf.inputs:
            if each.indicator and each.type in SHAPES:
                yield IndicatorRow(each.indicator, each.title, SHAPES[each.type], each.unit or "")


def _values(leaf: Node, inputs: Inputs, unit: OrgUnit, year: int) -> Iterable[tuple[str, ValueRow]]:
    for each in leaf.inputs:
        value = inputs.get(each.code)
        if not each.indicator or not isinstance(value, Ratio | Decimal) or isinstance(value, bool):
            continue
        of_year = year - 1 if _is_last_year(leaf, each) else year
        yield (
            each.code,
            ValueRow(
                indicator=each.indicator,
                unit=unit,
                period_from=date(of_year, 1, 1),
                period_to=date(of_year, 12, 31),
                status=FactStatus.DECLARED,
                source_title=SOURCE,
                numerator=value.numerator if isinstance(value, Ratio) else None,
                denominator=value.denominator if isinstance(value, Ratio) else None,
                value=value if isinstance(value, Decimal) else None,
                simulated=True,
            ),
        )


def _is_last_year(leaf: Node, each: Input) -> bool:
    return isinstance(leaf.rule, GrowthVsPreviousYear) and leaf.rule.previous == each.code
