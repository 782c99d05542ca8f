"""The demonstration's pages of documents: the catalogue and its registers, read ones, written ones, annual plans."""

from collections.abc import Callable
from urllib.parse import urlencode

from django.urls import reverse

from parindex.portal.documents.models import Document
from parindex.portal.organisations.models import UnitLevel
from parindex.portal.organisations.queries import unit_by_code
from parindex.portal.site.demo.cast import NAM_NUNG
from parindex.portal.site.demo.intake import the_plan, the_report
from parindex.portal.site.demo.open_to import PLANS, SEES_NAM_NUNG, SEES_RESULTS, Page
from parindex.portal.site.demo.written_documents import the_draft, the_issued


def _signing() -> str:
    """Where a document of Nâm Nung goes out to be signed."""
    unit = unit_by_code(NAM_NUNG, UnitLevel.COMMUNE)
    own = Document.objects.filter(unit=unit, published=False).earliest("pk")
    return reverse("documents:signing", args=[own.public_id])


def _register() -> str:
    """The register of plans of Nâm Nung."""
    unit = unit_by_code(NAM_NUNG, UnitLevel.COMMUNE)
    numbered = Document.objects.filter(unit=unit, kind="plan", number_value__isnull=False, issued_on__isnull=False)
    first = numbered.earliest("pk")
    asked = {"body": first.body_key, "series": first.series_key, "year": first.issued_on.year if first.issued_on else 0}
    return f"{reverse('documents:register')}?{urlencode(asked)}"


def _annual_plan() -> str:
    line = the_plan().items.filter(plan_line__isnull=False).select_related("plan_line__plan")[0].plan_line
    assert line is not None, "filtered"
    return reverse("plans:plan", args=[line.plan.public_id])


def _recorded_figure() -> str:
    item = the_plan().items.filter(fact__isnull=False)[0]
    return reverse("intake:fact", args=[the_plan().public_id, item.public_id])


def _intake(tab: str) -> Callable[[], str]:
    """A tab of the simulated report of Nâm Nung."""
    return lambda: reverse("intake:intake", args=[the_report().public_id]) + f"?muc={tab}"


DOCUMENTS: tuple[Page, ...] = (
    Page("documents", lambda: reverse("documents:list"), SEES_RESULTS),
    Page("documents_found", lambda: reverse("documents:list") + "?q=ke+hoach&force=unknown", SEES_RESULTS),
    Page("document_texts", lambda: reverse("documents:texts"), SEES_RESULTS),
    Page("registers", lambda: reverse("documents:registers"), SEES_RESULTS),
    Page("register", _register, SEES_NAM_NUNG),
    Page("document_signing", _signing, SEES_NAM_NUNG),
    Page("annual_plans", lambda: reverse("plans:list"), SEES_RESULTS),
    Page("annual_plan", _annual_plan, SEES_NAM_NUNG),
)

INTAKE: tuple[Page, ...] = (
    Page("intake", lambda: reverse("intake:list"), SEES_RESULTS),
    Page("intake_card", _intake("the"), SEES_NAM_NUNG),
    Page("intake_tasks", _intake("nhiem-vu"), SEES_NAM_NUNG),
    Page("intake_figures", _intake("so-lieu"), SEES_NAM_NUNG),
    Page("intake_recorded_figure", _recorded_figure, SEES_NAM_NUNG),
    Page("intake_findings", _intake("phat-hien"), SEES_NAM_NUNG),
    Page("intake_original_word", lambda: reverse("intake:file", args=[the_report().public_id]), SEES_NAM_NUNG),
)

WRITTEN: tuple[Page, ...] = (
    Page("written", lambda: reverse("reports:list"), SEES_RESULTS),
    Page("written_draft", lambda: reverse("reports:draft", args=[the_draft().public_id]), PLANS),
    Page("written_draft_proof", lambda: reverse("reports:proof", args=[the_draft().public_id]), PLANS),
    Page("written_draft_word", lambda: reverse("reports:word", args=[the_draft().public_id]), PLANS),
    Page("written_issued", lambda: reverse("reports:draft", args=[the_issued().public_id]), SEES_NAM_NUNG),
    Page("written_issued_word", lambda: reverse("reports:word", args=[the_issued().public_id]), SEES_NAM_NUNG),
)
