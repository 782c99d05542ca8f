"""A form filled again: every kind of box, the right one of several forms, and what found no box."""

from lxml import etree

from parindex.portal.platform.form_filling import fill

PAGE = """<!doctype html><html><body><main>
<form method="get"><input name="q" value=""></form>
<form method="post" action="/khac/"><textarea name="ly-do">khác</textarea></form>
<form method="post" id="f"><input type="hidden" name="phien" value="3">
<input name="so" value="1"><input name="so" value="2"><input type="date" name="ngay">
<input type="checkbox" name="o" value="a" checked><input type="checkbox" name="o" value="b">
<input type="radio" name="r" value="x" checked><input type="radio" name="r" value="y">
<select name="s"><option value="">–</option><option value="m" selected>M</option><option value="n">N</option></select>
<textarea name="ly-do">\ncũ</textarea><input type="file" name="tep"><input name="khoa" value="9" readonly></form>
<input name="ngoai" form="f" value=""><p>giữ &amp; nguyên</p></main></body></html>"""
SENT = {
    "phien": ["2"],
    "so": ["10", "20"],
    "ngay": ["2026-12-05"],
    "o": ["b"],
    "r": ["y"],
    "s": ["n"],
    "ly-do": ["dòng một\r\n<b>hai</b>"],
    "khoa": ["1"],
    "ngoai": ["ngoài mẫu"],
    "mat": ["một đoạn đã gõ"],
}


def filled(hidden: bool = True) -> str:
    page = fill(PAGE, "/trang/", "/trang/", SENT, hidden=hidden).page
    text: str = etree.tostring(page, encoding="unicode", method="html")
    return text


def test_every_kind_of_box_is_filled_and_nothing_else() -> None:
    page = filled()
    for words in (
        'name="so" value="10"', 'name="so" value="20"', 'name="ngay" value="2026-12-05"', 'name="phien" value="2"',
        'name="o" value="a">', 'name="o" value="b" checked', 'name="r" value="x">', 'name="r" value="y" checked',
        '<option value="m">', '<option value="n" selected', "dòng một\n&lt;b&gt;hai&lt;/b&gt;</textarea>",
        'name="khoa" value="9"', 'form="f" value="ngoài mẫu"', "khác</textarea>", "giữ &amp; nguyên",
    ):  # fmt: skip
        assert words in page, words


def test_hidden_fields_stay_where_a_conflict_was_told() -> None:
    assert 'name="phien" value="3"' in filled(hidden=False)


def test_what_finds_no_box_is_left_to_be_copied() -> None:
    found = fill(PAGE, "/trang/", "/trang/", SENT, hidden=True)
    assert found.left == ["một đoạn đã gõ"]
    gone = fill("<html><body><main>đã đóng</main></body></html>", "/trang/", "/trang/", SENT, hidden=True)
    assert gone.boxes == 0
    assert gone.left == ["dòng một\r\n<b>hai</b>", "ngoài mẫu", "một đoạn đã gõ"]


def test_the_same_texts_again_are_no_difference() -> None:
    once = filled()
    assert fill(once, "/trang/", "/trang/", SENT, hidden=True).boxes == 0


ROWS = """<!doctype html><html><body><main>
<details><form method="post" action="/rut/">
<input type="hidden" name="lan" value="1"><input name="den"></form></details>
<details><form method="post" action="/rut/">
<input type="hidden" name="lan" value="2"><input name="den"></form></details>
</main></body></html>"""


def test_of_one_form_a_row_that_of_the_row_is_filled_and_unfolded() -> None:
    found = fill(ROWS, "/lich/", "/rut/", {"lan": ["2"], "den": ["20/12/2026"]}, hidden=False)
    first, second = found.page.iter("details")
    assert (first.get("open"), second.get("open")) == (None, "")
    assert [box.get("value") for box in found.page.iter("input") if box.get("name") == "den"] == [None, "20/12/2026"]
