"""The pages of the demonstration: every one is requested as every person by `make demo CHECK=1`, and photographed.

One line per page. `open_to` are the user names that may see it; everyone else must be refused (403 or 404).
"""

from collections.abc import Callable

from django.urls import reverse

from parindex.portal.accounts.models import User
from parindex.portal.assessments.models import Origin, Round, RoundUnit, SampledUnit
from parindex.portal.criteria.models import CriteriaSetVersion
from parindex.portal.findings.models import Finding
from parindex.portal.improvement.models import Improvement
from parindex.portal.organisations.models import UnitLevel
from parindex.portal.organisations.queries import unit_by_code
from parindex.portal.procedures.models import PrintedCounts, Procedure
from parindex.portal.site.demo import department_round
from parindex.portal.site.demo.cast import DEPARTMENTS, JUSTICE, LAM_DONG, NAM_NUNG
from parindex.portal.site.demo.document_pages import DOCUMENTS, INTAKE, WRITTEN
from parindex.portal.site.demo.dossiers import a_dossier_with_changes, a_target
from parindex.portal.site.demo.letters import a_record
from parindex.portal.site.demo.open_to import (
    BLIND,
    ELSEWHERE,
    HEAD,
    MANAGES_PEOPLE,
    OF_LAM_DONG,
    OVERSEES,
    PLANS,
    READS_AUDIT,
    RUNS,
    SEES_ALL_UNITS,
    SEES_APPRAISAL,
    SEES_DEPARTMENTS,
    SEES_NAM_NUNG,
    SEES_RANKING,
    SEES_RESULTS,
    SEES_WORK_LEFT,
    UNIT,
    Page,
)
from parindex.portal.site.demo.petitions import a_petition
from parindex.portal.site.demo.running_round import YEAR
from parindex.portal.site.demo.tour import (
    TO_APPRAISE,
    a_unit_handed_in,
    an_answered_thread,
    page_of_round,
    page_of_unit,
    round_of,
)

WHAT_IF = "?tc=SK-CONGNHAN&x-SK-CONGNHAN-initiatives=3&hang=20"
PHUOC_HOI, DAK_WIL = "23231", "24646"
JUSTICE_CODE = next(code for code, name in DEPARTMENTS if name == JUSTICE)


def _unit(code: str, level: UnitLevel) -> str:
    return reverse("organisations:unit", args=[unit_by_code(code, level).public_id])


def _round(view: str, year: int = 2026, query: str = "") -> Callable[[], str]:
    """A page of the simulated round of a year."""
    return lambda: reverse(f"assessments:{view}", args=[_commune_round(year).public_id]) + query


def _commune_round(year: int) -> Round:
    return round_of(year)


def _result(code: str, *leaf: str, query: str = "") -> Callable[[], str]:
    """The page of a commune in the newest simulated round, or that of one of its leaves."""

    def address() -> str:
        unit = unit_by_code(code, UnitLevel.COMMUNE)
        view = "assessments:leaf" if leaf else "assessments:unit"
        return reverse(view, args=[_commune_round(2026).public_id, unit.public_id, *leaf]) + query

    return address


def _of_unit(view: str, code: str = NAM_NUNG) -> Callable[[], str]:
    """A page of a commune in the newest simulated round."""

    def address() -> str:
        unit = unit_by_code(code, UnitLevel.COMMUNE)
        return reverse(f"assessments:{view}", args=[_commune_round(2026).public_id, unit.public_id])

    return address


def _evidence(leaf: str = "") -> Callable[[], str]:
    """What Nâm Nung shows as evidence in the newest simulated round, or for one of its leaves."""

    def address() -> str:
        unit = unit_by_code(NAM_NUNG, UnitLevel.COMMUNE)
        place = [_commune_round(2026).public_id, unit.public_id]
        return (
            reverse("assessments:evidence", args=[*place, leaf])
            if leaf
            else reverse("assessments:unit_evidence", args=place)
        )

    return address


def _department(view: str, code: str = "") -> Callable[[], str]:
    """A page of the published round of the departments, or of one department in it."""

    def address() -> str:
        round_ = Round.objects.get(set_version__criteria_set__code=department_round.SET)
        unit = [unit_by_code(code, UnitLevel.DEPARTMENT).public_id] if code else []
        return reverse(f"assessments:{view}", args=[round_.public_id, *unit])

    return address


def _krong_no(query: str = "") -> Callable[[], str]:
    def address() -> str:
        member = RoundUnit.objects.select_related("round", "unit").get(round__origin=Origin.IMPORTED)
        return reverse("assessments:unit", args=[member.round.public_id, member.unit.public_id]) + query

    return address


def _finding() -> Callable[[], str]:
    """Krông Nô's printed index with two digits swapped."""
    rule = "index_differs_from_total"
    return lambda: reverse("findings:finding", args=[Finding.objects.get(rule=rule).public_id])


def _procedure() -> str:
    """One that a later decision amended."""
    amended = Procedure.objects.filter(versions__announcement="amended").earliest("pk")
    return reverse("procedures:procedure", args=[amended.public_id])


def _printed_counts() -> str:
    return reverse("procedures:printed", args=[PrintedCounts.objects.get(owner=None).public_id])


def _plan(year: int, view: str = "plan") -> Callable[[], str]:
    """A page of the improvement plan of a year."""
    return lambda: reverse(f"improvement:{view}", args=[Improvement.objects.get(plan__year=year).plan.public_id])


def _new_plan(code: str) -> Callable[[], str]:
    def address() -> str:
        unit = unit_by_code(code, UnitLevel.COMMUNE)
        return reverse("improvement:draft", args=[_commune_round(2026).public_id, unit.public_id])

    return address


def _set(view: str, query: str = "", address: str = "model_commune/2026") -> Callable[[], str]:
    """A page of a shipped criteria set."""
    code, version = address.split("/")
    return lambda: (
        reverse(
            f"criteria:{view}",
            args=[CriteriaSetVersion.objects.get(criteria_set__code=code, version=version).public_id],
        )
        + query
    )


def _handed_in(view: str, *more: str) -> Callable[[], str]:
    """A page of a commune that has handed in its sheet of the running round."""
    return lambda: reverse(
        f"assessments:{view}", args=[round_of(YEAR).public_id, a_unit_handed_in().unit.public_id, *more]
    )


def _outside_the_sample() -> str:
    """The appraisal of a commune that is not in the sample: nobody scores it blindly."""
    running = round_of(YEAR)
    drawn = SampledUnit.objects.filter(round_unit__round=running).values("round_unit")
    member = running.units.exclude(pk__in=drawn).filter(sheet__state="handed_in").earliest("pk")
    return reverse("assessments:appraise_unit", args=[running.public_id, member.unit.public_id])


RUNNING: tuple[Page, ...] = (
    Page("start_here", lambda: reverse("start_here")),
    Page("running_round", page_of_round("round"), SEES_RANKING),
    Page("running_overview", page_of_round("round_overview"), SEES_ALL_UNITS),
    Page("sheet", page_of_unit("sheet"), SEES_NAM_NUNG),
    Page("sheet_to_enter", page_of_unit("sheet", query="?loc=chua-nhap"), SEES_NAM_NUNG),
    Page("sheet_row", page_of_unit("sheet_row", TO_APPRAISE), SEES_NAM_NUNG),
    Page("row_history", page_of_unit("row_history", TO_APPRAISE), SEES_NAM_NUNG - BLIND),
    Page("sheet_missing", page_of_unit("sheet_missing"), SEES_NAM_NUNG),
    Page("ask_extension", page_of_unit("ask_extension"), SEES_NAM_NUNG),
    Page("extension_requests", page_of_round("extension_requests"), SEES_ALL_UNITS),
    Page("sheet_paste", page_of_unit("sheet_paste"), UNIT),
    Page("sheet_upload", page_of_unit("sheet_upload"), UNIT),
    Page("sheet_submit", page_of_unit("sheet_submit"), UNIT),
    Page("sheet_hand_in", page_of_unit("sheet_hand_in"), HEAD),
    Page("sheet_excel", page_of_unit("sheet_workbook"), SEES_NAM_NUNG),
    Page("sheet_report_word", page_of_unit("sheet_report"), SEES_NAM_NUNG),
    Page("sheet_handed_in", _handed_in("sheet"), SEES_ALL_UNITS),
    Page("running_evidence", page_of_unit("unit_evidence"), SEES_NAM_NUNG),
    Page("running_evidence_of_a_leaf", page_of_unit("evidence", "BM-QUYCHE"), SEES_NAM_NUNG),
    Page("appraisal", page_of_round("appraisal"), SEES_APPRAISAL),
    Page("appraise_leaf", page_of_round("appraise_leaf", TO_APPRAISE), SEES_APPRAISAL),
    Page("appraise_unit", _outside_the_sample, SEES_APPRAISAL - BLIND),
    Page("accept_self_scores", page_of_round("accept_self_scores", "BM-QUYCHE"), frozenset({"minh"})),
    Page("take_back_acceptance", page_of_round("take_back_acceptance", "BM-QUYCHE"), frozenset({"minh"})),
    Page("assignments", page_of_round("assignments"), RUNS),
    Page("sample", page_of_round("sample"), SEES_APPRAISAL),
    Page("agreement", page_of_round("agreement"), OVERSEES),
    Page("gaps", page_of_round("gaps"), OVERSEES),
    Page("disputes", page_of_round("disputes"), SEES_APPRAISAL),
    Page("work_left", page_of_round("work_left", "chua-tham-dinh"), SEES_WORK_LEFT),
    Page("work_left_excel", page_of_round("work_left", "chua-cham-lai", query="?format=xlsx"), SEES_WORK_LEFT),
    Page(
        "thread", lambda: reverse("assessments:thread", args=[an_answered_thread().public_id]), SEES_ALL_UNITS - BLIND
    ),
)


def _person(username: str) -> Callable[[], str]:
    return lambda: reverse("organisations:person", args=[User.objects.get(username=username).public_id])


def _duties(code: str) -> Callable[[], str]:
    return lambda: reverse("organisations:duties", args=[unit_by_code(code, UnitLevel.COMMUNE).public_id])


def _audit_of_round() -> Callable[[], str]:
    return lambda: reverse("audit_log") + f"?dot={_commune_round(2026).public_id}"


def _petition(view: str, state: str) -> Callable[[], str]:
    """A page of a simulated petition of Nâm Nung in a state."""
    return lambda: reverse(f"petitions:{view}", args=[a_petition(state).public_id])


PETITIONS: tuple[Page, ...] = (
    Page("petitions", lambda: reverse("petitions:list"), SEES_RESULTS),
    Page("petitions_overdue", lambda: reverse("petitions:list") + "?xem=overdue&q=ho+so", SEES_RESULTS),
    Page("petitions_excel", lambda: reverse("petitions:list") + "?export=xlsx", SEES_RESULTS),
    Page("petition", _petition("petition", "in_process"), SEES_NAM_NUNG),
    Page("petition_published_by_us", _petition("petition", "published"), SEES_NAM_NUNG),
    Page("petition_reply", _petition("reply", "in_process"), UNIT),
    Page("petition_publish", _petition("publish", "answered"), UNIT),
    Page("petition_receive", lambda: reverse("petitions:receive"), UNIT | ELSEWHERE),
    Page("petitions_from_table", lambda: reverse("petitions:from_table"), UNIT | ELSEWHERE),
    Page("published_petitions", lambda: reverse("petitions:published")),
    Page("published_petition", _petition("published_petition", "published")),
    Page("petition_report", lambda: reverse("petitions:report"), SEES_RESULTS),
    Page("petition_report_word", lambda: reverse("petitions:report_word"), SEES_RESULTS),
    Page("dialogues", lambda: reverse("petitions:dialogues"), SEES_RESULTS),
    Page("dialogue_new", lambda: reverse("petitions:new_dialogue"), UNIT | ELSEWHERE),
)


PAGES: tuple[Page, ...] = (
    *RUNNING,
    *PETITIONS,
    *DOCUMENTS,
    *INTAKE,
    *WRITTEN,
    Page("my_work", lambda: reverse("dashboards:my_work")),
    Page("my_calendar", lambda: reverse("dashboards:calendar")),
    Page("overview", lambda: reverse("dashboards:overview")),
    Page("search", lambda: reverse("search") + "?q=nam+nung"),
    Page("units", lambda: reverse("organisations:units")),
    Page("units_excel", lambda: reverse("organisations:units") + "?province=&level=province&format=xlsx"),
    Page("unit_province", lambda: _unit(LAM_DONG, UnitLevel.PROVINCE)),
    Page("unit_commune", lambda: _unit(NAM_NUNG, UnitLevel.COMMUNE)),
    Page("rounds", lambda: reverse("assessments:rounds")),
    Page("round", _round("round"), SEES_RANKING),
    Page("threads", lambda: reverse("assessments:threads"), SEES_RESULTS),
    Page("points_calendar", _of_unit("points_calendar"), SEES_NAM_NUNG),
    Page("ranking", _round("ranking"), SEES_RANKING),
    Page("ranking_by_field", _round("ranking", query="?by=CQS&q=nam"), SEES_RANKING),
    Page("ranking_last_year", _round("ranking", 2025), SEES_RANKING),
    Page("ranking_excel", _round("ranking", query="?format=xlsx"), SEES_RANKING),
    Page("council", _round("council"), SEES_RANKING),
    Page("publications", _round("publications"), SEES_RANKING),
    Page("appeals", _round("appeals"), SEES_RANKING),
    Page("result", _result(NAM_NUNG), SEES_NAM_NUNG),
    Page("result_what_if", _result(NAM_NUNG, query=WHAT_IF), SEES_NAM_NUNG),
    Page("result_excel", _result(NAM_NUNG, query="?format=xlsx"), SEES_NAM_NUNG),
    Page("result_leaf", _result(NAM_NUNG, "DVC-TOANTRINH"), SEES_NAM_NUNG),
    Page("result_other_commune", _result(PHUOC_HOI), SEES_ALL_UNITS),
    Page("result_not_handed_in", _result(DAK_WIL), SEES_ALL_UNITS),
    Page("evidence_of_a_unit", _evidence(), SEES_NAM_NUNG),
    Page("evidence_of_a_leaf", _evidence("DVC-TOANTRINH"), SEES_NAM_NUNG),
    Page("department_round", _department("round"), SEES_DEPARTMENTS),
    Page("department_ranking", _department("ranking"), SEES_DEPARTMENTS),
    Page("department_publications", _department("publications"), SEES_DEPARTMENTS),
    Page("department_result", _department("unit", JUSTICE_CODE), SEES_DEPARTMENTS),
    Page("krong_no", _krong_no(), SEES_RESULTS),
    Page("criteria_sets", lambda: reverse("criteria:versions")),
    Page("criteria_set", _set("version", "?nut=DVC-TOANTRINH")),
    Page("criteria_set_search", _set("version", "?q=dung+han")),
    Page("criteria_set_excel", _set("version", "?format=xlsx")),
    Page("criteria_set_official", _set("version", address="dak_nong_district/2023")),
    Page("criteria_set_compared", _set("comparison")),
    Page("criteria_set_copy", _set("copy"), frozenset({"hoa", "quan"})),
    Page("procedures", lambda: reverse("procedures:list")),
    Page("procedures_search", lambda: reverse("procedures:list") + "?q=khai+sinh&level=commune&state=all"),
    Page("procedures_excel", lambda: reverse("procedures:list") + "?export=xlsx"),
    Page("procedure", _procedure),
    Page("procedure_numbers", lambda: reverse("procedures:counts")),
    Page("procedure_numbers_excel", lambda: reverse("procedures:counts") + "?export=xlsx"),
    Page("procedures_announced", lambda: reverse("procedures:publication")),
    Page("procedures_printed", _printed_counts, SEES_RESULTS),
    Page("procedures_print_new", lambda: reverse("procedures:new_printed"), frozenset({"hoa", "quan"})),
    Page("procedures_from_table", lambda: reverse("procedures:workbook"), frozenset({"hoa", "quan"})),
    Page("procedures_empty_excel", lambda: reverse("procedures:empty_workbook"), frozenset({"hoa", "quan"})),
    Page("dossiers", lambda: reverse("dossiers:dashboard"), SEES_RESULTS),
    Page("dossiers_by_procedure", lambda: reverse("dossiers:dashboard") + "?theo=thu-tuc&q=1.0", SEES_RESULTS),
    Page("dossiers_by_month", lambda: reverse("dossiers:dashboard") + "?theo=thang&xem=decided", SEES_RESULTS),
    Page("dossiers_excel", lambda: reverse("dossiers:dashboard") + "?export=xlsx", SEES_RESULTS),
    Page("dossier_records", lambda: reverse("dossiers:records") + "?so=pending_overdue", SEES_RESULTS),
    Page("dossier_league", lambda: reverse("dossiers:league"), SEES_RESULTS),
    Page("dossier_quality", lambda: reverse("dossiers:quality"), SEES_RESULTS),
    Page("dossier_form", lambda: reverse("dossiers:form_06a"), SEES_RESULTS),
    Page("dossier_form_excel", lambda: reverse("dossiers:form_06a") + "?export=xlsx", SEES_RESULTS),
    Page("dossiers_overdue", lambda: reverse("dossiers:overdue"), SEES_RESULTS),
    Page("dossiers_due", lambda: reverse("dossiers:overdue") + "?hang=5", SEES_RESULTS),
    Page("dossiers_overdue_units", lambda: reverse("dossiers:overdue") + "?theo=don-vi", SEES_RESULTS),
    Page("dossiers_overdue_excel", lambda: reverse("dossiers:overdue") + "?export=xlsx", SEES_RESULTS),
    Page("dossier_record", a_record, SEES_NAM_NUNG),
    Page("dossier_changes", a_dossier_with_changes, SEES_NAM_NUNG),
    Page("dossier_targets", lambda: reverse("dossiers:targets"), SEES_RESULTS),
    Page("dossier_targets_history", lambda: reverse("dossiers:targets") + "?xem=tat-ca", SEES_RESULTS),
    Page("dossier_targets_excel", lambda: reverse("dossiers:targets") + "?export=xlsx", SEES_RESULTS),
    Page("dossier_target", a_target, SEES_RANKING),
    Page("dossier_letters", lambda: reverse("dossiers:letters"), SEES_RESULTS),
    Page("dossier_letters_excel", lambda: reverse("dossiers:letters") + "?export=xlsx", SEES_RESULTS),
    Page("dossier_imports", lambda: reverse("dossiers:imports"), SEES_RESULTS),
    Page("dossier_figures", lambda: reverse("dossiers:figures_recorded") + f"?nam={YEAR}", SEES_RESULTS),
    Page("dossier_printed", lambda: reverse("dossiers:printed"), SEES_RESULTS),
    Page("par_index", lambda: reverse("facts:par_index"), SEES_RESULTS),
    Page("sipas", lambda: reverse("facts:published", args=["sipas"]), SEES_RESULTS),
    Page("par_index_parts", lambda: reverse("facts:parts"), SEES_RESULTS),
    Page("merger", lambda: reverse("facts:merger"), SEES_RESULTS),
    Page("findings", lambda: reverse("findings:list"), SEES_RESULTS),
    Page("findings_search", lambda: reverse("findings:list") + "?view=all&q=krong+no", SEES_RESULTS),
    Page("findings_excel", lambda: reverse("findings:list") + "?export=xlsx", SEES_RESULTS),
    Page("finding", _finding(), SEES_RESULTS),
    Page("plans", lambda: reverse("improvement:list"), SEES_RESULTS),
    Page("plan_krong_no", _plan(2024), SEES_RESULTS),
    Page("plan_krong_no_word", _plan(2024, "word"), SEES_RESULTS),
    Page("plan_commune", _plan(2027), SEES_NAM_NUNG),
    Page("plan_commune_head", _plan(2027, "head"), PLANS),
    Page("plan_commune_word", _plan(2027, "word"), SEES_NAM_NUNG),
    Page("plan_new", _new_plan(NAM_NUNG), PLANS),
    Page("change_password", lambda: reverse("account_change_password")),
    Page("two_steps", lambda: reverse("mfa_index")),
    Page("devices", lambda: reverse("usersessions_list")),
    Page("own_positions", lambda: reverse("organisations:own_positions")),
    Page("people", lambda: reverse("organisations:people"), MANAGES_PEOPLE),
    Page("people_excel", lambda: reverse("organisations:people") + "?format=xlsx", MANAGES_PEOPLE),
    Page("new_person", lambda: reverse("organisations:new_person"), MANAGES_PEOPLE),
    Page("person", _person("lan"), MANAGES_PEOPLE - {"quan"}),
    Page("accounts_from_excel", lambda: reverse("organisations:workbook"), MANAGES_PEOPLE),
    Page("duties", _duties(NAM_NUNG), OF_LAM_DONG - ELSEWHERE),
    Page("audit_log", lambda: reverse("audit_log"), READS_AUDIT),
    Page("audit_log_of_round", _audit_of_round(), READS_AUDIT - {"quan"}),
)
