"""Who brings dossiers in, who sees their figures, who records them as facts, who writes letters of apology."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import F, Q, QuerySet

from parindex.portal.accounts.models import User
from parindex.portal.dossiers.models import (
    ApologyLetter,
    CountingPolicy,
    DossierSource,
    DossierTarget,
    FigureFact,
    ImportBatch,
    NightlyPull,
)
from parindex.portal.organisations.models import Membership, OrgUnit
from parindex.portal.organisations.permissions import Right, has_right, positions_with
from parindex.portal.platform.permissions import Answer

IMPORTING = (Right.RUN_ROUNDS, Right.ENTER)
SUBJECTS_OF_IMPORTS = ("dossiers", "dossier_source")
"""Kinds of subjects of findings whose page is an import."""


def may_open(actor: User) -> Answer:
    """Open the figures of dossiers at all: everyone who may see results somewhere."""
    return has_right(actor, Right.SEE_RESULTS)


def may_see_unit(actor: User | None, unit: OrgUnit) -> Answer:
    """See the figures and records of one unit, whether it received or decided them."""
    return has_right(actor, Right.SEE_RESULTS, unit)


def seen_units(actor: User, positions: Sequence[Membership] | None = None) -> QuerySet[OrgUnit]:
    """Units whose dossiers the person may see: a record is seen by who sees its receiving or its deciding unit."""
    scopes = [held.scope_id for held in positions_with(actor, Right.SEE_RESULTS, positions)]
    return OrgUnit.objects.filter(closure_up__ancestor__in=scopes).distinct()


def may_import(actor: User | None, owner: OrgUnit | None) -> Answer:
    """Bring exports in for ``owner`` (None: anywhere): its coordinator, or who enters figures for it."""
    answers = [has_right(actor, right, owner) for right in IMPORTING]
    return next((answer for answer in answers if answer), answers[-1])


def may_open_imports(actor: User) -> Answer:
    """Open the history of imports: everyone who sees results; which batches, ``batches_of`` says."""
    return has_right(actor, Right.SEE_RESULTS)


def may_add_source(actor: User | None, owner: OrgUnit) -> Answer:
    """Declare a source for a unit."""
    return may_import(actor, owner)


def may_declare_pull(actor: User | None, owner: OrgUnit | None) -> Answer:
    """Have a source of ``owner`` (None: anywhere) asked each night: who runs its rounds, as the server goes where he
    says.
    """
    return has_right(actor, Right.RUN_ROUNDS, owner)


def may_see_batch(actor: User, batch: ImportBatch) -> Answer:
    """See an import and its rejects: who may bring in exports of its source, or sees results of its owner."""
    imports = may_import(actor, batch.source.owner)
    return imports if imports else has_right(actor, Right.SEE_RESULTS, batch.source.owner)


def may_undo(actor: User | None, batch: ImportBatch) -> Answer:
    """Undo an import: who may import from its source."""
    return may_import(actor, batch.source.owner)


def may_record_figures(actor: User | None, owner: OrgUnit) -> Answer:
    """Record figures of dossiers as facts for the units under ``owner``: who runs its rounds."""
    return has_right(actor, Right.RUN_ROUNDS, owner)


def may_see_figure(actor: User, figure: FigureFact) -> Answer:
    """See from which records a figure was counted: who sees results of the unit."""
    return has_right(actor, Right.SEE_RESULTS, figure.version.fact.unit)


def sources_of(actor: User) -> QuerySet[DossierSource]:
    """Sources from which the person may bring exports in."""
    return DossierSource.objects.filter(_under(actor, IMPORTING, "owner")).select_related("owner").distinct()


def pulls_of(actor: User) -> QuerySet[NightlyPull]:
    """Nightly pulls of sources from which the person may bring dossiers in."""
    found = NightlyPull.objects.filter(_under(actor, IMPORTING, "source__owner"))
    return found.select_related("source__owner", "declared_by").distinct()


def pulling_sources(actor: User) -> QuerySet[DossierSource]:
    """Sources for which the person may declare one."""
    return DossierSource.objects.filter(_under(actor, (Right.RUN_ROUNDS,), "owner")).distinct()


def batches_of(actor: User) -> QuerySet[ImportBatch]:
    """Imports that the person may see."""
    seen = _under(actor, (*IMPORTING, Right.SEE_RESULTS), "source__owner")
    return ImportBatch.objects.filter(seen).select_related("source", "uploaded_by").distinct()


def may_open_address(actor: User, address: str) -> bool:
    """Whether the person may open the import at this address, as ``batches_of`` says."""
    return batches_of(actor).filter(public_id=address.strip("/").rpartition("/")[2]).exists()


def owners_of(actor: User) -> QuerySet[OrgUnit]:
    """Units for which the person may declare sources: the scopes of his own positions."""
    scopes = [held.scope_id for right in IMPORTING for held in positions_with(actor, right)]
    return OrgUnit.objects.filter(pk__in=scopes)


def _under(actor: User, rights: Sequence[Right], path: str) -> Q:
    scopes = [held.scope_id for right in rights for held in positions_with(actor, right)]
    return Q(**{f"{path}__closure_up__ancestor__in": scopes})


def figures_of(actor: User) -> QuerySet[FigureFact]:
    """Recorded figures that count, of units that the person may see."""
    scopes = [held.scope_id for held in positions_with(actor, Right.SEE_RESULTS)]
    seen = FigureFact.objects.filter(
        version__fact__unit__closure_up__ancestor__in=scopes, version__fact__current=F("version")
    )
    return seen.select_related("version__fact__indicator").distinct().order_by("version__fact__unit", "pk")


def recording_units(actor: User) -> QuerySet[OrgUnit]:
    """Units for whose subtree the person records figures."""
    scopes = [held.scope_id for held in positions_with(actor, Right.RUN_ROUNDS)]
    return OrgUnit.objects.filter(pk__in=scopes)


def may_set_target(actor: User | None, unit: OrgUnit | None) -> Answer:
    """Enter, replace, withdraw targets of a unit (None: anywhere): who runs rounds over it, never the unit itself."""
    return has_right(actor, Right.RUN_ROUNDS, unit)


def target_units(actor: User) -> QuerySet[OrgUnit]:
    """Units whose targets the person enters."""
    scopes = [held.scope_id for held in positions_with(actor, Right.RUN_ROUNDS)]
    return OrgUnit.objects.filter(closure_up__ancestor__in=scopes).distinct()


def targets_of(actor: User) -> QuerySet[DossierTarget]:
    """Targets that the person may see: of units whose results he sees, and of those above them, which hold for them."""
    seen = seen_units(actor)
    holds = Q(unit__in=seen) | Q(unit__closure_down__descendant__in=seen)
    return DossierTarget.objects.filter(holds).select_related("unit", "entered_by", "ended_by").distinct()


def may_declare_policy(actor: User | None, unit: OrgUnit | None) -> Answer:
    """Declare or withdraw a way of counting of a unit's dossiers (None: anywhere): who runs its rounds."""
    return has_right(actor, Right.RUN_ROUNDS, unit)


def policies_of(actor: User) -> QuerySet[CountingPolicy]:
    """Declared ways of counting that the person may see: of units whose results he sees, and of those above them."""
    seen = seen_units(actor)
    holds = Q(unit__in=seen) | Q(unit__closure_down__descendant__in=seen)
    return CountingPolicy.objects.filter(holds).select_related("unit", "declared_by", "ended_by").distinct()


def may_check_printed(actor: User | None) -> Answer:
    """Check printed figures of anybody: who runs rounds somewhere."""
    return has_right(actor, Right.RUN_ROUNDS)


def may_draft_letters(actor: User | None, unit: OrgUnit | None) -> Answer:
    """Draft and print letters of apology of a unit (None: anywhere), record their numbers, withdraw them: who enters
    its figures, as he handles its dossiers; never who merely oversees it.
    """
    return has_right(actor, Right.ENTER, unit)


def letters_of(actor: User) -> QuerySet[ApologyLetter]:
    """Letters that the person may see."""
    seen = ApologyLetter.objects.filter(_under(actor, (Right.SEE_RESULTS,), "unit"))
    return seen.select_related("unit", "drafted_by").distinct()


def drafting_units(actor: User) -> QuerySet[OrgUnit]:
    """Units whose letters the person drafts."""
    scopes = [held.scope_id for held in positions_with(actor, Right.ENTER)]
    return OrgUnit.objects.filter(closure_up__ancestor__in=scopes).distinct()
