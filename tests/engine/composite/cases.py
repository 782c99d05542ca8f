"""Small criteria sets, and Krông Nô's 2023 result as its plan of 20/3/2024 prints it."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from parindex.engine.numbers.exact import to_grid
from parindex.engine.rulebook.document import CriteriaSet
from parindex.engine.scoring.values import Absence, Figures, Outcome, Ratio, Status

D = Decimal


def done(points: str, maximum: str) -> Outcome:
    """A scored leaf."""
    return Outcome(to_grid(D(points)), D(maximum), Status.SCORED, ())


def waiting(maximum: str) -> Outcome:
    """An open leaf."""
    return Outcome(None, D(maximum), Status.MISSING, ())


def gone(status: Status = Status.NOT_APPLICABLE) -> Outcome:
    """An excluded leaf: 0 of 0."""
    return Outcome(to_grid(D(0)), to_grid(D(0)), status, ())


def criteria_set(fields: list[dict[str, Any]], **more: Any) -> CriteriaSet:
    """A test set; ``scale`` defaults to the sum of the fields that count."""
    scale = sum((D(field["maximum"]) for field in fields if not field.get("outside_scale")), D(0))
    document = {
        "schema": "parindex/criteria-set/1",
        "code": "sample",
        "version": "2026",
        "title": "Bộ mẫu",
        "level": "commune",
        "standing": "test",
        "scale": scale,
        "fields": fields,
        **more,
    }
    return CriteriaSet.model_validate(document)


def printed(code: str, maximum: str, **more: Any) -> dict[str, Any]:
    """A leaf with points as printed."""
    return {
        "code": code,
        "title": code,
        "maximum": maximum,
        "inputs": [{"code": "points", "title": "Điểm", "type": "number"}],
        "rule": {"kind": "points_as_printed", "points": "points"},
        **more,
    }


def linear(code: str, maximum: str, **more: Any) -> dict[str, Any]:
    """maximum × ratio."""
    return {
        "code": code,
        "title": code,
        "maximum": maximum,
        "measured": "self",
        "inputs": [{"code": "share", "title": "Tỷ lệ", "type": "ratio"}],
        "rule": {"kind": "linear_proportion", "ratio": "share"},
        "policies": {"zero_denominator": "exclude_and_renormalise", "not_applicable": "exclude_and_renormalise"},
        **more,
    }


def yes_no(code: str, maximum: str, **more: Any) -> dict[str, Any]:
    """Yes: maximum."""
    return {
        "code": code,
        "title": code,
        "maximum": maximum,
        "measured": "self",
        "inputs": [{"code": "done", "title": "Đã làm", "type": "yes_no"}],
        "rule": {"kind": "boolean", "answer": "done"},
        **more,
    }


def counted(code: str, maximum: str, bands: Mapping[str, str], **more: Any) -> dict[str, Any]:
    """Bands on a count: at least → points."""
    return {
        "code": code,
        "title": code,
        "maximum": maximum,
        "measured": "self",
        "inputs": [{"code": "number", "title": "Số", "type": "count"}],
        "rule": {
            "kind": "count_thresholds",
            "count": "number",
            "bands": [{"at_least": bound, "points": points} for bound, points in bands.items()],
        },
        **more,
    }


def branch(code: str, below: list[dict[str, Any]], key: str, **more: Any) -> dict[str, Any]:
    """A node with children under ``key`` (``criteria`` or ``sub_criteria``)."""
    maximum = more.pop("maximum", str(sum((D(child["maximum"]) for child in below), D(0))))
    return {"code": code, "title": code, "maximum": maximum, key: below, **more}


def krong_no_set() -> CriteriaSet:
    """Eight fields as printed; the maxima add up to 99,5 while the printed scale is 100."""
    maxima = {"1": "14", "2": "11", "3": "17", "4": "7.5", "5": "11", "6": "11", "7": "15.5"}
    eighth = branch("8", [printed("8.1", "10", measured="survey"), printed("8.2", "2.5")], "criteria")
    return criteria_set(
        [*(printed(code, maximum) for code, maximum in maxima.items()), eighth],
        level="district",
        scale="100",
        index_base="declared_scale",
        class_scheme={
            "code": "TEST",
            "base": "declared_scale",
            "bands": [{"name": "Xuất sắc", "at_least": "90"}, {"name": "Tốt", "at_least": "80"},
                      {"name": "Khá", "at_least": "0"}],
        },
    )  # fmt: skip


KRONG_NO: Mapping[str, Outcome] = {
    "1": done("14", "14"),
    "2": done("11", "11"),
    "3": done("14.591", "17"),
    "4": done("7.5", "7.5"),
    "5": done("7.787", "11"),
    "6": done("10.975", "11"),
    "7": done("10.766", "15.5"),
    "8.1": done("7.84", "10"),
    "8.2": done("1.5", "2.5"),
}

KRONG_NO_FIGURES: Figures = {
    code: {"points": outcome.points if outcome.points is not None else Absence.MISSING}
    for code, outcome in KRONG_NO.items()
}


def commune_set(**more: Any) -> CriteriaSet:
    """20 points: a ratio, an answer, a count, and a survey that nobody can order."""
    survey = linear("b2", "5", measured="survey")
    return criteria_set(
        [
            branch("A", [linear("a1", "6"), yes_no("a2", "2")], "criteria"),
            branch("B", [counted("b1", "7", {"3": "7", "1": "4"}), survey], "criteria"),
        ],
        **more,
    )


COMMUNE: Figures = {
    "a1": {"share": Ratio(D(30), D(60))},
    "a2": {"done": False},
    "b1": {"number": D(1)},
    "b2": {"share": Ratio(D(80), D(100))},
}
"""3 + 0 + 4 + 4 = 11 of 20."""
