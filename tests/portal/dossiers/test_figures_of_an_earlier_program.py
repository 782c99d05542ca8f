"""The stored sums were written by an earlier version of the program: pages answer, and the sums are made anew."""

from __future__ import annotations

from deltalake import CommitProperties, DeltaTable, write_deltalake
from django.urls import reverse
from tests.portal.conftest import SignedIn
from tests.portal.dossiers.conftest import Imported, dossier

from parindex.lake.movements import CUBES, Measure
from parindex.lake.rollups import commit_of
from parindex.portal.accounts.models import User
from parindex.portal.dossiers import engine_bridge
from parindex.portal.dossiers.actions.bring_figures_up_to_date import bring_figures_up_to_date
from parindex.portal.dossiers.engine_bridge.store import rollup_root
from parindex.portal.site import schedule


def written_by_an_earlier_program() -> None:
    """Take the youngest measure out of the stored sums."""
    for cube in CUBES:
        place = f"{rollup_root()}/{cube.name}"
        told = commit_of(DeltaTable(place))
        earlier = {"parindex.summed_of": told["parindex.summed_of"], "parindex.definition": "earlier"}
        write_deltalake(
            place,
            DeltaTable(place).to_pyarrow_table().drop_columns([Measure.WAITING_PAST_DUE.value]),
            mode="overwrite",
            schema_mode="overwrite",
            commit_properties=CommitProperties(custom_metadata=earlier),
        )


def test_the_page_answers_and_the_sums_are_made_anew(imported: Imported, hoa: User, signed_in: SignedIn) -> None:
    imported([dossier(number) for number in range(1, 4)], name="ho-so.csv")
    assert engine_bridge.is_rolled_up()
    assert not bring_figures_up_to_date()
    written_by_an_earlier_program()
    browser, page = signed_in(hoa), reverse("dossiers:dashboard")
    assert browser.get(page).status_code == 200
    assert engine_bridge.rollup() is None
    assert bring_figures_up_to_date()
    assert engine_bridge.is_rolled_up() and engine_bridge.rollup() is not None
    assert browser.get(page).status_code == 200


def test_an_import_at_work_sums_by_itself(imported: Imported) -> None:
    imported([dossier(1)], name="ho-so.csv")
    written_by_an_earlier_program()
    with engine_bridge.one_import_at_a_time():
        assert not bring_figures_up_to_date()
    assert bring_figures_up_to_date()


def test_nothing_is_summed_before_the_first_import(imported: Imported) -> None:
    assert not bring_figures_up_to_date()


def test_it_is_looked_at_every_minute() -> None:
    assert "bring_figures_up_to_date" in [each.name for each in schedule.TIMED]
