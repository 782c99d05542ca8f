"""From the record to the criterion and back: figures become facts, fill sheets, lead back to their rows."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from threading import Thread

import pytest
from django.urls import reverse
from tests.portal.conftest import Places, SignedIn
from tests.portal.dossiers.conftest import NOW, WINDOW, Imported, dossier, export
from tests.portal.self_assessment.conftest import SET

from parindex.lake.asked import bring_up_to_date
from parindex.lake.rollups import Policy
from parindex.portal.accounts.models import User
from parindex.portal.assessments.actions import (
    StageTimes,
    TakingPart,
    open_round,
    save_self_assessment_inputs,
    set_calendar,
)
from parindex.portal.assessments.actions.take_in_known_figures import take_in_known_figures
from parindex.portal.assessments.models import Round, RoundStage, Score
from parindex.portal.assessments.queries.figures import compiled_for
from parindex.portal.assessments.queries.known_figures import known_figures
from parindex.portal.criteria.actions import import_criteria_set, issue_criteria_set
from parindex.portal.dossiers import engine_bridge
from parindex.portal.dossiers.actions.record_dossier_figures import record_dossier_figures
from parindex.portal.dossiers.actions.undo_import import undo_import
from parindex.portal.dossiers.engine_bridge import View, Window, dashboard, reports
from parindex.portal.dossiers.engine_bridge.dashboard import Part
from parindex.portal.dossiers.models import FOR_REPORTS, DossierSource, FigureFact, ImportBatch
from parindex.portal.dossiers.queries.imports import known_units
from parindex.portal.dossiers.tables.overdue import record_address
from parindex.portal.facts.models import Fact
from parindex.portal.organisations.models import OrgUnit
from parindex.portal.platform import clock
from parindex.portal.platform.models import AuditEntry, JobProgress
from parindex.portal.platform.refusals import ActionRefused, NotAllowed
from parindex.portal.platform.worker import run_waiting
from parindex.portal.reports.labels import fact_lines
from parindex.portal.reports.queries import facts_for

ON_TIME = "dossiers.resolved_on_time"
LINES = [
    dossier(1),
    dossier(2, done="12/10/2026 16:00:00"),
    dossier(3, done="20/10/2026 16:00:00"),
    dossier(4, done=""),
    dossier(5, unit="24649"),
]


def fact_of(unit: OrgUnit, code: str = ON_TIME) -> Fact:
    return Fact.objects.select_related("current").get(indicator__code=code, unit=unit, scope_key="")


def record(places: Places, hoa: User | None) -> None:
    with clock.stopped_at(NOW):
        record_dossier_figures(actor=hoa, owner=places.province, year=2026, window=Window(*WINDOW))


def test_a_figure_is_recorded_with_its_two_numbers_and_version(imported: Imported, places: Places, hoa: User) -> None:
    batch = imported(LINES)
    record(places, hoa)
    version = fact_of(places.nam_nung).current
    assert version is not None
    assert (version.numerator, version.denominator, version.status) == (Decimal(2), Decimal(3), "computed")
    assert version.as_of == WINDOW[1] and version.leads_back
    figure = FigureFact.objects.get(version=version)
    assert (figure.batch, figure.store_version, figure.view) == (batch, batch.version_after, "received")
    assert fact_of(places.nam_nung, "dossiers.handled").current.value == Decimal(4)  # type: ignore[union-attr]
    assert {pin.version for pin in engine_bridge.lake().pins()} == {batch.version_after}
    assert AuditEntry.objects.filter(action="dossiers.record_dossier_figures").count() == 1
    decided = Fact.objects.filter(indicator__code=ON_TIME, unit=places.nam_nung).exclude(scope_key="")
    assert [fact.scope for fact in decided] == [{"view": "decided"}]


def test_recorded_again_only_what_changed_is_new(imported: Imported, places: Places, hoa: User) -> None:
    imported(LINES)
    record(places, hoa)
    before = FigureFact.objects.count()
    record(places, hoa)
    assert FigureFact.objects.count() == before
    imported([*LINES, dossier(6)], name="them.csv")
    record(places, hoa)
    current = fact_of(places.nam_nung).current
    assert current is not None and (current.numerator, current.denominator) == (Decimal(3), Decimal(4))
    other = fact_of(places.dak_wil).current
    assert other is not None and other.number == 1


def test_refused_to_others_and_without_records(
    imported: Imported, places: Places, hoa: User, lan: User, quan: User, phu: User
) -> None:
    window = Window(*WINDOW)
    with pytest.raises(ActionRefused) as refused:
        record(places, hoa)
    assert refused.value.code == "dossiers.store_empty"
    imported(LINES)
    for person in (lan, quan, phu):
        with pytest.raises(NotAllowed):
            record(places, person)
    with clock.stopped_at(NOW), pytest.raises(ActionRefused) as refused:
        record_dossier_figures(actor=hoa, owner=places.province, year=2029, window=window)
    assert refused.value.code == "dossiers.window_off_year"
    assert not Fact.objects.filter(indicator__code=ON_TIME).exists()


def test_the_way_back_to_the_rows_outlives_an_undo(
    imported: Imported, places: Places, hoa: User, lan: User, quan: User, signed_in: SignedIn
) -> None:
    batch = imported(LINES)
    record(places, hoa)
    figure = FigureFact.objects.get(version=fact_of(places.nam_nung).current)
    undo_import(actor=hoa, batch=batch, reason="nhầm")
    page = signed_in(lan).get(f"/ho-so/so-lieu/{figure.public_id}/").content.decode()
    assert "Số này từ đâu" in page and "H68.01-261005-0001" in page and "H68.01-261005-0005" not in page
    assert record_address(batch.source.code, "H68.01-261005-0001") in page and "dòng bị loại" in page
    assert "Tèo" not in page and "0912345678" not in page
    late = signed_in(lan).get(f"/ho-so/so-lieu/{figure.public_id}/?kq=late").content.decode()
    assert "H68.01-261005-0003" in late and "H68.01-261005-0001" not in late
    assert signed_in(quan).get(f"/ho-so/so-lieu/{figure.public_id}/").status_code == 403
    listed = signed_in(hoa).get("/ho-so/so-lieu/?nam=2026").content.decode()
    assert "2/3" in listed and "66,67 %" in listed


def test_what_an_import_writes_meanwhile_is_neither_counted_nor_pinned(
    imported: Imported, places: Places, hoa: User, source: DossierSource, tmp_path: Path
) -> None:
    """The moment between the rows of an import and its roll-ups: the version is newer than what the roll-ups tell."""
    imported(LINES)
    export_of = tmp_path / "giua-chung.csv"
    export_of.write_bytes(export([*LINES, dossier(6), dossier(7)]))
    columns = dict(ImportBatch.objects.get().mapping)
    wanted = engine_bridge.Wanted(source.code, export_of.name, columns, known_units(source))
    with clock.stopped_at(NOW):
        engine_bridge.import_export(export_of, wanted, progress=lambda _: None, cancelled=lambda: False)
    record(places, hoa)
    figure = FigureFact.objects.get(version=fact_of(places.nam_nung).current)
    behind = engine_bridge.records_behind(
        figure.store_version, unit="24703", view=engine_bridge.View.RECEIVED, window=Window(*WINDOW), outcome=None,
        first=0, limit=50,
    )  # fmt: skip
    assert {name.value: number for name, number in behind.counts.items()}.items() <= figure.counts.items()


def test_recording_while_imports_write(imported: Imported, places: Places, hoa: User, source: DossierSource) -> None:
    """Imports in another thread, figures in this one: of every fact, the pinned version holds just its counts."""
    imported(LINES)
    store, columns, units = engine_bridge.lake(), dict(ImportBatch.objects.get().mapping), known_units(source)
    upload = engine_bridge.new_upload("lien-tuc.csv")

    def keep_importing() -> None:
        for number in range(11, 19):
            upload.write_bytes(export([*LINES, *(dossier(each) for each in range(10, number))]))
            wanted = engine_bridge.Wanted(source.code, upload.name, columns, units)
            engine_bridge.import_export(upload, wanted, progress=lambda _: None, cancelled=lambda: False)
            bring_up_to_date(store, policy=Policy(precedence=(source.code,)))

    writer = Thread(target=keep_importing)
    with clock.stopped_at(NOW):
        writer.start()
        while writer.is_alive():
            record(places, hoa)
        writer.join()
        record(places, hoa)
    versions = set()
    for figure in FigureFact.objects.filter(version__fact__unit=places.nam_nung, view="received"):
        behind = engine_bridge.records_behind(
            figure.store_version, unit="24703", view=engine_bridge.View.RECEIVED, window=Window(*WINDOW), outcome=None,
            first=0, limit=1,
        )  # fmt: skip
        assert {name.value: number for name, number in behind.counts.items()}.items() <= figure.counts.items()
        versions.add(figure.store_version)
    assert len(versions) > 2


def test_rows_of_a_figure_agree_with_its_counts(imported: Imported, places: Places, hoa: User) -> None:
    imported(LINES)
    record(places, hoa)
    figure = FigureFact.objects.get(version=fact_of(places.nam_nung).current)
    behind = engine_bridge.records_behind(
        figure.store_version, unit="24703", view=engine_bridge.View.RECEIVED, window=Window(*WINDOW), outcome=None,
        first=0, limit=50,
    )  # fmt: skip
    for name, number in behind.counts.items():
        assert number == figure.counts[name.value], name


@pytest.fixture
def round_(places: Places) -> Round:
    """A round whose criterion of dossiers is measured by facts."""
    content = SET.replace("thu_ho_so_dung_han", ON_TIME).encode()
    version = import_criteria_set(actor=None, content=content, source="tests")
    issue_criteria_set(actor=None, version=version)
    units = [TakingPart(unit) for unit in (places.nam_nung, places.dak_wil)]
    opened = open_round(
        actor=None, title="CCHC 2026", owner=places.province, set_version=version, year=2026, units=units
    )
    start, end = (datetime(2026, 11, day, tzinfo=clock.VIETNAM) for day in (10, 25))
    set_calendar(actor=None, round_=opened, stages=[StageTimes(RoundStage.SELF_ASSESSMENT, start, end)])
    return opened


def test_an_open_sheet_is_filled_and_cannot_be_overtyped(
    imported: Imported, places: Places, hoa: User, lan: User, round_: Round, signed_in: SignedIn
) -> None:
    imported(LINES)
    record(places, hoa)
    member = round_.units.get(unit=places.nam_nung)
    with clock.stopped_at(NOW):
        assert take_in_known_figures(year=2026, indicators=[ON_TIME]) == 2
        assert take_in_known_figures(year=2026, indicators=[ON_TIME]) == 0
        score = Score.objects.get(entry__round_unit=member, entry__leaf__code="HS-HAN")
        assert score.points == Decimal("1.333333333") and score.saved_by is None
        assert score.fact_versions == {"on_time": fact_of(places.nam_nung).current_id}
        save_self_assessment_inputs(
            actor=lan, round_unit=member, leaf="HS-HAN", texts={"x-on_time-tu": "3", "x-on_time-mau": "3"}
        )
        score.refresh_from_db()
        assert score.points == Decimal("1.333333333")
        sheet = reverse("assessments:sheet", args=[round_.public_id, places.nam_nung.public_id])
        page = signed_in(lan).get(f"{sheet}?dong=2.1").content.decode()
        figure = FigureFact.objects.get(version=fact_of(places.nam_nung).current)
        assert f"/ho-so/so-lieu/{figure.public_id}/" in page and "Số này từ đâu" in page


def test_a_sheet_whose_stage_is_closed_keeps_its_figures(
    imported: Imported, places: Places, hoa: User, round_: Round
) -> None:
    imported(LINES)
    record(places, hoa)
    with clock.stopped_at(datetime(2026, 12, 1, tzinfo=clock.VIETNAM)):
        assert take_in_known_figures(year=2026, indicators=[ON_TIME]) == 0
    assert not Score.objects.exists()


OCTOBER = Window(date(2026, 10, 1), date(2026, 10, 31))
QUARTER = Window(date(2026, 7, 1), date(2026, 9, 30))
DECEMBER = Window(date(2026, 12, 1), date(2026, 12, 31))


def for_reports(places: Places, actor: User | None, window: Window, on: datetime = NOW) -> None:
    with clock.stopped_at(on):
        record_dossier_figures(actor=actor, owner=places.province, year=None, window=window)


def test_figures_of_a_month_and_a_quarter_stand_beside_the_years(
    imported: Imported, places: Places, hoa: User, signed_in: SignedIn
) -> None:
    imported(LINES)
    record(places, hoa)
    of_year = fact_of(places.nam_nung).current
    for_reports(places, hoa, OCTOBER)
    for_reports(places, hoa, QUARTER)
    imported([*LINES, dossier(6)], name="them.csv")
    for_reports(places, hoa, OCTOBER)
    mine = Fact.objects.filter(indicator__code=ON_TIME, unit=places.nam_nung).exclude(scope__has_key="view")
    kept = {(fact.period_from, fact.period_to): fact for fact in mine.select_related("current")}
    october = kept[OCTOBER.first, OCTOBER.last]
    assert set(kept) == {(date(2026, 1, 1), date(2026, 12, 31)), (OCTOBER.first, OCTOBER.last)}  # none in the quarter
    assert october.scope == {"counted_for": "report"} and october.versions.count() == 2
    assert fact_of(places.nam_nung).current == of_year  # recorded anew for October, the year's stays
    entry = AuditEntry.objects.filter(action="dossiers.record_dossier_figures").latest("pk")
    assert entry.references["counted_for"] == "report" and "year" not in entry.references
    browser = signed_in(hoa)
    page = browser.get("/ho-so/so-lieu/?ky=2026-10-01_2026-10-31").content.decode()
    assert "Số liệu hồ sơ cho báo cáo: Tháng 10/2026 (01/10/2026 – 31/10/2026)" in page and "3/4" in page
    assert "2/3" not in page
    figure = FigureFact.objects.get(version=october.current)
    assert "báo cáo của kỳ này" in browser.get(f"/ho-so/so-lieu/{figure.public_id}/").content.decode()


def test_figures_for_reports_are_refused_to_others_and_before_the_window_is_over(
    imported: Imported, places: Places, hoa: User, lan: User, signed_in: SignedIn
) -> None:
    imported(LINES)
    with pytest.raises(NotAllowed):
        for_reports(places, lan, OCTOBER)
    with pytest.raises(ActionRefused) as refused:
        for_reports(places, hoa, DECEMBER)
    assert refused.value.code == "dossiers.window_not_over"
    assert not Fact.objects.exists()
    with clock.stopped_at(NOW):
        page = signed_in(hoa).get("/ho-so/so-lieu/").content.decode()
    assert '<option value="thang-2026-10">' in page and "thang-2026-11" not in page and "nam-2026" not in page


@pytest.mark.django_db(transaction=True)
def test_the_page_records_a_month_for_reports(
    imported: Imported, places: Places, hoa: User, signed_in: SignedIn
) -> None:
    imported(LINES)
    given = {"owner": places.province.public_id, "window": "thang-2026-10"}
    with clock.stopped_at(NOW):
        answer = signed_in(hoa).post("/ho-so/so-lieu/", given)
        wrong = signed_in(hoa).post("/ho-so/so-lieu/", given | {"window": "thang-2026-12"})
        run_waiting()
    assert answer.status_code == 302 and wrong.status_code == 422
    assert Fact.objects.filter(period_from=OCTOBER.first, period_to=OCTOBER.last, indicator__code=ON_TIME).exists()
    job = JobProgress.objects.get(kind="dossiers.job_figures")
    assert job.result_address == "/ho-so/so-lieu/?ky=2026-10-01_2026-10-31"


def test_a_criterion_takes_the_years_figure_whatever_windows_were_recorded(
    imported: Imported, places: Places, hoa: User, lan: User, round_: Round
) -> None:
    """December ends with the year and begins after it: the row that would win by its days alone."""
    december = {"received": "05/12/2026 08:00:00", "due": "09/12/2026 16:30:00", "done": "08/12/2026 16:00:00"}
    imported([*LINES, dossier(7, **december)])
    later = datetime(2027, 1, 5, tzinfo=clock.VIETNAM)
    for window in (DECEMBER, OCTOBER):
        for_reports(places, hoa, window, later)
    member = round_.units.get(unit=places.nam_nung)
    ready = compiled_for(round_, member.group.set_group)
    assert not known_figures(member, ready)  # only windows are known: the criterion is asked
    record(places, hoa)
    for_reports(places, hoa, DECEMBER, later)
    known = known_figures(member, ready)["HS-HAN"]["on_time"]
    assert known.version == fact_of(places.nam_nung).current


MIXED = [
    dossier(1, received="10/09/2026 08:00:00", due="30/10/2026 17:00:00"),
    dossier(2, done="12/10/2026 16:00:00"),
    dossier(3, done="20/10/2026 16:00:00"),
    dossier(4, done="", due="30/11/2026 17:00:00"),
    dossier(5, done=""),
    dossier(6, status="Rút hồ sơ"),
    dossier(7),
    (*dossier(8)[:3], "Trực tuyến", *dossier(8)[4:]),
    dossier(9, due=""),
    dossier(10, due="", done=""),
]
"""Carried over; early, on the day, late; pending within time and overdue; withdrawn; online; without due date."""


def test_figures_for_reports_are_the_columns_of_form_06a_under_its_names_and_those_of_the_dashboard(
    imported: Imported, places: Places, hoa: User, lan: User, signed_in: SignedIn
) -> None:
    imported(MIXED)
    for_reports(places, hoa, OCTOBER)
    facts = Fact.objects.filter(unit=places.nam_nung, scope=FOR_REPORTS).select_related("indicator", "current")
    known = {fact.indicator.title: fact.current.value for fact in facts if fact.current is not None}
    part = Part(View.RECEIVED, ("24703",))
    shown = dashboard.whole(part, OCTOBER)
    row = reports.line_of("", reports.by_place(part, OCTOBER, engine_bridge.store_version())["24703"])
    titles = [
        "Tổng số tiếp nhận, gồm cả kỳ trước chuyển sang, cột 3 biểu II.06a",
        "Tiếp nhận mới trong kỳ: trực tuyến, cột 4 biểu II.06a",
        "Tiếp nhận mới trong kỳ: trực tiếp và bưu chính công ích, cột 5 biểu II.06a",
        "Kỳ trước chuyển sang, cột 6 biểu II.06a",
        "Đã giải quyết, tổng số, cột 7 biểu II.06a",
        "Đã giải quyết trước hạn, cột 8 biểu II.06a",
        "Đã giải quyết đúng hạn, cột 9 biểu II.06a",
        "Đã giải quyết quá hạn, cột 10 biểu II.06a",
        "Đang giải quyết, tổng số, cột 11 biểu II.06a",
        "Đang giải quyết, trong hạn, cột 12 biểu II.06a",
        "Đang giải quyết, quá hạn, cột 13 biểu II.06a",
    ]
    assert tuple(known[title] for title in titles) == row.counts == (10, 1, 8, 1, 7, 3, 2, 1, 3, 1, 1)
    assert known["Tiếp nhận mới trong kỳ, cột 4 và 5 biểu II.06a"] == shown.received_new == 9
    assert known["Đã giải quyết, tổng số, cột 7 biểu II.06a"] == shown.resolved + shown.withdrawn
    for count in ("resolved_without_due", "pending_without_due", "withdrawn"):
        fact = facts.get(indicator__code=f"dossiers.form_06a.{count}").current
        assert fact is not None and fact.value == getattr(shown, count) == 1
    share = facts.get(indicator__code=ON_TIME).current
    assert share is not None
    assert (share.numerator, share.denominator) == (Decimal(shown.early + shown.on_time), Decimal(shown.resolved))
    assert not {title for title in known if "giải quyết trong kỳ" in title or "theo Hệ thống" in title}
    within = FigureFact.objects.get(version=facts.get(indicator__code="dossiers.form_06a.pending_within").current)
    page = signed_in(lan).get(f"/ho-so/so-lieu/{within.public_id}/").content.decode()
    assert "Trừ đi" in page and "Đang giải quyết, trong hạn, cột 12 biểu II.06a" in page


def test_the_plain_figures_are_found_by_words_without_accents_in_the_order_of_the_form(
    imported: Imported, places: Places, hoa: User
) -> None:
    imported(MIXED)
    for_reports(places, hoa, OCTOBER)
    days = (OCTOBER.first, OCTOBER.last)
    found = [fact.indicator.code for fact in facts_for(places.nam_nung, text="giai quyet", days=days)]
    assert found[:3] == [f"dossiers.form_06a.{each}" for each in ("resolved", "early", "on_time")]
    first = facts_for(places.nam_nung, days=days)[:11]
    assert [fact.indicator.code.rpartition(".")[2] for fact in first] == [
        "received", "received_new", "received_online", "received_direct_post", "carried_over", "resolved", "early",
        "on_time", "late", "pending", "pending_within",
    ]  # fmt: skip
    told = [line.title + line.source for line in fact_lines(list(facts_for(places.nam_nung, days=days)))]
    assert told and not [line for line in told if "report" in line]
