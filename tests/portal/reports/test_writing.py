"""Begin, save, bind, bring up to date: works, refused to whom, refused when, audited."""

from __future__ import annotations

import pytest
from tests.engine.documents.reading import lines
from tests.portal.conftest import Places
from tests.portal.reports.conftest import corrected, words

from parindex.portal.accounts.models import User
from parindex.portal.facts.actions.record_values import ValueRow
from parindex.portal.facts.models import Fact
from parindex.portal.platform.models import AuditEntry
from parindex.portal.platform.refusals import ActionRefused, Conflict, NotAllowed
from parindex.portal.reports.actions.bind_figure import bind_figure, renew_figures
from parindex.portal.reports.actions.create_draft import create_draft
from parindex.portal.reports.actions.save_draft import SectionWords
from parindex.portal.reports.engine_bridge import TemplateKind, unknown_fields, word_of
from parindex.portal.reports.models import Draft
from parindex.portal.reports.queries import facts_for, figures_of


def test_a_draft_begins_with_the_head_of_the_unit(empty: Draft) -> None:
    assert empty.head["issuer"] == "Ủy ban nhân dân\nxã Nâm Nung"
    assert (empty.head["place"], empty.head["symbol"]) == ("Nâm Nung", "BC-UBND")
    assert AuditEntry.objects.get(action="reports.create_draft").stream == f"report:{empty.public_id}"


def test_who_does_not_write_for_the_unit_is_refused(
    places: Places, empty: Draft, online: Fact, phu: User, quan: User
) -> None:
    for person in (phu, quan):
        with pytest.raises(NotAllowed):
            create_draft(actor=person, unit=places.nam_nung, kind=TemplateKind.PLAN, subject="x")
        with pytest.raises(NotAllowed):
            words(empty, person, "chữ")
        with pytest.raises(NotAllowed):
            bind_figure(actor=person, draft=empty, fact=online)
        with pytest.raises(NotAllowed):
            renew_figures(actor=person, draft=empty)
    assert Draft.objects.count() == 1


def test_refused_without_subject_or_of_a_kind_that_is_not_written_here(places: Places, lan: User) -> None:
    with pytest.raises(ActionRefused, match=r"reports\.subject_missing"):
        create_draft(actor=lan, unit=places.nam_nung, kind=TemplateKind.PLAN, subject="  ")
    with pytest.raises(ActionRefused, match=r"reports\.kind_not_written"):
        create_draft(actor=lan, unit=places.nam_nung, kind=TemplateKind.APOLOGY, subject="x")


def test_the_word_file_prints_the_figures_of_the_facts(draft: Draft) -> None:
    text = lines(word_of(draft, figures_of(draft)))
    assert "I. KẾT QUẢ" in text
    assert "Trong kỳ có 805/1.310 hồ sơ nộp trực tuyến, đạt 61,45\u00a0%./." in text
    assert AuditEntry.objects.filter(action__in=["reports.bind_figure", "reports.save_draft"]).count() == 2


def test_recipients_are_printed_with_one_mark_and_the_archive_once_at_the_end(draft: Draft, lan: User) -> None:
    head = {**draft.head, "recipients": "Sở Nội vụ;\n- Như trên.\nLưu: VT."}
    saved = words(draft, lan, "Một đoạn.", head=head)
    text = "\n".join(lines(word_of(saved, [])))
    assert "- Sở Nội vụ; / - Như trên; / - Lưu: VT. |" in text
    assert text.count("Lưu:") == 1 and ";;" not in text and ".;" not in text


def test_a_second_person_who_saves_over_words_is_told(draft: Draft, lan: User, thinh: User) -> None:
    words(draft, thinh, "Chữ của Thịnh.")
    with pytest.raises(Conflict) as told:
        words(draft, lan, "Chữ của Lan.")
    assert told.value.values == {"person": thinh.full_name}
    assert Draft.objects.get().sections[0]["text"] == "Chữ của Thịnh."


def test_words_that_name_no_bound_figure_are_saved_and_told(draft: Draft, lan: User) -> None:
    saved = words(draft, lan, "Có {{ s1 }} và {{ s9 }}, {{s1.tong}}")
    assert Draft.objects.get().sections[0]["text"] == "Có {{ s1 }} và {{ s9 }}, {{s1.tong}}"
    assert unknown_fields(saved, figures_of(saved)) == ["{{ s9 }}", "{{s1.tong}}"]
    known = words(saved, lan, "Có {{ s1.mau }}.")
    assert unknown_fields(known, figures_of(known)) == []
    heading = words(known, lan, "", sections=[SectionWords(1, "Đạt {{ s1 }}", "Một đoạn.")])
    assert unknown_fields(heading, figures_of(heading)) == ["{{ s1 }}"], "no figure is filled into a heading"


def test_a_fact_is_bound_once_and_only_of_the_unit_and_below(
    draft: Draft, online: Fact, lan: User, places: Places, hoa: User
) -> None:
    assert bind_figure(actor=lan, draft=draft, fact=online).name == "s1"
    assert [each.pk for each in facts_for(places.nam_nung, text="truc tuyen")] == [online.pk]
    assert [each.pk for each in facts_for(places.province)] == [online.pk]
    of_another = create_draft(actor=hoa, unit=places.dak_wil, kind=TemplateKind.REPORT, subject="x")
    with pytest.raises(ActionRefused, match=r"reports\.fact_of_another_unit"):
        bind_figure(actor=hoa, draft=of_another, fact=online)


def test_a_figure_goes_stale_and_is_renewed_by_a_person_only(draft: Draft, row: ValueRow, lan: User) -> None:
    corrected(row)
    (figure,) = figures_of(draft)
    assert figure.is_stale
    assert "đạt 61,45\u00a0%" in "\n".join(lines(word_of(draft, [figure])))
    assert renew_figures(actor=lan, draft=draft) == 1
    (figure,) = figures_of(draft)
    assert not figure.is_stale
    assert "812/1.310 hồ sơ nộp trực tuyến, đạt 61,98\u00a0%" in "\n".join(lines(word_of(draft, [figure])))
    assert renew_figures(actor=lan, draft=draft) == 0
    assert AuditEntry.objects.filter(action="reports.renew_figures").count() == 1
