"""On a phone a table has no head: its cells carry the heading themselves, written into the page as it is sent.

Every table `grid on-phone` of every answer is treated, whole page or part: no template names a heading twice, and a
page says the same with and without script. What was typed by people is escaped in a page, so tags are the templates'.
"""

import re
from collections.abc import Iterator

_TABLE = re.compile(r'<table class="(?P<classes>[^"]*\bon-phone\b[^"]*)".*?</table>', re.DOTALL)
_HEAD = re.compile(r"<thead.*?</thead>", re.DOTALL)
_ROW = re.compile(r"<tr\b(?P<attributes>[^>]*)>.*?</tr>", re.DOTALL)
_CELL = re.compile(r"<(?P<tag>t[hd])\b(?P<attributes>[^>]*)>(?P<inside>.*?)(?=</t[hd]>)", re.DOTALL)
_TAG = re.compile(r"<[^>]*>")
_SPAN = re.compile(r'colspan="(\d+)"')
_SPEAKS_FOR_ITSELF = re.compile(r'<(?:input|select|textarea|form)\b|class="(?:[^"]* )?(?:tag|btn)\b')
_ARROWS = str.maketrans("", "", "↑↓")
_NAMED_BY_PLACE = ("p-lead", "p-name", "p-whole")
_NOTHING = ("", "–")


def label_cells(page: str) -> str:
    """The same HTML with `data-label` on every cell of a phone table that stands there without its heading.

    Left alone: names, leads and whole lines; tags, buttons and inputs; empty cells; of a dense table, cells that have
    no place on a phone; the self-assessment sheet, whose rows have words of their own.
    """
    return _TABLE.sub(_labelled, page)


def _labelled(found: re.Match[str]) -> str:
    table, classes = found[0], found["classes"].split()
    head = _HEAD.search(table)
    if not head or "sheet" in classes:
        return table
    rows = _ROW.findall(head[0])
    headings = list(_headings(head[0])) if len(rows) == 1 else []
    if not headings:
        return table
    dense = "dense" in classes
    body = _ROW.sub(lambda row: _row(row, headings, dense), table[head.end() :])
    return table[: head.end()] + body


def _headings(head: str) -> Iterator[str]:
    for cell in _CELL.finditer(head):
        words = " ".join(_words(cell["inside"]).translate(_ARROWS).split()).replace('"', "&quot;")
        for _ in range(_columns(cell)):
            yield words


def _row(row: re.Match[str], headings: list[str], dense: bool) -> str:
    if 'class="group' in row["attributes"]:
        return row[0]
    column = 0

    def one(cell: re.Match[str]) -> str:
        nonlocal column
        heading = headings[column] if column < len(headings) else ""
        column += _columns(cell)
        if not heading or _columns(cell) > 1 or not _needs_heading(cell, dense):
            return cell[0]
        return f'<td data-label="{heading}"{cell["attributes"]}>{cell["inside"]}'

    return _CELL.sub(one, row[0])


def _needs_heading(cell: re.Match[str], dense: bool) -> bool:
    attributes = cell["attributes"]
    if cell["tag"] == "th" or any(place in attributes for place in _NAMED_BY_PLACE):
        return False
    if "p-detail" in attributes and "number" not in attributes:  # a detail is a phrase, unless it is a bare number
        return False
    if dense and "p-" not in attributes:
        return False
    inside = cell["inside"]
    return _words(inside).strip() not in _NOTHING and not _SPEAKS_FOR_ITSELF.search(inside)


def _words(inside: str) -> str:
    return _TAG.sub(" ", inside)


def _columns(cell: re.Match[str]) -> int:
    span = _SPAN.search(cell["attributes"])
    return int(span[1]) if span else 1
