"""Headings of table cells for phones, written by the server into whole pages and parts."""

import pytest
from django.urls import reverse
from tests.portal.conftest import Places, SignedIn

from parindex.portal.accounts.models import User
from parindex.portal.platform.phone_tables import label_cells

HEAD = (
    '<thead><tr><th scope="col">Đơn vị</th><th scope="col"><a href="?order=a">Điểm <span>↓</span></a></th>'
    "<th>Dân số</th><th>Ghi chú</th></tr></thead>"
)


def _table(row: str, classes: str = "grid on-phone", head: str = HEAD) -> str:
    return f'<p>1</p><table class="{classes}">{head}<tbody><tr>{row}</tr></tbody></table><p>2</p>'


@pytest.mark.parametrize(
    ("cell", "labelled"),
    [
        ('<td class="number p-figure">85,96</td>', '<td data-label="Điểm" class="number p-figure">85,96</td>'),
        ("<td>85,96</td>", '<td data-label="Điểm">85,96</td>'),
        ('<td class="number p-detail">85,96</td>', '<td data-label="Điểm" class="number p-detail">85,96</td>'),
        ('<td class="p-state"><b class="pretag">1</b></td>', '<td data-label="Điểm" class="p-state">'),
    ],
)
def test_a_cell_says_whose_it_is(cell: str, labelled: str) -> None:
    page = label_cells(_table(f'<td class="p-name">Nam Nung</td>{cell}<td></td>'))
    assert labelled in page
    assert page.count("data-label") == 1
    assert page.startswith("<p>1</p>") and page.endswith("</table><p>2</p>")


@pytest.mark.parametrize(
    "cell",
    [
        '<td class="number p-figure">–</td>',
        "<td> </td>",
        '<td class="p-state"><span class="tag ok">Đạt</span></td>',
        '<td class="p-state"><a class="btn btn-plain" href="/">Mở</a></td>',
        '<td><input name="x"> điểm</td>',
        '<td class="p-detail">theo báo cáo</td>',
        '<td class="p-lead">1</td>',
        '<td class="p-whole">Cả dòng</td>',
        '<th scope="row">1</th>',
        '<td colspan="3">1</td>',
    ],
)
def test_what_speaks_for_itself_is_left_as_it_is(cell: str) -> None:
    page = _table(f'<td class="p-name">Nam Nung</td>{cell}')
    assert label_cells(page) == page


def test_columns_are_counted_across_spans() -> None:
    page = label_cells(_table('<td class="p-name" colspan="2">Nam Nung</td><td>8.800</td><td>ít</td><td>thừa</td>'))
    assert '<td data-label="Dân số">8.800</td><td data-label="Ghi chú">ít</td><td>thừa</td>' in page


def test_a_dense_table_labels_what_it_shows_on_a_phone() -> None:
    page = label_cells(
        _table(
            '<td class="p-name">A</td><td class="number">1</td><td class="number p-state">2</td>', "grid dense on-phone"
        )
    )
    assert '<td class="number">1</td><td data-label="Dân số" class="number p-state">2</td>' in page


@pytest.mark.parametrize("classes", ["grid", "grid dense on-phone sheet"])
def test_other_tables_are_left_as_they_are(classes: str) -> None:
    page = _table('<td class="p-name">A</td><td class="p-figure">1</td>', classes)
    assert label_cells(page) == page


def test_rows_of_groups_and_the_head_itself_carry_none() -> None:
    page = _table('<td class="p-name">A</td>').replace("<tbody>", '<tbody><tr class="group"><td>I</td><td>1</td></tr>')
    assert label_cells(page) == page


def test_a_heading_with_quotes_and_lines_stays_one_attribute() -> None:
    page = label_cells(_table("<td>1</td>", head='<thead><tr><th>CC<br>/"10" &amp; hơn</th></tr></thead>'))
    assert '<td data-label="CC /&quot;10&quot; &amp; hơn">1</td>' in page


@pytest.mark.django_db
def test_pages_are_sent_with_headings(signed_in: SignedIn, hoa: User, places: Places) -> None:
    page = signed_in(hoa).get(reverse("organisations:units")).content.decode()
    assert "data-label=" in page
