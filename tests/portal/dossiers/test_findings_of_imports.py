"""What is worth a look after an import is a finding with its list, its source and a life of its own."""

from __future__ import annotations

from io import BytesIO

import pytest
from openpyxl import load_workbook
from tests.portal.conftest import Places, SignedIn
from tests.portal.dossiers.conftest import NOW, Imported, dossier, export

from parindex.portal.accounts.models import User
from parindex.portal.dossiers import engine_bridge
from parindex.portal.dossiers.actions.check_import import check_import
from parindex.portal.dossiers.actions.check_printed_statements import check_printed_statements
from parindex.portal.dossiers.actions.run_import import refresh_figures
from parindex.portal.dossiers.actions.undo_import import undo_import
from parindex.portal.dossiers.models import DossierSource
from parindex.portal.dossiers.queries.imports import known_units
from parindex.portal.findings.actions import (
    Cure,
    FindingAnswer,
    FindingRow,
    Subject,
    answer_finding,
    close_cured_findings,
    record_findings,
)
from parindex.portal.findings.engine_bridge import Severity
from parindex.portal.findings.models import Finding
from parindex.portal.platform import clock
from parindex.portal.platform.models import AuditEntry
from parindex.portal.platform.refusals import NotAllowed
from parindex.portal.procedures.actions.keep_printed_counts import keep_printed_counts
from parindex.portal.procedures.engine_bridge import cao_loc

UNDATED = [dossier(1, due=""), dossier(2, due="", done=""), dossier(3, unit="24649", due=""), dossier(4)]


def test_dossiers_without_due_of_several_units_are_one_finding_with_the_list(
    imported: Imported, places: Places, hoa: User, lan: User, signed_in: SignedIn
) -> None:
    batch = imported(UNDATED)
    found = Finding.objects.get(rule__startswith="dossiers_without_due")
    assert (found.rule, found.figures) == ("dossiers_without_due_in_units", {"count": 3, "rows": 4, "units": 2})
    assert (found.unit, found.subject_id, found.source) == (
        places.province, batch.source.public_id, batch.source.title
    )  # fmt: skip
    address = f"/ho-so/nhap/{batch.public_id}/khong-ngay-hen/"
    assert address in signed_in(hoa).get(found.subject_address).content.decode()
    page = signed_in(hoa).get(address).content.decode()
    assert "Xã Nâm Nung" in page and "Xã Đắk Wil" in page and "Tèo" not in page
    book = load_workbook(BytesIO(signed_in(hoa).get(f"{address}?export=xlsx").content))
    codes = {str(row[1]) for row in book.active.iter_rows(values_only=True)}
    assert {"H68.01-261005-0001", "H68.01-261005-0002", "H68.01-261005-0003"} <= codes
    assert "H68.01-261005-0004" not in codes
    assert signed_in(lan).get(address).status_code == 403


def test_it_stays_closed_until_its_figures_change(imported: Imported, hoa: User) -> None:
    batch = imported(UNDATED)
    found = Finding.objects.get(rule="dossiers_without_due_in_units")
    answer_finding(actor=hoa, finding=found, answer=FindingAnswer.EXPLAIN, note="Thủ tục không hẹn ngày")
    with clock.stopped_at(NOW):
        check_import(batch=batch)
    found = Finding.objects.get(pk=found.pk)
    assert found.state == "explained"
    imported([*UNDATED, dossier(5, unit="24649", due="")], name="them.csv")
    found = Finding.objects.get(rule="dossiers_without_due_in_units")
    assert (found.state, found.figures["count"]) == ("open", 4)


def test_a_form_that_does_not_hold_is_one_finding_a_window(
    imported: Imported, places: Places, hoa: User, signed_in: SignedIn
) -> None:
    spring = {"received": "05/05/2026 08:00:00", "done": "07/05/2026 10:00:00"}
    imported([dossier(1, due="", **spring), dossier(2, unit="24649", due="", **spring), dossier(3, **spring)])
    found = Finding.objects.filter(rule="dossiers_form_off").order_by("pk")
    assert found
    for each in found:
        assert (each.severity, each.figures) == ("medium", {"rows": 2, "explained": 2, "without_due": 2}), each.place
        assert each.unit == places.province
        assert signed_in(hoa).get(each.subject_address).status_code == 200
    assert len({each.place for each in found}) == len(found)


def test_a_form_that_holds_and_whole_rollups_are_silent(imported: Imported) -> None:
    imported([dossier(1, received="05/05/2026 08:00:00", due="09/05/2026", done="07/05/2026 10:00:00"), dossier(2)])
    assert not Finding.objects.exists()


def test_a_rollup_that_does_not_hold_the_records_is_a_grave_finding(imported: Imported, source: DossierSource) -> None:
    batch = imported([dossier(1)])
    upload = engine_bridge.new_upload("khong-tong-hop.csv")
    upload.write_bytes(export([dossier(1), dossier(2), dossier(3)]))
    wanted = engine_bridge.Wanted(source.code, upload.name, batch.mapping, known_units(source))
    with clock.stopped_at(NOW):
        engine_bridge.import_export(upload, wanted, progress=lambda _: None, cancelled=lambda: False)
        check_import(batch=batch)
        found = Finding.objects.filter(rule="dossiers_rollup_differs")
        assert {(each.place, each.severity, each.figures["summed"], each.figures["records"]) for each in found} == {
            ("unit_day", "high", 1, 3), ("unit_procedure_month", "high", 1, 3)
        }  # fmt: skip
        refresh_figures()
        assert engine_bridge.rollup_gaps() == {}


def test_what_cao_loc_prints_of_its_procedures_is_found_once(hoa: User) -> None:
    unit, title, source, figures = cao_loc()
    keep_printed_counts(actor=None, owner=None, unit_name=unit, title=title, figures=figures, source_title=source)
    check_printed_statements(actor=hoa)
    about = [each for each in Finding.objects.all() if "109" in str(each.figures) and "121" in str(each.figures)]
    assert [each.subject_kind for each in about] == ["procedure_counts"]
    assert Finding.objects.filter(subject_kind="statement").exists()


def test_a_finding_of_a_printed_statement_closes_when_the_statement_gives_it_no_more(hoa: User) -> None:
    check_printed_statements(actor=hoa)
    printed = Finding.objects.filter(subject_kind="statement")
    stands = printed.first()
    assert stands is not None and set(printed.values_list("state", flat=True)) == {"open"}
    gone = FindingRow(
        stands.rule, Severity.MEDIUM, Subject("statement", stands.subject_id, "Cao Lộc"), {"printed": 1}, "bản in cũ"
    )
    record_findings(actor=None, rows=[gone])
    check_printed_statements(actor=hoa)
    assert printed.get(place="bản in cũ").state == "cured"
    assert set(printed.exclude(place="bản in cũ").values_list("state", flat=True)) == {"open"}


MENDED = [dossier(1), dossier(2, done=""), dossier(3, unit="24649"), dossier(4)]


def of_rule(rule: str) -> Finding:
    return Finding.objects.get(rule=rule)


def acts(finding: Finding) -> list[tuple[str, str]]:
    entries = AuditEntry.objects.filter(stream=f"finding:{finding.public_id}").order_by("pk")
    return [(entry.action, str(entry.references.get("import", ""))) for entry in entries]


def test_a_mended_export_closes_what_it_mends_and_says_by_which_import(
    imported: Imported, hoa: User, signed_in: SignedIn
) -> None:
    imported(UNDATED)
    mended = imported(MENDED, name="da-sua.csv")
    found = of_rule("dossiers_without_due_in_units")
    assert (found.state, found.cured_by, found.answered_by) == ("cured", "da-sua.csv", None)
    assert acts(found) == [("findings.close_cured", mended.public_id)]
    page = signed_in(hoa).get(f"/phat-hien/{found.public_id}/").content.decode()
    assert "Đã hết nguyên nhân" in page and f'href="/ho-so/nhap/{mended.public_id}/"' in page
    log = f"/nhat-ky/?ve=finding:{found.public_id}"
    assert log in page
    told = signed_in(hoa).get(log).content.decode()
    assert "Đóng phát hiện vì đã hết nguyên nhân" in told and "da-sua.csv" in told


def test_an_import_of_a_part_closes_nothing_that_it_did_not_mend(imported: Imported) -> None:
    imported(UNDATED)
    imported([dossier(5), dossier(3, unit="24649")], name="mot-phan.csv")
    found = of_rule("dossiers_without_due_in_units")
    assert (found.state, found.cured_by) == ("open", "")
    # the last two are mended in a file that does not name the others
    imported([dossier(1)], name="tiep.csv")
    assert of_rule("dossiers_without_due_in_units").state == "open"
    imported([dossier(2, done="")], name="het.csv")
    assert of_rule("dossiers_without_due_in_units").cured_by == "het.csv"


def test_what_comes_back_is_open_again(imported: Imported) -> None:
    imported(UNDATED)
    imported(MENDED, name="da-sua.csv")
    again = [*UNDATED, dossier(9)]
    imported(again, name="lai-sai.csv")
    found = of_rule("dossiers_without_due_in_units")
    assert (found.state, found.cured_by, found.cured_at) == ("open", "", None)
    assert [action for action, _ in acts(found)] == ["findings.close_cured", "findings.come_back"]


def test_undoing_the_import_that_mended_opens_it_and_undoing_the_faulty_one_closes_it(
    imported: Imported, hoa: User
) -> None:
    faulty = imported(UNDATED)
    mended = imported(MENDED, name="da-sua.csv")
    with clock.stopped_at(NOW):
        undo_import(actor=hoa, batch=mended, reason="Nạp nhầm tệp")
        found = of_rule("dossiers_without_due_in_units")
        assert found.state == "open"
        assert acts(found)[-1] == ("findings.come_back", mended.public_id)
        undo_import(actor=hoa, batch=faulty, reason="Nạp nhầm tệp")
    found = of_rule("dossiers_without_due_in_units")
    assert (found.state, found.cured_by) == ("cured", faulty.file_name)


def test_what_a_person_closed_stays_as_he_left_it(imported: Imported, hoa: User) -> None:
    imported(UNDATED)
    found = of_rule("dossiers_without_due_in_units")
    answer_finding(actor=hoa, finding=found, answer=FindingAnswer.EXPLAIN, note="Thủ tục không hẹn ngày")
    imported(MENDED, name="da-sua.csv")
    found = of_rule("dossiers_without_due_in_units")
    assert (found.state, found.note) == ("explained", "Thủ tục không hẹn ngày")


def test_a_form_that_holds_again_is_closed_and_other_subjects_are_left(imported: Imported, places: Places) -> None:
    spring = {"received": "05/05/2026 08:00:00", "done": "07/05/2026 10:00:00"}
    imported([dossier(1, due="", **spring), dossier(3, **spring)])
    elsewhere = FindingRow("dossiers_fell", Severity.MEDIUM, Subject("dossiers", "khac", "Nơi khác"), {"now": 1})
    record_findings(actor=None, rows=[elsewhere])
    assert Finding.objects.filter(rule="dossiers_form_off", state="open").exists()
    imported([dossier(1, due="09/05/2026", **spring)], name="da-sua.csv")
    assert {each.state for each in Finding.objects.filter(rule="dossiers_form_off")} == {"cured"}
    assert Finding.objects.get(subject_id="khac").state == "open"


def test_only_who_runs_rounds_or_the_system_settles(imported: Imported, places: Places, lan: User) -> None:
    imported(UNDATED)
    cure = Cure("x", "x", "")
    with pytest.raises(NotAllowed):
        close_cured_findings(actor=lan, looked_at=Finding.objects.all(), standing=(), cure=cure, owner=places.province)
    assert of_rule("dossiers_without_due_in_units").state == "open"
