"""Registers of numbers: per body, series and year, from the catalogue and from numbers that were given out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Max, Min, QuerySet
from django.db.models.functions import ExtractYear

from parindex.portal.accounts.models import User
from parindex.portal.documents import permissions
from parindex.portal.documents.engine_bridge.numbering import Gap, Numbered, read_register
from parindex.portal.documents.engine_bridge.texts import card_keys
from parindex.portal.documents.models import Document, ReservedNumber
from parindex.portal.documents.workflow import ReservedNumberState
from parindex.portal.organisations.models import OrgUnit, OrgUnitVersion, UnitLevel
from parindex.portal.organisations.queries import units_visible_to, version_on
from parindex.portal.platform import clock
from parindex.portal.platform.folding import fold, sort_key

_PEOPLES_COMMITTEES = frozenset({UnitLevel.PROVINCE, UnitLevel.DISTRICT, UnitLevel.COMMUNE})


@dataclass(frozen=True, slots=True)
class RegisterName:
    """Which register: body, series of numbers, year."""

    body_key: str
    series_key: str
    year: int


@dataclass(frozen=True, slots=True)
class RegisterLine:
    """One register in the list of registers."""

    name: RegisterName
    issuer: str
    symbol: str
    known: int
    highest: int

    @property
    def unknown(self) -> int:
        """Numbers below the highest that nobody knows of, at least; where a number is borne twice, one more."""
        return max(self.highest - self.known, 0)


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of a register: a document, a number given out, or a gap."""

    number: int
    sign: str = ""
    document: Document | None = None
    reserved: ReservedNumber | None = None
    gap: Gap | None = None
    conflict: bool = False
    out_of_order: bool = False

    @property
    def day(self) -> date | None:
        """The date of issue."""
        return self.document.issued_on if self.document else None


@dataclass(frozen=True, slots=True)
class OpenRegister:
    """One register with all its lines."""

    name: RegisterName
    issuer: str
    symbol: str
    entries: tuple[Entry, ...]
    undated: int
    """Documents of the body and series with a number and no date: their year is not known."""

    @property
    def missing(self) -> int:
        """Numbers in gaps."""
        return sum(each.gap.count for each in self.entries if each.gap)

    @property
    def gaps(self) -> int:
        """How many ranges."""
        return sum(each.gap is not None for each in self.entries)

    @property
    def conflicts(self) -> int:
        """Lines whose number stands for two documents."""
        return sum(each.conflict for each in self.entries)

    @property
    def out_of_order(self) -> int:
        """Lines whose date is against the order of the numbers."""
        return sum(each.out_of_order for each in self.entries)

    @property
    def blank(self) -> int:
        """Numbers given out and not filled in."""
        return sum(
            each.reserved is not None and each.reserved.state == ReservedNumberState.RESERVED for each in self.entries
        )

    @property
    def highest(self) -> int:
        """The highest number known."""
        return max((each.number for each in self.entries if not each.gap), default=0)


def issuer_of(unit: OrgUnit) -> str:
    """The body that numbers a unit's documents, as documents print it."""
    return spoken(version_on(unit))


def spoken(version: OrgUnitVersion) -> str:
    """``Ủy ban nhân dân xã Nâm Nung``, as every document spells it; a department by its own name."""
    if version.level not in _PEOPLES_COMMITTEES:
        return version.name
    return f"Ủy ban nhân dân {version.name[:1].lower()}{version.name[1:]}"


def same_body(unit: OrgUnit, issuer: str) -> bool:
    """Whether a document of this issuer is numbered in the unit's registers."""
    return card_keys("", "", issuer).body_key == card_keys("", "", issuer_of(unit)).body_key


def next_of(unit: OrgUnit, symbol: str) -> int:
    """The next number of this year for the symbol, to be shown; it is nobody's before it is reserved."""
    keys = card_keys("1", symbol, issuer_of(unit))
    return next_number(unit, keys.body_key, keys.series_key, clock.today().year)


def waiting_number(unit: OrgUnit, symbol: str, number: int) -> ReservedNumber | None:
    """A number of this year that was given out and not filled in."""
    keys = card_keys("1", symbol, issuer_of(unit))
    return ReservedNumber.objects.filter(
        unit=unit,
        series_key=keys.series_key,
        year=clock.today().year,
        number=number,
        state=ReservedNumberState.RESERVED,
    ).first()


def next_number(unit: OrgUnit, body_key: str, series_key: str, year: int) -> int:
    """One more than the highest that was given out or that a document bears. To be sure, ask under the unit's lock."""
    given = ReservedNumber.objects.filter(unit=unit, series_key=series_key, year=year)
    borne = borne_by(unit, body_key, series_key, year)
    highest = (given.aggregate(top=Max("number"))["top"], borne.aggregate(top=Max("number_value"))["top"])
    return 1 + max(each or 0 for each in highest)


def borne_by(unit: OrgUnit, body_key: str, series_key: str, year: int) -> QuerySet[Document]:
    """Documents of a register that the unit, or a unit below it, has in the catalogue: names of communes recur in
    other provinces.
    """
    series = Document.objects.filter(body_key=body_key, series_key=series_key, issued_on__year=year)
    return series.filter(unit__closure_up__ancestor=unit)


def registers(person: User) -> list[RegisterLine]:
    """Every register of which the person may see a line: newest year first, by body and symbol. Three queries."""
    found: dict[RegisterName, RegisterLine] = {}
    numbered = permissions.visible_to(person).filter(number_value__isnull=False, issued_on__isnull=False)
    rows = numbered.order_by().annotate(year=ExtractYear("issued_on")).values("body_key", "series_key", "year")
    for row in rows.annotate(
        known=Count("number_value", distinct=True), top=Max("number_value"), name=Min("issuer"), printed=Min("symbol")
    ):
        name = RegisterName(row["body_key"], row["series_key"], row["year"])
        found[name] = RegisterLine(name, row["name"], row["printed"], row["known"], row["top"])
    open_numbers = reserved_visible_to(person).exclude(state=ReservedNumberState.FILLED).order_by()
    for row in open_numbers.values("body_key", "series_key", "year").annotate(
        known=Count("pk"), top=Max("number"), name=Min("issuer"), printed=Min("symbol")
    ):
        name = RegisterName(row["body_key"], row["series_key"], row["year"])
        line = found.get(name, RegisterLine(name, row["name"], row["printed"], 0, 0))
        found[name] = RegisterLine(
            name, line.issuer, line.symbol, line.known + row["known"], max(line.highest, row["top"])
        )
    return sorted(found.values(), key=lambda line: (-line.name.year, sort_key(line.issuer), line.symbol))


def register(person: User, name: RegisterName) -> OpenRegister | None:
    """One register with gaps, conflicts and dates out of order; ``None`` when the person sees no line of it."""
    visible = permissions.visible_to(person).filter(
        body_key=name.body_key, series_key=name.series_key, number_value__isnull=False
    )
    documents = list(visible.filter(issued_on__year=name.year).order_by("number_value", "issued_on", "pk"))
    numbers = reserved_visible_to(person).filter(body_key=name.body_key, series_key=name.series_key, year=name.year)
    shown = {each.pk for each in documents}
    reserved = [each for each in numbers.select_related("unit") if each.document_id not in shown]
    if not documents and not reserved:
        return None
    first = documents[0] if documents else None
    return OpenRegister(
        name=name,
        issuer=first.issuer if first else reserved[0].issuer,
        symbol=first.symbol if first else reserved[0].symbol,
        entries=tuple(_entries(documents, reserved)),
        undated=visible.filter(issued_on=None).count(),
    )


def reserved_visible_to(person: User) -> QuerySet[ReservedNumber]:
    """Numbers given out at units that the person may see."""
    return ReservedNumber.objects.filter(unit__in=units_visible_to(person))


def _entries(documents: Iterable[Document], reserved: Iterable[ReservedNumber]) -> list[Entry]:
    lines = [
        *(Entry(each.number_value or 0, each.sign, document=each) for each in documents),
        *(Entry(each.number, each.sign, reserved=each) for each in reserved),
    ]
    told = read_register([Numbered(each.number, each.day, _title(each)) for each in lines])
    found = [
        Entry(
            lines[at].number,
            lines[at].sign,
            lines[at].document,
            lines[at].reserved,
            conflict=at in told.conflicts,
            out_of_order=at in told.out_of_order,
        )
        for at in told.order
    ]
    found += [Entry(gap.first, gap=gap) for gap in told.gaps]
    return sorted(found, key=lambda each: each.number)


def _title(entry: Entry) -> str:
    """A number given out, with a document beside it that nobody filled in, is no second document."""
    return fold(entry.document.title) if entry.document else ""
