"""Reporting windows and the rules that say when reports are due."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date

from parindex.engine.documents.reading.flows import Flow, Flows
from parindex.engine.documents.reading.model import DueRule, Window

_SPAN = re.compile(
    r"(?:chốt số liệu|kỳ báo cáo|số liệu"
    r"|tính)\b[^.;]{0,60}?từ\s+(?:ngày\s+)?(\d{1,2})/(\d{1,2})/(\d{4})\s+đến\s+(?:hết\s+)?(?:ngày\s+)?"
    r"(\d{1,2})/(\d{1,2})/(\d{4})",
    re.IGNORECASE,
)
_NAME = re.compile(r"\s*(?P<name>Báo cáo[^:]{0,80}|(?:Quý|Kỳ|6 tháng|9 tháng|Năm)[^:]{0,60})\s*:", re.IGNORECASE)
_RULE = re.compile(
    r"(?:chậm nhất(?: là)?|trước)\s+(?:vào\s+)?ngày\s+(?P<day>\d{1,2})\s+(?P<of>của tháng cuối (?:kỳ"
    r"|quý)[^,;.]*|(?:hằng|hàng) tháng"
    r"|(?:của )?tháng cuối[^,;.]*)",
    re.IGNORECASE,
)
_DUE = re.compile(
    r"(?:gửi|báo cáo|nộp)[^.;]{0,60}?(?:trước"
    r"|chậm nhất(?: là)?)\s+(?:ngày\s+)?(\d{1,2})/(\d{1,2})/(\d{4})",
    re.IGNORECASE,
)


def is_window(text: str) -> bool:
    """Whether a paragraph names a reporting window."""
    return _NAME.match(text.lstrip("-+ ")) is not None and _SPAN.search(text) is not None


def read_windows(body: list[Flow], flows: Flows, prefix: str) -> tuple[tuple[Window, ...], tuple[DueRule, ...]]:
    """Windows and due rules of a body; a rule holds for the windows after it."""
    windows: list[Window] = []
    rules: list[DueRule] = []
    for flow in body:
        if (match := _RULE.search(flow.text)) is not None:
            rules.append(_rule(match, flow, flows, f"{prefix}r{len(rules) + 1}"))
        name, span = _NAME.match(flow.text, flow.body), _SPAN.search(flow.text)
        if name is not None and span is not None:
            windows.append(_window(name, span, flow, flows, f"{prefix}w{len(windows) + 1}", rules))
    return tuple(windows), tuple(rules)


def window_told(told: list[Flow], flows: Flows, prefix: str) -> Window | None:
    """The days that the figures of a report are of, told in its opening words."""
    for flow in told:
        span = _SPAN.search(flow.text)
        if span is not None:
            first, last = _day(span[1], span[2], span[3]), _day(span[4], span[5], span[6])
            return Window(
                id=f"{prefix}w1",
                name=" ".join(span[0].split()[:2]),
                first_day=first,
                cut_off=last,
                passage=flows.passage(flow, span.start(), span.end()),
            )
    return None


def _rule(match: re.Match[str], flow: Flow, flows: Flows, identifier: str) -> DueRule:
    monthly = "tháng cuối" not in match["of"]
    return DueRule(
        id=identifier,
        text=" ".join(match[0].split()),
        day=int(match["day"]),
        of="every_month" if monthly else "last_month_of_period",
        passage=flows.passage(flow, match.start(), match.end()),
    )


def _window(
    name: re.Match[str], span: re.Match[str], flow: Flow, flows: Flows, identifier: str, rules: list[DueRule]
) -> Window:
    first, last = _day(span[1], span[2], span[3]), _day(span[4], span[5], span[6])
    own = _DUE.search(flow.text)
    due, rule = (_day(own[1], own[2], own[3]), None) if own else (None, None)
    if own is None and last is not None and (latest := _last_monthly(rules)) is not None and latest.day is not None:
        due, rule = date(last.year, last.month, min(latest.day, monthrange(last.year, last.month)[1])), latest.id
    return Window(
        id=identifier,
        name=" ".join(name["name"].split()),
        first_day=first,
        cut_off=last,
        due=due,
        due_rule=rule,
        passage=flows.whole(flow),
    )


def _last_monthly(rules: list[DueRule]) -> DueRule | None:
    return next((each for each in reversed(rules) if each.of == "last_month_of_period"), None)


def _day(day: str, month: str, year: str) -> date | None:
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None
