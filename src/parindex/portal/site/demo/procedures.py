"""A simulated catalogue of procedures of Lâm Đồng, with the codes that the simulated dossiers name; printed numbers.

Names and fields are those that such catalogues have; codes, decisions, days, fees and time limits are drawn.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from importlib.resources import files

from ruamel.yaml import YAML

from parindex.portal.organisations.models import UnitLevel
from parindex.portal.organisations.queries import unit_by_code
from parindex.portal.platform import clock
from parindex.portal.procedures import engine_bridge
from parindex.portal.procedures.actions import (
    ProcedureRow,
    keep_printed_counts,
    record_figures,
    take_in_procedures,
)
from parindex.portal.procedures.models import Announcement, OnlineLevel, PrintedCounts, ProcedureLevel, TermUnit
from parindex.portal.procedures.queries import Period
from parindex.portal.site.demo.cast import LAM_DONG, person
from parindex.portal.site.demo.dossiers import SEED

SOURCE = "Danh mục mô phỏng"
SYMBOL = "QĐ-UBND"
FIRST = date(2025, 7, 1)
"""Everything was announced anew when the two levels began."""
LEVELS = (OnlineLevel.INFORMATION, OnlineLevel.PARTIAL, OnlineLevel.FULL)
WORDS = {
    OnlineLevel.FULL: "Toàn trình",
    OnlineLevel.PARTIAL: "Một phần",
    OnlineLevel.INFORMATION: "Cung cấp thông tin trực tuyến",
}


def load_procedures() -> None:
    """Take the catalogue in, keep Cao Lộc's printed numbers, record figures of the year; again changes nothing."""
    province, hoa = unit_by_code(LAM_DONG, UnitLevel.PROVINCE), person("hoa")
    rows = list(_rows())
    take_in_procedures(actor=hoa, owner=province, rows=rows, source=SOURCE, simulated=True)
    unit, title, source, figures = engine_bridge.cao_loc()
    if not PrintedCounts.objects.filter(unit_name=unit, title=title).exists():
        keep_printed_counts(actor=None, owner=None, unit_name=unit, title=title, figures=figures, source_title=source)
    year = clock.today().year
    record_figures(actor=hoa, owner=province, period=Period(date(year, 1, 1), date(year, 12, 31)))


def _rows() -> Iterator[ProcedureRow]:
    """First announcements, and what later decisions changed; the same on every run."""
    # S311: nothing secret, and equal on every run
    draw = random.Random(SEED)  # noqa: S311
    names = _names()
    used: dict[str, int] = dict.fromkeys(names, 0)
    place = 1
    firsts: list[ProcedureRow] = []
    for each in engine_bridge.simulated_procedures(SEED):
        title, listed = names[each.field]
        name = listed[used[each.field] % len(listed)]
        again = used[each.field] // len(listed)
        used[each.field] += 1
        place += 1
        decided = FIRST - timedelta(days=draw.choice((12, 11, 10, 3)))
        level = LEVELS[int(each.online_level)]
        one_stop = draw.random() < 0.9
        joined = draw.random() < 0.2
        firsts.append(
            ProcedureRow(
                place=place,
                code=each.code,
                announcement=Announcement.NEW,
                decision_number=str(880 + (FIRST - decided).days),
                decision_symbol=SYMBOL,
                decided_on=decided,
                effective_from=FIRST,
                made_public_on=decided + timedelta(days=draw.choice((1, 2, 3, 5, 12))),
                name=f"{name} (trường hợp {again + 1})" if again else name,
                field=title,
                level=ProcedureLevel.PROVINCE if each.upper else ProcedureLevel.COMMUNE,
                online=level,
                online_printed=WORDS[level],
                online_eligible=level is not OnlineLevel.INFORMATION or draw.random() < 0.3,
                one_stop=one_stop,
                inter_agency=joined,
                joined=joined and draw.random() < 0.8,
                by_post=one_stop,
                has_workflow=draw.random() < 0.93,
                has_fee=each.fee_dong > 0,
                fee=f"{each.fee_dong:,}".replace(",", ".") + " đồng" if each.fee_dong else "",
                term_amount=Decimal(each.term_days) if each.term_days else None,
                term_unit=TermUnit.WORKING_DAY if each.term_days else None,
                same_day=not each.term_days,
                parts=7 if draw.random() < 0.96 else 6,
            )
        )
    yield from firsts
    yield from _later(firsts, draw)


def _later(firsts: list[ProcedureRow], draw: random.Random) -> Iterator[ProcedureRow]:
    """Four decisions of this year: terms shortened, more online in full, three abolished."""
    place = len(firsts) + 1
    for month, number, count in ((2, "151", 9), (5, "467", 14), (9, "1032", 11)):
        decided = date(2026, month, 10)
        for row in draw.sample(firsts[10:], count):
            place += 1
            yield _amended(row, place, number, decided, draw)
    for row in firsts[-3:]:
        place += 1
        yield ProcedureRow(
            place=place,
            code=row.code,
            announcement=Announcement.ABOLISHED,
            decision_number="1190",
            decision_symbol=SYMBOL,
            decided_on=date(2026, 10, 5),
            effective_from=date(2026, 10, 15),
            made_public_on=date(2026, 10, 7),
        )


def _amended(row: ProcedureRow, place: int, number: str, decided: date, draw: random.Random) -> ProcedureRow:
    shorter = max(Decimal(1), (row.term_amount or Decimal(1)) - 2) if row.term_amount else None
    level = OnlineLevel.FULL if row.online_eligible else row.online
    values = {name: getattr(row, name) for name in ProcedureRow.__dataclass_fields__}
    return ProcedureRow(
        **values
        | {
            "place": place,
            "announcement": Announcement.AMENDED,
            "decision_number": number,
            "decided_on": decided,
            "effective_from": decided + timedelta(days=draw.choice((4, 8, 10, 15))),
            "made_public_on": decided + timedelta(days=draw.choice((1, 2, 4, 9))),
            "term_amount": shorter,
            "online": level,
            "online_printed": WORDS[level] if level else "",
        }
    )


def _names() -> dict[str, tuple[str, list[str]]]:
    """Code of a field → its title and the names of its procedures."""
    text = (files("parindex.portal.site.demo") / "procedure_names.yaml").read_text("utf-8")
    return {each["code"]: (each["title"], each["names"]) for each in YAML(typ="safe", pure=True).load(text)}
