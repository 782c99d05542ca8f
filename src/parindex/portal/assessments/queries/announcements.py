"""What is announced of one version of the results: the decision with its annex, and the workbook."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from copy import copy
from datetime import date, datetime

from django.utils.translation import gettext as _

from parindex.engine.numbers.exact import ZERO
from parindex.engine.numbers.printing import show_decimal
from parindex.engine.numbers.ranks import shown_rank
from parindex.portal.assessments.engine_bridge import announcing
from parindex.portal.assessments.models import Approval, NodeResult, Publication, Round, RoundUnit
from parindex.portal.assessments.queries.canonical import prepare
from parindex.portal.assessments.queries.compared_years import change_in_points, compared_round
from parindex.portal.assessments.queries.council import last_approval
from parindex.portal.assessments.queries.figures import compiled_for
from parindex.portal.assessments.queries.rankings import RankedUnit, Ranking, Standing, ranking_of
from parindex.portal.criteria.models import NodeKind, NodeRow
from parindex.portal.organisations.queries import version_on
from parindex.portal.platform.templatetags.portal import vn_moment
from parindex.portal.platform.words import say
from parindex.wording import sentence

_NOTHING: Standing = (None, ZERO, None)

SYMBOL = "QĐ-UBND"
"""Of a decision of a people's committee."""


def ranking_of_version(round_: Round, version: int) -> Ranking:
    """The ranking by total as one version of the results has it."""
    seen = copy(round_)
    seen.result_version = version
    return ranking_of(seen)


def decision_of(round_: Round, publication: Publication | None = None) -> announcing.PublicationDecision:
    """The decision of a publication; without one, the draft for the newest results.

    Number and date are those that were decided; blank as long as nobody decided on this version of the results.
    """
    version = publication.result_version if publication else round_.result_version
    number, signed_on = _number_and_day(round_, publication)
    ranking = ranking_of_version(round_, version)
    owner = version_on(round_.owner)
    rounding = compiled_for(round_).criteria_set.rounding
    committee = f"Ủy ban nhân dân {owner.name[:1].lower()}{owner.name[1:]}"
    return announcing.PublicationDecision(
        issuer=announcing.IssuingBody(
            ("ỦY BAN NHÂN DÂN", owner.name.upper()), owner.place_name, SYMBOL, spoken=committee
        ),
        authority=f"Chủ tịch {committee}",
        title=round_.title,
        legal_bases=(
            "Căn cứ Luật Tổ chức chính quyền địa phương ngày 16 tháng 6 năm 2025",
            f"Căn cứ {round_.set_version.title}",
        ),
        proposer="Giám đốc Sở Nội vụ",
        responsible="Chánh Văn phòng Ủy ban nhân dân, Giám đốc Sở Nội vụ",
        fields=tuple(
            announcing.DecisionField(node.short_title or node.number or node.code, node.maximum)
            for node in ranking.fields
        ),
        groups=_groups(round_, ranking),
        signature=announcing.Signature("CHỦ TỊCH"),
        recipients=announcing.Recipients(("Như Điều 3", "Bộ Nội vụ", "CT, các PCT UBND", "Cổng thông tin điện tử")),
        number=number,
        signed_on=signed_on,
        corrected=_corrected(publication),
        simulated=round_.simulated,
        shown_points=rounding.shown_points,
        shown_index=rounding.shown_index,
    )


def _number_and_day(round_: Round, publication: Publication | None) -> tuple[str | None, date | None]:
    """What was decided for the version that is printed: at its publication, before that at its approval."""
    act = publication or last_approval(round_)
    if act is None or not act.decision_number:
        return None, None
    if isinstance(act, Approval) and not _approved_as_they_stand(round_, act):
        return None, None
    given = act.decision_number
    return given if "/" in given else f"{given}/{SYMBOL}", act.decided_on


def _approved_as_they_stand(round_: Round, approval: Approval) -> bool:
    """Whether the newest results are those that were approved; computing the same again changes nothing."""
    if approval.result_version != round_.result_version:
        return False
    computed = round_.computed_at
    return computed is None or computed <= approval.approved_at or prepare(round_).results_hash == approval.results_hash


def _corrected(publication: Publication | None) -> announcing.Corrected | None:
    if publication is None or publication.number == 1:
        return None
    earlier = Publication.objects.get(round=publication.round_id, number=publication.number - 1)
    return announcing.Corrected(earlier.decision, publication.correction_reason)


def _groups(round_: Round, ranking: Ranking) -> tuple[announcing.DecisionGroup, ...]:
    groups = dict(RoundUnit.objects.filter(round=round_).values_list("pk", "group_id"))
    return tuple(
        announcing.DecisionGroup(
            group.title,
            tuple(_decision_row(row) for row in ranking.placed if groups[row.pk] == group.pk),
            tuple(
                announcing.UnplacedRow(row.name, sentence(f"unplaced.{row.reason}", language="vi"))
                for row in ranking.unplaced
                if groups[row.pk] == group.pk
            ),
        )
        for group in round_.groups.all()
    )


def _decision_row(row: RankedUnit) -> announcing.DecisionRow:
    return announcing.DecisionRow(
        rank=row.place,
        unit=row.name,
        fields=tuple(part.points if part else None for part in row.fields),
        total=row.points if row.points is not None else ZERO,
        maximum=row.maximum,
        index=row.index if row.index is not None else ZERO,
        band=row.band,
        change=row.change,
    )


def workbook_of(round_: Round, publication: Publication, *, compared_at: datetime | None = None) -> bytes:
    """Results by total, field and criterion, with class and change on last year, as a workbook.

    ``compared_at``: the moment whose last year stands in it, told above the tables; None at the publication itself.
    """
    version = publication.result_version
    ranking = ranking_of_version(round_, version)
    rows = [*ranking.placed, *ranking.unplaced]
    facts = [publication.decision, round_.set_version.title]
    if compared_at is not None:
        facts.append(
            _("Not kept at publication: written anew, compared with last year as at the download: %(at)s")
            % {"at": vn_moment(compared_at)}
        )
    if round_.simulated:
        facts.append(_("Simulated data"))
    return announcing.write_sheets(
        round_.title,
        facts,
        [
            _total_sheet(rows),
            _node_sheet(round_, version, rows, ranking.fields, _("By field")),
            _node_sheet(round_, version, rows, ranking.criteria, _("By criterion")),
        ],
    )


def _total_sheet(rows: Sequence[RankedUnit]) -> announcing.OutSheet:
    header = (
        _("Rank"),
        _("Unit"),
        _("Points"),
        _("Out of"),
        _("Index (%)"),
        _("Class"),
        _("Points last year"),
        _("Index last year (%)"),
        _("Rank last year"),
        _("Change in points"),
        _("Change of the index (percentage points)"),
        _("Places won or lost"),
        _("Why without a rank"),
    )
    table = [
        (
            row.place,
            row.name,
            row.points,
            row.maximum if row.points is not None else None,
            row.index,
            row.band,
            row.before_points,
            row.before_index,
            row.before_rank,
            row.change_in_points,
            row.change,
            row.places,
            say(f"unplaced.{row.reason}") if row.rank is None else None,
        )
        for row in rows
    ]
    decimals = (0, None, 3, 3, 2, None, 3, 2, 0, 3, 2, 0, None)
    return announcing.OutSheet(_("By total"), header, table, decimals)


def _node_sheet(
    round_: Round, version: int, rows: Sequence[RankedUnit], nodes: Sequence[NodeRow], name: str
) -> announcing.OutSheet:
    """Points and rank of each unit for each node, the change on last year beside them where the maximum is the same."""
    previous = compared_round(round_)
    now = _standings(round_, version, nodes)
    before = _standings(previous, previous.result_version, nodes) if previous else {}
    header = [_("Rank"), _("Unit")]
    for node in nodes:
        label = f"{node.number} {node.short_title or node.title}".strip()
        header += [f"{label} (/{show_decimal(node.maximum)})", _("Rank"), _("Change in points")]
    table: list[list[announcing.OutCell]] = []
    for row in rows:
        cells: list[announcing.OutCell] = [row.place, row.name]
        for node in nodes:
            key = (row.unit_id, node.code)
            points, maximum, rank = now.get(key, _NOTHING)
            past, past_maximum, _past_rank = before.get(key, _NOTHING)
            cells += [points, rank, change_in_points(points, maximum, past, past_maximum)]
        table.append(cells)
    return announcing.OutSheet(name, header, table, [0, None, *[3, 0, 3] * len(nodes)])


def _standings(round_: Round, version: int, nodes: Sequence[NodeRow]) -> Mapping[tuple[int, str], Standing]:
    """(Unit, code of the node) → its points, applicable maximum and rank, none for a unit that stands alone."""
    kinds = {node.kind for node in nodes} or {NodeKind.FIELD}
    parts = NodeResult.objects.filter(
        result__round_unit__round=round_, result__version=version, node__kind__in=kinds
    ).values_list("result__round_unit__unit_id", "node__code", "points", "applicable_maximum", "rank", "result__of")
    return {(unit, code): (points, maximum, shown_rank(rank, of)) for unit, code, points, maximum, rank, of in parts}
