"""Keep what a file says: its text in pieces, and what it cites; or why it has none."""

from __future__ import annotations

from django.db import transaction

from parindex.portal.accounts.models import User
from parindex.portal.documents import permissions
from parindex.portal.documents.engine_bridge import texts
from parindex.portal.documents.models import CheckedFile, CitedDocument, DocumentFile, FileReading, TextPassage
from parindex.portal.organisations.models import OrgUnit
from parindex.portal.platform import audit, clock, files
from parindex.portal.platform.models import StoredFile
from parindex.portal.platform.refusals import ActionRefused


def read_file(*, stored: StoredFile, again: bool = False) -> FileReading:
    """Read a kept file and keep its text; one that this edition has read is read again only when asked.

    Called from jobs: the reading takes its time outside any transaction. A file without a text keeps the reason;
    nothing is raised for it.
    """
    known = FileReading.objects.filter(stored=stored).first()
    if known is not None and known.edition == texts.EDITION and not again:
        return known
    checked = CheckedFile.objects.filter(stored=stored).first()
    name = DocumentFile.objects.filter(stored=stored).values_list("name", flat=True).first() or ""
    kind = checked.kind if checked is not None else texts.kind_of(stored.media_type)
    try:
        found: texts.FileText | ActionRefused = texts.read_text(files.read(stored), name=name, kind=kind)
    except ActionRefused as refused:
        found = refused
    except (OSError, ValueError):  # no bytes there any more, or others than were kept: the file, not the catalogue
        found = ActionRefused("documents.text_file_gone", {"name": name})
    return keep_text(stored=stored, found=found)


@transaction.atomic
def keep_text(*, stored: StoredFile, found: texts.FileText | ActionRefused) -> FileReading:
    """Write the reading in place of an older one."""
    StoredFile.objects.select_for_update(no_key=True).get(pk=stored.pk)
    FileReading.objects.filter(stored=stored).delete()
    reading = FileReading(stored=stored, edition=texts.EDITION, read_at=clock.now(), state=FileReading.State.READ)
    if isinstance(found, ActionRefused):
        reading.state = FileReading.State.NOT_READ
        reading.problem_code = found.code
        reading.problem_values = {name: str(value) for name, value in found.values.items()}
        reading.save()
        return reading
    reading.pages, reading.passages = found.pages, len(found.pieces)
    reading.save()
    TextPassage.objects.bulk_create(
        (
            TextPassage(
                reading=reading,
                position=at,
                page=each.page,
                line=each.line,
                text=_kept(each.text),
                searched=each.searched,
            )
            for at, each in enumerate(found.pieces)
        ),
        batch_size=500,
    )
    CitedDocument.objects.bulk_create(
        (_cited(reading, at, each) for at, each in enumerate(found.citations)), batch_size=500
    )
    return reading


@transaction.atomic
def read_catalogue(*, actor: User, unit: OrgUnit, again: bool) -> None:
    """Somebody has the catalogue read: the right for it is asked, and who did so is written down; a job reads.

    ``again``: also what was read before. Raises ``NotAllowed``.
    """
    permissions.may_read_catalogue(actor, unit).or_refuse()
    audit.record(
        stream=f"unit:{unit.public_id}",
        actor=actor,
        action="documents.read_catalogue",
        subject=unit.public_id,
        references={"again": again},
    )


def _cited(reading: FileReading, at: int, cited: texts.Cited) -> CitedDocument:
    said = cited.said
    return CitedDocument(
        reading=reading,
        position=at,
        relation=said.relation.value,
        within=cited.within,
        type=(said.type or "")[:60],
        number=(said.number or "")[:80],
        sign_key=cited.sign_key,
        issued_on=cited.issued_on,
        year=said.date.year if said.date else None,
        month=said.date.month if said.date else None,
        issuer=_kept(said.issuer.printed)[:300] if said.issuer else "",
        body_key=cited.body_key,
        title=_kept(said.title or ""),
        missing=list(said.missing),
        standing=said.standing.value,
        replaced_by=list(said.replaced_by),
        page=said.passage.page,
        line=said.passage.line,
        passage=_kept(said.passage.text),
    )


def _kept(text: str) -> str:
    """Without NUL, which PostgreSQL refuses; some PDFs have it where a sign stands for no letter."""
    return text.replace("\x00", "")
