"""Two improvement plans: Krông Nô's of 2024 from its printed result, and one of a commune from simulated figures."""

from __future__ import annotations

from decimal import Decimal

from parindex.portal.assessments.models import Origin, Round, RoundUnit
from parindex.portal.improvement.actions import HeadChange, draft_improvement_plan, save_plan_head
from parindex.portal.improvement.engine_bridge import Manner
from parindex.portal.improvement.models import Improvement, Signer
from parindex.portal.organisations.models import UnitLevel
from parindex.portal.organisations.queries import unit_by_code
from parindex.portal.site.demo.cast import NAM_NUNG

STEP = Decimal(2)
"""The commune's plan aims at so many index points more."""
LEGAL_BASES = (
    "Quyết định số 151/QĐ-UBND ngày 06/02/2024 của UBND tỉnh Đắk Nông về việc công bố Chỉ số cải cách hành chính năm "
    "2023 của các Sở, Ban, ngành và UBND huyện, thành phố Gia Nghĩa",
    "Quyết định số 38/QĐ-UBND ngày 04/01/2024 của UBND huyện về việc ban hành Kế hoạch CCHC huyện Krông Nô năm 2024",
)
AIMS = ("Phấn đấu Chỉ số CCHC của huyện năm 2024 duy trì ở vị trí thứ nhất và chỉ số SIPAS đạt trên 80 %.",)


def load_plans() -> None:
    """Draft both; again changes nothing."""
    for round_ in Round.objects.filter(origin=Origin.IMPORTED):
        for member in _members(round_):
            _plan_of_krong_no(member)
    commune = unit_by_code(NAM_NUNG, UnitLevel.COMMUNE)
    rounds = Round.objects.filter(origin=Origin.COMPUTED, simulated=True, units__unit=commune, result_version__gt=0)
    newest = rounds.order_by("-year").first()
    if newest is None:
        return
    member = next(each for each in _members(newest) if each.unit_id == commune.pk)
    if member.improvements.exists():
        return
    result = member.results.filter(version=newest.result_version).first()
    if result is not None and result.index is not None:
        target = (result.index + STEP).quantize(Decimal("0.01"))
        draft_improvement_plan(actor=None, round_unit=member, manner=Manner.RAISE, target_index=target)


def _members(round_: Round) -> list[RoundUnit]:
    members = RoundUnit.objects.filter(round=round_)
    return list(members.select_related("unit", "group", "round__set_version__criteria_set", "round__previous"))


def _plan_of_krong_no(member: RoundUnit) -> Improvement:
    standing = member.improvements.first()
    if standing is not None:
        return standing
    plan = draft_improvement_plan(actor=None, round_unit=member, manner=Manner.RAISE)
    head = HeadChange(
        manner=Manner.RAISE,
        standing_office=plan.standing_office,
        signer=Signer.HEAD,
        signer_name="",
        legal_bases=LEGAL_BASES,
        recipients=plan.recipients,
        aims=AIMS,
    )
    return save_plan_head(actor=None, improvement=plan, change=head)
