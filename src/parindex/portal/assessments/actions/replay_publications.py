"""Recompute every published version from its package and hold it against what was published."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import structlog
from django.db import transaction
from django.urls import reverse

from parindex.portal.assessments.engine_bridge import publishing
from parindex.portal.assessments.models import Publication, Round
from parindex.portal.assessments.queries.canonical import agrees_with_stored, prepare
from parindex.portal.findings.actions import FindingRow, Subject, record_findings
from parindex.portal.findings.engine_bridge import Severity
from parindex.portal.platform import audit, clock, files
from parindex.wording import sentence

log = structlog.get_logger(__name__)


class Replayed(NamedTuple):
    """What a replay of one published version showed; ``differs`` names what no longer agrees."""

    publication: Publication
    differs: Sequence[str]


def replay_publications(*, round_: Round | None = None) -> list[Replayed]:
    """Replay all published versions (of one round, or of all). Work that the system does by itself, every night.

    The package is recomputed and its hashes compared with those that were published; for the newest version of a round
    the figures and results in the database are compared, too. What no longer agrees becomes a finding; one broken
    package does not stop the others.
    """
    rows = Publication.objects.select_related("package", "round__owner", "round__set_version").order_by("pk")
    if round_ is not None:
        rows = rows.filter(round=round_)
    return [_replay(publication) for publication in rows]


def _replay(publication: Publication) -> Replayed:
    try:
        differs = [*_package_differs(publication), *_database_differs(publication)]
    except Exception:
        # whatever is wrong with it, it cannot be recomputed: that is the finding
        log.exception("publication could not be replayed", publication=publication.public_id)
        differs = ["package"]
    _write(publication, differs)
    return Replayed(publication, differs)


def _package_differs(publication: Publication) -> list[str]:
    again = publishing.replay(files.read(publication.package))
    found = {
        "set": (again.set_hash, publication.set_hash),
        "figures": (again.figures_hash, publication.figures_hash),
        "results": (publishing.results_hash(again.results), publication.results_hash),
        "results_file": (publishing.results_hash(again.published), publication.results_hash),
    }
    return [name for name, (now, then) in found.items() if now != then]


def _database_differs(publication: Publication) -> list[str]:
    """Whether the newest version's figures and results in the database are still those published."""
    round_ = publication.round
    if publication.result_version != round_.published_version:
        return []
    prepared = prepare(round_, engine_version=publication.engine_version)
    differs = [] if prepared.results_hash == publication.results_hash else ["stored_figures"]
    return differs if agrees_with_stored(round_, prepared.results) else [*differs, "stored_results"]


@transaction.atomic
def _write(publication: Publication, differs: Sequence[str]) -> None:
    publication.replayed_at = clock.now()
    publication.replay_agrees = not differs
    publication.save(update_fields=["replayed_at", "replay_agrees"])
    round_ = publication.round
    audit.record(
        stream=f"round:{round_.public_id}",
        actor=None,
        action="assessments.replay_publications",
        subject=publication.public_id,
        references={"publication": publication.number, "agrees": not differs, "differs": list(differs)},
    )
    if differs:
        record_findings(actor=None, rows=[_finding(publication, part) for part in differs], owner=round_.owner)


def _finding(publication: Publication, part: str) -> FindingRow:
    round_ = publication.round
    return FindingRow(
        rule="publication_differs",
        severity=Severity.HIGH,
        subject=Subject(
            "publication",
            publication.public_id,
            f"{round_.title} ({publication.decision})"[:300],
            reverse("assessments:publications", args=[round_.public_id]),
        ),
        figures={"number": publication.number, "part": part},
        place=sentence(f"publication_part.{part}", language="vi"),
        unit=round_.owner,
        simulated=round_.simulated,
        source=publication.decision,
    )
