"""Letters are drafted for open dossiers of one's own unit, once each; the clerk records their numbers."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse
from tests.portal.conftest import Places, SignedIn
from tests.portal.dossiers import conftest
from tests.portal.dossiers.conftest import NOW, Imported, dossier
from tests.portal.dossiers.letters.conftest import LINES, code, drafted, key

from parindex.portal.accounts.models import User
from parindex.portal.dossiers.actions.declare_source import declare_source
from parindex.portal.dossiers.actions.draft_letters import Wanted, draft_letters
from parindex.portal.dossiers.actions.issue_letters import issue_letters, take_back_numbers, withdraw_letters
from parindex.portal.dossiers.models import ApologyLetter, DossierSource, LetterKind
from parindex.portal.dossiers.workflow import LetterState
from parindex.portal.platform import clock
from parindex.portal.platform.models import AuditEntry
from parindex.portal.platform.refusals import ActionRefused, NotAllowed
from parindex.portal.platform.typed_texts import WHOSE

TODAY = NOW.date()


@pytest.mark.usefixtures("day")
def test_a_letter_says_what_was_due_and_is_audited(lan: User, places: Places) -> None:
    late, early = drafted(lan, places.nam_nung, 3, 1)
    assert (late.record_code, late.kind, late.old_due) == (code(1), LetterKind.LATE, date(2026, 11, 10))
    # three working days after today, as the old day has passed
    assert late.new_due == date(2026, 11, 19) and late.announced_late
    assert (early.kind, early.old_due, early.new_due) == (
        LetterKind.BEFORE_DUE, date(2026, 11, 17), date(2026, 11, 20),
    )  # fmt: skip
    assert not early.announced_late, "one working day before the due day is in time"
    assert (late.state, late.number, late.issued_on) == (LetterState.DRAFTED, "", None)
    entry = AuditEntry.objects.get(action="dossiers.draft_letters")
    assert entry.references == {"letter_count": 2, "late": 1, "working_days": 3}


@pytest.mark.usefixtures("day")
def test_refused_to_who_does_not_handle_the_units_dossiers(
    places: Places, lan: User, hoa: User, phu: User, ngan: User, quan: User
) -> None:
    for person in (hoa, phu, ngan, quan):
        with pytest.raises(NotAllowed):
            drafted(person, places.nam_nung, 1)
    with pytest.raises(NotAllowed):
        drafted(lan, places.dak_wil, 7)
    assert not ApologyLetter.objects.exists()


@pytest.mark.usefixtures("day")
def test_a_result_is_put_off_once_only(lan: User, places: Places) -> None:
    drafted(lan, places.nam_nung, 1)
    with pytest.raises(ActionRefused) as refused:
        drafted(lan, places.nam_nung, 1, 2)
    assert refused.value.code == "dossiers.letters_extended_before"
    assert refused.value.values == {"codes": code(1), "allowed": 1}
    assert ApologyLetter.objects.count() == 1, "all or none"


def test_what_the_source_put_off_is_not_put_off_again(
    imported: Imported, lan: User, places: Places, monkeypatch: pytest.MonkeyPatch
) -> None:
    head = (*conftest.HEAD, "Ngày gia hạn")
    lines = [(*line, "20/11/2026 17:00:00" if line[0] == code(2) else "") for line in LINES]
    exported = conftest.export
    monkeypatch.setattr(conftest, "export", lambda given: exported(given, head))
    imported(lines)
    with clock.stopped_at(NOW), pytest.raises(ActionRefused) as refused:
        drafted(lan, places.nam_nung, 2)
    assert refused.value.code == "dossiers.letters_extended_before"


@pytest.mark.usefixtures("day")
@pytest.mark.parametrize(
    ("numbers", "wanted", "why"),
    [
        ((), Wanted(3, "system"), "dossiers.letters_without_choice"),
        ((1,), Wanted(0, "system"), "dossiers.letters_wrong_days"),
        ((1,), Wanted(31, "system"), "dossiers.letters_wrong_days"),
        ((1,), Wanted(3, "invented"), "dossiers.letters_without_reason"),
        ((1,), Wanted(3, "", "  "), "dossiers.letters_without_reason"),
        ((1,), Wanted(3, "", "x" * 301), "dossiers.letters_reason_long"),
        ((1,), Wanted(3, "", "Gọi ông Tèo 0912 345 678"), "dossiers.letters_reason_personal"),
        ((1,), Wanted(3, "", "Chờ ông Nguyễn Văn Tèo bổ sung"), "dossiers.letters_reason_personal"),
        ((6,), Wanted(3, "system"), "dossiers.letters_not_open"),
        ((8,), Wanted(3, "system"), "dossiers.letters_not_open"),
        ((7,), Wanted(3, "system"), "dossiers.letters_not_open"),
    ],
)
def test_refused_when(numbers: tuple[int, ...], wanted: Wanted, why: str, lan: User, places: Places) -> None:
    with pytest.raises(ActionRefused) as refused:
        draft_letters(actor=lan, unit=places.nam_nung, keys=[key(number) for number in numbers], wanted=wanted)
    assert refused.value.code == why


@pytest.mark.usefixtures("day")
def test_numbers_follow_each_other_and_can_be_taken_back(lan: User, places: Places) -> None:
    letters = drafted(lan, places.nam_nung, 1, 2)
    first, second = issue_letters(actor=lan, letters=letters, first_number=7, symbol="/UBND", day=TODAY)
    assert (first.number, second.number) == ("07/UBND", "08/UBND")
    assert second.state == LetterState.ISSUED and second.issued_by == lan and second.issued_on == TODAY
    (other,) = drafted(lan, places.nam_nung, 3)
    with pytest.raises(ActionRefused) as refused:
        issue_letters(actor=lan, letters=[other], first_number=8, symbol="UBND", day=TODAY)
    assert refused.value.code == "dossiers.letter_number_taken"
    (drafted_again,) = take_back_numbers(actor=lan, letters=[second])
    assert (drafted_again.state, drafted_again.number) == (LetterState.DRAFTED, "")
    assert issue_letters(actor=lan, letters=[other], first_number=8, symbol="UBND", day=TODAY)
    acts = [entry.action for entry in AuditEntry.objects.filter(action__startswith="dossiers.").order_by("pk")]
    assert acts[-5:] == [
        "dossiers.draft_letters", "dossiers.issue_letters", "dossiers.draft_letters", "dossiers.take_back_numbers",
        "dossiers.issue_letters",
    ]  # fmt: skip


@pytest.mark.usefixtures("day")
def test_refused_numbers(lan: User, hoa: User, places: Places) -> None:
    letters = drafted(lan, places.nam_nung, 1)
    for number, day, why in (
        (None, TODAY, "dossiers.letter_number_missing"),
        (7, None, "dossiers.letter_number_missing"),
        (7, date(2026, 11, 15), "dossiers.letter_day_off"),
        (7, date(2026, 11, 17), "dossiers.letter_day_off"),
    ):
        with pytest.raises(ActionRefused) as refused:
            issue_letters(actor=lan, letters=letters, first_number=number, symbol="UBND", day=day)
        assert refused.value.code == why
    with pytest.raises(NotAllowed):
        issue_letters(actor=hoa, letters=letters, first_number=7, symbol="UBND", day=TODAY)
    with pytest.raises(ActionRefused) as refused:
        take_back_numbers(actor=lan, letters=letters)
    assert refused.value.code == "dossiers.letters_not_issued"
    issue_letters(actor=lan, letters=letters, first_number=7, symbol="UBND", day=TODAY)
    with pytest.raises(ActionRefused) as refused:
        issue_letters(actor=lan, letters=letters, first_number=9, symbol="UBND", day=TODAY)
    assert refused.value.code == "dossiers.letters_not_drafted"


@pytest.mark.usefixtures("day")
def test_a_withdrawn_letter_stays_and_its_dossier_may_get_another(lan: User, hoa: User, places: Places) -> None:
    (letter,) = drafted(lan, places.nam_nung, 1)
    with pytest.raises(ActionRefused) as refused:
        withdraw_letters(actor=lan, letters=[letter], reason=" ")
    assert refused.value.code == "dossiers.letters_withdrawn_without_reason"
    with pytest.raises(ActionRefused) as refused:
        withdraw_letters(actor=lan, letters=[letter], reason="Người nộp số 0912345678")
    assert refused.value.code == "dossiers.letters_reason_personal"
    with pytest.raises(NotAllowed):
        withdraw_letters(actor=hoa, letters=[letter], reason="Lập nhầm")
    (gone,) = withdraw_letters(actor=lan, letters=[letter], reason="Lập nhầm")
    assert (gone.state, gone.withdrawn_by, gone.withdrawn_reason) == (LetterState.WITHDRAWN, lan, "Lập nhầm")
    with pytest.raises(ActionRefused) as refused:
        withdraw_letters(actor=lan, letters=[letter], reason="Lập nhầm")
    assert refused.value.code == "dossiers.letters_withdrawn_before"
    (again,) = drafted(lan, places.nam_nung, 1)
    assert again.pk != letter.pk
    withdrawn = AuditEntry.objects.get(action="dossiers.withdraw_letters")
    assert "nhầm" not in str(withdrawn.references)


def test_of_a_code_in_two_sources_the_one_that_counts_gets_the_letter(
    imported: Imported, source: DossierSource, lan: User, hoa: User, places: Places
) -> None:
    second = declare_source(actor=hoa, owner=places.province, title="Cổng khác")
    imported(LINES)
    done = dossier(1, received="02/11/2026 08:00:00", due="10/11/2026 17:00:00", done="10/11/2026 10:00:00")
    imported([done], name="khac.csv", source=second)
    with clock.stopped_at(NOW):
        key = f"{source.code}:{code(1)}"
        (letter,) = draft_letters(actor=lan, unit=places.nam_nung, keys=[key], wanted=Wanted(3, "system"))
        assert letter.source == source.code


@pytest.mark.usefixtures("day")
def test_a_reason_that_names_somebody_waits_nowhere_but_the_rest_does(
    places: Places, lan: User, signed_in: SignedIn
) -> None:
    client = signed_in(lan)
    asked = {"ho-so": [key(1), key(2)], "ly-do": "", "ly-do-khac": "Chờ ông Nguyễn Văn Tèo", "so-ngay": "7"}
    page = reverse("dossiers:overdue")
    refused = client.post(
        reverse("dossiers:draft_letters"), asked | {WHOSE: str(lan.pk)}, headers={"referer": f"http://testserver{page}"}
    )
    assert refused.status_code == 422
    kept = str(dict(client.session))
    assert "Tèo" not in kept and key(2) in kept
    letters = drafted(lan, places.nam_nung, 1)
    withdrawn = client.post(
        reverse("dossiers:withdraw_letters"),
        {"van-ban": [letters[0].public_id], "ly-do-thu-hoi": "Bà Trần Thị Bưởi đã nhận", WHOSE: str(lan.pk)},
        headers={"referer": f"http://testserver{reverse('dossiers:letters')}"},
    )
    assert withdrawn.status_code == 422 and "Bưởi" not in str(dict(client.session))


@pytest.mark.usefixtures("day")
def test_signed_out_the_names_of_the_list_wait_nowhere_whatever_was_pressed(
    places: Places, lan: User, signed_in: SignedIn
) -> None:
    """All acts on letters stand in one form with the box of names, so each of them is sent the names."""
    (letter,) = drafted(lan, places.nam_nung, 1)
    form = {
        "van-ban": letter.public_id,
        "ten": f"{code(1)};Nguyễn Văn Tèo",
        "ly-do-thu-hoi": "Bà Trần Thị Bưởi đã nhận",
        WHOSE: str(lan.pk),
    }
    to_draft = {"ho-so": [key(2)], "ly-do-khac": "Chờ ông Nguyễn Văn Tèo", WHOSE: str(lan.pk)}
    came_from = {"referer": f"http://testserver{reverse('dossiers:letters')}"}
    for act in ("issue_letters", "take_back_numbers", "withdraw_letters", "draft_letters", "print_letters"):
        sent, signed_out, refused = to_draft if act == "draft_letters" else form, Client(), signed_in(lan)
        assert signed_out.post(reverse(f"dossiers:{act}"), sent, headers=came_from).status_code == 302
        assert refused.post(reverse(f"dossiers:{act}"), sent, headers=came_from).status_code in {200, 302, 403, 422}
        for client in (signed_out, refused):
            kept = str(dict(client.session))
            assert "Tèo" not in kept and "Bưởi" not in kept, act
