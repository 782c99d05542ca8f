"""Percentages of money that may be measured by a plan of its own: «vốn tỉnh 3.000 triệu đồng, đạt 72%».

Reports of disbursement and of revenue name a part of a sum and then how far *its own* plan was reached, which they do
not print. Such a percentage tells nothing about the sum, however near a slip of the hand may lie.
"""

from __future__ import annotations

import re

from parindex.engine.checks.proof_reading.mentions import Mention

_MONEY = re.compile(r"(?i)^\s*(?:triệu|tỷ|tỉ|nghìn|đồng)\b")
_REACHED = re.compile(r"(?i)\b(?:đạt|bằng)\s*(?:(?:tỷ|tỉ) lệ\s*)?$")
_PLANNED = re.compile(r"(?i)\b(?:kế hoạch|dự toán|được giao|giao|tổng (?:số )?vốn|nguồn vốn)\b")
_SPENT = re.compile(r"(?i)\b(?:giải ngân|thực hiện|thanh toán|quyết toán|thu|chi)(?:\s+được)?\s*$")


def may_be_of_its_own_plan(rate: Mention, part: Mention, whole: Mention) -> bool:
    """Whether ``rate`` may be of a plan that is not printed.

    It is said with «đạt» or «bằng» behind money and names no base; not where a printed plan is spent («kế hoạch vốn
    8.000 triệu đồng, đã giải ngân 6.320 triệu đồng, đạt 79%»).
    """
    if not _MONEY.search(part.after) or not _REACHED.search(rate.before) or rate.after:
        return False
    return not (_PLANNED.search(whole.clause) and _SPENT.search(part.before))
