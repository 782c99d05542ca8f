"""An export without fields: they are taken from the catalogue of procedures, and the report says how many."""

from __future__ import annotations

from tests.portal.conftest import Places, SignedIn
from tests.portal.dossiers.conftest import HEAD, NOW, Imported, dossier, export
from tests.portal.procedures.conftest import BIRTH, TODAY, take_in

from parindex.portal.accounts.models import User
from parindex.portal.dossiers.actions.confirm_columns import confirm_columns
from parindex.portal.dossiers.actions.run_import import run_import
from parindex.portal.dossiers.actions.take_in_export import take_in_export
from parindex.portal.dossiers.engine_bridge import dashboard
from parindex.portal.dossiers.models import DossierSource
from parindex.portal.dossiers.queries.fields import fields_in_force
from parindex.portal.platform import clock


def test_rows_without_a_field_take_that_of_the_catalogue(
    source: DossierSource, places: Places, hoa: User, signed_in: SignedIn
) -> None:
    with clock.stopped_at(TODAY):
        take_in(signed_in, hoa, places, BIRTH)
    early = dossier(4, received="05/01/2026 08:00:00", due="12/01/2026 17:00:00", done="09/01/2026 10:00:00")
    lines = [(*dossier(1), ""), (*dossier(2), "Hộ tịch"), (*dossier(3), "Đất đai"), (*early, "")]
    with clock.stopped_at(NOW):
        assert set(fields_in_force(source.owner)) == set(fields_in_force(places.nam_nung)) == {"1.001193"}
        batch = take_in_export(actor=hoa, source=source, name="a.csv", content=[export(lines, (*HEAD, "Lĩnh vực"))])
        batch = confirm_columns(actor=hoa, batch=batch, columns={row[0]: row[1] for row in batch.proposal if row[1]})
        batch = run_import(actor=hoa, batch=batch)
        # the fourth was received before the catalogue held the procedure
        assert (batch.good, batch.fields_filled, batch.fields_differing) == (4, 1, 1)
        page = signed_in(hoa).get(f"/ho-so/nhap/{batch.public_id}/").content.decode()
    assert "1 dòng không ghi lĩnh vực" in page and "1 dòng ghi lĩnh vực khác danh mục" in page
    assert dashboard.procedures_of_fields().keys() == {"HO-TICH", "Hộ tịch", "Đất đai"}


def test_without_a_catalogue_nothing_is_said(imported: Imported, hoa: User, signed_in: SignedIn) -> None:
    batch = imported([dossier(1)])
    assert (batch.fields_filled, batch.fields_differing) == (0, 0)
    assert "không ghi lĩnh vực" not in signed_in(hoa).get(f"/ho-so/nhap/{batch.public_id}/").content.decode()
