"""A draft on last year's figures: the same set changes nothing, another band does, and nothing is saved."""

from decimal import Decimal

import pytest
from django.urls import reverse
from tests.portal.assessments.conftest import Years
from tests.portal.conftest import Places, SignedIn

from parindex.engine.composite.years import NotCarried, NotCarriedLeaf
from parindex.portal.accounts.models import User
from parindex.portal.assessments.engine_bridge import draft_trials as bridge
from parindex.portal.assessments.models import UnitResult
from parindex.portal.assessments.queries import draft_trials
from parindex.portal.assessments.queries.draft_trials import rounds_to_try, tables_from_bytes, tables_to_bytes, trial_of
from parindex.portal.assessments.views import draft_trial as view
from parindex.portal.criteria.actions import copy_last_years_set, edit_node, remove_node
from parindex.portal.criteria.engine_bridge.draft_tree import find_node, own_part
from parindex.portal.criteria.models import CriteriaSetDraft
from parindex.portal.criteria.queries.drafts import view_of
from parindex.portal.platform import worker
from parindex.portal.platform.models import AuditEntry, JobProgress, StoredFile


def drafted(hoa: User, places: Places, years: Years) -> CriteriaSetDraft:
    return copy_last_years_set(actor=hoa, base=years.now.set_version, owner=places.province)


def test_an_unchanged_copy_gives_the_same_results(hoa: User, places: Places, years: Years) -> None:
    draft = drafted(hoa, places, years)
    assert rounds_to_try(hoa, draft) == [years.now]
    document = view_of(draft).judged.document
    assert document is not None
    (table,) = trial_of(years.now, document)
    results = {
        row.round_unit_id: row
        for row in UnitResult.objects.filter(round_unit__round=years.now, version=years.now.result_version)
        if row.rank is not None
    }
    assert {row.tried.unit for row in table.rows} == set(results)
    assert table.trial.carried == 90 and not table.trial.not_carried
    for row in table.rows:
        assert (row.tried.change, row.tried.places) == (Decimal(0), 0)
        assert row.tried.rank_after == results[row.tried.unit].rank
        assert row.tried.points_after == results[row.tried.unit].points


def test_a_changed_rule_shows_its_effect_and_a_new_leaf_is_left_out(
    signed_in: SignedIn, hoa: User, places: Places, years: Years
) -> None:
    draft = drafted(hoa, places, years)
    place = find_node(draft.content, "SK-CONGNHAN")
    assert place is not None
    part = own_part(place.node)
    part["rule"]["bands"] = [{"at_least": "0", "points": "1.5"}]
    draft = edit_node(actor=hoa, draft=draft, row_version=1, code="SK-CONGNHAN", part=part)
    entries = AuditEntry.objects.count()
    document = view_of(draft).judged.document
    assert document is not None
    (table,) = trial_of(years.now, document)
    assert all(row.tried.points_after is not None for row in table.rows)
    assert any((row.tried.change or 0) > 0 for row in table.rows) and (table.mean_change or 0) > 0
    page = signed_in(hoa).get(reverse("assessments:draft_trial", args=[draft.public_id])).content.decode()
    assert "Xã Nâm Nung" in page and "Điểm thay đổi bình quân" in page
    assert AuditEntry.objects.count() == entries


def test_a_draft_with_errors_is_not_tried(signed_in: SignedIn, hoa: User, places: Places, years: Years) -> None:
    draft = drafted(hoa, places, years)
    remove_node(actor=hoa, draft=draft, row_version=1, code="SK-CONGNHAN")
    page = signed_in(hoa).get(reverse("assessments:draft_trial", args=[draft.public_id])).content.decode()
    assert "sửa hết rồi chạy thử" in page and "Xã Nâm Nung" not in page


def test_the_trial_takes_few_queries(
    signed_in: SignedIn, hoa: User, places: Places, years: Years, django_assert_max_num_queries: object
) -> None:
    draft, client = drafted(hoa, places, years), signed_in(hoa)
    with django_assert_max_num_queries(18):  # type: ignore[operator]
        assert client.get(reverse("assessments:draft_trial", args=[draft.public_id])).status_code == 200


def test_a_kept_trial_reads_back_the_same(hoa: User, places: Places, years: Years) -> None:
    draft = drafted(hoa, places, years)
    place = find_node(draft.content, "SK-CONGNHAN")
    assert place is not None
    draft = edit_node(actor=hoa, draft=draft, row_version=1, code="SK-CONGNHAN", part=own_part(place.node))
    document = view_of(draft).judged.document
    assert document is not None
    tables = trial_of(years.now, document)
    assert tables_from_bytes(years.now, tables_to_bytes(tables)) == tables
    line = NotCarriedLeaf("X", next(iter(NotCarried)), ("a", "b"))
    trial = bridge.GroupTrial((bridge.TriedUnit(1, Decimal("1.5"), None, None, None, None, None),), 3, ((line, 2),))
    assert bridge.trial_from_json(bridge.trial_to_json(trial)) == trial


@pytest.mark.django_db(transaction=True)
def test_a_trial_that_takes_longer_runs_as_a_job(
    signed_in: SignedIn, hoa: User, lan: User, places: Places, years: Years, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(view, "LONGEST_SECONDS", -1)
    draft, browser = drafted(hoa, places, years), signed_in(hoa)
    address = reverse("assessments:draft_trial", args=[draft.public_id])
    page = browser.get(address).content.decode()
    assert "lâu hơn hai giây" in page and "Xã Nâm Nung" not in page
    assert not JobProgress.objects.filter(kind="assessments.try_draft").exists(), "looking starts nothing"
    started = browser.post(address, {"dot": years.now.public_id})
    worker.run_waiting()
    job = JobProgress.objects.get(kind="assessments.try_draft")
    assert (job.state, job.done, job.total) == ("done", 2, 2)
    assert "Chạy thử bộ tiêu chí" in browser.get(started["Location"]).content.decode()
    result = browser.get(job.result_address).content.decode()
    assert "Xã Nâm Nung" in result and "Chạy thử lúc" in result and "Dự thảo đã sửa" not in result
    assert signed_in(lan).get(job.result_address).status_code in {403, 404}
    place = find_node(draft.content, "SK-CONGNHAN")
    assert place is not None
    edit_node(actor=hoa, draft=draft, row_version=1, code="SK-CONGNHAN", part=own_part(place.node) | {"title": "Mới"})
    assert "Dự thảo đã sửa sau lần chạy này" in browser.get(job.result_address).content.decode()


@pytest.mark.django_db(transaction=True)
def test_a_worker_that_dies_in_a_trial_leaves_nothing_and_it_can_be_run_again(
    signed_in: SignedIn, hoa: User, places: Places, years: Years, monkeypatch: pytest.MonkeyPatch
) -> None:
    draft, browser = drafted(hoa, places, years), signed_in(hoa)
    address = reverse("assessments:draft_trial", args=[draft.public_id])
    files_before, real = StoredFile.objects.count(), bridge.try_draft

    def dies(*args: object) -> object:
        real(*args)  # type: ignore[arg-type]
        raise RuntimeError("killed")

    monkeypatch.setattr(draft_trials, "try_draft", dies)
    browser.post(address, {"dot": years.now.public_id})
    worker.run_waiting()
    job = JobProgress.objects.get(kind="assessments.try_draft")
    assert (job.state, job.outcome, job.result_address) == ("failed", {}, "")
    assert StoredFile.objects.count() == files_before
    monkeypatch.setattr(draft_trials, "try_draft", real)
    browser.post(address, {"dot": years.now.public_id})
    worker.run_waiting()
    again = JobProgress.objects.filter(kind="assessments.try_draft").first()
    assert again is not None and again.state == "done" and again.outcome["row_version"] == 1
