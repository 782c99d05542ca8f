"""The lists of overdue and due work, the register, the figure that they end in, and who sees what."""

from __future__ import annotations

import re
from datetime import date, timedelta
from decimal import Decimal
from io import BytesIO

import pytest
from django.test import Client
from django.urls import reverse
from lxml import etree
from pytest_django import DjangoAssertNumQueries
from python_calamine import CalamineWorkbook
from tests.portal.conftest import Places, SignedIn
from tests.portal.dossiers.conftest import HEAD, NOW, Imported, dossier, export
from tests.portal.dossiers.letters.conftest import LINES, code, drafted, key

from parindex.engine.numbers.printing import show_date
from parindex.portal.accounts.models import User
from parindex.portal.dashboards.queries.my_work import my_work
from parindex.portal.dashboards.queries.work_lines import WorkCode
from parindex.portal.dossiers.actions.confirm_columns import confirm_columns
from parindex.portal.dossiers.actions.issue_letters import issue_letters, withdraw_letters
from parindex.portal.dossiers.actions.record_dossier_figures import record_dossier_figures
from parindex.portal.dossiers.actions.remind_of_overdue import remind_of_overdue
from parindex.portal.dossiers.actions.run_import import run_import
from parindex.portal.dossiers.actions.take_in_export import take_in_export
from parindex.portal.dossiers.engine_bridge import View, Window, dashboard, overdue
from parindex.portal.dossiers.engine_bridge.dashboard import Part
from parindex.portal.dossiers.models import ApologyLetter, DossierSource, FigureFact
from parindex.portal.dossiers.queries.letters import in_register, with_letters
from parindex.portal.facts.models import Fact
from parindex.portal.platform import clock, words
from parindex.portal.platform.models import Notification

PAGE, REGISTER, DRAFT, RECORD = (
    reverse(f"dossiers:{name}") for name in ("overdue", "letters", "draft_letters", "record")
)
TODAY = NOW.date()
WINDOW = Window(date(2026, 1, 1), TODAY)


def sheet(client: Client, address: str, **asked: str) -> list[tuple[object, ...]]:
    content = client.get(address, asked | {"export": "xlsx"}).content
    return [tuple(row) for row in CalamineWorkbook.from_filelike(BytesIO(content)).get_sheet_by_index(0).to_python()]


def codes(client: Client, **asked: str) -> list[int]:
    """Numbers of the dossiers of a list, as exported."""
    return [int(str(row[0])[-4:]) for row in sheet(client, PAGE, **asked) if str(row[0]).startswith("H68")]


@pytest.mark.usefixtures("day")
@pytest.mark.parametrize(("queue", "listed"), [("qua-han", [1, 2]), ("1", [3]), ("3", [3, 4]), ("5", [3, 4, 5])])
def test_queues_are_by_working_days(queue: str, listed: list[int], lan: User, signed_in: SignedIn) -> None:
    client = signed_in(lan)
    assert codes(client, hang=queue) == listed
    page = client.get(PAGE, {"hang": queue}).content.decode()
    assert "Quá hạn 2" in page and "Đến hạn trong 1 ngày làm việc 1" in page and "16/11/2026" in page
    for number in (1, 2, 3, 4, 5):
        assert (code(number) in page) == (number in listed)
    assert "Tèo" not in page and "0912345678" not in page


@pytest.mark.usefixtures("day")
def test_what_is_overdue_is_what_the_dashboard_counts() -> None:
    for view in View:
        for place in ("24703", "24649"):
            part = Part(view, (place,))
            late = [record for record in overdue.open_records(part, TODAY) if record.is_late]
            assert len(late) == dashboard.whole(part, WINDOW).pending_overdue


@pytest.mark.usefixtures("day")
def test_days_over_and_left_are_working_days(lan: User, signed_in: SignedIn) -> None:
    rows = {str(row[0]): row for row in sheet(signed_in(lan), PAGE)}
    # due on Tuesday 10/11, now Monday 16/11: Wednesday to Friday and Monday
    assert rows[code(1)][5] == 4 or 4 in rows[code(1)]
    page = signed_in(lan).get(PAGE).content.decode()
    assert "quá 4" in page and "quá 2" in page
    assert "còn 1" in signed_in(lan).get(PAGE, {"hang": "1"}).content.decode()


@pytest.mark.usefixtures("day")
def test_search_sort_filter_and_units(hoa: User, lan: User, places: Places, signed_in: SignedIn) -> None:
    client = signed_in(hoa)
    assert codes(client) == [1, 2, 7]
    assert codes(client, q="xa dak wil") == [7]
    assert codes(client, q="0002") == [2]
    assert codes(client, **{"don-vi": places.dak_wil.public_id}) == [7]
    assert client.get(PAGE, {"order": "-due_on"}).status_code == 200
    drafted(lan, places.nam_nung, 1)
    assert codes(client, thu="drafted") == [1] and codes(client, thu="none") == [2, 7]
    rows = {str(row[0]): row for row in sheet(client, PAGE, theo="don-vi")}
    # unit, overdue, without a letter that counts, with one, longest, due in 1, 3, 5
    assert rows["Xã Nâm Nung"][1:] == (2, 2, 0, 4, 1, 2, 3)
    assert rows["Xã Đắk Wil"][1:] == (1, 1, 0, 2, 0, 0, 0)
    page = client.get(PAGE, {"theo": "don-vi"}).content.decode()
    assert page.index("Xã Nâm Nung</td>") < page.index("Xã Đắk Wil</td>")


@pytest.mark.usefixtures("day")
def test_rights_are_by_subtree(
    lan: User, hoa: User, quan: User, long: User, places: Places, signed_in: SignedIn
) -> None:
    drafted(lan, places.nam_nung, 1)
    assert codes(signed_in(lan)) == [1, 2] and codes(signed_in(quan)) == []
    assert signed_in(long).get(PAGE).status_code == signed_in(long).get(REGISTER).status_code == 403
    assert signed_in(lan).get(PAGE, {"don-vi": places.dak_wil.public_id}).status_code == 403
    assert code(1) not in signed_in(quan).get(REGISTER).content.decode()
    listed = signed_in(hoa).get(REGISTER).content.decode()
    assert code(1) in listed and "Ghi số, ngày ban hành" not in listed, "who oversees the unit reads only"
    assert 'type="checkbox"' not in signed_in(hoa).get(PAGE).content.decode()
    assert 'type="checkbox"' in signed_in(lan).get(PAGE).content.decode()


@pytest.mark.usefixtures("day")
def test_a_dossier_has_its_page(lan: User, quan: User, places: Places, signed_in: SignedIn) -> None:
    drafted(lan, places.nam_nung, 1)
    page = signed_in(lan).get(RECORD, {"ma": key(1)}).content.decode()
    for said in (code(1), "1.001193", "Xã Nâm Nung", "10/11/2026", "quá hạn 4 ngày làm việc", "Đã lập, chưa có số"):
        assert said in page, said
    assert "Tèo" not in page
    assert signed_in(quan).get(RECORD, {"ma": key(1)}).status_code == 404
    for address in ("", "x:y", key(99)):
        assert signed_in(lan).get(RECORD, {"ma": address}).status_code == 404


@pytest.mark.usefixtures("day")
def test_ticked_ones_and_all_of_the_list(lan: User, signed_in: SignedIn) -> None:
    client = signed_in(lan)
    given = {"ly-do": "system", "so-ngay": "3"}
    answer = client.post(DRAFT, given | {"ho-so": [key(2)]})
    assert answer.status_code == 302 and "?lap=" in answer.headers["Location"]
    assert ApologyLetter.objects.get().record_code == code(2)
    page = client.get(answer.headers["Location"]).content.decode()
    assert "Đã lập 1 văn bản." in page and code(2) in page
    client.post(f"{DRAFT}?hang=5", given | {"pham-vi": "tat-ca"})
    assert set(ApologyLetter.objects.values_list("record_code", flat=True)) == {code(n) for n in (2, 3, 4, 5)}
    none = client.post(f"{DRAFT}?hang=5", given | {"pham-vi": "tat-ca"})
    assert none.status_code != 302 and "chưa chọn hồ sơ" in none.content.decode()
    other = client.post(DRAFT, given | {"ho-so": [key(7)]})
    assert other.status_code != 302 and ApologyLetter.objects.count() == 4


@pytest.mark.usefixtures("day")
def test_the_register_is_searched_and_acted_on(lan: User, places: Places, signed_in: SignedIn) -> None:
    client, letters = signed_in(lan), drafted(lan, places.nam_nung, 1, 2)
    chosen = {"van-ban": [letter.public_id for letter in letters]}
    issued = {"so-dau": "12", "ky-hieu": "UBND", "ngay": "16/11/2026"}
    assert client.post(reverse("dossiers:issue_letters"), chosen | issued).status_code == 302
    page = client.get(REGISTER, {"q": "13/ubnd"}).content.decode()
    assert code(2) in page and code(1) not in page
    rows = [row for row in sheet(client, REGISTER) if row[2] in {code(1), code(2)}]
    assert sorted(str(row[0]) for row in rows) == ["12/UBND", "13/UBND"]
    assert client.post(reverse("dossiers:take_back_numbers"), chosen).status_code == 302
    assert client.post(reverse("dossiers:withdraw_letters"), chosen | {"ly-do-thu-hoi": "Nhầm"}).status_code == 302
    assert code(1) in client.get(REGISTER, {"tt": "withdrawn"}).content.decode()
    wrong = client.post(reverse("dossiers:issue_letters"), chosen | issued)
    assert "đã có số hoặc đã thu hồi" in wrong.content.decode()


def test_since_when_they_wait_is_not_counted_where_nothing_tells_it(
    imported: Imported, lan: User, signed_in: SignedIn
) -> None:
    imported([dossier(1, due="10/11/2026 17:00:00", done="", status="Yêu cầu bổ sung"),
              dossier(2, received="16/11/2026 08:00:00", due="30/11/2026 17:00:00", done="")])  # fmt: skip
    with clock.stopped_at(NOW):
        page = signed_in(lan).get(PAGE).content.decode()
    assert "Ngoài ra 1 hồ sơ đang chờ công dân" in page and "Chưa rõ các hồ sơ này chờ từ ngày nào" in page
    assert "0 hồ sơ biết rõ" not in page


def test_who_waits_for_the_citizen_is_not_late_by_the_clock_and_not_among_all(
    source: DossierSource, lan: User, hoa: User, signed_in: SignedIn
) -> None:
    """Asked before the due day: the clock stands, so it is not overdue. Asked after it: late up to then. No day: said
    beside the row, counted by its state.
    """
    due, waits = "10/11/2026 17:00:00", "Yêu cầu bổ sung"
    lines = [
        (*dossier(1, due=due, done="", status=waits), "05/11/2026 09:00:00"),
        (*dossier(2, due=due, done="", status=waits), "12/11/2026 09:00:00"),
        (*dossier(3, due=due, done="", status=waits), ""),
        (*dossier(4, due=due, done=""), ""),
        (*dossier(5, received="16/11/2026 08:00:00", due="30/11/2026 17:00:00", done=""), ""),
    ]
    with clock.stopped_at(NOW):
        content = export(lines, (*HEAD, "Ngày yêu cầu bổ sung"))
        batch = take_in_export(actor=hoa, source=source, name="cho.csv", content=[content])
        batch = confirm_columns(actor=hoa, batch=batch, columns={row[0]: row[1] for row in batch.proposal if row[1]})
        run_import(actor=hoa, batch=batch)
        client = signed_in(lan)
        assert (
            codes(client) == [2, 4] and codes(client, hang="cho-cong-dan") == [1, 3] and codes(client, hang="5") == []
        )
        whole = dashboard.whole(Part(View.DECIDED, ("24703",)), WINDOW)
        assert (whole.pending, whole.pending_within, whole.pending_overdue, whole.waiting_past_due) == (5, 3, 2, 2)
        waiting = client.get(PAGE, {"hang": "cho-cong-dan"}).content.decode()
        assert "chưa trễ, đồng hồ dừng" in waiting and "chờ từ 05/11/2026" in waiting
        assert "chưa rõ chờ từ ngày nào" in waiting
        page = client.get(PAGE).content.decode()
        assert "chờ từ 12/11/2026" in page and '<span class="fall">quá 2</span>' in page
        assert "Ngoài ra 2 hồ sơ đang chờ công dân" in page and "1 hồ sơ biết rõ đã chờ" in page
        assert "Tất cả 1 hồ sơ" in page
        assert remind_of_overdue() > 0
        told = Notification.objects.get(person=lan, code="dossiers.overdue_morning_waiting")
        assert "Ngoài ra 2 hồ sơ đã qua ngày hẹn nhưng đang chờ công dân" in words.say(told.code, told.values)
        given = {"ly-do": "system", "so-ngay": "3"}
        client.post(DRAFT, given | {"pham-vi": "tat-ca"})
        assert list(ApologyLetter.objects.values_list("record_code", flat=True)) == [code(4)]
        client.post(DRAFT, given | {"ho-so": [key(2)]})
        assert set(ApologyLetter.objects.values_list("record_code", flat=True)) == {code(2), code(4)}


def shares_page(client: Client) -> str:
    return client.get(reverse("dossiers:dashboard"), {"ky": "nam-2026"}).content.decode()


@pytest.mark.usefixtures("day")
def test_an_issued_letter_counts_on_every_page_and_as_a_fact(
    lan: User, hoa: User, places: Places, signed_in: SignedIn
) -> None:
    part, client = Part(View.RECEIVED, ("24703",)), signed_in(lan)
    letters = drafted(lan, places.nam_nung, 1, 2, 3)
    assert "0/3" in client.get(PAGE).content.decode(), "a draft is no letter yet"
    issue_letters(actor=lan, letters=letters, first_number=1, symbol="UBND", day=TODAY)
    # the third is not late; the sixth was resolved late without a letter
    assert "2/3" in client.get(PAGE).content.decode()
    extra = in_register(part, WINDOW, TODAY)
    assert {record.record_code for record in extra} == {code(1), code(2)}
    assert in_register(part, WINDOW, date(2026, 11, 15)) == (), "issued later"
    counts = with_letters(dashboard.whole(part, WINDOW), extra)
    assert (counts.pending_overdue_with_letter, counts.late_with_letter) == (2, 0)
    row = shares_page(client).partition("Hồ sơ quá hạn có văn bản xin lỗi")[2][:700]
    assert "66,67" in row or ">2<" in row
    record_dossier_figures(actor=hoa, owner=places.province, year=2026, window=WINDOW)
    fact = Fact.objects.get(indicator__code="dossiers.late_with_apology", unit=places.nam_nung, scope_key="")
    assert fact.current is not None
    assert (fact.current.numerator, fact.current.denominator) == (Decimal(2), Decimal(3))
    figure = FigureFact.objects.get(version=fact.current)
    assert figure.counts["letters_in_register"] == 2
    shown = client.get(reverse("dossiers:figure", args=[figure.public_id])).content.decode()
    assert "Trong đó văn bản trong sổ mà hệ thống nguồn chưa ghi nhận" in shown
    withdraw_letters(actor=lan, letters=letters[:1], reason="Nhầm")
    assert "1/3" in client.get(PAGE).content.decode()


@pytest.mark.usefixtures("day")
def test_a_letter_after_the_last_day_counted_is_told_and_not_counted(
    lan: User, hoa: User, places: Places, signed_in: SignedIn
) -> None:
    """The page counts up to today, the figure up to the last day that was chosen: each says which day, and of whom."""
    letters = drafted(lan, places.nam_nung, 1, 2)
    issue_letters(actor=lan, letters=letters, first_number=1, symbol="UBND", day=TODAY)
    page = shares_page(signed_in(lan))
    assert f"văn bản được tính khi ký ngày {show_date(TODAY)} hoặc trước đó" in page
    assert "Tiêu chí tính theo hồ sơ do đơn vị giải quyết" in page
    ends = TODAY - timedelta(days=1)
    record_dossier_figures(actor=hoa, owner=places.province, year=2026, window=Window(WINDOW.first, ends))
    fact = Fact.objects.get(indicator__code="dossiers.late_with_apology", unit=places.nam_nung, scope_key="")
    assert fact.current is not None and fact.current.numerator == 0
    assert f"hồ sơ do đơn vị giải quyết; văn bản xin lỗi ký đến hết ngày {show_date(ends)}" in fact.current.note
    assert "ký sau ngày này không tính: 2" in fact.current.note
    figure = FigureFact.objects.get(version=fact.current)
    assert figure.view == "decided" and figure.counts["letters_after_the_window"] == 2
    shown = signed_in(lan).get(reverse("dossiers:figure", args=[figure.public_id])).content.decode()
    assert "Không tính: văn bản trong sổ ký sau ngày cuối của kỳ" in shown
    assert "Tiêu chí không ghi tính theo đơn vị tiếp nhận hay đơn vị giải quyết" in shown
    on_time = Fact.objects.get(indicator__code="dossiers.resolved_on_time", unit=places.nam_nung, scope_key="")
    assert on_time.current is not None and "hồ sơ do đơn vị tiếp nhận" in on_time.current.note
    record_dossier_figures(actor=hoa, owner=places.province, year=2026, window=WINDOW)
    fact.refresh_from_db()
    assert fact.current is not None and fact.current.numerator == 2


@pytest.mark.usefixtures("day")
def test_it_waits_among_a_persons_work(lan: User, hoa: User) -> None:
    lines = {line.code: line for line in my_work(lan).lines}
    assert lines[WorkCode.DOSSIERS_LATE].title == "2 hồ sơ một cửa quá hạn"
    assert lines[WorkCode.DOSSIERS_DUE].values == {"number": 1}
    assert WorkCode.DOSSIERS_LATE not in {line.code for line in my_work(hoa).lines}


def test_before_the_first_import_pages_say_so(lan: User, signed_in: SignedIn) -> None:
    assert "Chưa nhập" in signed_in(lan).get(PAGE).content.decode()
    assert signed_in(lan).get(REGISTER).status_code == 200
    assert signed_in(lan).get(RECORD, {"ma": "x:y"}).status_code == 404


def test_pages_ask_the_database_little_whatever_they_list(
    imported: Imported, lan: User, places: Places, signed_in: SignedIn,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:  # fmt: skip
    imported(LINES)
    client = signed_in(lan)
    with clock.stopped_at(NOW):
        drafted(lan, places.nam_nung, 1, 2, 3, 4, 5)
        for address, asked in ((PAGE, {}), (PAGE, {"theo": "don-vi"}), (REGISTER, {}), (RECORD, {"ma": key(1)})):
            client.get(address, asked)
            with django_assert_max_num_queries(32):
                assert client.get(address, asked).status_code == 200


@pytest.mark.usefixtures("day")
def test_both_views_of_late_dossiers_are_told_on_both_pages_and_lead_to_their_lists(
    imported: Imported, places: Places, lan: User, signed_in: SignedIn
) -> None:
    client = signed_in(lan)
    asked = asked_of_page(client, PAGE)
    same = "2/3 hồ sơ"
    issue_letters(actor=lan, letters=drafted(lan, places.nam_nung, 1, 2), first_number=1, symbol="UBND", day=TODAY)
    for page in (PAGE, reverse("dossiers:dashboard")):
        told = client.get(page).content.decode()
        assert told.count(same) == 2 and "Hai cách tính cho cùng một số" in told, page
    listed = client.get(asked["decided"]).content.decode()
    assert all(code(number) in listed for number in (1, 2, 6)) and code(3) not in listed


@pytest.mark.usefixtures("day")
def test_an_officer_is_shown_the_way_to_the_letters_from_every_queue(
    places: Places, lan: User, phu: User, signed_in: SignedIn
) -> None:
    client = signed_in(lan)
    page = client.get(PAGE).content.decode()
    assert 'href="#lap-van-ban"' in page and "Lập văn bản xin lỗi (2)" in page
    drafted(lan, places.nam_nung, 1, 2)
    page = client.get(PAGE).content.decode()
    assert 'href="#lap-van-ban"' not in page and "không có hồ sơ nào đơn vị cần lập" in page
    assert "Đến hạn trong 5 ngày làm việc (3)" in page
    assert "do người nhập số liệu của đơn vị giải quyết" in signed_in(phu).get(PAGE).content.decode()


def asked_of_page(client: Client, address: str) -> dict[str, str]:
    """Addresses of the two lists of late dossiers, by view."""
    page = etree.HTML(client.get(address).content.decode())
    links = page.xpath("//p[@id='tre-han']/a/@href")
    return dict(zip(("decided", "received"), links, strict=True))


@pytest.mark.usefixtures("day")
def test_numbers_are_recorded_beside_the_typed_names(lan: User, places: Places, signed_in: SignedIn) -> None:
    """The form was sent whole and the page made anew: the list of names that was pasted in was gone."""
    (letter,) = drafted(lan, places.nam_nung, 1)
    client, by_script = signed_in(lan), {"HX-Request": "true"}
    page = client.get(reverse("dossiers:letters")).content.decode()
    for act in ("issue_letters", "take_back_numbers", "withdraw_letters"):
        button = re.search(rf'<button[^>]*hx-post="{reverse(f"dossiers:{act}")}[^>]*>', page)
        assert button and 'hx-params="not ten,tep-ten"' in button[0] and 'hx-target="#letters-list"' in button[0], act
    part = re.search(r'<div id="letters-list">.*?</table>', page, re.DOTALL)
    assert part and letter.record_code in part[0] and 'name="ten"' not in part[0], (
        "the box stands outside what is renewed"
    )
    chosen = {"van-ban": letter.public_id}
    refused = client.post(reverse("dossiers:issue_letters"), chosen | {"so-dau": ""}, headers=by_script)
    assert refused.status_code == 422 and refused["HX-Retarget"] == refused["HX-Reselect"] == "#messages"
    assert 'id="messages"' in refused.content.decode() and 'role="alert"' in refused.content.decode()
    numbers = chosen | {"so-dau": "12", "ky-hieu": "UBND", "ngay": "16/11/2026"}
    done = client.post(reverse("dossiers:issue_letters"), numbers, headers=by_script, follow=True)
    assert done.status_code == 200 and 'id="letters-list"' in done.content.decode()
    assert ApologyLetter.objects.get(pk=letter.pk).number == "12/UBND"
