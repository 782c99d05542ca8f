"""Take in what decisions announce: one version a row, never over another; the same row again changes nothing."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any

from django.db import transaction

from parindex.engine.numbers.exact import plain
from parindex.portal.accounts.models import User
from parindex.portal.documents.actions import DocumentCard, register_document
from parindex.portal.documents.models import Document, DocumentKind
from parindex.portal.organisations.models import OrgUnit
from parindex.portal.organisations.queries import version_on
from parindex.portal.platform import audit, clock
from parindex.portal.platform.folding import fold, sort_key
from parindex.portal.procedures import engine_bridge, permissions
from parindex.portal.procedures.models import (
    Announcement,
    OnlineLevel,
    Procedure,
    ProcedureLevel,
    ProcedureVersion,
    TermUnit,
)


@dataclass(frozen=True, slots=True)
class Wrong:
    """What is wrong, or worth a look, in a cell: column, wording code, values of its sentence."""

    column: str
    code: str
    values: dict[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ProcedureRow:
    """One procedure in one decision. Of an abolition only code, decision and days count."""

    place: int
    code: str
    announcement: Announcement
    decision_number: str
    decision_symbol: str
    decided_on: date
    effective_from: date
    made_public_on: date | None = None
    name: str = ""
    field: str = ""
    level: ProcedureLevel | None = None
    online: OnlineLevel | None = None
    online_printed: str = ""
    online_eligible: bool | None = None
    one_stop: bool | None = None
    inter_agency: bool | None = None
    joined: bool | None = None
    by_post: bool | None = None
    internal: bool = False
    has_workflow: bool | None = None
    has_fee: bool | None = None
    fee: str = ""
    term_amount: Decimal | None = None
    term_unit: TermUnit | None = None
    same_day: bool = False
    legal_basis: str = ""
    parts: int | None = None


class Outcome(StrEnum):
    """What becomes of a row."""

    NEW = "new"
    CHANGED = "changed"
    ABOLISHED = "abolished"
    CORRECTED = "corrected"
    """The same decision was recorded with other content: kept beside, the newer counts."""
    UNCHANGED = "unchanged"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class TakenIn:
    """The answer to one row."""

    row: ProcedureRow
    outcome: Outcome
    wrong: tuple[Wrong, ...] = ()
    version: ProcedureVersion | None = None


_CONTENT = tuple(
    name
    for name in ProcedureRow.__dataclass_fields__
    if name not in {"place", "code", "decision_number", "decision_symbol", "decided_on"}
)
_CARRIED = tuple(name for name in _CONTENT if name not in {"announcement", "effective_from", "made_public_on", "parts"})
"""What an abolition takes over from the version before."""
Key = tuple[str, str, str, date]


@transaction.atomic
def take_in_procedures(
    *,
    actor: User | None,
    owner: OrgUnit,
    rows: Sequence[ProcedureRow],
    source: str,
    simulated: bool = False,
    dry_run: bool = False,
) -> tuple[TakenIn, ...]:
    """Record a version for each row that says something new; a refused row stops no other.

    ``dry_run``: say what would become of each row and write nothing. Row refusals: ``procedures.row.…``.
    Raises ``NotAllowed``.
    """
    permissions.may_manage(actor, owner).or_refuse()
    known = _Known(owner, rows)
    ordered = sorted(range(len(rows)), key=lambda at: (rows[at].effective_from, rows[at].decided_on, rows[at].place))
    writing = None if dry_run else _Writing(actor, owner, source, simulated)
    answers: dict[int, TakenIn] = {}
    for at in ordered:
        answers[at] = _take(rows[at], known, writing)
    result = tuple(answers[at] for at in range(len(rows)))
    if writing is not None:
        unchanged = sum(1 for each in result if each.outcome is Outcome.UNCHANGED)
        audit.record(
            stream=f"procedures:{owner.public_id}",
            actor=actor,
            action="procedures.take_in_procedures",
            subject=owner.public_id,
            references={
                "recorded": sum(1 for each in result if each.version is not None) - unchanged,
                "unchanged": unchanged,
                "refused": sum(1 for each in result if each.outcome is Outcome.REFUSED),
            },
        )
    return result


class _Known:
    """What stands already, and what earlier rows of the file make of it."""

    def __init__(self, owner: OrgUnit, rows: Sequence[ProcedureRow]) -> None:
        codes = {row.code for row in rows}
        procedures = Procedure.objects.filter(owner=owner, code__in=codes)
        self.procedures = {each.code: each for each in procedures}
        self.versions: dict[str, list[ProcedureVersion]] = {code: [] for code in codes}
        found = ProcedureVersion.objects.filter(procedure__in=procedures, corrected_by__isnull=True)
        for version in found.select_related("procedure", "decision").order_by("effective_from", "pk"):
            self.versions[version.procedure.code].append(version)
        self.rows: dict[str, list[ProcedureRow]] = {code: [] for code in codes}
        self.keys: dict[Key, int] = {}

    def of_same_decision(self, row: ProcedureRow) -> ProcedureVersion | None:
        """The version that this decision has made already."""
        for each in self.versions[row.code]:
            decision = each.decision
            if (decision.number, fold(decision.symbol), decision.issued_on) == (
                row.decision_number,
                fold(row.decision_symbol),
                row.decided_on,
            ):
                return each
        return None

    def last_before(self, row: ProcedureRow) -> ProcedureVersion | ProcedureRow | None:
        """What stands when the row takes effect, besides what its own decision made."""
        own = self.of_same_decision(row)
        stood = [each for each in self.versions[row.code] if each != own and each.effective_from <= row.effective_from]
        before: list[ProcedureVersion | ProcedureRow] = [*stood]
        before += [each for each in self.rows[row.code] if each.effective_from <= row.effective_from]
        return max(before, key=lambda each: each.effective_from, default=None)


def _take(row: ProcedureRow, known: _Known, writing: _Writing | None) -> TakenIn:
    before = known.last_before(row)
    if row.announcement is Announcement.ABOLISHED and before is not None:
        carried: dict[str, Any] = {name: _as_in_row(name, getattr(before, name)) for name in _CARRIED}
        row = replace(row, **carried)
    same = known.of_same_decision(row)
    wrong = [*_faults_of(row), *_faults_in_history(row, before, known, same)]
    key: Key = (row.code, row.decision_number, fold(row.decision_symbol), row.decided_on)
    if key in known.keys:
        wrong.append(Wrong("code", "procedures.row.twice", {"code": row.code, "row": known.keys[key]}))
    if wrong:
        return TakenIn(row, Outcome.REFUSED, tuple(wrong))
    known.keys[key] = row.place
    if same is not None and same.digest == digest_of(row):
        return TakenIn(row, Outcome.UNCHANGED, version=same)
    known.rows[row.code].append(row)
    outcome = Outcome.CORRECTED if same is not None else _outcome(row)
    version = None if writing is None else writing.write(row, known, same)
    return TakenIn(row, outcome, version=version)


def _outcome(row: ProcedureRow) -> Outcome:
    firsts = {Announcement.NEW: Outcome.NEW, Announcement.ABOLISHED: Outcome.ABOLISHED}
    return firsts.get(row.announcement, Outcome.CHANGED)


def _as_in_row(name: str, value: object) -> object:
    if name == "level" and value:
        return ProcedureLevel(str(value))
    if name == "online":
        return OnlineLevel(str(value)) if value else None
    if name == "term_unit":
        return TermUnit(str(value)) if value else None
    return value


def _faults_of(row: ProcedureRow) -> Iterable[Wrong]:
    """What a row by itself lacks."""
    if row.announcement is not Announcement.ABOLISHED:
        missing = {"name": row.name, "field": row.field, "level": row.level}
        yield from (Wrong(name, f"procedures.row.{name}_missing") for name, value in missing.items() if not value)
    if row.effective_from < row.decided_on:
        days: dict[str, object] = {"effective": row.effective_from, "decided": row.decided_on}
        yield Wrong("effective", "procedures.row.effective_before_decision", days)
    if row.made_public_on is not None and row.made_public_on < row.decided_on:
        values: dict[str, object] = {"public": row.made_public_on, "decided": row.decided_on}
        yield Wrong("made_public", "procedures.row.public_before_decision", values)
    until = engine_bridge.rules().districts_until
    if (
        row.level is ProcedureLevel.DISTRICT
        and row.effective_from > until
        and row.announcement != Announcement.ABOLISHED
    ):
        yield Wrong("level", "procedures.row.no_districts", {"until": until})
    if row.joined and row.inter_agency is False:
        yield Wrong("joined", "procedures.row.joined_alone")
    if row.fee and row.has_fee is False:
        yield Wrong("fee", "procedures.row.fee_without_fee")


def _faults_in_history(
    row: ProcedureRow,
    before: ProcedureVersion | ProcedureRow | None,
    known: _Known,
    same: ProcedureVersion | None,
) -> Iterable[Wrong]:
    """What does not follow from what stands."""
    stands = before is not None and before.announcement != Announcement.ABOLISHED
    values: dict[str, object] = {"code": row.code}
    if row.announcement is Announcement.NEW and stands:
        yield Wrong("announcement", "procedures.row.stands_already", values)
    if row.announcement is not Announcement.NEW and before is None:
        yield Wrong("announcement", "procedures.row.unknown", values)
    elif row.announcement is Announcement.ABOLISHED and not stands and same is None:
        yield Wrong("announcement", "procedures.row.abolished_already", values)


def digest_of(row: ProcedureRow) -> str:
    """Of everything that the row says but its place."""
    said = asdict(row)
    del said["place"]
    if row.term_amount is not None:
        said["term_amount"] = plain(row.term_amount)
    return hashlib.sha256(json.dumps(said, sort_keys=True, default=str).encode()).hexdigest()


class _Writing:
    """Writes versions, and registers each decision once."""

    def __init__(self, actor: User | None, owner: OrgUnit, source: str, simulated: bool) -> None:
        self._actor, self._owner, self._source, self._simulated = actor, owner, source, simulated
        self._issuer = version_on(owner).name
        self._decisions: dict[tuple[str, str, date], Document] = {}

    def write(self, row: ProcedureRow, known: _Known, same: ProcedureVersion | None) -> ProcedureVersion:
        """One version."""
        procedure = known.procedures.get(row.code)
        if procedure is None:
            procedure = Procedure.objects.create(
                owner=self._owner, code=row.code, sort_key=sort_key(row.code)[:200], simulated=self._simulated
            )
            known.procedures[row.code] = procedure
        content: Mapping[str, object] = {name: getattr(row, name) for name in _CONTENT}
        return ProcedureVersion.objects.create(
            procedure=procedure,
            decision=self._decision(row),
            corrects=same,
            place=f"{self._source}: {row.place}"[:200],
            digest=digest_of(row),
            recorded_at=clock.now(),
            recorded_by=self._actor,
            folded=fold(f"{row.code} {row.name} {row.field}"),
            sort_key=sort_key(row.name)[:800],
            field_key=sort_key(row.field)[:200],
            **{**content, "online": row.online or "", "term_unit": row.term_unit or ""},
        )

    def _decision(self, row: ProcedureRow) -> Document:
        key = (row.decision_number, row.decision_symbol, row.decided_on)
        if key not in self._decisions:
            card = DocumentCard(
                kind=DocumentKind.DECISION,
                title=engine_bridge.official("procedures.decision_title"),
                number=row.decision_number,
                symbol=row.decision_symbol,
                issued_on=row.decided_on,
                issuer=self._issuer,
                unit=self._owner,
                published=True,
                simulated=self._simulated,
            )
            self._decisions[key] = register_document(actor=self._actor, card=card)
        return self._decisions[key]
