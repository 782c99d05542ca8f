"""Drafts of criteria sets, action by action: works, refused to whom, refused when, audited."""

import json
from datetime import date
from importlib.resources import files
from typing import Any

import pytest
from tests.portal.conftest import Places
from tests.portal.criteria.conftest import part_of, sent

from parindex.engine.rulebook.canonical import canonical_json
from parindex.engine.rulebook.document import CriteriaSet
from parindex.engine.rulebook.reader import read_criteria_set
from parindex.engine.rulebook.spreadsheet import to_workbook
from parindex.portal.accounts.models import User
from parindex.portal.criteria import actions
from parindex.portal.criteria.engine_bridge import draft_tree
from parindex.portal.criteria.engine_bridge.draft_parts import KINDS, node_parts, rule_parts, set_parts
from parindex.portal.criteria.forms.parts import Known, boxes_of, inputs_of, read_parts
from parindex.portal.criteria.models import CriteriaSetDraft, CriteriaSetVersion, DraftChange
from parindex.portal.criteria.queries.drafts import tree_at, view_of
from parindex.portal.platform import audit, clock
from parindex.portal.platform.models import AuditEntry
from parindex.portal.platform.refusals import ActionRefused, NotAllowed

BANDED = "SK-CONGNHAN"
ISSUED_ON = date(2026, 1, 5)


def last_entry() -> AuditEntry:
    entry = AuditEntry.objects.order_by("-pk").first()
    assert entry is not None
    return entry


def renamed(draft: CriteriaSetDraft, actor: User, title: str, code: str = BANDED) -> CriteriaSetDraft:
    part = part_of(draft, code) | {"title": title}
    return actions.edit_node(actor=actor, draft=draft, row_version=draft.row_version, code=code, part=part)


# copy


def test_next_years_draft_takes_over_codes_and_prepares_the_crosswalk(
    draft: CriteriaSetDraft, base: CriteriaSetVersion, hoa: User
) -> None:
    assert (draft.code, draft.version, draft.row_version) == ("model_commune_lam_dong", "2027", 1)
    assert draft.content["crosswalk"] == {"code": "model_commune", "version": "2026", "same_codes": True}
    old = [place.code for place in draft_tree.node_places(json.loads(base.canonical))]
    assert [place.code for place in draft_tree.node_places(draft.content)] == old
    assert draft.content["valid_from"].startswith("2027-") if "valid_from" in draft.content else True
    view = view_of(draft)
    assert view.judged.errors == ()
    assert all(view.before[code] == (code,) for code in old)
    entry = last_entry()
    assert (entry.action, entry.subject) == ("criteria.copy_last_years_set", draft.public_id)
    assert entry.references["base_hash"] == base.hash


def test_only_who_issues_sets_there_may_copy(
    base: CriteriaSetVersion, places: Places, lan: User, quan: User, ngan: User
) -> None:
    for person in (lan, quan, ngan):
        with pytest.raises(NotAllowed):
            actions.copy_last_years_set(actor=person, base=base, owner=places.province)


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"code": "model_commune"}, "criteria.code_taken"),
        ({"code": "Bộ 1"}, "criteria.code_malformed"),
        ({"version": "năm sau"}, "criteria.version_malformed"),
        ({}, "criteria.version_being_written"),
    ],
)
def test_a_copy_needs_a_code_and_number_of_its_own(
    draft: CriteriaSetDraft, base: CriteriaSetVersion, hoa: User, places: Places, given: dict[str, Any], code: str
) -> None:
    with pytest.raises(ActionRefused) as refusal:
        actions.copy_last_years_set(actor=hoa, base=base, owner=places.province, **given)
    assert refusal.value.code == code


def test_an_unissued_version_is_not_copied(hoa: User, places: Places) -> None:
    content = (files("parindex") / "rulebooks/criteria_sets/model_commune/2025/criteria_set.yaml").read_bytes()
    version = actions.import_criteria_set(actor=hoa, content=content, source="2025")
    with pytest.raises(ActionRefused) as refusal:
        actions.copy_last_years_set(actor=hoa, base=version, owner=places.province)
    assert refusal.value.code == "criteria.base_not_issued"


# one node


def test_a_node_is_saved_with_what_changed_in_the_audit(draft: CriteriaSetDraft, hoa: User) -> None:
    part = part_of(draft, BANDED) | {"maximum": "2"}
    saved = actions.edit_node(actor=hoa, draft=draft, row_version=1, code=BANDED, part=part)
    assert saved.row_version == 2 and saved.saved_by == hoa
    assert part_of(saved, BANDED)["maximum"] == "2"
    references = last_entry().references
    assert (references["node"], references["parts"], references["from"], references["to"]) == (
        BANDED, ["maximum"], "1.5", "2",
    )  # fmt: skip
    assert not list(audit.broken_entries(f"criteria_draft:{draft.public_id}"))
    again = actions.edit_node(actor=hoa, draft=saved, row_version=2, code=BANDED, part=part)
    assert again.row_version == 2, "the same again writes nothing"


def test_the_audit_never_holds_the_text_itself(draft: CriteriaSetDraft, hoa: User) -> None:
    renamed(draft, hoa, "Một cái tên mới dài hơn hai mươi chữ")
    assert "cái tên mới" not in json.dumps(last_entry().references, ensure_ascii=False)


def test_strangers_write_nothing(draft: CriteriaSetDraft, lan: User, quan: User, ngan: User) -> None:
    for person in (lan, quan, ngan):
        for write in (
            lambda who: renamed(draft, who, "x"),
            lambda who: actions.add_node(actor=who, draft=draft, parent="", code="X", title="x"),
            lambda who: actions.move_node(actor=who, draft=draft, row_version=1, code=BANDED, by=1),
            lambda who: actions.remove_node(actor=who, draft=draft, row_version=1, code=BANDED),
            lambda who: actions.edit_set_attributes(actor=who, draft=draft, row_version=1, part={"title": "x"}),
            lambda who: actions.edit_crosswalk_line(actor=who, draft=draft, row_version=1, after=[BANDED], before=[]),
            lambda who: actions.replace_draft_from_workbook(actor=who, draft=draft, row_version=1, content=b""),
            lambda who: actions.undo_last_change(actor=who, draft=draft, row_version=1),
            lambda who: actions.issue_draft(actor=who, draft=draft, row_version=1, act="1", issued_on=ISSUED_ON),
            lambda who: actions.discard_draft(actor=who, draft=draft),
        ):
            with pytest.raises(NotAllowed):
                write(person)
    draft.refresh_from_db()
    assert draft.row_version == 1


def test_two_people_on_different_nodes_do_not_meet(draft: CriteriaSetDraft, hoa: User) -> None:
    renamed(draft, hoa, "Của người kia", "KH-BANHANH")
    saved = actions.edit_node(
        actor=hoa, draft=draft, row_version=1, code=BANDED, part=part_of(draft, BANDED) | {"title": "Của tôi"}
    )
    assert part_of(saved, "KH-BANHANH")["title"] == "Của người kia"
    assert part_of(saved, BANDED)["title"] == "Của tôi"


def test_two_people_on_one_node_get_a_conflict_with_all_states(draft: CriteriaSetDraft, hoa: User) -> None:
    opened = part_of(draft, BANDED)
    theirs = part_of(renamed(draft, hoa, "Của người kia"), BANDED)
    with pytest.raises(actions.DraftConflict) as conflict:
        actions.edit_node(actor=hoa, draft=draft, row_version=1, code=BANDED, part=opened | {"title": "Của tôi"})
    assert (conflict.value.opened, conflict.value.theirs) == (opened, theirs)
    assert conflict.value.yours["title"] == "Của tôi"


# tree


def test_a_criterion_moves_with_what_is_below_it(draft: CriteriaSetDraft, hoa: User) -> None:
    before = [place.code for place in draft_tree.node_places(draft.content)]
    place = draft_tree.find_node(draft.content, "CDDH-KH")
    assert place is not None
    other = next(each.code for each in draft_tree.node_places(draft.content) if each.level == 0 and each.path[1] == 2)
    moved = actions.move_node(actor=hoa, draft=draft, row_version=1, code="CDDH-KH", parent=other)
    found = draft_tree.find_node(moved.content, "CDDH-KH")
    assert found is not None and found.parent == other
    assert found.node["sub_criteria"] == place.node["sub_criteria"]
    assert sorted(each.code for each in draft_tree.node_places(moved.content)) == sorted(before)
    with pytest.raises(ActionRefused) as refusal:
        actions.move_node(actor=hoa, draft=moved, row_version=2, code=other, parent="CDDH-KH")
    assert refusal.value.code == "criteria.draft_parent_unfit"


def test_a_removed_node_takes_what_is_below_it_and_comes_back_by_undo(draft: CriteriaSetDraft, hoa: User) -> None:
    was = draft.content
    removed = actions.remove_node(actor=hoa, draft=draft, row_version=1, code="CDDH-KH")
    assert draft_tree.find_node(removed.content, "KH-BANHANH") is None
    assert last_entry().references["nodes"] > 1
    assert actions.undo_last_change(actor=hoa, draft=removed, row_version=2).content == was


# history


def test_undo_takes_back_one_after_the_other_and_keeps_the_history(draft: CriteriaSetDraft, hoa: User) -> None:
    start = draft.content
    first = renamed(draft, hoa, "Một")
    second = renamed(first, hoa, "Hai", "KH-BANHANH")
    states = {1: start, 2: first.content, 3: second.content}
    once = actions.undo_last_change(actor=hoa, draft=second, row_version=3)
    assert once.content == states[2]
    twice = actions.undo_last_change(actor=hoa, draft=once, row_version=4)
    assert twice.content == start
    with pytest.raises(ActionRefused) as refusal:
        actions.undo_last_change(actor=hoa, draft=twice, row_version=5)
    assert refusal.value.code == "criteria.nothing_to_undo"
    assert DraftChange.objects.filter(draft=draft).count() == 4
    for row_version, tree in states.items():
        assert tree_at(twice, row_version) == tree


def test_undo_of_what_was_not_seen_is_a_conflict(draft: CriteriaSetDraft, hoa: User) -> None:
    renamed(draft, hoa, "Của người kia")
    with pytest.raises(actions.DraftConflict):
        actions.undo_last_change(actor=hoa, draft=draft, row_version=1)


# set, crosswalk, workbook


def test_attributes_change_and_nothing_else(draft: CriteriaSetDraft, hoa: User) -> None:
    part = {key: draft.content[key] for key in ("level", "scale", "index_base")} | {"title": "Tên bộ mới", "code": "x"}
    saved = actions.edit_set_attributes(actor=hoa, draft=draft, row_version=1, part=part)
    assert saved.title == "Tên bộ mới" and saved.content["code"] == draft.code
    assert saved.content["fields"] == draft.content["fields"]


def test_a_crosswalk_line_is_written_and_unwritten(draft: CriteriaSetDraft, hoa: User) -> None:
    saved = actions.edit_crosswalk_line(
        actor=hoa, draft=draft, row_version=1, after=[BANDED], before=["KH-BANHANH"], comparable=False, note="gộp"
    )
    assert view_of(saved).before[BANDED] == ("KH-BANHANH",)
    back = actions.edit_crosswalk_line(actor=hoa, draft=saved, row_version=2, after=[BANDED], before=[BANDED])
    assert back.content["crosswalk"]["lines"] == []
    assert view_of(back).judged.errors == ()


def test_a_workbook_of_another_set_is_refused(draft: CriteriaSetDraft, base: CriteriaSetVersion, hoa: User) -> None:
    book = to_workbook(CriteriaSet.model_validate(json.loads(base.canonical)))
    with pytest.raises(ActionRefused) as refusal:
        actions.replace_draft_from_workbook(actor=hoa, draft=draft, row_version=1, content=book)
    assert refusal.value.code == "criteria.workbook_of_another_set"


# issue, discard


def test_issue_makes_an_official_version_and_freezes_the_draft(draft: CriteriaSetDraft, hoa: User) -> None:
    draft = actions.confirm_names(
        actor=hoa, draft=draft, row_version=1, title="Bộ tiêu chí năm 2027", year=2027, issuer="Tỉnh Lâm Đồng"
    )
    with clock.stopped_at(clock.now().replace(year=2026, month=12, day=1)):
        done = actions.issue_draft(actor=hoa, draft=draft, row_version=2, act="12/QĐ-UBND", issued_on=ISSUED_ON)
    version = done.issued_version
    assert version is not None
    document = json.loads(version.canonical)
    assert (version.state, version.standing, version.address) == ("issued", "official", "model_commune_lam_dong/2027")
    assert document["issued_by"] == {"act": "12/QĐ-UBND", "date": "2026-01-05", "issuer": "Tỉnh Lâm Đồng"}
    assert version.criteria_set.owner == draft.owner
    assert last_entry().references["decision"] == "12/QĐ-UBND"
    for late in (
        lambda: renamed(done, hoa, "x"),
        lambda: actions.undo_last_change(actor=hoa, draft=done, row_version=done.row_version),
        lambda: actions.discard_draft(actor=hoa, draft=done),
        lambda: actions.issue_draft(actor=hoa, draft=done, row_version=2, act="13", issued_on=ISSUED_ON),
    ):
        with pytest.raises(ActionRefused) as refusal:
            late()
        assert refusal.value.code == "criteria.draft_frozen"


@pytest.mark.parametrize(
    ("act", "day", "code"),
    [
        ("  ", ISSUED_ON, "criteria.decision_number_missing"),
        ("12/QĐ-UBND", None, "criteria.decision_date_missing"),
        ("12/QĐ-UBND", date(2999, 1, 1), "criteria.decision_date_to_come"),
    ],
)
def test_issue_needs_a_decision(draft: CriteriaSetDraft, hoa: User, act: str, day: date | None, code: str) -> None:
    with pytest.raises(ActionRefused) as refusal:
        actions.issue_draft(actor=hoa, draft=draft, row_version=1, act=act, issued_on=day)
    assert refusal.value.code == code


def test_errors_stop_the_issue_with_all_of_them_and_warnings_do_not(draft: CriteriaSetDraft, hoa: User) -> None:
    part = part_of(draft, BANDED)
    part["rule"]["bands"][0]["points"] = "99"
    bad = actions.edit_node(actor=hoa, draft=draft, row_version=1, code=BANDED, part=part | {"maximum": "77"})
    with pytest.raises(actions.DraftHasErrors) as refusal:
        actions.issue_draft(actor=hoa, draft=bad, row_version=2, act="1", issued_on=ISSUED_ON)
    assert len(refusal.value.faults) >= 2
    assert not CriteriaSetVersion.objects.filter(version="2027").exists()


def test_what_was_looked_at_is_what_is_issued(draft: CriteriaSetDraft, hoa: User) -> None:
    renamed(draft, hoa, "Của người kia")
    with pytest.raises(actions.DraftConflict):
        actions.issue_draft(actor=hoa, draft=draft, row_version=1, act="1", issued_on=ISSUED_ON)


def test_a_discarded_draft_leaves_only_its_audit(draft: CriteriaSetDraft, hoa: User) -> None:
    renamed(draft, hoa, "Một")
    actions.discard_draft(actor=hoa, draft=draft)
    assert not CriteriaSetDraft.objects.exists() and not DraftChange.objects.exists()
    assert last_entry().action == "criteria.discard_draft"
    assert AuditEntry.objects.filter(action="criteria.edit_node").count() == 1


# forms

SHIPPED = sorted(
    f"{name.name}/{version.name}"
    for name in (files("parindex") / "rulebooks/criteria_sets").iterdir()
    if name.is_dir()
    for version in name.iterdir()
    if (version / "criteria_set.yaml").is_file()
)


@pytest.mark.parametrize("address", SHIPPED)
def test_a_form_sent_untouched_changes_nothing(address: str) -> None:
    content = (files("parindex") / "rulebooks/criteria_sets" / address / "criteria_set.yaml").read_bytes()
    tree = json.loads(canonical_json(read_criteria_set(content)))
    for place in draft_tree.node_places(tree):
        own = draft_tree.own_part(place.node)
        parts = node_parts(place.level, leaf=bool(own.get("rule")))
        reading = read_parts(parts, sent(boxes_of(parts, own, Known(inputs_of(own)))))
        assert (reading.kept | {"code": place.code}, reading.problems) == (own, {}), place.code
    whole = {part.name: tree[part.name] for part in set_parts() if part.name in tree}
    assert read_parts(set_parts(), sent(boxes_of(set_parts(), whole, Known()))).kept == whole


def test_every_rule_kind_has_a_form() -> None:
    assert len(KINDS) == 25
    assert all(rule_parts(kind) for kind in KINDS)
