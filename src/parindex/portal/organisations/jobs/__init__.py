"""Work on units that takes longer than a page may wait."""

from django_tasks import task

from parindex.portal.organisations.actions.import_units import ImportedUnits, import_units
from parindex.portal.organisations.jobs.unit_files import catalogue_rows
from parindex.portal.platform import jobs


@task()
def load_units(progress_id: int) -> None:
    """Take in the catalogue of units that ships with the rulebooks."""
    with jobs.running(progress_id) as progress:
        imported = load_catalogue()
        progress.finish_with({"added": imported.added, "known": imported.known, "refused": len(imported.refused)})


def load_catalogue() -> ImportedUnits:
    """The same at once, in this thread. Doing it again changes nothing."""
    rows, lineage = catalogue_rows()
    return import_units(actor=None, rows=rows, lineage=lineage, source="rulebooks/units")
